import { keyed } from '../../engine/fact.ts';
import type { Problem } from '../../engine/problem.ts';
import type { Change } from '../../engine/step.ts';
import type { CouldNotLook, PermissionEntry } from '../../microsoft/microsoft.ts';
import { appName, heldRole, servicePrincipalId, workspace, workspaceRights } from '../facts.ts';
import { type AzureRoleKey, allows, azureRoles, least } from '../known.ts';
import { step } from '../step.ts';

const toAssign = 'Microsoft.Authorization/roleAssignments/write';

/**
 * The application holds a role on one workspace, there or above. The assignment's name is made from scope, principal
 * and role, so that a repeat finds it (https://learn.microsoft.com/azure/role-based-access-control/role-assignments-rest);
 * one that stands already under another name is taken as it is and left alone by undo.
 */
export const assignRole = (role: AzureRoleKey, of: { key: string; armId: string; name: string }) => {
  const { id: roleId, title } = azureRoles[role];
  const assign: Change = {
    verb: 'assign',
    what: title,
    where: of.name,
    right: least.assignRole,
    undoneBy: 'Undo removes it',
  };
  return step({
    id: `assign-role:${of.key}`,
    title: `Give a role on ${of.name}`,
    why: 'Consent opens the API, the role opens the workspace',
    severity: 'block',
    checks: ['WSP-03', 'ADM-05'],
    needs: {
      principal: servicePrincipalId,
      appName,
      workspace: keyed(workspace, of.key),
      rights: keyed(workspaceRights, of.key),
    },
    gives: { heldRole: keyed(heldRole, of.key) },
    settle: { within: 300, every: 3, usually: { from: 10, to: 40 } },
    async look({ microsoft, given, now }) {
      const held = await microsoft.roles.heldBy(given.principal, of.armId);
      return { held, portal: microsoft.portal, at: now() };
    },
    judge({ held, portal, at }, { rights, appName: application, principal }) {
      const there = held.find((each) => each.roleId.toLowerCase() === roleId && covers(each.scope, of.armId));
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
          problem: needsSomeone({ title, roleId, portal, application, principal, ...of }),
        };
      }
      return {
        is: 'unmet',
        changes: [assign],
        problem: {
          code: 'role-missing',
          title: `The application has no role on ${of.name}`,
          because: `It needs ${title} there to read what the vendor reads.`,
          remedies: [{ do: 'redo', step: `assign-role:${of.key}` }],
          who: { role: least.assignRole },
        },
      };
    },
    foresee: ({ rights }) => (rights && mayAssign(rights) === false ? [] : [assign]),
    async apply(_change, { microsoft, given, uuidFor }) {
      const made = await microsoft.roles.assign({
        scope: of.armId,
        name: uuidFor(`${of.armId.toLowerCase()}|${given.principal}|${roleId}`),
        roleId,
        principalId: given.principal,
      });
      return { made: { kind: 'role-assignment', id: made.id }, owned: made.created };
    },
    recognise(_begun, { held }) {
      const there = held.find((each) => each.roleId.toLowerCase() === roleId && covers(each.scope, of.armId));
      return there
        ? { receipt: { made: { kind: 'role-assignment', id: there.id }, owned: true } }
        : 'never-happened';
    },
    undo: ({ made }, { microsoft }) => microsoft.roles.remove(made.id),
  });
};

/** Undefined where one may not look; Azure then says it when asked. */
function mayAssign(rights: readonly PermissionEntry[] | CouldNotLook): boolean | undefined {
  return 'couldNotLook' in rights ? undefined : allows(rights, toAssign);
}

/** A scope covers a resource at it or below it. ARM ids differ in case without a difference in meaning. */
function covers(scope: string, armId: string): boolean {
  const [above, id] = [scope.toLowerCase().replace(/\/$/, ''), armId.toLowerCase()];
  return id === above || id.startsWith(`${above}/`);
}

function needsSomeone(of: {
  title: string;
  roleId: string;
  portal: string;
  application: string;
  principal: string;
  name: string;
  armId: string;
}): Problem {
  const page = `${of.portal}/#resource${of.armId}/users`;
  return {
    code: 'role-needs-someone-else',
    title: `You may not give roles on ${of.name}`,
    because: `None of your Azure roles there holds ${toAssign}.`,
    who: { role: `${least.assignRole}, User Access Administrator or Owner` },
    remedies: [
      { do: 'sign-in-as', role: least.assignRole },
      { do: 'open', label: 'Open access control', url: page },
      {
        do: 'ask-someone',
        message: [
          `Hello, to connect Microsoft Sentinel I need one role assignment that I may not make: ${of.title} for the application ${of.application} on the workspace ${of.name}.`,
          `It takes ${least.assignRole}, User Access Administrator or Owner there. The page for it: ${page}`,
          `Or run: az role assignment create --role ${of.roleId} --assignee-object-id ${of.principal} --assignee-principal-type ServicePrincipal --scope ${of.armId}`,
        ].join('\n'),
      },
    ],
  };
}
