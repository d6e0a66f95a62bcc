import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import type { Show } from '../../engine/model/show.ts';
import type { CouldNotLook, WorkflowRun } from '../../microsoft/contract/microsoft.ts';
import { playbookId, proof } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { type PlaybookKey, playbooks } from './playbooks.ts';

export interface SeenRuns {
  readonly key: PlaybookKey;
  /** Newest first. */
  readonly runs: readonly WorkflowRun[] | CouldNotLook;
}

/** The last run of each playbook went well. One that has not run yet has not gone wrong. */
export const playbookRuns = (of: { readonly playbooks: readonly PlaybookKey[] }) =>
  step({
    id: 'playbook-runs',
    title: 'The last run of each playbook went well',
    why: 'No one is notified when a playbook fails',
    severity: 'warn',
    checks: ['PB-08'],
    needs: Object.fromEntries<Fact<unknown>>([
      // What a test started is looked at when the test is over.
      ['test', optional(keyed(proof, 'playbooks'))],
      ...of.playbooks.map((key) => [key, keyed(playbookId, key)] as const),
    ]) as Readonly<Record<string, Fact<string>>>,
    gives: {},

    look: async ({ microsoft, given, now }) => ({
      at: now(),
      page: `${microsoft.portal}/#resource`,
      ids: given,
      seen: await Promise.all(
        of.playbooks.map(
          async (key): Promise<SeenRuns> => ({
            key,
            runs: await microsoft.logicApps.runs(given[key] as string, 5),
          }),
        ),
      ),
    }),

    judge({ at, page, ids, seen }) {
      const shows = [table(seen)];
      const failed = seen.find(({ runs }) => !('couldNotLook' in runs) && runs[0]?.status === 'Failed');
      if (failed) {
        const [last] = failed.runs as readonly WorkflowRun[];
        const { title } = playbooks[failed.key];
        return {
          is: 'unmet',
          changes: [],
          shows,
          problem: {
            code: 'playbook-run-failed',
            title: `The last run of ${title} failed`,
            because: `It began ${last?.startedAt ?? ''}${last?.error === undefined ? '.' : ` and ended with: ${last.error}`}`,
            who: { role: 'Logic App Contributor' },
            remedies: [
              { do: 'open', label: 'Open its runs', url: `${page}${ids[failed.key] ?? ''}/logicApp` },
              { do: 'retry' },
            ],
          },
        };
      }
      const unseen = seen.find(({ runs }) => 'couldNotLook' in runs);
      if (unseen) {
        return {
          is: 'unknown',
          shows,
          problem: {
            code: 'runs-not-looked-at',
            title: `The runs of ${playbooks[unseen.key].title} couldn't be checked`,
            because: (unseen.runs as CouldNotLook).couldNotLook,
            who: { role: 'Reader' },
            remedies: [{ do: 'sign-in-as', role: 'Reader on the resource group' }, { do: 'retry' }],
            trace: { at },
          },
        };
      }
      return { is: 'met', facts: {}, shows };
    },

    foresee: () => [],
  });

function table(seen: readonly SeenRuns[]): Show {
  return {
    show: 'table',
    title: 'Last runs',
    columns: [{ title: 'Playbook' }, { title: 'Began' }, { title: 'Ended as' }],
    rows: seen.flatMap(({ key, runs }) => {
      const { title } = playbooks[key];
      if ('couldNotLook' in runs) return [[title, '', "couldn't check"]];
      if (runs.length === 0) return [[title, '', 'has not run yet']];
      return runs.map((run, at) => [
        at === 0 ? title : '',
        run.startedAt,
        run.error === undefined ? run.status : `${run.status}: ${run.error}`,
      ]);
    }),
  };
}
