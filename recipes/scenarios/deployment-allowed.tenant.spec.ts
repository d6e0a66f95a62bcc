import { describe, expect, it } from 'vitest';
import { verdict } from '../../engine/run/run.ts';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import { recipes } from '../index.ts';
import { lab } from './lab.spec-kit.ts';

const intezer = recipes.find(({ id }) => id === 'intezer-playbooks');
if (!intezer) throw new Error('no such recipe');

describe('what Azure would not make', () => {
  type Told = Awaited<ReturnType<Awaited<ReturnType<ReturnType<typeof lab>['open']>>['run']>>;
  const told = ({ picture, plan }: Told) => {
    const step = picture.steps.find(({ heading }) => heading.id === 'deployment-allowed');
    return { is: step?.is, problem: step?.finding?.problem, changes: plan.changes };
  };
  /** Every resource group of the tenant, or its workspace, lies in a region that Azure doesn't have. */
  const moved = (what: 'resourceGroups' | 'workspaces') => {
    const at = lab('intezer-ready');
    for (const one of Object.values(at.tenant.state()[what]))
      at.tenant.act({ do: 'put', kind: what, value: { ...one, location: 'westeurope9' } as never });
    return at;
  };

  it.each([
    ['the playbooks', 'resourceGroups', 'Microsoft.'],
    ['the vault', 'workspaces', 'Microsoft.KeyVault/vaults'],
  ] as const)(
    'in a region without %s is refused by name, and nothing was written',
    async (_what, kind, type) => {
      const at = moved(kind);
      const refused = told(await (await at.open()).run(intezer, 'set-up'));
      expect(refused).toMatchObject({ is: 'waiting', changes: [] });
      expect(refused.problem).toMatchObject({ code: 'region-not-offered', who: { role: 'Owner' } });
      expect(refused.problem?.because).toContain('westeurope9');
      expect(refused.problem?.because).toContain(type);
      expect(at.writes()).toEqual([]);
    },
  );

  it('because a policy forbids it is said before anything is written, and the next run goes on without it', async () => {
    const at = lab('policy-denies');
    const refused = told(await (await at.open()).run(intezer, 'set-up'));
    expect(refused).toMatchObject({ is: 'waiting', changes: [] });
    expect(refused.problem).toMatchObject({ code: 'policy-forbids' });
    expect(refused.problem?.because).toBe(
      `The Azure Policy "Logic Apps are not used here" of the organization prevents it: Resource 'UpdateIncident-IntezerAlert-Webhook' was disallowed by policy.`,
    );
    expect(refused.problem?.remedies.some((each) => each.do === 'ask-someone')).toBe(true);
    expect(at.writes()).toEqual([]);
    const policy = Object.values(at.tenant.state().resources).find(({ type }) =>
      type.endsWith('/policyAssignments'),
    );
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id.toLowerCase() ?? '' });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
  });

  it('that began to be forbidden half way is said as well, and what was made until then is gone on with', async () => {
    const at = lab('policy-denies');
    const policy = Object.values(at.tenant.state().resources).find(({ type }) =>
      type.endsWith('/policyAssignments'),
    );
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id.toLowerCase() ?? '' });
    const cut = await at.open({ at: 6, when: 'after' });
    await cut.run(intezer, 'set-up').catch(() => undefined);
    expect(cut.dead()).toBe(true);
    const made = at.writes().length;
    at.tenant.act({ do: 'put', kind: 'resources', value: policy as never });
    const refused = told(await (await at.open()).run(intezer, 'set-up'));
    expect([refused.problem?.code, refused.changes, at.writes().length]).toEqual([
      'policy-forbids',
      [],
      made,
    ]);
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id.toLowerCase() ?? '' });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
  });

  it('what one may not deploy is left to the step that says who may, and what stands needs no word at all', async () => {
    const at = lab('rbac-vault');
    const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
    const held = Object.values(at.tenant.state().roleAssignments).find(
      ({ roleDefinition, scope }) => roleDefinition === contributor && scope.includes('/resourceGroups/'),
    );
    if (!held) throw new Error('nobody is Contributor');
    const { scope, principalId } = held;
    at.tenant.act({ do: 'remove-role', scope, principalId, role: contributor });
    // May begin deployments, and make none of what is in this one.
    at.tenant.act({ do: 'assign-role', scope, principalId, role: azureRoles['sentinel-contributor'].id });
    const one = await (await at.open()).run(intezer, 'set-up', { runId: 'one' });
    expect(told(one).is).toBe('met');
    const waiting = one.picture.steps.find(({ heading }) => heading.id === 'deploy-playbooks');
    expect(waiting).toMatchObject({ is: 'waiting', finding: { on: 'person' } });
    // Said by Azure inside the refusal of the whole deployment.
    expect(waiting?.finding?.problem).toMatchObject({
      code: 'azure-role-missing',
      who: { role: 'Contributor' },
    });
    expect(waiting?.finding?.problem?.trace?.answer).toMatch(
      /^400 InvalidTemplateDeployment AuthorizationFailed/,
    );

    at.tenant.act({ do: 'assign-role', scope, principalId, role: contributor });
    const two = await (await at.open()).run(intezer, 'set-up', { runId: 'two' });
    expect(verdict(two.picture)).toBe(0);
    at.tenant.setWeather({ faults: [{ kind: '500', host: 'arm', path: '/validate', times: 'always' }] });
    const { picture } = await (await at.open()).run(intezer, 'verify');
    expect(verdict(picture)).toBe(0);
  });
});
