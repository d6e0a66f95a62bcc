import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { bodyOf, objectIn, textIn } from '../arm/body.ts';
import { resourceNotFound } from '../arm/errors.ts';
import type { JsonObject, ResourceObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import {
  demand,
  demandUnlocked,
  demandWritable,
  denied,
  groupOf,
  groupScope,
  rightsOf,
  subscriptionOf,
  subscriptionScope,
} from '../rbac/arm-rights.ts';
import { laidOver, policiesBody, vaultBody } from './body.ts';
import { createVault, shownVault, vaultScope } from './create.ts';
import { vaultNameInvalid, vaultNameTaken } from './errors.ts';
import { deleteVault, isVault, isVaultName, nameTaken, vaultType } from './store.ts';

const example = (name: string): string => `examples/key-vault-arm/${name}.json`;

/** The vault of the path, in ARM's order of refusals. */
function vaultOf(context: Context, action: string, below = ''): ResourceObject {
  subscriptionOf(context);
  demand(context, `${vaultType}/${action}`, `${vaultScope(context)}${below}`);
  groupOf(context);
  const found = context.truth.get('resources', vaultScope(context));
  if (found === undefined)
    throw resourceNotFound(vaultType, context.params['vault'] ?? '', context.params['group'] ?? '');
  return found;
}

function list(context: Context): WireResponse {
  const subscription = subscriptionOf(context);
  const rights = rightsOf(context);
  const inGroup = context.params['group'] !== undefined;
  const scope = inGroup ? groupScope(context) : subscriptionScope(subscription.id);
  if (!rights.touches(scope)) throw denied(context, `${vaultType}/read`, scope);
  const below = (inGroup ? groupOf(context).id : scope).toLowerCase();
  const found = context.truth
    .list('resources')
    .filter((one) => isVault(one) && one.id.toLowerCase().startsWith(`${below}/`))
    .filter((one) => rights.may(`${vaultType}/read`, one.id));
  const top = Number(context.query('$top') ?? '100');
  return pageOf(
    context,
    found.map((one) => shownVault(context, one)),
    Number.isInteger(top) && top > 0 ? Math.min(top, 100) : 100,
  );
}

function update(context: Context): WireResponse {
  const vault = vaultOf(context, 'write');
  const body = vaultBody(context, true);
  demandWritable(subscriptionOf(context));
  demandUnlocked(context, vault.id, 'write');
  const now: ResourceObject = {
    ...vault,
    ...(body['tags'] === undefined ? {} : { tags: body['tags'] as Record<string, string> }),
    properties: laidOver(context, vault, objectIn(body, 'properties')),
  };
  context.store.put('resources', now);
  return ok(shownVault(context, now));
}

function remove(context: Context): WireResponse {
  subscriptionOf(context);
  demand(context, `${vaultType}/delete`, vaultScope(context));
  groupOf(context);
  const found = context.truth.get('resources', vaultScope(context));
  if (found === undefined) return { status: 204 };
  demandUnlocked(context, found.id, 'delete');
  deleteVault(context.store, found, context.clock.now());
  return { status: 200 };
}

function checkName(context: Context): WireResponse {
  const subscription = subscriptionOf(context);
  const scope = subscriptionScope(subscription.id);
  demand(context, 'Microsoft.KeyVault/checkNameAvailability/read', scope);
  const body = bodyOf(context, {
    is: 'object',
    type: 'VaultCheckNameAvailabilityParameters',
    members: {
      name: { is: 'string', required: true },
      type: { is: 'string', required: true, oneOf: [vaultType] },
    },
  });
  const name = textIn(body, 'name') ?? '';
  const no = (reason: string, message: string): WireResponse => ok({ nameAvailable: false, reason, message });
  if (!isVaultName(name)) return no('AccountNameInvalid', vaultNameInvalid);
  if (nameTaken(context.truth, context.clock.now(), name)) return no('AlreadyExists', vaultNameTaken(name));
  return ok({ nameAvailable: true });
}

const key = (one: JsonObject): string =>
  `${String(one['objectId'])} ${String(one['applicationId'] ?? '')}`.toLowerCase();

type Permissions = Readonly<Record<string, readonly string[]>>;
const permissionsOf = (one: JsonObject): Permissions => one['permissions'] as unknown as Permissions;

type PolicyChange = 'add' | 'replace' | 'remove';

/** Adds to, replaces, or takes from the list entry by entry; everything else on it stays. */
function changePolicies(context: Context, how: PolicyChange): WireResponse {
  const vault = vaultOf(context, 'accessPolicies/write', `/accessPolicies/${how}`);
  const given = policiesBody(context);
  demandWritable(subscriptionOf(context));
  demandUnlocked(context, vault.id, 'write');
  const before = (vault.properties['accessPolicies'] ?? []) as readonly JsonObject[];
  const merged = new Map(before.map((one) => [key(one), one]));
  for (const one of given) {
    const there = merged.get(key(one));
    const after =
      how === 'replace' || there === undefined
        ? how === 'remove'
          ? undefined
          : one
        : combined(there, one, how);
    if (after === undefined) merged.delete(key(one));
    else merged.set(key(one), after);
  }
  const accessPolicies = [...merged.values()];
  context.store.put('resources', { ...vault, properties: { ...vault.properties, accessPolicies } });
  return ok({
    id: `${vault.id}/accessPolicies/`,
    type: `${vaultType}/accessPolicies`,
    properties: { accessPolicies },
  });
}

/** Two entries of one identity as one; undefined where nothing is left of it. */
function combined(there: JsonObject, given: JsonObject, how: PolicyChange): JsonObject | undefined {
  const [old, asked] = [permissionsOf(there), permissionsOf(given)];
  const kinds = [...new Set([...Object.keys(old), ...Object.keys(asked)])];
  const permissions = Object.fromEntries(
    kinds.map((kind) => {
      const [had, said] = [old[kind] ?? [], asked[kind] ?? []];
      const names = new Set(said.map((each) => each.toLowerCase()));
      return [
        kind,
        how === 'remove'
          ? had.filter((each) => !names.has(each.toLowerCase()))
          : [...had.filter((each) => !names.has(each.toLowerCase())), ...said],
      ];
    }),
  );
  const left = Object.values(permissions).some((each) => each.length > 0);
  return left ? { ...there, permissions } : undefined;
}

const subscriptionRoot = '/subscriptions/{subscription}';
const provider = 'providers/Microsoft.KeyVault';
const groupRoot = `${subscriptionRoot}/resourceGroups/{group}/${provider}/vaults`;
const one = `${groupRoot}/{vault}`;

export const keyVaultOperations: readonly Operation[] = [
  ...[`${subscriptionRoot}/${provider}/vaults`, groupRoot].map((path) =>
    armOperation({
      method: 'GET',
      path,
      type: 'vaults',
      source: [example('listVaultByResourceGroup'), example('listVault')],
      run: list,
    }),
  ),
  armOperation({
    method: 'GET',
    path: one,
    type: 'vaults',
    source: [example('getVault')],
    run: (context) => ok(shownVault(context, vaultOf(context, 'read'))),
  }),
  armOperation({
    method: 'PUT',
    path: one,
    type: 'vaults',
    source: [example('createVault'), example('createVaultWithNetworkAcls'), example('errors')],
    assumed: ['who is a stranger with the same name', 'the words for properties that cannot be changed'],
    run: createVault,
  }),
  armOperation({
    method: 'PATCH',
    path: one,
    type: 'vaults',
    source: [example('updateVault')],
    run: update,
  }),
  armOperation({
    method: 'DELETE',
    path: one,
    type: 'vaults',
    source: [example('deleteVault')],
    run: remove,
  }),
  ...(['add', 'replace', 'remove'] as const).map((how) =>
    armOperation({
      method: 'PUT',
      path: `${one}/accessPolicies/${how}`,
      type: 'vaults',
      source: [example('updateAccessPoliciesAdd'), example('updateAccessPoliciesAdd_2026-02-01')],
      run: (context) => changePolicies(context, how),
    }),
  ),
  armOperation({
    method: 'POST',
    path: `${subscriptionRoot}/${provider}/checkNameAvailability`,
    type: 'vaultNames',
    source: [example('checkVaultNameAvailability')],
    run: checkName,
  }),
];
