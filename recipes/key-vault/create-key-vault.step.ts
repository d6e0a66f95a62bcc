import { keyed } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change } from '../../engine/model/step.ts';
import type {
  CouldNotLook,
  DeletedVault,
  PermissionEntry,
  Vault,
} from '../../microsoft/contract/microsoft.ts';
import { vault as vaultFact, workspace } from '../catalogue/facts.ts';
import { allows, least, type PickedWorkspace, partsOf } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { step } from '../catalogue/step.ts';
import { noAddressYet } from './problems.ts';
import { operationTag } from './stored-versions.ts';

const toMake = 'Microsoft.KeyVault/vaults/write';
/** Carries the operation that made the vault, so that one of ours is known again after an interruption. */
const tag = 'sentinel-onboarding';

interface Seen {
  readonly found: Vault | undefined;
  /** Whether its own address answers; asked of a vault this run made. */
  readonly answers: boolean;
  readonly deleted: DeletedVault | undefined | CouldNotLook;
  readonly name: { readonly free: boolean; readonly because: string } | CouldNotLook;
  readonly rights: readonly PermissionEntry[] | CouldNotLook;
  readonly portal: string;
  readonly at: string;
}

/**
 * A Key Vault that the playbooks may read: one of that name in the workspace's subscription is taken as it stands,
 * whoever made it; a deleted one is recovered; otherwise a new one is created in the workspace's resource group, in
 * RBAC mode, which is said and not left to the default of an API version
 * (https://learn.microsoft.com/azure/key-vault/general/access-control-default).
 */
export const createKeyVault = (of: { readonly workspace: PickedWorkspace; readonly name: string }) => {
  const { subscriptionId, resourceGroup } = partsOf(of.workspace.armId);
  const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const id = `${groupId}/providers/Microsoft.KeyVault/vaults/${of.name}`;
  const create: Change = {
    verb: 'create',
    what: `Key Vault ${of.name}, with Azure role-based access`,
    where: resourceGroup,
    right: least.makeVault,
    undoneBy: 'Undo deletes it; Azure keeps it, deleted, for 90 days',
  };
  const recover: Change = {
    verb: 'update',
    what: `Key Vault ${of.name}, recovered from the deleted with what is in it`,
    where: resourceGroup,
    right: least.makeVault,
    undoneBy: 'Undo deletes it again; Azure keeps it, deleted',
  };

  return step({
    id: 'create-key-vault',
    title: `Find or create the key vault ${of.name}`,
    why: 'The playbooks read the vendor’s API key from it, so that the key is in no playbook',
    severity: 'block',
    checks: ['PB-03'],
    needs: { workspace: keyed(workspace, of.workspace.key) },
    gives: { vault: vaultFact },
    settle: { within: 180, every: 3, usually: { from: 2, to: 60 } },

    async look({ microsoft, made, now }): Promise<Seen> {
      const { vaults } = microsoft;
      const around = { portal: microsoft.portal, at: now() };
      const found = await vaults.named(subscriptionId, of.name);
      if (found) {
        const ours = made.length > 0 && found.ready;
        const answers = !ours || (await vaults.secret(of.name, 'any')).is !== 'no-address';
        return {
          found,
          answers,
          deleted: undefined,
          name: { free: false, because: '' },
          rights: [],
          ...around,
        };
      }
      const [deleted, name, rights] = await Promise.all([
        vaults.deleted(subscriptionId, of.name),
        vaults.nameFree(subscriptionId, of.name),
        microsoft.roles.permissionsAt(groupId),
      ]);
      return { found, answers: false, deleted, name, rights, ...around };
    },

    judge({ found, answers, deleted, name, rights, portal, at }) {
      if (found && !(found.ready && answers))
        return {
          is: 'waiting',
          on: 'microsoft',
          since: at,
          usually: { from: 5, to: 60 },
          problem: noAddressYet(of.name),
        };
      if (found) {
        return {
          is: 'met',
          facts: { vault: { name: found.name, id: found.id, uri: found.uri, mode: found.mode } },
          shows: [described(found)],
          ...(found.closed ? { warning: closedToNetworks(found, portal) } : {}),
        };
      }
      if (!('couldNotLook' in rights) && !allows(rights, toMake))
        return { is: 'waiting', on: 'person', since: at, problem: needsSomeone(of.name, groupId, portal) };
      if (deleted && !('couldNotLook' in deleted))
        return {
          is: 'unmet',
          changes: [recover],
          problem: liesDeleted(deleted),
          shows: [whenDeleted(deleted)],
        };
      if (!('couldNotLook' in name) && !name.free)
        return { is: 'blocked', problem: taken(of.name, name.because) };
      return { is: 'unmet', changes: [create], problem: missing(of.name) };
    },

    foresee: () => [create],

    async apply(change, { microsoft, given, operation }) {
      const { vaults } = microsoft;
      const made = (vaultId: string, days: number) => ({
        made: { kind: change.verb === 'create' ? 'key-vault' : 'recovered-vault', id: vaultId },
        remains: `Key Vault ${of.name} stays in Azure, deleted, and can be recovered for ${days} days`,
      });
      if (change.verb === 'create') {
        const wanted = { id, region: given.workspace.region, tags: { [tag]: operation } };
        const { created } = await vaults.create(wanted);
        return { ...made(id, 90), owned: created };
      }
      const deleted = await vaults.deleted(subscriptionId, of.name);
      if (!deleted || 'couldNotLook' in deleted) throw new ProblemError(missing(of.name));
      await vaults.recover(deleted);
      return { ...made(deleted.id, 90), owned: true };
    },

    recognize({ operation, change }, { found }) {
      if (!found) return 'never-happened';
      // A recovered vault carries the tag of whoever made it: that it is back is what was asked for.
      if (change.verb === 'create' && found.tags[tag] !== operation) return 'not-ours';
      return {
        receipt: {
          made: { kind: change.verb === 'create' ? 'key-vault' : 'recovered-vault', id: found.id },
          owned: true,
          remains: `Key Vault ${of.name} stays in Azure, deleted, and can be recovered for ${found.softDeleteDays} days`,
        },
      };
    },

    async whose({ made }, { microsoft, operation }) {
      const found = await microsoft.vaults.named(subscriptionId, of.name);
      if (!found) return { is: 'gone' };
      const marked = made.kind === 'recovered-vault' || found.tags[tag] === operation;
      if (!marked || found.id.toLowerCase() !== made.id.toLowerCase()) return { is: 'not-ours' };
      if (made.kind === 'recovered-vault') return { is: 'ours', what: `Key Vault ${found.name}` };
      // What others stored in it since would go with it.
      const stored = await microsoft.vaults.stored(found.name);
      if ('couldNotLook' in stored)
        return { is: 'ours', what: `Key Vault ${found.name}, with whatever is stored in it by now` };
      const isOthers = stored.some(({ tags }) => tags[operationTag] === undefined);
      return isOthers ? { is: 'not-ours' } : { is: 'ours', what: `Key Vault ${found.name}` };
    },

    undo: ({ made }, { microsoft }) => microsoft.vaults.delete(made.id),
  });
};

