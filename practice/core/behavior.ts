/** One thing a practice tenant imitates beyond answering a call: how Microsoft behaves there, and how that is held. */
export interface Behavior {
  readonly area: 'sign-in' | 'directory' | 'consent' | 'time' | 'azure' | 'logs' | 'weather' | 'security';
  readonly what: string;
  /** Where it was read, or the word assumed. */
  readonly source: readonly string[] | 'assumed';
  /** The spec that holds it: its file, and the words of the promise in it. */
  readonly held: readonly [file: string, says: string];
}
