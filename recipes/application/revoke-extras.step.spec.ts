import { describe, expect, it } from 'vitest';
import type { DelegatedGrant } from '../../microsoft/contract/microsoft.ts';
import { after, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { revokeExtras } from './revoke-extras.step.ts';

const step = revokeExtras({ needed: { graph: ['Alerts.Read'] }, asked: [] });
const graph = { id: 'graph-sp', appId: '', appRoles: { 'Alerts.Read': 'read', 'Mail.Read': 'mail' } };

describe('revoke-extras, after it was cut off', () => {
  const held = (of: object) => ({ permission: 'Mail.Read', where: 'Microsoft Graph', extra: true, ...of });
  const recognized = (
    what: string,
    seen: readonly object[],
    given: object = { 'api graph': graph },
    at = intent,
  ) =>
    step.recognize?.(
      begunOf({ what, where: 'Microsoft Graph' }),
      { held: seen, at } as never,
      {
        principal: 'sp',
        ...given,
      } as never,
    );
  const revoked = {
    receipt: { made: { kind: 'revoked-grant', id: 'mail', of: 'sp graph-sp' }, owned: true },
  };

  it('what is still held was never revoked', () => {
    expect(recognized('Mail.Read', [held({})])).toBe('never-happened');
  });

  it.each([
    ['nothing', []],
    ['another permission', [held({ permission: 'Files.Read' })]],
    ['the same of another API', [held({ where: 'Log Analytics API' })]],
    ['it, as one that is needed', [held({ extra: false })]],
  ])('where it holds %s it was revoked, and can be granted again', (_what, seen) => {
    expect(recognized('Mail.Read', seen)).toEqual(revoked);
  });

  it('seen only after ours could have arrived, it is said and not granted again', () => {
    expect(recognized('Mail.Read', [], undefined, after(120_001))).toEqual({
      receipt: {
        made: { kind: 'nothing', id: 'Mail.Read' },
        owned: true,
        lost: 'Mail.Read on Microsoft Graph',
      },
    });
  });

  it.each([
    ['a delegated one', 'User.Read (delegated, for everybody)', { 'api graph': graph }],
    ['one of an API that is gone', 'Mail.Read', {}],
    ['one that the API does not offer', 'Tasks.Read', { 'api graph': graph }],
  ])('%s cannot be named any more, and is lost', (_what, what, given) => {
    expect(recognized(what, [], given)).toEqual({
      receipt: { made: { kind: 'nothing', id: what }, owned: true, lost: `${what} on Microsoft Graph` },
    });
  });
});

describe('undoing a revocation', () => {
  const undo = async (made: { kind: string; id: string; of?: string }, standing: DelegatedGrant[] = []) => {
    const heldBy = async (principal: string) => (principal === 'sp' ? standing : []);
    const { tools, sent } = toolsOf({ answers: { delegated: { heldBy } } });
    await step.undo?.({ made, owned: true }, tools);
    return sent;
  };
  const forAll = { kind: 'revoked-delegated', id: 'User.Read Mail.Read', of: 'sp graph-sp ' };
  const forAda = { ...forAll, of: 'sp graph-sp ada' };
  const standing = (of: Partial<DelegatedGrant>) => [{ id: 'd', resourceId: 'graph-sp', scope: '', ...of }];

  it('grants the role again to the same principal', async () => {
    expect(await undo({ kind: 'revoked-grant', id: 'mail', of: 'sp graph-sp' })).toEqual([
      ['consent.grant', { principalId: 'sp', resourceId: 'graph-sp', appRoleId: 'mail' }],
    ]);
  });

  it('gives a delegated permission again to whom it was for', async () => {
    const again = { principalId: 'sp', resourceId: 'graph-sp', scope: 'User.Read Mail.Read' };
    expect(await undo(forAll)).toEqual([['delegated.give', again]]);
    expect(await undo(forAda)).toEqual([['delegated.give', { ...again, person: 'ada' }]]);
  });

  it('changes no delegated permission that stands again for the same', async () => {
    expect(await undo(forAll, standing({}))).toEqual([]);
    expect(await undo(forAda, standing({ person: 'ada' }))).toEqual([]);
  });

  it.each([
    ['another person', { person: 'bob' }],
    ['everybody', {}],
    ['the person on another API', { person: 'ada', resourceId: 'other-sp' }],
  ])('is not kept from it by one for %s', async (_what, of) => {
    expect(await undo(forAda, standing(of))).toHaveLength(1);
  });

  it('puts nothing back where nothing was taken', async () => {
    expect(await undo({ kind: 'nothing', id: 'Mail.Read' })).toEqual([]);
  });
});
