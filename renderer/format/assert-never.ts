/** Ends a switch over a closed vocabulary, so that a missing case doesn't compile. */
export function assertNever(word: never): never {
  throw new Error(`No drawing for ${JSON.stringify(word)}`);
}
