import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { CouldNotLook, Microsoft, PermissionEntry } from '../../microsoft/contract/microsoft.ts';
import { allows, giveRoles, least } from '../catalogue/microsoft-ids.ts';
import { az, commandLines, type Word } from '../catalogue/shell-commands.ts';
import { azureActivation } from './activation.ts';

/** The action needed to assign a role. */
export const toAssign = 'Microsoft.Authorization/roleAssignments/write';

/** Undefined if the rights can't be read. Azure then answers when the role is assigned. */
export function mayAssign(rights: readonly PermissionEntry[] | CouldNotLook): boolean | undefined {
  return 'couldNotLook' in rights ? undefined : allows(rights, toAssign);
}

/** A change that assigns a role, marked with who can make it if that is known. */
export function by(change: Change, rights: readonly PermissionEntry[] | CouldNotLook): Change {
  const may = mayAssign(rights);
  return may === undefined ? change : { ...change, by: may ? 'you' : 'someone-else' };
}

/** A scope covers a resource at it or below it. ARM IDs differ in case without a difference in meaning. */
export function covers(scope: string, armId: string): boolean {
  const [above, id] = [scope.toLowerCase().replace(/\/$/, ''), armId.toLowerCase()];
  return id === above || id.startsWith(`${above}/`);
}

/**
 * Whether an assignment that Azure lists for a resource applies to it: made on it, or on anything above, management
 * groups and the root included, whose IDs say nothing of what is below them.
 */
export function appliesAt(scope: string, armId: string): boolean {
  const above = /^(?:\/|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?)$/iu;
  return above.test(scope) || covers(scope, armId);
}

/** The roles that can assign roles, least privileged first (`giveRoles` has the opposite order). */
const granters = [...giveRoles].reverse();

/**
 * Names of people who can assign roles at a scope. Read only if the signed-in account can't assign roles itself.
 * Undefined if it couldn't be checked.
 */
export async function whoMayAssign(
  microsoft: Microsoft,
  scope: string,
  rights: readonly PermissionEntry[] | CouldNotLook,
): Promise<readonly string[] | undefined> {
  if (mayAssign(rights) !== false) return undefined;
  return namesOf(await microsoft.holders.inAzure(scope, granters));
}

/** Who can, as a problem says it: the role, and the names where any are known. */
export const whoCan = (role: string, people: readonly string[] | undefined): NonNullable<Problem['who']> =>
  people && people.length > 0 ? { role, people } : { role };

export const namesOf = (found: readonly string[] | CouldNotLook): readonly string[] | undefined =>
  'couldNotLook' in found ? undefined : found;

/** The command that assigns a role (https://learn.microsoft.com/cli/azure/role/assignment). */
export const assignRoleWords = (
  roleId: string,
  principal: string,
  type: 'ServicePrincipal' | 'User',
  scope: string,
): readonly Word[] =>
  az('role assignment create', {
    role: roleId,
    'assignee-object-id': principal,
    'assignee-principal-type': type,
    scope,
  });

/** What to do if the signed-in account can't assign a role. The message names the role, who gets it and the scope. */
export function needsSomeone(of: {
  title: string;
  roleId: string;
  portal: string;
  /** As one says it in a sentence: "the application Acme". */
  holder: string;
  principal: string;
  name: string;
  armId: string;
  people: readonly string[] | undefined;
}): Problem {
  const mine = azureActivation(of.portal);
  const page = `${of.portal}/#resource${of.armId}/users`;
  return {
    code: 'role-needs-someone-else',
    title: `You can't assign roles on ${of.name}`,
    because: `None of your active Azure roles there includes ${toAssign}.${mine.because}`,
    who: whoCan(`${least.assignRole}, User Access Administrator or Owner`, of.people),
    remedies: [
      { do: 'sign-in-as', role: least.assignRole },
      ...mine.remedies,
      { do: 'open', label: 'Open access control', url: page },
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I need one role assignment that I can't create myself: ${of.title} for ${of.holder} on ${of.name}.`,
          `It needs ${least.assignRole}, User Access Administrator or Owner there. Open this page: ${page}`,
          ...commandLines([assignRoleWords(of.roleId, of.principal, 'ServicePrincipal', of.armId)]),
        ].join('\n'),
      },
    ],
  };
}
