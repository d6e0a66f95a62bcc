import type { Fact, Shape } from './fact.ts';
import type { AnyStep } from './step.ts';

/** A recipe that cannot be carried out: an author's mistake, found by a law before any run. */
export class RecipeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RecipeError';
  }
}

/** Who gives what a step needs. Order falls out of this; no step names another. */
export interface Graph<World> {
  readonly steps: readonly AnyStep<World>[];
  /** The steps a step waits for, each once; those it waits for before it looks, where only they are asked for. */
  givers(step: AnyStep<World>, before?: 'looking'): readonly AnyStep<World>[];
}

/**
 * Orders steps by the facts they need and provide.
 * @throws RecipeError for a need without a provider, a fact provided twice, an ID used twice, or a cycle.
 */
export function graph<World>(steps: readonly AnyStep<World>[]): Graph<World> {
  const giver = new Map<string, AnyStep<World>>();
  const ids = new Set<string>();
  for (const step of steps) {
    if (ids.has(step.id)) throw new RecipeError(`Two steps are named ${step.id}`);
    ids.add(step.id);
    for (const given of factsOf(step.gives)) {
      const other = giver.get(given.id);
      if (other) throw new RecipeError(`${given.id} is provided by both ${other.id} and ${step.id}`);
      giver.set(given.id, step);
    }
  }
  const giversOf = new Map<AnyStep<World>, readonly AnyStep<World>[]>();
  const toLook = new Map<AnyStep<World>, readonly AnyStep<World>[]>();
  for (const step of steps) {
    const found = new Set<AnyStep<World>>();
    const first = new Set<AnyStep<World>>();
    for (const need of factsOf(step.needs)) {
      const from = giver.get(need.id);
      if (!from && !need.optional)
        throw new RecipeError(`No step provides ${need.id}, which ${step.id} needs`);
      if (from) found.add(from);
      if (from && !need.judged) first.add(from);
    }
    giversOf.set(step, [...found]);
    toLook.set(step, [...first]);
  }
  const givers: Graph<World>['givers'] = (step, before) =>
    (before ? toLook : giversOf).get(step) as readonly AnyStep<World>[];
  return { steps: ordered(steps, givers), givers };
}

function factsOf(shape: Shape): readonly Fact<unknown>[] {
  return Object.values(shape);
}

/** Givers before those who need them, otherwise in the author's order. */
function ordered<World>(
  steps: readonly AnyStep<World>[],
  givers: (step: AnyStep<World>) => readonly AnyStep<World>[],
): readonly AnyStep<World>[] {
  const placed = new Set<AnyStep<World>>();
  const path = new Set<AnyStep<World>>();
  const result: AnyStep<World>[] = [];
  const place = (step: AnyStep<World>): void => {
    if (placed.has(step)) return;
    if (path.has(step))
      throw new RecipeError(`${[...path, step].map(({ id }) => id).join(' needs ')}: a circle`);
    path.add(step);
    for (const before of givers(step)) place(before);
    path.delete(step);
    placed.add(step);
    result.push(step);
  };
  for (const step of steps) place(step);
  return result;
}
