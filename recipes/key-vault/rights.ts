import type { Problem } from '../../engine/model/problem.ts';
import type { Change, Receipt } from '../../engine/model/step.ts';
import type {
  CouldNotLook,
  Identity,
  Microsoft,
  PermissionEntry,
} from '../../microsoft/contract/microsoft.ts';
import type { KeyVault } from '../catalogue/facts.ts';
import { allows, allowsInside, azureRoles, least } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { assignRoleWords, mayAssign } from '../sign-in/role-assignment-right.ts';

type Rights = readonly PermissionEntry[] | CouldNotLook;

/** What writing a secret takes in a vault with Azure roles. https://learn.microsoft.com/azure/key-vault/general/rbac-guide */
const toStore = 'Microsoft.KeyVault/vaults/secrets/setSecret/action';
const toChangePolicies = 'Microsoft.KeyVault/vaults/accessPolicies/write';
const officer = azureRoles['key-vault-secrets-officer'];
/** Without `get`: whoever stores a secret here need not be able to read any. */
const storing = ['list', 'set', 'delete', 'recover'];

/** Whether secrets may be stored by role. Undefined if that can't be read. */
export const mayStore = (rights: Rights): boolean | undefined =>
  'couldNotLook' in rights ? undefined : allowsInside(rights, toStore);

/** Whether the signed-in account can grant access to a vault: by a role, or by its access policies. */
export const mayOpen = (rights: Rights, mode: KeyVault['mode']): boolean | undefined => {
  if (mode === 'rbac') return mayAssign(rights);
  return 'couldNotLook' in rights ? undefined : allows(rights, toChangePolicies);
};

/** Lets the signed-in one store secrets in a vault, as a change of its own: rights on a vault give none on what is in it. */
export const lettingIn = (vaultName: string, mode: KeyVault['mode']): Change =>
  mode === 'rbac'
    ? {
        verb: 'assign',
        what: `${officer.title} to yourself`,
        where: `Key Vault ${vaultName}`,
        right: least.assignRole,
        undoneBy: 'Undo removes it',
      }
    : {
        verb: 'grant',
        what: `Secret permissions ${storing.join(', ')} to yourself`,
        where: `Key Vault ${vaultName}`,
        right: least.makeVault,
        undoneBy: 'Undo removes them',
      };

/** Makes that change. */
export async function letIn(
  microsoft: Microsoft,
  vault: KeyVault,
  me: Identity,
  uuidFor: (name: string) => string,
) {
  if (vault.mode === 'policy') {
    const held = await secretsOf(microsoft, vault, me.objectId);
    // What was held before is none of ours to take back.
    const added = storing.filter((each) => !held.includes(each));
    if (added.length > 0) await microsoft.vaults.allow(vault, me.objectId, added);
    return { made: policyMade(vault, me.objectId, added), owned: added.length > 0 };
  }
  const made = await microsoft.roles.assign({
    scope: vault.id,
    name: selfAssignment(vault, me.objectId, uuidFor),
    roleId: officer.id,
    principalId: me.objectId,
    principalType: me.kind === 'person' ? 'User' : 'ServicePrincipal',
  });
  return { made: { kind: 'role-assignment', id: made.id }, owned: made.created };
}

/** What stands that an earlier `letIn` may have made. */
export interface LetIn {
  readonly made: Receipt['made'];
  /** ISO-8601 UTC; undefined where Azure does not say. */
  readonly createdOn: string | undefined;
}

/** What an earlier `letIn` made whose outcome was never learnt; undefined where it never happened. */
export async function letInBefore(
  microsoft: Microsoft,
  vault: KeyVault,
  me: Identity,
  uuidFor: (name: string) => string,
): Promise<LetIn | undefined> {
  if (vault.mode === 'policy') {
    const held = await secretsOf(microsoft, vault, me.objectId);
    if (!storing.every((each) => held.includes(each))) return undefined;
    return { made: policyMade(vault, me.objectId, storing), createdOn: undefined };
  }
  const name = selfAssignment(vault, me.objectId, uuidFor);
  const found = (await microsoft.roles.heldBy(me.objectId, vault.id)).find(
    (each) => each.name.toLowerCase() === name.toLowerCase(),
  );
  return found && { made: { kind: 'role-assignment', id: found.id }, createdOn: found.createdOn };
}

