import { begunBy, objectOf } from '../journal/fold.ts';
import type { PlannedChange } from '../journal/journal.ts';
import type { Graph } from '../model/graph.ts';
import type { AnyStep, Change, Verb } from '../model/step.ts';
import {
  type Facts,
  type Found,
  neverHappened,
  type RunContext,
  resolveNeeds,
  toolsFor,
} from '../run/evaluate-step.ts';
import type { InitialFinding } from '../run/inspect.ts';
import { changeKey } from '../view/card.ts';
import { madeAgain } from '../view/undo-view.ts';
import type { Made } from './ownership.ts';

/** An undo on its way, and what there will be to say of it. */
export interface Undoing<World> {
  readonly around: RunContext<World>;
  readonly order: Graph<World>;
  readonly facts: Facts;
  /** What Microsoft keeps, in words. */
  readonly remains: Set<string>;
  /** What stays unchanged, in words. */
  readonly left: Set<string>;
  /** Steps of which something was left, so that nothing is waited for to be gone. */
  readonly leftAlone: Set<string>;
  failed: number;
}

/** What this run made and is not undone yet, each object once, in reverse order of its start. */
export function madeByRun<World>({ around: { trail }, order }: Undoing<World>): readonly Made[] {
  const byId = new Map((order.steps as readonly AnyStep<unknown>[]).map((step) => [step.id, step]));
  const made = new Map<string, Made>();
  for (const picture of trail.picture().steps) {
    const step = byId.get(picture.heading.id);
    const gone = new Set(picture.undone.map((each) => each.operation));
    for (const each of picture.made) {
      if (step?.undo && each.receipt.owned && each.receipt.lost === undefined && !gone.has(each.operation))
        made.set(each.operation, { step, ...each });
    }
  }
  const begun = trail.entries().filter((entry) => entry.kind === 'intent');
  const objects = new Map<string, Made>();
  for (const { operation } of begun) {
    const each = made.get(operation);
    if (!each) continue;
    const key = `${each.step.id} ${objectOf(each.receipt)}`;
    if (!objects.has(key)) objects.set(key, each);
  }
  return [...objects.values()].reverse();
}

/**
 * What was interrupted and given up by a look, and is done now without a mark of this run: its request arrived later than
 * any that can be told by its time, or someone else did the same.
 */
export function untold<World>(
  { around: { trail }, order }: Undoing<World>,
  firsts: ReadonlyMap<AnyStep<World>, InitialFinding>,
): readonly Made[] {
  const entries = trail.entries();
  const gone = new Set(entries.filter((entry) => entry.kind === 'undone').map(({ operation }) => operation));
  const givenUp = entries.filter((entry) => entry.kind === 'failed');
  const byLook = new Set(
    givenUp.filter(({ problem }) => problem.code === neverHappened).map(({ operation }) => operation),
  );
  return order.steps.flatMap((step) => {
    const { found } = firsts.get(step) as InitialFinding;
    const begun = begunBy(step.id, entries);
    const own = begun.filter(({ receipt }) => receipt?.owned).map(({ change }) => changeKey(change));
    return begun
      .filter(({ operation, change }) => {
        return byLook.has(operation) && !gone.has(operation) && !own.includes(changeKey(change));
      })
      .filter(({ change }) => step.undo && isDone(found, change))
      .map(({ operation, change }) => ({
        step: step as AnyStep<unknown>,
        operation,
        change,
        receipt: { made: { kind: 'not-known', id: operation }, owned: false },
      }));
  });
}

function isDone(found: Found, change: Change): boolean {
  if (found.is === 'met') return true;
  return found.is === 'unmet' && found.changes.every((each) => changeKey(each) !== changeKey(change));
}

/** What stands of each step, whoever made it, in the reverse of the order it was made in. */
export async function standing<World>({ around, order, facts }: Undoing<World>): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const step of order.steps as readonly AnyStep<unknown>[]) {
    const { given, missing } = resolveNeeds(step.needs, facts);
    if (!step.stands || missing.length > 0) continue;
    const seen = await step.look(toolsFor(around as RunContext<unknown>, step, given) as never);
    for (const each of step.stands(seen, given)) {
      made.push({ step, operation: around.host.newId(), ...each });
    }
  }
  return made.reverse();
}

/** What undoing a change does. */
const opposite = {
  create: 'remove',
  add: 'remove',
  update: 'update',
  send: 'remove',
  grant: 'revoke',
  assign: 'revoke',
  remove: 'add',
  revoke: 'grant',
} as const satisfies Record<Verb, Verb>;

/** The row of the plan that puts this back. */
export function removal({ step, change, receipt, called }: Made): PlannedChange {
  return {
    step: step.id,
    verb: opposite[change.verb],
    what: called ?? change.what,
    where: change.where,
    right: change.right,
    undoneBy: receipt.owned
      ? (receipt.remains ?? (step.repairs ? madeAgain.repair : madeAgain.setUp))
      : 'Not created by this app. It stays unless you confirm it',
    ...(receipt.owned ? {} : { unmarked: true }),
  };
}
