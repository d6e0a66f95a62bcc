import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import type { Change, Receipt } from '../../engine/model/step.ts';
import type {
  Incident,
  Microsoft,
  RuleCondition,
  Severity,
  WorkflowRun,
} from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  automationRule,
  type HeldRole,
  heldRole,
  logsConnection,
  playbookId,
  playbookPrincipal,
  playbooksOn,
  proof,
  scanCondition,
  storedSecret,
  triggerAddress,
  vaultAccess,
  workspace,
} from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';
import { type PlaybookKey, playbooks } from '../playbooks/playbooks.ts';
import { severityFor, startsOnTest } from '../playbooks/rule-conditions.ts';
import {
  didNothing,
  failed,
  isEarly,
  isOver,
  notTested,
  sample,
  scanMinutes,
  scans,
  seen,
  sentNothing,
  standing,
  stillRunning,
  testEntities,
} from './playbook-test.ts';
import { lookAt, type TestIncident, whyEnded } from './test-incident.ts';

/** As many tests as anybody repeats on one workspace; each has a name of its own. */
const generations = 20;
const label = 'sentinel-onboarding-test';
const right = 'Microsoft Sentinel Responder and Microsoft Sentinel Playbook Operator';
const webhook = playbooks['update-incident'];
const title = 'Test of the Intezer playbooks, nothing happened';
/** Seconds a run gets to begin, or to end, before it is looked at again later. */
const patience = 60;
const every = 2;
/** Seconds a scan usually takes: Intezer's own wait, and what is around it. */
const scanning = { from: scanMinutes * 60, to: (scanMinutes + 2) * 60 };

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
export const testPlaybooks = (of: {
  readonly workspace: { readonly key: string; readonly armId: string; readonly name: string };
  readonly playbooks: readonly PlaybookKey[];
}) => {
  const { armId } = of.workspace;
  const started = of.playbooks.filter((key) => playbooks[key].startedBy === 'incident');
  const readers = of.playbooks.filter((key) => playbooks[key].readsKey);
  const called = of.playbooks.includes(webhook.key);
  const scanners = started.filter(scans);
  const { create, entities, send, close } = changesAt(of.workspace.name);
  const given = scanners.length > 0 ? [entities] : [];
  const whole = [create, ...given, close, ...(called ? [send] : [])];
  const facts = <T>(keys: readonly PlaybookKey[], name: string, fact: Fact<T>) =>
    Object.fromEntries(keys.map((key) => [`${name} ${key}`, keyed(fact, key)]));

  const find = async (microsoft: Microsoft, given: Given, nameOf: (n: number) => string) => {
    const changed = lastChange(given);
    for (let n = 1; n <= generations; n += 1) {
      const incident = await microsoft.sentinel.incident(armId, nameOf(n));
      if (incident && incident.createdAt < changed) continue;
      return { name: nameOf(n), ...(await around(microsoft, given, incident)) };
    }
    return { name: nameOf(generations), ...(await around(microsoft, given, undefined)) };
  };
  const around = (microsoft: Microsoft, given: Given, incident: Incident | undefined) =>
    lookAt(microsoft, { armId, started, label, given }, incident);
  const nameIn = (uuidFor: (name: string) => string) => (n: number) =>
    uuidFor(`${armId.toLowerCase()}|test-incident|${n}`);

  return step({
    id: 'test-playbooks',
    title: 'Test the playbooks with an incident',
    why: 'Creates a test incident and checks that the playbooks run',
    severity: 'block',
    needs: {
      workspace: keyed(workspace, of.workspace.key),
      ...facts(of.playbooks, 'id', playbookId),
      ...facts(of.playbooks, 'role', heldRole),
      ...facts(started, 'rule', automationRule),
      ...facts(readers, 'access', vaultAccess),
      ...(readers.length > 0 ? { storedSecret } : {}),
      connection: optional(logsConnection),
      on: optional(playbooksOn),
      condition: optional(scanCondition),
      ...facts(scanners, 'principal', playbookPrincipal),
      ...(called
        ? { address: optional(triggerAddress), principal: keyed(playbookPrincipal, webhook.key) }
        : {}),
    } as Readonly<Record<string, Fact<unknown>>>,
    gives: { proof: keyed(proof, 'playbooks') },
    // Roles and access take minutes to arrive; until then a playbook fails, and is tried again. A scan takes its time.
    settle:
      scanners.length > 0
        ? { within: (scanMinutes + 10) * 60, every: 10, usually: scanning }
        : { within: 600, every: 3, usually: { from: 5, to: 120 } },

    async look({ microsoft, given, now, uuidFor }): Promise<Seen> {
      const { name: _name, ...found } = await find(microsoft, given, nameIn(uuidFor));
      return { ...found, at: now() };
    },

    judge({ incident, entitiesAt, runs, comments, at }, given) {
      const commented = !called || comments.some(({ authorId }) => authorId === given.principal);
      const of = (where: ReturnType<typeof standing>) =>
        runs.filter((ran) => standing(ran, entitiesAt) === where);
      const needsEntities = scanners.length > 0 && entitiesAt === undefined;
      const changes = incident
        ? [
            ...(needsEntities ? [entities] : []),
            ...(incident.status === 'Closed' && !needsEntities && of('again').length === 0 ? [] : [close]),
            ...(commented ? [] : [send]),
          ]
        : whole;
      if (changes.length > 0) return { is: 'unmet', changes, problem: notTested(incident, runs) };
      const stuck = of('stuck');
      if (stuck.length > 0) return { is: 'unmet', changes: [], problem: didNothing(stuck) };
      const going = of('going').map(({ key }) => key);
      if (going.length > 0) {
        const usually = going.some(scans) ? scanning : { from: 5, to: 120 };
        return { is: 'waiting', on: 'microsoft', since: at, usually, problem: stillRunning(going) };
      }
      const { number = 0, createdAt = at } = incident ?? {};
      return {
        is: 'met',
        facts: { proof: { at: createdAt, roles: [], incident: number, comments: comments.length } },
        shows: [seen(number, createdAt, runs, called)],
        ...(runs.some(({ why }) => why === 'duplicate') ? { warning: sentNothing(runs) } : {}),
      };
    },

    foresee: () => whole,

    async apply(change, tools): Promise<Receipt> {
      const { microsoft, given, uuidFor } = tools;
      const { incident, name } = await find(microsoft, given, nameIn(uuidFor));
      if (change.what === create.what) {
        const made = { kind: 'test-incident', id: name, of: armId };
        if (incident) return { made, owned: false };
        const wanted = { ...test(name, severityIn(given)), status: 'New' as const };
        const { created } = await microsoft.sentinel.putIncident(armId, wanted);
        return { made, owned: created };
      }
      if (!incident) throw new Error('The test incident went away');
      if (change.what === entities.what) {
        const wanted = { name, title, label, entities: testEntities };
        const { bookmark, created } = await microsoft.sentinel.putBookmark(armId, wanted);
        await microsoft.sentinel.relate(armId, name, bookmark);
        return { made: { kind: 'test-bookmark', id: name, of: armId }, owned: created };
      }
      if (change.verb === 'update') {
        await begun(microsoft, given, incident);
        if (incident.status === 'Closed') await again(microsoft, given, incident);
        else {
          const { etag } = incident;
          const closed = { ...test(name, severityIn(given)), status: 'Closed' as const, etag };
          await microsoft.sentinel.putIncident(armId, closed);
        }
        const ended = async () => {
          // What its rule doesn't start on it is run after this.
          const awaited =
            incident.status === 'Closed' ? started : started.filter((key) => startsItself(given, key));
          for (const key of awaited) {
            const run = await ending(microsoft, idIn(given, key), sinceThen(incident));
            if (run?.status === 'Failed') throw failed(playbooks[key].title, run, microsoft);
          }
        };
        await ended();
        if (incident.status !== 'Closed') await again(microsoft, given, incident);
        return { made: { kind: 'closed-incident', id: incident.id }, owned: true };
      }
      const address = await microsoft.logicApps.callbackAddress(
        idIn(given, webhook.key),
        webhook.triggerName,
      );
      const { run } = await microsoft.sentinel.callPlaybook(address, sample(incident.id));
      const ended = await ending(microsoft, idIn(given, webhook.key), (each) => each.name === run);
      if (ended?.status === 'Failed') throw failed(webhook.title, ended, microsoft);
      if (ended?.status === 'Cancelled') {
        const why = await whyEnded(microsoft, idIn(given, webhook.key), ended);
        const problem = didNothing([{ key: webhook.key, run: ended, why, commented: false }]);
        throw new ProblemError(problem, { outcome: 'rejected' });
      }
      return { made: { kind: 'sample', id: run ?? '' }, owned: true };
    },

    recognize(begun, { incident, entitiesAt, runs, comments }, given) {
      const { change } = begun;
      if (!incident) return 'never-happened';
      if (change.what === entities.what) {
        if (entitiesAt === undefined) return 'never-happened';
        const made = { kind: 'test-bookmark', id: incident.name, of: armId };
        return bornOf(begun, entitiesAt) ? { receipt: { made, owned: true } } : 'not-ours';
      }
      if (change.verb === 'create') {
        const made = { kind: 'test-incident', id: incident.name, of: armId };
        return bornOf(begun, incident.createdAt) ? { receipt: { made, owned: true } } : 'not-ours';
      }
      if (change.verb === 'update')
        return incident.status === 'Closed' && !runs.some((ran) => standing(ran, entitiesAt) === 'again')
          ? { receipt: { made: { kind: 'closed-incident', id: incident.id }, owned: true } }
          : 'never-happened';
      return comments.some(({ authorId }) => authorId === given.principal)
        ? { receipt: { made: { kind: 'sample', id: incident.id }, owned: true } }
        : 'never-happened';
    },

    async whose({ made }, { microsoft, uuidFor }) {
      // What was done with the incident goes with it.
      if (made.kind !== 'test-incident' && made.kind !== 'test-bookmark') return { is: 'ours' };
      const nameOf = nameIn(uuidFor);
      const isNamed = Array.from({ length: generations }, (_, at) => nameOf(at + 1)).includes(made.id);
      if (!isNamed || made.of !== armId) return { is: 'not-ours' };
      if (made.kind === 'test-bookmark') {
        const bookmark = await microsoft.sentinel.bookmark(armId, made.id);
        if (!bookmark) return { is: 'gone' };
        return { is: bookmark.labels.includes(label) ? 'ours' : 'not-ours' };
      }
      const found = await microsoft.sentinel.incident(armId, made.id);
      if (!found) return { is: 'gone' };
      return found.labels.includes(label)
        ? { is: 'ours', what: `Incident ${found.number}` }
        : { is: 'not-ours' };
    },

    async undo({ made }, { microsoft }) {
      if (made.kind === 'test-incident') await microsoft.sentinel.removeIncident(made.of ?? armId, made.id);
      if (made.kind === 'test-bookmark') await microsoft.sentinel.removeBookmark(made.of ?? armId, made.id);
    },
  });

  /** Waits until the rules have started on it, so that closing it can keep none of them from it. */
  async function begun(microsoft: Microsoft, given: Given, incident: Incident): Promise<void> {
    for (let waited = 0; waited <= patience; waited += every) {
      const { runs } = await around(microsoft, given, incident);
      if (runs.every(({ run, byHand }) => run ?? byHand)) return;
      await microsoft.sentinel.pause(every);
    }
  }

  /** Runs once more on the same incident what failed, or began before there was anything to scan. */
  async function again(microsoft: Microsoft, given: Given, incident: Incident): Promise<void> {
    const { runs, entitiesAt } = await around(microsoft, given, incident);
    const wanted = runs.filter((ran) => standing(ran, entitiesAt) === 'again' || isEarly(ran, entitiesAt));
    if (wanted.length === 0) return;
    // So that the time tells its run from the one before.
    await microsoft.sentinel.pause(every);
    for (const { key } of wanted) await microsoft.sentinel.runPlaybook(incident.id, idIn(given, key));
  }
};

