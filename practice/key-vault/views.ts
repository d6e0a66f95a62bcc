import type {
  DeletedSecretObject,
  JsonObject,
  ResourceObject,
  SecretObject,
  SecretVersion,
} from '../core/contents.ts';
import type { Context, WireResponse } from '../core/router.ts';
import { badParameter } from './errors.ts';
import { retentionDays } from './store.ts';

const origin = (context: Context, vault: ResourceObject): string =>
  `https://${vault.name.toLowerCase()}${context.cloud.vaultSuffix}`;

const recoveryLevel = (vault: ResourceObject): string =>
  vault.properties['enablePurgeProtection'] === true ? 'Recoverable' : 'Recoverable+Purgeable';

/** A version of a secret without its value. Lists of secrets name no version. */
export function secretShown(
  context: Context,
  vault: ResourceObject,
  secret: SecretObject,
  version: SecretVersion,
  withVersion = true,
): JsonObject {
  const { enabled, created, updated, expires, notBefore, contentType, tags } = version;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    id: `${origin(context, vault)}/secrets/${secret.name}${withVersion ? `/${version.version}` : ''}`,
    attributes: {
      enabled,
      ...(notBefore === undefined ? {} : { nbf: notBefore }),
      ...(expires === undefined ? {} : { exp: expires }),
      created,
      updated,
      recoveryLevel: recoveryLevel(vault),
      recoverableDays: retentionDays(vault),
    },
    ...(tags === undefined ? {} : { tags }),
  };
}

export function deletedShown(
  context: Context,
  vault: ResourceObject,
  secret: DeletedSecretObject,
): JsonObject {
  const newest = secret.versions.at(-1);
  return {
    recoveryId: `${origin(context, vault)}/deletedsecrets/${secret.name}`,
    deletedDate: secret.deletedDate,
    scheduledPurgeDate: secret.scheduledPurgeDate,
    ...(newest === undefined ? {} : secretShown(context, vault, secret, newest)),
  };
}

/** 25 a page unless fewer are asked for (https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets); the next link names the port, as the examples do. */
export function pageOfSecrets(context: Context, all: readonly JsonObject[]): WireResponse {
  const most = Number(context.query('maxresults') ?? '25');
  if (!Number.isInteger(most) || most < 1 || most > 25)
    throw badParameter('maxresults must be an integer between 1 and 25');
  const start = Number(Buffer.from(context.query('$skiptoken') ?? '', 'base64url').toString('utf8') || '0');
  if (!Number.isInteger(start) || start < 0) throw badParameter('Invalid skiptoken');
  const value = all.slice(start, start + most);
  if (start + most >= all.length) return { status: 200, body: { value, nextLink: null } };
  const skip = Buffer.from(String(start + most)).toString('base64url');
  const next = `https://${context.url.hostname}:443${context.path}?api-version=${context.query('api-version') ?? ''}&$skiptoken=${skip}&maxresults=${most}`;
  return { status: 200, body: { value, nextLink: next } };
}
