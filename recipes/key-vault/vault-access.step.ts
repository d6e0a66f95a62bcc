import { keyed } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type {
  CouldNotLook,
  PermissionEntry,
  RoleAssignment,
  Vault,
} from '../../microsoft/contract/microsoft.ts';
import {
  type KeyVault,
  playbookPrincipal,
  vaultAccess as vaultAccessFact,
  vault as vaultFact,
} from '../catalogue/facts.ts';
import { azureRoles, least } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { step } from '../catalogue/step.ts';
import { type PlaybookKey, playbooks } from '../playbooks/playbooks.ts';
import { appliesAt, needsSomeone, whoMayAssign } from '../sign-in/role-assignment-right.ts';
import { assignByName, assignmentName, recognized, whoseRole } from '../workspaces/assigned-roles.ts';
import { mayOpen } from './rights.ts';

const reader = azureRoles['key-vault-secrets-user'];
/** Roles that open the same and more. */
const wider = [azureRoles['key-vault-secrets-officer'], azureRoles['key-vault-administrator']];

interface Seen {
  /** The name an assignment of ours has. */
  readonly name: string;
  readonly held: readonly RoleAssignment[];
  readonly policies: Vault['policies'];
  readonly rights: readonly PermissionEntry[] | CouldNotLook;
  readonly people: readonly string[] | undefined;
  readonly portal: string;
  readonly at: string;
}

/**
 * The playbook's own identity may read the key from the vault, and do nothing else with it: Key Vault Secrets User where
 * Azure roles decide, `get` alone where the vault's access policies do. What stands already is taken as it is.
 */