/** What a test may change in a workspace of that name. */
function changesAt(where: string) {
  const create: Change = {
    verb: 'create',
    what: 'Test incident, no more severe than the rules ask for',
    where,
    right: 'Microsoft Sentinel Responder',
    undoneBy: 'Undo deletes it',
  };
  const send: Change = {
    verb: 'send',
    what: `Sample to the trigger URL, as Intezer sends it; ${webhook.title} comments on the test incident`,
    where: webhook.defaultName,
    right: 'the trigger URL alone',
    undoneBy: 'Goes with the test incident',
  };
  const entities: Change = {
    verb: 'create',
    what: 'Bookmark on the test incident: a URL (example.com), the EICAR file hash and an address (192.0.2.1)',
    where,
    right: 'Microsoft Sentinel Contributor',
    undoneBy: 'Undo deletes it',
  };
  const close: Change = {
    verb: 'update',
    what: 'Test incident: closed as undetermined. A playbook that failed on it, found nothing, or has a rule that asks for more, is run',
    where,
    right,
    undoneBy: 'Goes with the test incident',
  };
  return { create, entities, send, close };
}

type Given = Readonly<Record<string, unknown>>;
type Rule = { readonly conditions: readonly RuleCondition[] };

const idIn = (given: Given, key: PlaybookKey): string => String(given[`id ${key}`]);

const startsItself = (given: Given, key: PlaybookKey): boolean =>
  startsOnTest((given[`rule ${key}`] as Rule | undefined)?.conditions ?? []);

/** What starts the rules as they stand, and is no more alarming than that. */
function severityIn(given: Given): Severity {
  const rules = Object.entries(given).filter(([name]) => name.startsWith('rule '));
  return severityFor(rules.flatMap(([, rule]) => (rule ? [(rule as Rule).conditions] : [])));
}

const sinceThen =
  ({ createdAt }: Incident) =>
  ({ startedAt }: WorkflowRun): boolean =>
    startedAt >= createdAt;

const test = (name: string, severity: Severity) => ({
  name,
  title,
  severity,
  description: 'Made by Sentinel Onboarding to see the playbooks at work. It can be deleted.',
  label,
});

/** When a rule or a role was last changed: a test before that proves nothing. */
function lastChange(given: Given): string {
  return Object.entries(given)
    .filter(([name]) => name.startsWith('role ') || name.startsWith('rule '))
    .map(([, held]) => (held as Pick<HeldRole, 'since'> | undefined)?.since ?? '')
    .reduce((latest, since) => (since > latest ? since : latest), '');
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
