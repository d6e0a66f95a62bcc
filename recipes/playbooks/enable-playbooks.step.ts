import type { Change } from '../../engine/model/step.ts';
import { bornOf } from '../catalogue/born.ts';
import { playbooksOn } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { idsOf, type PlaybookKey, playbooks } from './playbooks.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

/** Each chosen playbook is switched on: one that is off is never started, and nothing says so. */
export const enablePlaybooks = (of: { readonly playbooks: readonly PlaybookKey[] }) => {
  const changeOf = (key: PlaybookKey): Change => ({
    verb: 'update',
    what: `${playbooks[key].title}: switch it on`,
    where: playbooks[key].defaultName,
    right,
    undoneBy: 'Undo turns it off again',
  });
  const keyOf = ({ what }: Change) => of.playbooks.find((key) => changeOf(key).what === what) as PlaybookKey;

  return step({
    id: 'enable-playbooks',
    title: 'Playbooks are turned on',
    why: 'A playbook that is off never runs, and no one is notified',
    severity: 'block',
    needs: idsOf(of.playbooks),
    gives: { playbooksOn },
    settle: { within: 30, every: 2 },

    look: async ({ microsoft, given }) => {
      const found = await Promise.all(
        of.playbooks.map((key) => microsoft.logicApps.find(given[key] as string)),
      );
      return {
        off: of.playbooks.filter((_, at) => found[at]?.enabled === false),
        gone: of.playbooks.filter((_, at) => found[at] === undefined),
        changedAt: Object.fromEntries(of.playbooks.map((key, at) => [key, found[at]?.changedAt])),
      };
    },

    judge({ off, gone }) {
      const [missing] = gone;
      if (missing) {
        return {
          is: 'blocked',
          problem: {
            code: 'playbook-gone',
            title: `${playbooks[missing].title} no longer exists`,
            because: 'It was there a moment ago. It was deleted, or you lost access to it.',
            remedies: [{ do: 'redo', step: 'deploy-playbooks' }, { do: 'retry' }],
          },
        };
      }
      if (off.length === 0) return { is: 'met', facts: { playbooksOn: of.playbooks } };
      return {
        is: 'unmet',
        changes: off.map(changeOf),
        problem: {
          code: 'playbook-switched-off',
          title: `Turned off: ${off.map((key) => playbooks[key].title).join(', ')}`,
          because: 'It was turned off. Rules that name it do nothing, and its trigger URL is refused.',
          remedies: [{ do: 'redo', step: 'enable-playbooks' }],
        },
      };
    },

    // A new one is made switched on.
    foresee: () => [],

    async apply(change, { microsoft, given }) {
      const id = given[keyOf(change)] as string;
      await microsoft.logicApps.enable(id);
      return { made: { kind: 'enabled-playbook', id }, owned: true };
    },

    // An enabled playbook doesn't say who enabled it. A last change at that very time does.
    recognize(begun, { off, gone, changedAt }, given) {
      const key = keyOf(begun.change);
      if (off.includes(key) || gone.includes(key)) return 'never-happened';
      if (!bornOf(begun, changedAt[key])) return 'not-ours';
      return { receipt: { made: { kind: 'enabled-playbook', id: given[key] as string }, owned: true } };
    },

    undo: ({ made }, { microsoft }) => microsoft.logicApps.disable(made.id),
  });
};
