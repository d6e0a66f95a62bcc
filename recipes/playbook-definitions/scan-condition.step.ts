import { keyed, optional } from '../../engine/model/fact.ts';
import type { Change } from '../../engine/model/step.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  scanCondition as conditionFact,
  logsConnection,
  playbookId,
  playbooksOn,
} from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import {
  type Inverted,
  invertedIn,
  neverScans,
  withCorrected,
  withPublished,
} from '../playbooks/inverted-conditions.ts';
import { playbooks } from '../playbooks/playbooks.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';
const { key, title, defaultName } = playbooks['scan-url'];

interface Seen {
  readonly inverted: readonly Inverted[];
  /** ISO-8601 UTC, of its last change; undefined where it is not there. */
  readonly changedAt: string | undefined;
}

/**
 * The playbook that scans URLs scans them. As published it does not: the condition that is to end a run without URLs
 * ends those with URLs. Correcting it changes the vendor's definition, so
 * the review names it, and a person can leave it out.
 * @param of.inSetUp made by set-up; otherwise set-up warns, and repair makes it.
 */
export const scanCondition = (of: { readonly inSetUp: boolean }) => {
  const correct: Change = {
    verb: 'update',
    what: `${title}: turn its condition around, so that it scans URLs`,
    where: defaultName,
    right,
    undoneBy: 'Undo puts the published condition back',
  };

  return step({
    id: 'scan-condition',
    title: `${title} scans the URLs it is given`,
    why: "As Intezer publishes it, it stops when an incident has URLs. Correcting it changes Intezer's definition.",
    severity: 'warn',
    checks: ['PB-10'],
    ...(of.inSetUp ? {} : { repairs: true as const }),
    // A playbook is changed by putting all of it back: two changes at once would take each other away.
    // And it is refused while its connection was turned to managed identity and it does not say so yet.
    needs: {
      playbook: keyed(playbookId, key),
      on: optional(playbooksOn),
      connection: optional(logsConnection),
    },
    gives: { condition: conditionFact },
    settle: { within: 30, every: 2 },

    async look({ microsoft, given }): Promise<Seen> {
      const workflow = await microsoft.logicApps.find(given.playbook);
      return { inverted: invertedIn(workflow?.definition ?? {}), changedAt: workflow?.changedAt };
    },

    judge({ inverted }) {
      if (inverted.length === 0) return { is: 'met', facts: { condition: 'scans' as const } };
      return { is: 'unmet', changes: [correct], problem: neverScans('scan-condition') };
    },

    foresee: () => [correct],

    async apply(_change, { microsoft, given }) {
      const workflow = await microsoft.logicApps.find(given.playbook);
      const inverted = invertedIn(workflow?.definition ?? {});
      if (workflow !== undefined && inverted.length > 0)
        await microsoft.logicApps.define(given.playbook, withCorrected(workflow.definition, inverted));
      const made = { kind: 'corrected-condition', id: given.playbook, of: JSON.stringify(inverted) };
      return { made, owned: inverted.length > 0 };
    },

    recognize(begun, { inverted, changedAt }, given) {
      if (changedAt === undefined || inverted.length > 0) return 'never-happened';
      if (!bornOf(begun, changedAt)) return 'not-ours';
      // What it read before was not written down any more, so undo leaves it corrected.
      return { receipt: { made: { kind: 'corrected-condition', id: given.playbook }, owned: false } };
    },

    async whose({ made }, { microsoft, given }) {
      const [id, known] = [made.id.toLowerCase(), given.playbook?.toLowerCase()];
      // The playbook that stands there under the published name, and no other.
      if (known !== undefined ? id !== known : !id.endsWith(`/workflows/${defaultName.toLowerCase()}`))
        return { is: 'not-ours' };
      const workflow = await microsoft.logicApps.find(made.id);
      // As published again, there is nothing left to put back.
      return workflow === undefined || invertedIn(workflow.definition).length > 0
        ? { is: 'gone' }
        : { is: 'ours', what: title };
    },

    async undo({ made }, { microsoft }) {
      const inverted = readNote(made.of ?? '[]');
      const workflow = await microsoft.logicApps.find(made.id);
      if (workflow !== undefined && inverted.length > 0)
        await microsoft.logicApps.define(made.id, withPublished(workflow.definition, inverted));
    },
  });
};

const readNote = (note: string): readonly Inverted[] => JSON.parse(note) as readonly Inverted[];
