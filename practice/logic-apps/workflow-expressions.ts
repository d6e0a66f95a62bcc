import type { Json, JsonObject } from '../core/contents.ts';

/**
 * The expressions of Logic Apps definitions, as far as playbooks here use them
 * (https://learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference).
 */
export interface ExpressionScope {
  parameters(name: string): Json;
  triggerBody(): Json;
  /** What an action that has ended left: its outputs, or undefined where there is no such action. */
  outputs(action: string): JsonObject | undefined;
  items(loop: string): Json;
  /** What a variable holds. @throws ExpressionTrouble where nothing declared it */
  variables(name: string): Json;
}

/** An expression that cannot be worked out; the message is the run's error. */
export class ExpressionTrouble extends Error {}

/** A value with every expression in it worked out. `@@` stands for a plain `@`. */
export function resolved(value: Json, scope: ExpressionScope): Json {
  if (typeof value === 'string') return resolvedText(value, scope);
  if (Array.isArray(value)) return value.map((one: Json) => resolved(one, scope));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, member]) => [name, resolved(member, scope)]),
  );
}

function resolvedText(text: string, scope: ExpressionScope): Json {
  if (text.startsWith('@@')) return text.slice(1);
  if (text.startsWith('@') && !text.startsWith('@{')) return evaluate(text.slice(1), scope);
  let left = text;
  let made = '';
  for (;;) {
    const start = left.indexOf('@{');
    if (start < 0) return made + left;
    const end = closing(left, start + 2);
    made += left.slice(0, start) + asText(evaluate(left.slice(start + 2, end), scope));
    left = left.slice(end + 1);
  }
}

/** Where the braces of an interpolation close; braces inside quotes do not count. */
function closing(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted;
    if (text[at] === '}' && !quoted) return at;
  }
  throw new ExpressionTrouble(`The expression '${text}' is not closed.`);
}

const asText = (value: Json): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

/** Works out one expression, without its `@`. @throws ExpressionTrouble */
function evaluate(text: string, scope: ExpressionScope): Json {
  const tokens = text.match(/'(?:[^']|'')*'|-?\d+(?:\.\d+)?|[A-Za-z_]\w*|\?|[()[\],.]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const expect = (token: string): void => {
    const found = next();
    if (found !== token) throw new ExpressionTrouble(`Expected '${token}' in the expression '${text}'.`);
  };
  const value = (): Json => {
    const token = next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    if (token === 'null' || token === 'true' || token === 'false') return JSON.parse(token) as Json;
    expect('(');
    const given: Json[] = [];
    while (tokens[at] !== ')') {
      if (given.length > 0) expect(',');
      given.push(whole());
    }
    expect(')');
    return call(token, given, scope);
  };
  const whole = (): Json => {
    let here = value();
    for (;;) {
      const lenient = tokens[at] === '?';
      const mark = tokens[lenient ? at + 1 : at];
      if (mark !== '[' && mark !== '.') return here;
      at += lenient ? 2 : 1;
      const name = mark === '.' ? next() : whole();
      if (mark === '[') expect(']');
      here = memberOf(here, name, lenient, text);
    }
  };
  const found = whole();
  if (at < tokens.length) throw new ExpressionTrouble(`The expression '${text}' goes on after its end.`);
  return found;
}

function memberOf(of: Json, name: Json, lenient: boolean, text: string): Json {
  const found =
    Array.isArray(of) && typeof name === 'number'
      ? (of as readonly Json[])[name]
      : of !== null && typeof of === 'object' && !Array.isArray(of)
        ? (of as JsonObject)[String(name)]
        : undefined;
  if (found !== undefined) return found;
  if (lenient) return null;
  throw new ExpressionTrouble(
    `The template language expression '${text}' cannot be evaluated because property '${String(name)}' doesn't exist.`,
  );
}

function call(name: string, given: readonly Json[], scope: ExpressionScope): Json {
  const [first = null, second = null] = given;
  const outputs = (): JsonObject => {
    const found = scope.outputs(String(first));
    if (found === undefined) throw new ExpressionTrouble(`The action '${String(first)}' has not run.`);
    return found;
  };
  switch (name) {
    case 'parameters':
      return scope.parameters(String(first));
    case 'triggerBody':
      return scope.triggerBody();
    case 'outputs':
      return outputs();
    case 'body':
      return outputs()['body'] ?? null;
    case 'items':
      return scope.items(String(first));
    case 'variables':
      return scope.variables(String(first));
    case 'bool':
      return asBoolean(first);
    case 'length':
      if (typeof first === 'string' || Array.isArray(first)) return first.length;
      throw new ExpressionTrouble("The template language function 'length' expects an array or a string.");
    case 'first':
      return Array.isArray(first) ? ((first as readonly Json[])[0] ?? null) : null;
    case 'coalesce':
      return given.find((one) => one !== null) ?? null;
    case 'int':
      return Math.trunc(Number(first));
    case 'encodeURIComponent':
      return encodeURIComponent(asText(first));
    case 'equals':
      return first === second;
    case 'not':
      return first !== true;
    case 'listCallbackUrl':
      return '';
    default:
      throw new ExpressionTrouble(`The template function '${name}' is not defined or not valid.`);
  }
}

/** https://learn.microsoft.com/azure/logic-apps/workflow-definition-language-functions-reference#bool. Assumed: the words of a refusal. */
function asBoolean(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const said = typeof value === 'string' ? value.toLowerCase() : '';
  if (said === 'true' || said === 'false') return said === 'true';
  throw new ExpressionTrouble("The template language function 'bool' cannot convert this value.");
}

/** A condition as an object: `{and: [{less: [a, b]}]}`. */
export function holds(condition: Json, scope: ExpressionScope): boolean {
  if (condition === null || typeof condition !== 'object' || Array.isArray(condition))
    return resolved(condition, scope) === true;
  return Object.entries(condition as JsonObject).every(([name, operands]) => {
    if (name === 'and') return (operands as readonly Json[]).every((one) => holds(one, scope));
    if (name === 'or') return (operands as readonly Json[]).some((one) => holds(one, scope));
    if (name === 'not') return !holds(operands, scope);
    const [left = null, right = null] = (operands as readonly Json[]).map((one) => resolved(one, scope));
    switch (name) {
      case 'equals':
        return left === right;
      case 'greater':
        return Number(left) > Number(right);
      case 'greaterOrEquals':
        return Number(left) >= Number(right);
      case 'less':
        return Number(left) < Number(right);
      case 'lessOrEquals':
        return Number(left) <= Number(right);
      default:
        throw new ExpressionTrouble(`The condition '${name}' is not known.`);
    }
  });
}
