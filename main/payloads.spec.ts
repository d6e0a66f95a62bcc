import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallName, calls } from '../preload/contract.ts';
import { readPayload } from './payloads.ts';
import { largestPayload, tooMuch } from './reply.ts';

const runId = '5b0c4c0e-8f0e-4f7a-9d3c-0e7f6b1f2a3d';
const planHash = 'a'.repeat(64);
const answers = { use: 'both', secretMonths: 6, graphAlerts: true, workspace: ['/subscriptions/x'] };

/** One payload of every call as our page sends it. */
const wellMade: { readonly [N in CallName]: unknown } = {
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
const names = Object.keys(calls) as CallName[];

describe('what the page sends', () => {
  it.each(names)('%s is taken as it is made', (name) => {
    expect(readPayload(name, wellMade[name])?.take).toEqual(wellMade[name]);
  });

  it.each(names)('%s is refused with a field nobody asked for', (name) => {
    const made = wellMade[name];
    const more = made === undefined ? { more: 1 } : { ...(made as object), more: 1 };
    expect(readPayload(name, more)).toBeUndefined();
  });

  it.each(names)('%s is refused when it is something else altogether', (name) => {
    for (const other of [null, 1, 'text', [], [wellMade[name]], new Date(0), new Map()]) {
      expect(readPayload(name, other)).toBeUndefined();
    }
  });

  it.each(['__proto__', 'constructor', 'prototype'])('an answer called %s is refused', (key) => {
    const reaching: unknown = JSON.parse(`{"recipe":"dropzone-sentinel","answers":{"${key}":"x"}}`);
    expect(readPayload('questions.check', reaching)).toBeUndefined();
    const deeper: unknown = JSON.parse(`{"recipe":"dropzone-sentinel","answers":{"a":{"${key}":"x"}}}`);
    expect(readPayload('questions.check', deeper)).toBeUndefined();
  });

  it('never throws and never changes a prototype, whatever it is', () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype).toSorted());
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything({ withObjectString: true }), (name, take) => {
        const read = readPayload(name, take);
        return read === undefined || wellMade[name] === undefined || typeof read.take === 'object';
      }),
      { numRuns: 5000 },
    );
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype).toSorted())).toBe(before);
  });

  it('a plan hash or a run id of another form is refused', () => {
    expect(readPayload('run.start', { runId, planHash: 'A'.repeat(64) })).toBeUndefined();
    expect(readPayload('run.start', { runId: '../../etc/passwd', planHash })).toBeUndefined();
  });
});

/** An array of so many places, none of them filled. */
const sparse = (length: number) => Object.assign([] as unknown[], { length });

describe('the size of a payload', () => {
  it('is taken up to 256 KB and refused beyond', () => {
    expect(tooMuch({ text: 'x'.repeat(largestPayload - 100) })).toBe(false);
    expect(tooMuch({ text: 'x'.repeat(largestPayload) })).toBe(true);
    expect(tooMuch({ text: 'ü'.repeat(largestPayload / 2) })).toBe(true);
  });

  it('is refused where there is none: a circle, a bigint', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(tooMuch(circle)).toBe(true);
    // Walked with a bound: as JSON each of these costs seconds.
    for (const large of [
      sparse(20_000_000),
      { a: sparse(3_000_000) },
      [[[sparse(30_000)]]],
      new Uint8Array(10_000_000),
      new Map([[1, 2]]),
      Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`k${at}`, at])),
    ])
      expect(tooMuch(large)).toBe(true);
    expect(tooMuch({ n: 1n })).toBe(true);
  });

  it('of no payload is nothing', () => {
    expect(tooMuch(undefined)).toBe(false);
  });
});
