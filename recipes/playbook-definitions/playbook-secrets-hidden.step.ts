import { optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Workflow } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import { logsConnection, playbooksOn, scanCondition } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { idIn, idsOf, type PlaybookKey, playbooks } from '../playbooks/playbooks.ts';
import { type Exposure, exposuresIn, withHidden, withShown } from './secure-runs.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

export interface SeenPlaybook {
  readonly key: PlaybookKey;
  readonly exposures: readonly Exposure[];
  /** A webhook that answers whoever has its address, from anywhere. */
  readonly openToAll: boolean;
  /** ISO-8601 UTC, of its last change; undefined where it is not there. */
  readonly changedAt: string | undefined;
}

/**
 * The history of the playbooks' runs shows no key to whoever may read it. As published it does, in every playbook that
 * reads the key; hiding it is a change of the vendor's definition, so the review names it, and a person can leave it out.
 * @param of.inSetUp made by set-up as well; otherwise set-up warns, and repair makes it.
 */
export const playbookSecretsHidden = (of: {
  readonly playbooks: readonly PlaybookKey[];
  readonly inSetUp: boolean;
}) => {
  const changeOf = (key: PlaybookKey): Change => ({
    verb: 'update',
    what: `${playbooks[key].title}: hide the key in the history of its runs`,
    where: playbooks[key].defaultName,
    right,
    undoneBy: 'Undo shows it again, as published',
  });
  const keyOf = ({ what }: Change) => of.playbooks.find((key) => changeOf(key).what === what) as PlaybookKey;

  return step({
    id: 'playbook-secrets-hidden',
    title: 'The API key is hidden in the run history',
    why: "As published, anyone who can read a playbook's runs can read the key",
    severity: 'warn',
    checks: ['PB-09'],
    ...(of.inSetUp ? {} : { repairs: true as const }),
    needs: {
      // A playbook is changed by putting all of it back: two changes at once would take each other away.
      connection: optional(logsConnection),
      on: optional(playbooksOn),
      condition: optional(scanCondition),
      ...idsOf(of.playbooks),
    },
    gives: {},
    settle: { within: 30, every: 2 },

    look: async ({ microsoft, given }) => {
      const found = await Promise.all(of.playbooks.map((key) => microsoft.logicApps.find(idIn(given, key))));
      return of.playbooks.map((key, at): SeenPlaybook => seenFrom(key, found[at]));
    },

    judge(seen) {
      const showing = seen.filter(({ exposures }) => exposures.length > 0);
      const shows = [list(seen)];
      if (showing.length > 0) {
        const changes = showing.map(({ key }) => changeOf(key));
        return { is: 'unmet', changes, problem: shown(showing), shows };
      }
      return { is: 'met', facts: {}, shows };
    },

    // As published each of those shows the key; whether set-up or repair makes the change is the engine's to tell.
    foresee: () => of.playbooks.filter((key) => playbooks[key].readsKey).map(changeOf),

    async apply(change, { microsoft, given }) {
      const id = idIn(given, keyOf(change));
      const workflow = await microsoft.logicApps.find(id);
      const exposures = exposuresIn(workflow?.definition ?? {});
      if (workflow !== undefined && exposures.length > 0)
        await microsoft.logicApps.define(id, withHidden(workflow.definition, exposures));
      return { made: { kind: 'hidden-runs', id, of: noted(exposures) }, owned: exposures.length > 0 };
    },

    recognize(begun, seen, given) {
      const key = keyOf(begun.change);
      const there = seen.find((each) => each.key === key);
      if (there?.changedAt === undefined || there.exposures.length > 0) return 'never-happened';
      if (!bornOf(begun, there.changedAt)) return 'not-ours';
      // What it hid was not written down any more, so undo leaves it hidden.
      return { receipt: { made: { kind: 'hidden-runs', id: idIn(given, key) }, owned: false } };
    },

    // The definition says itself what it hides, whether or not what the playbook reads is still there.
    async whose({ made }, { microsoft, given }) {
      const name = made.id.split('/').at(-1)?.toLowerCase();
      const key = of.playbooks.find((each) => playbooks[each].defaultName.toLowerCase() === name);
      if (key === undefined) return { is: 'not-ours' };
      const known = idIn(given, key);
      if (known !== '' && known.toLowerCase() !== made.id.toLowerCase()) return { is: 'not-ours' };
      const workflow = await microsoft.logicApps.find(made.id);
      return { is: workflow === undefined || exposuresIn(workflow.definition).length > 0 ? 'gone' : 'ours' };
    },

    async undo({ made }, { microsoft }) {
      const workflow = await microsoft.logicApps.find(made.id);
      if (workflow !== undefined)
        await microsoft.logicApps.define(made.id, withShown(workflow.definition, readNote(made.of ?? '')));
    },
  });
};

function seenFrom(key: PlaybookKey, workflow: Workflow | undefined): SeenPlaybook {
  return {
    key,
    exposures: exposuresIn(workflow?.definition ?? {}),
    openToAll: playbooks[key].startedBy === 'http' && workflow?.callersLimited === false,
    changedAt: workflow?.changedAt,
  };
}

/** What was hidden, in one line of a receipt. */
const noted = (exposures: readonly Exposure[]): string =>
  exposures.map(({ action, shows }) => `${action}:${shows.join('+')}`).join(' ');

const readNote = (note: string): readonly Exposure[] =>
  note
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [action = '', shows = ''] = part.split(':');
      return { action, shows: shows.split('+') as unknown as Exposure['shows'] };
    });

function list(seen: readonly SeenPlaybook[]): Show {
  return {
    show: 'checklist',
    title: 'What the run history shows',
    items: seen.flatMap(({ key, exposures, openToAll }) => [
      {
        is: exposures.length === 0 ? ('met' as const) : ('unmet' as const),
        title: playbooks[key].title,
        caption:
          exposures.length === 0
            ? 'No key and no token'
            : `Key or token in ${exposures.map(({ action }) => action).join(', ')}`,
      },
      ...(openToAll
        ? [
            {
              is: 'unmet' as const,
              title: `${playbooks[key].title}: callers`,
              caption:
                'Answers whoever has its address, from any network. Ask the vendor for its addresses to limit it.',
            },
          ]
        : []),
    ]),
  };
}

function shown(showing: readonly SeenPlaybook[]): Problem {
  return {
    code: 'key-in-run-history',
    title: `The run history shows the API key in ${showing.map(({ key }) => playbooks[key].title).join(', ')}`,
    because:
      "The vendor's definition hides only one of the actions the key goes through. Anyone who can read runs can find it, even a Reader.",
    remedies: [{ do: 'redo', step: 'playbook-secrets-hidden' }],
  };
}
