import type { Analysis, Syntax } from './kusto-library.ts';

/**
 * The query that counts the rows of another: its own text up to where its last operator ends, without `render`, which
 * draws rows and must be last. What follows, a `;` or a comment, would swallow or break the `count`.
 */
export function counting({ text, nodes }: Analysis): string {
  const statements = nodes.filter(({ kind, parent }) => kind.endsWith('Statement') && isTop(parent));
  const first = statements[0]?.start ?? 0;
  let asked = statements.findLast(({ kind }) => kind === 'ExpressionStatement')?.children[0];
  for (let before = drawn(asked); before !== undefined; before = drawn(asked)) asked = before;
  return `${text.slice(first, asked?.end ?? text.length)}\n| count`;
}

/** Whether a node stands in the query itself, not in the body of a function. */
export function isTop(node: Syntax | undefined): boolean {
  return node?.kind === 'SeparatedElement' && node.parent?.parent?.kind === 'QueryBlock';
}

/** What an expression that ends in `render` draws. */
function drawn(node: Syntax | undefined): Syntax | undefined {
  if (node?.kind !== 'PipeExpression') return undefined;
  return node.children.some(({ kind }) => kind === 'RenderOperator') ? node.children[0] : undefined;
}
