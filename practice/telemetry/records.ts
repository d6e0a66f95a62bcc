import type { KqlType } from '../kql/values/language.ts';
import { day, dayOf, windowDays } from './daily-pattern.ts';
import { publishedBeside } from './published-columns.ts';
import type { WorkspaceSeed } from './workspace.ts';

/** A record with its time, the time when queries see it, and its values by column name. */
export interface Made<Columns extends Readonly<Record<string, KqlType>>> {
  readonly at: number;
  readonly seenAt: number;
  readonly cells: { readonly [Name in keyof Columns]: unknown };
}

/** A table in the query engine's form. Its records are made when the first query reads them. */
export interface StoredRecords {
  readonly columns: readonly { readonly name: string; readonly type: KqlType }[];
  readonly rows: () => readonly (readonly unknown[])[];
  readonly ingestionTimes: () => readonly number[];
}

/** The records of the window that ends now. Only those that have arrived, in order of arrival. */
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

/** A table with its own columns and the other columns Microsoft publishes, which are empty. */
export const asPublished = (table: string, records: StoredRecords): StoredRecords => {
  const more = publishedBeside(table, new Set(records.columns.map(({ name }) => name)));
  const empty = more.map(() => null);
  return {
    columns: [...records.columns, ...more],
    rows: () => records.rows().map((row) => [...row, ...empty]),
    ingestionTimes: records.ingestionTimes,
  };
};

/** The number of table days kept at once: five tables of a few workspaces, for yesterday and today. */
const mostDays = 64;
const madeByDay = new Map<string, readonly Made<Readonly<Record<string, KqlType>>>[]>();

/**
 * Like `recordsOf`, for a table whose records depend only on the day of `now`. They are made once for each
 * day and workspace and shared by all callers, so `make` must depend only on the workspace and the day.
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
