import type { Incident, Microsoft, RuleCondition, WorkflowRun } from '../../microsoft/contract/microsoft.ts';
import type { PlaybookKey } from '../playbooks/playbooks.ts';
import { startsOnTest } from '../playbooks/rule-conditions.ts';
import { type Cancelled, whyCancelled } from './cancelled.ts';
import { isOver, type Ran, scans } from './playbook-test.ts';

/** What a test incident is looked at for. */
interface About {
  /** The workspace's. */
  readonly armId: string;
  /** The playbooks that an incident starts. */
  readonly started: readonly PlaybookKey[];
  /** What bookmarks of ours carry. */
  readonly label: string;
  /** Facts by name: "id scan-url" is a playbook's ARM id, "principal scan-url" its identity's object id. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** A test incident as it stands. */
export interface TestIncident {
  readonly incident: Incident | undefined;
  /** ISO-8601 UTC since when it has entities; undefined where it has none. */
  readonly entitiesAt: string | undefined;
  readonly runs: readonly Ran[];
  readonly comments: readonly { readonly at: string; readonly authorId: string }[];
}

/** What an incident has to scan, what ran on it, and who commented. */
export async function lookAt(
  microsoft: Microsoft,
  about: About,
  incident: Incident | undefined,
): Promise<TestIncident> {
  if (!incident) return { incident, entitiesAt: undefined, runs: [], comments: [] };
  const comments = await microsoft.sentinel.comments(about.armId, incident.name);
  const by = (key: PlaybookKey) =>
    comments.some(({ authorId }) => authorId === about.given[`principal ${key}`]);
  const [entitiesAt, runs] = await Promise.all([
    about.started.some(scans) ? entitiesSince(microsoft, about, incident.name) : undefined,
    Promise.all(about.started.map((key) => ranOn(microsoft, about, incident, key, by(key)))),
  ]);
  return { incident, entitiesAt, runs, comments };
}

/** The bookmark has the incident's name, so that a repeat finds it. */
async function entitiesSince(
  microsoft: Microsoft,
  { armId, label }: About,
  name: string,
): Promise<string | undefined> {
  const bookmark = await microsoft.sentinel.bookmark(armId, name);
  if (!bookmark?.labels.includes(label)) return undefined;
  const related = await microsoft.sentinel.related(armId, name);
  return related.some((id) => id.toLowerCase() === bookmark.id.toLowerCase())
    ? bookmark.createdAt
    : undefined;
}

async function ranOn(
  microsoft: Microsoft,
  { given }: About,
  { createdAt }: Incident,
  key: PlaybookKey,
  commented: boolean,
): Promise<Ran> {
  const id = String(given[`id ${key}`]);
  const runs = await microsoft.logicApps.runs(id, 20);
  const rule = given[`rule ${key}`] as { readonly conditions: readonly RuleCondition[] } | undefined;
  const how = startsOnTest(rule?.conditions ?? []) ? {} : { byHand: true as const };
  const run = telling(
    'couldNotLook' in runs ? [] : runs.filter(({ startedAt }) => startedAt >= createdAt),
    commented || !scans(key),
  );
  if (run?.status !== 'Cancelled') return { key, run, commented, ...how };
  return { key, run, commented, ...how, why: await whyEnded(microsoft, id, run) };
}

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
