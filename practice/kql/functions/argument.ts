import { refuse } from '../values/answer.ts';
import type { KqlType } from '../values/language.ts';
import { constantValue, type Expression, type Run } from '../values/scope.ts';

/** A scalar function: its arguments, already counted and typed by the language library, in; an expression out. */
export type ScalarFunction = (given: readonly Expression[], run: Run) => Expression;

/** The argument at a place, or the engine's refusal of a call with too few. */
export const argument = (given: readonly Expression[], at: number, name: string): Expression =>
  given[at] ?? refuse('SEM0219', `${name}(): function expects more than ${given.length} argument(s).`);

/** A text argument that must be known before any row is read. */
export const constantText = (given: readonly Expression[], at: number, name: string): string => {
  const value = constantValue(argument(given, at, name), `${name}(): argument ${at + 1}`);
  return typeof value === 'string'
    ? value
    : refuse('SEM0001', `${name}(): argument ${at + 1} must be a string.`);
};

/** The one type of several results; whole numbers widen, and nothing else mixes. */
export const commonType = (name: string, parts: readonly Expression[]): KqlType => {
  const types = new Set(parts.map((part) => part.type));
  const [first] = types;
  if (first !== undefined && types.size === 1) return first;
  const numbers = [...types].every((type) => type === 'int' || type === 'long' || type === 'real');
  if (numbers) return types.has('real') ? 'real' : 'long';
  if (types.has('dynamic')) return 'dynamic';
  return refuse('SEM0001', `${name}(): the results must be of one type, found ${[...types].join(' and ')}.`);
};
