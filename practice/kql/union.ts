/** The union operator. https://learn.microsoft.com/kusto/query/union-operator */
import { partOf, refuseUnhandled, UnresolvedTable } from './values/answer.ts';
import type { Column, Syntax } from './values/language.ts';
import { type Flow, parametersOf, type Row, type Run } from './values/scope.ts';
import type { Value } from './values/values.ts';

interface Leg {
  readonly source: string;
  readonly flow: Flow;
}

/** The name of a leg's source. A leg that is more than a table name is identified by its place. */
const sourceOf = (node: Syntax, at: number, run: Run): string => {
  let inner = node;
  while (inner.kind === 'ParenthesizedExpression') inner = partOf(inner, 'Expression');
  // Observed: a name that `let` binds counts as a sub-query, and a sub-query is named after its place.
  const name = inner.kind === 'NameReference' ? (inner.refersTo?.name ?? inner.text) : undefined;
  return name === undefined || run.lets.has(name) ? `union_arg${at}` : name;
};

/** `Security*`: every table whose name matches, sorted by name. */
const wildcardLegs = (pattern: string, run: Run): Leg[] => {
  const fits = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[^\\w]/g, ''))
      .join('.*')}$`,
    'u',
  );
  const names = run.tables.filter((name) => fits.test(name));
  if (names.length === 0) {
    throw new UnresolvedTable({
      code: 'SEM0100',
      message: `'union' operator: Failed to resolve table expression named '${pattern}'`,
    });
  }
  return names.map((name) => ({ source: name, flow: run.table(name) }));
};

const legsOf = (node: Syntax, input: Flow | undefined, run: Run, fuzzy: boolean): Leg[] => {
  const legs: Leg[] = input === undefined ? [] : [{ source: 'union_arg0', flow: input }];
  let unresolved: UnresolvedTable | undefined;
  for (const expression of partOf(node, 'Expressions').items) {
    try {
      if (expression.parts['Name']?.kind === 'WildcardedName') {
        legs.push(...wildcardLegs(expression.text.trim(), run));
        continue;
      }
      const source = sourceOf(expression, legs.length, run);
      legs.push({ source, flow: run.tabular(expression, run) });
    } catch (thrown) {
      if (!fuzzy || !(thrown instanceof UnresolvedTable)) throw thrown;
      unresolved = thrown;
    }
  }
  // The documentation says: "If none of the resolutions was successful, the query returns an error."
  if (legs.length === 0 && unresolved !== undefined) throw unresolved;
  return legs;
};

/** A name with several types becomes one column for each type, with the type in the column's name. */
const unionColumns = (
  legs: readonly Leg[],
  kind: string,
): readonly (Column & { readonly output: string })[] => {
  const byName = new Map<string, Map<string, Column>>();
  for (const { flow } of legs) {
    for (const column of flow.columns) {
      const types = byName.get(column.name) ?? new Map<string, Column>();
      byName.set(column.name, types.set(column.type, column));
    }
  }
  const all = [...byName.values()]
    .flatMap((types) => [...types.values()])
    .filter(
      (column) =>
        kind !== 'inner' ||
        legs.every(({ flow }) =>
          flow.columns.some((own) => own.name === column.name && own.type === column.type),
        ),
    );
  return all.map((column) => ({
    ...column,
    output:
      all.filter((other) => other.name === column.name).length > 1
        ? `${column.name}_${column.type}`
        : column.name,
  }));
};

export const union = (node: Syntax, input: Flow | undefined, run: Run): Flow => {
  const {
    isfuzzy,
    withsource,
    kind = 'outer',
  } = parametersOf(node, {
    isfuzzy: ['true', 'false'],
    withsource: 'any',
    kind: ['outer', 'inner'],
  });
  const legs = legsOf(node, input, run, isfuzzy === 'true');
  const columns = unionColumns(legs, kind);
  if (withsource !== undefined && columns.some((column) => column.output === withsource)) {
    return refuseUnhandled(`a source column named like another, '${withsource}'`);
  }
  const rows: Row[] = [];
  for (const { source, flow } of legs) {
    const places = columns.map(
      (column) => flow.columns.findIndex((own) => own.name === column.name && own.type === column.type) + 1,
    );
    run.spend(flow.rows.length);
    for (const row of flow.rows) {
      const out: Value[] = [row[0] ?? null];
      if (withsource !== undefined) out.push(source);
      for (let at = 0; at < columns.length; at += 1) {
        const place = places[at] ?? 0;
        out.push(place > 0 ? (row[place] ?? null) : columns[at]?.type === 'string' ? '' : null);
      }
      rows.push(out);
    }
  }
  return {
    columns: [
      ...(withsource === undefined ? [] : [{ name: withsource, type: 'string' as const }]),
      ...columns.map(({ output, type }) => ({ name: output, type })),
    ],
    rows,
  };
};
