import { ProblemError } from '../model/problem.ts';
import type { AnyStep, Change, Receipt, Whose } from '../model/step.ts';
import { type Facts, type RunContext, resolveNeeds, toolsFor } from './evaluate-step.ts';

/** One change that a run made, and what it left behind. */
export interface Made {
  readonly step: AnyStep<unknown>;
  readonly operation: string;
  readonly change: Change;
  readonly receipt: Receipt;
  /** How the tenant calls it now, where that was seen. */
  readonly called?: string;
}

export interface Ownership {
  readonly mine: readonly Made[];
  readonly gone: readonly Made[];
  readonly others: readonly Made[];
}

/**
 * The owner of each thing a receipt names, as the tenant shows it. A new object might not be visible yet, so
 * what isn't found as ours is checked again for up to `within` seconds. What can't be checked isn't ours.
 */
export async function ownership<World>(
  around: RunContext<World>,
  facts: Facts,
  receipts: readonly Made[],
  within: number,
): Promise<Ownership> {
  const { host, signal } = around;
  const started = host.elapsed();
  const seen = new Map<Made, Whose>();
  const unseen = () => receipts.filter((each) => seen.get(each)?.is !== 'ours');
  for (let looks = 1; ; looks *= 2) {
    const shown = new Map<AnyStep<unknown>, Promise<string | undefined>>();
    for (const each of unseen()) {
      const { step } = each;
      if (!step.whose && !shown.has(step)) shown.set(step, shownBy(around, facts, step));
      seen.set(each, step.whose ? await marked(around, facts, each) : byIds(each, await shown.get(step)));
    }
    if (unseen().length === 0 || host.elapsed() - started >= within * 1000) break;
    await host.sleep(Math.min(2 * looks, within - (host.elapsed() - started) / 1000), signal);
  }
  const those = (is: Whose['is']) => receipts.filter((each) => seen.get(each)?.is === is);
  const mine = those('ours').map((each) => {
    const whose = seen.get(each);
    return whose?.is === 'ours' && whose.what !== undefined ? { ...each, called: whose.what } : each;
  });
  return { mine, gone: those('gone'), others: those('not-ours') };
}

/** By the mark it was made with. */
async function marked<World>(
  around: RunContext<World>,
  facts: Facts,
  { step, operation, receipt }: Made,
): Promise<Whose> {
  const { given } = resolveNeeds(step.needs, facts);
  const tools = toolsFor(around as RunContext<unknown>, step, given, operation) as never;
  return (await looking(around, async () => step.whose?.(receipt, tools))) ?? { is: 'not-ours' };
}

/** What a step looks at, as text to find ids in; undefined where it cannot look. */
async function shownBy<World>(
  around: RunContext<World>,
  facts: Facts,
  step: AnyStep<unknown>,
): Promise<string | undefined> {
  const { given, missing } = resolveNeeds(step.needs, facts);
  if (missing.length > 0) return undefined;
  return looking(around, async () => {
    const seen = await step.look(toolsFor(around as RunContext<unknown>, step, given) as never);
    return JSON.stringify([seen, given]).toLowerCase();
  });
}

async function looking<T>(
  { onUnexpected }: RunContext<unknown> | RunContext<never>,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProblemError)) onUnexpected?.(error);
    return undefined;
  }
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The ids of tenant objects that undoing a receipt would touch. What was removed is not there, only what it was on. */
function touchedBy({ change, receipt: { made } }: Made): readonly string[] {
  const isBack = change.verb === 'remove' || change.verb === 'revoke';
  return [...(isBack ? [] : [made.id]), made.of ?? '']
    .flatMap((each) => each.toLowerCase().split(' '))
    .filter((each) => guid.test(each) || each.startsWith('/'));
}

function byIds(made: Made, shown: string | undefined): Whose {
  const ids = touchedBy(made);
  // What is on this computer alone (a key, an address that is kept) touches nothing of a tenant.
  const isShown =
    ids.length === 0 ||
    (shown !== undefined && ids.every((id) => isNamed(shown, JSON.stringify(id).slice(1, -1))));
  return { is: isShown ? 'ours' : 'not-ours' };
}

/** Whether a text names it. A resource's name may be the beginning of another's; a GUID is whole. */
function isNamed(text: string, id: string): boolean {
  if (!id.startsWith('/')) return text.includes(id);
  const after = text.split(id).slice(1);
  return after.some((rest) => !/^[\w.()-]/.test(rest));
}
