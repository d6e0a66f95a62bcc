import { keyed } from '../../engine/model/fact.ts';
import type {
  Begun,
  Change,
  Finding,
  Looking,
  Receipt,
  Recognized,
  Settle,
  Tools,
  Whose,
} from '../../engine/model/step.ts';
import { bornOf } from '../catalogue/born.ts';
import { proof } from '../catalogue/facts.ts';
import { step, type Undoing, type World } from '../catalogue/step.ts';
import type { ChosenPlaybooks } from '../playbooks/playbooks.ts';
import {
  didNothing,
  notTested,
  scanMinutes,
  scans,
  seen,
  sentNothing,
  standing,
  stillRunning,
} from './playbook-test.ts';
import { addEntities, closeIncident, createIncident, sendSample } from './run-test.ts';
import { findTest, type TestIncident } from './test-incident.ts';
import { type Given, label, namesIn, needsOf, planOf, type TestPlan } from './test-plan.ts';

type Needs = ReturnType<typeof needsOf>;
const gives = { proof: keyed(proof, 'playbooks') };
type Working = Tools<Needs, World>;

/** Seconds a scan usually takes: Intezer's own wait, and what is around it. */
const scanning = { from: scanMinutes * 60, to: (scanMinutes + 2) * 60 };
/** Seconds of any other playbook. */
const running = { from: 5, to: 120 };

interface Seen extends TestIncident {
  /** ISO-8601 UTC. */
  readonly at: string;
}

/**
 * A test incident starts the rules and the playbooks, and the webhook playbook, called as Intezer calls it, comments on
 * it. An incident made through the API has no entities, and a rule starts at once: a bookmark brings them, and the
 * playbooks that scan are then run on this very incident, as is one that failed for a role on its way. It is closed as
 * soon as the rules have started on it, whatever comes of that. Done is what was seen at work: who found nothing proves
 * nothing. An earlier one of ours that is younger than the last change of a
 * rule or a role and was commented on is proof enough, so that a second run writes nothing.
 */
export function testPlaybooks(of: ChosenPlaybooks) {
  const plan = planOf(of);
  return step({
    id: 'test-playbooks',
    title: 'Test the playbooks with an incident',
    why: 'Creates a test incident and checks that the playbooks run',
    severity: 'block',
    needs: needsOf(of, plan),
    gives,
    settle: settleOf(plan),
    look: (tools) => lookForTest(plan, tools),
    judge: (now, given) => judgeTest(plan, now, given),
    foresee: () => plan.whole,
    apply: (change, tools) => applyTest(plan, change, tools),
    recognize: (begun, now, given) => recognizeTest(plan, begun, now, given),
    whose: (receipt, tools) => whoseTest(plan, receipt, tools),
    undo: (receipt, tools) => undoTest(plan, receipt, tools),
  });
}

/** Roles and access take minutes to arrive; until then a playbook fails, and is tried again. A scan takes its time. */
const settleOf = ({ scanners }: TestPlan): Settle =>
  scanners.length > 0
    ? { within: (scanMinutes + 10) * 60, every: 10, usually: scanning }
    : { within: 600, every: 3, usually: running };

async function lookForTest(plan: TestPlan, { microsoft, given, now, uuidFor }: Working): Promise<Seen> {
  const { name: _name, ...found } = await findTest(microsoft, plan, given, namesIn(plan, uuidFor));
  return { ...found, at: now() };
}

function judgeTest(plan: TestPlan, test: Seen, given: Given): Finding<typeof gives> {
  const { incident, entitiesAt, runs, comments, at } = test;
  const changes = missingChanges(plan, test, given);
  if (changes.length > 0) return { is: 'unmet', changes, problem: notTested(incident, runs) };
  const stuck = runs.filter((ran) => standing(ran, entitiesAt) === 'stuck');
  if (stuck.length > 0) return { is: 'unmet', changes: [], problem: didNothing(stuck) };
  const going = runs.filter((ran) => standing(ran, entitiesAt) === 'going').map(({ key }) => key);
  if (going.length > 0) {
    const usually = going.some(scans) ? scanning : running;
    return { is: 'waiting', on: 'microsoft', since: at, usually, problem: stillRunning(going) };
  }
  const { number = 0, createdAt = at } = incident ?? {};
  return {
    is: 'met',
    facts: { proof: { at: createdAt, roles: [], incident: number, comments: comments.length } },
    shows: [seen(number, createdAt, runs, plan.called)],
    ...(runs.some(({ why }) => why === 'duplicate') ? { warning: sentNothing(runs) } : {}),
  };
}

