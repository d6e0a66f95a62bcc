import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { bodyOf } from '../arm/body.ts';
import { notFound } from '../arm/errors.ts';
import type { DeletedVaultObject, JsonObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demand, subscriptionOf, subscriptionScope } from '../rbac/arm-rights.ts';
import { deletedVaultNotFound, purgeNotAllowed } from './errors.ts';
import { deletedVaultsAt } from './store.ts';

const example = (name: string): string => `examples/key-vault-arm/${name}.json`;

const shown = ({ id, vault, deletionDate, scheduledPurgeDate }: DeletedVaultObject): JsonObject => ({
  id,
  name: vault.name,
  type: 'Microsoft.KeyVault/deletedVaults',
  properties: {
    vaultId: vault.id,
    location: vault.location ?? '',
    tags: vault.tags,
    deletionDate,
    scheduledPurgeDate,
    ...(vault.properties['enablePurgeProtection'] === true ? { purgeProtectionEnabled: true } : {}),
  },
});

const kept = (context: Context): readonly DeletedVaultObject[] =>
  deletedVaultsAt(context.truth, context.clock.now());

function list(context: Context): WireResponse {
  const { id } = subscriptionOf(context);
  demand(context, 'Microsoft.KeyVault/deletedVaults/read', subscriptionScope(id));
  const found = kept(context).filter(({ vault }) => vault.subscriptionId.toLowerCase() === id.toLowerCase());
  return pageOf(context, found.map(shown), 100);
}

function oneOf(context: Context, action: string): DeletedVaultObject {
  const { id } = subscriptionOf(context);
  const [location = '', name = ''] = [context.params['location'], context.params['vault']];
  const scope = `${subscriptionScope(id)}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`;
  demand(context, `Microsoft.KeyVault/locations/deletedVaults/${action}`, scope);
  const found = kept(context).find((one) => one.id.toLowerCase() === scope.toLowerCase());
  if (found === undefined) throw deletedVaultNotFound(name);
  return found;
}

function purge(context: Context): WireResponse {
  const found = oneOf(context, 'purge/action');
  if (found.vault.properties['enablePurgeProtection'] === true) throw purgeNotAllowed();
  context.store.remove('deletedVaults', found.id);
  return { status: 200 };
}

const root = '/subscriptions/{subscription}/providers/Microsoft.KeyVault';
const one = `${root}/locations/{location}/deletedVaults/{vault}`;

const hsms = 'https://learn.microsoft.com/rest/api/keyvault/managedhsm/managed-hsms';

/** No tenant here has a managed HSM, nor had one: clients that manage vaults ask for both in one go. */
function noHsm(context: Context, action: string): void {
  demand(context, `Microsoft.KeyVault/${action}`, subscriptionScope(subscriptionOf(context).id));
}

export const deletedVaultOperations: readonly Operation[] = [
  armOperation({
    method: 'GET',
    path: `${root}/deletedManagedHSMs`,
    type: 'deletedVaults',
    source: [`${hsms}/list-deleted`],
    assumed: ['there is none'],
    run(context) {
      noHsm(context, 'deletedManagedHSMs/read');
      return ok({ value: [] });
    },
  }),
  armOperation({
    method: 'GET',
    path: `${root}/managedHSMs`,
    type: 'deletedVaults',
    source: [`${hsms}/list-by-subscription`],
    assumed: ['there is none'],
    run(context) {
      noHsm(context, 'managedHSMs/read');
      return ok({ value: [] });
    },
  }),
  armOperation({
    method: 'GET',
    path: `${root}/locations/{location}/deletedManagedHSMs/{hsm}`,
    type: 'deletedVaults',
    source: [`${hsms}/get-deleted`],
    assumed: ['there is none, and the words that say so'],
    run(context) {
      noHsm(context, 'locations/deletedManagedHSMs/read');
      const name = context.params['hsm'] ?? '';
      throw notFound('ResourceNotFound', `The deleted managed HSM '${name}' could not be found.`);
    },
  }),
  armOperation({
    method: 'POST',
    path: `${root}/checkMhsmNameAvailability`,
    type: 'deletedVaults',
    source: [`${hsms}/check-mhsm-name-availability`],
    assumed: ['every name is free'],
    run(context) {
      noHsm(context, 'checkMhsmNameAvailability/read');
      bodyOf(context, {
        is: 'object',
        type: 'CheckMhsmNameAvailabilityParameters',
        members: { name: { is: 'string', required: true } },
      });
      return ok({ nameAvailable: true });
    },
  }),
  armOperation({
    method: 'GET',
    path: `${root}/deletedVaults`,
    type: 'deletedVaults',
    source: [example('listDeletedVaults')],
    run: list,
  }),
  armOperation({
    method: 'GET',
    path: one,
    type: 'deletedVaults',
    source: [example('getDeletedVault')],
    run: (context) => ok(shown(oneOf(context, 'read'))),
  }),
  armOperation({
    method: 'POST',
    path: `${one}/purge`,
    type: 'deletedVaults',
    source: [example('purgeDeletedVault')],
    assumed: ['a purge is done at once: 200, never 202'],
    run: purge,
  }),
];