const described = (vault: Vault): Show => ({
  show: 'pairs',
  title: vault.name,
  pairs: [
    ['Resource group', vault.resourceGroup],
    ['Region', vault.region],
    ['Who may read secrets', vault.mode === 'rbac' ? 'Azure roles' : 'The vault’s own access policies'],
    ['Purge protection', vault.purgeProtection ? "On: it can't be purged before its retention ends" : 'Off'],
    ['Deleted things stay', `${vault.softDeleteDays} days`],
  ],
});

const whenDeleted = (deleted: DeletedVault): Show => ({
  show: 'pairs',
  title: `${deleted.name} is soft-deleted`,
  pairs: [
    ['Deleted', deleted.deletedOn.slice(0, 10)],
    ['Kept until', deleted.purgedOn.slice(0, 10)],
    ['Purge protection', deleted.purgeProtection ? 'On' : 'Off'],
  ],
});

const missing = (name: string): Problem => ({
  code: 'vault-missing',
  title: `There's no key vault ${name} yet`,
  because: 'The playbooks need one to read the API key from.',
  who: { role: least.makeVault },
  remedies: [{ do: 'redo', step: 'create-key-vault' }],
});

const liesDeleted = (deleted: DeletedVault): Problem => ({
  code: 'vault-among-deleted',
  title: `A deleted Key Vault holds the name ${deleted.name}`,
  because: `It was deleted on ${deleted.deletedOn.slice(0, 10)}. Recovering restores its contents, but not its role assignments. Choose another name to create a new vault.`,
  who: { role: least.makeVault },
  remedies: [
    { do: 'redo', step: 'create-key-vault' },
    { do: 'redo', step: 'questions' },
  ],
});

const taken = (name: string, because: string): Problem => ({
  code: 'vault-name-taken',
  title: `The name ${name} is taken`,
  because: `Names of Key Vaults are shared by all of Azure’s customers. Azure says: ${because}`,
  remedies: [{ do: 'redo', step: 'questions' }],
});

const closedToNetworks = (vault: Vault, portal: string): Problem => ({
  code: 'vault-closed',
  title: `${vault.name} is closed to public networks`,
  because:
    'Playbooks can reach it only if it allows trusted Microsoft services. This computer can reach it only from an allowed network.',
  who: { role: least.makeVault },
  remedies: [
    { do: 'open', label: 'Open its networking', url: `${portal}/#resource${vault.id}/networking` },
    { do: 'redo', step: 'questions' },
  ],
});

function needsSomeone(name: string, groupId: string, portal: string): Problem {
  const group = groupId.split('/').at(-1) ?? '';
  const page = `${portal}/#create/Microsoft.KeyVault`;
  return {
    code: 'vault-may-not-create',
    title: `You can't create a key vault in ${group}`,
    because: `None of your Azure roles there includes ${toMake}.`,
    who: { role: `${least.makeVault} or Contributor` },
    remedies: [
      { do: 'sign-in-as', role: least.makeVault },
      { do: 'open', label: 'Create it in the portal', url: page },
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I need a Key Vault named ${name} in the resource group ${group} and can't create it. It needs ${least.makeVault} or Contributor there.`,
          `Open this page: ${page}`,
          ...commandLines([
            az('keyvault create', {
              name,
              'resource-group': group,
              subscription: groupId.split('/')[2] ?? '',
              'enable-rbac-authorization': 'true',
            }),
          ]),
        ].join('\n'),
      },
      { do: 'redo', step: 'questions' },
    ],
  };
}
