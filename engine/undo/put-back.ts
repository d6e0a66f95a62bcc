import { type Problem, ProblemError, unexpected } from '../model/problem.ts';
import type { AnyStep } from '../model/step.ts';
import {
  evaluateStep,
  longestAsked,
  type RunContext,
  recordFacts,
  resolveNeeds,
  toJournalFinding,
  toolsFor,
} from '../run/evaluate-step.ts';
import type { Undoing } from './made.ts';
import { type Made, marked } from './ownership.ts';

/** Seconds something is tried again that others seem to use: what was put back just now may still be seen on it. */
export const leftAfter = 20;
/** Seconds in which another look is enough for what was removed and is shown. */
const shownFor = 8;
/** Seconds a deletion is looked for again until it is seen. */
const seenGoneWithin = 60;

/**
 * Removes what one receipt names, or says why it stays. What fails in passing is tried again.
 * @param earlier what was put back before it, which may be what it is still used by.
 * @returns whether it was put back.
 * @throws the reason of the signal where the undo was stopped, and whatever a write to the journal throws
 */
export async function putBack<World>(
  undoing: Undoing<World>,
  made: Made,
  earlier: readonly Made[],
): Promise<boolean> {
  const { around, facts } = undoing;
  const { host, signal, trail } = around;
  const { step, operation, receipt } = made;
  if (signal.aborted) throw signal.reason;
  await trail.write({ kind: 'undoing', step: step.id, operation, receipt });
  const started = host.elapsed();
  for (;;) {
    try {
      const { given } = resolveNeeds(step.needs, facts);
      const tools = toolsFor(around as RunContext<unknown>, step, given, operation) as never;
      const used = await step.undo?.(receipt, tools);
      if (used && host.elapsed() - started < leftAfter * 1000) {
        await host.sleep(2, signal);
        for (const each of await stillShown(undoing, earlier)) await removeAgain(undoing, each);
        continue;
      }
      await writeUndone(undoing, made, used?.left);
      return used === undefined;
    } catch (error) {
      const known = error instanceof ProblemError ? error : undefined;
      if (!known) around.onUnexpected?.(error);
      // Undo looks before it removes and what is gone is no error, so an unknown outcome may be asked again.
      const again =
        known && (known.passes || known.outcome !== 'rejected') && (known.retryAfter ?? 0) <= longestAsked;
      if (again && host.elapsed() - started < seenGoneWithin * 1000) {
        await host.sleep(Math.max(known.retryAfter ?? 0, 2), signal);
        continue;
      }
      await writeFailed(undoing, made, known?.problem ?? unexpected(error, host.now()));
      return false;
    }
  }
}

/** Writes that it is put back, or with `used`, that it stays because others use it. */
async function writeUndone<World>(undoing: Undoing<World>, made: Made, used?: string): Promise<void> {
  const { step, operation, receipt } = made;
  const { remains: keeps, ...rest } = receipt;
  const kept = used === undefined ? receipt : { ...rest, left: used };
  await undoing.around.trail.write({ kind: 'undone', step: step.id, operation, receipt: kept });
  if (used !== undefined) {
    undoing.leftAlone.add(step.id);
    undoing.left.add(used);
  }
  const stays = used ?? keeps;
  if (stays !== undefined) undoing.remains.add(stays);
}

/** Writes that it couldn't be put back: it is offered again. */
export async function writeFailed<World>(
  undoing: Undoing<World>,
  {
    step,
    operation,
    receipt,
  }: Pick<Made, 'operation' | 'receipt'> & { readonly step: { readonly id: string } },
  problem: Problem,
): Promise<void> {
  undoing.failed++;
  await undoing.around.trail.write({ kind: 'undo-failed', step: step.id, operation, receipt, problem });
}

