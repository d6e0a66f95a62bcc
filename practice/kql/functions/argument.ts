import { refuse } from '../values/answer.ts';
import type { KqlType } from '../values/language.ts';
import { constantValue, type Expression, type Run } from '../values/scope.ts';

/** Turns a function's arguments, already counted and typed by the language library, into an expression. */
export type ScalarFunction = (given: readonly Expression[], run: Run) => Expression;

/** The argument at this index. If the call has too few, it is refused as Kusto refuses it. */
export const argument = (given: readonly Expression[], at: number, name: string): Expression =>
  given[at] ?? refuse('SEM0219', `${name}(): function expects more than ${given.length} argument(s).`);

/** A string argument that must be constant: its value is needed before any row is read. */
export const constantText = (given: readonly Expression[], at: number, name: string): string => {
  const value = constantValue(argument(given, at, name), `${name}(): argument ${at + 1}`);
  return typeof value === 'string'
    ? value
    : refuse('SEM0001', `${name}(): argument ${at + 1} must be a string.`);
};

/** The common type of several results. Whole numbers widen. Other types don't mix. */
export const commonType = (name: string, parts: readonly Expression[]): KqlType => {
  const types = new Set(parts.map((part) => part.type));
  const [first] = types;
  if (first !== undefined && types.size === 1) return first;
  const numbers = [...types].every((type) => type === 'int' || type === 'long' || type === 'real');
  if (numbers) return types.has('real') ? 'real' : 'long';
  if (types.has('dynamic')) return 'dynamic';
  return refuse('SEM0001', `${name}(): the results must be of one type, found ${[...types].join(' and ')}.`);
};
