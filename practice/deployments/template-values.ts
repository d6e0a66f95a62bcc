import type { Json, JsonObject } from '../core/contents.ts';
import {
  type Expression,
  ExpressionRefused,
  isExpression,
  parseExpression,
  plainOf,
} from './template-expression.ts';
import { kindOf, pureFunctions } from './template-functions.ts';

/** Where a template is deployed, and what it is told. */
export interface TemplateScope {
  readonly subscription: JsonObject;
  readonly resourceGroup: JsonObject;
  readonly deployment: JsonObject;
  readonly tenantId: string;
  /** The value of a parameter, or undefined where there is none of that name. */
  parameter(name: string): Json | undefined;
  variable(name: string): Json | undefined;
  /** Set where a resource is read back: `reference()`. Elsewhere the function is refused, as the service does. */
  readonly reference?: (nameOrId: string, apiVersion: string | undefined, full: boolean) => Json;
  /** The time for `utcNow()`, which only a parameter's default may ask for. */
  readonly now?: string;
  /** Loops around, innermost last. */
  readonly loops: readonly { readonly name: string; readonly index: number }[];
}

/** Any value of a template with every expression in it worked out. @throws ExpressionRefused */
export function valueOf(value: Json, scope: TemplateScope): Json {
  if (typeof value === 'string')
    return isExpression(value) ? evaluate(parseExpression(value), scope) : plainOf(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => valueOf(one, scope));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([name, member]) =>
      name === 'copy' && Array.isArray(member)
        ? copied(member as readonly JsonObject[], scope)
        : [[isExpression(name) ? String(valueOf(name, scope)) : plainOf(name), valueOf(member, scope)]],
    ),
  );
}

/** `copy` inside properties or variables: a list by a count. https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-properties */
function copied(loops: readonly JsonObject[], scope: TemplateScope): readonly (readonly [string, Json])[] {
  return loops.map((loop) => {
    const name = String(loop['name']);
    const count = countOf(valueOf(loop['count'] ?? null, scope), name);
    const items = Array.from({ length: count }, (_, index) =>
      valueOf(loop['input'] ?? null, { ...scope, loops: [...scope.loops, { name, index }] }),
    );
    return [name, items];
  });
}

/** How often a loop goes round. https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-resources#copy-limits */
export function countOf(value: Json, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 800) return value;
  throw new ExpressionRefused(
    `The copy count '${JSON.stringify(value)}' of '${name}' must be an integer value from 0 to 800.`,
  );
}

function evaluate(expression: Expression, scope: TemplateScope): Json {
  switch (expression.is) {
    case 'value':
      return expression.value;
    case 'member':
      return member(evaluate(expression.of, scope), evaluate(expression.at, scope), expression.safe);
    case 'call':
      return call(expression.name, expression.args, scope);
  }
}

function member(of: Json, at: Json, safe: boolean): Json {
  if (Array.isArray(of) && typeof at === 'number') {
    const found = (of as readonly Json[])[at];
    if (found !== undefined) return found;
    if (safe) return null;
    throw new ExpressionRefused(
      `The language expression property array index '${at}' is out of bounds. Please see https://aka.ms/arm-functions for usage details.`,
    );
  }
  if (of !== null && typeof of === 'object' && !Array.isArray(of) && typeof at === 'string') {
    const found = Object.entries(of as JsonObject).find(([name]) => name.toLowerCase() === at.toLowerCase());
    if (found !== undefined) return found[1];
    if (safe) return null;
    throw new ExpressionRefused(
      `The language expression property '${at}' doesn't exist, available properties are '${Object.keys(of).join(', ')}'. Please see https://aka.ms/arm-functions for usage details.`,
    );
  }
  if (safe && of === null) return null;
  throw new ExpressionRefused(
    `The language expression property '${String(at)}' can't be evaluated on a value of type '${kindOf(of)}'.`,
  );
}