/** Writes that it stays, and why: it isn't touched. */
export async function leave<World>(undoing: Undoing<World>, made: Made, why: string): Promise<void> {
  const { step, operation, change, receipt } = made;
  const words = `${change.what} on ${change.where}${why}`;
  const { remains: _remains, ...rest } = receipt;
  await undoing.around.trail.write({
    kind: 'undone',
    step: step.id,
    operation,
    receipt: { ...rest, left: words },
  });
  undoing.left.add(words);
}

/**
 * Removes once more what a look still shows as this run's own, until none is shown: a copy of the directory that doesn't
 * know a new object answers its removal with "not found". What is still shown after a minute is named, and offered again.
 */
export async function removeUntilGone<World>(
  undoing: Undoing<World>,
  removed: readonly Made[],
): Promise<void> {
  const { host, signal } = undoing.around;
  const started = host.elapsed();
  let shown = removed;
  for (let looks = 1; ; looks++) {
    shown = await stillShown(undoing, shown);
    if (shown.length === 0) return;
    if (host.elapsed() - started >= seenGoneWithin * 1000) break;
    await host.sleep(Math.min(looks, 5), signal);
    // What was removed is shown by other copies for a while: only what stays is removed again.
    if (host.elapsed() - started < shownFor * 1000) continue;
    for (const each of shown) await removeAgain(undoing, each);
  }
  for (const each of shown) await writeFailed(undoing, each, stillThere(each));
}

/** Those of what was put into the tenant that a look still shows as this run's own. */
async function stillShown<World>(
  { around, facts }: Undoing<World>,
  made: readonly Made[],
): Promise<readonly Made[]> {
  const shown = await Promise.all(
    made.map(async (each) => {
      const { whose } = each.step;
      if (!whose || !bringsInto.has(each.change.verb)) return [];
      return (await marked(around, facts, each, whose)).is === 'ours' ? [each] : [];
    }),
  );
  return shown.flat();
}

/** Sends its removal again. What goes wrong on the way shows in the next look. */
async function removeAgain<World>({ around, facts }: Undoing<World>, made: Made): Promise<void> {
  const { step, operation, receipt } = made;
  try {
    const { given } = resolveNeeds(step.needs, facts);
    await step.undo?.(receipt, toolsFor(around as RunContext<unknown>, step, given, operation) as never);
  } catch (error) {
    if (!(error instanceof ProblemError)) around.onUnexpected?.(error);
  }
}

const stillThere = ({ change: { what, where } }: Made): Problem => ({
  code: 'still-there',
  title: 'What was removed is still there',
  because: `${what} on ${where} was removed, and Microsoft still shows it a minute later.`,
  remedies: [{ do: 'retry' }],
});

/** Changes that put something into a tenant, which undo takes out. */
const bringsInto: ReadonlySet<string> = new Set(['create', 'add', 'grant', 'assign']);

/** Looks until no step that was put back still finds what it had made true. */
export async function seeGone<World>(undoing: Undoing<World>, made: readonly Made[]): Promise<void> {
  const { around, facts, order, leftAlone } = undoing;
  const { host, trail, signal } = around;
  const started = host.elapsed();
  const isLate = () => host.elapsed() - started >= seenGoneWithin * 1000;
  const standing = new Set(made.filter(({ step }) => !leftAlone.has(step.id)).map(({ step }) => step));
  for (let looks = 1; standing.size > 0; looks++) {
    facts.clear();
    for (const step of order.steps) {
      const { given, missing } = resolveNeeds(step.needs, facts);
      if (missing.length > 0) {
        standing.delete(step as AnyStep<unknown>);
        continue;
      }
      const finding = await evaluateStep(around, step, given);
      if (finding.is === 'met') recordFacts(facts, step.gives, finding);
      else standing.delete(step as AnyStep<unknown>);
      if (standing.size === 0 || isLate()) {
        const shown = toJournalFinding(step.gives, finding);
        await trail.write({ kind: 'found', step: step.id, finding: shown, ms: 0 });
      }
    }
    if (isLate()) return;
    if (standing.size > 0) await host.sleep(Math.min(looks, 5), signal);
  }
}
