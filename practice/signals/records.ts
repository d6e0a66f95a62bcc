import type { KqlType } from '../kql/language.ts';
import { day, windowDays } from './rhythm.ts';

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
