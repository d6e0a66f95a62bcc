import { describe, expect, it } from 'vitest';
import { appToken, call, personToken } from '../core/client.spec-kit.ts';
import { type PracticeTenant, practiceTenant } from '../server/tenant.ts';

const graph = 'https://graph.microsoft.com';

async function opened() {
  const tenant = practiceTenant('fresh', { lagSeconds: 0 });
  const [app, person] = [await appToken(tenant, graph), await personToken(tenant)];
  const ask = async (method: string, path: string, body?: object, token = app) =>
    call(tenant, token, method, path, body as never);
  const list = async (path: string, token = app): Promise<readonly { [name: string]: unknown }[]> => {
    const { status, body } = await ask('GET', path, undefined, token);
    expect([status, body.error]).toEqual([200, undefined]);
    return body.value;
  };
  return { tenant, person, ask, list };
}

/** A token of the automation once it has been granted Policy.Read.All. */
async function mayReadPolicies(tenant: PracticeTenant): Promise<string> {
  const principals = Object.values(tenant.state().servicePrincipals);
  const own = principals.find(({ appId }) => appId === tenant.automation.clientId);
  const microsoft = principals.find(({ appId }) => appId === '00000003-0000-0000-c000-000000000000');
  const value = {
    id: 'policies',
    principalId: own?.id ?? '',
    resourceId: microsoft?.id ?? '',
    appRoleId: microsoft?.appRoles.find((each) => each.value === 'Policy.Read.All')?.id ?? '',
    principalType: 'ServicePrincipal',
    createdDateTime: '',
  };
  tenant.act({ do: 'put', kind: 'appRoleAssignments', value });
  return appToken(tenant, graph);
}

describe('an audit of the directory', () => {
  it('reads the domains, the default one first, and the templates of roles', async () => {
    const { tenant, ask, list } = await opened();
    const domains = await list('/domains');
    expect(domains.filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([tenant.domain]);
    expect((await ask('GET', `/domains/${tenant.domain}`)).body.isVerified).toBe(true);
    expect((await ask('GET', '/domains/elsewhere.example')).status).toBe(404);
    const templates = await list('/directoryRoleTemplates');
    const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
    expect(templates).toContainEqual(
      expect.objectContaining({ id: globalAdministrator, displayName: 'Global Administrator' }),
    );
    expect((await ask('GET', `/directoryRoleTemplates/${globalAdministrator}`)).status).toBe(200);
  });

  it('gives a service principal an owner, finds it among what that person owns, and takes it away', async () => {
    const { tenant, person, ask, list } = await opened();
    const { body: app } = await ask('POST', '/applications', { displayName: 'Connector' });
    const { body: principal } = await ask('POST', '/servicePrincipals', { appId: app.appId });
    const me = (await ask('GET', '/me', undefined, person)).body.id as string;
    const at = `/servicePrincipals/${principal.id}/owners`;
    expect(await list(at)).toEqual([]);
    const reference = { '@odata.id': `${graph}/v1.0/directoryObjects/${me}` };
    expect((await ask('POST', `${at}/$ref`, reference)).status).toBe(204);
    expect((await ask('POST', `${at}/$ref`, reference)).status).toBe(400);
    expect((await list(at)).map(({ id }) => id)).toEqual([me]);
    const mine = await list('/me/ownedObjects', person);
    expect(mine.map((one) => [one['id'], one['@odata.type']])).toEqual([
      [principal.id, '#microsoft.graph.servicePrincipal'],
    ]);
    expect((await ask('DELETE', `${at}/${me}/$ref`)).status).toBe(204);
    expect(await list('/me/ownedObjects', person)).toEqual([]);
    expect(tenant.state().servicePrincipals[principal.id]?.owners).toEqual([]);
    expect((await ask('GET', '/me/ownedObjects')).status).toBe(400);
  });

  it('reads the roles of an application by themselves, and that no policy is assigned to it', async () => {
    const { tenant, ask, list } = await opened();
    const role = {
      id: '0a000000-0000-4000-8000-0000000000aa',
      value: 'Read',
      displayName: 'Read',
      description: 'Read',
      isEnabled: true,
      allowedMemberTypes: ['Application'],
    };
    const { body: app } = await ask('POST', '/applications', { displayName: 'Connector', appRoles: [role] });
    expect(await list(`/applications/${app.id}/appRoles`)).toMatchObject([{ id: role.id, value: 'Read' }]);
    const at = `/applications/${app.id}/appManagementPolicies`;
    expect((await ask('GET', at)).status).toBe(403);
    const granted = await mayReadPolicies(tenant);
    expect(await list(at, granted)).toEqual([]);
    const gone = `/applications/${role.id}/appManagementPolicies`;
    expect((await ask('GET', gone, undefined, granted)).status).toBe(404);
    expect(await list('/policies/appManagementPolicies', granted)).toEqual([]);
  });
});
