import { describe, expect, it } from 'vitest';
import { begunOf, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { retireCredential } from './retire-credential.step.ts';

const at = '2026-11-22T10:00:00Z';
const old = '0ld00000-2222-4333-8444-555555555555';
const older = '01der000-2222-4333-8444-555555555555';
const rotation = { replaces: old, overlap: 604_800, retireNow: false };
const replaces = (until: string, ...keyIds: string[]) => ({ keyId: 'new', replaces: { keyIds, until } });

describe('which earlier credentials are retired', () => {
  const judged = (credential: object, of: { listed?: string[]; rotation?: object } = {}) => {
    const listed = (of.listed ?? [old, 'new']).map((keyId) => ({ keyId }));
    const finding = retireCredential({ rotation: of.rotation as never, proofs: [] }).judge({ listed, at }, {
      credential,
    } as never);
    return finding.is === 'unmet' ? finding.changes.map(({ what }) => what) : finding;
  };
  const due = ['Earlier client secret 0ld00000'];

  it('those that were replaced, once their time is over and not a second before', () => {
    expect(judged(replaces(at, old))).toEqual(due);
    expect(judged(replaces('2026-11-22T10:00:01Z', old))).toMatchObject({
      is: 'met',
      facts: { retirement: { keyIds: [old], until: '2026-11-22T10:00:01Z' } },
    });
  });

  it('at once where there is no overlap, or the vendor has changed over', () => {
    const later = replaces('2026-12-01T00:00:00Z', old);
    expect(judged(later, { rotation: { ...rotation, overlap: 0 } })).toEqual(due);
    expect(judged({ keyId: 'new' }, { rotation: { ...rotation, retireNow: true } })).toEqual(due);
    expect(judged(later, { rotation })).toMatchObject({ is: 'met' });
  });

  it('none that replaced nothing, is gone, or is the one in use', () => {
    const none = { is: 'met', facts: { retirement: undefined } };
    expect(judged({ keyId: 'new' })).toEqual(none);
    expect(judged(replaces(at, old), { listed: ['new'] })).toEqual(none);
    expect(judged(replaces(at, 'new'))).toEqual(none);
  });

  it('of several, those that still stand', () => {
    expect(judged(replaces(at, old, older), { listed: [older, 'new', 'other'] })).toEqual([
      'Earlier client secret 01der000',
    ]);
  });
});

describe('retiring a credential', () => {
  const retire = async (what: 'client secret' | 'certificate', spoken: string) => {
    const given = { application: 'object', clientId: 'client', credential: replaces(at, older, old) };
    const { tools, sent } = toolsOf({ given });
    const step = retireCredential({ rotation: undefined, proofs: [], what });
    const receipt = await step
      .apply?.(begunOf({ what: spoken }).change, tools)
      .catch((error: Error) => error.message);
    return { receipt, sent };
  };

  it.each([
    ['client secret' as const, 'removePassword', 'previous-client-secret:client', 'retired-password'],
    ['certificate' as const, 'removeCertificate', 'previous-certificate-key:client', 'retired-certificate'],
  ])(
    'removes the %s that was reviewed and lets go of what was kept of it',
    async (what, verb, handle, kind) => {
      const { receipt, sent } = await retire(what, `Earlier ${what} 0ld00000`);
      expect(sent).toEqual([
        [`applications.${verb}`, 'object', old],
        ['forget', handle],
      ]);
      expect(receipt).toMatchObject({ made: { kind, id: old, of: 'object' }, lost: expect.any(String) });
    },
  );

  it('sends nothing for one that nothing replaced', async () => {
    expect(await retire('client secret', 'Earlier client secret 99999999')).toEqual({
      receipt: 'Earlier client secret 99999999 is none that was replaced',
      sent: [],
    });
  });
});
