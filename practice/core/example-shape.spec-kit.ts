import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';

/** An official example: its own layout, and where it was read. */
export interface Example {
  readonly source: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<string, { readonly body?: unknown }>>;
  readonly errors: readonly { readonly status: number; readonly when?: string; readonly body: unknown }[];
}

/** Reads `practice/examples/<service>/<operation>.json`. */
export function exampleAt(service: string, operation: string): Example {
  const path = fileURLToPath(new URL(`../examples/${service}/${operation}.json`, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8')) as Example;
}

/** The body of an example's answer with that status. */
export function exampleBody(service: string, operation: string, status = 200): unknown {
  return exampleAt(service, operation).responses[String(status)]?.body;
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * A schema that a body must satisfy to have the example's shape: every property the example has, spelled as it is
 * there, of the same type. More properties are allowed, as the services add them. `optional` names properties, by
 * their own name, that an example shows and an answer may lack or leave null or empty (`nextLink`, say).
 */
export function schemaOf(example: unknown, optional: readonly string[] = [], mayBeEmpty = false): Schema {
  if (example === null) return {};
  if (Array.isArray(example)) {
    const shapes = example.map((one) => schemaOf(one, optional));
    if (shapes.length === 0) return { type: 'array' };
    // Of several elements an answer's may be like any. A list of objects must show one, or nothing was compared.
    const least = mayBeEmpty || example.every((one) => typeof one !== 'object') ? 0 : 1;
    return { type: 'array', minItems: least, items: { anyOf: shapes } };
  }
  if (typeof example === 'object') {
    const members = Object.entries(example);
    return {
      type: 'object',
      properties: Object.fromEntries(members.map(([name, value]) => [name, member(name, value, optional)])),
      required: members.map(([name]) => name).filter((name) => !optional.includes(name)),
    };
  }
  return { type: typeof example };
}

function member(name: string, value: unknown, optional: readonly string[]): Schema {
  return optional.includes(name)
    ? { anyOf: [schemaOf(value, optional, true), { type: 'null' }] }
    : schemaOf(value, optional);
}

const ajv = new Ajv({ allErrors: true, strict: false });

/** What is wrong with a body beside an example, one line a deviation; nothing where it has the example's shape. */
export function deviations(body: unknown, example: unknown, optional: readonly string[] = []): string[] {
  const validate = ajv.compile(schemaOf(example, optional));
  if (validate(body)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`.trim());
}
