import type { Secret } from './secret.ts';

/** A typed, named thing known about a tenant. A value, not a string key: renaming one never breaks a graph. */
export interface Fact<T> {
  readonly id: string;
  readonly title: string;
  /** A secret fact's value is a `Secret`; it is never journaled and never leaves the process. */
  readonly kind: 'public' | 'secret';
  /** A need that may stay empty: the step runs when its giver has ended, whatever it found. */
  readonly optional?: true;
  /** A need of `judge` alone: the look begins without it. */
  readonly judged?: true;
  readonly _type?: T;
}

/** Facts by the names a step gives them. */
export type Shape = Readonly<Record<string, Fact<unknown>>>;
/** The values of such facts, by the same names. */
export type Values<S extends Shape> = { readonly [K in keyof S]: S[K] extends Fact<infer T> ? T : never };

/** A public fact. `id` is unique within a recipe, `title` is what a person reads. */
export function fact<T>(id: string, title: string): Fact<T> {
  return { id, title, kind: 'public' };
}

/** A fact whose value is a `Secret`. */
export function secretFact(id: string, title: string): Fact<Secret> {
  return { id, title, kind: 'secret' };
}

/** The same fact of one of several twins, such as one workspace of two. */
export function keyed<T>(of: Fact<T>, key: string): Fact<T> {
  return { ...of, id: `${of.id}:${key}` };
}

/** A need that may stay empty. Its value is then `undefined`. */
export function optional<T>(of: Fact<T>): Fact<T | undefined> {
  return { id: of.id, title: of.title, kind: of.kind, optional: true };
}

/** A need that may stay empty and that only `judge` must know: looking does not wait for it. */
export function toJudge<T>(of: Fact<T>): Fact<T | undefined> {
  return { ...optional(of), judged: true };
}
