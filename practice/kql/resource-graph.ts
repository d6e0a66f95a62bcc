/**
 * Azure Resource Graph's dialect of Kusto. It has fewer operators, its own tables and its own errors.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
 */

import { type Database, runQuery, type StoredTable } from './query.ts';
import { notImitated, type QueryError, QueryRefusal } from './values/answer.ts';
import type { Json } from './values/json.ts';
import type { Column, Syntax } from './values/language.ts';
import { textOf, type Value } from './values/values.ts';

/** A resource, with the columns of Resource Graph's tables. `type` can have any casing. */
export type ResourceGraphRow = Readonly<Record<string, unknown>>;

/** Rows by table name. The names are in lower case: `resources`, `resourcecontainers`. */
export type ResourceGraphTables = Readonly<Record<string, readonly ResourceGraphRow[]>>;

/** One error, as Resource Graph lists it in `error.details`. */
export interface ResourceGraphDetail {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly characterPositionInLine?: number;
  readonly token?: string;
}

export type ResourceGraphAnswer =
  | {
      /** The number of rows the query has on all pages. */
      readonly totalRecords: number;
      /** The number of rows in `data`. */
      readonly count: number;
      readonly data: readonly Readonly<Record<string, Json>>[];
      /** Whether more rows follow this page. */
      readonly more: boolean;
      /** Whether the rows have an `id` column. Without it, Resource Graph gives no `$skipToken`. */
      readonly pageable: boolean;
    }
  /** The practice tenant's own message, not Resource Graph's, about a query it can't evaluate. */
  | { readonly notImitated: string }
  | { readonly error: { readonly code: 'BadRequest'; readonly details: readonly ResourceGraphDetail[] } };

const columns: readonly Column[] = [
  { name: 'id', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'type', type: 'string' },
  { name: 'tenantId', type: 'string' },
  { name: 'kind', type: 'string' },
  { name: 'location', type: 'string' },
  { name: 'resourceGroup', type: 'string' },
  { name: 'subscriptionId', type: 'string' },
  { name: 'managedBy', type: 'string' },
  { name: 'sku', type: 'dynamic' },
  { name: 'plan', type: 'dynamic' },
  { name: 'properties', type: 'dynamic' },
  { name: 'tags', type: 'dynamic' },
  { name: 'identity', type: 'dynamic' },
  { name: 'zones', type: 'dynamic' },
  { name: 'extendedLocation', type: 'dynamic' },
];

/** Resource Graph keeps these columns in lower case, whatever casing ARM returns. */
const lowered: ReadonlySet<string> = new Set([
  'type',
  'location',
  'resourceGroup',
  'subscriptionId',
  'tenantId',
]);

const tableOf = (rows: readonly ResourceGraphRow[]): StoredTable => ({
  columns,
  rows: () =>
    rows.map((row) =>
      columns.map(({ name }) => {
        const value = row[name];
        return typeof value === 'string' && lowered.has(name) ? value.toLowerCase() : value;
      }),
    ),
});

const tablesByRows = new WeakMap<readonly ResourceGraphRow[], StoredTable>();

/** Table names are matched in any casing. Each spelling in the query therefore gets an entry of its own. */
const databaseFor = (query: string, tables: ResourceGraphTables): Database => {
  const named: Record<string, StoredTable> = {};
  for (const word of query.match(/\b[A-Za-z]+\b/g) ?? []) {
    const name = word.toLowerCase();
    const rows = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (rows === undefined) continue;
    const table = tablesByRows.get(rows) ?? tableOf(rows);
    tablesByRows.set(rows, table);
    named[word] = table;
  }
  return { tables: named };
};

/** A query without a table reads `resources`. */
const withTable = (query: string): string => {
  const bare =
    /^\s*(?:where|project|project-away|extend|summarize|count|take|limit|order|sort|top|distinct|join|mv-expand|mvexpand|union)\b/i;
  return bare.test(query) ? `resources | ${query}` : query;
};

/** The tabular operators of Resource Graph that this evaluator supports. */
const operators: ReadonlySet<string> = new Set([
  'CountOperator',
  'DistinctOperator',
  'ExtendOperator',
  'FilterOperator',
  'JoinOperator',
  'MvExpandOperator',
  'ParseOperator',
  'ProjectOperator',
  'ProjectAwayOperator',
  'SortOperator',
  'SummarizeOperator',
  'TakeOperator',
  'TopOperator',
  'UnionOperator',
]);

/** "Limit of 3 join in a single query", and the same limit for mv-expand and union. */
const most: Readonly<Record<string, number>> = { JoinOperator: 3, MvExpandOperator: 3, UnionOperator: 3 };

