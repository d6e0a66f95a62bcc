import type { CheckId } from '../../engine/model/check-catalogue.ts';
import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import type { Change, Finding } from '../../engine/model/step.ts';
import type { RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import {
  additionalKey,
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
import { assignByName, assignmentName, recognized, whoseRole } from './assigned-roles.ts';
import {
  type Definitions,
  definitionsOf,
  isRole,
  roleName,
  type Sufficiency,
  spokenScope,
  sufficiencyOf,
} from './sufficient-roles.ts';

/** Who the role is assigned to: an application, or one of several identities, each with its own key. */
export interface Holder {
  readonly key?: string;
  readonly principal: Fact<string>;
  /** For the beginning of a sentence. */
  readonly called: string;
  readonly why: string;
  /** What it does with the role. */
  readonly purpose: string;
  /** That very role, and none that grants as much. */
  readonly exactly?: boolean;
  readonly checks: readonly CheckId[];
}

const theApplication: Holder = {
  principal: servicePrincipalId,
  called: 'The application',
  why: 'Access needs both API consent and a workspace role',
  purpose: 'to read what the vendor reads',
  checks: ['WSP-03', 'ADM-05'],
};

/** An additional role of the application on one workspace. It was chosen by name, so only that very role will do. */
export const assignMoreRole = (role: AzureRoleKey, of: { key: string; armId: string; name: string }) =>
  assignRole(role, of, {
    ...theApplication,
    key: additionalKey(of.key, role),
    why: 'It was chosen in addition to the first role',
    purpose: 'in addition to the first role, because it was chosen',
    exactly: true,
  });

/**
 * The application, or another identity, holds a role on one workspace, or what grants as much: there or above, its own or
 * through a group, that role or others. The assignment's name is made from scope, principal and role, so that a repeat
 * finds it (https://learn.microsoft.com/azure/role-based-access-control/role-assignments-rest); one that stands already
 * under another name is taken as it is and left alone by undo.
 */
export const assignRole = (
  role: AzureRoleKey,
  of: { key: string; armId: string; name: string },
  holder: Holder = theApplication,
) => {
  const { id: roleId, title } = azureRoles[role];
  const key = holder.key ?? of.key;
  const isApplication = holder.principal === servicePrincipalId;
  const wanted = { role, armId: of.armId, exactly: holder.exactly === true };
  const assign: Change = {
    verb: 'assign',
    what: isApplication ? title : `${title} to ${holder.called}`,
    where: of.name,
    right: least.assignRole,
    undoneBy: 'Undo removes it',
  };
  const holds = (each: RoleAssignment) => isRole(each, role) && appliesAt(each.scope, of.armId);
  const wantedOf = (principal: string) => ({ scope: of.armId, principal, roleId });

  return step({
    id: `assign-role:${key}`,
    title: !isApplication
      ? `Give ${holder.called} a role on ${of.name}`
      : `Assign ${holder.key === undefined ? 'a role' : title} on ${of.name}`,
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
      // What another role grants is read only where the one that is meant is not there.
      const others =
        wanted.exactly || held.some(holds) ? [] : held.filter(({ scope }) => appliesAt(scope, of.armId));
      const definitions = await definitionsOf(microsoft, others);
      const { is } = sufficiencyOf(held, definitions, wanted);
      const people = is === 'enough' ? undefined : await whoMayAssign(microsoft, of.armId, given.rights);
      const name = assignmentName(uuidFor, wantedOf(given.principal));
      return { held, definitions, name, people, portal: microsoft.portal, at: now() };
    },
    judge({ held, definitions, people, portal, at }, { rights, appName: application, principal }) {
      const found = sufficiencyOf(held, definitions, wanted);
      if (found.is === 'enough') return enough(found.by, definitions, wanted);
      if (found.is === 'unknown')
        return notRead(of.name, found.because, `${portal}/#resource${of.armId}/users`);
      if (mayAssign(rights) === false) {
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: needsSomeone({
            title,
            roleId,
            portal,
            holder: isApplication ? `the application ${application}` : holder.called,
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
          title: wanted.exactly
            ? `${holder.called} doesn't have ${title} on ${of.name}`
            : `${holder.called} has no role on ${of.name}${found.held.length > 0 ? ' that is enough' : ''}`,
          because: `It needs ${title} there ${holder.purpose}.${falling(found, definitions)}`,
          remedies: [{ do: 'redo', step: `assign-role:${key}` }],
          who: { role: least.assignRole },
        },
      };
    },
    foresee: ({ rights }) => (rights ? [by(assign, rights)] : [assign]),
    apply: (_change, { microsoft, given, uuidFor }) =>
      assignByName(microsoft, uuidFor, wantedOf(given.principal)),
    recognize: (begun, { held, name }, { principal }) => recognized(begun, held, name, wantedOf(principal)),
    whose: ({ made }, { microsoft, uuidFor, given: { principal } }) =>
      whoseRole(made, microsoft, uuidFor, { scope: of.armId, principal, roleId }),
    stands({ held }, { registration: known }) {
      if (!isApplication) return [];
      // A group's assignment is that of everyone in it.
      const there = held.find((each) => each.group === undefined && holds(each));
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

/** Held, and by what, where that is not the plain case: the role that is meant, its own, on the workspace itself. */
function enough(
  by: readonly RoleAssignment[],
  definitions: Definitions,
  of: { readonly role: AzureRoleKey; readonly armId: string },
): Finding<{ heldRole: typeof heldRole }> {
  const [first] = by as readonly [RoleAssignment];
  const newest = by.map(({ createdOn }) => createdOn ?? '').sort();
  const isPlain =
    isRole(first, of.role) &&
    first.group === undefined &&
    first.scope.toLowerCase() === of.armId.toLowerCase();
  return {
    is: 'met',
    facts: {
      heldRole: {
        role: by.map((each) => roleName(each, definitions)).join(' and '),
        assignmentId: first.id,
        scope: first.scope,
        since: newest.at(-1) || undefined,
        ...(first.group === undefined ? {} : { group: first.group }),
      },
    },
    ...(isPlain
      ? {}
      : {
          shows: [
            { show: 'text', text: `Held as ${by.map((each) => said(each, definitions)).join(', and as ')}.` },
          ],
        }),
  };
}

const said = (each: RoleAssignment, definitions: Definitions): string =>
  `${roleName(each, definitions)} on ${spokenScope(each.scope)}${each.group === undefined ? '' : ', through a group'}`;

/** What it holds instead, and what that does not let it do. */
function falling(
  { held, actions }: Extract<Sufficiency, { is: 'lacking' }>,
  definitions: Definitions,
): string {
  if (held.length === 0 || actions.length === 0) return '';
  const what = held.map((each) => said(each, definitions)).join(', and ');
  return ` It holds ${what}: without ${actions.join(' and ')}.`;
}

const notRead = (name: string, because: string, page: string): Finding<never> => ({
  is: 'unknown',
  problem: {
    code: 'role-not-read',
    title: `Couldn't check what its role on ${name} grants`,
    because,
    who: { role: least.readWorkspace },
    remedies: [{ do: 'open', label: 'Open access control', url: page }, { do: 'retry' }],
  },
});
