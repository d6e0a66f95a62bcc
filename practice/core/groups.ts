import type { GroupObject, OtherRoleObject } from './contents.ts';
import type { Reading } from './store.ts';

/**
 * The groups that a member is in, directly or through other groups
 * (https://learn.microsoft.com/graph/api/serviceprincipal-list-transitivememberof).
 */
export function groupsOf(reading: Reading, memberId: string): readonly GroupObject[] {
  const all = reading.list('groups');
  const found = new Map<string, GroupObject>();
  const add = (member: string): void => {
    for (const group of all) {
      if (found.has(group.id) || !group.members.includes(member)) continue;
      found.set(group.id, group);
      add(group.id);
    }
  };
  add(memberId);
  return [...found.values()];
}

/**
 * The Entra roles active for a person or a service principal, including those of role-assignable groups
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept).
 */
export const rolesWithGroups = (
  reading: Reading,
  holder: { readonly id: string; readonly activeRoles: readonly string[] },
): readonly string[] => [
  ...new Set([
    ...holder.activeRoles,
    ...groupsOf(reading, holder.id)
      .filter(({ isAssignableToRole }) => isAssignableToRole)
      .flatMap(({ activeRoles }) => activeRoles),
  ]),
];

/** The same for custom roles, and for roles over a part of the directory. */
export const otherRolesWithGroups = (
  reading: Reading,
  holder: { readonly id: string; readonly otherRoles?: readonly OtherRoleObject[] } | undefined,
): readonly OtherRoleObject[] =>
  holder === undefined
    ? []
    : [
        ...(holder.otherRoles ?? []),
        ...groupsOf(reading, holder.id)
          .filter(({ isAssignableToRole }) => isAssignableToRole)
          .flatMap(({ otherRoles = [] }) => otherRoles),
      ];