/** Thrown for features that Kusto has and Resource Graph doesn't. */
class DialectRefusal extends QueryRefusal {
  readonly detail: ResourceGraphDetail;
  constructor(detail: ResourceGraphDetail) {
    super({ code: detail.code, message: detail.message });
    this.detail = detail;
  }
}

/** The words are quoted in https://github.com/Azure/azure-powershell/issues/13762 */
const notInTheLanguage = (token: string): DialectRefusal =>
  new DialectRefusal({
    code: 'InvalidQueryLanguage',
    message: 'InvalidQueryLanguage',
    line: -1,
    characterPositionInLine: -1,
    token,
  });

const checkDialect = (syntax: Syntax): void => {
  const found: Record<string, number> = {};
  const walk = (node: Syntax): void => {
    const keyword = node.text.split(/[\s(]/, 1)[0] ?? '';
    if (node.kind.endsWith('Operator') && !operators.has(node.kind)) throw notInTheLanguage(keyword);
    if (
      ['LetStatement', 'SetOptionStatement', 'DataTableExpression', 'ExternalDataExpression'].includes(
        node.kind,
      )
    ) {
      throw notInTheLanguage(keyword);
    }
    found[node.kind] = (found[node.kind] ?? 0) + 1;
    for (const child of [...Object.values(node.parts), ...node.items]) walk(child);
  };
  walk(syntax);
  for (const [kind, limit] of Object.entries(most)) {
    if ((found[kind] ?? 0) > limit) throw notInTheLanguage(kind.replace('Operator', '').toLowerCase());
  }
};

const invalidQuery: ResourceGraphDetail = {
  code: 'InvalidQuery',
  message:
    'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
};

/** Translates an error of Kusto into Resource Graph's terms. */
const detailsOf = (error: QueryError): readonly ResourceGraphDetail[] => {
  if (error.code.startsWith('SYN')) {
    return [
      invalidQuery,
      {
        code: 'ParserFailure',
        message: 'ParserFailure',
        ...(error.line !== undefined && { line: error.line }),
        ...(error.pos !== undefined && { characterPositionInLine: error.pos }),
        token: error.token === undefined || error.token === '' ? '<EOF>' : error.token,
      },
    ];
  }
  const table = /table or column expression named '([^']*)'/.exec(error.message)?.[1];
  if (table !== undefined) {
    // The words are quoted in https://github.com/Azure/azqr/issues/847
    return [
      {
        code: 'DisallowedLogicalTableName',
        message: `Table ${table} is invalid, unsupported or disallowed.`,
      },
    ];
  }
  if (error.code === 'SEM0260')
    return [invalidQuery, { code: 'UnknownFunction', message: `${error.message}.` }];
  // Assumed: the code for every other mistake.
  return [invalidQuery, { code: 'SemanticError', message: error.message }];
};

/** A value in an answer. Dynamic values stay JSON here. Log Analytics sends them as text. */
const jsonOf = (value: Value, column: Column): Json => {
  const timely = column.type === 'datetime' || column.type === 'timespan';
  return timely && value !== null ? textOf(value, column.type) : value;
};

/**
 * Evaluates a Resource Graph query.
 *
 * The query as typed. If it names no table, it reads `resources`.
 * The rows the caller is allowed to see, by table name in lower case.
 * `top` is the number of rows on a page. `skip` is the number of rows before it.
 * @returns A page of rows, or Resource Graph's own error without its outer message, which has the caller's
 * correlation ID. Never rejects.
 */
export const evaluateResourceGraph = async (
  query: string,
  tables: ResourceGraphTables,
  page: { readonly top: number; readonly skip: number; readonly now?: Date | number },
): Promise<ResourceGraphAnswer> => {
  const whole = withTable(query);
  try {
    const flow = await runQuery(
      whole,
      databaseFor(whole, tables),
      { now: page.now ?? Date.now() },
      checkDialect,
    );
    const rows = flow.rows.slice(page.skip, page.skip + page.top);
    return {
      totalRecords: flow.rows.length,
      count: rows.length,
      data: rows.map((row) =>
        Object.fromEntries(
          flow.columns.map((column, at) => [column.name, jsonOf(row[at + 1] ?? null, column)]),
        ),
      ),
      more: page.skip + rows.length < flow.rows.length,
      pageable: flow.columns.some((column) => column.name === 'id'),
    };
  } catch (thrown) {
    if (!(thrown instanceof QueryRefusal)) throw thrown;
    if (thrown.error.code === notImitated) return { notImitated: thrown.error.message };
    const details =
      thrown instanceof DialectRefusal ? [invalidQuery, thrown.detail] : detailsOf(thrown.error);
    return { error: { code: 'BadRequest', details } };
  }
};
