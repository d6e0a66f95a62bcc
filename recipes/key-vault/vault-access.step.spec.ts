import { describe, expect, it } from 'vitest';
import { anotherTime, answering, begun, intent, itsTime, later, tools, uuidFor } from './step.spec-kit.ts';
import { vaultAccess } from './vault-access.step.ts';

const scope = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-soc';
const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
const name = uuidFor(`${scope.toLowerCase()}|sp|${secretsUser}`);
const roleId = `${scope}/providers/Microsoft.Authorization/roleAssignments/a`;
const step = vaultAccess({ playbook: 'submit-alert', vaultName: 'kv-soc' });
const rbac = { name: 'kv-soc', id: scope, uri: 'https://kv-soc.vault.azure.net', mode: 'rbac' } as const;
const policy = { ...rbac, mode: 'policy' } as const;
const role = (more: object = {}) => ({
  id: roleId,
  name,
  scope,
  roleId: secretsUser,
  principalId: 'sp',
  createdOn: intent,
  ...more,
});

describe('a role that an interrupted run may have given', () => {
  const recognized = (...held: readonly object[]) =>
    step.recognize?.(
      begun(step.foresee({ vault: rbac })[0]),
      { name, held, policies: [{ objectId: 'sp', secrets: ['get'] }] } as never,
      { vault: rbac, principal: 'sp' },
    );

  it.each(itsTime)('is its own under the name that ours has, given %i s after the intent', (seconds) => {
    expect(recognized(role({ createdOn: later(seconds) }))).toEqual({
      receipt: { made: { kind: 'role-assignment', id: roleId }, owned: true },
    });
  });

  it.each(anotherTime)('is not its own where it was given %i s after it', (seconds) => {
    expect(recognized(role({ createdOn: later(seconds) }))).toBe('not-ours');
  });

  it('is not its own where nothing tells when, nor under another name', () => {
    expect(recognized(role({ createdOn: undefined }))).toBe('not-ours');
    expect(recognized(role({ name: 'given-in-the-portal' }))).toBe('not-ours');
  });

  it('was never given where none is held on the vault itself, whatever the policies say', () => {
    expect(recognized()).toBe('never-happened');
    expect(recognized(role({ scope: '/subscriptions/s' }))).toBe('never-happened');
    expect(recognized(role({ roleId: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' }))).toBe('never-happened');
  });
});

describe('an access policy that an interrupted run may have written', () => {
  const recognized = (...policies: readonly object[]) =>
    step.recognize?.(begun(step.foresee({ vault: policy })[0]), { name, held: [role()], policies } as never, {
      vault: policy,
      principal: 'sp',
    });

  it('is never claimed, since a policy tells neither who wrote it nor when', () => {
    expect(recognized({ objectId: 'SP', secrets: ['get'] })).toBe('not-ours');
    expect(recognized({ objectId: 'sp', secrets: ['all'] })).toBe('not-ours');
  });

  it('was never written where none lets the playbook read, whatever roles there are', () => {
    expect(recognized()).toBe('never-happened');
    expect(recognized({ objectId: 'sp', secrets: ['list'] })).toBe('never-happened');
    expect(recognized({ objectId: 'other', secrets: ['get'] })).toBe('never-happened');
  });
});

describe('whose it is', () => {
  let asked: readonly (readonly unknown[])[] = [];
  const whose = (
    made: { kind: string; id: string; of?: string },
    given: object,
    standing?: object,
    vault?: object,
  ) => {
    const { microsoft, calls } = answering({ 'roleSurvey.standing': standing, 'vaults.named': vault });
    asked = calls;
    return step.whose?.({ made, owned: true }, tools(microsoft, { given }));
  };
  const roleMade = { kind: 'role-assignment', id: roleId };
  const both = { vault: rbac, principal: 'sp' };

  it.each([
    ['both are there', both],
    ['the vault and the playbook are gone', {}],
  ])('a role is ours by what it gives and the name made from that, where %s', async (_what, given) => {
    expect(await whose(roleMade, given, role())).toEqual({ is: 'ours' });
    expect(await whose(roleMade, given, role({ name: 'other' }))).toEqual({ is: 'not-ours' });
    expect(await whose(roleMade, given, role({ scope: '/subscriptions/s' }))).toEqual({ is: 'not-ours' });
    expect(await whose(roleMade, given, role({ roleId: 'other' }))).toEqual({ is: 'not-ours' });
    expect(await whose(roleMade, given)).toEqual({ is: 'gone' });
  });

  it('a role of another principal is not ours, though its name is made alike', async () => {
    const other = role({
      principalId: 'other',
      name: uuidFor(`${scope.toLowerCase()}|other|${secretsUser}`),
    });
    expect(await whose(roleMade, {}, other)).toEqual({ is: 'ours' });
    expect(await whose(roleMade, both, other)).toEqual({ is: 'not-ours' });
  });

  it('what is no role assignment is looked up nowhere', async () => {
    expect(await whose({ kind: 'role-assignment', id: scope }, both, role())).toEqual({ is: 'not-ours' });
  });

  it('a policy is ours where it names this playbook on this vault, and gone with the vault', async () => {
    const made = { kind: 'vault-policy', id: 'sp', of: scope };
    const given = { vault: policy, principal: 'sp' };
    const letIn = (objectId: string) => ({ policies: [{ objectId, secrets: ['get'] }] });
    expect(await whose(made, given, undefined, letIn('sp'))).toEqual({ is: 'ours' });
    expect(asked).toEqual([['vaults.named', scope.split('/')[2], policy.name]]);
    expect(await whose(made, given, undefined, letIn('another'))).toEqual({ is: 'gone' });
    // The vault itself went since.
    expect(await whose(made, given)).toEqual({ is: 'gone' });
    expect(await whose({ ...made, id: 'other' }, given)).toEqual({ is: 'not-ours' });
    expect(await whose({ ...made, of: `${scope}-other` }, given)).toEqual({ is: 'not-ours' });
    expect(await whose(made, { principal: 'sp' })).toEqual({ is: 'gone' });
  });
});

describe('undo', () => {
  const undone = async (made: { kind: string; id: string; of?: string }) => {
    const { microsoft, calls } = answering({ 'roles.remove': undefined, 'vaults.disallow': undefined });
    await step.undo?.({ made, owned: true }, tools(microsoft));
    return calls;
  };

  it('removes the role, or takes back `get` and nothing more', async () => {
    expect(await undone({ kind: 'role-assignment', id: roleId })).toEqual([['roles.remove', roleId]]);
    expect(await undone({ kind: 'vault-policy', id: 'sp', of: scope })).toEqual([
      ['vaults.disallow', { id: scope }, 'sp', ['get']],
    ]);
  });

  it('sends nothing where the receipt names no vault', async () => {
    expect(await undone({ kind: 'vault-policy', id: 'sp' })).toEqual([]);
  });
});
