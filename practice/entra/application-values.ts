import { X509Certificate } from 'node:crypto';
import type { ApplicationObject, JsonObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { refuseBody, refuseGraph } from './graph-errors.ts';

/** http addresses of this computer, where a program under development listens. */
const onThisComputer = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|$)/iu;

/**
 * Refuses text values that an application can't have: see each check. Codes and words for addresses and keys
 * are assumed. Those for identifier URIs were seen (https://github.com/Azure/Industrial-IoT/pull/1432).
 * @param self the application that is changed; undefined for a new one, which has no client ID yet
 */
export function demandApplicationValues(
  context: Context,
  given: JsonObject,
  self: ApplicationObject | undefined,
): void {
  for (const platform of ['web', 'spa', 'publicClient'])
    demandRedirects(context, (given[platform] ?? {}) as JsonObject, platform);
  const uris = (given['identifierUris'] ?? []) as readonly string[];
  for (const uri of uris) {
    if (self?.identifierUris.includes(uri) === true || isOurs(context, uri, self?.appId)) continue;
    refuseGraph(
      context,
      400,
      'HostNameNotOnVerifiedDomain',
      `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
    );
  }
  for (const key of (given['keyCredentials'] ?? []) as readonly JsonObject[]) demandCertificate(context, key);
}

/** https, or http on this computer (https://learn.microsoft.com/entra/identity-platform/reply-url). Only the scheme matters. */
function demandRedirects(context: Context, given: JsonObject, platform: string): void {
  const uris = (given['redirectUris'] ?? []) as readonly string[];
  const wrong = uris.find((uri) => !isRedirect(uri, platform === 'publicClient'));
  if (wrong !== undefined)
    refuseBody(
      context,
      `Invalid value specified for property 'redirectUris' of resource '${platform}': '${wrong}' must start with 'https' or 'http://localhost'.`,
    );
  if (uris.length > 256)
    refuseBody(context, "The property 'redirectUris' has more than the 256 values that are allowed.");
}

function addressIn(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Programs on a device can also use schemes of their own. */
function isRedirect(uri: string, onDevice: boolean): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return false;
  if (scheme === 'http') return onThisComputer.test(uri);
  return scheme === 'https' || (onDevice && scheme !== 'javascript');
}

/**
 * An https or api URI must have a verified domain, or the tenant's or application's own ID. Other schemes
 * have no domain (https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions).
 */
function isOurs(context: Context, uri: string, appId: string | undefined): boolean {
  const [, host = '', path = ''] = /^(?:https|api):\/\/([^/?#]*)\/?([^/?#]*)/iu.exec(uri) ?? [];
  if (host === '') return !/^(?:https?|api):/iu.test(uri);
  const [name, below] = [host.toLowerCase(), path.toLowerCase()];
  const verified = context.tenant.domains.some((domain) => name === domain || name.endsWith(`.${domain}`));
  return verified || [name, below].some((each) => each === context.tenant.id || each === appId);
}

/** A key is the certificate itself, DER in base64 (https://learn.microsoft.com/graph/api/resources/keycredential). */
export function demandCertificate(context: Context, given: JsonObject): void {
  const { key, type } = given;
  // A client that sends back the credentials it read sends the existing ones without their keys.
  if (typeof key !== 'string' || type === 'Symmetric') return;
  try {
    new X509Certificate(Buffer.from(key, 'base64'));
  } catch {
    refuseGraph(context, 400, 'KeyCredentialsInvalidValue', 'Key value is invalid certificate');
  }
}

/**
 * Refuses a federated credential that an application can't have: more than 20, a name that can't be part of
 * an address, an issuer that isn't an https address, more than one audience
 * (https://learn.microsoft.com/graph/api/resources/federatedidentitycredential). The words are assumed.
 */
export function demandFederated(context: Context, given: JsonObject, app: ApplicationObject): void {
  const wrong = (property: string, why: string) =>
    refuseBody(
      context,
      `Invalid value specified for property '${property}' of resource 'FederatedIdentityCredential': ${why}.`,
    );
  if (app.federatedCredentials.length >= 20)
    refuseBody(context, 'The application has 20 federated identity credentials, which is the maximum.');
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/u.test(String(given['name'])))
    wrong(
      'name',
      'it is 3 to 120 letters, digits, hyphens and underscores, and starts with a letter or digit',
    );
  if (addressIn(String(given['issuer']))?.protocol !== 'https:') wrong('issuer', 'it is no https address');
  if (String(given['subject']) === '') wrong('subject', 'it is empty');
  if ((given['audiences'] as readonly string[]).length !== 1) wrong('audiences', 'it holds a single value');
}
