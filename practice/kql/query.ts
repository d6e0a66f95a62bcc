/** Runs a query: limits, tables, statements. The answer is values, not yet in the wire form of any API. */

import { errorOf } from './diagnostics.ts';
import { bind, calledValue } from './let.ts';
import { plugged, pluginIn } from './plugins.ts';
import { tabular } from './tabular.ts';
import { type QueryError, QueryRefusal, refuse, refuseUnhandled, UnresolvedTable } from './values/answer.ts';
import { type Column, type Language, loadLanguage, type Schema, type Syntax } from './values/language.ts';
import { type Bound, type Flow, type Row, type Run } from './values/scope.ts';
import { ticksFromMilliseconds, valueOfCell } from './values/values.ts';

/** A table of a workspace, with its columns and its rows. */
export interface StoredTable {
  readonly columns: readonly Column[];
  /**
   * Cells in column order: datetime as milliseconds since 1970 or ISO text, timespan as text, dynamic as JSON
   * or JSON text. If it is a function, it is called when the table is first read.
   */
  readonly rows: readonly (readonly unknown[])[] | (() => readonly (readonly unknown[])[]);
  /** The time each row became visible, in milliseconds since 1970. Without it, `ingestion_time()` is null. */
  readonly ingestionTimes?: readonly number[] | (() => readonly number[]);
}

export interface Database {
  readonly tables: Readonly<Record<string, StoredTable>>;
}

export interface EvaluationOptions {
  /** The moment that `now()` and `ago()` count from. */
  readonly now: Date | number;
  /** The query API's `timespan`, in milliseconds since 1970. Rows outside it are not seen. */
  readonly timespan?: { readonly start: number; readonly end: number };
  /** The rows visited and the time spent before a query is ended. The defaults are generous. */
  readonly limits?: { readonly rows?: number; readonly milliseconds?: number; readonly answerRows?: number };
}

const defaultLimits = { rows: 5_000_000, milliseconds: 10_000, answerRows: 500_000 };
/**
 * A query longer than this is not parsed, because no counter watches parsing. No rule can have a longer one:
 * https://learn.microsoft.com/azure/azure-monitor/service-limits ("can't exceed 64 KB").
 */
const longestQuery = 65_536;
const deepestNesting = 60;

const flows = new WeakMap<StoredTable, Flow>();

const flowOf = (table: StoredTable): Flow => {
  const known = flows.get(table);
  if (known !== undefined) return known;
  const cells = typeof table.rows === 'function' ? table.rows() : table.rows;
  const times = typeof table.ingestionTimes === 'function' ? table.ingestionTimes() : table.ingestionTimes;
  const types = table.columns.map((column) => column.type);
  const rows = cells.map((row, at): Row => {
    const time = times?.[at];
    const out: Row[number][] = [time === undefined ? null : ticksFromMilliseconds(time)];
    for (let place = 0; place < types.length; place += 1) {
      out.push(valueOfCell(row[place], types[place] ?? 'dynamic'));
    }
    return out;
  });
  const flow = { columns: table.columns, rows };
  flows.set(table, flow);
  return flow;
};

const withinTimespan = (flow: Flow, timespan: EvaluationOptions['timespan']): Flow => {
  const place = flow.columns.findIndex((column) => column.name === 'TimeGenerated') + 1;
  if (timespan === undefined || place === 0) return flow;
  const [start, end] = [ticksFromMilliseconds(timespan.start), ticksFromMilliseconds(timespan.end)];
  return {
    columns: flow.columns,
    rows: flow.rows.filter((row) => {
      const time = row[place];
      return typeof time === 'bigint' && time >= start && time <= end;
    }),
  };
};

const runOver = (database: Database, options: EvaluationOptions): Run => {
  const { rows = defaultLimits.rows, milliseconds = defaultLimits.milliseconds } = options.limits ?? {};
  const deadline = performance.now() + milliseconds;
  const made = new Map<string, Flow>();
  let spent = 0;
  return {
    now: ticksFromMilliseconds(Number(options.now)),
    lets: new Map<string, Bound>(),
    spend: (count) => {
      spent += count;
      // https://learn.microsoft.com/kusto/concepts/runaway-queries
      if (spent > rows || performance.now() > deadline) {
        refuse(
          'E_RUNAWAY_QUERY',
          'Runaway query (E_RUNAWAY_QUERY). The query exceeded the limits set for it.',
        );
      }
    },
    called: calledValue,
    tabular: (node, run) => tabular(node, run),
    tables: Object.keys(database.tables).sort(),
    made,
    table: (name) => {
      const own = made.get(name);
      if (own !== undefined) return own;
      const table = Object.hasOwn(database.tables, name) ? database.tables[name] : undefined;
      if (table === undefined) {
        throw new UnresolvedTable({
          code: 'SEM0100',
          message: `Failed to resolve table or column expression named '${name}'`,
        });
      }
      return withinTimespan(flowOf(table), options.timespan);
    },
  };
};