export const vaultAccess = (of: { readonly playbook: PlaybookKey; readonly vaultName: string }) => {
  const { title } = playbooks[of.playbook];
  const id = `vault-access:${of.playbook}`;
  const holder = `the playbook ${title}`;
  const change: Record<KeyVault['mode'], Change> = {
    rbac: {
      verb: 'assign',
      what: `${reader.title} to ${holder}`,
      where: `Key Vault ${of.vaultName}`,
      right: least.assignRole,
      undoneBy: 'Undo removes it',
    },
    policy: {
      verb: 'grant',
      what: `Secret permission get to ${holder}`,
      where: `Key Vault ${of.vaultName}`,
      right: least.makeVault,
      undoneBy: 'Undo removes it',
    },
  };

  return step({
    id,
    title: `Let ${title} read the key from the vault`,
    why: 'Reads the API key on each run. Read access only.',
    severity: 'block',
    checks: ['PB-03'],
    needs: { vault: vaultFact, principal: keyed(playbookPrincipal, of.playbook) },
    gives: { access: keyed(vaultAccessFact, of.playbook) },
    settle: { within: 300, every: 3, usually: { from: 1, to: 40 } },

    async look({ microsoft, given, now, uuidFor }): Promise<Seen> {
      const { vault, principal } = given;
      const subscription = vault.id.split('/')[2] ?? '';
      const byRole = vault.mode === 'rbac';
      const [held, found, rights] = await Promise.all([
        byRole ? microsoft.roles.heldBy(principal, vault.id) : [],
        byRole ? undefined : microsoft.vaults.named(subscription, vault.name),
        microsoft.roles.permissionsAt(vault.id),
      ]);
      const people =
        byRole && held.length === 0 ? await whoMayAssign(microsoft, vault.id, rights) : undefined;
      const name = assignmentName(uuidFor, roleOn(vault, principal));
      return {
        name,
        held,
        policies: found?.policies ?? [],
        rights,
        people,
        portal: microsoft.portal,
        at: now(),
      };
    },

    judge(seen, { vault, principal }) {
      const there = vault.mode === 'rbac' ? byRole(seen, vault) : byPolicy(seen, vault, principal);
      if (there) {
        return {
          is: 'met',
          facts: { access: there.access },
          ...(there.more === undefined ? {} : { warning: tooWide(title, vault.name, there.more, id) }),
        };
      }
      if (mayOpen(seen.rights, vault.mode) === false)
        return { is: 'waiting', on: 'person', since: seen.at, problem: handOff(seen, vault, principal) };
      return {
        is: 'unmet',
        changes: [change[vault.mode]],
        problem: {
          code: 'vault-access-missing',
          title: `${title} can't read the key from ${vault.name}`,
          because: 'Its managed identity has no role or access policy on the vault, so each run would fail.',
          who: { role: change[vault.mode].right },
          remedies: [{ do: 'redo', step: id }],
        },
      };
    },

    foresee: ({ vault }) => [change[vault?.mode ?? 'rbac']],

    async apply(_change, { microsoft, given, uuidFor }) {
      const { vault, principal } = given;
      if (vault.mode === 'policy') {
        await microsoft.vaults.allow(vault, principal, ['get']);
        return { made: { kind: 'vault-policy', id: principal, of: vault.id }, owned: true };
      }
      return assignByName(microsoft, uuidFor, roleOn(vault, principal));
    },

    recognize(begun, seen, { vault, principal }) {
      // A policy tells neither who wrote it nor when. Left, it lets in an identity that ends with its playbook; taken
      // away, it could be what someone else's playbook reads the key by.
      if (vault.mode === 'policy') return byPolicy(seen, vault, principal) ? 'not-ours' : 'never-happened';
      return recognized(begun, seen.held, seen.name, roleOn(vault, principal));
    },

    async whose({ made }, { microsoft, uuidFor, given: { vault, principal } }) {
      if (made.kind === 'role-assignment')
        return whoseRole(made, microsoft, uuidFor, {
          // What the vault's own id was, where the vault is gone.
          scope: vault?.id ?? made.id.split(/\/providers\/Microsoft\.Authorization\//iu)[0] ?? '',
          principal,
          roleId: reader.id,
        });
      if (!vault) return { is: 'gone' };
      if (made.id !== principal || made.of !== vault.id) return { is: 'not-ours' };
      const found = await microsoft.vaults.named(vault.id.split('/')[2] ?? '', vault.name);
      return { is: byPolicy({ policies: found?.policies ?? [] }, vault, principal) ? 'ours' : 'gone' };
    },

    async undo({ made }, { microsoft }) {
      if (made.kind === 'role-assignment') await microsoft.roles.remove(made.id);
      else if (made.of) await microsoft.vaults.disallow({ id: made.of }, made.id, ['get']);
    },
  });

  function handOff({ portal, people }: Seen, vault: KeyVault, principal: string): Problem {
    if (vault.mode === 'rbac')
      return needsSomeone({
        ...reader,
        roleId: reader.id,
        portal,
        holder,
        principal,
        people,
        name: vault.name,
        armId: vault.id,
      });
    const page = `${portal}/#resource${vault.id}/access_policies`;
    const letIn = { name: vault.name, 'object-id': principal, 'secret-permissions': 'get' };
    return {
      code: 'vault-policy-needs-someone-else',
      title: `You can't change the access policies of ${vault.name}`,
      because: 'None of your Azure roles there includes Microsoft.KeyVault/vaults/accessPolicies/write.',
      who: { role: least.makeVault },
      remedies: [
        { do: 'sign-in-as', role: least.makeVault },
        { do: 'open', label: 'Open the access policies', url: page },
        {
          do: 'ask-someone',
          message: [
            `Hello, to connect Microsoft Sentinel I need ${holder} to read one secret from the Key Vault ${vault.name}, and can't change its access policies. It needs ${least.makeVault}.`,
            `Open this page: ${page}`,
            ...commandLines([az('keyvault set-policy', letIn)]),
          ].join('\n'),
        },
      ],
    };
  }
};

const roleOn = ({ id }: KeyVault, principal: string) => ({ scope: id, principal, roleId: reader.id });

interface There {
  readonly access: { readonly by: 'role' | 'policy'; readonly scope: string };
  /** What it opens beyond reading, where it does. */
  readonly more: string | undefined;
}

function byRole({ held }: Seen, vault: KeyVault): There | undefined {
  const over = held.filter(({ scope }) => appliesAt(scope, vault.id));
  const enough = over.find(({ roleId }) => roleId.toLowerCase() === reader.id);
  if (enough) return { access: { by: 'role', scope: enough.scope }, more: undefined };
  for (const { scope, roleId } of over) {
    const more = wider.find(({ id }) => id === roleId.toLowerCase());
    if (more) return { access: { by: 'role', scope }, more: more.title };
  }
  return undefined;
}

function byPolicy(
  { policies }: Pick<Seen, 'policies'>,
  vault: KeyVault,
  principal: string,
): There | undefined {
  const named = policies.filter(({ objectId }) => objectId.toLowerCase() === principal.toLowerCase());
  const secrets = named.flatMap((each) => each.secrets);
  if (!secrets.includes('get') && !secrets.includes('all')) return undefined;
  const more = secrets.filter((each) => each !== 'get');
  return {
    access: { by: 'policy', scope: vault.id },
    more: more.length > 0 ? `the secret permissions ${more.join(', ')}` : undefined,
  };
}

/** The vendor's guide says "Select all"; reading takes `get` alone. */
const tooWide = (title: string, vaultName: string, more: string, id: string): Problem => ({
  code: 'vault-access-too-wide',
  title: `${title} can do more in ${vaultName} than read the key`,
  because: `It has ${more}. Reading needs only ${reader.title} or the permission get.`,
  remedies: [{ do: 'redo', step: id }],
});
