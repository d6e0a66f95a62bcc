/** What a query of one day gives and takes. */
export interface QueryCost {
  /** Rows it gives back. */
  readonly rows: number;
  /** Rows of the tables it reads; undefined where it names none. */
  readonly reads: number | undefined;
  /** What those tables took in, in MB, where the workspace keeps count. */
  readonly megabytes: number | undefined;
}

/** "gives 12 rows a day, and reads about 1,240 rows a day (0.4 MB)." */
export function costWords({ rows, reads, megabytes }: QueryCost): string {
  const gives = `gives ${rowsOf(rows)} a day`;
  if (reads === undefined) return `${gives}.`;
  const size = megabytes === undefined ? '' : ` (${sized(megabytes)})`;
  return `${gives}, and reads about ${rowsOf(reads)} a day${size}.`;
}

function rowsOf(count: number): string {
  return `${count.toLocaleString('en-US')} row${count === 1 ? '' : 's'}`;
}

function sized(megabytes: number): string {
  if (megabytes < 0.1) return 'under 0.1 MB';
  if (megabytes >= 1000) return `${(megabytes / 1000).toFixed(1)} GB`;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}
