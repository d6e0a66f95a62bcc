import type { Begun, Receipt, Recognized, Whose } from '../../engine/model/step.ts';
import type { Microsoft, RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';

/** One role of one principal on one scope. */
export interface Wanted {
  readonly scope: string;
  readonly principal: string;
  /** The role definition's GUID, in small letters. */
  readonly roleId: string;
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The name an assignment of ours has: made from what it gives, so that a repeat finds it. */
export const assignmentName = (
  uuidFor: (name: string) => string,
  { scope, principal, roleId }: Wanted,
): string => uuidFor(`${scope.toLowerCase()}|${principal}|${roleId}`);

/**
 * Assigns it under that name. One that is there already is not owned.
 * @throws ProblemError what Azure refuses
 */
export async function assignByName(
  microsoft: Microsoft,
  uuidFor: (name: string) => string,
  wanted: Wanted,
): Promise<Receipt> {
  const { scope, principal: principalId, roleId } = wanted;
  const name = assignmentName(uuidFor, wanted);
  const { id, created } = await microsoft.roles.assign({ scope, name, roleId, principalId });
  return { made: { kind: 'role-assignment', id }, owned: created };
}

/** Whether an operation gave it: under the name that ours has, and then. A role stands once on a scope. */
export function recognized(
  begun: Begun,
  held: readonly RoleAssignment[],
  name: string,
  { scope, roleId }: Omit<Wanted, 'principal'>,
): Recognized {
  const found = held.find(
    (each) => each.group === undefined && same(each.roleId, roleId) && same(each.scope, scope),
  );
  if (!found) return 'never-happened';
  if (!same(found.name, name) || !bornOf(begun, found.createdOn)) return 'not-ours';
  return { receipt: { made: { kind: 'role-assignment', id: found.id }, owned: true } };
}

/**
 * Whose an assignment is that a receipt names: ours has the name that is made from what it gives, which holds even where
 * the principal is gone.
 */
export async function whoseRole(
  { id }: Receipt['made'],
  { roleSurvey }: Microsoft,
  uuidFor: (name: string) => string,
  { scope, principal, roleId }: Omit<Wanted, 'principal'> & { readonly principal: string | undefined },
): Promise<Whose> {
  if (!/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/iu.test(id)) return { is: 'not-ours' };
  const found = await roleSurvey.standing(id);
  if (!found) return { is: 'gone' };
  const { principalId } = found;
  const mine =
    same(found.roleId, roleId) &&
    same(found.scope, scope) &&
    same(found.name, assignmentName(uuidFor, { scope, principal: principalId, roleId })) &&
    (principal === undefined || same(principalId, principal));
  return { is: mine ? 'ours' : 'not-ours' };
}
