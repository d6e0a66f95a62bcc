import type { DenyAssignmentObject } from '../core/contents.ts';
import { Refusal } from '../core/router.ts';
import { entriesAllow, type Plane, scopeCovers, tidyScope } from './rbac.ts';

/** Stands for everyone (https://learn.microsoft.com/azure/role-based-access-control/deny-assignments). */
export const everyone = '00000000-0000-0000-0000-000000000000';

/**
 * The deny assignment that takes an action at a scope away, whatever roles allow it
 * (https://learn.microsoft.com/azure/role-based-access-control/deny-assignments).
 * @param mine object IDs in small letters: the caller's own and those of its groups
 */
export function denialOf(
  all: readonly DenyAssignmentObject[],
  mine: ReadonlySet<string>,
  asked: { readonly action: string; readonly scope: string; readonly plane?: Plane | undefined },
): DenyAssignmentObject | undefined {
  const names = (ids: readonly string[]) => ids.some((id) => mine.has(id.toLowerCase()));
  return all.find(
    (each) =>
      (each.principals.includes(everyone) || names(each.principals)) &&
      !names(each.excludePrincipals) &&
      reaches(each, asked.scope) &&
      entriesAllow(each.permissions, asked.action, asked.plane),
  );
}

const reaches = ({ scope, doNotApplyToChildScopes }: DenyAssignmentObject, target: string): boolean =>
  doNotApplyToChildScopes
    ? tidyScope(scope).toLowerCase() === tidyScope(target).toLowerCase()
    : scopeCovers(scope, target);

/** ARM's words as quoted at https://go-mk-websites.co.uk/post/unable-to-setup-continuous-deployment-in-new-azure. */
export const deniedBy = (
  by: DenyAssignmentObject,
  caller: { readonly name: string; readonly objectId: string },
  asked: { readonly action: string; readonly scope: string },
): Refusal =>
  new Refusal({
    status: 403,
    body: {
      error: {
        code: 'DenyAssignmentAuthorizationFailed',
        message: `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${asked.action}' on scope '${asked.scope}'; however, the access is denied because of the deny assignment with name '${by.denyAssignmentName}' and Id '${by.name}' at scope '${by.scope}'.`,
      },
    },
  });
