import type { ConnectionProfile } from '../../../engine/model/profile.ts';
import { adopt, attributes, block, lifecycle } from './hcl-blocks.ts';
import { hcl, remark } from './quote.ts';

/** The subscriptions of the workspaces, each once, in their order. */
export function subscriptionsOf({ workspaces }: ConnectionProfile): readonly string[] {
  return [...new Set(workspaces.map(({ subscriptionId }) => subscriptionId.toLowerCase()))];
}

/** What the provider of a subscription but the first goes by. */
export const aliasOf = (at: number): string => `subscription_${at + 1}`;

/** Each workspace as it stands; the plan stops where another was made under its name. */
export function workspaceData(profile: ConnectionProfile): readonly string[] {
  const subscriptions = subscriptionsOf(profile);
  return profile.workspaces.map((each, at) => {
    const alias = subscriptions.indexOf(each.subscriptionId.toLowerCase());
    return block(
      `data "azurerm_log_analytics_workspace" "workspace_${at + 1}"`,
      attributes(
        '  ',
        ...(alias === 0 ? [] : [['provider', `azurerm.${aliasOf(alias)}`] as const]),
        ['name', hcl(each.workspaceName)],
        ['resource_group_name', hcl(each.resourceGroup)],
      ),
      [
        '  lifecycle {',
        '    postcondition {',
        `      condition     = lower(self.workspace_id) == ${hcl(each.workspaceId.toLowerCase())}`,
        `      error_message = "This isn't the connected workspace. It was deleted and created again with the same name."`,
        '    }',
        '  }',
      ].join('\n'),
    );
  });
}

/**
 * The scope is the assignment's own, letter by letter: the provider compares it with what Azure answers, and another
 * spelling of the same workspace would make it be removed and made again.
 */
export function roleAssignments(profile: ConnectionProfile): readonly string[] {
  const assignments = profile.proof.objects?.roleAssignments ?? [];
  return assignments.flatMap((each, at) => {
    const name = `role_${at + 1}`;
    const subscription = /^\/subscriptions\/[^/]+/i.exec(each.scope)?.[0] ?? '';
    const on = profile.workspaces.flatMap(({ armId, workspaceName }) =>
      covers(each.scope, armId) ? [workspaceName] : [],
    );
    return [
      [
        remark('#', `${each.role} on ${on.join(', ')}`),
        block(
          `resource "azurerm_role_assignment" "${name}"`,
          attributes(
            '  ',
            ['scope', hcl(each.scope)],
            [
              'role_definition_id',
              hcl(`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${each.roleId}`),
            ],
            ['principal_id', 'azuread_service_principal.connection.object_id'],
          ),
          lifecycle(['condition', 'condition_version', 'description', 'skip_service_principal_aad_check']),
        ),
      ].join('\n'),
      adopt(`azurerm_role_assignment.${name}`, each.id),
    ];
  });
}

function covers(scope: string, armId: string): boolean {
  const [above, id] = [scope.toLowerCase().replace(/\/$/, ''), armId.toLowerCase()];
  return id === above || id.startsWith(`${above}/`);
}
