import type { Incident, Microsoft, RuleCondition, WorkflowRun } from '../../microsoft/contract/microsoft.ts';
import type { HeldRole } from '../catalogue/facts.ts';
import type { PlaybookKey } from '../playbooks/playbooks.ts';
import { startsOnTest } from '../playbooks/rule-conditions.ts';
import { type Cancelled, whyCancelled } from './cancelled.ts';
import { isOver, type Ran, scans } from './playbook-test.ts';
import { type Given, idIn, label, type TestPlan } from './test-plan.ts';

/** A test incident as it stands. */
export interface TestIncident {
  readonly incident: Incident | undefined;
  /** ISO-8601 UTC since when it has entities; undefined where it has none. */
  readonly entitiesAt: string | undefined;
  readonly runs: readonly Ran[];
  readonly comments: readonly { readonly at: string; readonly authorId: string }[];
}

/**
 * The first test that is not older than the last change of a rule or a role, or under which name there is none yet.
 * @param names that one of ours can have, in their order
 */
export async function findTest(
  microsoft: Microsoft,
  plan: TestPlan,
  given: Given,
  names: readonly string[],
): Promise<TestIncident & { readonly name: string }> {
  const changed = lastChange(given);
  for (const name of names) {
    const incident = await microsoft.sentinel.incident(plan.armId, name);
    if (incident && incident.createdAt < changed) continue;
    return { name, ...(await lookAt(microsoft, plan, given, incident)) };
  }
  return { name: names.at(-1) ?? '', ...(await lookAt(microsoft, plan, given, undefined)) };
}

/** When a rule or a role was last changed: a test before that proves nothing. */
function lastChange(given: Given): string {
  return Object.entries(given)
    .filter(([name]) => name.startsWith('role ') || name.startsWith('rule '))
    .map(([, held]) => (held as Pick<HeldRole, 'since'> | undefined)?.since ?? '')
    .reduce((latest, since) => (since > latest ? since : latest), '');
}

/** What an incident has to scan, what ran on it, and who commented. */
export async function lookAt(
  microsoft: Microsoft,
  { armId, started, scanners }: TestPlan,
  given: Given,
  incident: Incident | undefined,
): Promise<TestIncident> {
  if (!incident) return { incident, entitiesAt: undefined, runs: [], comments: [] };
  const comments = await microsoft.sentinel.comments(armId, incident.name);
  const by = (key: PlaybookKey) => comments.some(({ authorId }) => authorId === given[`principal ${key}`]);
  const [entitiesAt, runs] = await Promise.all([
    scanners.length > 0 ? entitiesSince(microsoft, armId, incident.name) : undefined,
    Promise.all(started.map((key) => ranOn(microsoft, incident, key, given, by(key)))),
  ]);
  return { incident, entitiesAt, runs, comments };
}

/** The bookmark has the incident's name, so that a repeat finds it. */
async function entitiesSince(microsoft: Microsoft, armId: string, name: string): Promise<string | undefined> {
  const bookmark = await microsoft.sentinel.bookmark(armId, name);
  if (!bookmark?.labels.includes(label)) return undefined;
  const related = await microsoft.sentinel.related(armId, name);
  return related.some((id) => id.toLowerCase() === bookmark.id.toLowerCase())
    ? bookmark.createdAt
    : undefined;
}

async function ranOn(
  microsoft: Microsoft,
  { createdAt }: Incident,
  key: PlaybookKey,
  given: Given,
  commented: boolean,
): Promise<Ran> {
  const id = idIn(given, key);
  const runs = await microsoft.logicApps.runs(id, 20);
  const how = startsItself(given, key) ? {} : { byHand: true as const };
  const run = telling(
    'couldNotLook' in runs ? [] : runs.filter(({ startedAt }) => startedAt >= createdAt),
    commented || !scans(key),
  );
  if (run?.status !== 'Cancelled') return { key, run, commented, ...how };
  return { key, run, commented, ...how, why: await whyEnded(microsoft, id, run) };
}

/** Whether its rule starts a playbook on a test incident by itself. */
export const startsItself = (given: Given, key: PlaybookKey): boolean => {
  const rule = given[`rule ${key}`] as { readonly conditions: readonly RuleCondition[] } | undefined;
  return startsOnTest(rule?.conditions ?? []);
};

/** Why a run of a playbook was cancelled, by its definition as it is now. */
export async function whyEnded(microsoft: Microsoft, id: string, { name }: WorkflowRun): Promise<Cancelled> {
  const [workflow, actions] = await Promise.all([
    microsoft.logicApps.find(id),
    microsoft.logicApps.actions(id, name),
  ]);
  return whyCancelled(workflow?.definition ?? {}, actions);
}

/** The run that tells most: one under way may still do it, one that did its work has done it; then the newest. */
const telling = (runs: readonly WorkflowRun[], done: boolean): WorkflowRun | undefined =>
  runs.find((run) => !isOver(run)) ?? runs.find(({ status }) => status === 'Succeeded' && done) ?? runs[0];
