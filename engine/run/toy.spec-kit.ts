import type { Entry } from '../journal/journal.ts';
import { fact } from '../model/fact.ts';
import { ProblemError } from '../model/problem.ts';
import type { Answers } from '../model/question.ts';
import type { Recipe } from '../model/recipe.ts';
import type { AnyStep, Change, Finding, HeldSecret, Step } from '../model/step.ts';
import type { Host } from './host.ts';
import type { RunRequest } from './run.ts';

/** A tenant of two words for the engine's specs: what is there, what may be written, how late reads are. */
export interface Toy {
  readonly toy: {
    readonly there: Set<string>;
    /** Of what is there, what bears somebody else's mark. */
    readonly theirs: Set<string>;
    readonly writes: string[];
    /** Reads that still answer as before a write. */
    stale: number;
    /** What the next write meets. */
    trouble: (() => void)[];
  };
}

export function toy(there: readonly string[] = []): Toy {
  return { toy: { there: new Set(there), theirs: new Set(there), writes: [], stale: 0, trouble: [] } };
}

const problem = (code: string) =>
  ({ code, title: code, because: 'A toy says so.', remedies: [{ do: 'retry' }] }) as const;

export const first = fact<string>('first', 'First');
export const second = fact<string>('second', 'Second');

export const making = (what: string): Change => ({
  verb: 'create',
  what,
  where: 'toy',
  right: 'Toy Administrator',
  undoneBy: 'Undo deletes it',
});

/** A step that makes one word true. */
export function word(
  what: string,
  of: Partial<Step<never, never, { there: boolean; stale: boolean; theirs?: boolean }, Toy>> = {},
): AnyStep<Toy> {
  return {
    id: what,
    title: `Make ${what}`,
    why: 'A toy wants it.',
    severity: 'block',
    needs: {},
    gives: {},
    settle: { within: 20, every: 1 },
    async look({ toy: world }: Toy) {
      const stale = world.stale > 0;
      if (stale) world.stale--;
      return { there: world.there.has(what) && !stale, stale, theirs: world.theirs.has(what) };
    },
    judge: (seen: { there: boolean }) =>
      seen.there
        ? { is: 'met', facts: Object.fromEntries(Object.keys(of.gives ?? {}).map((name) => [name, what])) }
        : { is: 'unmet', changes: [making(what)], problem: problem('missing') },
    foresee: () => [making(what)],
    async apply(_change: Change, { toy: world }: Toy) {
      const trouble = world.trouble.shift();
      trouble?.();
      world.writes.push(what);
      const owned = !world.there.has(what);
      world.there.add(what);
      if (owned) world.theirs.delete(what);
      return { made: { kind: 'word', id: what }, owned, fresh: Object.keys(of.gives ?? {}) };
    },
    recognize: (_begun: unknown, seen: { there: boolean; theirs?: boolean }) => {
      if (!seen.there) return 'never-happened';
      return seen.theirs ? 'not-ours' : { receipt: { made: { kind: 'word', id: what }, owned: true } };
    },
    async whose({ made: { id } }: { made: { id: string } }, { toy: world }: Toy) {
      if (!world.there.has(id)) return { is: 'gone' };
      return { is: world.theirs.has(id) ? 'not-ours' : 'ours' };
    },
    async undo(receipt: { made: { id: string } }, { toy: world }: Toy) {
      world.there.delete(receipt.made.id);
    },
    ...of,
  } as AnyStep<Toy>;
}

export function fails(
  outcome: 'rejected' | 'indeterminate' | 'throttled' | 'not-sent',
  known: object = {},
): () => void {
  return () => {
    throw new ProblemError(problem(outcome), { outcome, ...known });
  };
}

