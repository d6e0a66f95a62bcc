import type { Json, JsonObject } from '../core/contents.ts';
import type { Called } from '../core/vendor-answers.ts';

/** How a status is called in a run's history. */
export const codes: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  502: 'BadGateway',
};

/** What an answer says went wrong. */
export function errorIn(body: Json): { code: string; message: string } {
  const error = ((body ?? {}) as JsonObject)['error'];
  const inner = typeof error === 'object' && error !== null ? (error as JsonObject) : {};
  return {
    code: String(inner['code'] ?? 'Failed'),
    message: String(inner['message'] ?? error ?? 'It failed.'),
  };
}

/** Which of its inputs and outputs an action hides: https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app */
export function securedIn(action: JsonObject): readonly string[] {
  const settings = (action['runtimeConfiguration'] ?? {}) as JsonObject;
  const { properties } = (settings['secureData'] ?? {}) as { readonly properties?: readonly string[] };
  return properties ?? [];
}

/**
 * ParseJson: what its schema requires must be there, and what is there must be of the type the schema gives it
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-perform-data-operations#parse-json-action). Assumed: the words.
 */
export function parsed(inputs: JsonObject): Called {
  const { content = null } = inputs;
  const why = unlike(content, (inputs['schema'] ?? {}) as JsonObject, 'object');
  if (why === undefined) return { status: 200, body: content };
  return { status: 400, body: { error: { code: 'BadRequest', message: why } } };
}

/** Why a value is not what a schema says; undefined where it is. */
function unlike(value: Json, schema: JsonObject, at: string): string | undefined {
  const wanted = schema['type'];
  if (typeof wanted === 'string' && !isOf(value, wanted))
    return `Invalid type. Expected ${wanted} but got ${typeOf(value)}: ${at}.`;
  if (Array.isArray(value)) {
    const items = (schema['items'] ?? {}) as JsonObject;
    return first((value as readonly Json[]).map((one, nth) => unlike(one, items, `${at}[${nth}]`)));
  }
  if (typeOf(value) !== 'object') return undefined;
  const here = value as JsonObject;
  const required = (schema['required'] ?? []) as readonly string[];
  const missing = required.filter((name) => here[name] === undefined);
  if (missing.length > 0) return `Required properties are missing from ${at}: ${missing.join(', ')}.`;
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>);
  return first(
    properties.map(([name, inner]) => {
      const member = here[name];
      return member === undefined ? undefined : unlike(member, inner, `${at}.${name}`);
    }),
  );
}

const first = (all: readonly (string | undefined)[]): string | undefined =>
  all.find((one) => one !== undefined);

const typeOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

const isOf = (value: Json, wanted: string): boolean =>
  wanted === 'integer' ? Number.isInteger(value) : typeOf(value) === wanted;
