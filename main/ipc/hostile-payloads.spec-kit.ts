import fc from 'fast-check';
import { type CallName, calls } from '../../preload/contract.ts';
import { readPayload } from './payloads.ts';
import { largestPayload, tooMuch } from './reply.ts';

export const runId = '5b0c4c0e-8f0e-4f7a-9d3c-0e7f6b1f2a3d';
export const planHash = 'a'.repeat(64);
const answers = { use: 'both', secretMonths: 6, graphAlerts: true, workspace: ['/subscriptions/x'] };

/** One payload of every call as our page sends it. */
export const wellMade: { readonly [N in CallName]: unknown } = {
  'app.state': undefined,
  'theme.choose': { theme: 'dark' },
  'practice.enter': { tenant: 'half-finished' },
  'practice.reset': undefined,
  'practice.leave': undefined,
  'practice.colleague': { runId },
  'tenant.find': { tenant: 'contoso.com', cloud: 'public' },
  'sign-in.start': { tenant: 'contoso.com', cloud: 'public', how: 'browser', recipe: 'dropzone-sentinel' },
  'sign-in.open-again': undefined,
  'sign-in.cancel': undefined,
  'sign-out': undefined,
  'proxy.sign-in': { userName: 'ada', password: 'abc' },
  'proxy.cancel': undefined,
  'questions.choose': { recipe: 'dropzone-sentinel', again: true },
  'questions.check': { recipe: 'dropzone-sentinel', answers },
  'questions.beside': { recipe: 'dropzone-sentinel', picked: '/subscriptions/s' },
  'query.parse': { query: 'T | take 1' },
  'query.complete': { query: 'T | ', at: 4 },
  'query.try': { recipe: 'dropzone-sentinel', picked: '/subscriptions/s', query: 'T' },
  'questions.secret': { recipe: 'dropzone-sentinel', ask: 'clientSecret', value: 'abc' },
  'plan.make': { recipe: 'dropzone-sentinel', answers },
  'plan.save': { runId },
  'run.start': { runId, planHash },
  'run.stop': { runId },
  'run.entries': { runId },
  'run.forget': { runId },
  'undo.plan': { runId },
  'disconnect.plan': { of: { profileFile: '/home/ada/profile.json' } },
  'undo.start': { runId, planHash, confirmed: [0] },
  'check.start': { profileFile: '/home/ada/profile.json' },
  'repair.plan': { of: { profileFile: '/home/ada/profile.json' }, only: ['grant-consent:graph'] },
  'rotation.plan': { of: { profileFile: '/home/ada/profile.json' }, retireAfter: '7d', retireNow: false },
  'calendar.save': { runId },
  'profile.of-run': { runId, form: { pollInterval: '5m' } },
  'profile.save': { runId, format: 'json', passphrase: 'correct horse' },
  'report.save': { runId: '11111111-2222-4333-8444-555555555555', form: 'pdf' },
  'profile.copy': { of: { file: '/tmp/p.json' }, format: 'terraform' },
  'profile.open': {},
  'profile.convert': { file: '/home/ada/profile.age', passphrase: 'old', format: 'json', seal: 'new' },
  'secret.hint': { handle: 'client-secret:x' },
  'secret.copy': { handle: 'client-secret:x' },
  'mail.open': { subject: 'A role', message: 'Hello' },
  'diagnostics.save': undefined,
  'text.copy': { text: '' },
  'link.open': { url: 'https://learn.microsoft.com/entra' },
};
export const channels = Object.keys(calls) as CallName[];

/** An array of so many places, none of them filled. */
export const sparse = (length: number) => Object.assign([] as unknown[], { length });

/** A call that must be refused, because of how it was made. */
export interface HostilePayload {
  readonly channel: string;
  readonly payload: unknown;
}

/** Names that stand for no call. */
const strangers = [
  '__proto__',
  'constructor',
  'toString',
  'app.state ',
  'APP.STATE',
  'app',
  '',
  'run.start\0',
];

/** What no field of any call takes. */
const neverRight: readonly (() => unknown)[] = [
  () => null,
  () => new Date(0),
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => ({ nested: { deeper: 1 } }),
  () => [[1]],
  () => [null],
  () => 1n,
  () => Number.POSITIVE_INFINITY,
  () => Number.NaN,
  () => new Uint8Array(8),
  () => /x/u,
  () => new Error('x'),
  () => undefined,
];

