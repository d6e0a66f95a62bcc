import { describe, expect, it } from 'vitest';
import { after, answering, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { findApi } from './find-api.step.ts';

const appId = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
const step = findApi('log-analytics');
const principalOf = (createdAt = intent, of = appId) => ({
  id: 'api',
  appId: of,
  displayName: 'Log Analytics API',
  accountEnabled: true,
  createdAt,
  appRoles: [],
});
const made = { kind: 'api-principal', id: 'api', of: appId };
const receipt = { made, owned: true };

describe("an API's service principal", () => {
  it('that an operation may have made is ours when it was born then', () => {
    expect(step.recognize?.(begunOf({}), principalOf(), {})).toEqual({ receipt });
  });

  it.each([
    ['is not there', undefined, 'never-happened'],
    ['stood before', principalOf(after(-60_000)), 'not-ours'],
    ['was made later', principalOf(after(600_000)), 'not-ours'],
    ['does not say when it was made', principalOf(''), 'not-ours'],
  ])('that %s', (_what, seen, expected) => {
    expect(step.recognize?.(begunOf({}), seen, {})).toBe(expected);
  });

  it.each([
    ['is gone', undefined, 'gone'],
    ['is of this API', principalOf(), 'ours'],
    ['is of another', principalOf(intent, '00000003-0000-0000-c000-000000000000'), 'not-ours'],
  ])('that a receipt names and that %s: %s', async (_what, standing, is) => {
    const byId = answering(standing ? { api: standing } : {});
    expect(await step.whose?.(receipt, toolsOf({ answers: { servicePrincipals: { byId } } }).tools)).toEqual({
      is,
    });
  });

  it.each([
    ['is deleted where it gave nobody anything', true, 0, undefined, [['servicePrincipals.delete', 'api']]],
    [
      'stays where another application uses it',
      true,
      1,
      { left: "The Log Analytics API's service principal, because other applications use it" },
      [],
    ],
    ['needs nothing where it is gone', false, 0, undefined, []],
  ])('%s', async (_what, stands, given, left, sent) => {
    const byId = answering(stands ? { api: principalOf() } : {});
    const givenBy = async (id: string) => (id === 'api' ? given : 99);
    const seen = toolsOf({ answers: { servicePrincipals: { byId }, consent: { givenBy } } });
    expect(await step.undo?.(receipt, seen.tools)).toEqual(left);
    expect(seen.sent).toEqual(sent);
  });
});

describe('an API in a tenant', () => {
  const principal = {
    id: 'sp',
    appId: 'api',
    displayName: 'Log Analytics API',
    accountEnabled: true,
    createdAt: '',
    appRoles: [],
  };

  it('that is there and enabled is met; one that is disabled gives nobody a token, and is blocked', () => {
    expect(step.judge(principal, {}).is).toBe('met');
    expect(step.judge({ ...principal, accountEnabled: false }, {})).toMatchObject({
      is: 'blocked',
      problem: { code: 'api-disabled', who: { role: 'Cloud Application Administrator' } },
    });
  });
});
