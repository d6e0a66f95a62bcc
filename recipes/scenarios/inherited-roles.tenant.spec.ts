import { describe, expect, it } from 'vitest';
import { verdict } from '../../engine/run/run.ts';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import { recipes } from '../index.ts';
import { type Lab, lab } from './lab.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];
const reader = azureRoles['log-analytics-reader'].id;
/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';

interface Assigned {
  readonly id: string;
  readonly scope: string;
  readonly principalId: string;
  readonly roleDefinition: string;
}

/** A connection whose role on the workspace was replaced by the same role at `scope`. */
async function heldAt(at: Lab, scope: string): Promise<void> {
  const { picture } = await (await at.open()).run(recipe, 'set-up');
  expect(picture.ended).toBe('done');
  const made = picture.steps
    .flatMap((step) => step.made)
    .find(({ receipt }) => receipt.made.kind === 'role-assignment');
  const stands = Object.values(at.tenant.state().roleAssignments as unknown as Record<string, Assigned>);
  const ours = stands.find(({ id }) => id.toLowerCase() === made?.receipt.made.id.toLowerCase());
  if (!ours) throw new Error('the set-up assigned no role');
  const { principalId } = ours;
  at.tenant.act({ do: 'remove-role', scope: ours.scope, principalId, role: reader });
  at.tenant.act({ do: 'assign-role', scope, principalId, role: reader });
}

describe('a role that is inherited', () => {
  it.each([
    [
      'a management group',
      (at: Lab) => `/providers/Microsoft.Management/managementGroups/${at.tenant.tenantId}`,
      'management group',
    ],
  ])('from %s is held, and too wide by its name', async (_what, scopeOf, spoken) => {
    const at = lab('fresh');
    await heldAt(at, scopeOf(at));
    const { picture } = await (await at.open()).run(recipe, 'verify');
    const is = (id: string) => picture.steps.find(({ heading }) => heading.id === id);
    expect(is('assign-role:soc-prod-neu')?.is).toBe('met');
    expect(is('narrow-roles')?.is).toBe('unmet');
    expect(is('narrow-roles')?.finding?.problem?.because).toContain(`${spoken} ${at.tenant.tenantId}`);
    expect(is('test-ingestion:log-analytics')?.is).toBe('met');
  });
});

/** The tenant whose application holds no role of its own where it needs one, opened at that application. */
function throughGroups() {
  const at = lab('groups-and-scopes');
  const applications = Object.values(at.tenant.state().applications) as unknown as readonly {
    appId: string;
    displayName: string;
  }[];
  const application = applications.find(({ displayName }) => displayName.startsWith('Dropzone'))?.appId ?? '';
  const workspace = Object.values(at.tenant.state().workspaces).map(({ id }) => id);
  return { at, more: { answers: { application, workspace }, known: { application } } };
}
const rolesIn = (at: Lab) =>
  Object.values(at.tenant.state().roleAssignments as unknown as Record<string, Assigned>).map(({ id }) => id);

describe('roles through a group, of the organization’s own making, and of a wider kind', () => {
  it('are all held: set-up assigns none, and the application reads every workspace', async () => {
    const { at, more } = throughGroups();
    const before = rolesIn(at);
    const { picture } = await (await at.open()).run(recipe, 'set-up', more);
    const is = (id: string) => picture.steps.find(({ heading }) => heading.id === id);
    expect(verdict(picture)).toBe(0);
    expect(rolesIn(at)).toEqual(before);
    const said = (region: string) => JSON.stringify(is(`assign-role:soc-${region}`)?.finding);
    expect(said('neu')).toContain('through a group');
    expect(said('eus')).toContain('Held as Sentinel Query Only on soc-eus');
    expect(said('sea')).toContain('Held as Microsoft Sentinel Contributor on resource group rg-soc-sea');
    expect(is('narrow-roles')?.finding?.problem?.because).toMatch(
      /^Microsoft Sentinel Contributor on resource group rg-soc-sea \([^;]*which covers the workspace\.$/u,
    );
  });

  it('are narrowed where they are too much and the application’s own; the others are left alone', async () => {
    const { at, more } = throughGroups();
    const before = rolesIn(at);
    const { picture, plan } = await (await at.open()).run(recipe, 'repair', more);
    expect(
      plan.changes
        .filter(({ step }) => step === 'narrow-roles')
        .map(({ verb, what, where }) => [verb, what, where]),
    ).toEqual([
      ['assign', 'Log Analytics Reader', 'soc-sea'],
      ['revoke', 'Microsoft Sentinel Contributor', expect.stringContaining('resource group rg-soc-sea')],
    ]);
    expect(verdict(picture)).toBe(0);
    expect(picture.steps.find(({ heading }) => heading.id === 'narrow-roles')?.is).toBe('met');
    const after = rolesIn(at);
    expect(before.filter((id) => !after.includes(id))).toHaveLength(1);
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
  });

  it('a group’s wide role is named with the group, and neither repair nor undo takes it from the others', async () => {
    const { at, more } = throughGroups();
    const group = (
      Object.values(at.tenant.state().groups) as unknown as { id: string; displayName: string }[]
    ).find(({ displayName }) => displayName === 'SOC log readers');
    const scope = `/providers/Microsoft.Management/managementGroups/${at.tenant.tenantId}`;
    at.tenant.act({ do: 'assign-role', scope, principalId: group?.id ?? '', role: contributor });
    const { picture } = await (await at.open()).run(recipe, 'repair', { ...more, runId: 'repair' });
    const narrow = picture.steps.find(({ heading }) => heading.id === 'narrow-roles');
    expect([narrow?.is, narrow?.finding?.problem?.code]).toEqual(['blocked', 'group-role-too-wide']);
    expect(narrow?.finding?.problem?.because).toContain(
      `Contributor on management group ${at.tenant.tenantId}, which covers the workspace, through the group SOC log readers`,
    );
    await (await at.open()).undo(recipe, 'repair');
    const held = Object.values(at.tenant.state().roleAssignments as unknown as Record<string, Assigned>);
    expect(held.filter(({ principalId }) => principalId === group?.id)).toHaveLength(2);
  });
});
