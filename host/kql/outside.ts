import type { Analysis, Syntax } from './kusto-library.ts';

/** A call that reads or sends outside the workspace, with what it does. */
export interface Outside {
  readonly node: Syntax;
  /** Its full name, as a person finds it in the documentation. */
  readonly name: string;
  /** "reads another workspace" */
  readonly does: string;
}

/** https://learn.microsoft.com/kusto/query/evaluate-operator: plugins that send a request or open a connection. */
const plugins: Readonly<Record<string, string>> = {
  http_request: 'sends a request to a web address',
  http_request_post: 'sends a request to a web address',
  sql_request: 'reads an SQL database',
  mysql_request: 'reads a MySQL database',
  postgresql_request: 'reads a PostgreSQL database',
  cosmosdb_sql_request: 'reads an Azure Cosmos DB database',
  azure_digital_twins_query_request: 'reads Azure Digital Twins',
};

/** https://learn.microsoft.com/azure/azure-monitor/logs/cross-workspace-query, and the same in Kusto. */
const functions: Readonly<Record<string, string>> = {
  cluster: 'reads another cluster',
  database: 'reads another database',
  workspace: 'reads another workspace',
  app: 'reads an Application Insights application',
  resource: 'reads the logs of another resource',
  arg: 'reads Azure Resource Graph',
  adx: 'reads an Azure Data Explorer cluster',
  external_table: 'reads a table that is stored elsewhere',
};

/** Expressions with a keyword of their own. */
const expressions: Readonly<Record<string, string>> = {
  ExternalDataExpression: 'reads a file from a web address',
  InlineExternalTableExpression: 'reads a table that is stored elsewhere',
};

/** The completions that would be refused. */
export const outsideNames: ReadonlySet<string> = new Set([
  ...Object.keys(plugins),
  ...Object.keys(functions),
  'externaldata',
  'external_data',
  'inline_external_table',
  'entity_group',
]);

/**
 * Everything in a query that leaves the workspace, in the order of the text. Only calls count: a string, a comment, a
 * column or a function of the query's own (`let app = …`) may have any of these names.
 */
export function outsideOf({ nodes }: Analysis): readonly Outside[] {
  const own = new Set(
    nodes
      .filter(({ kind, role, parent }) => kind === 'NameDeclaration' && role === 'Name' && isLet(parent))
      .map(({ text }) => text),
  );
  return nodes.flatMap((node) => {
    const keyword = expressions[node.kind];
    if (keyword) return [{ node, name: node.children[0]?.text ?? '', does: keyword }];
    if (node.kind === 'FunctionCallExpression') {
      const name = node.children.find(({ role }) => role === 'Name')?.text ?? '';
      const plugin = plugins[name];
      if (plugin) return [{ node, name, does: plugin }];
      const found = own.has(name) ? undefined : functions[name];
      return found ? [{ node, name: `${name}()`, does: found }] : [];
    }
    const [directive] = node.kind === 'DirectiveToken' ? node.text.split(/[\s(]/u, 1) : [];
    return directive === '#connect' ? [{ node, name: directive, does: 'reads another cluster' }] : [];
  });
}

function isLet(node: Syntax | undefined): boolean {
  return node?.kind === 'LetStatement';
}
