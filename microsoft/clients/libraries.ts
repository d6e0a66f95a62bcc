/**
 * Loads Microsoft's client libraries, which takes a few tenths of a second of processor time. Call it while
 * the person is busy on the sign-in page: later it would delay the first answers, and earlier it would delay
 * the window. Code that needs a library still imports it itself.
 */
export async function loadLibraries(): Promise<void> {
  await Promise.all([
    import('@microsoft/microsoft-graph-client'),
    import('@azure/arm-authorization'),
    import('@azure/arm-operationalinsights'),
    import('@azure/arm-resourcegraph'),
    import('@azure/monitor-query-logs'),
  ]);
}
