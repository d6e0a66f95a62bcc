import { describe, expect, it } from 'vitest';
import { call } from '../core/client.spec-kit.ts';
import { deviations, exampleBody } from '../core/example-shape.spec-kit.ts';
import { arm, type Playbooks, playbooksIn } from '../playbooks/playbooks.spec-kit.ts';
import { serveSignIn } from '../server/browser-user.ts';

const name = 'monitorlogs-intezer-connection';
const pathOf = ({ group }: Playbooks) => `${group}/providers/Microsoft.Web/connections/${name}`;
const ask = (at: Playbooks, method: string, below = '', body?: Parameters<Playbooks['send']>[2]) =>
  at.send(method, pathOf(at) + below, body, '2016-06-01');

async function linkOf(at: Playbooks, redirectUrl: string): Promise<string> {
  const parameters = [{ parameterName: 'token', redirectUrl, objectId: 'o', tenantId: at.tenant.tenantId }];
  const { body } = await ask(at, 'POST', '/listConsentLinks', { parameters });
  expect(body.value[0].status).toBe('Unauthenticated');
  return body.value[0].link as string;
}

const statusOf = async (at: Playbooks) => (await ask(at, 'GET')).body.properties.overallStatus as string;

/** The page, filled in by a person. */
const agree = (at: Playbooks, link: string, more: Readonly<Record<string, string>> = {}) =>
  at.tenant.fetch(
    new Request(link, {
      method: 'POST',
      body: new URLSearchParams({
        login: at.tenant.admin.userName,
        passwd: at.tenant.admin.password,
        ...more,
      }),
    }),
  );

describe('a connection', () => {
  it('is authorized by whoever signs in at its link, once the code is handed in', async () => {
    const at = await playbooksIn();
    const link = await linkOf(at, 'https://example.org/back');
    const answer = await agree(at, link);
    const back = new URL(answer.headers.get('location') ?? '');
    const code = back.searchParams.get('code') ?? '';
    expect([answer.status, back.origin]).toEqual([302, 'https://example.org']);
    expect(at.tenant.issued().map(({ value }) => value)).toContain(code);
    expect(await statusOf(at)).toBe('Error');
    const confirm = (given: string) =>
      ask(at, 'POST', '/confirmConsentCode', { code: given, objectId: 'o', tenantId: at.tenant.tenantId });
    expect((await confirm('another')).body.error.code).toBe('InvalidConsentCode');
    expect((await confirm(code)).body.code).toBe(code);
    expect((await confirm(code)).status).toBe(400);
    const { body } = await ask(at, 'GET');
    expect(body.properties).toMatchObject({
      overallStatus: 'Connected',
      authenticatedUser: { name: at.tenant.admin.userName },
    });
  });

  it('is authorized at once where the link leads back to the portal', async () => {
    const at = await playbooksIn();
    const link = await linkOf(at, 'https://portal.azure.com/');
    expect(await (await agree(at, link)).text()).toContain('The connection is authorized.');
    expect(await statusOf(at)).toBe('Connected');
  });

  it('stays as it is for a wrong password, for a Cancel and for a link somebody changed', async () => {
    const at = await playbooksIn();
    const link = await linkOf(at, 'https://portal.azure.com/');
    expect(await (await agree(at, link, { passwd: 'wrong' })).text()).toContain('not right');
    expect(await (await agree(at, link, { cancel: '1' })).text()).toContain('Nothing was authorized.');
    expect(await (await agree(at, link.replace('data=ey', 'data=ez'))).text()).toContain('leads nowhere');
    expect(await statusOf(at)).toBe('Error');
  });

  it('is authorized in a browser of this computer', async () => {
    const at = await playbooksIn();
    const pages = await serveSignIn(at.tenant);
    try {
      const address = pages.pageFor(await linkOf(at, 'https://portal.azure.com/'));
      const html = await (await fetch(address)).text();
      expect(html).toContain('Azure Monitor Logs');
      const form = { login: at.tenant.admin.userName, passwd: at.tenant.admin.password };
      const done = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
      expect(await done.text()).toContain('The connection is authorized.');
    } finally {
      await pages.close();
    }
    expect(await statusOf(at)).toBe('Connected');
  });

  it('keeps its authorization through a deployment, and loses it where it turns to managed identity', async () => {
    const at = await playbooksIn();
    await agree(at, await linkOf(at, 'https://portal.azure.com/'));
    const { body } = await ask(at, 'GET');
    const { api, displayName } = body.properties;
    const put = (more: Readonly<Record<string, string>>) =>
      ask(at, 'PUT', '', {
        location: body.location,
        properties: { displayName, api: { id: api.id }, ...more },
      });
    expect((await put({})).body.properties.overallStatus).toBe('Connected');
    expect((await put({ parameterValueType: 'Alternative' })).body.properties.overallStatus).toBe('Ready');
    expect((await put({})).body.properties.overallStatus).toBe('Error');
  });

  it('is refused by managed identity where a policy says so', async () => {
    const at = await playbooksIn('connection-unauthorized');
    const { body } = await ask(at, 'GET');
    const put = () =>
      ask(at, 'PUT', '', {
        location: body.location,
        properties: { api: { id: body.properties.api.id }, parameterValueType: 'Alternative' },
      });
    const refused = await put();
    expect([refused.status, refused.body.error.code]).toEqual([403, 'RequestDisallowedByPolicy']);
    expect(refused.body.error.message).toContain('Log queries run as a named person');
    const policy = Object.values(at.tenant.state().resources).find(({ type }) =>
      type.endsWith('policyAssignments'),
    );
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id ?? '' });
    expect((await put()).status).toBe(200);
  });

  it('of a connector nobody knows is refused, and so is a member nobody knows', async () => {
    const at = await playbooksIn();
    const { body } = await ask(at, 'GET');
    const id = (body.properties.api.id as string).replace('azuremonitorlogs', 'unheardof');
    expect((await ask(at, 'PUT', '', { properties: { api: { id } } })).status).toBe(404);
    expect((await ask(at, 'PUT', '', { properties: { api: { id }, secret: 'x' } })).status).toBe(400);
  });
});

