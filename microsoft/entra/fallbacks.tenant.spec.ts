import { describe, expect, it } from 'vitest';
import { refusalOf, signedIn } from '../sessions/signed-in.spec-kit.ts';

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const logAnalyticsApi = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';

const refusing = (method: string, path: string, status: number, code: string, times: number | 'always') => ({
  faults: [
    {
      kind: 'answer',
      host: 'graph',
      method,
      path,
      times,
      answer: { status, code, message: 'Not in this way.' },
    } as const,
  ],
});

describe('role memberships', () => {
  const memberOf = '/me/transitiveMemberOf/microsoft.graph.directoryRole';

  /** What is asked in the same moment as other things goes in a batch. */
  const batched = ({ faults }: ReturnType<typeof refusing>) => ({
    faults: [...faults.map((fault) => ({ ...fault, batched: true as const })), ...faults],
  });

  it('refused without ConsistencyLevel are asked with it', async () => {
    const { microsoft, tenant } = await signedIn('fresh');
    const { faults } = refusing('GET', memberOf, 400, 'Request_UnsupportedQuery', 1);
    tenant.setWeather({ faults: faults.map((fault) => ({ ...fault, batched: true as const })) });
    const { roles } = await microsoft.identity.whoAmI();
    expect(roles).toEqual([{ name: 'Global Administrator', templateId: globalAdministrator }]);
    const asked = tenant.requests().filter(({ path }) => path.includes(memberOf));
    expect(asked.map(({ path }) => path.includes('$count=true') || path.includes('%24count=true'))).toEqual([
      false,
      true,
    ]);
  });

  it('refused altogether are read from the token', async () => {
    const { microsoft, tenant } = await signedIn('fresh');
    tenant.setWeather(batched(refusing('GET', memberOf, 403, 'Authorization_RequestDenied', 'always')));
    const { roles } = await microsoft.identity.whoAmI();
    expect(roles).toEqual([{ name: globalAdministrator, templateId: globalAdministrator }]);
  });
});

describe('a service principal', () => {
  const upsert = 'servicePrincipals(appId=';

  it.each([
    [400, 'Request_BadRequest'],
    [405, 'Request_BadRequest'],
  ])('is made by POST where its upsert is answered with %i', async (status, code) => {
    const { microsoft, tenant } = await signedIn('fresh');
    tenant.setWeather(refusing('PATCH', upsert, status, code, 'always'));
    const made = await microsoft.servicePrincipals.create(logAnalyticsApi);
    expect(made.created).toBe(true);
    expect(tenant.state().servicePrincipals[made.id]?.appId).toBe(logAnalyticsApi);
    expect(await microsoft.servicePrincipals.create(logAnalyticsApi)).toEqual({ ...made, created: false });
  });

  it('is not tried in another way where the person may not make one', async () => {
    const { microsoft, tenant } = await signedIn('fresh');
    tenant.setWeather(refusing('PATCH', upsert, 403, 'Authorization_RequestDenied', 'always'));
    expect(await refusalOf(microsoft.servicePrincipals.create(logAnalyticsApi))).toBeInstanceOf(Error);
    const posts = tenant
      .requests()
      .filter(({ method, path }) => method === 'POST' && path.endsWith('servicePrincipals'));
    expect(posts).toEqual([]);
  });
});
