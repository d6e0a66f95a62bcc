import { describe, expect, it } from 'vitest';
import { createRouter, normalizePath, type Operation } from './router.ts';

const declared = (method: Operation['method'], path: string): Operation => ({
  host: 'graph',
  method,
  path,
  source: 'assumed',
  run: () => ({ status: 200 }),
});

const router = createRouter([
  declared('GET', '/v1.0/applications/{id}'),
  declared('GET', "/v1.0/applications(appId='{appId}')"),
  declared('GET', '/v1.0/applications/$count'),
  declared('GET', '/{*scope}/providers/Microsoft.Authorization/roleAssignments'),
]);

const found = (path: string) => {
  const answer = router.find('graph', 'GET', normalizePath('graph', path));
  return 'operation' in answer ? { path: answer.operation.path, params: answer.params } : answer;
};

describe('the router', () => {
  it('takes the pattern with the most literal text', () => {
    expect(found('/v1.0/applications/$count')).toMatchObject({ path: '/v1.0/applications/$count' });
    expect(found('/v1.0/applications/7')).toMatchObject({ params: { id: '7' } });
  });

  it('takes what clients send for what they mean', () => {
    expect(found('/v1.0//myorganization/applications/7/')).toMatchObject({ params: { id: '7' } });
    expect(found('/V1.0/Applications/7')).toMatchObject({ params: { id: '7' } });
    expect(found("/v1.0/applications(AppId='7')")).toMatchObject({ params: { appId: '7' } });
  });

  it('undoes OData quotes and percent signs, whatever they hide', () => {
    expect(found("/v1.0/applications(appId='O''Brien%2F1')")).toMatchObject({
      params: { appId: "O'Brien/1" },
    });
  });

  it('takes a scope of any depth', () => {
    expect(
      found('/subscriptions/s/resourcegroups/g/providers/microsoft.authorization/ROLEASSIGNMENTS'),
    ).toMatchObject({
      params: { scope: 'subscriptions/s/resourcegroups/g' },
    });
  });

  it('says which methods a known path takes, and none for an unknown one', () => {
    expect(router.find('graph', 'PUT', '/v1.0/applications/7')).toEqual({ methods: ['GET'] });
    expect(found('/v1.0/nothing')).toEqual({ methods: [] });
    expect(router.find('arm', 'GET', '/v1.0/applications/7')).toEqual({ methods: [] });
  });
});
