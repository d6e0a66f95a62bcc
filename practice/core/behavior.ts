/** A behavior of Microsoft's, beyond answering one call, that a practice tenant imitates, and its spec. */
export interface Behavior {
  readonly area: 'sign-in' | 'directory' | 'consent' | 'time' | 'azure' | 'logs' | 'weather' | 'security';
  readonly what: string;
  /** The pages where the behavior is described, or the word assumed. */
  readonly source: readonly string[] | 'assumed';
  /** The spec that tests it: its file, and the words of the test in it. */
  readonly held: readonly [file: string, says: string];
}
