import { afterAll, describe, expect, it } from 'vitest';
import { appToken, call, personToken } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import type { Json } from '../core/contents.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

/**
 * Who may do what, transcribed by itself from Microsoft's pages (consent: "grant tenant-wide admin consent";
 * permissions: the permission table of each call), never from the code it judges.
 */
const graph = 'https://graph.microsoft.com';
const graphAppId = '00000003-0000-0000-c000-000000000000';
const logsAppId = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
const dataRead = 'e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5';
const securityEvents = 'bf394140-e372-4bf9-a898-299cfc7564e5';

const entraRoles = [
  'globalAdministrator',
  'privilegedRoleAdministrator',
  'applicationAdministrator',
  'cloudApplicationAdministrator',
  'securityAdministrator',
  'securityReader',
  'globalReader',
  'directoryReaders',
] as const;
type EntraRole = (typeof entraRoles)[number];

const graphPermissions = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.Read.All',
  'Organization.Read.All',
  'Policy.Read.All',
  'RoleManagement.Read.Directory',
  'SecurityEvents.Read.All',
  'SecurityAlert.Read.All',
  'SecurityIncident.Read.All',
  'User.Read.All',
] as const;
type Permission = (typeof graphPermissions)[number];

/** Somebody who calls: a person with roles, or an application with permissions. */
interface Who {
  readonly name: string;
  readonly roles?: readonly EntraRole[];
  readonly guest?: boolean;
  readonly permissions?: readonly Permission[];
}

const people: readonly Who[] = [
  { name: 'a member without a role', roles: [] },
  { name: 'a guest', roles: [], guest: true },
  ...entraRoles.map((role) => ({ name: role, roles: [role] })),
];
const programs: readonly Who[] = [
  { name: 'an application without permissions', permissions: [] },
  ...graphPermissions.map((permission) => ({
    name: `an application with ${permission}`,
    permissions: [permission],
  })),
  {
    name: 'an application with Application.ReadWrite.All and AppRoleAssignment.ReadWrite.All',
    permissions: ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'],
  },
];

/** Objects every tenant of this spec has. */
interface Scene {
  readonly app: string;
  readonly principal: string;
  readonly bare: string;
  readonly graph: string;
  readonly logs: string;
  readonly deleted: string;
  readonly graphGrant: string;
  readonly logsGrant: string;
  readonly keyId: string;
}

interface Call {
  readonly name: string;
  readonly method: string;
  path(scene: Scene): string;
  body?(scene: Scene): Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** Entra roles that suffice for a person using the Azure CLI; `members`, `everyone`, or `nobody`. */
  readonly by: readonly EntraRole[] | 'members' | 'everyone' | 'nobody';
  /** Permissions that suffice for an application: each entry is a set that must be held together. */
  readonly with: readonly (readonly Permission[])[];
}

const applicationAdmins = [
  'globalAdministrator',
  'applicationAdministrator',
  'cloudApplicationAdministrator',
] as const;
const consentAdmins = [...applicationAdmins, 'privilegedRoleAdministrator'] as const;
const graphConsentAdmins = ['globalAdministrator', 'privilegedRoleAdministrator'] as const;
const readApps = [['Application.Read.All'], ['Application.ReadWrite.All'], ['Directory.Read.All']] as const;
const writeApps = [['Application.ReadWrite.All']] as const;
const grantApps = [['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All']] as const;