function call(name: string, args: readonly Expression[], scope: TemplateScope): Json {
  const lower = name.toLowerCase();
  const texts = () => args.map((arg) => String(evaluate(arg, scope)));
  switch (lower) {
    case 'if': {
      const [condition, yes, no] = args;
      if (condition === undefined || yes === undefined || no === undefined) break;
      return evaluate(evaluate(condition, scope) === true ? yes : no, scope);
    }
    case 'parameters': {
      const asked = texts()[0] ?? '';
      const found = scope.parameter(asked);
      if (found !== undefined) return found;
      throw new ExpressionRefused(
        `The template parameter '${asked}' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.`,
      );
    }
    case 'variables': {
      const asked = texts()[0] ?? '';
      const found = scope.variable(asked);
      if (found !== undefined) return found;
      throw new ExpressionRefused(
        `The template variable '${asked}' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.`,
      );
    }
    case 'subscription':
      return scope.subscription;
    case 'resourcegroup':
      return scope.resourceGroup;
    case 'deployment':
      return scope.deployment;
    case 'tenant':
      return { tenantId: scope.tenantId };
    case 'resourceid':
      return resourceId(texts(), scope);
    case 'subscriptionresourceid':
      return `/subscriptions/${subscriptionIn(texts(), scope).id}/providers/${typed(subscriptionIn(texts(), scope).rest)}`;
    case 'extensionresourceid': {
      const [base = '', ...rest] = texts();
      return `${base}/providers/${typed(rest)}`;
    }
    case 'reference': {
      if (scope.reference === undefined) break;
      const [of = '', version, full] = texts();
      return scope.reference(of, version, full?.toLowerCase() === 'full');
    }
    case 'copyindex':
      return copyIndex(
        args.map((arg) => evaluate(arg, scope)),
        scope,
      );
    case 'utcnow':
      if (scope.now === undefined) break;
      return stamped(scope.now, texts()[0]);
    default: {
      const found = Object.hasOwn(pureFunctions, lower) ? pureFunctions[lower] : undefined;
      if (found !== undefined) return found(...args.map((arg) => evaluate(arg, scope)));
    }
  }
  const known = ['if', 'reference', 'utcnow'].includes(lower);
  throw new ExpressionRefused(
    known
      ? `The template function '${name}' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.`
      : `The template function '${name}' is not valid. Please see https://aka.ms/arm-functions for usage details.`,
  );
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu;

function subscriptionIn(words: readonly string[], scope: TemplateScope) {
  const [first = '', ...rest] = words;
  const named = guid.test(first) && rest[0]?.includes('/') === true;
  return { id: named ? first : String(scope.subscription['subscriptionId']), rest: named ? rest : words };
}

/** `resourceId([subscription], [group], type, name…)`: the type is the first word with a slash in it. */
function resourceId(words: readonly string[], scope: TemplateScope): string {
  const at = words.findIndex((word) => word.includes('/'));
  if (at < 0 || at > 2)
    throw new ExpressionRefused(
      "Unable to evaluate template language function 'resourceId': the type of resource is missing. Please see https://aka.ms/arm-functions#resourceid for usage details.",
    );
  const subscription = at === 2 || (at === 1 && guid.test(words[0] ?? '')) ? words[0] : undefined;
  const group = at === 2 ? words[1] : at === 1 && subscription === undefined ? words[0] : undefined;
  const sub = subscription ?? String(scope.subscription['subscriptionId']);
  return `/subscriptions/${sub}/resourceGroups/${group ?? String(scope.resourceGroup['name'])}/providers/${typed(words.slice(at))}`;
}

/** A type and its names, woven together. */
function typed([type = '', ...names]: readonly string[]): string {
  const [namespace = '', ...types] = type.split('/');
  if (types.length !== names.length)
    throw new ExpressionRefused(
      `Unable to evaluate template language function 'resourceId': function requires exactly as many name arguments as there are types in '${type}'. Please see https://aka.ms/arm-functions#resourceid for usage details.`,
    );
  return [namespace, ...types.flatMap((each, at) => [each, names[at] ?? ''])].join('/');
}

function copyIndex(args: readonly Json[], scope: TemplateScope): Json {
  const name = args.find((arg): arg is string => typeof arg === 'string');
  const offset = args.find((arg): arg is number => typeof arg === 'number') ?? 0;
  const loop =
    name === undefined
      ? scope.loops.at(-1)
      : scope.loops.findLast((each) => each.name.toLowerCase() === name.toLowerCase());
  if (loop !== undefined) return loop.index + offset;
  throw new ExpressionRefused(
    "The template function 'copyIndex' is not expected at this location. The function can only be used in a resource with copy specified. Please see https://aka.ms/arm-copy for usage details.",
  );
}

/** `utcNow()` in its usual form, and in the two letters `d` and `u`. Other forms are refused. */
function stamped(now: string, form: string | undefined): string {
  if (form === undefined) return now.replaceAll(/[-:]|\.\d+/gu, '');
  if (form === 'u') return now.replace('T', ' ').replace(/\.\d+/u, '');
  if (form === 'd') return now.slice(0, 10);
  throw new ExpressionRefused(`The format '${form}' is not valid.`);
}
