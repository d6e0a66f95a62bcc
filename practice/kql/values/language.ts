/**
 * The only file that uses the Kusto language library. It parses, binds to a schema and reports diagnostics.
 *
 * The library is C# compiled to JavaScript: overloads are `$ctorN`, lists have `Count` and `getItem`, kinds
 * are numbers, and names are on a global. This file converts all of that to plain syntax.
 * https://www.npmjs.com/package/@kusto/language-service-next
 */

export type KqlType =
  | 'bool'
  | 'datetime'
  | 'decimal'
  | 'dynamic'
  | 'guid'
  | 'int'
  | 'long'
  | 'real'
  | 'string'
  | 'timespan';

export interface Column {
  readonly name: string;
  readonly type: KqlType;
}

/** The schema a query is bound to: table names with their columns. */
export type Schema = Readonly<Record<string, readonly Column[]>>;

/** One node of the syntax tree as plain data. `parts` has its named children, `items` a list's elements. */
export interface Syntax {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly parts: Readonly<Record<string, Syntax>>;
  readonly items: readonly Syntax[];
  /** Only for a scalar expression: the type the library gave it. */
  readonly type?: KqlType;
  /** Only for a tabular expression or operator: its output columns. */
  readonly columns?: readonly Column[];
  /** Only for a name: the kind and name of the thing it refers to. */
  readonly refersTo?: { readonly kind: string; readonly name: string };
  /** Only for a literal: its text without prefix and quotes. Null for the null literal. */
  readonly literal?: string | null;
  /** Only for a call of a `let` function: the function's body, bound to the call's arguments. */
  readonly called?: () => Syntax | undefined;
}

export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly length: number;
}

interface Analysis {
  readonly syntax: Syntax;
  readonly errors: readonly Diagnostic[];
}

interface BridgeList<T> {
  readonly Count: number;
  getItem(at: number): T;
}
interface BridgeSymbol {
  readonly Kind: number;
  readonly Name: string | null;
  readonly Columns?: BridgeList<{ readonly Name: string; readonly Type: BridgeSymbol }>;
}
interface BridgeNode {
  readonly Kind: number;
  readonly Text?: string;
  readonly IsToken: boolean;
  readonly IsLiteral: boolean;
  readonly LiteralValueInfo?: { readonly ValueText: string | null } | null;
  readonly LiteralValue?: unknown;
  readonly TextStart: number;
  readonly End: number;
  readonly ChildCount: number;
  readonly ResultType?: BridgeSymbol | null;
  readonly ReferencedSymbol?: BridgeSymbol | null;
  readonly Root: { toString(): string };
  GetChild(at: number): BridgeNode | null;
  GetCalledFunctionBody?(): BridgeNode | null;
  GetName(at: number): string | null;
}
interface BridgeDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}
interface Globals {
  WithDatabase(database: unknown): Globals;
}
interface KustoLanguage {
  readonly GlobalState: { readonly Default: Globals };
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: Globals,
    ): { readonly Syntax: BridgeNode; GetDiagnostics(): BridgeList<BridgeDiagnostic> };
  };
  readonly Symbols: {
    readonly ScalarTypes: Readonly<Record<string, BridgeSymbol>>;
    readonly SymbolKind: Readonly<Record<string, number>>;
    readonly ColumnSymbol: new (
      name: string,
      type: BridgeSymbol | undefined,
      description: null,
      originals: null,
      source: null,
      examples: null,
    ) => unknown;
    readonly TableSymbol: { readonly $ctor4: new (name: string, columns: unknown[]) => unknown };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: unknown[]) => unknown };
  };
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, unknown>> };
}

export interface Language {
  /** Parses and binds. Never throws, however wrong the query is. Errors are in the library's own words. */
  analyze(query: string, schema: Schema): Analysis;
}

const scalarNames: Readonly<Record<KqlType, string>> = {
  bool: 'Bool',
  datetime: 'DateTime',
  decimal: 'Decimal',
  dynamic: 'Dynamic',
  guid: 'Guid',
  int: 'Int',
  long: 'Long',
  real: 'Real',
  string: 'String',
  timespan: 'TimeSpan',
};

/** The number of analyses kept for each schema. A recipe sends about ten queries, a person who types more. */
const mostAnalyzes = 100;

/** The library sometimes uses null for a missing value, and sometimes undefined. */
const isPresent = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** In the library, `dynamic` has named sub-types (arrays, bags). The service doesn't show them. */
const typeNamed = (name: string | null | undefined): KqlType | undefined => {
  if (!isPresent(name)) return undefined;
  if (name.startsWith('dynamic')) return 'dynamic';
  return name in scalarNames ? (name as KqlType) : undefined;
};

const elements = <T>(list: BridgeList<T>): T[] =>
  Array.from({ length: list.Count }, (_, at) => list.getItem(at));