export function recipeOf(steps: readonly AnyStep<Toy>[]): Recipe<Toy> {
  return {
    id: 'toy',
    title: 'Toy',
    vendor: 'Toy',
    lead: '',
    caption: '',
    tile: { letter: 'T', ground: '', ink: '', darkGround: '', darkInk: '' },
    screens: [],
    questions: [],
    choose: async () => [],
    validate: () => [],
    steps: () => steps,
    whoAmI: 'who-am-i',
    profile: () => undefined,
    form: () => [],
    vendorSteps: () => [],
    limitations: () => [],
    answersOf: () => ({}),
  };
}

let ids = 0;

/** A host in memory with a clock that only sleeping moves. */
export function memoryHost(journal: Entry[] = []): Host & { readonly journal: Entry[]; at: number } {
  const vault = new Map<string, HeldSecret>();
  const host = {
    journal,
    at: Date.UTC(2026, 10, 22),
    now: () => new Date(host.at).toISOString(),
    elapsed: () => host.at,
    async sleep(seconds: number, signal: AbortSignal) {
      if (signal.aborted) throw signal.reason;
      host.at += seconds * 1000;
    },
    newId: () => `operation-${++ids}`,
    hash: (text: string) => text,
    uuidFor: (name: string) => name,
    vault: {
      keep: async (handle: string, value: HeldSecret['value'], about: HeldSecret['about']) => {
        vault.set(handle, { handle, value, about });
        return 'durable' as const;
      },
      held: async (handle: string) => vault.get(handle),
      forget: async (handle: string) => {
        vault.delete(handle);
      },
    },
    append: async (entry: Entry) => {
      journal.push(entry);
    },
  };
  return host;
}

export function request(
  steps: readonly AnyStep<Toy>[],
  world: Toy,
  host: Host,
  more: Partial<RunRequest<Toy>> = {},
): RunRequest<Toy> {
  return {
    recipe: recipeOf(steps),
    intent: 'set-up',
    answers: {} as Answers,
    answered: () => {
      throw new Error('a toy asks nothing');
    },
    secretAnswers: {},
    world,
    host,
    tenant: { tenantId: 't', tenantName: 'Toyland', cloud: 'public', practice: true, account: 'ada' },
    runId: 'run-1',
    earlier: [],
    approve: async () => 'yes',
    onEntry: () => {},
    signal: new AbortController().signal,
    ...more,
  };
}

export const met: Finding = { is: 'met', facts: {} };
export const unmet = (...changes: readonly Change[]): Finding => ({
  is: 'unmet',
  changes,
  problem: problem('missing'),
});
export const waitingOn = (on: 'microsoft' | 'person', changes?: readonly Change[]): Finding => ({
  is: 'waiting',
  on,
  since: '2026-11-22T00:00:00.000Z',
  problem: problem(on),
  ...(changes ? { changes } : {}),
});
export const unknown = (passes?: true): Finding => ({
  is: 'unknown',
  problem: problem('could-not-look'),
  ...(passes ? { passes } : {}),
});
export const blocked: Finding = { is: 'blocked', problem: problem('blocked') };

/**
 * A step that finds what it is told, one finding a look, the last of them from then on; every look and every change is
 * noted. A look that is told a function does that instead, and then finds what comes next.
 */
export function telling(
  id: string,
  findings: readonly (Finding | (() => void))[],
  noted: string[] = [],
  of: Partial<Step<never, never, Finding, Toy>> = {},
): AnyStep<Toy> {
  let nth = 0;
  return word(id, {
    recognize: undefined,
    whose: undefined,
    look: async () => {
      noted.push('look');
      const next = findings[Math.min(nth, findings.length - 1)] ?? met;
      nth++;
      if (typeof next === 'function') next();
      return next as never;
    },
    judge: (seen: unknown) => seen as never,
    apply: async (change: Change, { toy: world }: Toy) => {
      noted.push(`apply ${change.what}`);
      world.trouble.shift()?.();
      world.writes.push(change.what);
      return { made: { kind: 'word', id: change.what }, owned: true };
    },
    ...(of as object),
  } as never);
}
