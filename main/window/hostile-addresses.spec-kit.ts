import path from 'node:path';
import fc from 'fast-check';

/** An address somebody may ask our own origin for; `isForeign` where it is no address of ours, whatever its path. */
export interface HostileAddress {
  readonly url: string;
  readonly isForeign: boolean;
}

const foreign = [
  'app://other/',
  'app://ui.evil/',
  'app://UI/',
  'app://someone@ui/',
  'app://ui:80/',
  'app://ui./',
  'app:ui/',
  'app:///ui/',
  'file:///',
  'http://ui/',
  'https://ui/',
  'data:text/html,',
  'javascript:',
  '//ui/',
  '',
];
const pieces = [
  '..',
  '.',
  '%2e%2e',
  '%2E.',
  '%252e%252e',
  '..%2f',
  '..%5c',
  '..;',
  '%5c',
  '%c0%ae%c0%ae',
  '\\',
  '%00',
  '%0d%0a',
  'index.html',
  'index.html%00.js',
  'INDEX.HTML',
  'assets',
  'app.js',
  'app.js.map',
  'outside.js',
  'C:',
  'etc',
  'passwd',
  'ü',
  '\u202e',
  '?',
  '#',
  '',
];

/** So many addresses, the same for the same seed. */
export function hostileAddresses(seed: number, count: number): readonly HostileAddress[] {
  const origin = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ start: 'app://ui/', isForeign: false }) },
    { weight: 1, arbitrary: fc.constantFrom(...foreign.map((start) => ({ start, isForeign: true }))) },
  );
  const one = fc
    .tuple(origin, fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.constantFrom('/', '\\', '%2f'))
    .map(([{ start, isForeign }, parts, between]) => ({ url: `${start}${parts.join(between)}`, isForeign }));
  return fc.sample(one, { seed, numRuns: count });
}

/**
 * Those that were served though they are no address of ours, or with a file that is not `inside`, the files of the page
 * by their places on the disk. `served` counts what was rightly served.
 */
export function triedAddresses(
  all: readonly HostileAddress[],
  inside: ReadonlySet<string>,
  fileFor: (url: string) => string | undefined,
) {
  const wronglyServed: string[] = [];
  let served = 0;
  for (const { url, isForeign } of all) {
    const file = fileFor(url);
    if (file === undefined) continue;
    if (isForeign || !inside.has(file)) wronglyServed.push(url);
    else served += 1;
  }
  return { wronglyServed, served };
}

/** How a server is had: the path as it was asked for, decoded and joined to its folder. */
export function joined(folder: string, url: string): string | undefined {
  try {
    return path.join(folder, decodeURIComponent(url.replace(/^\w+:\/*[^/]*/u, '').split(/[?#]/u)[0] ?? ''));
  } catch {
    return undefined;
  }
}
