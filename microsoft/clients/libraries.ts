/**
 * Loads Microsoft's client libraries, which takes a few tenths of a second of the processor. Called where a person is
 * busy elsewhere, on the sign-in page: later it would stand in the way of the first answers, earlier in the way of
 * the window. Whoever needs a library still imports it for itself.
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
