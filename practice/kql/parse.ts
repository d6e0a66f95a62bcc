/** The parse and parse-where operators. https://learn.microsoft.com/kusto/query/parse-operator */

import { compile } from './expressions.ts';
import { asText } from './functions/text.ts';
import { partOf, refuseUnhandled } from './values/answer.ts';
import { valueOfText } from './values/cast.ts';
import type { Column, KqlType, Syntax } from './values/language.ts';
import { matchesOf, patternOf, quotedPattern } from './values/regex.ts';
import { type Flow, parametersOf, type Row, type Run, scopeOf } from './values/scope.ts';
import type { Value } from './values/values.ts';

/** The pattern for a value of each type in a strict match. Assumed for all but text and whole numbers. */
const shapes: Partial<Readonly<Record<KqlType, string>>> = {
  int: String.raw`\s*[+-]?\d+`,
  long: String.raw`\s*[+-]?\d+`,
  real: String.raw`\s*[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?`,
};

/** The regular expression of a parse, with one group for each column. */
const patternFor = (items: readonly Syntax[], kind: string, flags: string): string => {
  const parts = items.map((item) => {
    if (item.kind === 'StarExpression') return '.*?';
    if (item.kind.endsWith('StringLiteralExpression')) {
      return kind === 'regex' ? `(?:${item.literal ?? ''})` : quotedPattern(item.literal ?? '');
    }
    const shape = kind === 'relaxed' ? undefined : shapes[typeOf(item)];
    return `(${shape ?? '.*?'})`;
  });
  return `(?s${flags})^${parts.join('')}$`;
};

const typeOf = (item: Syntax): KqlType => (item.parts['Type']?.refersTo?.name ?? 'string') as KqlType;

const nameOf = (item: Syntax): string => {
  const name = item.kind === 'NameAndTypeDeclaration' ? partOf(item, 'Name') : item;
  return name.refersTo?.name || name.text;
};

const parsing =
  (where: boolean) =>
  (node: Syntax, input: Flow, run: Run): Flow => {
    const { kind = 'simple', flags = '' } = parametersOf(node, {
      kind: ['simple', 'regex', 'relaxed'],
      flags: 'any',
    });
    if (!/^(?:U|m|s|i)*$/.test(flags)) return refuseUnhandled(`the flags '${flags}'`);
    const text = asText(compile(partOf(node, 'Expression'), scopeOf(run, input.columns, 'parse')));
    const items = partOf(node, 'Patterns').items;
    const given = items.filter((item) => /^Name(?:AndType)?Declaration$/.test(item.kind));
    const pattern = patternOf(patternFor(items, kind, flags));
    const columns: Column[] = [...input.columns];
    const places = given.map((item) => {
      const name = nameOf(item);
      const known = columns.findIndex((column) => column.name === name);
      const place = (known === -1 ? columns.length : known) + 1;
      columns[place - 1] = { name, type: typeOf(item) };
      return place;
    });
    run.spend(input.rows.length * 2);
    const rows = input.rows.flatMap((row): Row[] => {
      const [match] = matchesOf(String(text.at(row) ?? ''), pattern, 1);
      let values = given.map(
        (item, at): Value => (match === undefined ? null : valueOfText(match[at + 1] ?? '', typeOf(item))),
      );
      const failed = match === undefined || (kind !== 'relaxed' && values.includes(null));
      if (failed && where) return [];
      if (failed) values = given.map((item) => (typeOf(item) === 'string' ? '' : null));
      const out = [...row];
      places.forEach((place, at) => {
        out[place] = values[at] ?? null;
      });
      return [out];
    });
    return { columns, rows };
  };

export const parse = parsing(false);
export const parseWhere = parsing(true);
