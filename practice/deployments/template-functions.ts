import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../core/contents.ts';
import { tokenOf } from '../core/ids.ts';
import { ExpressionRefused } from './template-expression.ts';

/** A function of templates that only depends on what it is given. */
type PureFunction = (...args: readonly Json[]) => Json;

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions */
const help = 'Please see https://aka.ms/arm-functions for usage details.';

/** How Json.NET names what it holds, as refusals say it. */
export function kindOf(value: Json): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object') return 'Object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Float';
  return typeof value === 'boolean' ? 'Boolean' : 'String';
}

const refuse = (name: string, why: string): never => {
  throw new ExpressionRefused(`The template language function '${name}' ${why} ${help}`);
};

function textOf(name: string, value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return refuse(
    name,
    `expects its parameter to be of type 'String'. The provided value is of type '${kindOf(value ?? null)}'.`,
  );
}

function numberOf(name: string, value: Json | undefined): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return refuse(
    name,
    `expects its parameter to be of type 'Integer'. The provided value is of type '${kindOf(value ?? null)}'.`,
  );
}

function flagOf(name: string, value: Json | undefined): boolean {
  if (typeof value === 'boolean') return value;
  return refuse(
    name,
    `expects its parameter to be of type 'Boolean'. The provided value is of type '${kindOf(value ?? null)}'.`,
  );
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Values as `equals` compares them: text without a thought for case is not one of them. */
const same = (one: Json | undefined, other: Json | undefined): boolean => canonical(one) === canonical(other);

function canonical(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
      .sort()
      .join()}}`;
  return JSON.stringify(value ?? null);
}

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function concat(...args: readonly Json[]): Json {
  if (args.length > 0 && args.every(isList)) return args.flat();
  return args
    .map((value) =>
      isList(value) || isObject(value)
        ? refuse('concat', `expects all parameters to be of one type. '${kindOf(value)}' is not valid.`)
        : value === null
          ? ''
          : text(value),
    )
    .join('');
}

function union(...args: readonly Json[]): Json {
  if (args.every(isList))
    return args.flat().filter((value, at, all) => all.findIndex((other) => same(other, value)) === at);
  if (!args.every(isObject))
    return refuse('union', 'expects all parameters to be arrays or all to be objects.');
  return args.reduce<JsonObject>((above, one) => merged(above, one as JsonObject), {});
}

/** Objects inside are merged too; of two values the later one stays. */
function merged(above: JsonObject, one: JsonObject): JsonObject {
  const together: Record<string, Json> = { ...above };
  for (const [name, value] of Object.entries(one)) {
    const there = together[name];
    together[name] = isObject(there) && isObject(value) ? merged(there, value) : value;
  }
  return together;
}

function contains(where: Json | undefined, what: Json | undefined): boolean {
  if (typeof where === 'string') return where.includes(text(what ?? null));
  if (isList(where)) return where.some((value) => same(value, what));
  if (!isObject(where)) return refuse('contains', 'expects a string, an array or an object.');
  return Object.keys(where).some((name) => name.toLowerCase() === textOf('contains', what).toLowerCase());
}

function lengthOf(value: Json | undefined): number {
  if (typeof value === 'string' || isList(value)) return value.length;
  return isObject(value)
    ? Object.keys(value).length
    : refuse('length', 'expects a string, an array or an object.');
}

/** The same text always: 13 characters. Microsoft's own arithmetic is not published. */
const uniqueString = (...words: readonly Json[]): string =>
  tokenOf(43, 'uniqueString', ...words.map(text))
    .toLowerCase()
    .replaceAll(/[^a-z2-7]/g, '')
    .padEnd(13, 'a')
    .slice(0, 13);

/** A version 5 UUID over the words; the namespace is the one tools that repeat it use. */
function guid(...words: readonly Json[]): string {
  const namespace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex');
  const hash = createHash('sha1')
    .update(namespace)
    .update(words.map(text).join('-'))
    .digest()
    .subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function parseJson(value: Json | undefined): Json {
  try {
    return JSON.parse(textOf('json', value)) as Json;
  } catch {
    return refuse('json', 'was given text that is not valid JSON.');
  }
}

const sequence = (value: Json | undefined, name: string): string | readonly Json[] =>
  typeof value === 'string' || isList(value) ? value : refuse(name, 'expects a string or an array.');

/** Functions of the values they are given, by their names in lower case. */
export const pureFunctions: Readonly<Record<string, PureFunction>> = {
  concat,
  union,
  guid,
  uniquestring: uniqueString,
  format: (pattern, ...values) =>
    textOf('format', pattern).replaceAll(/\{(\d+)\}/gu, (_, at: string) => text(values[Number(at)] ?? '')),
  tolower: (value) => textOf('toLower', value).toLowerCase(),
  toupper: (value) => textOf('toUpper', value).toUpperCase(),
  trim: (value) => textOf('trim', value).trim(),
  replace: (value, from, to) =>
    textOf('replace', value).replaceAll(textOf('replace', from), textOf('replace', to)),
  split: (value, by) => {
    const marks = (isList(by) ? by : [by ?? '']).map((mark) => textOf('split', mark));
    return marks.reduce<readonly string[]>(
      (pieces, mark) => pieces.flatMap((piece) => piece.split(mark)),
      [textOf('split', value)],
    );
  },
  join: (values, by) => (isList(values) ? values : []).map(text).join(textOf('join', by)),
  substring: (value, start, length) => {
    const from = numberOf('substring', start);
    return textOf('substring', value).slice(
      from,
      length === undefined ? undefined : from + numberOf('substring', length),
    );
  },
  startswith: (value, start) =>
    textOf('startsWith', value).toLowerCase().startsWith(textOf('startsWith', start).toLowerCase()),
  endswith: (value, end) =>
    textOf('endsWith', value).toLowerCase().endsWith(textOf('endsWith', end).toLowerCase()),
  equals: (one, other) => same(one, other),
  not: (value) => !flagOf('not', value),
  and: (...values) => values.every((value) => flagOf('and', value)),
  or: (...values) => values.some((value) => flagOf('or', value)),
  empty: (value) => value === null || value === undefined || lengthOf(value) === 0,
  length: (value) => lengthOf(value),
  contains: (where, what) => contains(where, what),
  first: (value) => sequence(value, 'first')[0] ?? '',
  last: (value) => sequence(value, 'last').at(-1) ?? '',
  take: (value, count) => sequence(value, 'take').slice(0, numberOf('take', count)),
  skip: (value, count) => sequence(value, 'skip').slice(numberOf('skip', count)),
  array: (value) => (isList(value) ? value : [value ?? null]),
  createarray: (...values) => values,
  createobject: (...values) =>
    Object.fromEntries(
      values.flatMap((name, at) =>
        at % 2 === 0 ? [[textOf('createObject', name), values[at + 1] ?? null]] : [],
      ),
    ),
  coalesce: (...values) => values.find((value) => value !== null) ?? null,
  string: (value) => text(value ?? null),
  json: parseJson,
  int: (value) =>
    typeof value === 'string' && /^-?\d+$/u.test(value) ? Number(value) : numberOf('int', value),
  bool: (value) =>
    typeof value === 'string' && /^(?:true|false)$/iu.test(value)
      ? value.toLowerCase() === 'true'
      : typeof value === 'number'
        ? value !== 0
        : flagOf('bool', value),
  true: () => true,
  false: () => false,
  null: () => null,
  add: (one, other) => numberOf('add', one) + numberOf('add', other),
  sub: (one, other) => numberOf('sub', one) - numberOf('sub', other),
  mul: (one, other) => numberOf('mul', one) * numberOf('mul', other),
  div: (one, other) => Math.trunc(numberOf('div', one) / numberOf('div', other)),
  mod: (one, other) => numberOf('mod', one) % numberOf('mod', other),
  range: (from, count) =>
    Array.from({ length: numberOf('range', count) }, (_, at) => numberOf('range', from) + at),
  less: (one, other) => numberOf('less', one) < numberOf('less', other),
  greater: (one, other) => numberOf('greater', one) > numberOf('greater', other),
  base64: (value) => Buffer.from(textOf('base64', value), 'utf8').toString('base64'),
};
