import { keyed, toJudge } from '../../engine/fact.ts';
import { couldNotLook } from '../entra-rights.ts';
import { heldRole } from '../facts.ts';
import { least } from '../known.ts';
import { covers } from '../role-giving.ts';
import { step } from '../step.ts';

/**
 * No lock stands in the way of the role that is still to be given: a read-only lock refuses it, one against deletion
 * refuses to take it back (https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources). That
 * the resource providers are registered is known from Microsoft Sentinel having answered.
 */
export const workspaceLocks = (of: { key: string; armId: string; name: string }) =>
  step({
    id: `workspace-locks:${of.key}`,
    title: `No lock on ${of.name} is in the way`,
    why: 'A locked resource group takes no new role',
    severity: 'warn',
    checks: ['ADM-08'],
    needs: { held: toJudge(keyed(heldRole, of.key)) },
    gives: {},
    async look({ microsoft, given }) {
      return {
        locks: given.held ? [] : await microsoft.roleSurvey.locks(of.armId),
        page: `${microsoft.portal}/#resource${of.armId}/locks`,
      };
    },
    judge({ locks, page }, { held }) {
      if (held) return { is: 'met', facts: {} };
      const remedies = [{ do: 'open', label: 'Open locks', url: page }] as const;
      if (couldNotLook(locks)) {
        return {
          is: 'unknown',
          problem: {
            code: 'locks-not-seen',
            title: `Could not look whether ${of.name} is locked`,
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
            title: `The lock ${closed.name} lets nobody give a role on ${of.name}`,
            because: 'It is read-only, and a role assignment is a write.',
            who: { role: 'Owner or User Access Administrator, who may lift it for a moment' },
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
                  text: `The lock ${kept.name} refuses deletions: undo could not take the role back while it stands.`,
                },
              ],
            }
          : {}),
      };
    },
    foresee: () => [],
  });
