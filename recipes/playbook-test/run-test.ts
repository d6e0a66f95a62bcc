import { ProblemError } from '../../engine/model/problem.ts';
import type { Receipt } from '../../engine/model/step.ts';
import type {
  Incident,
  Microsoft,
  RuleCondition,
  Severity,
  WorkflowRun,
} from '../../microsoft/contract/microsoft.ts';
import { playbooks } from '../playbooks/playbooks.ts';
import { severityFor } from '../playbooks/rule-conditions.ts';
import { didNothing, failed, isEarly, isOver, sample, standing, testEntities } from './playbook-test.ts';
import { lookAt, startsItself, whyEnded } from './test-incident.ts';
import { type Given, idIn, label, type TestPlan, webhook } from './test-plan.ts';

const title = 'Test of the Intezer playbooks, nothing happened';
/** Seconds a run gets to begin, or to end, before it is looked at again later. */
const patience = 60;
const every = 2;

/** A test under way: where, of what, and with which facts. */
export interface Running {
  readonly plan: TestPlan;
  readonly microsoft: Microsoft;
  readonly given: Given;
  /** The incident's name, whether or not it exists. */
  readonly name: string;
}

/** Creates the test incident, unless one of that name is there: that one is not owned. */
export async function createIncident(
  { plan: { armId }, microsoft, given, name }: Running,
  standing: Incident | undefined,
): Promise<Receipt> {
  const made = { kind: 'test-incident', id: name, of: armId };
  if (standing) return { made, owned: false };
  const wanted = { ...incidentOf(name, given), status: 'New' as const };
  const { created } = await microsoft.sentinel.putIncident(armId, wanted);
  return { made, owned: created };
}

/** Brings entities onto the test incident by a bookmark of its name. */
export async function addEntities({ plan: { armId }, microsoft, name }: Running): Promise<Receipt> {
  const wanted = { name, title, label, entities: testEntities };
  const { bookmark, created } = await microsoft.sentinel.putBookmark(armId, wanted);
  await microsoft.sentinel.relate(armId, name, bookmark);
  return { made: { kind: 'test-bookmark', id: name, of: armId }, owned: created };
}

/**
 * Closes the test incident once the rules have started on it, and runs again what failed or found nothing.
 * @throws ProblemError where a playbook failed on it; passes, for roles take minutes to arrive
 */
export async function closeIncident(running: Running, incident: Incident): Promise<Receipt> {
  const { plan, microsoft, given, name } = running;
  await rulesStarted(running, incident);
  if (incident.status === 'Closed') await runAgain(running, incident);
  else {
    const closed = { ...incidentOf(name, given), status: 'Closed' as const, etag: incident.etag };
    await microsoft.sentinel.putIncident(plan.armId, closed);
  }
  // What its rule doesn't start on it is run after this.
  const awaited =
    incident.status === 'Closed' ? plan.started : plan.started.filter((key) => startsItself(given, key));
  for (const key of awaited) {
    const run = await ending(microsoft, idIn(given, key), ({ startedAt }) => startedAt >= incident.createdAt);
    if (run?.status === 'Failed') throw failed(playbooks[key].title, run, microsoft);
  }
  if (incident.status !== 'Closed') await runAgain(running, incident);
  return { made: { kind: 'closed-incident', id: incident.id }, owned: true };
}

/**
 * Calls the webhook playbook at its trigger URL, as Intezer does.
 * @throws ProblemError where it failed or ended early
 */
export async function sendSample({ microsoft, given }: Running, incident: Incident): Promise<Receipt> {
  const id = idIn(given, webhook.key);
  const address = await microsoft.logicApps.callbackAddress(id, webhook.triggerName);
  const { run } = await microsoft.sentinel.callPlaybook(address, sample(incident.id));
  const ended = await ending(microsoft, id, (each) => each.name === run);
  if (ended?.status === 'Failed') throw failed(webhook.title, ended, microsoft);
  if (ended?.status === 'Cancelled') {
    const why = await whyEnded(microsoft, id, ended);
    const problem = didNothing([{ key: webhook.key, run: ended, why, commented: false }]);
    throw new ProblemError(problem, { outcome: 'rejected' });
  }
  return { made: { kind: 'sample', id: run ?? '' }, owned: true };
}

const incidentOf = (name: string, given: Given) => ({
  name,
  title,
  severity: severityIn(given),
  description: 'Made by Sentinel Onboarding to see the playbooks at work. It can be deleted.',
  label,
});

/** What starts the rules as they stand, and is no more alarming than that. */
function severityIn(given: Given): Severity {
  const rules = Object.entries(given).filter(([name]) => name.startsWith('rule '));
  return severityFor(
    rules.flatMap(([, rule]) =>
      rule ? [(rule as { readonly conditions: readonly RuleCondition[] }).conditions] : [],
    ),
  );
}

/** Waits until the rules have started on it, so that closing it can keep none of them from it. */
async function rulesStarted({ plan, microsoft, given }: Running, incident: Incident): Promise<void> {
  for (let waited = 0; waited <= patience; waited += every) {
    const { runs } = await lookAt(microsoft, plan, given, incident);
    if (runs.every(({ run, byHand }) => run ?? byHand)) return;
    await microsoft.sentinel.pause(every);
  }
}

/** Runs once more on the same incident what failed, or began before there was anything to scan. */
async function runAgain({ plan, microsoft, given }: Running, incident: Incident): Promise<void> {
  const { runs, entitiesAt } = await lookAt(microsoft, plan, given, incident);
  const wanted = runs.filter((ran) => standing(ran, entitiesAt) === 'again' || isEarly(ran, entitiesAt));
  if (wanted.length === 0) return;
  // So that the time tells its run from the one before.
  await microsoft.sentinel.pause(every);
  for (const { key } of wanted) await microsoft.sentinel.runPlaybook(incident.id, idIn(given, key));
}

/** Waits for the end of a run, as long as such a run usually takes; undefined where it has not ended or begun by then. */
async function ending(
  microsoft: Microsoft,
  workflowId: string,
  mine: (run: WorkflowRun) => boolean,
): Promise<WorkflowRun | undefined> {
  for (let waited = 0; waited <= patience; waited += every) {
    const runs = await microsoft.logicApps.runs(workflowId, 20);
    if ('couldNotLook' in runs) return undefined;
    const found = runs.find(mine);
    if (found && isOver(found)) return found;
    await microsoft.sentinel.pause(every);
  }
  return undefined;
}