const answerOf = (statements: readonly Syntax[], run: Run): Flow => {
  let answer: Flow | undefined;
  for (const statement of statements) {
    if (statement.kind === 'LetStatement') bind(statement, run);
    else if (statement.kind === 'ExpressionStatement' && answer === undefined) {
      const expression = statement.parts['Expression'];
      if (expression !== undefined) answer = tabular(expression, run);
    } else if (statement.kind === 'ExpressionStatement')
      return refuseUnhandled('more than one tabular statement');
    else return refuseUnhandled(`the statement '${statement.text.split(/\s/, 1)[0] ?? ''}'`);
  }
  return answer ?? refuse('SEM0001', 'No tabular expression statement found');
};

const quotedOrComment = /@"[^"]*"|@'[^']*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*/g;

/** The number of plugins a query can have. Each one means one more evaluation. */
const mostPlugins = 8;

/**
 * A query's statements, ready to evaluate: bound, free of errors, and with a table in place of each plugin
 * part, whose columns are known only after it has run.
 */
const readable = (
  language: Language,
  asked: {
    readonly query: string;
    readonly schema: Schema;
    readonly run: Run;
    readonly check: ((syntax: Syntax) => void) | undefined;
  },
): readonly Syntax[] => {
  let { query, schema } = asked;
  const { run } = asked;
  for (let plugins = 0; ; plugins += 1) {
    const { syntax, errors } = language.analyze(query, schema);
    const pipe = plugins < mostPlugins ? pluginIn(syntax) : undefined;
    const end = pipe === undefined ? Number.POSITIVE_INFINITY : pipe.start + pipe.text.length;
    // Names that follow a plugin are known only after it has run, so errors about them wait.
    const error = errorOf(
      query,
      syntax,
      errors.filter(({ code, start }) => start < end || code !== 'KS142'),
    );
    if (error !== undefined) throw new QueryRefusal(error);
    if (plugins === 0) asked.check?.(syntax);
    const statements = syntax.parts['Statements']?.items ?? [];
    if (pipe === undefined) return statements;
    const before = { ...run, lets: new Map(run.lets) };
    for (const statement of statements) {
      if (statement.kind === 'LetStatement' && statement.start + statement.text.length <= pipe.start) {
        bind(statement, before);
      }
    }
    const flow = plugged(pipe, before);
    const name = `evaluated_${plugins}_`;
    run.made.set(name, flow);
    query = `${query.slice(0, pipe.start)}${name}${query.slice(end)}`;
    schema = { ...schema, [name]: flow.columns };
  }
};

const depthOf = (query: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const character of query.replace(quotedOrComment, '')) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

/** A bug here or in the library ends only the query, not the practice tenant. The message says so. */
const internalError = (thrown: unknown): QueryError => ({
  code: 'E_INTERNAL',
  message: `The practice tenant failed on this query: ${thrown instanceof Error ? thrown.message : 'unknown'}`,
});

/**
 * Runs a query and gives its rows as values.
 *
 * Looks at the bound syntax before anything is evaluated. It throws for features the dialect lacks.
 * @throws QueryRefusal if anything is wrong with the query.
 */
export const runQuery = async (
  query: string,
  database: Database,
  options: EvaluationOptions,
  check?: (syntax: Syntax) => void,
): Promise<Flow> => {
  if (query.length > longestQuery || depthOf(query) > deepestNesting) {
    return refuseUnhandled('a query this long or this deeply nested');
  }
  // Control commands (`.show tables`) belong to clusters. A workspace has none.
  if (query.trimStart().startsWith('.')) return refuseUnhandled('a control command');
  const schema: Schema = Object.fromEntries(
    Object.entries(database.tables).map(([name, table]) => [name, table.columns]),
  );
  try {
    const language = await loadLanguage();
    const run = runOver(database, options);
    const statements = readable(language, { query, schema, run, check });
    const flow = answerOf(statements, run);
    const most = options.limits?.answerRows ?? defaultLimits.answerRows;
    if (flow.rows.length > most) {
      return refuse(
        'E_QUERY_RESULT_SET_TOO_LARGE',
        `Query result set has exceeded the internal record count limit ${most} (E_QUERY_RESULT_SET_TOO_LARGE).`,
      );
    }
    return flow;
  } catch (thrown) {
    throw thrown instanceof QueryRefusal ? thrown : new QueryRefusal(internalError(thrown));
  }
};
