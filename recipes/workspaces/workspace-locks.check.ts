import { keyed, toJudge } from '../../engine/model/fact.ts';
import { heldRole, roleKeys } from '../catalogue/facts.ts';
import { type AzureRoleKey, least, partsOf } from '../catalogue/microsoft-ids.ts';
import { named, needsNamed, step } from '../catalogue/step.ts';
import { couldNotLook } from '../sign-in/entra-rights.ts';
import { covers } from '../sign-in/role-assignment-right.ts';

/**
 * What serves Microsoft Sentinel on a workspace. That of the workspace itself is registered as long as there is one: it
 * cannot be taken back before (see below).
 */
const namespaces = ['Microsoft.SecurityInsights'] as const;

/**
 * No lock prevents assigning the role that is still missing: a read-only lock prevents assigning it, and a delete lock
 * prevents removing it (https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources). And the
 * subscription is registered for what serves the workspace
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types). `more` are the additional roles.
 */
export const workspaceLocks = (
  of: { key: string; armId: string; name: string },
  more: readonly AzureRoleKey[] = [],
) => {
  const { subscriptionId } = partsOf(of.armId);
  const roles = roleKeys([of.key], more);
  const areHeld = (given: object) => roles.every((key) => named(given, `role ${key}`) !== undefined);
  return step({
    id: `workspace-locks:${of.key}`,
    title: `Nothing on ${of.name} is locked or turned off`,
    why: 'A locked resource group accepts no new role, and an unregistered provider does nothing',
    severity: 'warn',
    checks: ['ADM-08'],
    needs: needsNamed(roles.map((key) => [`role ${key}`, toJudge(keyed(heldRole, key))] as const)),
    gives: {},
    async look({ microsoft, given }) {
      const { portal, roleSurvey, workspaces } = microsoft;
      const [locks, unregistered] = await Promise.all([
        areHeld(given) ? [] : roleSurvey.locks(of.armId),
        workspaces.unregistered(subscriptionId, namespaces),
      ]);
      return {
        locks,
        unregistered,
        page: `${portal}/#resource${of.armId}/locks`,
        providers: `${portal}/#resource/subscriptions/${subscriptionId}/resourceproviders`,
      };
    },
    judge({ locks, unregistered, page, providers }, given) {
      const held = areHeld(given);
      const remedies = [{ do: 'open', label: 'Open locks', url: page }] as const;
      const registering = { do: 'open', label: 'Open resource providers', url: providers } as const;
      if (couldNotLook(unregistered)) {
        return {
          is: 'unknown',
          problem: {
            code: 'providers-not-seen',
            title: `Couldn't check the resource providers of ${of.name} 's subscription`,
            because: unregistered.couldNotLook,
            who: { role: least.readWorkspace },
            remedies: [registering],
          },
        };
      }
      if (unregistered.length > 0) {
        return {
          is: 'unmet',
          changes: [],
          problem: {
            code: 'provider-not-registered',
            title: `The subscription of ${of.name} is not registered for ${unregistered.join(' and ')}`,
            because:
              "Azure doesn't offer a resource provider to a subscription that isn't registered for it.",
            who: { role: 'Contributor of the subscription' },
            remedies: [registering, { do: 'retry' }],
          },
        };
      }
      if (held) return { is: 'met', facts: {} };
      if (couldNotLook(locks)) {
        return {
          is: 'unknown',
          problem: {
            code: 'locks-not-seen',
            title: `Couldn't check whether ${of.name} is locked`,
            because: locks.couldNotLook,
            who: { role: least.readWorkspace },
            remedies,
          },
        };
      }
      const above = locks.filter(({ scope }) => covers(scope, of.armId));
      const closed = above.find(({ level }) => level === 'read-only');
      if (closed) {
        return {
          is: 'unmet',
          changes: [],
          problem: {
            code: 'locked',
            title: `The lock ${closed.name} prevents role assignments on ${of.name}`,
            because: "It's read-only, and assigning a role is a change.",
            who: { role: 'Owner or User Access Administrator, who can remove it for a moment' },
            remedies,
          },
        };
      }
      const [kept] = above;
      return {
        is: 'met',
        facts: {},
        ...(kept
          ? {
              shows: [
                {
                  show: 'text' as const,
                  text: `The lock ${kept.name} prevents deletions. Undo can't remove the role until the lock is removed.`,
                },
              ],
            }
          : {}),
      };
    },
    foresee: () => [],
  });
};