/** What is left of the test to be made. */
function missingChanges(
  { scanners, called, changes: { entities, close, send }, whole }: TestPlan,
  test: Seen,
  given: Given,
): readonly Change[] {
  const { incident, entitiesAt } = test;
  if (!incident) return whole;
  const needsEntities = scanners.length > 0 && entitiesAt === undefined;
  const isDone = incident.status === 'Closed' && !needsEntities && !runsAgain(test);
  return [
    ...(needsEntities ? [entities] : []),
    ...(isDone ? [] : [close]),
    ...(called && !hasCommented(test, given) ? [send] : []),
  ];
}

const runsAgain = ({ runs, entitiesAt }: Seen): boolean =>
  runs.some((ran) => standing(ran, entitiesAt) === 'again');

/** Whether the webhook playbook's own identity commented on the test incident. */
const hasCommented = ({ comments }: Seen, given: Given): boolean =>
  comments.some(({ authorId }) => authorId === given['principal']);

async function applyTest(
  plan: TestPlan,
  change: Change,
  { microsoft, given, uuidFor }: Working,
): Promise<Receipt> {
  const { incident, name } = await findTest(microsoft, plan, given, namesIn(plan, uuidFor));
  const test = { plan, microsoft, given, name };
  const { create, entities } = plan.changes;
  if (change.what === create.what) return createIncident(test, incident);
  if (!incident) throw new Error('The test incident went away');
  if (change.what === entities.what) return addEntities(test);
  return change.verb === 'update' ? closeIncident(test, incident) : sendSample(test, incident);
}

function recognizeTest({ armId, changes }: TestPlan, begun: Begun, test: Seen, given: Given): Recognized {
  const { incident, entitiesAt } = test;
  const { change } = begun;
  if (!incident) return 'never-happened';
  if (change.what === changes.entities.what) {
    if (entitiesAt === undefined) return 'never-happened';
    const made = { kind: 'test-bookmark', id: incident.name, of: armId };
    return bornOf(begun, entitiesAt) ? { receipt: { made, owned: true } } : 'not-ours';
  }
  if (change.verb === 'create') {
    const made = { kind: 'test-incident', id: incident.name, of: armId };
    return bornOf(begun, incident.createdAt) ? { receipt: { made, owned: true } } : 'not-ours';
  }
  if (change.verb === 'update')
    return incident.status === 'Closed' && !runsAgain(test)
      ? { receipt: { made: { kind: 'closed-incident', id: incident.id }, owned: true } }
      : 'never-happened';
  return hasCommented(test, given)
    ? { receipt: { made: { kind: 'sample', id: incident.id }, owned: true } }
    : 'never-happened';
}

async function whoseTest(
  plan: TestPlan,
  { made }: Receipt,
  { microsoft, uuidFor }: Looking<Needs, World>,
): Promise<Whose> {
  // What was done with the incident goes with it.
  if (made.kind !== 'test-incident' && made.kind !== 'test-bookmark') return { is: 'ours' };
  if (!namesIn(plan, uuidFor).includes(made.id) || made.of !== plan.armId) return { is: 'not-ours' };
  if (made.kind === 'test-bookmark') {
    const bookmark = await microsoft.sentinel.bookmark(plan.armId, made.id);
    if (!bookmark) return { is: 'gone' };
    return { is: bookmark.labels.includes(label) ? 'ours' : 'not-ours' };
  }
  const found = await microsoft.sentinel.incident(plan.armId, made.id);
  if (!found) return { is: 'gone' };
  return found.labels.includes(label) ? { is: 'ours', what: `Incident ${found.number}` } : { is: 'not-ours' };
}

async function undoTest({ armId }: TestPlan, { made }: Receipt, { microsoft }: Undoing): Promise<void> {
  if (made.kind === 'test-incident') await microsoft.sentinel.removeIncident(made.of ?? armId, made.id);
  if (made.kind === 'test-bookmark') await microsoft.sentinel.removeBookmark(made.of ?? armId, made.id);
}
