import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Act,
  type PracticeOptions,
  type PracticeTenant,
  practiceTenant,
  type TenantName,
  type TenantState,
  virtualClock,
} from '@sentinel-onboarding/practice';
import { giveAway } from './ordinary-user.ts';

/**
 * What a practice tenant of a home truly holds, read from what it left on the disk and not from anything the app says.
 * A tenant nothing was changed in is as it begins.
 */
export function tenantIn(home: string, name: TenantName, options: PracticeOptions = {}): PracticeTenant {
  try {
    const saved = readFileSync(path.join(home, 'practice', `${name}.json`), 'utf8');
    return practiceTenant(name, { ...options, saved });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return practiceTenant(name, options);
    throw error;
  }
}

/** What others did in a practice tenant of a home ten minutes ago, while the app had it not open: it has arrived since. */
export function meanwhile(
  home: string,
  name: TenantName,
  acts: (state: TenantState) => readonly Act[],
): void {
  const tenant = tenantIn(home, name, { clock: virtualClock(Date.now() - 600_000) });
  for (const act of acts(tenant.state())) tenant.act(act);
  const folder = path.join(home, 'practice');
  const file = path.join(folder, `${name}.json`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, tenant.save(), { mode: 0o600 });
  for (const each of [folder, file]) giveAway(each);
}

/** Ada may look at the workspace, and give no role on it. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const seesTheWorkspace = ({ users, workspaces }: TenantState) => {
  const ada = Object.values(users).find(({ displayName }) => displayName === 'Ada Lind');
  const soc = Object.values(workspaces).find(({ name }) => name === 'soc-prod-neu');
  const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
  // Microsoft Sentinel shows in the resource group, beside the workspace.
  const scope = soc?.id.split('/providers/')[0] ?? '';
  return [{ do: 'assign-role', scope, role: reader, principalId: ada?.id ?? '' } as const];
};

/** The client ID of the application that somebody connected by hand in the tenant that drifted. */
export function driftedApplication(home: string): string {
  const { applications } = tenantIn(home, 'drifted').state();
  return (
    Object.values(applications).find(({ displayName }) => displayName.startsWith('Dropzone'))?.appId ?? ''
  );
}

const ourName = 'Dropzone AI Sentinel Integration';

/** What set-up makes, counted in the truth: each must be there once, however often it was begun. */
export function ourThings(tenant: PracticeTenant): Record<string, number> {
  const state = tenant.state();
  const apps = Object.values(state.applications).filter(({ displayName }) => displayName === ourName);
  const ids = new Set(apps.map(({ appId }) => appId));
  const principals = Object.values(state.servicePrincipals).filter(({ appId }) => ids.has(appId));
  const held = new Set(principals.map(({ id }) => id));
  return {
    applications: apps.length,
    servicePrincipals: principals.length,
    secrets: apps.reduce((sum, { passwordCredentials }) => sum + passwordCredentials.length, 0),
    permissions: apps.reduce(
      (sum, { requiredResourceAccess }) =>
        sum + requiredResourceAccess.reduce((count, { resourceAccess }) => count + resourceAccess.length, 0),
      0,
    ),
    consents: Object.values(state.appRoleAssignments).filter(({ principalId }) => held.has(principalId))
      .length,
    roles: Object.values(state.roleAssignments).filter(({ principalId }) => held.has(principalId)).length,
  };
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roleTitles: Readonly<Record<string, string>> = {
  '3e150937-b8fe-4cfb-8069-0eaf05ecd056': 'Microsoft Sentinel Responder',
  '8d289c81-5878-46d4-8554-54e1e3d8b5cb': 'Microsoft Sentinel Reader',
  'f4c81013-99ee-4d62-a7ee-b3f1f648599a': 'Microsoft Sentinel Automation Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
};

/** What a recipe of playbooks makes, by name or counted, as the truth has it. Roles are those not given `before`. */
export function playbookThings(tenant: PracticeTenant, before: TenantState) {
  const { resources, secrets, roleAssignments } = tenant.state();
  const named = (type: string): readonly string[] =>
    Object.values(resources)
      .filter((each) => each.type.toLowerCase() === `microsoft.${type}`.toLowerCase())
      .map(({ name }) => name)
      .sort();
  const roles: Record<string, number> = {};
  for (const [id, { roleDefinition }] of Object.entries(roleAssignments)) {
    if (Object.hasOwn(before.roleAssignments, id)) continue;
    const title = roleTitles[roleDefinition] ?? roleDefinition;
    roles[title] = (roles[title] ?? 0) + 1;
  }
  return {
    vaults: named('KeyVault/vaults').length,
    secrets: Object.values(secrets).map(({ name }) => name),
    workflows: named('Logic/workflows'),
    rules: named('SecurityInsights/automationRules').length,
    roles,
    incidents: named('SecurityInsights/incidents').length,
    comments: named('SecurityInsights/incidents/comments').length,
  };
}
