import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import type { Begun, Change } from '../../engine/model/step.ts';
import { createSecret, handleOf } from './create-secret.step.ts';
import { credentialName, monthsFrom } from './made-credential.ts';

const at = '2026-11-22T10:00:00.000Z';
const operation = '11111111-2222-4333-8444-555555555555';
const listed = (keyId: string, displayName: string, endDateTime = '2027-05-22T10:00:00Z') => ({
  keyId,
  displayName,
  endDateTime,
  startDateTime: '2026-11-22T09:00:00Z',
  hint: '8Qk',
});
const add: Change = {
  verb: 'add',
  what: 'Client secret',
  where: 'the application',
  right: 'Application Developer',
  undoneBy: 'Undo removes it',
  months: 6,
};
const begun = (outcome: Begun['outcome'], since = '2026-11-22T09:00:00.000Z'): Begun => ({
  operation,
  outcome,
  at: since,
  change: add,
});
const held = (keyId: string, value: Secret | undefined = new Secret('8Qk~value')) => ({
  handle: handleOf('app'),
  value,
  about: { keyId, operation, expiresAt: '2027-05-22T10:00:00Z' },
});
const given = { application: 'object', clientId: 'app', rights: undefined } as never;
const step = (of: { anew?: boolean; existing?: boolean } = {}) =>
  createSecret({ months: 6, anew: false, existing: false, ...of });
const seen = (of: object) =>
  ({
    credentials: [],
    held: undefined,
    begun: [],
    madeHere: false,
    answered: undefined,
    handle: handleOf('app'),
    at,
    ...of,
  }) as never;
const changesOf = (finding: { is: string; changes?: readonly Change[] }) =>
  finding.changes?.map(({ verb, what }) => `${verb} ${what}`);