const selfAssignment = (vault: KeyVault, objectId: string, uuidFor: (name: string) => string): string =>
  uuidFor(`${vault.id.toLowerCase()}|${objectId}|${officer.id}`);

const policyMade = (vault: KeyVault, objectId: string, secrets: readonly string[]) => ({
  kind: 'vault-policy',
  id: [objectId, ...secrets].join(' '),
  of: vault.id,
});

async function secretsOf(
  microsoft: Microsoft,
  vault: KeyVault,
  objectId: string,
): Promise<readonly string[]> {
  const found = await microsoft.vaults.named(vault.id.split('/')[2] ?? '', vault.name);
  const mine = (found?.policies ?? []).filter((each) => each.objectId === objectId);
  return mine.flatMap(({ secrets }) => secrets);
}

/** Whether a receipt of `letIn` names what the signed-in one holds on this vault, and nothing else. */
export async function isLetIn(
  made: Receipt['made'],
  vault: KeyVault,
  microsoft: Microsoft,
): Promise<boolean> {
  const me = await microsoft.identity.whoAmI();
  if (made.kind === 'vault-policy') {
    const [objectId, ...added] = made.id.split(' ');
    if (made.of !== vault.id || objectId !== me.objectId) return false;
    const permissions = await secretsOf(microsoft, vault, me.objectId);
    return added.some((each) => permissions.includes(each));
  }
  const held = await microsoft.roles.heldBy(me.objectId, vault.id);
  return held.some(({ id, roleId }) => id === made.id && roleId.toLowerCase() === officer.id);
}

/** Takes back what `letIn` made. */
export async function letOut(made: Receipt['made'], microsoft: Microsoft): Promise<void> {
  if (made.kind === 'role-assignment') await microsoft.roles.remove(made.id);
  const [objectId = '', ...added] = made.id.split(' ');
  if (made.kind === 'vault-policy' && made.of)
    await microsoft.vaults.disallow({ id: made.of }, objectId, added);
}

/** Who may let the signed-in one store secrets, and the line to send them. */
export function needsLettingIn(vault: KeyVault, me: Identity, portal: string): Problem {
  const role = vault.mode === 'rbac' ? `${least.assignRole} or Owner` : least.makeVault;
  const line =
    vault.mode === 'rbac'
      ? assignRoleWords(officer.id, me.objectId, me.kind === 'person' ? 'User' : 'ServicePrincipal', vault.id)
      : az('keyvault set-policy', {
          name: vault.name,
          'object-id': me.objectId,
          'secret-permissions': storing,
        });
  const wish =
    vault.mode === 'rbac'
      ? `the role ${officer.title}`
      : `an access policy with the secret permissions ${storing.join(', ')}`;
  const page = `${portal}/#resource${vault.id}/${vault.mode === 'rbac' ? 'users' : 'access_policies'}`;
  return {
    code: 'vault-needs-someone-else',
    title: `You can't store secrets in ${vault.name} or grant yourself access`,
    because: "Rights on a key vault don't include its secrets, and you can't change who has access to them.",
    who: { role },
    remedies: [
      { do: 'sign-in-as', role },
      { do: 'open', label: 'Open the Key Vault’s access', url: page },
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I have to store one API key in the Key Vault ${vault.name} and can't. Could you grant me ${wish} on it during the setup?`,
          `It needs ${role}. Open this page: ${page}`,
          ...commandLines([line]),
        ].join('\n'),
      },
    ],
  };
}
