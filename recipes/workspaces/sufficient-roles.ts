import type {
  CouldNotLook,
  Microsoft,
  PermissionEntry,
  RoleAssignment,
  RoleDefinition,
} from '../../microsoft/contract/microsoft.ts';
import {
  type AzureRoleKey,
  allows,
  allowsInside,
  azureRoles,
  knownRole,
} from '../catalogue/microsoft-ids.ts';
import { appliesAt } from '../sign-in/role-assignment-right.ts';

/** What roles grant, by their GUIDs in small letters; undefined for one that is no more. */
export type Definitions = Readonly<Record<string, RoleDefinition | CouldNotLook | undefined>>;

/** Every table, said as an action: one that names single tables is not enough. */
const everyTable = 'Microsoft.OperationalInsights/workspaces/query/*/read';
/** The other way to read tables (https://learn.microsoft.com/azure/azure-monitor/logs/granular-rbac-log-analytics). */
const tableData = 'Microsoft.OperationalInsights/workspaces/tables/data/read';
/** https://learn.microsoft.com/azure/azure-monitor/logs/manage-access, https://learn.microsoft.com/azure/sentinel/roles */
const reading = [
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.SecurityInsights/incidents/read',
];
const writing = [
  'Microsoft.SecurityInsights/incidents/write',
  'Microsoft.SecurityInsights/incidents/comments/write',
];
const purposes: Readonly<Partial<Record<AzureRoleKey, readonly string[]>>> = {
  'log-analytics-reader': reading,
  'sentinel-reader': reading,
  'sentinel-responder': [...reading, ...writing],
  'sentinel-contributor': [
    ...reading,
    ...writing,
    'Microsoft.SecurityInsights/alertRules/write',
    'Microsoft.SecurityInsights/watchlists/write',
  ],
};

/** What of a role's purpose permissions lack, as Azure's actions; undefined where no other role can stand in for it. */
function lackingOf(key: AzureRoleKey, entries: readonly PermissionEntry[]): readonly string[] | undefined {
  const purpose = purposes[key];
  if (!purpose) return undefined;
  const readsTables = allows(entries, everyTable) || allowsInside(entries, tableData);
  return [...purpose.filter((action) => !allows(entries, action)), ...(readsTables ? [] : [everyTable])];
}

/** What holds a role's purpose on a workspace, or what is missing for it. */
export type Sufficiency =
  | { readonly is: 'enough'; readonly by: readonly RoleAssignment[] }
  | { readonly is: 'unknown'; readonly because: string }
  | { readonly is: 'lacking'; readonly held: readonly RoleAssignment[]; readonly actions: readonly string[] };

/**
 * Whether assignments let their holder do at a workspace what a role is for: by that role, by another that grants as
 * much, or by several together, each assigned there or above, to itself or through a group. `exactly` takes that very
 * role alone.
 */
export function sufficiencyOf(
  held: readonly RoleAssignment[],
  definitions: Definitions,
  of: { readonly role: AzureRoleKey; readonly armId: string; readonly exactly?: boolean },
): Sufficiency {
  // Its own before a group's, near before far.
  const there = held
    .filter(({ scope }) => appliesAt(scope, of.armId))
    .sort(
      (a, b) =>
        Number(a.group !== undefined) - Number(b.group !== undefined) || depth(b.scope) - depth(a.scope),
    );
  const exact = there.find((each) => isRole(each, of.role));
  if (exact) return { is: 'enough', by: [exact] };
  if (of.exactly) return { is: 'lacking', held: there, actions: [] };
  const grantsOf = (some: readonly RoleAssignment[]) =>
    some.flatMap((each) => {
      const found = definitions[each.roleId.toLowerCase()];
      return found && 'permissions' in found ? found.permissions : [];
    });
  const lacking = (some: readonly RoleAssignment[]) => lackingOf(of.role, grantsOf(some));
  const isEnough = (some: readonly RoleAssignment[]) => lacking(some)?.length === 0;
  const one = there.find((each) => isEnough([each]));
  if (one) return { is: 'enough', by: [one] };
  if (isEnough(there)) {
    // Without those that add nothing.
    const by = there.reduceRight<readonly RoleAssignment[]>((left, each) => {
      const fewer = left.filter((other) => other !== each);
      return isEnough(fewer) ? fewer : left;
    }, there);
    return { is: 'enough', by };
  }
  for (const { roleId } of there) {
    const found = definitions[roleId.toLowerCase()];
    if (found && 'couldNotLook' in found) return { is: 'unknown', because: found.couldNotLook };
  }
  return { is: 'lacking', held: there, actions: lacking(there) ?? [] };
}

const depth = (scope: string): number => (scope.startsWith('/subscriptions/') ? scope.split('/').length : 0);

export const isRole = ({ roleId }: RoleAssignment, key: AzureRoleKey): boolean =>
  roleId.toLowerCase() === azureRoles[key].id;

/** Reads what the roles of assignments grant. */
export async function definitionsOf(
  { roleSurvey }: Microsoft,
  assignments: readonly RoleAssignment[],
): Promise<Definitions> {
  const first = new Map(assignments.map(({ roleId, scope }) => [roleId.toLowerCase(), scope]));
  return Object.fromEntries(
    await Promise.all(
      [...first].map(
        async ([roleId, scope]) => [roleId, await roleSurvey.definition(scope, roleId)] as const,
      ),
    ),
  );
}

/** A role's name; its GUID where it can't be read. */
export function roleName({ roleId }: Pick<RoleAssignment, 'roleId'>, definitions: Definitions): string {
  const found = definitions[roleId.toLowerCase()];
  return knownRole(roleId) ?? (found && 'name' in found ? found.name : roleId);
}

/**
 * Whether a role grants nothing that another does not: every pattern of an action is one that the other's cover. A
 * pattern that reaches into what the other withholds is more.
 */
export const isWithin = (narrow: readonly PermissionEntry[], wide: readonly PermissionEntry[]): boolean =>
  narrow.every(
    ({ actions, notActions, dataActions = [] }) =>
      actions.every((action) =>
        wide.some(
          (entry) =>
            allows([entry], action) &&
            entry.notActions.every(
              (withheld) =>
                notActions.includes(withheld) || !allows([{ actions: [action], notActions: [] }], withheld),
            ),
        ),
      ) && dataActions.every((action) => action === tableData),
  );

/** A scope as it is named to people: the kind and the name, with the whole path where names may repeat. */
export function spokenScope(scope: string): string {
  const parts = scope.split('/').filter(Boolean);
  const name = parts.at(-1) ?? '/';
  if (parts.length === 0) return 'the whole tenant';
  if (/managementGroups\/[^/]+$/i.test(scope)) return `management group ${name}`;
  if (parts.length === 2) return `subscription ${name}`;
  return `${/resourceGroups\/[^/]+$/i.test(scope) ? 'resource group ' : ''}${name} (${scope})`;
}
