import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { deliverSecret } from '../credentials/deliver-secret.step.ts';
import { lettingIn } from './rights.ts';
import { anotherTime, answering, begun, intent, itsTime, later, tools, uuidFor } from './step.spec-kit.ts';
import { storeSecret } from './store-secret.step.ts';

const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-soc';
const rbac = { name: 'kv-soc', id, uri: 'https://kv-soc.vault.azure.net', mode: 'rbac' } as const;
const policy = { ...rbac, mode: 'policy' } as const;
const officer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const secretName = 'the-key';
const operation = (of: string) => ({ 'sentinel-onboarding': of, 'sentinel-onboarding-mark': 'abcd1234' });
const there = (...tags: readonly object[]) => ({
  is: 'there',
  versions: tags.map((each) => ({ tags: each })),
});
const made = { kind: 'vault-secret', id: secretName, of: 'kv-soc' };
const role = { kind: 'role-assignment', id: `${id}/providers/Microsoft.Authorization/roleAssignments/a` };
const letInByPolicy = { kind: 'vault-policy', id: 'me list set delete recover', of: id };

describe.each([
  [
    'store-secret',
    storeSecret({ vaultName: 'kv-soc', secretName, answer: 'apiKey', title: 'Key', workspaceKey: 'soc' }),
  ],
  ['deliver-secret', deliverSecret({ vaultName: 'kv-soc', secretName })],
])('%s', (_id, step) => {
  const open = lettingIn('kv-soc', 'rbac');
  const send = step.foresee({}).at(-1);
  const recognized = (change: typeof send, seen: object, vault: object = rbac) =>
    step.recognize?.(begun(change), seen as never, { vault } as never);

  describe('a version that an interrupted run may have stored', () => {
    it('is its own by the operation the newest version carries', () => {
      expect(recognized(send, { secret: there(operation('op-1')) })).toEqual({
        receipt: {
          made,
          owned: true,
          remains: 'The secret the-key stays in kv-soc, deleted, until its days are over',
        },
      });
    });

    it('is not its own where another operation, or nobody known, stored the newest', () => {
      expect(recognized(send, { secret: there(operation('op-2'), operation('op-1')) })).toBe('not-ours');
      expect(recognized(send, { secret: there({}, operation('op-1')) })).toBe('not-ours');
      expect(recognized(send, { secret: there({ 'sentinel-onboarding-mark': 'abcd1234' }) })).toBe(
        'not-ours',
      );
    });

    it('stays where somebody’s version lies beneath it: undo would take that too', () => {
      expect(recognized(send, { secret: there(operation('op-1'), {}) })).toMatchObject({
        receipt: { made, owned: false },
      });
      expect(recognized(send, { secret: there(operation('op-1'), operation('op-0')) })).toMatchObject({
        receipt: { owned: true },
      });
    });

    it('cannot be told while the vault does not answer, and was never stored where there is none', () => {
      expect(recognized(send, { secret: { is: 'closed' } })).toBe('still-open');
      expect(recognized(send, { secret: { is: 'no-address' } })).toBe('still-open');
      expect(recognized(send, { secret: { is: 'missing' } })).toBe('never-happened');
      expect(recognized(send, { secret: { is: 'deleted' } })).toBe('never-happened');
    });
  });

  describe('the right to store that an interrupted run may have given', () => {
    const letIn = (createdOn?: string) => ({ letIn: { made: role, createdOn }, secret: { is: 'closed' } });

    it.each(itsTime)('is its own where the role was given %i s after the intent', (seconds) => {
      expect(recognized(open, letIn(later(seconds)))).toEqual({ receipt: { made: role, owned: true } });
    });

    it.each(anotherTime)('is not its own where the role was given %i s after it', (seconds) => {
      expect(recognized(open, letIn(later(seconds)))).toBe('not-ours');
      expect(recognized(open, letIn())).toBe('not-ours');
    });

    it('by policy is taken as its own: left, it would let the person in without anybody’s word', () => {
      const seen = { letIn: { made: letInByPolicy, createdOn: undefined }, secret: { is: 'closed' } };
      expect(recognized(open, seen, policy)).toEqual({ receipt: { made: letInByPolicy, owned: true } });
    });

    it('was never given where nothing stands, though the secret is its own', () => {
      expect(recognized(open, { letIn: undefined, secret: there(operation('op-1')) })).toBe('never-happened');
    });
  });

  describe('whose it is', () => {
    const whose = (of: object, answers: object, given: object = { vault: rbac }) => {
      const world = answering({ 'identity.whoAmI': { objectId: 'me', kind: 'person' }, ...answers });
      const more = { given, begun: [begun(send, { operation: 'op-1', outcome: 'done' })] };
      return step.whose?.({ made: of as typeof made, owned: true }, tools(world.microsoft, more));
    };
    const stored = (secret: object) => whose(made, { 'vaults.secret': secret });

    it('a secret is ours while every version is this product’s and the newest this journal’s', async () => {
      expect(await stored(there(operation('op-1')))).toEqual({ is: 'ours' });
      expect(await stored(there(operation('op-1'), operation('earlier')))).toEqual({ is: 'ours' });
      expect(await stored(there(operation('op-2'), operation('op-1')))).toEqual({ is: 'not-ours' });
      expect(await stored(there(operation('op-1'), {}))).toEqual({ is: 'not-ours' });
      expect(await stored(there({}))).toEqual({ is: 'not-ours' });
    });

    it('a secret that lies deleted, is missing, or whose vault went, is gone', async () => {
      expect(await stored({ is: 'deleted' })).toEqual({ is: 'gone' });
      expect(await stored({ is: 'missing' })).toEqual({ is: 'gone' });
      expect(await whose(made, {}, {})).toEqual({ is: 'gone' });
    });

    it('a secret that may not be looked at is not ours to delete', async () => {
      expect(await stored({ is: 'closed' })).toEqual({ is: 'not-ours' });
      expect(await stored({ is: 'no-address' })).toEqual({ is: 'not-ours' });
    });

    it('another secret, or one in another vault, is not ours, and is not even asked for', async () => {
      expect(await whose({ ...made, id: 'other' }, {})).toEqual({ is: 'not-ours' });
      expect(await whose({ ...made, of: 'kv-other' }, {})).toEqual({ is: 'not-ours' });
    });

    it('a role is ours where the signed-in one holds that very assignment, and it is that role', async () => {
      const held = (more: object) => ({
        'roles.heldBy': [{ id: role.id, roleId: officer.toUpperCase(), ...more }],
      });
      expect(await whose(role, held({}))).toEqual({ is: 'ours' });
      expect(await whose(role, held({ id: 'other' }))).toEqual({ is: 'not-ours' });
      expect(await whose(role, held({ roleId: 'other' }))).toEqual({ is: 'not-ours' });
    });

    it('a policy is ours where it names the signed-in one on this vault', async () => {
      const holding = (...secrets: string[]) => ({
        'vaults.named': { policies: [{ objectId: 'me', secrets }] },
      });
      const held = holding('list', 'set');
      expect(await whose(letInByPolicy, held)).toEqual({ is: 'ours' });
      expect(await whose({ ...letInByPolicy, id: 'other list' }, held)).toEqual({ is: 'not-ours' });
      expect(await whose({ ...letInByPolicy, of: `${id}-other` }, held)).toEqual({ is: 'not-ours' });
      // Taken back: what is held otherwise is none of ours.
      expect(await whose(letInByPolicy, holding('get'))).toEqual({ is: 'not-ours' });
    });
  });

  describe('undo', () => {
    const undone = async (of: { kind: string; id: string; of?: string }) => {
      const { microsoft, calls } = answering({
        'vaults.deleteSecret': undefined,
        'vaults.disallow': undefined,
        'roles.remove': undefined,
      });
      await step.undo?.({ made: of, owned: true }, tools(microsoft));
      return calls;
    };

    it('deletes the secret of the receipt from its vault; without a vault it sends nothing', async () => {
      expect(await undone(made)).toEqual([['vaults.deleteSecret', 'kv-soc', secretName]]);
      expect(await undone({ kind: 'vault-secret', id: secretName })).toEqual([]);
    });

    it('fails where the vault refuses, and may be asked again', async () => {
      const said = { code: 'no', title: 'No', because: 'No.', remedies: [{ do: 'retry' }] } as const;
      const refused = Promise.reject(new ProblemError(said, { outcome: 'rejected' }));
      refused.catch(() => undefined);
      const { microsoft } = answering({ 'vaults.deleteSecret': refused });
      await expect(step.undo?.({ made, owned: true }, tools(microsoft))).rejects.toBeInstanceOf(ProblemError);
    });

    it('removes the role, or takes back the permissions the receipt names and no others', async () => {
      expect(await undone(role)).toEqual([['roles.remove', role.id]]);
      expect(await undone({ ...letInByPolicy, id: 'me set delete' })).toEqual([
        ['vaults.disallow', { id }, 'me', ['set', 'delete']],
      ]);
      expect(await undone({ kind: 'vault-policy', id: 'me set' })).toEqual([]);
    });
  });

  describe('what a look finds of the right to store', () => {
    const looked = async (vault: object, answers: object) => {
      const { microsoft } = answering({
        'identity.whoAmI': { objectId: 'me', kind: 'person' },
        'roles.permissionsAt': [],
        'vaults.secret': { is: 'closed', by: 'rights', because: '' },
        ...answers,
      });
      const more = { given: { vault }, secretAnswers: {}, begun: [begun(open)] };
      return (await step.look(tools(microsoft, more))).letIn;
    };

    it('by role: the one whose name is made from person, vault and role', async () => {
      const name = uuidFor(`${id.toLowerCase()}|me|${officer}`);
      const held = (of: string) => ({ 'roles.heldBy': [{ id: role.id, name: of, createdOn: intent }] });
      expect(await looked(rbac, held(name.toUpperCase()))).toEqual({ made: role, createdOn: intent });
      expect(await looked(rbac, held('given-in-the-portal'))).toBeUndefined();
    });

    it('by policy: all of the permissions, of this person', async () => {
      const held = (objectId: string, ...secrets: readonly string[]) => ({
        'vaults.named': { policies: [{ objectId, secrets }] },
      });
      const all = ['list', 'set', 'delete', 'recover'];
      expect(await looked(policy, held('me', ...all, 'get'))).toEqual({
        made: letInByPolicy,
        createdOn: undefined,
      });
      expect(await looked(policy, held('me', 'list', 'set', 'delete'))).toBeUndefined();
      expect(await looked(policy, held('other', ...all))).toBeUndefined();
    });
  });
});