describe('create-secret', () => {
  it('an application without a secret needs one', () => {
    expect(changesOf(step().judge(seen({}), given))).toEqual(['add Client secret']);
  });

  it('a live secret of ours that the vault holds is enough', () => {
    const finding = step().judge(
      seen({ credentials: [listed('k', credentialName(operation))], held: held('k') }),
      given,
    );
    expect(finding).toMatchObject({
      is: 'met',
      facts: { credential: { keyId: 'k', handle: 'client-secret:app' } },
    });
  });

  it('a secret that was handed over is enough too, without its value', () => {
    const finding = step().judge(
      seen({
        credentials: [listed('k', credentialName(operation))],
        held: { ...held('k'), value: undefined },
      }),
      given,
    );
    expect(finding).toMatchObject({ is: 'met', facts: { credential: { handle: undefined } } });
  });

  it('warns when the secret ends within 30 days', () => {
    const finding = step().judge(
      seen({
        credentials: [listed('k', credentialName(operation), '2026-12-04T10:00:00Z')],
        held: held('k'),
      }),
      given,
    );
    expect(finding).toMatchObject({ is: 'met', warning: { code: 'client-secret-ends-soon' } });
  });

  it('an expired one is no secret', () => {
    const finding = step().judge(
      seen({
        credentials: [listed('k', credentialName(operation), '2026-11-01T00:00:00Z')],
        held: held('k'),
      }),
      given,
    );
    expect(changesOf(finding)).toEqual(['add Client secret']);
  });

  it('the orphan of our own interrupted run is removed, and a new one added, both in the plan', () => {
    const finding = step().judge(
      seen({ credentials: [listed('k', credentialName(operation))], begun: [begun('open')] }),
      given,
    );
    expect(changesOf(finding)).toEqual(['remove Client secret of the interrupted run', 'add Client secret']);
  });

  it('one that was made and never handed over is an orphan, one that was handed over before is not', () => {
    const done = {
      ...begun('done'),
      receipt: {
        made: { kind: 'password', id: 'k', handle: handleOf('app') },
        owned: true,
        unkept: true as const,
      },
    };
    const credentials = [listed('k', credentialName(operation))];
    expect(changesOf(step().judge(seen({ credentials, begun: [done] }), given))).toEqual([
      'remove Client secret of the interrupted run',
      'add Client secret',
    ]);
    const newer = { ...begun('done'), operation: '99999999-2222-4333-8444-555555555555' };
    const handedOver = {
      handle: handleOf('app'),
      value: undefined,
      about: { keyId: 'n', operation: newer.operation },
    };
    const both = [...credentials, listed('n', credentialName(newer.operation))];
    expect(step().judge(seen({ credentials: both, begun: [newer, done], held: handedOver }), given).is).toBe(
      'met',
    );
  });

  it('an orphan known as such is removed even where a later one is held', () => {
    const lost = { ...begun('done'), receipt: { made: { kind: 'password', id: 'k' }, owned: true } };
    const newer = { ...begun('done'), operation: '99999999-2222-4333-8444-555555555555' };
    const credentials = [
      listed('k', credentialName(operation)),
      listed('n', credentialName(newer.operation)),
    ];
    const newest = { ...held('n'), about: { keyId: 'n', operation: newer.operation } };
    const finding = step().judge(seen({ credentials, begun: [newer, lost], held: newest }), given);
    expect(finding).toMatchObject({ changes: [{ verb: 'remove', takesBack: [operation] }] });
  });

  it('of an application made by hand, our own orphan is no secret of somebody else', () => {
    const orphan = listed('k', credentialName(operation));
    const theirs = listed('t', 'Made by Jonas');
    const existing = (...credentials: object[]) =>
      step({ existing: true }).judge(seen({ credentials, begun: [begun('open')] }), given);
    expect(changesOf(existing(orphan))).toEqual([
      'remove Client secret of the interrupted run',
      'add Client secret',
    ]);
    expect(existing(orphan, theirs)).toMatchObject({ is: 'blocked' });
  });

  it('while a lost one may still appear it waits, and makes none', () => {
    const finding = step().judge(seen({ begun: [begun('open', '2026-11-22T09:59:30.000Z')] }), given);
    expect(finding).toMatchObject({ is: 'waiting', on: 'microsoft', since: '2026-11-22T09:59:30.000Z' });
  });

  it('another admin’s credential with a name that begins like ours is left alone', () => {
    const theirs = [
      `${credentialName(operation)} (Ada's)`,
      'Sentinel Onboarding',
      credentialName('99999999'),
    ];
    const finding = step().judge(
      seen({ credentials: theirs.map((name, nth) => listed(`k${nth}`, name)), begun: [begun('open')] }),
      given,
    );
    expect(changesOf(finding)).toEqual(['add Client secret']);
  });

  it('a live one of ours from elsewhere is asked about, and no second one is made', () => {
    const other = credentialName('99999999-2222-4333-8444-555555555555');
    const finding = step().judge(seen({ credentials: [listed('k', other)] }), given);
    expect(finding).toMatchObject({ is: 'blocked', problem: { code: 'secret-value-not-here' } });
    expect(changesOf(step({ anew: true }).judge(seen({ credentials: [listed('k', other)] }), given))).toEqual(
      ['add Client secret'],
    );
  });

  it('newSecret makes one, once', () => {
    const there = { credentials: [listed('k', credentialName(operation))], held: held('k') };
    expect(changesOf(step({ anew: true }).judge(seen(there), given))).toEqual(['add Client secret']);
    expect(step({ anew: true }).judge(seen({ ...there, madeHere: true }), given).is).toBe('met');
  });

  it('a given secret is held against Entra’s hint', () => {
    const credentials = [listed('k', 'made by hand')];
    const answered = new Secret('8Qk~by-hand');
    const other = new Secret('xyz~by-hand');
    expect(step({ existing: true }).judge(seen({ credentials, answered }), given).is).toBe('met');
    expect(step({ existing: true }).judge(seen({ credentials, answered: other }), given)).toMatchObject({
      is: 'blocked',
      problem: { code: 'client-secret-does-not-match' },
    });
  });

  it('a hand-made application’s live secret is asked for before another is made', () => {
    expect(
      step({ existing: true }).judge(seen({ credentials: [listed('k', 'made by hand')] }), given).is,
    ).toBe('blocked');
  });

  it.each([
    [
      'kept and listed: done',
      { credentials: [listed('k', credentialName(operation))], held: held('k') },
      'done, ours',
    ],
    [
      'listed and not kept: done, an orphan',
      { credentials: [listed('k', credentialName(operation))] },
      'done, value lost',
    ],
    ['not listed after a minute: never happened', {}, 'never-happened'],
    ['not listed within the minute: still open', { at: '2026-11-22T09:00:30.000Z' }, 'still-open'],
  ])('an operation that was cut off: %s', (_what, of, expected) => {
    const recognized = step().recognize?.(begun('open'), seen(of), given);
    const of_ = typeof recognized === 'object' ? recognized.receipt.made : undefined;
    expect(of_ ? `done, ${of_.handle ? 'ours' : 'value lost'}` : recognized).toBe(expected);
  });

  it.each([
    ['2026-11-22T10:00:00Z', 6, '2027-05-22T10:00:00Z'],
    ['2026-08-31T10:00:00Z', 6, '2027-02-28T10:00:00Z'],
    ['2026-12-31T10:00:00Z', 2, '2027-02-28T10:00:00Z'],
    ['2026-01-31T10:00:00Z', 24, '2028-01-31T10:00:00Z'],
  ])('%s and %i months is %s', (now, months, expected) => {
    expect(monthsFrom(now, months)).toBe(expected);
  });
});
