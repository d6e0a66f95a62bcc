import fc from 'fast-check';
import { askedAgain } from './refused-start.ts';

/** Chromium's, Node's and nobody's: what is not the product's own is refused without being known. */
export const strangers: readonly string[] = [
  ...askedAgain.flatMap((name) => [`--${name}`, `--${name}=9333`]),
  '--host-rules=MAP * 127.0.0.1',
  '--user-data-dir=/elsewhere',
  '--renderer-process-limit=1',
  '--a-switch-of-next-year',
  '--',
  '-',
];

/** Blanks that Chromium trims (https://source.chromium.org/chromium/chromium/src/+/main:base/strings/string_util_constants.cc). */
const blanks = [
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '\v',
  '\f',
  '\u00a0',
  '\u1680',
  '\u2000',
  '\u2003',
  '\u2028',
  '\u2029',
  '\u202f',
  '\u205f',
  '\u3000',
];

/** An argument as somebody may write it, for the platform that reads it as a switch. */
export interface HostileSwitch {
  readonly argument: string;
  readonly platform: 'linux' | 'win32';
}

/** So many switches that no released app may start with, the same for the same seed. */
export function hostileSwitches(seed: number, count: number): readonly HostileSwitch[] {
  const name = fc.oneof(
    fc.constantFrom(
      ...strangers.map((each) => each.replace(/^-+/u, '')),
      'home-x',
      'HOME',
      'practice-pace-x',
    ),
    fc.stringMatching(/^x[a-z-]{2,30}$/u),
  );
  const one = fc
    .tuple(
      fc.constantFrom(...blanks),
      fc.constantFrom('--', '-', '/'),
      name,
      fc.constantFrom('', '=1', '=/x'),
      fc.boolean(),
    )
    .map(([blank, hyphens, named, value, loud]): HostileSwitch => {
      const argument = `${blank}${hyphens}${loud ? named.toUpperCase() : named}${value}`;
      return { argument, platform: hyphens === '/' ? 'win32' : 'linux' };
    });
  return fc.sample(one, { seed, numRuns: count });
}
