/** The product's only file that knows the Kusto language library: a query as its plain tree, and what it finds wrong. */

/**
 * One node of the syntax tree. Offsets are in UTF-16 units from 0, without the blanks and comments around it.
 * `role` is its name in its parent; `text` is that of a token, or the name that a name node means.
 */
export interface Syntax {
  readonly kind: string;
  readonly role: string;
  readonly start: number;
  readonly end: number;
  readonly isToken: boolean;
  readonly text: string;
  readonly parent: Syntax | undefined;
  readonly children: readonly Syntax[];
}

/** What the library finds wrong. KS0xx are the parser's; most others speak of names, which only a workspace knows. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A query as the library reads it. `nodes` is the whole tree in the order of the text, its root first. */
export interface Analysis {
  readonly text: string;
  readonly nodes: readonly [Syntax, ...Syntax[]];
  readonly diagnostics: readonly Diagnostic[];
}

/** What fits at a place: it takes the place of everything from `from` up to there. */
interface Fitting {
  readonly from: number;
  readonly options: readonly { readonly shown: string; readonly text: string }[];
}

/** The part of the library that is used. */
export interface KustoLibrary {
  /** @throws RangeError for a query that is nested too deeply to be read */
  analyze(query: string): Analysis;
  /** `at` is an offset in UTF-16 units. */
  fitting(query: string, at: number): Fitting;
}

interface BridgeList<T> {
  readonly Count: number;
  getItem(at: number): T;
}
interface BridgeNode {
  readonly Kind: number;
  readonly IsToken: boolean;
  readonly Text?: string;
  readonly SimpleName?: string | null;
  readonly TextStart: number;
  readonly End: number;
  readonly ChildCount: number;
  GetChild(at: number): BridgeNode | null | undefined;
  GetName(at: number): string | null | undefined;
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
    ParseAndAnalyze(
      text: string,
      globals: Globals,
    ): { readonly Syntax: BridgeNode; GetDiagnostics(): BridgeList<BridgeDiagnostic> };
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
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, unknown>> };
}

let loading: Promise<KustoLibrary> | undefined;

/** The library, loaded on first use: it takes most of a second, and its first query another. */
export function loadKustoLibrary(): Promise<KustoLibrary> {
  loading ??= (async () => {
    // In this order: the second builds on a global of the first.
    await import('@kusto/language-service-next/bridge.min.js');
    await import('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
    const { Kusto } = globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } };
    return over(Kusto.Language);
  })();
  return loading;
}

function over(kusto: KustoLanguage): KustoLibrary {
  // It's told of no table, so that the names it doesn't know are the tables a query reads.
  const empty = kusto.GlobalState.Default.WithDatabase(
    new kusto.Symbols.DatabaseSymbol.ctor('workspace', []),
  );
  const kinds = new Map(
    Object.entries(kusto.Syntax.SyntaxKind).map(([name, number]) => [number, name] as const),
  );
  return {
    analyze(query) {
      const code = kusto.KustoCode.ParseAndAnalyze(query, empty);
      const diagnostics = elements(code.GetDiagnostics())
        .filter(({ Severity }) => Severity === 'Error')
        .map(({ Code, Message, Start, Length }) => {
          const start = Math.min(Start, query.length);
          return { code: Code, message: Message, start, end: Math.min(query.length, start + Length) };
        });
      return { text: query, nodes: nodesOf(code.Syntax, kinds), diagnostics };
    },
    fitting(query, at) {
      const block = kusto.Editor.CodeScript.From$1(query, empty).GetBlockAtPosition(at);
      const found = block?.Service.GetCompletionItems(at);
      if (!found) return { from: at, options: [] };
      const options = elements(found.Items).map(({ DisplayText, EditText }) => ({
        shown: DisplayText,
        text: EditText,
      }));
      return { from: found.EditStart, options };
    },
  };
}

/** The tree, without recursion: a query of many operators is as deep as it is long. */
function nodesOf(root: BridgeNode, kinds: ReadonlyMap<unknown, string>): Analysis['nodes'] {
  const made = (node: BridgeNode, role: string, parent: Syntax | undefined) => ({
    kind: kinds.get(node.Kind) ?? String(node.Kind),
    role,
    start: node.TextStart,
    end: node.End,
    isToken: node.IsToken,
    text: (node.IsToken ? node.Text : node.SimpleName) ?? '',
    parent,
    children: [] as Syntax[],
  });
  const first = made(root, '', undefined);
  const nodes: [Syntax, ...Syntax[]] = [first];
  const open: { node: BridgeNode; copy: ReturnType<typeof made>; at: number }[] = [
    { node: root, copy: first, at: 0 },
  ];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (top.at >= top.node.ChildCount) {
      open.pop();
      continue;
    }
    const child = top.node.GetChild(top.at);
    const role = top.node.GetName(top.at) ?? '';
    top.at += 1;
    if (!child) continue;
    const copy = made(child, role, top.copy);
    top.copy.children.push(copy);
    nodes.push(copy);
    open.push({ node: child, copy, at: 0 });
  }
  return nodes;
}

function elements<T>(list: BridgeList<T>): readonly T[] {
  return Array.from({ length: list.Count }, (_, at) => list.getItem(at));
}
