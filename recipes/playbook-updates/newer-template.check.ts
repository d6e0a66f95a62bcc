import { keyed } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { NewerTemplate } from '../../microsoft/contract/microsoft.ts';
import { workspace } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { valuesFor } from '../playbooks/playbook-template.ts';
import { type Difference, differencesOf, inWords } from './template-differences.ts';

interface Seen {
  readonly newer: Omit<NewerTemplate, 'template'> | undefined;
  readonly differences: readonly Difference[];
  /** Why it could not be looked for. */
  readonly trouble: Problem | undefined;
}

/**
 * Whether Intezer has published another template than the one this app knows. A hint: what is pinned is deployed all the
 * same, unless the person accepts the newer one by its hash. Without a way to GitHub nothing is said to be missing.
 * @param of.accepted SHA-256 in lower-case hex, or empty
 */
export const newerTemplate = (of: {
  readonly workspace: { readonly key: string };
  readonly accepted: string;
}) =>
  step({
    id: 'newer-template',
    title: 'Look for a newer template',
    why: "We deploy the version of Intezer's template that we have read. GitHub lists newer ones.",
    severity: 'warn',
    needs: { workspace: keyed(workspace, of.workspace.key) },
    gives: {},

    async look({ microsoft, given }): Promise<Seen> {
      try {
        const newer = await microsoft.deployments.newerTemplate();
        if (newer === undefined) return { newer, differences: [], trouble: undefined };
        const { template, ...about } = newer;
        const pinned = await microsoft.deployments.playbookTemplate();
        const values = valuesFor(given.workspace, undefined);
        return { newer: about, differences: differencesOf(pinned, template, values), trouble: undefined };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return { newer: undefined, differences: [], trouble: error.problem };
      }
    },

    judge({ newer, differences, trouble }) {
      if (trouble) return { is: 'unknown', problem: notLooked(trouble) };
      if (newer === undefined) return { is: 'met', facts: {} };
      const shows = [differing(newer, differences)];
      return newer.sha256 === of.accepted
        ? { is: 'met', facts: {}, shows }
        : { is: 'met', facts: {}, shows, warning: published(newer, differences) };
    },

    foresee: () => [],
  });

const differing = (newer: Seen['newer'] & object, differences: readonly Difference[]): Show => ({
  show: 'pairs',
  title: `Published ${newer.committedAt.slice(0, 10)}, and how it differs from the one we know`,
  pairs: [
    ['Commit', newer.commit],
    ['SHA-256', newer.sha256],
    ...differences.map((each): readonly [string, string] => [each.resource, inWords(each)]),
    ...(differences.length === 0 ? [['Resources', 'the same'] as const] : []),
  ],
});

const published = (newer: Seen['newer'] & object, differences: readonly Difference[]): Problem => ({
  code: 'template-newer',
  title: 'Intezer has published a newer template',
  because: `Commit ${newer.commit.slice(0, 7)} of ${newer.committedAt.slice(0, 10)} changes ${differences.length === 0 ? 'no resource' : differences.map(({ resource }) => resource).join(', ')}. We deploy the version that we have read. To deploy the newer one in this run, answer acceptTemplate with its SHA-256.`,
  remedies: [
    { do: 'redo', step: 'questions' },
    {
      do: 'open',
      label: 'Open the commit',
      url: `https://github.com/intezer/microsoft-sentinel-integration/commit/${newer.commit}`,
    },
  ],
});

const notLooked = (trouble: Problem): Problem => ({
  code: 'template-not-looked-for',
  title: "A newer template wasn't looked for",
  because: `GitHub's list of commits could not be read: ${trouble.because}`,
  remedies: [{ do: 'retry' }],
});
