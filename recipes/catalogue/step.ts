import type { Fact, Shape } from '../../engine/model/fact.ts';
import type { Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Step, Tools } from '../../engine/model/step.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';

/** The world a step of ours is carried out in. */
export interface World {
  readonly microsoft: Microsoft;
  /** A query as one that counts its rows. @throws ProblemError for a query that can't be sent */
  readonly counting: (query: string) => Promise<string>;
}

/** What a step's undo is handed: no facts. */
// biome-ignore lint/complexity/noBannedTypes: an empty shape, as a type
export type Undoing = Tools<{}, World>;

/** A step bound to Microsoft, so that authors write no type arguments. */
export function step<Needs extends Shape, Gives extends Shape, Seen>(
  of: Step<Needs, Gives, Seen, World>,
): Step<Needs, Gives, Seen, World> {
  return of;
}

/** A recipe bound to Microsoft. */
export function recipe(of: Recipe<World>): Recipe<World> {
  return of;
}

/** A question with the type of its answer. */
export function ask<T>(of: Question<T>): Question<T> {
  return of;
}

/** Needs computed from the answers, under names made of text; `given` is read with `named`. */
export function needsNamed(entries: readonly (readonly [string, Fact<unknown>])[]): Record<never, never> {
  return Object.fromEntries(entries);
}

/** A fact that was needed under a name made of text. */
export function named<T>(given: object, name: string): T | undefined {
  return (given as Readonly<Record<string, T | undefined>>)[name];
}
