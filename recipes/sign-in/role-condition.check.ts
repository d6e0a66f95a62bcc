import { keyed, toJudge } from '../../engine/model/fact.ts';
import { heldRole, workspaceRights } from '../catalogue/facts.ts';
import {
  type AzureRoleKey,
  allows,
  azureRoles,
  giveRoles,
  knownRole,
  least,
} from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { couldNotLook } from './entra-rights.ts';
import { toAssign } from './role-assignment-right.ts';

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/giu;

/**
 * No condition stops the signed-in account from assigning the needed role
 * (https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview). Checked only while
 * the role isn't assigned yet.
 */
export const roleCondition = (
  role: AzureRoleKey,
  of: { key: string; armId: string; name: string },
  /** Of the role on that workspace. */
  key = of.key,
) => {
  const { id: roleId, title } = azureRoles[role];
  return step({
    id: `role-condition:${key}`,
    title: `You can assign ${title} on ${of.name}`,
    why: 'A condition can limit which roles you can assign',
    severity: 'warn',
    checks: ['ADM-06'],
    needs: {
      held: toJudge(keyed(heldRole, key)),
      rights: toJudge(keyed(workspaceRights, of.key)),
    },
    gives: {},
    async look({ microsoft, given: { held } }) {
      const mine = held ? [] : await microsoft.roleSurvey.mine(of.armId);
      return { mine, page: `${microsoft.portal}/#resource${of.armId}/users` };
    },
    judge({ mine, page }, { held, rights }) {
      if (held) return { is: 'met', facts: {} };
      // Without the right there is no condition on it; assign-role says who has it.
      if (rights && !couldNotLook(rights) && !allows(rights, toAssign)) return { is: 'met', facts: {} };
      if (couldNotLook(mine)) {
        return {
          is: 'unknown',
          problem: {
            code: 'role-condition-not-seen',
            title: `Couldn't check whether your role on ${of.name} has a condition`,
            because: mine.couldNotLook,
            who: { role: least.readWorkspace },
            remedies: [{ do: 'open', label: 'Open access control', url: page }],
          },
        };
      }
      const giving = mine.filter((each) => giveRoles.includes(each.roleId.toLowerCase()));
      const limited = giving.flatMap(({ condition }) => condition ?? []);
      const named = [...new Set(limited.flatMap((text) => text.toLowerCase().match(guid) ?? []))];
      if (giving.length === 0 || limited.length < giving.length || named.includes(roleId)) {
        return { is: 'met', facts: {} };
      }
      const roles = named.flatMap((id) => knownRole(id) ?? []);
      return {
        is: 'unmet',
        changes: [],
        problem: {
          code: 'azure-right-conditioned',
          title: `A condition limits which roles you can assign on ${of.name}`,
          because: `The connection needs ${title}, but the condition ${roles.length > 0 ? `allows ${roles.join(', ')}` : "doesn't allow it"}.`,
          who: { role: `${least.assignRole} without that condition, User Access Administrator or Owner` },
          remedies: [
            { do: 'sign-in-as', role: `${least.assignRole} without a condition` },
            { do: 'open', label: 'Open access control', url: page },
          ],
        },
      };
    },
    foresee: () => [],
  });
};
