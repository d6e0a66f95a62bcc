import { describe, expect, it } from 'vitest';
import type { Grant } from '../../microsoft/contract/microsoft.ts';
import { clouds } from '../../microsoft/http/clouds.ts';
import { toolsOf } from '../catalogue/tools.spec-kit.ts';
import { grantConsent } from './grant-consent.step.ts';

const rights = (consentToGraph: string, consent = 'yes') => ({
  register: { is: 'yes', role: '' },
  consent: { is: consent, role: '' },
  consentToGraph: { is: consentToGraph, role: '' },
});
const given = (of: object = rights('yes')) =>
  ({
    principal: 'sp',
    api: { id: 'graph', appId: '', appRoles: { A: 'a', B: 'b' } },
    rights: of,
    clientId: 'client',
    appName: 'Dropzone',
  }) as never;
const seen = (...ids: string[]) =>
  ({
    grants: ids.map((appRoleId) => ({
      id: `g-${appRoleId}`,
      resourceId: 'graph',
      appRoleId,
      createdAt: '2026-11-22T10:00:00Z',
    })),
    portal: 'https://portal.azure.com',
    graph: 'https://graph.microsoft.com',
    at: '2026-11-22T10:00:00Z',
  }) as never;
const step = grantConsent('graph', ['A', 'B']);