/** Fields that hold an id, a hash or one word of a list, and texts that are none. */
const strictFields = new Set([
  'runId',
  'planHash',
  'recipe',
  'ask',
  'cloud',
  'how',
  'theme',
  'format',
  'retireAfter',
]);
const noIds = [
  '',
  ' ',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'a b',
  'a\0',
  '\u202ex',
  'ä',
  'x'.repeat(2_000),
];

type Path = readonly (string | number)[];

/** Where values that hold no others stand. */
function leaves(value: unknown, at: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return value === undefined ? [] : [at];
  return Object.entries(value).flatMap(([key, held]) => leaves(held, [...at, key]));
}

function changedAt(value: unknown, at: Path, put: unknown): unknown {
  const whole = structuredClone(value) as Record<string, unknown>;
  let within = whole;
  for (const key of at.slice(0, -1)) within = within[key] as Record<string, unknown>;
  within[at.at(-1) ?? ''] = put;
  return whole;
}

/** More than fits. */
const large: readonly unknown[] = [
  sparse(100_000),
  'x'.repeat(largestPayload + 1),
  Array.from({ length: 30_000 }, () => 1),
];

/** Each takes a well-made payload and two numbers to draw by, and gives one that must be refused. */
const ways: readonly ((made: unknown, one: number, other: number) => unknown)[] = [
  // Something else altogether.
  (made, one) => (made === undefined ? [one] : neverRight[one % (neverRight.length - 1)]?.()),
  // A field nobody asked for.
  (made, one, other) => ({
    ...((made ?? {}) as object),
    [`more${one}`]: neverRight[other % neverRight.length]?.(),
  }),
  // A value of another kind in its place, or none.
  (made, one, other) => {
    const [at] = pick(leaves(made), one);
    return at ? changedAt(made, at, neverRight[other % (neverRight.length - 1)]?.()) : { more: one };
  },
  // A text that is no id.
  (made, one, other) => {
    const strict = leaves(made).filter((at) => strictFields.has(String(at.at(-1))));
    const [at] = pick(strict, one);
    return at ? changedAt(made, at, noIds[other % noIds.length]) : { more: one };
  },
  // A name that reaches a prototype.
  (made, one, other) => {
    const name = ['__proto__', 'constructor', 'prototype'][one % 3] ?? '';
    const whole = structuredClone(made ?? {}) as Record<string, unknown>;
    const [within] = pick(
      [whole, ...Object.values(whole).filter((each) => each?.constructor === Object)],
      other,
    );
    return Object.defineProperty(within as object, name, { value: 'x', enumerable: true }) && whole;
  },
  // More than fits.
  (made, one, other) => {
    return { ...((made ?? {}) as object), [`more${one}`]: large[other % large.length] };
  },
  // A circle.
  (made) => {
    const whole = { ...((made ?? {}) as object) } as Record<string, unknown>;
    return Object.assign(whole, { whole });
  },
];

function pick<T>(of: readonly T[], drawn: number): readonly T[] {
  return of.length === 0 ? [] : of.slice(drawn % of.length, (drawn % of.length) + 1);
}

/** So many calls that must be refused, the same for the same seed: of every channel, and of strangers. */
export function hostilePayloads(seed: number, count: number): readonly HostilePayload[] {
  const drawn = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { seed, numRuns: count });
  return drawn.map(([which, way, one, other]) => {
    const channel = [...channels, ...strangers][which % (channels.length + strangers.length)] ?? '';
    const made = Object.hasOwn(wellMade, channel) ? wellMade[channel as CallName] : {};
    return { channel, payload: ways[way % ways.length]?.(made, one, other) };
  });
}

/** What the doorway asks of a call before anything answers it. */
export function isTaken({ channel, payload }: HostilePayload): boolean {
  const known = channels.find((name) => name === channel);
  return known !== undefined && !tooMuch(payload) && readPayload(known, payload) !== undefined;
}

/** How many were tried by channel, and those that were taken. */
export function triedPayloads(
  all: readonly HostilePayload[],
  taken: (call: HostilePayload) => boolean = isTaken,
) {
  const byChannel: Record<string, number> = Object.create(null) as Record<string, number>;
  const wrongAccepts: HostilePayload[] = [];
  for (const call of all) {
    byChannel[call.channel] = (byChannel[call.channel] ?? 0) + 1;
    if (taken(call)) wrongAccepts.push(call);
  }
  return { byChannel, wrongAccepts };
}
