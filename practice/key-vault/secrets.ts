import { bodyOf, objectIn, textIn } from '../arm/body.ts';
import type { JsonObject, ResourceObject, SecretObject, SecretVersion } from '../core/contents.ts';
import { hashOf } from '../core/ids.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { vaultFor } from './access.ts';
import {
  badParameter,
  deletedSecretNotFound,
  secretDisabled,
  secretInDeletedState,
  secretNotFound,
} from './errors.ts';
import { rememberValue, retentionDays, valueOf } from './store.ts';
import { deletedShown, pageOfSecrets, secretShown } from './views.ts';

const example = (name: string): string => `examples/key-vault-data/${name}.json`;
const day = 86_400;

const nameIn = (context: Context): string => context.params['name'] ?? '';
const idOf = (vault: ResourceObject, name: string): string => `${vault.name}/${name}`.toLowerCase();
const seconds = (context: Context): number => Math.floor(context.clock.now() / 1000);

/** 1 to 127 of 0-9, a-z, A-Z and hyphens. https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
function demandName(name: string): void {
  if (!/^[0-9a-z-]{1,127}$/i.test(name))
    throw badParameter(
      `The request URI contains an invalid name: ${name}. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125282`,
    );
}

const badBody = (why: string) => badParameter(`The request body is invalid: ${why}`);

const attributes = {
  is: 'object',
  type: 'SecretAttributes',
  members: {
    enabled: { is: 'boolean' },
    nbf: { is: 'number' },
    exp: { is: 'number' },
    created: { is: 'number' },
    updated: { is: 'number' },
    recoveryLevel: { is: 'string' },
    recoverableDays: { is: 'number' },
  },
} as const;

function read(context: Context, withValue: boolean): JsonObject {
  return bodyOf(
    context,
    {
      is: 'object',
      type: withValue ? 'SecretSetParameters' : 'SecretUpdateParameters',
      members: {
        ...(withValue ? { value: { is: 'string', required: true } as const } : {}),
        contentType: { is: 'string' },
        tags: { is: 'any' },
        attributes,
      },
    },
    badBody,
  );
}

/** What a body says of a version, beside its value. */
function told(body: JsonObject): Partial<SecretVersion> {
  const given = objectIn(body, 'attributes');
  const number = (name: string) => (typeof given[name] === 'number' ? given[name] : undefined);
  const [expires, notBefore, contentType] = [number('exp'), number('nbf'), textIn(body, 'contentType')];
  return {
    ...(typeof given['enabled'] === 'boolean' ? { enabled: given['enabled'] } : {}),
    ...(expires === undefined ? {} : { expires }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(body['tags'] === undefined ? {} : { tags: body['tags'] as Record<string, string> }),
  };
}

function set(context: Context): WireResponse {
  const name = nameIn(context);
  demandName(name);
  const vault = vaultFor(context, 'set', name);
  const body = read(context, true);
  const value = textIn(body, 'value') ?? '';
  // 25 KB: https://learn.microsoft.com/azure/key-vault/secrets/about-secrets. The words are assumed.
  if (Buffer.byteLength(value) > 25 * 1024)
    throw badParameter('Secret value exceeds maximum allowed size of 25600 characters.');
  const id = idOf(vault, name);
  if (context.truth.get('deletedSecrets', id) !== undefined) throw secretInDeletedState(name);
  const now = seconds(context);
  const version: SecretVersion = {
    version: context.newId().replaceAll('-', ''),
    valueHash: hashOf(value),
    enabled: true,
    created: now,
    updated: now,
    ...told(body),
  };
  const there = context.truth.get('secrets', id);
  const secret: SecretObject = {
    id,
    vault: vault.name.toLowerCase(),
    name: there?.name ?? name,
    versions: [...(there?.versions ?? []), version],
  };
  context.store.put('secrets', secret);
  rememberValue(context.store, version.version, value);
  context.issued('key vault secret', value);
  return { status: 200, body: { value, ...secretShown(context, vault, secret, version) } };
}

/** The secret of the path and the version it names, the newest where it names none. */
function found(context: Context, vault: ResourceObject): readonly [SecretObject, SecretVersion] {
  const secret = context.truth.get('secrets', idOf(vault, nameIn(context)));
  const wanted = context.params['version'];
  const version =
    wanted === undefined
      ? secret?.versions.at(-1)
      : secret?.versions.find((one) => one.version === wanted.toLowerCase());
  if (secret === undefined || version === undefined) throw secretNotFound(nameIn(context));
  return [secret, version];
}

function get(context: Context): WireResponse {
  const vault = vaultFor(context, 'get', nameIn(context));
  const [secret, version] = found(context, vault);
  if (!version.enabled) throw secretDisabled();
  const value = valueOf(context.store, version.version);
  context.issued('key vault secret', value);
  return { status: 200, body: { value, ...secretShown(context, vault, secret, version) } };
}

function update(context: Context): WireResponse {
  const vault = vaultFor(context, 'update', nameIn(context));
  const body = read(context, false);
  const [secret, version] = found(context, vault);
  const now: SecretVersion = { ...version, ...told(body), updated: seconds(context) };
  context.store.put('secrets', {
    ...secret,
    versions: secret.versions.map((one) => (one.version === now.version ? now : one)),
  });
  return { status: 200, body: secretShown(context, vault, secret, now) };
}

function list(context: Context): WireResponse {
  const vault = vaultFor(context, 'list');
  const name = vault.name.toLowerCase();
  const shown = context.truth
    .list('secrets')
    .filter((one) => one.vault === name)
    .flatMap((one) => {
      const newest = one.versions.at(-1);
      return newest === undefined ? [] : [secretShown(context, vault, one, newest, false)];
    });
  return pageOfSecrets(context, shown);
}

/** Metadata of every version, newest last. A name nobody used has none: an empty list (assumed). */
function versions(context: Context): WireResponse {
  const vault = vaultFor(context, 'list', nameIn(context));
  const secret = context.truth.get('secrets', idOf(vault, nameIn(context)));
  const shown = (secret?.versions ?? []).map((one) =>
    secretShown(context, vault, secret as SecretObject, one),
  );
  return pageOfSecrets(context, shown);
}

function remove(context: Context): WireResponse {
  const vault = vaultFor(context, 'delete', nameIn(context));
  const [secret] = found(context, vault);
  const now = seconds(context);
  const deleted = { ...secret, deletedDate: now, scheduledPurgeDate: now + retentionDays(vault) * day };
  context.store.put('deletedSecrets', deleted);
  context.store.remove('secrets', secret.id);
  return { status: 200, body: deletedShown(context, vault, deleted) };
}

function deletedOf(context: Context, vault: ResourceObject) {
  const secret = context.truth.get('deletedSecrets', idOf(vault, nameIn(context)));
  if (secret === undefined) throw deletedSecretNotFound(nameIn(context));
  return secret;
}

function getDeleted(context: Context): WireResponse {
  const vault = vaultFor(context, 'list', nameIn(context), 'get');
  return { status: 200, body: deletedShown(context, vault, deletedOf(context, vault)) };
}

function listDeleted(context: Context): WireResponse {
  const vault = vaultFor(context, 'list');
  const name = vault.name.toLowerCase();
  const all = context.truth.list('deletedSecrets').filter((one) => one.vault === name);
  return pageOfSecrets(
    context,
    all.map((one) => deletedShown(context, vault, one)),
  );
}

function recover(context: Context): WireResponse {
  const vault = vaultFor(context, 'recover', nameIn(context));
  const { deletedDate: _at, scheduledPurgeDate: _until, ...secret } = deletedOf(context, vault);
  context.store.put('secrets', secret);
  context.store.remove('deletedSecrets', secret.id);
  const newest = secret.versions.at(-1);
  return { status: 200, body: secretShown(context, vault, secret, newest as SecretVersion) };
}

function purge(context: Context): WireResponse {
  const vault = vaultFor(context, 'purge', nameIn(context));
  context.store.remove('deletedSecrets', deletedOf(context, vault).id);
  return { status: 204 };
}

const call = (
  method: Operation['method'],
  path: string,
  name: string,
  run: (context: Context) => WireResponse,
): Operation => ({
  host: 'vault',
  method,
  path,
  source: [example(name), example('errors')],
  run: (context) => withHeaders(context, run),
});

/** Every answer names the region and the service's version; refusals go without (assumed). */
function withHeaders(context: Context, run: (context: Context) => WireResponse): WireResponse {
  const answer = run(context);
  return {
    ...answer,
    headers: {
      'cache-control': 'no-cache',
      'x-ms-keyvault-service-version': '1.9.2276.1',
      'x-ms-request-id': context.newId(),
      ...answer.headers,
    },
  };
}

export const vaultSecretOperations: readonly Operation[] = [
  call('PUT', '/secrets/{name}', 'SetSecret', set),
  call('GET', '/secrets/{name}', 'GetSecret', get),
  call('GET', '/secrets/{name}/{version}', 'GetSecret', get),
  call('PATCH', '/secrets/{name}', 'UpdateSecret', update),
  call('PATCH', '/secrets/{name}/{version}', 'UpdateSecret', update),
  call('GET', '/secrets', 'GetSecrets', list),
  call('GET', '/secrets/{name}/versions', 'GetSecretVersions', versions),
  call('DELETE', '/secrets/{name}', 'DeleteSecret', remove),
  call('GET', '/deletedsecrets', 'GetDeletedSecret', listDeleted),
  call('GET', '/deletedsecrets/{name}', 'GetDeletedSecret', getDeleted),
  call('POST', '/deletedsecrets/{name}/recover', 'RecoverDeletedSecret', recover),
  call('DELETE', '/deletedsecrets/{name}', 'PurgeDeletedSecret', purge),
];
