import { armTypes } from '../arm/versions.ts';
import { entraRoleTitles } from '../core/known-ids.ts';
import type { Operation } from '../core/router.ts';
import { graphPermissions, logsPermissions } from '../entra/permissions.ts';
import { type Demand, type DemandName, demands } from '../entra/rights.ts';
import { builtInRoles } from '../rbac/built-in-roles.ts';
import { matchesAction } from '../rbac/rbac.ts';

/** The right a call requires: a name in entra/rights.ts, a Log Analytics permission, or an Azure action. */
export type Right = DemandName | 'Data.Read' | `Microsoft.${string}/${string}`;

/** A call's right; several if the call decides which; or the reason why any signed-in caller can call it. */
export type Row = Right | readonly Right[] | { readonly anyone: string };

/** Rows by call. `callOf` gives a call's name. */
export type Rights = Readonly<Record<string, Row>>;

/** Hosts for which no call needs a token, each with the reason. */
const openHosts: Readonly<Partial<Record<Operation['host'], string>>> = {
  login: 'Signing in comes before the token.',
  published: 'Published files are read by anybody.',
  logic: 'The signature in the callback address is the right.',
  consent: 'The code in the link is the right.',
};

/** An operation's host, method and path. Several addresses of one object count as one call. */
export function callOf({ host, method, path }: Operation): string {
  const plain =
    host === 'graph'
      ? path
          .replace('/v1.0', '')
          .replace(/\(\w+='\{\w+\}'\)/u, '/{id}')
          .replace(/\/(?:microsoft\.)?graph\./u, '/')
      : path
          .replace('/subscriptions/{subscription}/resourceGroups/{group}', '{group}')
          .replace('/subscriptions/{subscription}', '{subscription}')
          .replace('/{*scope}', '{scope}')
          .replaceAll('/providers/', '/');
  return `${host} ${method} ${plain}`;
}

export const rightsIn = (row: Row): readonly Right[] =>
  typeof row === 'string' ? [row] : 'anyone' in row ? [] : row;

/**
 * Calls that have no row, so no one stated who can make them, and rows that belong to no call.
 * @returns one sentence for each
 */
export function withoutRow(operations: readonly Operation[], rows: Rights): readonly string[] {
  const calls = new Set(operations.map(callOf));
  const missing = operations.flatMap((operation) => {
    const call = callOf(operation);
    if (operation.open === true)
      return openHosts[operation.host] === undefined ? [`${call} is open, and its host is not`] : [];
    const row = rows[call];
    if (row === undefined) return [`${call} has no row`];
    return typeof row === 'object' && 'anyone' in row && row.anyone === ''
      ? [`${call} is open to all who are signed in, without a reason`]
      : [];
  });
  const stale = Object.keys(rows).filter((call) => !calls.has(call));
  return [...new Set(missing), ...stale.map((call) => `${call} is no operation`)];
}

const has = (list: readonly { readonly value: string | null }[], value: string): boolean =>
  list.some((each) => each.value === value);

/**
 * Permissions and roles of a demand that the tenant doesn't know, and which can therefore never be granted.
 * @returns their names
 */
export function unknownIn({ scopes, appRoles, roles }: Demand): readonly string[] {
  return [
    ...scopes.filter((each) => !has(graphPermissions.scopes, each)),
    ...appRoles.filter((each) => !has(graphPermissions.appRoles, each)),
    ...(typeof roles === 'string' ? [] : roles.filter((each) => entraRoleTitles[each] === undefined)),
  ];
}

/** Whether a role's pattern names a resource type, not only a provider as `Microsoft.KeyVault/*` does. */
const saysType = (pattern: string): boolean => (pattern.split('*')[0] ?? '').split('/').length > 2;

/** Every provider has these two actions. The list below has Key Vault's actions that no role here names. */
const ofProviders = /^(Microsoft\.\w+)\/(?:un)?register\/action$/u;
/** https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault */
const inNoRole: readonly string[] = [
  'Microsoft.KeyVault/locations/deletedVaults/purge/action',
  'Microsoft.KeyVault/locations/deletedManagedHSMs/read',
  'Microsoft.KeyVault/deletedManagedHSMs/read',
  'Microsoft.KeyVault/managedHSMs/read',
  'Microsoft.KeyVault/checkMhsmNameAvailability/read',
];

/** Whether an action belongs to a type that is served, or a role names it (as allowed or as excluded). */
function isAction(action: string): boolean {
  if (!/\/(?:read|write|delete|action)$/u.test(action)) return false;
  const served = Object.values(armTypes);
  const namespace = ofProviders.exec(action)?.[1];
  if (namespace !== undefined) return served.some((one) => one.namespace === namespace);
  if (inNoRole.includes(action)) return true;
  const lower = action.toLowerCase();
  if (served.some((one) => lower.startsWith(`${one.namespace}/${one.type}/`.toLowerCase()))) return true;
  return builtInRoles
    .flatMap(({ permissions }) => permissions)
    .flatMap(({ actions, notActions, dataActions }) => [...actions, ...notActions, ...dataActions])
    .some((pattern) => saysType(pattern) && matchesAction(pattern, action));
}

/**
 * Rights in the rows that the tenant doesn't know.
 * @returns `call: name` for each
 */
export function unknownRights(
  rows: Rights,
  known: Readonly<Record<string, Demand>> = demands,
): readonly string[] {
  const unknown = (right: Right): readonly string[] => {
    const demand = known[right];
    if (demand !== undefined) return unknownIn(demand);
    const isKnown = right.includes('/') ? isAction(right) : has(logsPermissions.appRoles, right);
    return isKnown ? [] : [right];
  };
  return Object.entries(rows).flatMap(([call, row]) =>
    rightsIn(row)
      .flatMap(unknown)
      .map((name) => `${call}: ${name}`),
  );
}
