/** The product's only file that knows the Kusto language library: what in a query is no KQL, and which tables it reads. */

/** A place in a query that is no KQL. Lines and columns count from 1, `from` and `to` are offsets in UTF-16 units. */
export interface Fault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** A query as the official grammar reads it. Positions are in UTF-16 units from 0. */
export interface ParsedQuery {
  readonly faults: readonly Fault[];
  /** Tables it names, sorted; a name that no table has may be among them. */
  readonly tables: readonly string[];
}

/** What fits at a place of a query: it takes the place of everything from `from` up to that place. */
export interface Completions {
  readonly from: number;
  /** `shown` as people read it ("avg(expr)"), `text` as it is typed ("avg("). */
  readonly options: readonly { readonly shown: string; readonly text: string }[];
}

interface BridgeList<T> {
  readonly Count: number;
  getItem(at: number): T;
}
interface BridgeDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}
interface BridgeCompletions {
  readonly EditStart: number;
  readonly Items: BridgeList<{ readonly DisplayText: string; readonly EditText: string }>;
}
interface Globals {
  WithDatabase(database: unknown): Globals;
}
interface KustoLanguage {
  readonly GlobalState: { readonly Default: Globals };
  readonly KustoCode: {
    ParseAndAnalyze(text: string, globals: Globals): { GetDiagnostics(): BridgeList<BridgeDiagnostic> };
  };
  readonly Editor: {
    readonly CodeScript: {
      From$1(
        text: string,
        globals: Globals,
      ): {
        GetBlockAtPosition(at: number): {
          readonly Service: { GetCompletionItems(at: number): BridgeCompletions };
        } | null;
      };
    };
  };
  readonly Symbols: {
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: unknown[]) => unknown };
  };
}

/** The part of the Kusto library that is used. */
export interface Kusto {
  /** Never throws for a query, however wrong. */
  parse(query: string): ParsedQuery;
  /** `at` is an offset in UTF-16 units. */
  complete(query: string, at: number): Completions;
}

let loading: Promise<Kusto> | undefined;

/** The library, loaded on first use: it takes most of a second, and its first query another. */
export function loadKusto(): Promise<Kusto> {
  loading ??= (async () => {
    // In this order: the second builds on a global of the first.
    await import('@kusto/language-service-next/bridge.min.js');
    await import('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
    const { Kusto } = globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } };
    return over(Kusto.Language);
  })();
  return loading;
}

/** The parser's own diagnostics; the others speak of names, which only the workspace knows. */
const isSyntax = (code: string): boolean => /^KS0\d\d$/.test(code) || code === 'KS176' || code === 'KS177';
/** A name that is no table the library knows of: it is told of none, so that these are the tables a query reads. */
const isUnknownTable = (code: string): boolean => code === 'KS204' || code === 'KS142';
/** Functions that reach beyond the workspace are refused, so they are not offered. */
const beyond = /^(?:cluster|database|external_table|externaldata|entity_group|evaluate)\b/i;
const mostCompletions = 200;

function elements<T>(list: BridgeList<T>): readonly T[] {
  return Array.from({ length: list.Count }, (_, at) => list.getItem(at));
}

function over(kusto: KustoLanguage): Kusto {
  const empty = kusto.GlobalState.Default.WithDatabase(
    new kusto.Symbols.DatabaseSymbol.ctor('workspace', []),
  );
  return {
    parse(query) {
      const found = elements(kusto.KustoCode.ParseAndAnalyze(query, empty).GetDiagnostics());
      const tables = found
        .filter(({ Code }) => isUnknownTable(Code))
        .map(({ Start, Length }) => query.slice(Start, Start + Length).replace(/^\[?['"]|['"]\]?$/g, ''));
      return {
        faults: found
          .filter(({ Code, Severity }) => Severity === 'Error' && isSyntax(Code))
          .map((each) => faultAt(query, each)),
        tables: [...new Set(tables)].filter((name) => /^\w+$/.test(name)).sort(),
      };
    },
    complete(query, at) {
      const block = kusto.Editor.CodeScript.From$1(query, empty).GetBlockAtPosition(at);
      const found = block?.Service.GetCompletionItems(at);
      if (!found) return { from: at, options: [] };
      const options = elements(found.Items).flatMap(({ DisplayText: shown, EditText: text }) =>
        beyond.test(text) ? [] : [{ shown, text }],
      );
      return { from: found.EditStart, options: options.slice(0, mostCompletions) };
    },
  };
}

function faultAt(query: string, { Message, Start, Length }: BridgeDiagnostic): Fault {
  const from = Math.min(Start, query.length);
  const before = query.slice(0, from).split('\n');
  return {
    message: Message,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    from,
    to: Math.min(query.length, from + Math.max(1, Length)),
  };
}