const calls: readonly Call[] = [
  { name: 'read me', method: 'GET', path: () => '/me', by: 'everyone', with: [] },
  {
    name: 'read my roles',
    method: 'GET',
    path: () => '/me/transitiveMemberOf/microsoft.graph.directoryRole',
    by: 'everyone',
    with: [],
  },
  {
    name: 'read the organization',
    method: 'GET',
    path: () => '/organization',
    by: 'everyone',
    with: [['Organization.Read.All'], ['Directory.Read.All']],
  },
  {
    name: 'list people',
    method: 'GET',
    path: () => '/users',
    by: 'members',
    with: [['User.Read.All'], ['Directory.Read.All']],
  },
  { name: 'list applications', method: 'GET', path: () => '/applications', by: 'members', with: readApps },
  {
    name: 'read an application',
    method: 'GET',
    path: ({ app }) => `/applications/${app}`,
    by: 'members',
    with: readApps,
  },
  {
    name: 'create an application',
    method: 'POST',
    path: () => '/applications',
    body: () => ({ displayName: 'x' }),
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'upsert an application',
    method: 'PATCH',
    path: () => "/applications(uniqueName='u')",
    body: () => ({ displayName: 'x' }),
    headers: { prefer: 'create-if-missing' },
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'change an application',
    method: 'PATCH',
    path: ({ app }) => `/applications/${app}`,
    body: () => ({ tags: ['x'] }),
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'delete an application',
    method: 'DELETE',
    path: ({ app }) => `/applications/${app}`,
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'add a secret',
    method: 'POST',
    path: ({ app }) => `/applications/${app}/addPassword`,
    body: () => ({}),
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'remove a secret',
    method: 'POST',
    path: ({ app }) => `/applications/${app}/removePassword`,
    body: ({ keyId }) => ({ keyId }),
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'add a federated credential',
    method: 'POST',
    path: ({ app }) => `/applications/${app}/federatedIdentityCredentials`,
    body: () => ({ name: 'xyz', issuer: 'https://x', subject: 'x', audiences: ['x'] }),
    by: applicationAdmins,
    with: writeApps,
  },
  { name: 'list principals', method: 'GET', path: () => '/servicePrincipals', by: 'members', with: readApps },
  {
    name: 'create a principal',
    method: 'POST',
    path: () => '/servicePrincipals',
    body: ({ bare }) => ({ appId: bare }),
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'upsert a principal',
    method: 'PATCH',
    path: ({ bare }) => `/servicePrincipals(appId='${bare}')`,
    body: () => ({}),
    headers: { prefer: 'create-if-missing' },
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'switch a principal off',
    method: 'PATCH',
    path: ({ principal }) => `/servicePrincipals/${principal}`,
    body: () => ({ accountEnabled: false }),
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'delete a principal',
    method: 'DELETE',
    path: ({ principal }) => `/servicePrincipals/${principal}`,
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'read consents',
    method: 'GET',
    path: ({ principal }) => `/servicePrincipals/${principal}/appRoleAssignments`,
    by: 'members',
    with: readApps,
  },
  {
    name: 'consent to Microsoft Graph',
    method: 'POST',
    path: ({ graph: resource }) => `/servicePrincipals/${resource}/appRoleAssignedTo`,
    body: ({ principal, graph: resource }) => ({
      principalId: principal,
      resourceId: resource,
      appRoleId: securityEvents,
    }),
    by: graphConsentAdmins,
    with: grantApps,
  },
  {
    name: 'consent to Microsoft Graph, from the other side',
    method: 'POST',
    path: ({ principal }) => `/servicePrincipals/${principal}/appRoleAssignments`,
    body: ({ principal, graph: resource }) => ({
      principalId: principal,
      resourceId: resource,
      appRoleId: securityEvents,
    }),
    by: graphConsentAdmins,
    with: grantApps,
  },
  {
    name: 'consent to the Log Analytics API',
    method: 'POST',
    path: ({ logs }) => `/servicePrincipals/${logs}/appRoleAssignedTo`,
    body: ({ principal, logs }) => ({ principalId: principal, resourceId: logs, appRoleId: dataRead }),
    by: consentAdmins,
    with: grantApps,
  },
  {
    name: 'revoke a Graph consent',
    method: 'DELETE',
    path: ({ graph: resource, graphGrant }) =>
      `/servicePrincipals/${resource}/appRoleAssignedTo/${graphGrant}`,
    by: graphConsentAdmins,
    with: grantApps,
  },
  {
    name: 'revoke a Log Analytics consent',
    method: 'DELETE',
    path: ({ logs, logsGrant }) => `/servicePrincipals/${logs}/appRoleAssignedTo/${logsGrant}`,
    by: consentAdmins,
    with: grantApps,
  },
  {
    name: 'read delegated grants',
    method: 'GET',
    path: () => '/oauth2PermissionGrants',
    by: 'members',
    with: [['DelegatedPermissionGrant.ReadWrite.All'], ['Directory.Read.All']],
  },
  {
    name: 'make a delegated grant',
    method: 'POST',
    path: () => '/oauth2PermissionGrants',
    body: ({ principal, graph: resource }) => ({
      clientId: principal,
      consentType: 'AllPrincipals',
      resourceId: resource,
      scope: 'User.Read',
    }),
    by: consentAdmins,
    with: [['DelegatedPermissionGrant.ReadWrite.All']],
  },
  {
    name: 'list deleted applications',
    method: 'GET',
    path: () => '/directory/deletedItems/microsoft.graph.application',
    by: 'members',
    with: readApps,
  },
  {
    name: 'restore an application',
    method: 'POST',
    path: ({ deleted }) => `/directory/deletedItems/${deleted}/restore`,
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'purge an application',
    method: 'DELETE',
    path: ({ deleted }) => `/directory/deletedItems/${deleted}`,
    by: applicationAdmins,
    with: writeApps,
  },
  {
    name: 'read the authorization policy',
    method: 'GET',
    path: () => '/policies/authorizationPolicy',
    by: 'nobody',
    with: [['Policy.Read.All']],
  },
  {
    name: 'read the app management policy',
    method: 'GET',
    path: () => '/policies/defaultAppManagementPolicy',
    by: 'nobody',
    with: [['Policy.Read.All']],
  },
  {
    name: 'read PIM assignments',
    method: 'GET',
    path: () => '/roleManagement/directory/roleAssignmentScheduleInstances',
    by: 'nobody',
    with: [['RoleManagement.Read.Directory']],
  },
  {
    name: 'read PIM eligibility',
    method: 'GET',
    path: () => '/roleManagement/directory/roleEligibilityScheduleInstances',
    by: 'nobody',
    with: [['RoleManagement.Read.Directory']],
  },
  {
    name: 'read activated roles',
    method: 'GET',
    path: () => '/directoryRoles',
    by: 'members',
    with: [['RoleManagement.Read.Directory'], ['Directory.Read.All']],
  },
  {
    name: 'read who holds a role',
    method: 'GET',
    path: () => "/directoryRoles(roleTemplateId='194ae4cb-b126-40b2-bd5b-6091b380977d')/members",
    by: 'members',
    with: [['RoleManagement.Read.Directory'], ['Directory.Read.All']],
  },
  {
    name: 'read legacy alerts',
    method: 'GET',
    path: () => '/security/alerts',
    by: 'nobody',
    with: [['SecurityEvents.Read.All']],
  },
  {
    name: 'read secure scores',
    method: 'GET',
    path: () => '/security/secureScores',
    by: 'nobody',
    with: [['SecurityEvents.Read.All']],
  },
  {
    name: 'read alerts',
    method: 'GET',
    path: () => '/security/alerts_v2',
    by: 'nobody',
    with: [['SecurityAlert.Read.All']],
  },
  {
    name: 'read incidents',
    method: 'GET',
    path: () => '/security/incidents',
    by: 'nobody',
    with: [['SecurityIncident.Read.All']],
  },
];

