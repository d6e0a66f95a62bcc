import { describe, expect, it } from 'vitest';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import { recipes } from '../index.ts';
import { type Lab, lab } from './lab.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];
const reader = azureRoles['log-analytics-reader'].id;

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
