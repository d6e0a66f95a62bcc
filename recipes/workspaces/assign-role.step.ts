import type { CheckId } from '../../engine/model/check-catalogue.ts';
import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import type { Change } from '../../engine/model/step.ts';
import {
  appName,
  heldRole,
  registration,
  servicePrincipalId,
  workspace,
  workspaceRights,
} from '../catalogue/facts.ts';
import { type AzureRoleKey, azureRoles, least } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { appliesAt, by, mayAssign, needsSomeone, whoMayAssign } from '../sign-in/role-assignment-right.ts';
import { assignmentName, recognized, whoseRole } from './assigned-roles.ts';

/** Who the role is assigned to: an application, or one of several identities, each with its own key. */
export interface Holder {
  readonly key?: string;
  readonly principal: Fact<string>;
  /** For the beginning of a sentence. */
  readonly called: string;
  readonly why: string;
  /** What it does with the role. */
  readonly purpose: string;
  readonly checks: readonly CheckId[];
}

const theApplication: Holder = {
  principal: servicePrincipalId,
  called: 'The application',
  why: 'Access needs both API consent and a workspace role',
  purpose: 'to read what the vendor reads',
  checks: ['WSP-03', 'ADM-05'],
};

/**
 * The application, or another identity, holds a role on one workspace, there or above. The assignment's name is made from scope, principal
 * and role, so that a repeat finds it (https://learn.microsoft.com/azure/role-based-access-control/role-assignments-rest);
 * one that stands already under another name is taken as it is and left alone by undo.
 */
export const assignRole = (
  role: AzureRoleKey,
  of: { key: string; armId: string; name: string },
  holder: Holder = theApplication,
) => {
  const { id: roleId, title } = azureRoles[role];
  const key = holder.key ?? of.key;
  const assign: Change = {
    verb: 'assign',
    what: holder.key === undefined ? title : `${title} to ${holder.called}`,
    where: of.name,
    right: least.assignRole,
    undoneBy: 'Undo removes it',
  };
  const holds = (each: { roleId: string; scope: string }) =>
    each.roleId.toLowerCase() === roleId && appliesAt(each.scope, of.armId);
  const wantedOf = (principal: string) => ({ scope: of.armId, principal, roleId });

  return step({
    id: `assign-role:${key}`,
    title:
      holder.key === undefined ? `Assign a role on ${of.name}` : `Give ${holder.called} a role on ${of.name}`,
    why: holder.why,
    severity: 'block',
    checks: holder.checks,
    needs: {
      principal: holder.principal,
      appName: optional(appName),
      registration: optional(registration),
      workspace: keyed(workspace, of.key),
      rights: keyed(workspaceRights, of.key),
    },
    gives: { heldRole: keyed(heldRole, key) },
    settle: { within: 300, every: 3, usually: { from: 10, to: 40 } },
    async look({ microsoft, given, now, uuidFor }) {
      const held = await microsoft.roles.heldBy(given.principal, of.armId);
      const there = held.some(holds);
      const people = there ? undefined : await whoMayAssign(microsoft, of.armId, given.rights);
      const name = assignmentName(uuidFor, wantedOf(given.principal));
      return { held, name, people, portal: microsoft.portal, at: now() };
    },
    judge({ held, people, portal, at }, { rights, appName: application, principal }) {
      const there = held.find(holds);
      if (there) {
        return {
          is: 'met',
          facts: {
            heldRole: { role: title, assignmentId: there.id, scope: there.scope, since: there.createdOn },
          },
        };
      }
      if (mayAssign(rights) === false) {
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: needsSomeone({
            title,
            roleId,
            portal,
            holder: holder.key === undefined ? `the application ${application}` : holder.called,
            principal,
            people,
            ...of,
          }),
          changes: [assign],
        };
      }
      return {
        is: 'unmet',
        changes: [by(assign, rights)],
        problem: {
          code: 'role-missing',
          title: `${holder.called} has no role on ${of.name}`,
          because: `It needs ${title} there ${holder.purpose}.`,
          remedies: [{ do: 'redo', step: `assign-role:${key}` }],
          who: { role: least.assignRole },
        },
      };
    },
    foresee: ({ rights }) => (rights ? [by(assign, rights)] : [assign]),
    async apply(_change, { microsoft, given, uuidFor }) {
      const made = await microsoft.roles.assign({
        scope: of.armId,
        name: assignmentName(uuidFor, wantedOf(given.principal)),
        roleId,
        principalId: given.principal,
      });
      return { made: { kind: 'role-assignment', id: made.id }, owned: made.created };
    },
    recognize: (begun, { held, name }, { principal }) => recognized(begun, held, name, wantedOf(principal)),
    whose: ({ made }, { microsoft, uuidFor, given: { principal } }) =>
      whoseRole(made, microsoft, uuidFor, { scope: of.armId, principal, roleId }),
    stands({ held }, { registration: known }) {
      if (holder.key !== undefined) return [];
      const there = held.find(holds);
      if (!there) return [];
      // A role assigned above the workspace is removed there. The plan says so.
      const here = there.scope.toLowerCase() === of.armId.toLowerCase();
      const change = here ? assign : { ...assign, where: `${there.scope}, above ${of.name}` };
      const made = { kind: 'role-assignment', id: there.id };
      return [{ change, receipt: { made, owned: known?.ours === true } }];
    },
    undo: ({ made }, { microsoft }) => microsoft.roles.remove(made.id),
  });
};
