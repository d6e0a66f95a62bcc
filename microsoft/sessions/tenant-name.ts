import { type Network, type NetworkOptions, network } from '../clients/network.ts';
import type { CloudName } from '../contract/microsoft.ts';
import { type Cloud, clouds } from '../http/clouds.ts';
import type { Fetch } from '../http/exchange.ts';
import { personalAccountsTenant } from '../http/known-ids.ts';
import { parsed, plainWords, textAt } from '../http/text.ts';
import { trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

/** The reason why a tenant's text is invalid, found before anything is sent to Microsoft. */
export interface TenantNameRefusal {
  readonly reason: string;
  readonly remedy: string;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;
const domain = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/iu;
const anyTenant = new Set(['common', 'organizations', 'consumers']);

export const isGuid = (text: string): boolean => guid.test(text);

/** Checks a tenant ID or domain as typed. Undefined if it's valid. */
export function checkTenantName(text: string): TenantNameRefusal | undefined {
  const name = text.trim();
  const remedy =
    'Enter the tenant ID (a GUID) or one of its domains, such as contoso.onmicrosoft.com. The Entra portal shows both on its overview page.';
  if (name === '') return { reason: 'Enter a tenant.', remedy };
  if (anyTenant.has(name.toLowerCase())) {
    return { reason: `"${name}" means any tenant. A setup is for exactly one.`, remedy };
  }
  if (/^[0-]+$/u.test(name) && isGuid(name)) {
    return { reason: "A tenant ID can't be all zeros.", remedy };
  }
  if (name.toLowerCase() === personalAccountsTenant) {
    return { reason: 'This is the tenant of personal Microsoft accounts.', remedy };
  }
  if (isGuid(name) || domain.test(name)) return undefined;
  return { reason: `"${plainWords(name, 64)}" isn't a tenant ID or a domain.`, remedy };
}

export interface FoundTenant {
  readonly tenantId: string;
  /** The sign-in servers' name for the region ("NA", "EU", "USGov"). */
  readonly region: string;
}

const doing: Operation = { what: 'find the tenant' };

/**
 * The tenant with that ID or domain, from its public metadata
 * (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc). Needs no sign-in.
 * @throws MicrosoftError `tenant-not-found`, or `wrong-cloud` if the tenant is in another cloud.
 */
export function findTenant(
  fetch: Fetch,
  cloud: CloudName,
  idOrDomain: string,
  more: Pick<NetworkOptions, 'onRequest' | 'sleep' | 'now'> = {},
): Promise<FoundTenant> {
  return tenantBehind(network({ fetch, cloud: clouds[cloud], ...more }), idOrDomain);
}

/** The same over an existing network. */
export async function tenantBehind(wire: Network, idOrDomain: string): Promise<FoundTenant> {
  const { cloud } = wire;
  const url = `${cloud.login}/${encodeURIComponent(idOrDomain.trim())}/v2.0/.well-known/openid-configuration`;
  const reply = await trying(doing, () => wire.send({ method: 'GET', url }, { identity: 'person' }));
  const body = parsed(reply.text);
  const tenantId = /\/([0-9a-f-]{36})\/v2\.0$/iu.exec(textAt(body, 'issuer'))?.[1] ?? '';
  const region = textAt(body, 'tenant_region_scope');
  if (!isGuid(tenantId)) throw wire.trouble(url, 'person', 'unreadable', '', doing);
  if (
    livesElsewhere(
      cloud,
      textAt(body, 'cloud_instance_name'),
      region,
      textAt(body, 'tenant_region_sub_scope'),
    )
  ) {
    const where = plainWords(region || textAt(body, 'cloud_instance_name'), 40);
    const words = `The tenant is in another cloud than ${cloud.title}: Microsoft names its region "${where}".`;
    throw wire.trouble(url, 'person', 'wrong-cloud', words, doing);
  }
  return { tenantId: tenantId.toLowerCase(), region };
}

/**
 * GCC tenants have a USGov-like sub-scope but are in the public cloud, so the instance decides first. The
 * Department of Defense differs from the rest of its instance only by the sub-scope.
 */
function livesElsewhere(cloud: Cloud, instance: string, region: string, subScope: string): boolean {
  if (instance !== '' && instance.toLowerCase() !== cloud.instanceName) return true;
  const dod = subScope.toUpperCase() === 'DOD';
  if (cloud.instanceName === 'microsoftonline.us') return dod !== (cloud.name === 'usgov-dod');
  return cloud.name === 'public' && region.toUpperCase() === 'USGOV';
}