describe('grant-consent', () => {
  it('is met by exactly what was asked, whatever else is granted', () => {
    expect(step.judge(seen('a', 'b', 'older'), given())).toMatchObject({
      is: 'met',
      facts: { granted: ['A', 'B'] },
    });
  });

  it('plans only what is missing', () => {
    expect(step.judge(seen('a'), given())).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'grant', what: 'B' }],
    });
  });

  it('one who may not consent is told whom to ask, with a message that says what, and what is theirs to make stands in the plan as theirs', () => {
    const finding = step.judge(seen(), given(rights('no')));
    expect(finding).toMatchObject({
      is: 'waiting',
      on: 'person',
      problem: { who: { role: 'Privileged Role Administrator' } },
    });
    const message =
      'problem' in finding ? finding.problem?.remedies.find((each) => each.do === 'ask-someone') : undefined;
    expect(message).toMatchObject({ message: expect.stringMatching(/A and B.*Dropzone.*client/s) });
    expect(step.foresee({ rights: rights('no') } as never).map(({ by }) => by)).toEqual([
      'someone-else',
      'someone-else',
    ]);
  });

  it.each(Object.values(clouds))(
    'the command to run in their place is of $name and no other cloud',
    (cloud) => {
      const { portal, graph } = cloud;
      const finding = step.judge({ ...(seen() as object), portal, graph } as never, given(rights('no')));
      const problem = 'problem' in finding ? finding.problem : undefined;
      const message =
        problem?.remedies.flatMap((each) => (each.do === 'ask-someone' ? [each.message] : [])).join() ?? '';
      expect(
        message.match(/az rest --method POST --resource (\S+) --url (https:\/\/[^/]+)\/v1\.0\//u)?.slice(1),
      ).toEqual([graph, graph]);
      const hosts = [...message.matchAll(/https:\/\/[^/\s"]+/gu)].map(([origin]) => origin);
      expect(hosts.length).toBeGreaterThan(3);
      expect(new Set(hosts)).toEqual(new Set([portal, graph]));
    },
  );

  it("where rights couldn't be checked, Microsoft is asked", () => {
    expect(step.judge(seen(), given(rights('unknown'))).is).toBe('unmet');
  });

  it('a Cloud Application Administrator may consent to the Log Analytics API', () => {
    const logs = grantConsent('log-analytics', ['A']);
    expect(logs.judge(seen(), given(rights('no', 'yes')))).toMatchObject({
      is: 'unmet',
      changes: [{ right: 'Cloud Application Administrator' }],
    });
  });

  it('an operation cut off is ours when the grant was born then, and nobody knows of a later one', () => {
    const begun = (at: string) => ({ operation: 'o', outcome: 'open', at, change: { what: 'A' } }) as never;
    const then = begun('2026-11-22T09:59:59Z');
    expect(step.recognize?.(then, seen('a'), given())).toMatchObject({
      receipt: { made: { id: 'g-a' }, owned: true },
    });
    expect(step.recognize?.(then, seen(), given())).toBe('never-happened');
    expect(step.recognize?.(begun('2026-11-22T09:50:00Z'), seen('a'), given())).toBe('not-ours');
    expect(step.recognize?.(begun('2026-11-22T10:05:00Z'), seen('a'), given())).toBe('not-ours');
  });
});

describe('whose a grant is', () => {
  const held: Grant = { id: 'g-a', createdAt: '', resourceId: 'graph', appRoleId: 'a' };
  const whose = (of: { grant?: Partial<Grant>; given?: object; made?: object } = {}) => {
    const granted = async (principal: string) => (principal === 'sp' ? [{ ...held, ...of.grant }] : []);
    const known = {
      principal: 'sp',
      api: { id: 'graph', appRoles: { A: 'a', B: 'b', C: 'c' } },
      ...of.given,
    };
    const { tools } = toolsOf({ given: known, answers: { consent: { granted } } });
    return step.whose?.({ made: { kind: 'grant', id: 'g-a', of: 'sp', ...of.made }, owned: true }, tools);
  };

  it('ours is one of those wanted, held by our principal on this API', async () => {
    expect(await whose()).toEqual({ is: 'ours', what: 'A' });
  });

  it.each([
    ['a permission that is not wanted', { grant: { appRoleId: 'c' } }],
    ['a permission of another API', { grant: { resourceId: 'other' } }],
    ['a grant to another principal', { given: { principal: 'another' } }],
    ['a grant while the API is gone', { given: { api: undefined } }],
  ])('%s is not', async (_what, of) => {
    expect(await whose(of)).toEqual({ is: 'not-ours' });
  });

  it.each([
    ['nobody holds', { made: { id: 'g-z' } }],
    ['another principal held', { made: { of: 'another' } }],
    ['the receipt gives no holder', { made: { of: undefined } }],
  ])('one that %s is gone', async (_what, of) => {
    expect(await whose(of)).toEqual({ is: 'gone' });
  });
});

describe('undoing a consent', () => {
  it('revokes that grant of that principal', async () => {
    const { tools, sent } = toolsOf({});
    await step.undo?.({ made: { kind: 'grant', id: 'g-a', of: 'sp' }, owned: true }, tools);
    expect(sent).toEqual([['consent.revoke', 'sp', 'g-a']]);
  });

  it('sends nothing where the receipt names no principal', async () => {
    const { tools, sent } = toolsOf({});
    await step.undo?.({ made: { kind: 'grant', id: 'g-a' }, owned: true }, tools);
    expect(sent).toEqual([]);
  });
});

describe('what stands of a consent', () => {
  const standing = (registration: object | undefined, ...ids: string[]) =>
    step.stands?.(seen(...ids), { ...(given() as object), registration } as never);

  it('is what was wanted and is granted, ours where the application is', () => {
    expect(standing({ ours: true }, 'b', 'older')).toMatchObject([
      { change: { what: 'B' }, receipt: { made: { kind: 'grant', id: 'g-b', of: 'sp' }, owned: true } },
    ]);
    expect(standing({ ours: false }, 'a')).toMatchObject([{ receipt: { owned: false } }]);
    expect(standing(undefined, 'a')).toMatchObject([{ receipt: { owned: false } }]);
    expect(standing({ ours: true })).toEqual([]);
  });
});

it('an operation cut off is told by its own permission, and not by the first that is granted', () => {
  const at = '2026-11-22T09:59:59Z';
  const of = (what: string) => ({ operation: 'o', outcome: 'open', at, change: { what } }) as never;
  expect(step.recognize?.(of('B'), seen('a', 'b'), given())).toMatchObject({
    receipt: { made: { id: 'g-b' } },
  });
  expect(step.recognize?.(of('B'), seen('a'), given())).toBe('never-happened');
});
