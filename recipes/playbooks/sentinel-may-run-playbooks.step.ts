import { keyed } from '../../engine/model/fact.ts';
import type { Change } from '../../engine/model/step.ts';
import { sentinelMayRun, workspace } from '../catalogue/facts.ts';
import {
  azureRoles,
  least,
  type PickedWorkspace,
  partsOf,
  sentinelApplication,
} from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { appliesAt, by, mayAssign, needsSomeone, whoMayAssign } from '../sign-in/role-assignment-right.ts';
import { assignByName, assignmentName, recognized, whoseRole } from '../workspaces/assigned-roles.ts';

const { id: roleId, title } = azureRoles['sentinel-automation-contributor'];

/**
 * Microsoft Sentinel itself may run playbooks of the workspace's resource group, there or above. Without it every rule
 * that names a playbook is refused (https://learn.microsoft.com/azure/sentinel/automation/run-playbooks), and the
 * vendor's guide does not mention it.
 */
export const sentinelMayRunPlaybooks = (of: PickedWorkspace) => {
  const { subscriptionId, resourceGroup } = partsOf(of.armId);
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const assign: Change = {
    verb: 'assign',
    what: `${title} to ${sentinelApplication.title}`,
    where: resourceGroup,
    right: least.assignRole,
    undoneBy: 'Undo removes it',
  };
  const held = (
    roles: readonly { id: string; roleId: string; scope: string; createdOn: string | undefined }[],
  ) => roles.find((each) => each.roleId.toLowerCase() === roleId && appliesAt(each.scope, group));

  return step({
    id: 'sentinel-may-run-playbooks',
    title: 'Let Microsoft Sentinel run the playbooks',
    why: "It runs them as its own service principal, and refuses rules that name a playbook it can't run",
    severity: 'block',
    checks: ['PB-06'],
    needs: { workspace: keyed(workspace, of.key) },
    gives: { sentinelMayRun },
    settle: { within: 300, every: 3, usually: { from: 10, to: 60 } },
    async look({ microsoft, now, uuidFor }) {
      const principal = await microsoft.servicePrincipals.byAppId(sentinelApplication.appId);
      const [roles, rights] = await Promise.all([
        principal ? microsoft.roles.heldBy(principal.id, group) : [],
        microsoft.roles.permissionsAt(group),
      ]);
      const people = held(roles) ? undefined : await whoMayAssign(microsoft, group, rights);
      const name = assignmentName(uuidFor, { scope: group, principal: principal?.id ?? '', roleId });
      return { principal: principal?.id, roles, name, rights, people, portal: microsoft.portal, at: now() };
    },
    judge({ principal, roles, rights, people, portal, at }) {
      if (principal === undefined) {
        return {
          is: 'blocked',
          problem: {
            code: 'sentinel-principal-missing',
            title: `${sentinelApplication.title} is not in this tenant`,
            because: 'Microsoft Sentinel makes its service principal when it is switched on for a workspace.',
            who: { role: 'Microsoft Sentinel Contributor' },
            remedies: [
              {
                do: 'open',
                label: 'Open the playbook permissions of Microsoft Sentinel',
                url: `${portal}/#view/Microsoft_Azure_Security_Insights/WorkspaceSelectorBlade`,
              },
              { do: 'retry' },
            ],
          },
        };
      }
      const there = held(roles);
      if (there) {
        const { id: assignmentId, scope, createdOn: since } = there;
        return { is: 'met', facts: { sentinelMayRun: { role: title, assignmentId, scope, since } } };
      }
      if (mayAssign(rights) === false) {
        const holder = `${sentinelApplication.title}, Microsoft Sentinel's own service principal,`;
        const where = { name: `the resource group ${resourceGroup}`, armId: group };
        return {
          is: 'waiting',
          on: 'person',
          since: at,
          problem: needsSomeone({ title, roleId, portal, holder, principal, people, ...where }),
        };
      }
      return {
        is: 'unmet',
        changes: [by(assign, rights)],
        problem: {
          code: 'sentinel-may-not-run-playbooks',
          title: `Microsoft Sentinel can't run playbooks in ${resourceGroup}`,
          because: `${sentinelApplication.title} needs ${title} there before a rule can name a playbook.`,
          remedies: [{ do: 'redo', step: 'sentinel-may-run-playbooks' }],
          who: { role: least.assignRole },
        },
      };
    },
    foresee: () => [assign],
    async apply(_change, { microsoft, uuidFor }) {
      const principal = await microsoft.servicePrincipals.byAppId(sentinelApplication.appId);
      if (!principal) throw new Error(`${sentinelApplication.title} went away`);
      return assignByName(microsoft, uuidFor, { scope: group, principal: principal.id, roleId });
    },
    recognize: (begun, { roles, name }) => recognized(begun, roles, name, { scope: group, roleId }),
    async whose({ made }, { microsoft, uuidFor }) {
      const principal = (await microsoft.servicePrincipals.byAppId(sentinelApplication.appId))?.id;
      return whoseRole(made, microsoft, uuidFor, { scope: group, principal, roleId });
    },
    undo: ({ made }, { microsoft }) => microsoft.roles.remove(made.id),
  });
};
