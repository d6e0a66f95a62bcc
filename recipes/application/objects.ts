import { keyed } from '../../engine/model/fact.ts';
import type { ProfileObjects } from '../../engine/model/profile.ts';
import type { Known } from '../../engine/model/recipe.ts';
import {
  api,
  appName,
  appObjectId,
  declared,
  grantIds,
  heldRole,
  registration,
  servicePrincipalId,
} from '../catalogue/facts.ts';
import { type ApiKey, apis, azureRoles } from '../catalogue/microsoft-ids.ts';

/**
 * The ids of what stands in the tenant, for the profile, as far as the application itself was seen. `roles` are the keys
 * of its roles.
 */
export function applicationObjects(known: Known, roles: readonly string[]): { objects?: ProfileObjects } {
  const objectId = known(appObjectId);
  const principal = known(servicePrincipalId);
  const registered = known(registration);
  if (!objectId || !principal || !registered) return {};
  const held = roles.flatMap((key) => known(keyed(heldRole, key)) ?? []);
  // A role above several workspaces is one assignment.
  const assignments = [...new Map(held.map((each) => [each.assignmentId.toLowerCase(), each])).values()];
  return {
    objects: {
      application: { objectId, displayName: known(appName) ?? '', ...registered },
      servicePrincipalId: principal,
      apis: (Object.keys(apis) as ApiKey[]).flatMap((key) => {
        const seen = known(keyed(api, key));
        if (!seen) return [];
        const grants = known(keyed(grantIds, key)) ?? {};
        const permissions = (known(keyed(declared, key)) ?? []).flatMap((permission) => {
          const [appRoleId, grantId] = [seen.appRoles[permission], grants[permission]];
          return appRoleId ? [{ permission, appRoleId, ...(grantId ? { grantId } : {}) }] : [];
        });
        return [{ appId: seen.appId, title: apis[key].title, servicePrincipalId: seen.id, permissions }];
      }),
      // A group's assignment is nothing of the application's.
      roleAssignments: assignments.flatMap(({ role, assignmentId: id, scope, group }) => {
        if (group !== undefined) return [];
        const roleId = Object.values(azureRoles).find(({ title }) => title === role)?.id;
        return roleId ? [{ id, role, roleId, scope }] : [];
      }),
    },
  };
}