/** A tenant of which the caller and the objects of the calls are known, nothing else granted. */
async function staged(who: Who): Promise<{ tenant: PracticeTenant; scene: Scene; token: string }> {
  const tenant = practiceTenant('pim-eligible', { lagSeconds: 0, clock: virtualClock() });
  const admin = tenant.automation;
  const token = await appToken(tenant, graph);
  const make = async (name: string) =>
    (await call(tenant, token, 'POST', '/applications', { displayName: name })).body;
  const [app, bare, gone] = [await make('app'), await make('bare'), await make('gone')];
  const { body: principal } = await call(tenant, token, 'POST', '/servicePrincipals', { appId: app.appId });
  const principals = Object.values(tenant.state().servicePrincipals);
  const idOf = (appId: string) => principals.find((each) => each.appId === appId)?.id ?? '';
  const [graphId, logsId] = [idOf(graphAppId), idOf(logsAppId)];
  const { body: secret } = await call(tenant, token, 'POST', `/applications/${app.id}/addPassword`, {});
  await call(tenant, token, 'DELETE', `/applications/${gone.id}`);
  const granted = async (resource: string, role: string, principalId: string) =>
    (
      await call(tenant, token, 'POST', `/servicePrincipals/${resource}/appRoleAssignedTo`, {
        principalId,
        resourceId: resource,
        appRoleId: role,
      })
    ).body.id;
  // Held by the automation's own principal, so that the calls under test still find theirs ungranted.
  const own = idOf(admin.clientId);
  const scene: Scene = {
    app: app.id,
    principal: principal.id,
    bare: bare.appId,
    graph: graphId,
    logs: logsId,
    deleted: gone.id,
    graphGrant: await granted(graphId, securityEvents, own),
    logsGrant: await granted(logsId, dataRead, own),
    keyId: secret.keyId,
  };
  return { tenant, scene, token: await tokenFor(tenant, who) };
}

