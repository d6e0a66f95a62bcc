import { describe, expect, it } from 'vitest';
import { answering, applicationOf, begunOf, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { pruneCredentials } from './prune-credentials.step.ts';

const at = '2026-11-22T10:00:00Z';
const one = (keyId: string, of: { displayName?: string; endDateTime?: string } = {}) => ({
  keyId,
  displayName: 'Ada',
  startDateTime: '2026-01-01T00:00:00Z',
  endDateTime: '2027-05-22T10:00:00Z',
  ...of,
});
const secret = (keyId: string, of = {}) => ({ kind: 'Client secret' as const, ...one(keyId, of) });
const spoken = 'Client secret Ada (k1), ends 2027-05-22';

describe('prune-credentials, after it was cut off', () => {
  const recognized = (...listed: ReturnType<typeof secret>[]) =>
    pruneCredentials({ remove: [] }).recognize?.(
      begunOf({ verb: 'remove', what: spoken }),
      { listed, held: undefined, page: '', at },
      {} as never,
    );

  it('what is still listed was never removed', () => {
    expect(recognized(secret('k0'), secret('k1'))).toBe('never-happened');
  });

  it('what is not is gone for good, also where one with its name stands', () => {
    expect(recognized(secret('k0'))).toEqual({
      receipt: { made: { kind: 'removed-credential', id: spoken }, owned: true, lost: spoken },
    });
  });
});

describe('which credentials are removed', () => {
  const removed = (of: { listed: object[]; remove?: string[]; held?: string; used?: object }) => {
    const finding = pruneCredentials({ remove: of.remove ?? [] }).judge(
      { listed: of.listed, held: of.held, page: '', at } as never,
      { credential: of.used } as never,
    );
    return finding.is === 'unmet'
      ? finding.changes.map(({ what }) => /\((.+)\)/u.exec(what)?.[1])
      : finding.is;
  };
  const ended = { endDateTime: at };

  it('those that have ended, to the second', () => {
    const listed = [secret('gone', ended), secret('live', { endDateTime: '2026-11-22T10:00:01Z' })];
    expect(removed({ listed, used: { keyId: 'used' } })).toEqual(['gone']);
  });

  it('a live one only where it was named, in any case of its letters', () => {
    const listed = [secret('AB'), secret('CD')];
    expect(removed({ listed, used: { keyId: 'used' } })).toEqual([]);
    expect(removed({ listed, used: { keyId: 'used' }, remove: ['ab'] })).toEqual(['AB']);
  });

  it.each([
    ['in use', { used: { keyId: 'k' } }],
    ['held here', { held: 'k' }],
    ['replaced by the one in use', { used: { keyId: 'new', replaces: { keyIds: ['k'] } } }],
  ])('never one that is %s, ended or named', (_what, of) => {
    expect(removed({ listed: [secret('k', ended)], remove: ['k'], ...of })).toBe('met');
    expect(removed({ listed: [secret('k')], remove: ['k'], ...of })).toBe('met');
  });

  it('a single live one is taken for the one in use where that is not known', () => {
    expect(removed({ listed: [secret('k')] })).toBe('met');
    expect(removed({ listed: [secret('k'), secret('l')] })).toEqual([]);
  });
});

describe('removing a credential', () => {
  const remove = async (what: string, used?: string) => {
    const standing = applicationOf({
      passwordCredentials: [
        { ...one('k0'), hint: '' },
        { ...one('k1'), hint: '' },
      ],
      keyCredentials: [{ ...one('c1'), certificate: '', thumbprint: '' }],
    });
    const { tools, sent } = toolsOf({
      given: { application: 'object', clientId: 'client', credential: used ? { keyId: used } : undefined },
      answers: { applications: { byAppId: answering({ client: standing }) } },
    });
    const receipt = await pruneCredentials({ remove: [] }).apply?.(begunOf({ what }).change, tools);
    return { receipt, sent };
  };

  it('sends the id of the one that was reviewed, to where its kind is kept', async () => {
    const { receipt, sent } = await remove(spoken);
    expect(sent).toEqual([['applications.removePassword', 'object', 'k1']]);
    expect(receipt).toEqual({ made: { kind: 'removed-credential', id: 'k1' }, owned: true, lost: spoken });
    expect((await remove('Certificate Ada (c1), ends 2027-05-22')).sent).toEqual([
      ['applications.removeCertificate', 'object', 'c1'],
    ]);
  });

  it.each([
    ['is gone', 'Client secret Ada (k9), ends 2027-05-22', undefined],
    ['is in use by now', spoken, 'k1'],
  ])('sends nothing for one that %s', async (_what, what, used) => {
    expect(await remove(what, used)).toEqual({
      receipt: { made: { kind: 'nothing', id: what }, owned: false },
      sent: [],
    });
  });
});
