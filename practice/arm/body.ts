import type { Json, JsonObject } from '../core/contents.ts';
import { type Context, Refusal } from '../core/router.ts';
import { invalidRequestContent } from './errors.ts';

/** What a member of a request body may be. */
export type Shape =
  | { readonly is: 'string'; readonly required?: true; readonly oneOf?: readonly string[] }
  | { readonly is: 'boolean' | 'number' | 'any'; readonly required?: true }
  | { readonly is: 'array'; readonly of: Shape; readonly required?: true }
  | {
      readonly is: 'object';
      readonly required?: true;
      /** The name of Microsoft's type, which its refusals mention. */
      readonly type: string;
      readonly members: Readonly<Record<string, Shape>>;
    };

/** Makes the refusal of a body from what is wrong with it, in Json.NET's words. */
export type BodyRefusal = (why: string) => Refusal;

/**
 * The request's body, if it has the shape: what Microsoft's services would refuse is refused here, a member they do
 * not know included. Member names are compared without case, as Json.NET does.
 */
export function bodyOf(
  context: Pick<Context, 'text'>,
  shape: Shape,
  refusal: BodyRefusal = invalidRequestContent,
): JsonObject {
  if (context.text.trim() === '') {
    throw new Refusal({
      status: 400,
      body: {
        error: {
          code: 'MissingRequestBody',
          message: 'The request body is missing or empty.',
        },
      },
    });
  }
  let parsed: Json;
  try {
    parsed = JSON.parse(context.text) as Json;
  } catch {
    throw refusal(
      `Unexpected character encountered while parsing value: ${context.text.trim().charAt(0)}. Path '', line 1, position 1.`,
    );
  }
  return read(parsed, shape, '', context.text, refusal) as JsonObject;
}

function read(value: Json, shape: Shape, path: string, text: string, refusal: BodyRefusal): Json {
  const where = place(path, text);
  const wrong = (wanted: string): Refusal =>
    refusal(`Error converting value ${JSON.stringify(value)} to type '${wanted}'. ${where}`);
  switch (shape.is) {
    case 'any':
      return value;
    case 'string':
      if (typeof value !== 'string') throw wrong('System.String');
      if (shape.oneOf !== undefined) {
        const found = shape.oneOf.find((one) => one.toLowerCase() === value.toLowerCase());
        if (found === undefined) throw wrong(path.slice(path.lastIndexOf('.') + 1));
        return found;
      }
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong('System.Boolean');
      return value;
    case 'number':
      if (typeof value !== 'number') throw wrong('System.Int32');
      return value;
    case 'array':
      if (!Array.isArray(value)) throw wrong('System.Collections.Generic.List');
      return (value as readonly Json[]).map((one, index) =>
        read(one, shape.of, `${path}[${index}]`, text, refusal),
      );
    case 'object':
      return readObject(value, shape, path, text, refusal);
  }
}

function readObject(
  value: Json,
  shape: Extract<Shape, { is: 'object' }>,
  path: string,
  text: string,
  refusal: BodyRefusal,
): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw refusal(
      `Error converting value ${JSON.stringify(value)} to type '${shape.type}'. ${place(path, text)}`,
    );
  const names = Object.keys(shape.members);
  const kept: Record<string, Json> = {};
  for (const [given, member] of Object.entries(value as JsonObject)) {
    const name = names.find((one) => one.toLowerCase() === given.toLowerCase());
    const inner = path === '' ? given : `${path}.${given}`;
    if (name === undefined)
      throw refusal(
        `Could not find member '${given}' on object of type '${shape.type}'. ${place(inner, text)}`,
      );
    const wanted = shape.members[name];
    if (wanted === undefined || (member === null && wanted.required !== true)) continue;
    kept[name] = read(member, wanted, inner, text, refusal);
  }
  for (const name of names) {
    if (shape.members[name]?.required === true && kept[name] === undefined)
      throw refusal(`Required property '${name}' not found in JSON. ${place(path, text)}`);
  }
  return kept;
}

/** Json.NET says where: close to the member's name in the text, which is as near as a reader needs. */
function place(path: string, text: string): string {
  const name =
    path
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  const index = name === '' ? text.length : text.indexOf(`"${name}"`) + name.length + 3;
  const before = text.slice(0, Math.max(index, 0));
  const line = before.split('\n').length;
  return `Path '${path}', line ${line}, position ${before.length - before.lastIndexOf('\n') - 1}.`;
}

/** A string member, or undefined. */
export const textIn = (body: JsonObject, name: string): string | undefined => {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
};

/** An object member, empty where there is none. */
export const objectIn = (body: JsonObject, name: string): JsonObject => {
  const value = body[name];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
};
