import { type Analysis, type KustoLibrary, loadKustoLibrary } from './kusto-library.ts';
import { outsideNames } from './outside.ts';
import { findingsOf, type QueryFinding, tooDeep } from './query-guard.ts';
import { counting } from './query-text.ts';

/** A query as it was read. Positions are in UTF-16 units from 0. */
export interface ParsedQuery {
  /** Why it can't be used, in the order of the text; empty for one that can. */
  readonly findings: readonly QueryFinding[];
  /** Tables it names, sorted; a name that no table has may be among them. */
  readonly tables: readonly string[];
  /** The query that counts its rows; undefined for one with findings. */
  readonly counts: string | undefined;
}

/** What fits at a place of a query: it takes the place of everything from `from` up to that place. */
export interface Completions {
  readonly from: number;
  /** `shown` as people read it ("avg(expr)"), `text` as it is typed ("avg("). */
  readonly options: readonly { readonly shown: string; readonly text: string }[];
}

/** Queries, read and completed. */
export interface Kusto {
  /** Never throws for a query, however wrong. */
  parse(query: string): ParsedQuery;
  /** `at` is an offset in UTF-16 units. */
  complete(query: string, at: number): Completions;
}

const mostCompletions = 200;
/** The library takes minutes over thousands of open brackets; people nest a dozen. */
const mostOpen = 100;

/** Queries, read by the language library, which is loaded on first use. */
export async function loadKusto(): Promise<Kusto> {
  return over(await loadKustoLibrary());
}

function over(library: KustoLibrary): Kusto {
  return {
    parse(query) {
      try {
        if (opened(query) > mostOpen) return { findings: [tooDeep(query)], tables: [], counts: undefined };
        const analysis = library.analyze(query);
        const findings = findingsOf(analysis);
        const counts = findings.length === 0 ? counting(analysis) : undefined;
        return { findings, tables: tablesOf(analysis), counts };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { findings: [tooDeep(query)], tables: [], counts: undefined };
      }
    },
    complete(query, at) {
      if (opened(query) > mostOpen) return { from: at, options: [] };
      const { from, options } = library.fitting(query, at);
      const inside = options.filter(({ text }) => !outsideNames.has(/^\w*/u.exec(text)?.[0] ?? ''));
      return { from, options: inside.slice(0, mostCompletions) };
    },
  };
}

/** A name that is no table the library knows of. */
const isUnknownTable = (code: string): boolean => code === 'KS204' || code === 'KS142';

function tablesOf({ text, diagnostics }: Analysis): readonly string[] {
  const names = diagnostics
    .filter(({ code }) => isUnknownTable(code))
    .map(({ start, end }) => text.slice(start, end).replace(/^\[?['"]|['"]\]?$/g, ''));
  return [...new Set(names)].filter((name) => /^\w+$/.test(name)).sort();
}

/** How many brackets are open at once, at most. */
function opened(query: string): number {
  let open = 0;
  let most = 0;
  for (const character of query) {
    if ('([{'.includes(character)) open += 1;
    else if (open > 0 && ')]}'.includes(character)) open -= 1;
    most = Math.max(most, open);
  }
  return most;
}
