import { type Fact, keyed, optional, type Shape } from '../../engine/model/fact.ts';
import type { Change } from '../../engine/model/step.ts';
import {
  automationRule,
  heldRole,
  logsConnection,
  playbookId,
  playbookPrincipal,
  playbooksOn,
  scanCondition,
  storedSecret,
  triggerAddress,
  vaultAccess,
  workspace,
} from '../catalogue/facts.ts';
import { type ChosenPlaybooks, type PlaybookKey, playbooks } from '../playbooks/playbooks.ts';
import { scans } from './playbook-test.ts';

/** The playbook that Intezer calls at its trigger URL. */
export const webhook = playbooks['update-incident'];

/** What the test incidents and bookmarks of ours carry. */
export const label = 'sentinel-onboarding-test';

/** As many tests as anybody repeats on one workspace; each has a name of its own. */
const generations = 20;

/** A test as it is planned for a workspace and its playbooks. */
export interface TestPlan {
  /** The workspace's. */
  readonly armId: string;
  /** The playbooks that an incident starts. */
  readonly started: readonly PlaybookKey[];
  /** Those among them that scan what an incident has. */
  readonly scanners: readonly PlaybookKey[];
  /** Whether the webhook playbook is among those tested. */
  readonly called: boolean;
  readonly changes: ReturnType<typeof changesAt>;
  /** All changes of a test from the start, in their order. */
  readonly whole: readonly Change[];
}

export function planOf(of: ChosenPlaybooks): TestPlan {
  const started = of.playbooks.filter((key) => playbooks[key].startedBy === 'incident');
  const scanners = started.filter(scans);
  const called = of.playbooks.includes(webhook.key);
  const changes = changesAt(of.workspace.name);
  const { create, entities, close, send } = changes;
  const whole = [create, ...(scanners.length > 0 ? [entities] : []), close, ...(called ? [send] : [])];
  return { armId: of.workspace.armId, started, scanners, called, changes, whole };
}

/** Every name a test incident of ours can have in the workspace, the first generation first. */
export const namesIn = ({ armId }: TestPlan, uuidFor: (name: string) => string): readonly string[] =>
  Array.from({ length: generations }, (_, at) => uuidFor(`${armId.toLowerCase()}|test-incident|${at + 1}`));

/** Facts by name: "id scan-url" is a playbook's ARM ID, "principal scan-url" its identity's object ID. */
export type Given = Readonly<Record<string, unknown>>;

export const idIn = (given: Given, key: PlaybookKey): string => String(given[`id ${key}`]);

const facts = <T>(keys: readonly PlaybookKey[], name: string, fact: Fact<T>) =>
  Object.fromEntries(keys.map((key) => [`${name} ${key}`, keyed(fact, key)]));

/** What has to be known before a test begins, under the names of `Given`. */
export function needsOf(of: ChosenPlaybooks, { started, scanners, called }: TestPlan): Shape {
  const readers = of.playbooks.filter((key) => playbooks[key].readsKey);
  return {
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
  };
}

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
    right: 'Microsoft Sentinel Responder and Microsoft Sentinel Playbook Operator',
    undoneBy: 'Goes with the test incident',
  };
  return { create, entities, send, close };
}