it('every official example of a call about connections is answered in its shape', async () => {
  const at = await playbooksIn();
  await agree(at, await linkOf(at, 'https://portal.azure.com/'));
  const { body: shown } = await ask(at, 'GET');
  const links = await ask(at, 'POST', '/listConsentLinks', { parameters: { parameterName: 'token' } });
  const apis = `/subscriptions/${at.workspace.subscriptionId}/providers/Microsoft.Web/locations/westeurope/managedApis`;
  const custom = ['authorizationUrl', 'tokenUrl', 'refreshUrl'];
  const put = (path: string) =>
    at.send(
      'PUT',
      path,
      { location: shown.location, properties: { api: { id: shown.properties.api.id } } },
      '2016-06-01',
    );
  const cases: readonly [string, { status: number; body: unknown }, string[]?][] = [
    ['connectionsGet', await ask(at, 'GET'), ['integrationAccountId']],
    [
      'connectionsList',
      await at.send('GET', `${at.group}/providers/Microsoft.Web/connections`, undefined, '2016-06-01'),
      ['integrationAccountId'],
    ],
    ['connectionsCreateOrUpdate', await put(pathOf(at)), ['integrationAccountId']],
    ['connectionsCreateOrUpdate', await put(`${pathOf(at)}-2`), ['integrationAccountId']],
    [
      'connectionsUpdate',
      await ask(at, 'PATCH', '', { tags: { sampleTag: 'SampleValue' } }),
      ['integrationAccountId'],
    ],
    ['connectionsListConsentLinks', links],
    ['managedApisList', await at.send('GET', apis, undefined, '2016-06-01'), ['scopes', ...custom]],
    [
      'managedApisGet',
      await at.send('GET', `${apis}/azuremonitorlogs`, undefined, '2016-06-01'),
      ['scopes', ...custom],
    ],
  ];
  for (const [example, { status, body }, optional] of cases) {
    expect(status, example).toBe(
      example === 'connectionsCreateOrUpdate' && JSON.stringify(body).includes(`${name}-2`) ? 201 : 200,
    );
    expect(deviations(body, exampleBody('api-connections', example, status), optional), example).toEqual([]);
  }
  expect((await ask(at, 'DELETE')).status).toBe(200);
  expect((await ask(at, 'DELETE')).status).toBe(204);
  expect((await call(at.tenant, at.token, 'GET', `${arm}${pathOf(at)}?api-version=2016-06-01`)).status).toBe(
    404,
  );
});