async function tokenFor(tenant: PracticeTenant, who: Who): Promise<string> {
  const state = tenant.state();
  if (who.roles !== undefined) {
    const user = Object.values(state.users).find(({ surname }) => surname === 'Tanaka');
    tenant.act({
      do: 'put',
      kind: 'users',
      value: {
        ...JSON.parse(JSON.stringify(user)),
        activeRoles: [],
        userType: who.guest === true ? 'Guest' : 'Member',
      },
    });
    for (const role of who.roles) tenant.act({ do: 'activate-role', user: user?.id ?? '', role });
    return personToken(tenant, graph, { userName: user?.userPrincipalName ?? '' });
  }
  const { clientId, clientSecret } = tenant.automation;
  const own = Object.values(state.servicePrincipals).find(({ appId }) => appId === clientId);
  const resource = Object.values(state.servicePrincipals).find(({ appId }) => appId === graphAppId);
  const asked =
    resource?.appRoles.filter(({ value }) => who.permissions?.some((each) => each === value)) ?? [];
  const before = Object.values(state.appRoleAssignments).filter(
    ({ principalId, resourceId }) => principalId === own?.id && resourceId === resource?.id,
  );
  for (const { id } of before) tenant.act({ do: 'remove', kind: 'appRoleAssignments', id });
  for (const { id } of asked) {
    tenant.act({
      do: 'put',
      kind: 'appRoleAssignments',
      value: {
        id: `held-${id}`,
        appRoleId: id,
        principalId: own?.id ?? '',
        principalType: 'ServicePrincipal',
        resourceId: resource?.id ?? '',
        createdDateTime: '',
      },
    });
  }
  const token = await appToken(tenant, graph, { clientId, clientSecret });
  // The scene's own grants stay as they were; only the token was made from less.
  for (const assignment of before)
    tenant.act({ do: 'put', kind: 'appRoleAssignments', value: { ...assignment } });
  return token;
}

function allowed(who: Who, { by, with: sets }: Call): boolean {
  if (who.permissions !== undefined) {
    return sets.some((set) => set.every((permission) => who.permissions?.includes(permission)));
  }
  if (by === 'everyone') return true;
  if (by === 'nobody') return false;
  if (by === 'members') return who.guest !== true;
  return (who.roles ?? []).some((role) => by.includes(role));
}

let pairs = 0;
afterAll(() => {
  // The number is asked for: a rights check that covers nothing would pass too.
  process.stdout.write(`rights of the directory: ${pairs} (call, caller) pairs\n`);
});

describe.each([...people, ...programs])('$name', (who) => {
  it.each(calls)('$name', async (each) => {
    const { tenant, scene, token } = await staged(who);
    const before = JSON.stringify(tenant.state());
    const reply = await call(tenant, token, each.method, each.path(scene), each.body?.(scene), each.headers);
    pairs += 1;
    const may = allowed(who, each);
    const refusal = who.permissions !== undefined && each.path(scene).startsWith('/me') ? 400 : 403;
    expect(
      may ? reply.status < 300 : reply.status === refusal,
      `${reply.status} ${JSON.stringify(reply.body)}`,
    ).toBe(true);
    // What is refused changes nothing.
    expect(may || JSON.stringify(tenant.state()) === before).toBe(true);
  });
});

describe('what policy and ownership add', () => {
  it('a member may register where the policy lets users, and then owns what was made', async () => {
    const tenant = practiceTenant('fresh', { lagSeconds: 0 });
    const token = await personToken(tenant, graph, { userName: `mei.tanaka@${tenant.domain}` });
    const { status, body } = await call(tenant, token, 'POST', '/applications', { displayName: 'mine' });
    expect(status).toBe(201);
    expect((await call(tenant, token, 'POST', `/applications/${body.id}/addPassword`, {})).status).toBe(200);
    const other = Object.values(tenant.state().applications).find(
      ({ displayName }) => displayName === 'Backup Runner',
    );
    expect((await call(tenant, token, 'POST', `/applications/${other?.id}/addPassword`, {})).status).toBe(
      403,
    );
  });

  it('an application’s principal may hold an Entra role and consent by it', async () => {
    const tenant = practiceTenant('consent-blocked', { lagSeconds: 0 });
    const token = await appToken(tenant, graph);
    const { body: app } = await call(tenant, token, 'POST', '/applications', { displayName: 'x' });
    const { body: principal } = await call(tenant, token, 'POST', '/servicePrincipals', { appId: app.appId });
    const principals = Object.values(tenant.state().servicePrincipals);
    const grant = (appId: string, appRoleId: string) => {
      const resourceId = principals.find((each) => each.appId === appId)?.id ?? '';
      return call(tenant, token, 'POST', `/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
        principalId: principal.id,
        resourceId,
        appRoleId,
      });
    };
    expect((await grant(logsAppId, dataRead)).status).toBe(201);
    expect((await grant(graphAppId, securityEvents)).status).toBe(403);
  });
});
