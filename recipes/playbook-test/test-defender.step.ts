import { keyed, optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import { heldRole, logsConnection, playbookId, playbooksOn, proof } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { playbooks } from '../playbooks/playbooks.ts';
import { queriedLogs, whyCancelled } from './cancelled.ts';
import { didNothing, isOver, type Ran, sample } from './playbook-test.ts';

const { key, title, defaultName, triggerName } = playbooks['update-incident'];
/** Minutes the playbook waits for an alert of Microsoft Defender to arrive in the workspace, as published. */
const waitMinutes = 15;
/** Runs that are looked through for one about Microsoft Defender: each takes a request. */
const atMost = 10;

interface Seen {
  /** Runs that took the branch of Microsoft Defender since its role was given, newest first. */
  readonly runs: readonly Ran[];
  /** ISO-8601 UTC. */
  readonly at: string;
}

/**
 * What Update Incident does with an alert of Microsoft Defender, seen at work: it waits for the alert, finds it through the
 * Monitor Logs connection, and comments on its incident. Only a true alert can be found, so the person names one, and
 * its incident keeps the comment. Any such run since the role was given is proof, Intezer's own too.
 * @param alert the alert's ID as Microsoft Defender has it
 */
export const testDefender = (alert: string) => {
  const send: Change = {
    verb: 'send',
    what: `Sample about alert ${alert} to the trigger URL; after ${waitMinutes} minutes ${title} comments on its incident`,
    where: defaultName,
    right: 'the trigger URL alone',
    undoneBy: "Can't be undone. The comment stays on that incident.",
  };

  return step({
    id: 'test-defender',
    title: 'Test the playbook with an alert of Microsoft Defender',
    why: `Takes ${waitMinutes} minutes: the playbook waits that long for the alert`,
    severity: 'block',
    needs: {
      id: keyed(playbookId, key),
      role: keyed(heldRole, key),
      connection: optional(logsConnection),
      on: optional(playbooksOn),
      tested: optional(keyed(proof, 'playbooks')),
    },
    gives: {},
    settle: {
      within: (waitMinutes + 10) * 60,
      every: 15,
      usually: { from: waitMinutes * 60, to: (waitMinutes + 2) * 60 },
    },

    async look({ microsoft, given, now }): Promise<Seen> {
      return { runs: await defenderRuns(microsoft, given.id, given.role.since ?? ''), at: now() };
    },

    judge({ runs, at }) {
      const going = runs.find(({ run }) => run && !isOver(run));
      if (going) {
        const usually = { from: waitMinutes * 60, to: (waitMinutes + 2) * 60 };
        return { is: 'waiting', on: 'microsoft', since: at, usually, problem: stillWaiting() };
      }
      const done = runs.find(({ run }) => run?.status === 'Succeeded');
      if (done)
        return {
          is: 'met',
          facts: {},
          shows: [
            {
              show: 'text',
              text: `${title} waited for an alert of Microsoft Defender, found it and commented on its incident.`,
            },
          ],
        };
      const [last] = runs;
      return { is: 'unmet', changes: [send], problem: last ? endedBadly(last) : notTested() };
    },

    foresee: () => [send],

    async apply(_change, { microsoft, given }) {
      const address = await microsoft.logicApps.callbackAddress(given.id, triggerName);
      const { run } = await microsoft.sentinel.callPlaybook(address, { ...sample(alert), sender: 'msd' });
      return { made: { kind: 'sample', id: run ?? '' }, owned: false };
    },

    recognize(begun, { runs }) {
      const found = runs.find(({ run }) => run && bornOf(begun, run.startedAt));
      return found?.run
        ? { receipt: { made: { kind: 'sample', id: found.run.name }, owned: false } }
        : 'never-happened';
    },
  });
};

async function defenderRuns(microsoft: Microsoft, id: string, since: string): Promise<readonly Ran[]> {
  const [runs, workflow] = await Promise.all([
    microsoft.logicApps.runs(id, 20),
    microsoft.logicApps.find(id),
  ]);
  if ('couldNotLook' in runs) return [];
  const definition = workflow?.definition ?? {};
  const all = await Promise.all(
    runs
      .filter(({ startedAt }) => startedAt >= since)
      .slice(0, atMost)
      .map(async (run): Promise<readonly Ran[]> => {
        const actions = await microsoft.logicApps.actions(id, run.name);
        if (!queriedLogs(definition, actions)) return [];
        const why = run.status === 'Cancelled' ? { why: whyCancelled(definition, actions) } : {};
        return [{ key, run, commented: run.status === 'Succeeded', ...why }];
      }),
  );
  return all.flat();
}

const redo = [{ do: 'redo', step: 'test-defender' }] as const;

function endedBadly(ran: Ran): Problem {
  const { run } = ran;
  const said = didNothing([ran]);
  if (run?.status !== 'Failed') return { ...said, remedies: redo };
  const because = `It failed: ${run.error ?? 'Azure gives no reason'}.`;
  return { ...said, because, remedies: redo };
}

const notTested = (): Problem => ({
  code: 'playbooks-not-tested',
  title: `${title} has not been seen with an alert of Microsoft Defender`,
  because: 'No such run is younger than the last change of its role.',
  remedies: redo,
});

const stillWaiting = (): Problem => ({
  code: 'playbooks-still-running',
  title: `${title} has not ended yet`,
  because: `It waits ${waitMinutes} minutes for an alert of Microsoft Defender to arrive in the workspace.`,
  remedies: [{ do: 'retry', after: 60 }],
});
