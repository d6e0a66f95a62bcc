import type { JsonObject, RunAction } from '../../microsoft/contract/microsoft.ts';
import { endsAsCancelled, objectOf, pathOf } from '../playbooks/definition.ts';

/** Why an action of the definition ended a run as cancelled. */
export type Cancelled =
  /** The vendor knows the incident already. */
  | 'duplicate'
  /** The incident has none of the entities it scans. */
  | 'no-entities'
  /** It has some, and the published condition ends the run for that. */
  | 'entities'
  /** The comment could not be written. The vendor means more than 100 of them; any other failure ends here too. */
  | 'comment-failed'
  /** Microsoft Defender's alert is not in the workspace. */
  | 'no-alert'
  | 'unknown';

/**
 * Why a run was cancelled: Azure says that it was and no more, so the action that ended it is found in the definition,
 * and what it hangs on says why. Names do not count.
 * @param actions what the run did
 */
export function whyCancelled(definition: JsonObject, actions: readonly RunAction[]): Cancelled {
  const ended = new Set(actions.filter(({ status }) => status === 'Succeeded').map(({ name }) => name));
  const all = [...within(definition, [])];
  const found = all.find(({ name, action }) => endsAsCancelled(action) && ended.has(name));
  if (found === undefined) return 'unknown';
  const pathIn = (name: string) => pathOf(all.find((each) => each.name === name)?.action);
  const [before] = Object.entries(objectOf(found.action.runAfter));
  if (before !== undefined && JSON.stringify(before[1]).includes('"Failed"'))
    return pathIn(before[0]) === '/Incidents/Comment' ? 'comment-failed' : 'unknown';
  const condition = JSON.stringify(found.around.at(-1)?.expression ?? null);
  if (/\{"equals":\["@outputs\('[^']+'\)\['statusCode'\]",409\]\}/u.test(condition)) return 'duplicate';
  const counted = /@length\(body\('([^']+)'\)/u.exec(condition)?.[1];
  if (counted === undefined) return 'unknown';
  if (pathIn(counted) === '/queryData') return 'no-alert';
  if (!pathIn(counted).startsWith('/entities/')) return 'unknown';
  return /"(?:not|greater|greaterOrEquals)"/u.test(condition) ? 'entities' : 'no-entities';
}

/**
 * Whether a run took the branch that queries the workspace. Until its query has run, what comes before it in the same
 * branch tells.
 */
export function queriedLogs(definition: JsonObject, actions: readonly RunAction[]): boolean {
  const ran = new Set(actions.filter(({ status }) => status !== 'Skipped').map(({ name }) => name));
  const all = [...within(definition, [])];
  const query = all.find(({ action }) => pathOf(action) === '/queryData');
  const branch = query?.around.at(-1)?.actions;
  return Object.keys(objectOf(branch)).some((name) => ran.has(name));
}

interface Found {
  readonly name: string;
  readonly action: JsonObject;
  /** The actions it lies in, outermost first. */
  readonly around: readonly JsonObject[];
}

/** Every action, those inside conditions and loops too. */
function* within(of: JsonObject, around: readonly JsonObject[]): Generator<Found> {
  for (const [name, value] of Object.entries(objectOf(of.actions))) {
    const action = objectOf(value);
    yield { name, action, around };
    yield* within(action, [...around, action]);
    yield* within(objectOf(action.else), [...around, action]);
  }
}

/** In a person's words, for each; what the playbook is called goes before it. */
export const cancelledWords: Readonly<Record<Cancelled, string>> = {
  duplicate: 'Intezer has this incident already (409), so it was not sent again',
  'no-entities': 'found nothing to send: the incident had none of what it scans',
  entities: 'stopped because there was something to scan: its published condition is the wrong way around',
  'comment-failed':
    "couldn't write its comment. Intezer's playbook ends as Cancelled for that, whether the incident has more than 100 comments or the comment was refused",
  'no-alert': 'found no alert of Microsoft Defender with that ID in the workspace',
  unknown: 'was cancelled, and nothing in its definition says why',
};
