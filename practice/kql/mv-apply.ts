/** mv-apply: a pipeline over the elements of each row. https://learn.microsoft.com/kusto/query/mv-apply-operator */

import { compileCount } from './expressions.ts';
import { expandedColumns, expandedRows } from './mv-expand.ts';
import { partOf, refuseUnhandled } from './values/answer.ts';
import type { Column, KqlType, Syntax } from './values/language.ts';
import { type Flow, parametersOf, type Row, type Run, scopeOf } from './values/scope.ts';

type Piped = (node: Syntax, input: Flow, run: Run) => Flow;

/** The source of each result column: the pipeline if it has a column of that name, else the row. */
const sourcesOf = (node: Syntax, input: readonly Column[], inner: readonly Column[]) =>
  (node.columns ?? []).map(({ name }) => {
    const own = inner.findIndex((column) => column.name === name);
    const outer = input.findIndex((column) => column.name === name);
    const column = inner[own] ?? input[outer] ?? refuseUnhandled(`'${node.text}'`);
    return { column: { name, type: column.type }, inside: own !== -1, place: (own === -1 ? outer : own) + 1 };
  });

export const mvApply =
  (piped: Piped) =>
  (node: Syntax, input: Flow, run: Run): Flow => {
    const { with_itemindex: index } = parametersOf(node, { with_itemindex: 'any' });
    const { columns, expanded } = expandedColumns(node, input, run, 'mv-apply');
    if (index !== undefined) columns.push({ name: index, type: 'long' });
    const limits = node.parts['RowLimitClause'];
    const limit =
      limits === undefined
        ? Number.POSITIVE_INFINITY
        : compileCount(partOf(limits, 'RowLimit'), scopeOf(run, input.columns, 'mv-apply'));
    const pipeline = partOf(partOf(node, 'Subquery'), 'Expression');
    const rowsFor = (row: Row): Flow => {
      const made = expandedRows(row, expanded, limit, false);
      run.spend(made.length + 1);
      const rows = index === undefined ? made : made.map((one, at): Row => [...one, at]);
      return piped(pipeline, { columns, rows }, run);
    };
    // The pipeline has columns even if there is no row, so it is run once over no rows.
    const { columns: inner } = piped(pipeline, { columns, rows: [] }, run);
    const sources = sourcesOf(node, input.columns, inner);
    const rows = input.rows.flatMap((row) =>
      rowsFor(row).rows.map(
        (made): Row => [
          row[0] ?? null,
          ...sources.map(({ inside, place }) => (inside ? made : row)[place] ?? null),
        ],
      ),
    );
    return { columns: sources.map(({ column }) => column as { name: string; type: KqlType }), rows };
  };
