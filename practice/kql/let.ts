/** The names `let` binds: values, tables, and functions with calls. https://learn.microsoft.com/kusto/query/let-statement */

import { compile } from './expressions.ts';
import { partOf, refuseUnhandled } from './values/answer.ts';
import type { KqlType, Syntax } from './values/language.ts';
import { type Bound, type Expression, type Flow, type Run, type Scope, scopeOf } from './values/scope.ts';

export const bind = (statement: Syntax, run: Run): void => {
  const name = statement.parts['Name']?.text ?? '';
  const expression = statement.parts['Expression'];
  if (expression === undefined) return;
  if (expression.kind === 'FunctionDeclaration') {
    run.lets.set(name, { parameters: partOf(expression, 'Parameters'), lets: new Map(run.lets) });
  } else if (expression.columns !== undefined) run.lets.set(name, { flow: run.tabular(expression, run) });
  else run.lets.set(name, { scalar: compile(expression, scopeOf(run, [], 'let')) });
};

/** A number takes the type its parameter declares, because the type decides how the number divides. */
const asDeclared = (value: Expression, declared: string | undefined): Expression =>
  declared === 'real' && (value.type === 'int' || value.type === 'long')
    ? { ...value, type: 'real' as KqlType }
    : value;

const isTabular = (parameter: Syntax): boolean =>
  partOf(partOf(parameter, 'NameAndType'), 'Type').kind === 'SchemaTypeExpression';

/** A called function's body and the names it sees: its own arguments, then all names bound before it. */
const entered = (
  call: Syntax,
  scope: Scope,
  constantsOnly: boolean,
): { readonly body: Syntax; readonly run: Run } | undefined => {
  const name = partOf(call, 'Name').text;
  const bound = scope.run.lets.get(name);
  if (bound === undefined || !('parameters' in bound)) return undefined;
  const body = call.called?.() ?? refuseUnhandled(`the function '${name}'`);
  scope.run.spend(1);
  const given = partOf(partOf(call, 'ArgumentList'), 'Expressions').items;
  const named = new Map(
    given.flatMap((item) =>
      item.kind === 'SimpleNamedExpression' ? [[partOf(item, 'Name').text, item]] : [],
    ),
  );
  const lets = new Map<string, Bound>(bound.lets);
  partOf(bound.parameters, 'Parameters').items.forEach((parameter, at) => {
    const { NameAndType: declared } = parameter.parts;
    const own = declared?.parts['Name']?.text ?? '';
    const item = named.get(own) ?? given[at];
    const argument =
      (item?.kind === 'SimpleNamedExpression' ? item.parts['Expression'] : item) ??
      parameter.parts['DefaultValue']?.parts['Value'] ??
      refuseUnhandled(`'${call.text}'`);
    if (isTabular(parameter)) {
      lets.set(own, { flow: scope.run.tabular(argument, scope.run) });
      return;
    }
    const value = asDeclared(compile(argument, scope), declared?.parts['Type']?.refersTo?.name);
    if (constantsOnly && !value.constant)
      return refuseUnhandled(`'${call.text}' with an argument that varies`);
    lets.set(own, { scalar: value });
  });
  const run = { ...scope.run, lets };
  for (const statement of partOf(body, 'Statements').items) {
    if (statement.kind !== 'LetStatement') return refuseUnhandled(`'${statement.text}' in a function`);
    bind(statement, run);
  }
  return { body: partOf(body, 'Expression'), run };
};

/** The value of a call of a `let` function, or undefined if `let` names no such function. */
export const calledValue = (call: Syntax, scope: Scope): Expression | undefined => {
  // A table inside the function is read once, not once for each row.
  const reads = /\btoscalar\b/.test(call.called?.()?.text ?? '');
  const within = entered(call, scope, reads);
  return within && compile(within.body, scopeOf(within.run, [], scope.operator));
};

/** The table that a call of a `let` function gives. */
export const calledTable = (call: Syntax, run: Run): Flow => {
  const within = entered(call, scopeOf(run, [], 'let'), true);
  return within === undefined
    ? refuseUnhandled(`the function '${partOf(call, 'Name').text}'`)
    : run.tabular(within.body, within.run);
};
