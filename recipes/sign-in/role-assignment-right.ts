import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { CouldNotLook, Microsoft, PermissionEntry } from '../../microsoft/contract/microsoft.ts';
import { allows, giveRoles, least } from '../catalogue/microsoft-ids.ts';
import { azureActivation } from './activation.ts';

/** The action that giving a role takes. */
export const toAssign = 'Microsoft.Authorization/roleAssignments/write';

/** Undefined where one may not look; Azure then says it when asked. */
export function mayAssign(rights: readonly PermissionEntry[] | CouldNotLook): boolean | undefined {
  return 'couldNotLook' in rights ? undefined : allows(rights, toAssign);
}

/** A change that gives a role, with who may make it as far as that could be seen. */
export function by(change: Change, rights: readonly PermissionEntry[] | CouldNotLook): Change {
  const may = mayAssign(rights);
  return may === undefined ? change : { ...change, by: may ? 'you' : 'someone-else' };
}

/** A scope covers a resource at it or below it. ARM ids differ in case without a difference in meaning. */
export function covers(scope: string, armId: string): boolean {
  const [above, id] = [scope.toLowerCase().replace(/\/$/, ''), armId.toLowerCase()];
  return id === above || id.startsWith(`${above}/`);
}

/** Those who may give a role, from the least role on (the order of `giveRoles` is the other way round). */
const granters = [...giveRoles].reverse();

/**
 * Names of those who may give roles at a scope, where the signed-in one may not; nothing is read where nobody has to be
 * asked. Undefined where it could not be looked at.
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

/** What to do where the signed-in one may not give a role: the message names the role, the holder and the place. */
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
    title: `You may not give roles on ${of.name}`,
    because: `None of your active Azure roles there holds ${toAssign}.${mine.because}`,
    who: whoCan(`${least.assignRole}, User Access Administrator or Owner`, of.people),
    remedies: [
      { do: 'sign-in-as', role: least.assignRole },
      ...mine.remedies,
      { do: 'open', label: 'Open access control', url: page },
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I need one role assignment that I may not make: ${of.title} for ${of.holder} on ${of.name}.`,
          `It takes ${least.assignRole}, User Access Administrator or Owner there. The page for it: ${page}`,
          `Or run: az role assignment create --role ${of.roleId} --assignee-object-id ${of.principal} --assignee-principal-type ServicePrincipal --scope ${of.armId}`,
        ].join('\n'),
      },
    ],
  };
}