const namesByNumber = (numbers: Readonly<Record<string, unknown>>): Map<number, string> => {
  const names = new Map<number, string>();
  for (const [name, number] of Object.entries(numbers)) {
    if (typeof number === 'number') names.set(number, name);
  }
  return names;
};

const languageOver = (kusto: KustoLanguage): Language => {
  const kinds = namesByNumber(kusto.Syntax.SyntaxKind);
  const symbolKinds = namesByNumber(kusto.Symbols.SymbolKind);
  const globalsBySchema = new Map<string, Globals>();
  const analyzesBySchema = new WeakMap<Globals, Map<string, Analysis>>();

  const globalsFor = (schema: Schema): Globals => {
    const key = JSON.stringify(schema);
    const known = globalsBySchema.get(key);
    if (known !== undefined) return known;
    const { ColumnSymbol, TableSymbol, DatabaseSymbol, ScalarTypes } = kusto.Symbols;
    const tables = Object.entries(schema).map(
      ([name, columns]) =>
        new TableSymbol.$ctor4(
          name,
          columns.map(
            (column) =>
              new ColumnSymbol(column.name, ScalarTypes[scalarNames[column.type]], null, null, null, null),
          ),
        ),
    );
    const globals = kusto.GlobalState.Default.WithDatabase(new DatabaseSymbol.ctor('workspace', tables));
    // A practice tenant has only a few schemas. The limit protects against callers that generate schemas.
    if (globalsBySchema.size >= 32) globalsBySchema.clear();
    globalsBySchema.set(key, globals);
    return globals;
  };

  const plain = (node: BridgeNode, query: string): Syntax => {
    const kind = kinds.get(node.Kind) ?? String(node.Kind);
    const parts: Record<string, Syntax> = {};
    const items: Syntax[] = [];
    for (let at = 0; at < node.ChildCount; at += 1) {
      const child = node.GetChild(at);
      if (!isPresent(child)) continue;
      const name = node.GetName(at);
      if (kinds.get(child.Kind) === 'SeparatedElement') {
        const element = child.GetChild(0);
        if (isPresent(element)) items.push(plain(element, query));
      } else if (name) parts[name] = plain(child, query);
      else items.push(plain(child, query));
    }
    const result = node.IsToken ? undefined : node.ResultType;
    const type = typeNamed(result?.Name);
    const columns = result?.Columns;
    const refers = node.IsToken ? undefined : node.ReferencedSymbol;
    const body = kind === 'FunctionCallExpression' ? node.GetCalledFunctionBody?.() : undefined;
    return {
      kind,
      text: node.IsToken ? (node.Text ?? '') : query.slice(node.TextStart, node.End),
      start: node.TextStart,
      parts,
      items,
      ...(isPresent(columns) && {
        columns: elements(columns).map((column) => ({
          name: column.Name,
          type: typeNamed(column.Type.Name) ?? 'dynamic',
        })),
      }),
      ...(!isPresent(columns) && type !== undefined && { type }),
      ...(isPresent(refers) && {
        refersTo: { kind: symbolKinds.get(refers.Kind) ?? '', name: refers.Name ?? '' },
      }),
      // Only a function of the query has a body. It keeps the library's whole tree. Built-in ones get none.
      ...(isPresent(body) && { called: () => plain(body, body.Root.toString()) }),
      ...(node.IsLiteral && {
        literal: isPresent(node.LiteralValue)
          ? (node.LiteralValueInfo?.ValueText ?? String(node.LiteralValue))
          : null,
      }),
    };
  };

  const analyzeAnew = (query: string, globals: Globals): Analysis => {
    const code = kusto.KustoCode.ParseAndAnalyze(query, globals);
    return {
      syntax: plain(code.Syntax, query),
      errors: elements(code.GetDiagnostics())
        .filter((diagnostic) => diagnostic.Severity === 'Error')
        .map((diagnostic) => ({
          code: diagnostic.Code,
          message: diagnostic.Message,
          start: diagnostic.Start,
          length: diagnostic.Length,
        })),
    };
  };

  return {
    // A client that polls repeats its query, so analyses are kept. They are plain data that no code changes.
    analyze(query, schema) {
      const globals = globalsFor(schema);
      const analyzes = analyzesBySchema.get(globals) ?? new Map<string, Analysis>();
      analyzesBySchema.set(globals, analyzes);
      const known = analyzes.get(query);
      if (known !== undefined) return known;
      const analysis = analyzeAnew(query, globals);
      if (analyzes.size >= mostAnalyzes) analyzes.clear();
      analyzes.set(query, analysis);
      return analysis;
    },
  };
};

let loading: Promise<Language> | undefined;

/** The library, loaded on first use. Loading takes most of a second, too long for the product's start. */
export const loadLanguage = (): Promise<Language> => {
  loading ??= (async () => {
    await import('@kusto/language-service-next/bridge.min.js');
    await import('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
    const { Kusto } = globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } };
    return languageOver(Kusto.Language);
  })();
  return loading;
};
