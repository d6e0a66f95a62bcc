import type { Arm } from '../clients/arm.ts';
import type { Network } from '../clients/network.ts';
import { removed } from '../clients/removal.ts';
import { refusedIsUnseen } from '../clients/unseen.ts';
import type { CouldNotLook, PermissionEntry, RoleAssignment, Roles } from '../contract/microsoft.ts';
import { lostReply, same } from '../entra/applications.ts';
import { listAt } from '../http/text.ts';
import { MicrosoftError, trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

const granters = 'Owner, User Access Administrator or Role Based Access Control Administrator';

/** Azure role assignments, through Microsoft's authorization SDK. */
export function roles(arm: Arm, network: Network): Roles {
  const doingAt = (what: string, scope: string, role: string): Operation => ({
    what,
    role,
    page: {
      label: 'Open access control (IAM)',
      url: `${network.cloud.portal}/#resource${scope}/users`,
    },
  });

  const heldBy = (principalId: string, scope: string): Promise<readonly RoleAssignment[]> =>
    trying(doingAt('look at role assignments', scope, 'Reader'), async () => {
      const { roleAssignments } = await arm.authorization();
      const id = principalId.replaceAll("'", "''");
      // Includes assignments at, above, and below the scope, through groups and their parent groups
      // (https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest).
      const listed = async (filter: string) => {
        const found: RoleAssignment[] = [];
        for await (const each of roleAssignments.listForScope(bare(scope), { filter }))
          found.push(assignmentOf(each, principalId));
        return found;
      };
      try {
        return await listed(`assignedTo('${id}')`);
      } catch (error) {
        // Assumed: Azure refuses to list groups of a principal it doesn't know yet, which is in no group.
        if (!(error instanceof MicrosoftError && error.is(400))) throw error;
        return listed(`principalId eq '${id}'`);
      }
    });

  return {
    heldBy,
    permissionsAt: (scope) => permissionsAt(arm, scope),

    async assign({ scope, name, roleId, principalId, principalType = 'ServicePrincipal' }) {
      const doing = doingAt('assign the Azure role', scope, granters);
      const subscription = /^\/subscriptions\/[^/]+/iu.exec(scope)?.[0] ?? '';
      try {
        return await trying(doing, async () => {
          const { roleAssignments } = await arm.authorization();
          let status = 0;
          const wanted = {
            roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
            principalId,
            // Without principalType, Azure refuses a principal made a moment ago as unknown
            // (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
            principalType,
          };
          const onResponse = (reply: { readonly status: number }) => void ({ status } = reply);
          const made = await roleAssignments.create(bare(scope), name, wanted, { onResponse });
          if (made.id === undefined) throw lostReply(network, doing.what, network.cloud.azure + scope);
          return { id: made.id, created: status === 201 };
        });
      } catch (error) {
        if (!(error instanceof MicrosoftError && error.is('RoleAssignmentExists'))) throw error;
        const found = (await heldBy(principalId, scope)).find(
          (each) => each.group === undefined && same(each.scope, scope) && same(each.roleId, roleId),
        );
        if (found === undefined) throw error;
        // Identical repeats also answer 409 (https://github.com/Azure/azure-cli/pull/8599).
        return { id: found.id, created: false };
      }
    },

    async remove(assignmentId) {
      const scope = assignmentId.split(/\/providers\/Microsoft\.Authorization\/roleAssignments\//iu)[0] ?? '';
      await removed(network, () =>
        trying(doingAt('remove the role assignment', scope, granters), async () => {
          const { roleAssignments } = await arm.authorization();
          await roleAssignments.deleteById(bare(assignmentId));
        }),
      );
    },
  };
}

interface Shown {
  readonly id?: string;
  readonly name?: string;
  readonly scope?: string;
  readonly roleDefinitionId?: string;
  readonly principalId?: string;
  readonly createdOn?: Date;
}

const assignmentOf = (shown: Shown, principalId: string): RoleAssignment => ({
  id: shown.id ?? '',
  name: shown.name ?? '',
  scope: shown.scope ?? '',
  // The ID can come back without the subscription in front.
  roleId: (shown.roleDefinitionId ?? '').split('/').at(-1) ?? '',
  createdOn: shown.createdOn?.toISOString(),
  ...(same(shown.principalId ?? '', principalId) ? {} : { group: shown.principalId ?? '' }),
});

/** Removes the leading slash, because the SDK puts its own slash before a scope. */
const bare = (scope: string) => scope.replace(/^\/+/u, '');

/**
 * What the caller can do at any scope. The SDK takes resource groups and resources only by their parts, so
 * this uses its pipeline (https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource).
 */
export async function permissionsAt(
  arm: Arm,
  scope: string,
): Promise<readonly PermissionEntry[] | CouldNotLook> {
  const doing = { what: 'look at permissions in Azure', role: 'Reader' };
  const path = `${scope}/providers/Microsoft.Authorization/permissions`;
  const found = await arm.list(path, '2022-04-01', doing).catch(refusedIsUnseen);
  if ('couldNotLook' in found) return found;
  return found.map(permissionEntry);
}

/** One entry of the permissions of a role or a caller, in ARM's own shape. */
export const permissionEntry = (body: unknown): PermissionEntry => ({
  actions: texts(listAt(body, 'actions')),
  notActions: texts(listAt(body, 'notActions')),
  dataActions: texts(listAt(body, 'dataActions')),
  notDataActions: texts(listAt(body, 'notDataActions')),
});

const texts = (list: readonly unknown[]) => list.filter((each): each is string => typeof each === 'string');
