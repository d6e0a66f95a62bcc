/** Ends a switch over a closed vocabulary: a word nobody draws does not compile. */
export function assertNever(word: never): never {
  throw new Error(`No drawing for ${JSON.stringify(word)}`);
}
