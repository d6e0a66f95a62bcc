import { objectOf } from '../journal/fold.ts';
import type { Entry, PlannedChange, RunTenant } from '../journal/journal.ts';
import { graph } from '../model/graph.ts';
import { type Problem, ProblemError, unexpected } from '../model/problem.ts';
import type { Answered, Answers } from '../model/question.ts';
import type { Recipe } from '../model/recipe.ts';
import type { AnyStep, Verb } from '../model/step.ts';
import {
  evaluateStep,
  type Facts,
  longestAsked,
  type RunContext,
  resolveNeeds,
  toJournalFinding,
  toolsFor,
} from './evaluate-step.ts';
import type { Host } from './host.ts';
import { type InitialFinding, lookAround } from './inspect.ts';
import { type Made, ownership } from './ownership.ts';
import { type Plan, plan } from './plan.ts';
import { heading, type RunResult } from './run.ts';
import { trail } from './run-journal.ts';

export interface UndoRequest<World> {
  readonly recipe: Recipe<World>;
  /** As the run had them. */
  readonly answered: Answered;
  readonly world: World;
  readonly host: Host;
  readonly tenant: RunTenant;
  readonly runId: string;
  /** Every entry of that run; none where a connection is taken away whose run is not known here. */
  readonly entries: readonly Entry[];
  /** Takes away what stands, found by looking, instead of what a run says it made. */
  readonly disconnects?: true;
  /** The answers of a connection that is taken away; those of the run otherwise. */
  readonly answers?: Answers;
  approve(plan: Plan): Promise<'yes' | 'no' | 'stale'>;
  /** Asked, after the yes, for each removal of what bears no mark of ours. Without it, or on a no, that stays. */
  confirm?(change: PlannedChange): Promise<boolean>;
  onEntry(entry: Entry): void;
  readonly onUnexpected?: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface UndoResult extends RunResult {
  /** What Microsoft keeps, in words: soft-deleted applications and the like. */
  readonly remains: readonly string[];
  /** What could not be put back. */
  readonly failed: number;
  /** What stays unchanged, in words: it is used elsewhere, or it isn't marked as ours and wasn't confirmed. */
  readonly left: readonly string[];
  /** What this run removed and can't be restored, in words. */
  readonly lost: readonly string[];
}

/** Seconds something is tried again that others seem to use: what was put back just now may still be seen on it. */
const leftAfter = 20;
/** Seconds a deletion is looked for again until it is seen. */
const seenGoneWithin = 60;

/**
 * Feeds the journal's receipts back, newest first, and looks until what was made is gone. Only what that run made is
 * touched: what was there before, and what another admin made since, stays. Operations whose outcome was never learnt
 * are looked at first. With `disconnects` what stands is taken away instead, whoever made it: each by name in the plan,
 * and what bears no mark of ours only where each is confirmed.
 */
export async function undoRun<World>(request: UndoRequest<World>): Promise<UndoResult> {
  const { recipe, host, signal } = request;
  const order = graph(recipe.steps(request.answered));
  const line = trail(host, request.runId, request.entries, request.onEntry);
  const around: RunContext<World> = {
    host,
    world: request.world,
    intent: 'undo',
    trail: line,
    earlier: [],
    secretAnswers: {},
    signal,
    ...(request.onUnexpected ? { onUnexpected: request.onUnexpected } : {}),
  };
  const facts: Facts = new Map();
  const remains = new Set<string>();
  const leftAlone = new Set<string>();
  let failed = 0;
  const left = new Set<string>();
  let reviewed: Plan = plan([], (text) => host.hash(text));
  const end = async (
    ended: 'done' | 'incomplete' | 'declined' | 'cancelled' | 'stale',
  ): Promise<UndoResult> => {
    await line.write({ kind: 'run-ended', ended });
    return {
      picture: line.picture(),
      plan: reviewed,
      facts,
      entries: line.entries(),
      remains: [...remains],
      failed,
      left: [...left],
      lost: lost(),
    };
  };

  const was = line.picture();
  await line.write({
    kind: 'run-began',
    recipe: recipe.id,
    title: recipe.title,
    intent: 'undo',
    tenant: request.tenant,
    answers: request.answers ?? was.answers,
    steps: order.steps.map((step) => heading(step, 'undo')),
  });
  try {
    const firsts = await lookAround(around, order, facts, true);
    const made = request.disconnects ? await standing() : await stillOurs(ours());
    reviewed = plan(made.map(removal), (text) => host.hash(text));
    await line.write({ kind: 'planned', ...reviewed });
    if (made.length > 0) {
      const answer = await request.approve(reviewed);
      if (answer !== 'yes') return await end(answer === 'stale' ? 'stale' : 'declined');
      await line.write({ kind: 'approved', planHash: reviewed.planHash });
    }
    const gone: Made[] = [];
    for (const [at, each] of made.entries()) {
      const change = reviewed.changes[at];
      if (change?.unmarked && !(await request.confirm?.(change))) await leave(each);
      else {
        await putBack(each);
        gone.push(each);
      }
    }
    if (failed === 0) await seeGone(gone);
    if (!request.disconnects) await nameOpen(firsts);
    return await end(failed === 0 ? 'done' : 'incomplete');
  } catch (error) {
    if (!signal.aborted) throw error;
    return await end('cancelled');
  }

  /** What this run made and is not undone yet, each object once, in reverse order of its start. */
  function ours(): readonly Made[] {
    const byId = new Map(order.steps.map((step) => [step.id, step]));
    const made = new Map<string, Made>();
    for (const picture of line.picture().steps) {
      const step = byId.get(picture.heading.id);
      const gone = new Set(picture.undone.map((each) => each.operation));
      for (const each of picture.made) {
        if (step?.undo && each.receipt.owned && each.receipt.lost === undefined && !gone.has(each.operation))
          made.set(each.operation, { step, ...each });
      }
    }
    const begun = line.entries().flatMap((entry) => (entry.kind === 'intent' ? [entry.operation] : []));
    const objects = new Map<string, Made>();
    for (const each of begun.flatMap((operation) => made.get(operation) ?? [])) {
      const key = `${each.step.id} ${objectOf(each.receipt)}`;
      if (!objects.has(key)) objects.set(key, each);
    }
    return [...objects.values()].reverse();
  }

  /**
   * The journaled objects that the tenant shows as this run's own. A receipt names objects, and a forged one
   * might name another run's. Missing objects count as undone. Objects of others are reported and not touched.
   */
  async function stillOurs(receipts: readonly Made[]): Promise<readonly Made[]> {
    const { mine, gone, others } = await ownership(around, facts, receipts, leftAfter);
    for (const { step, operation, receipt } of gone)
      await line.write({ kind: 'undone', step: step.id, operation, receipt });
    for (const each of others) await passOver(each);
    return mine;
  }

  /** It is not there as this program made it: written down, said, and not touched. */
  async function passOver({ step, operation, change, receipt }: Made): Promise<void> {
    const words = `${change.what} on ${change.where}: not found as this run left it, so it stays`;
    const { remains: _remains, ...rest } = receipt;
    await line.write({ kind: 'undone', step: step.id, operation, receipt: { ...rest, left: words } });
    left.add(words);
  }

  /** Operations with an unknown result are reported, so that a person checks them. */
  async function nameOpen(firsts: ReadonlyMap<AnyStep<World>, InitialFinding>): Promise<void> {
    const byId = new Map([...firsts].map(([step, first]) => [step.id, first.found]));
    for (const { heading: of, open } of line.picture().steps) {
      const found = byId.get(of.id);
      // It hangs on what is not there, and went with that or never came to be.
      const behind = found?.is === 'not-reached' ? byId.get(found.behind) : undefined;
      if (behind?.is === 'unmet' || behind?.is === 'not-reached') continue;
      for (const { operation, change } of open) {
        const because = `${change.what} on ${change.where} was interrupted. We can't see whether it was made.`;
        const problem = notKnown(because);
        const receipt = { made: { kind: 'not-known', id: operation }, owned: false };
        await line.write({ kind: 'undo-failed', step: of.id, operation, receipt, problem });
        left.add(because);
        failed++;
      }
    }
  }

  /** What stands of each step, in the reverse of the order it was made in. */
  async function standing(): Promise<readonly Made[]> {
    const made: Made[] = [];
    for (const step of order.steps as readonly AnyStep<unknown>[]) {
      const { given, missing } = resolveNeeds(step.needs, facts);
      if (!step.stands || missing.length > 0) continue;
      const seen = await step.look(toolsFor(around as RunContext<unknown>, step, given) as never);
      for (const each of step.stands(seen, given)) {
        made.push({ step, operation: host.newId(), ...each });
      }
    }
    return made.reverse();
  }

  function lost(): readonly string[] {
    return line.picture().steps.flatMap(({ made }) => made.flatMap(({ receipt }) => receipt.lost ?? []));
  }

  /** It isn't marked as ours and wasn't confirmed, so it is recorded and not touched. */
  async function leave({ step, operation, change, receipt }: Made): Promise<void> {
    const words = `${change.what} on ${change.where}, which this app didn't create and you didn't confirm`;
    const { remains: _remains, ...rest } = receipt;
    await line.write({ kind: 'undone', step: step.id, operation, receipt: { ...rest, left: words } });
    left.add(words);
  }

  async function putBack({ step, operation, receipt }: Made): Promise<void> {
    if (signal.aborted) throw signal.reason;
    await line.write({ kind: 'undoing', step: step.id, operation, receipt });
    const started = host.elapsed();
    for (;;) {
      try {
        const ended = await step.undo?.(
          receipt,
          toolsFor(
            around as RunContext<unknown>,
            step,
            resolveNeeds(step.needs, facts).given,
            operation,
          ) as never,
        );
        if (ended && host.elapsed() - started < leftAfter * 1000) {
          await host.sleep(2, signal);
          continue;
        }
        if (ended) leftAlone.add(step.id);
        const { remains: keeps, ...rest } = receipt;
        const kept = ended ? { ...rest, left: ended.left } : receipt;
        await line.write({ kind: 'undone', step: step.id, operation, receipt: kept });
        if (ended) left.add(ended.left);
        const stays = ended ? ended.left : keeps;
        if (stays) remains.add(stays);
        return;
      } catch (error) {
        const known = error instanceof ProblemError ? error : undefined;
        if (!known) request.onUnexpected?.(error);
        // Undo looks before it removes and what is gone is no error, so an unknown outcome may be asked again.
        const again =
          known && (known.passes || known.outcome !== 'rejected') && (known.retryAfter ?? 0) <= longestAsked;
        if (again && host.elapsed() - started < seenGoneWithin * 1000) {
          await host.sleep(Math.max(known.retryAfter ?? 0, 2), signal);
          continue;
        }
        failed++;
        const problem = known?.problem ?? unexpected(error, host.now());
        await line.write({ kind: 'undo-failed', step: step.id, operation, receipt, problem });
        return;
      }
    }
  }

  /** Looks until no step that was put back still finds what it had made true. */
  async function seeGone(made: readonly Made[]): Promise<void> {
    const started = host.elapsed();
    const left = new Set(made.filter(({ step }) => !leftAlone.has(step.id)).map(({ step }) => step));
    for (let looks = 1; left.size > 0; looks++) {
      facts.clear();
      for (const step of order.steps) {
        const { given, missing } = resolveNeeds(step.needs, facts);
        if (missing.length > 0) {
          left.delete(step as AnyStep<unknown>);
          continue;
        }
        const finding = await evaluateStep(around, step, given);
        if (finding.is === 'met') {
          for (const [name, fact] of Object.entries(step.gives as object)) {
            const value = (finding.facts as Record<string, unknown>)[name];
            if (value !== undefined) facts.set((fact as { id: string }).id, value);
          }
        } else left.delete(step as AnyStep<unknown>);
        if (left.size === 0 || host.elapsed() - started >= seenGoneWithin * 1000) {
          await line.write({
            kind: 'found',
            step: step.id,
            finding: toJournalFinding(step.gives, finding),
            ms: 0,
          });
        }
      }
      if (host.elapsed() - started >= seenGoneWithin * 1000) return;
      if (left.size > 0) await host.sleep(Math.min(looks, 5), signal);
    }
  }
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

function removal({ step, change, receipt, called }: Made): PlannedChange {
  return {
    step: step.id,
    verb: opposite[change.verb],
    what: called ?? change.what,
    where: change.where,
    right: change.right,
    undoneBy: receipt.owned
      ? (receipt.remains ?? (step.repairs ? 'Repair removes it again' : 'Setup creates it again'))
      : 'Not created by this app. It stays unless you confirm it',
    ...(receipt.owned ? {} : { unmarked: true }),
  };
}

function notKnown(because: string): Problem {
  return {
    code: 'outcome-not-known',
    title: 'Result of a change is unknown',
    because,
    remedies: [{ do: 'retry' }],
  };
}
