/** Turns the language library's findings about a query into Kusto's own error codes and words. */
import { type QueryError, refuse, refuseUnhandled } from './values/answer.ts';
import type { Diagnostic, Syntax } from './values/language.ts';

const contains = (node: Syntax, at: number): boolean =>
  node.start <= at && at <= node.start + node.text.length;

/** The keyword of the operator at this position: the innermost one that contains or follows it. */
const operatorAt = (node: Syntax, at: number): string => {
  let found = '';
  const keyword = (operator: Syntax): string => /^[a-z-]+/.exec(operator.text)?.[0] ?? '';
  const walk = (here: Syntax): void => {
    if (!contains(here, at)) return;
    if (here.kind.endsWith('Operator')) found = keyword(here);
    const operator = here.parts['Operator'];
    if (here.kind === 'PipeExpression' && operator !== undefined && at < operator.start)
      found = keyword(operator);
    for (const child of [...Object.values(here.parts), ...here.items]) walk(child);
  };
  walk(node);
  return found;
};

/** The position of a syntax error, in Kusto's form. https://github.com/Azure/azure-sdk-for-java (Query could not be parsed at) */
const notParsed = (query: string, diagnostic: Diagnostic): QueryError => {
  const start = Math.min(diagnostic.start, query.length);
  const token = /^\s*(\w+|\S)?/.exec(query.slice(start))?.[1] ?? '';
  const before = query.slice(0, start).split('\n');
  const line = before.length;
  const pos = before.at(-1)?.length ?? 0;
  return {
    code: 'SYN0002',
    message: `Query could not be parsed at '${token}' on line [${line},${pos}]`,
    line,
    pos,
    token,
  };
};

const quoted = (message: string): string => /'([^']*)'/.exec(message)?.[1] ?? '';

const textAt = (tree: Syntax, diagnostic: Diagnostic): string => {
  let text = '';
  const walk = (here: Syntax): void => {
    if (here.start === diagnostic.start && here.text.length === diagnostic.length) text = here.text;
    if (contains(here, diagnostic.start))
      for (const child of [...Object.values(here.parts), ...here.items]) walk(child);
  };
  walk(tree);
  return text;
};

/**
 * Kusto's error if rows are grouped, sorted or joined by a dynamic value.
 * Observed: the words in many published error reports, the codes in one.
 */
const dynamicKey = (operator: string, key: string): QueryError | undefined => {
  switch (operator) {
    case 'summarize':
    case 'distinct':
      return {
        code: 'SEM0001',
        message: `Summarize group key '${key}' is of a 'dynamic' type. Please use an explicit cast (for example, 'summarize ... by tostring(${key})') as grouping by a 'dynamic' type is not supported.`,
      };
    case 'order':
    case 'sort':
    case 'top':
      return { code: 'SEM0480', message: "order operator: key can't be of dynamic type" };
    case 'join':
      return {
        code: 'SEM0001',
        message: `join key '${key}' is of a 'dynamic' type. Please use an explicit cast`,
      };
    default:
      return undefined;
  }
};

/**
 * Functions that a workspace has but Microsoft's library doesn't know: the cross-resource ones and Sentinel's
 * own. https://learn.microsoft.com/azure/azure-monitor/logs/cross-workspace-query and
 * https://learn.microsoft.com/azure/sentinel/normalization-about-parsers
 */
const ofTheWorkspace = /^(?:workspace|app|resource|adx|arg|_[A-Z]\w+|ASim[A-Z]\w+|im[A-Z]\w+)$/;

/** Unknown names are reported first, because one unknown name causes further diagnostics. */
const semantic = (tree: Syntax, diagnostic: Diagnostic): QueryError => {
  const name = quoted(diagnostic.message);
  const operator = operatorAt(tree, diagnostic.start);
  const prefix = operator === '' ? '' : `'${operator}' operator: `;
  // Assumed: code and words. For all other errors, Kusto's own differ from the library's.
  const plain: QueryError = { code: 'SEM0001', message: `${prefix}${diagnostic.message}` };
  switch (diagnostic.code) {
    // https://github.com/Azure/azure-quickstart-templates/issues/5174
    case 'KS204':
    case 'KS205':
      return {
        code: 'SEM0100',
        message: `${prefix}Failed to resolve table or column expression named '${name}'`,
      };
    case 'KS142':
      if (name.includes('*')) {
        return { code: 'SEM0100', message: `${prefix}Failed to resolve table expression named '${name}'` };
      }
      return {
        code: 'SEM0100',
        message: `${prefix}Failed to resolve column or scalar expression named '${name}'`,
      };
    case 'KS116':
      return dynamicKey(operator, textAt(tree, diagnostic)) ?? plain;
    case 'KS119': {
      const [, called = name, expected = ''] = /'([^']*)' expects (\d+)/.exec(diagnostic.message) ?? [];
      return expected === ''
        ? plain
        : { code: 'SEM0219', message: `${called}(): function expects ${expected} argument(s).` };
    }
    case 'KS211':
      if (ofTheWorkspace.test(name)) return refuseUnhandled(`the function '${name}'`);
      return { code: 'SEM0260', message: `Unknown function: '${name}'` };
    default:
      return plain;
  }
};

/** The parser's codes are KS0xx. Two more are raised if the library recognizes no operator. */
const isSyntax = (code: string): boolean => /^KS0\d\d$/.test(code) || code === 'KS176' || code === 'KS177';

/** The library wants these words in brackets. The service takes them bare, as its published queries show. */
const takenBare = /^The name '(?:first|last|kind)' needs to be bracketed/;

export const errorOf = (
  query: string,
  tree: Syntax,
  found: readonly Diagnostic[],
): QueryError | undefined => {
  const errors = found.filter((error) => error.code !== 'KS228' || !takenBare.test(error.message));
  const unparsed = errors.filter((error) => isSyntax(error.code)).sort((a, b) => a.start - b.start)[0];
  if (unparsed !== undefined) return notParsed(query, unparsed);
  const unresolved = errors.find((error) => ['KS204', 'KS142', 'KS211'].includes(error.code)) ?? errors[0];
  return unresolved === undefined ? undefined : semantic(tree, unresolved);
};

export const refuseDynamicKey = (operator: string, key: string): never => {
  const error = dynamicKey(operator, key);
  return error === undefined ? refuseUnhandled(`the key '${key}'`) : refuse(error.code, error.message);
};
