import { armTime, ok } from '../arm/arm.ts';
import { objectIn, textIn } from '../arm/body.ts';
import { demandRegion } from '../arm/region.ts';
import type { Json, JsonObject, ResourceObject } from '../core/contents.ts';
import type { Context, WireResponse } from '../core/router.ts';
import {
  demand,
  demandUnlocked,
  demandWritable,
  groupOf,
  groupScope,
  subscriptionOf,
} from '../rbac/arm-rights.ts';
import { demandAllowed } from '../resources/policy.ts';
import { saysUnregistered } from '../resources/providers.ts';
import { laidOver, vaultBody } from './body.ts';
import {
  deletedVaultNotFound,
  locationTaken,
  notRegistered,
  vaultAlreadyExists,
  vaultInDeletedState,
  vaultNameNotValid,
} from './errors.ts';
import { deletedVaultNamed, isVaultName, nameTaken, recoverVault, vaultType } from './store.ts';

export const vaultScope = (context: Context): string =>
  `${groupScope(context)}/providers/${vaultType}/${context.params['vault'] ?? ''}`;

/** Without an answer from the name servers yet, a vault says so (RegisteringDns, then Succeeded: microsoft-apis section 9). */
export function shownVault(context: Context, vault: ResourceObject): JsonObject {
  const resolves = context.served('vaultNames').get('resources', vault.id) !== undefined;
  return {
    id: vault.id,
    name: vault.name,
    type: vaultType,
    location: vault.location ?? '',
    tags: vault.tags,
    systemData: vault.more['systemData'] ?? {},
    properties: {
      ...vault.properties,
      vaultUri: `https://${vault.name.toLowerCase()}${context.cloud.vaultSuffix}/`,
      provisioningState: resolves ? 'Succeeded' : 'RegisteringDns',
    },
  };
}

/** RBAC is the default of new vaults from this version on; earlier ones begin with access policies. https://learn.microsoft.com/azure/key-vault/general/access-control-default */
const rbacSince = '2026-02-01';

/**
 * PUT of a vault: a new one, one that stands (whose access policies are then replaced by those sent), or with
 * `createMode: recover` a soft-deleted one.
 */
export function createVault(context: Context): WireResponse {
  const subscription = subscriptionOf(context);
  demand(context, `${vaultType}/write`, vaultScope(context));
  const group = groupOf(context);
  const name = context.params['vault'] ?? '';
  if (!isVaultName(name)) throw vaultNameNotValid();
  if (saysUnregistered(context, subscription, 'Microsoft.KeyVault'))
    throw notRegistered('Microsoft.KeyVault');
  const body = vaultBody(context, false);
  const given = objectIn(body, 'properties');
  demandWritable(subscription);
  demandUnlocked(context, group.id, 'write');
  const location = demandRegion(context, vaultType, textIn(body, 'location') ?? '');
  const there = context.truth.get('resources', vaultScope(context));
  const tags = (body['tags'] ?? there?.tags ?? {}) as Record<string, string>;
  if (there !== undefined && there.location !== location)
    throw locationTaken(name, group.name, there.location ?? '', location);
  if (there === undefined && textIn(given, 'createMode') === 'recover') return recover(context, name);
  if (there === undefined) demandFree(context, name, subscription.id, location);
  const id = `${group.id}/providers/${vaultType}/${name}`;
  const now = armTime(context.clock.now());
  const by = {
    lastModifiedBy: context.caller.name,
    lastModifiedByType: kindOf(context),
    lastModifiedAt: now,
  };
  const made: ResourceObject = {
    id: there?.id ?? id,
    type: vaultType,
    subscriptionId: subscription.id,
    resourceGroup: group.name,
    name: there?.name ?? name,
    location,
    tags,
    properties: { ...(there === undefined ? bornWith(context) : {}), ...laidOver(context, there, given) },
    more: {
      systemData:
        there === undefined
          ? { createdBy: context.caller.name, createdByType: kindOf(context), createdAt: now, ...by }
          : { ...(there.more['systemData'] as JsonObject), ...by },
    },
  };
  demandAllowed(context, {
    type: vaultType,
    name: made.name,
    scope: made.id,
    facts: { enableRbacAuthorization: String(made.properties['enableRbacAuthorization']) },
  });
  context.store.put('resources', made);
  return there === undefined
    ? { status: 201, body: shownVault(context, made) }
    : ok(shownVault(context, made));
}

const kindOf = (context: Context): string => (context.caller.kind === 'app' ? 'Application' : 'User');

/** What a vault has where nobody said otherwise. */
const bornWith = (context: Context): Readonly<Record<string, Json>> => ({
  accessPolicies: [],
  enabledForDeployment: false,
  enabledForDiskEncryption: false,
  enabledForTemplateDeployment: false,
  enableSoftDelete: true,
  softDeleteRetentionInDays: 90,
  enableRbacAuthorization: (context.query('api-version') ?? '') >= rbacSince,
  publicNetworkAccess: 'Enabled',
});

function demandFree(context: Context, name: string, subscriptionId: string, location: string): void {
  const deleted = deletedVaultNamed(context.truth, context.clock.now(), name);
  const own = deleted?.vault.subscriptionId.toLowerCase() === subscriptionId.toLowerCase();
  if (own && deleted?.vault.location === location) throw vaultInDeletedState();
  if (nameTaken(context.truth, context.clock.now(), name)) throw vaultAlreadyExists(name);
}

function recover(context: Context, name: string): WireResponse {
  const deleted = deletedVaultNamed(context.truth, context.clock.now(), name);
  const scope = vaultScope(context).toLowerCase();
  if (deleted === undefined || deleted.vault.id.toLowerCase() !== scope) throw deletedVaultNotFound(name);
  return ok(shownVault(context, recoverVault(context.store, deleted)));
}
