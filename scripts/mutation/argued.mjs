/** @typedef {{ line: number, column: number }} Position Lines from 1, columns from 1. */
/** @typedef {{ file: string, at: string, code: string, becomes: string }} Survivor */
/** @typedef {{ at: string, code: string, becomes: string, because: string }} Argument */

const oneLine = (/** @type {string} */ text) => text.trim().replaceAll(/\s+/gu, ' ').slice(0, 120);

/**
 * A survivor by its code: the line it begins on, what was there, and what took its place. Lines above may come and go.
 * @param {string} file
 * @param {string} text the file's
 * @param {{ location: { start: Position, end: Position }, replacement: string }} mutant
 * @returns {Survivor}
 */
export function survivorOf(file, text, { location: { start, end }, replacement }) {
  const lines = text.split('\n');
  const within = lines.slice(start.line - 1, end.line);
  const last = within.length - 1;
  within[last] = (within[last] ?? '').slice(0, end.column - 1);
  within[0] = (within[0] ?? '').slice(start.column - 1);
  const at = oneLine(lines[start.line - 1] ?? '');
  return { file, at, code: oneLine(within.join('\n')), becomes: oneLine(replacement) };
}

/**
 * Which survivors are argued, which are not, and which arguments are of no survivor any more.
 * @param {readonly Survivor[]} survivors
 * @param {Readonly<Record<string, readonly Argument[]>>} argued by file
 * @param {(file: string) => boolean} isMutated whether all of that file was
 */
export function judged(survivors, argued, isMutated) {
  const used = new Set();
  const open = survivors.filter((each) => {
    const found = argued[each.file]?.filter(
      ({ at, code, becomes }) => at === each.at && code === each.code && becomes === each.becomes,
    );
    for (const one of found ?? []) used.add(one);
    return !found?.some(({ because }) => because.trim() !== '');
  });
  const stale = Object.entries(argued).flatMap(([file, all]) =>
    isMutated(file) ? all.filter((each) => !used.has(each)).map((each) => ({ file, ...each })) : [],
  );
  return { open, stale };
}

/** One line for people. */
export const worded = (/** @type {Survivor} */ { file, at, code, becomes }) =>
  `${file}: "${code}" becomes "${becomes}"${at === code ? '' : ` in "${at}"`}`;
