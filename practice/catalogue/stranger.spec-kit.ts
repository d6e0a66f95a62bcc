import { armTypes } from '../arm/versions.ts';
import { appToken, aVault, call, type Reply } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import type { JsonObject } from '../core/contents.ts';
import { logsAppId } from '../core/known-ids.ts';
import type { Operation } from '../core/router.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

const graph = 'https://graph.microsoft.com';
const origins: Readonly<Partial<Record<Operation['host'], string>>> = {
  graph,
  arm: 'https://management.azure.com',
  logs: 'https://api.loganalytics.io',
  portal: 'https://main.iam.ad.ext.azure.com',
};
/** What a token is asked for, where that is not the address itself. */
const audiences: Readonly<Partial<Record<Operation['host'], string>>> = {
  vault: 'https://vault.azure.net',
  portal: '74658136-14ec-4630-ad9b-26e160ff0fc6',
};

/** Versions to ask Azure for: which one a type takes is not part of an operation, so each is tried. */
const versions = [...new Set(Object.values(armTypes).flatMap((type) => type.versions.slice(-1)))];

const vault = { ...aVault('stranger-vault'), properties: { enableRbacAuthorization: true } };

type Names = Readonly<Record<string, string>>;

/** The path of an operation with things that are there, so that a refusal is about the right and not about the name. */
function pathOf({ path }: Operation, names: Names): string {
  const kind = /^\/(?:v1\.0\/)?(?:directory\/)?(\w+)/u.exec(path)?.[1] ?? '';
  return path.replaceAll(
    /\{\*?(\w+)\}/gu,
    (_, name: string) => names[`${kind} ${name}`] ?? names[name] ?? '00000000-0000-4000-8000-000000000001',
  );
}

/** A stranger to a tenant: signed in as an application that holds no permission and no role. */
export interface Stranger {
  /** Calls an operation; anything it names is there. */
  attempt(operation: Operation): Promise<Reply>;
}

export async function stranger(): Promise<Stranger> {
  const tenant = practiceTenant('fresh', { lagSeconds: 0, clock: virtualClock() });
  tenant.act({ do: 'put', kind: 'resources', value: vault });
  const admin = await appToken(tenant, graph);
  const make = async (path: string, body: JsonObject, method = 'POST', headers = {}) =>
    (await call(tenant, admin, method, path, body, headers)).body;
  const own = await make('/applications', { displayName: 'stranger' });
  const gone = await make('/applications', { displayName: 'gone' });
  const byName = "/applications(uniqueName='target')";
  const target = await make(byName, { displayName: 'target' }, 'PATCH', { prefer: 'create-if-missing' });
  await make('/servicePrincipals', { appId: logsAppId });
  await make('/servicePrincipals', { appId: own.appId });
  const principal = await make('/servicePrincipals', { appId: target.appId });
  const { secretText } = await make(`/applications/${own.id}/addPassword`, {});
  await call(tenant, admin, 'DELETE', `/applications/${gone.id}`);
  const held = { id: 'held', principalId: principal.id, resourceId: principal.id, appRoleId: logsAppId };
  const rest = { principalType: 'ServicePrincipal', createdDateTime: '' };
  tenant.act({ do: 'put', kind: 'appRoleAssignments', value: { ...held, ...rest } });
  const names = { ...azureNames(tenant), ...graphNames(tenant, target, principal, gone) };
  const tokenOf = (resource: string) =>
    appToken(tenant, resource, { clientId: own.appId, clientSecret: secretText });
  return { attempt: (operation) => attempt(tenant, operation, names, tokenOf) };
}

async function attempt(
  tenant: PracticeTenant,
  operation: Operation,
  names: Names,
  tokenOf: (resource: string) => Promise<string>,
): Promise<Reply> {
  const { host, method } = operation;
  const origin = origins[host] ?? `https://${vault.name}.vault.azure.net`;
  const token = await tokenOf(audiences[host] ?? origin);
  const address = `${origin}${pathOf(operation, names)}`;
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? {} : undefined;
  if (host === 'graph') {
    const missing = method === 'PATCH' ? { prefer: 'create-if-missing' } : {};
    return call(tenant, token, method, address, body, missing);
  }
  const asked = host === 'arm' ? versions : ['7.6'];
  let reply: Reply | undefined;
  for (const version of asked) {
    reply = await call(tenant, token, method, `${address}?api-version=${version}`, body);
    if (!/api-version/iu.test(JSON.stringify(reply.body))) return reply;
  }
  if (reply === undefined) throw new Error(`no version to ask for: ${address}`);
  return reply;
}

function azureNames(tenant: PracticeTenant): Names {
  const [workspace] = Object.values(tenant.state().workspaces);
  if (workspace === undefined) throw new Error('the tenant has no workspace that calls could name');
  const group = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}`;
  return {
    subscription: workspace.subscriptionId,
    group: workspace.resourceGroup,
    workspace: workspace.name,
    'workspaces workspace': workspace.customerId,
    resource: workspace.id.slice(1),
    scope: group.slice(1),
    vault: vault.name,
    namespace: 'Microsoft.OperationalInsights',
    location: 'westeurope',
    api: 'azuresentinel',
    managementGroup: tenant.tenantId,
    state: 'default',
  };
}

function graphNames(
  tenant: PracticeTenant,
  app: { readonly id: string; readonly appId: string },
  principal: { readonly id: string },
  gone: { readonly id: string },
): Names {
  const [user] = Object.values(tenant.state().users);
  return {
    appId: app.appId,
    uniqueName: 'target',
    user: user?.id ?? '',
    'applications id': app.id,
    'servicePrincipals id': principal.id,
    'deletedItems id': gone.id,
    assignment: 'held',
    template: '194ae4cb-b126-40b2-bd5b-6091b380977d',
  };
}
