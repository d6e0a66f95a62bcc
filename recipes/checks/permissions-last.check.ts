import type { Problem } from '../../engine/problem.ts';
import { retirements, spokenDate } from '../known.ts';
import { step } from '../step.ts';

/** No chosen permission is retired, by dated rules with their source. Warns and stops nothing. */
export const permissionsLast = (permissions: readonly string[]) =>
  step({
    id: 'permissions-last',
    title: 'No permission is being retired',
    why: 'A retired permission stays granted and quietly reads nothing',
    severity: 'warn',
    checks: ['PRM-06'],
    needs: {},
    gives: {},
    look: async ({ now }) => ({ on: now().slice(0, 10) }),
    judge({ on }) {
      const rule = retirements.find(({ permission }) => permissions.includes(permission));
      if (!rule) return { is: 'met', facts: {} };
      const tense = rule.on <= on ? 'was retired on' : 'is being retired on';
      const problem: Problem = {
        code: 'permission-retired',
        title: `${rule.permission} ${tense} ${spokenDate(rule.on)}`,
        because: `${rule.what} ${rule.successor} takes its place and can be asked for beside it. Source: ${rule.source.replace('https://', '')}`,
        remedies: [{ do: 'open', label: "Read Microsoft's page", url: rule.source }],
      };
      return { is: 'unmet', changes: [], problem };
    },
    foresee: () => [],
  });
