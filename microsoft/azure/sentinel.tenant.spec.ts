import { describe, expect, it } from 'vitest';
import type { ProblemError } from '../../engine/model/problem.ts';
import { refusalOf, signedIn } from '../sessions/signed-in.spec-kit.ts';

const name = '0f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e11';
const test = {
  name,
  title: 'Test',
  description: 'Made to test.',
  label: 'test',
  severity: 'Informational',
  status: 'New',
} as const;

async function workspaceOn(tenant: 'fresh') {
  const { microsoft } = await signedIn(tenant);
  const [workspace] = (await microsoft.workspaces.list()).filter(({ sentinel }) => sentinel === 'on');
  if (!workspace) throw new Error('no workspace');
  return { sentinel: microsoft.sentinel, armId: workspace.armId };
}

describe('an incident', () => {
  it('is made once, found by its name, closed, and gone when removed', async () => {
    const { sentinel, armId } = await workspaceOn('fresh');
    expect(await sentinel.incident(armId, name)).toBeUndefined();
    const made = await sentinel.putIncident(armId, test);
    expect(made.created).toBe(true);
    expect(await sentinel.incident(armId, name)).toMatchObject({
      title: 'Test',
      status: 'New',
      labels: ['test'],
    });
    expect(await sentinel.comments(armId, name)).toEqual([]);
    const { etag } = made.incident;
    const closed = await sentinel.putIncident(armId, { ...test, status: 'Closed', etag });
    expect([closed.created, closed.incident.status]).toEqual([false, 'Closed']);
    await expect(sentinel.putIncident(armId, { ...test, etag })).rejects.toThrow(/etag/);
    await sentinel.removeIncident(armId, name);
    await sentinel.removeIncident(armId, name);
    expect(await sentinel.incident(armId, name)).toBeUndefined();
  });
});

describe('an automation rule', () => {
  it('that names no playbook there is refused with what was wrong, and none is made', async () => {
    const { sentinel, armId } = await workspaceOn('fresh');
    const playbookId = `${armId.split('/providers/')[0]}/providers/Microsoft.Logic/workflows/none`;
    const made = sentinel.putRule(armId, {
      name,
      displayName: 'Run it',
      order: 1,
      playbookId,
      conditions: [],
    });
    const problem = await made.then(
      () => undefined,
      (error: ProblemError) => error.problem,
    );
    expect(problem?.because).toContain('none');
    expect(await sentinel.rules(armId)).toEqual([]);
    await sentinel.removeRule(`${armId}/providers/Microsoft.SecurityInsights/automationRules/${name}`);
  });
});

describe('the run of a playbook', () => {
  it.each([
    [400, 'NoRegisteredProviderFound'],
    [400, 'InvalidResourceType'],
    [405, 'MethodNotAllowed'],
  ])('that its version refuses with %i %s is asked of a preview, once', async (status, code) => {
    const { microsoft, tenant } = await signedIn('fresh');
    const [workspace] = (await microsoft.workspaces.list()).filter(({ sentinel }) => sentinel === 'on');
    const path = '/runPlaybook';
    const answer = { status, code, message: 'Not at this version.' };
    tenant.setWeather({
      faults: [{ kind: 'answer', host: 'arm', method: 'POST', path, times: 'always', answer }],
    });
    await refusalOf(
      microsoft.sentinel.runPlaybook(
        `${workspace?.armId}/providers/Microsoft.SecurityInsights/incidents/${name}`,
        `${workspace?.armId.split('/providers/')[0]}/providers/Microsoft.Logic/workflows/none`,
      ),
    );
    const versions = tenant
      .requests()
      .filter((each) => each.path.includes(path))
      .map((each) => new URL(each.path, 'https://x').searchParams.get('api-version'));
    expect(versions).toEqual(['2024-03-01', '2023-12-01-preview']);
  });
});
