import { describe, expect, it } from 'vitest';
import type { Application } from '../../microsoft/contract/microsoft.ts';
import { after, answering, applicationOf, begunOf, intent, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { addPermissions } from './add-permissions.step.ts';
import { marker } from './our-application.ts';

const logs = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
const graph = '00000003-0000-0000-c000-000000000000';
const step = addPermissions('log-analytics', ['Data.Read', 'Data.Write']);
const api = {
  id: 'api',
  appId: logs,
  appRoles: { 'Data.Read': 'read', 'Data.Write': 'write', 'Data.Purge': 'purge' },
};
const declared = (id: string, type: 'Role' | 'Scope' = 'Role', resourceAppId = logs) => ({
  id,
  type,
  resourceAppId,
});
const made = { kind: 'declared', id: 'read', of: 'object' };
const receipt = { made, owned: true };

describe('add-permissions, after it was cut off', () => {
  const recognized = (seen: readonly object[], at = intent, what = 'Data.Read') =>
    step.recognize?.(begunOf({ what }), { seen, at } as never, {
      application: 'object',
      clientId: 'client',
      api,
    });

  it('what is seen at once is ours', () => {
    expect(recognized([declared('write'), declared('read')])).toEqual({ receipt });
  });

  it.each([
    ['after two minutes it may be of somebody else', [declared('read')], after(120_001), 'not-ours'],
    ['another permission is none', [declared('write')], intent, 'never-happened'],
    ['the delegated one of the same id is none', [declared('read', 'Scope')], intent, 'never-happened'],
    ['nothing is nothing', [], intent, 'never-happened'],
  ])('%s', (_what, seen, at, expected) => {
    expect(recognized(seen, at)).toBe(expected);
  });

  it('a permission that the API does not offer was never declared', () => {
    expect(recognized([declared('read')], intent, 'Data.Gone')).toBe('never-happened');
  });
});

describe('whose a declared permission is', () => {
  const whose = (part: Partial<Application> | undefined, of: { given?: object; made?: object } = {}) => {
    const byObjectId = answering(part ? { object: applicationOf(part) } : {});
    const given = { application: 'object', api, ...of.given };
    const { tools } = toolsOf({ given, answers: { applications: { byObjectId } } });
    return step.whose?.({ made: { ...made, ...of.made }, owned: true }, tools);
  };
  const standing = { declared: [declared('read')] };

  it('ours is one of those wanted, and is called by its name', async () => {
    expect(await whose(standing)).toEqual({ is: 'ours', what: 'Data.Read' });
  });

  it.each([
    ['the application is', undefined],
    ['the permission is', { declared: [declared('write')] }],
    ['that of another API alone is there', { declared: [declared('read', 'Role', graph)] }],
  ])('gone where %s', async (_what, part) => {
    expect(await whose(part)).toEqual({ is: 'gone' });
  });

  it('one that this connection does not want is not ours', async () => {
    expect(await whose({ declared: [declared('purge')] }, { made: { id: 'purge' } })).toEqual({
      is: 'not-ours',
    });
  });

  it('on another application than this one it is not ours', async () => {
    expect(await whose(standing, { given: { application: 'another' } })).toEqual({ is: 'not-ours' });
    expect(
      await whose({ ...standing, tags: [marker] }, { given: { application: 'another', api: undefined } }),
    ).toEqual({
      is: 'not-ours',
    });
  });

  it('where the API is gone it is ours on an application of ours, and on no other', async () => {
    const given = { api: undefined };
    expect(await whose({ ...standing, tags: [marker] }, { given })).toEqual({ is: 'ours' });
    expect(await whose(standing, { given })).toEqual({ is: 'not-ours' });
  });
});

describe('undoing a declared permission', () => {
  it('takes back that one of that API, on the application of the receipt', async () => {
    const { tools, sent } = toolsOf({});
    await step.undo?.(receipt, tools);
    expect(sent).toEqual([['applications.undeclare', 'object', logs, ['read']]]);
  });

  it('sends nothing where the receipt names no application', async () => {
    const { tools, sent } = toolsOf({});
    await step.undo?.({ made: { kind: 'declared', id: 'read' }, owned: true }, tools);
    expect(sent).toEqual([]);
  });
});

it('a declared permission stands beside others, and is the one that its receipt names', async () => {
  const part = { declared: [declared('older'), declared('read'), declared('write')] };
  const { tools } = toolsOf({
    given: { application: 'object', api },
    answers: { applications: { byObjectId: answering({ object: applicationOf(part) }) } },
  });
  expect(await step.whose?.(receipt, tools)).toEqual({ is: 'ours', what: 'Data.Read' });
});
