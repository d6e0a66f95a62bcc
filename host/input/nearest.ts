/** The known word nearest to a mistyped one, or nothing where none is near (at most a third of its letters differ). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const each of known) {
    // A long unknown word cannot be near a short known one; skipping it keeps hostile input cheap.
    if (Math.abs(each.length - word.length) >= least) continue;
    const distance = edits(word.toLowerCase(), each.toLowerCase());
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

/** "Did you mean …?" as the beginning of a remedy, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `Did you mean ${near}? `;
}

function edits(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const left = (line[column - 1] ?? 0) + 1;
      const up = (above[column] ?? 0) + 1;
      line.push(Math.min(left, up, (above[column - 1] ?? 0) + same));
    }
    above = line;
  }
  return above[b.length] ?? 0;
}
