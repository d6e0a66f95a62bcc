import type { KqlType } from '../kql/values/language.ts';
import { day, dayOf, windowDays } from './daily-pattern.ts';
import { publishedBeside } from './published-columns.ts';
import type { WorkspaceSeed } from './workspace.ts';

/** A record before it is cut into cells: when it happened, when queries see it, what it says. */
export interface Made<Columns extends Readonly<Record<string, KqlType>>> {
  readonly at: number;
  readonly seenAt: number;
  readonly cells: { readonly [Name in keyof Columns]: unknown };
}

/** A table in the shape the query engine reads; the records are made when the first query reads them. */
export interface StoredRecords {
  readonly columns: readonly { readonly name: string; readonly type: KqlType }[];
  readonly rows: () => readonly (readonly unknown[])[];
  readonly ingestionTimes: () => readonly number[];
}

/** The records of the window that ends now, as far as they have arrived, in the order they arrived. */
export const recordsOf = <Columns extends Readonly<Record<string, KqlType>>>(
  columns: Columns,
  now: number,
  make: () => readonly Made<Columns>[],
): StoredRecords => {
  const names = Object.keys(columns);
  let arrived: readonly Made<Columns>[] | undefined;
  const records = (): readonly Made<Columns>[] => {
    arrived ??= make()
      .filter((record) => record.seenAt <= now && record.at >= now - windowDays * day)
      .sort((left, right) => left.seenAt - right.seenAt);
    return arrived;
  };
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows: () => records().map((record) => names.map((name) => record.cells[name])),
    ingestionTimes: () => records().map((record) => record.seenAt),
  };
};

/** A table with the columns Microsoft publishes for it besides those it fills, empty. */
export const asPublished = (table: string, records: StoredRecords): StoredRecords => {
  const more = publishedBeside(table, new Set(records.columns.map(({ name }) => name)));
  const empty = more.map(() => null);
  return {
    columns: [...records.columns, ...more],
    rows: () => records.rows().map((row) => [...row, ...empty]),
    ingestionTimes: records.ingestionTimes,
  };
};

/** Days of tables kept at once: five tables of a handful of workspaces, yesterday's and today's. */
const mostDays = 64;
const madeByDay = new Map<string, readonly Made<Readonly<Record<string, KqlType>>>[]>();

/**
 * As `recordsOf`, for a table whose records of one window of days are the same whenever they are asked for. They are
 * made once a day and workspace and shared by all who ask, so `make` must depend on the workspace and the day alone.
 */
export const dailyRecordsOf = <Columns extends Readonly<Record<string, KqlType>>>(
  table: string,
  columns: Columns,
  workspace: WorkspaceSeed,
  now: number,
  make: () => readonly Made<Columns>[],
): StoredRecords =>
  recordsOf(columns, now, () => {
    const key = JSON.stringify([table, dayOf(now), workspace]);
    const known = madeByDay.get(key) as readonly Made<Columns>[] | undefined;
    if (known !== undefined) return known;
    const made = make();
    if (madeByDay.size >= mostDays) madeByDay.clear();
    madeByDay.set(key, made);
    return made;
  });
