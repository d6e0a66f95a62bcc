import type { JsonObject, ResourceObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { rightsOf } from '../rbac/arm-rights.ts';
import {
  accessDenied,
  badParameter,
  type CallerWords,
  forbiddenByFirewall,
  forbiddenByRbac,
  vaultGone,
} from './errors.ts';
import { vaultNamed } from './store.ts';

/** Versions the data plane was published with; the newest is the one @azure/keyvault-secrets 4.12 asks for. */
const versions = ['2015-06-01', '2016-10-01', '7.0', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6'].concat(
  '2025-07-01',
  '2026-04-01',
);

/** What is asked of a secret: its name among access policies, and as a data action (https://learn.microsoft.com/azure/key-vault/general/rbac-guide). */
const secretRights = {
  get: 'getSecret/action',
  list: 'readMetadata/action',
  set: 'setSecret/action',
  update: 'update/action',
  delete: 'delete',
  recover: 'recover/action',
  purge: 'purge/action',
} as const;
export type SecretRight = keyof typeof secretRights;

/** Access policies know no right of its own to change attributes or to look at a deleted secret. */
const policyOf: Readonly<Partial<Record<SecretRight, string>>> = { update: 'set' };

const dataAction = (right: SecretRight): string => `Microsoft.KeyVault/vaults/secrets/${secretRights[right]}`;

const isRbac = (vault: ResourceObject): boolean => vault.properties['enableRbacAuthorization'] === true;

const nameOf = ({ hostname }: URL): string => hostname.split('.')[0] ?? '';

/** Whether the name servers know a vault of this address yet, or still. */
export const resolves = (context: Context): boolean =>
  vaultNamed(context.served('vaultNames'), nameOf(context.url)) !== undefined;

/** The vault of the address, once the caller may do this to the secret, or to all of them. */
export function vaultFor(
  context: Context,
  right: SecretRight,
  secret?: string,
  policy: string = policyOf[right] ?? right,
): ResourceObject {
  const api = context.query('api-version') ?? '';
  if (!versions.includes(api))
    throw badParameter(
      api === ''
        ? 'api-version must be specified'
        : `The specified version (${api}) is not recognized. Consider using the latest supported version.`,
    );
  const name = nameOf(context.url);
  const vault = vaultNamed(context.truth, name);
  if (vault === undefined) throw vaultGone(name);
  const who: CallerWords = {
    caller: `appid=${context.caller.appId};oid=${context.caller.objectId};iss=${context.cloud.issuerV1}${context.tenant.id}/`,
    vault: `${vault.name};location=${vault.location ?? ''}`,
  };
  if (isClosed(vault)) throw forbiddenByFirewall(who);
  const resource = `${vault.id.toLowerCase()}${secret === undefined ? '' : `/secrets/${secret.toLowerCase()}`}`;
  if (isRbac(vault)) {
    if (!rightsOf(context).may(dataAction(right), resource, 'dataActions'))
      throw forbiddenByRbac(who, dataAction(right), resource);
  } else {
    const heard = context.served('vaultPolicies').get('resources', vault.id) ?? vault;
    if (!policyAllows(heard, context.caller.objectId, policy)) throw accessDenied(who, policy);
  }
  return vault;
}

function policyAllows(vault: ResourceObject, objectId: string, permission: string): boolean {
  const policies = (vault.properties['accessPolicies'] ?? []) as readonly JsonObject[];
  return policies
    .filter((one) => String(one['objectId']).toLowerCase() === objectId.toLowerCase())
    .flatMap((one) => ((one['permissions'] as JsonObject)['secrets'] ?? []) as readonly string[])
    .some((each) => each.toLowerCase() === 'all' || each.toLowerCase() === permission);
}

/** Closed to networks of the outside; no rule of an address is imitated, so any `Deny` keeps everybody out. */
function isClosed(vault: ResourceObject): boolean {
  const acls = vault.properties['networkAcls'] as JsonObject | undefined;
  return (
    acls?.['defaultAction'] === 'Deny' ||
    String(vault.properties['publicNetworkAccess'] ?? '').toLowerCase() === 'disabled'
  );
}
