import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type PracticeTenant, practiceTenant, type TenantName } from '../practice/tenant.ts';

/**
 * What a practice tenant of a home truly holds, read from what it left on the disk and not from anything the app says.
 * A tenant nothing was changed in is as it begins.
 */
export function tenantIn(home: string, name: TenantName): PracticeTenant {
  try {
    const saved = readFileSync(path.join(home, 'practice', `${name}.json`), 'utf8');
    return practiceTenant(name, { saved });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return practiceTenant(name);
    throw error;
  }
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
