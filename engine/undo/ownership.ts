import { type Problem, ProblemError, unexpected } from '../model/problem.ts';
import type { AnyStep, Change, Receipt, Whose } from '../model/step.ts';
import { type Facts, type RunContext, resolveNeeds, toolsFor } from '../run/evaluate-step.ts';

/** One change that a run made, and what it left behind. */
export interface Made {
  readonly step: AnyStep<unknown>;
  readonly operation: string;
  readonly change: Change;
  readonly receipt: Receipt;
  /** How the tenant calls it now, where that was seen. */
  readonly called?: string | undefined;
}

/** Receipts, by what the tenant shows of the things they name. */
export interface Ownership {
  readonly mine: readonly Made[];
  readonly gone: readonly Made[];
  readonly others: readonly Made[];
  /** What couldn't be looked at, each with the reason: it's neither gone nor someone else's. */
  readonly unseen: readonly { readonly made: Made; readonly problem: Problem }[];
}

/** What a look says, or why there is no answer. */
type Answer = Whose | { readonly is: 'unseen'; readonly problem: Problem };

/**
 * The owner of each thing a receipt names, as the tenant shows it. A new object might not be visible yet, so
 * what isn't found as ours is checked again for up to `within` seconds. `behind` says what kept the steps that a step
 * stands on from being looked at: what is missing then is not known to be gone.
 */
export async function ownership<World>(
  around: RunContext<World>,
  facts: Facts,
  receipts: readonly Made[],
  { within, behind }: { within: number; behind(step: AnyStep<unknown>): Problem | undefined },
): Promise<Ownership> {
  const { host, signal } = around;
  const started = host.elapsed();
  const seen = new Map<Made, Answer>();
  const open = () => receipts.filter((each) => seen.get(each)?.is !== 'ours');
  for (let looks = 1; ; looks *= 2) {
    const shown = new Map<AnyStep<unknown>, Promise<Looked<string | undefined>>>();
    for (const each of open()) {
      const { step } = each;
      const problem = behind(step);
      if (!step.whose && !shown.has(step)) shown.set(step, shownBy(around, facts, step));
      const answer = step.whose
        ? await marked(around, facts, each, step.whose)
        : byIds(each, await (shown.get(step) as Promise<Looked<string | undefined>>));
      seen.set(each, problem && answer.is !== 'ours' ? { is: 'unseen', problem } : answer);
    }
    if (open().length === 0 || host.elapsed() - started >= within * 1000) break;
    await host.sleep(Math.min(2 * looks, within - (host.elapsed() - started) / 1000), signal);
  }
  const answers = receipts.map((made) => ({ made, answer: seen.get(made) as Answer }));
  const those = (is: Answer['is']) =>
    answers.filter(({ answer }) => answer.is === is).map(({ made }) => made);
  const mine = answers.flatMap(({ made, answer }) =>
    answer.is === 'ours' ? [{ ...made, called: answer.what }] : [],
  );
  const unseen = answers.flatMap(({ made, answer }) =>
    answer.is === 'unseen' ? [{ made, problem: answer.problem }] : [],
  );
  return { mine, gone: those('gone'), others: those('not-ours'), unseen };
}

/** What a look gave, or the problem it ended with. */
type Looked<T> = { readonly gave: T } | { readonly problem: Problem };

/** Whose it is by the mark it was made with, as a look says now. */
export async function marked<World>(
  around: RunContext<World>,
  facts: Facts,
  { step, operation, receipt }: Made,
  whose: NonNullable<AnyStep<unknown>['whose']>,
): Promise<Answer> {
  const { given } = resolveNeeds(step.needs, facts);
  const tools = toolsFor(around as RunContext<unknown>, step, given, operation) as never;
  const looked = await looking(around, async () => whose(receipt, tools));
  return 'problem' in looked ? { is: 'unseen', problem: looked.problem } : looked.gave;
}

/** What a step looks at, as text to find ids in; undefined where what it stands on is not there. */
async function shownBy<World>(
  around: RunContext<World>,
  facts: Facts,
  step: AnyStep<unknown>,
): Promise<Looked<string | undefined>> {
  const { given, missing } = resolveNeeds(step.needs, facts);
  if (missing.length > 0) return { gave: undefined };
  return looking(around, async () => {
    const seen = await step.look(toolsFor(around as RunContext<unknown>, step, given) as never);
    return JSON.stringify([seen, given]).toLowerCase();
  });
}

async function looking<T>(
  { host, onUnexpected }: RunContext<unknown> | RunContext<never>,
  look: () => Promise<T>,
): Promise<Looked<T>> {
  try {
    return { gave: await look() };
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error.problem };
    onUnexpected?.(error);
    return { problem: unexpected(error, host.now()) };
  }
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The ids of tenant objects that undoing a receipt would touch. What was removed is not there, only what it was on. */
function touchedBy({ change, receipt: { made } }: Made): readonly string[] {
  const isBack = change.verb === 'remove' || change.verb === 'revoke';
  return [isBack ? '' : made.id, made.of ?? '']
    .flatMap((each) => each.toLowerCase().split(' '))
    .filter((each) => guid.test(each) || each.startsWith('/'));
}

function byIds(made: Made, looked: Looked<string | undefined>): Answer {
  const ids = touchedBy(made);
  // What is on this computer alone (a key, an address that is kept) touches nothing of a tenant.
  if (ids.length === 0) return { is: 'ours' };
  if ('problem' in looked) return { is: 'unseen', problem: looked.problem };
  const { gave: shown } = looked;
  const isShown = shown !== undefined && ids.every((id) => isNamed(shown, JSON.stringify(id).slice(1, -1)));
  return { is: isShown ? 'ours' : 'not-ours' };
}

/** Whether a text names it. A resource's name may be the beginning of another's; a GUID is whole. */
function isNamed(text: string, id: string): boolean {
  if (!id.startsWith('/')) return text.includes(id);
  const after = text.split(id).slice(1);
  return after.some((rest) => !/^[\w.()-]/.test(rest));
}
