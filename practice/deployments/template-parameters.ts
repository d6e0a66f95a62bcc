import type { Json, JsonObject } from '../core/contents.ts';
import { ExpressionRefused } from './template-expression.ts';
import { kindOf } from './template-functions.ts';
import { type TemplateScope, valueOf } from './template-values.ts';

/** A template, or what was given with it, that is refused before anything is done. `code` and message are the service's. */
export class TemplateRefused extends Error {
  readonly code: string;
  constructor(message: string, code = 'InvalidTemplate') {
    super(message);
    this.code = code;
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template */
export const invalid = (why: string): TemplateRefused =>
  new TemplateRefused(`Deployment template validation failed: '${why}'.`);

export interface Parameters {
  readonly values: ReadonlyMap<string, Json>;
  /** As a deployment shows them: type and value, and of a secure one the type alone. */
  readonly shown: JsonObject;
}

/** What Json.NET calls the types a parameter may have. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  string: ['String'],
  securestring: ['String'],
  int: ['Integer'],
  bool: ['Boolean'],
  object: ['Object'],
  secureobject: ['Object'],
  array: ['Array'],
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'String',
  securestring: 'SecureString',
  int: 'Int',
  bool: 'Bool',
  object: 'Object',
  secureobject: 'SecureObject',
  array: 'Array',
};

const help = 'Please see https://aka.ms/arm-pass-parameter-values for usage details.';

/**
 * The parameters of a template with the values given to it, defaults filled in. Missing, unknown, mistyped and
 * disallowed ones are refused (https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters). Names
 * are compared without case.
 */
export function readParameters(declared: JsonObject, given: JsonObject, scope: TemplateScope): Parameters {
  const names = Object.keys(declared);
  const strangers = Object.keys(given).filter(
    (name) => !names.some((known) => known.toLowerCase() === name.toLowerCase()),
  );
  if (strangers.length > 0)
    throw invalid(
      `The template parameters '${strangers.join(', ')}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${names.join(', ')}'. ${help}`,
    );
  const values = new Map<string, Json>();
  const shown: Record<string, Json> = {};
  const withDefaults: TemplateScope = { ...scope, parameter: (name) => values.get(name.toLowerCase()) };
  for (const [name, declaration] of Object.entries(declared)) {
    const declares = declaration as JsonObject;
    const type = String(declares['type'] ?? '').toLowerCase();
    if (!Object.hasOwn(kinds, type))
      throw invalid(`The template parameter '${name}' has a type '${type}' that is not valid.`);
    const value = oneValue(name, declares, given, withDefaults);
    if (!kinds[type]?.includes(kindOf(value)))
      throw invalid(
        `Template parameter JToken type is not valid. Expected '${kinds[type]?.join(', ')}'. Actual '${kindOf(value)}'. ${help}`,
      );
    demandAllowed(name, declares, value);
    values.set(name.toLowerCase(), value);
    shown[name] = { type: typeNames[type] ?? '', ...(type.startsWith('secure') ? {} : { value }) };
  }
  return { values, shown };
}

function oneValue(name: string, declares: JsonObject, given: JsonObject, scope: TemplateScope): Json {
  const entry = Object.entries(given).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  if (entry !== undefined) {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry) || !Object.hasOwn(entry, 'value'))
      throw invalid(`The value for the template parameter '${name}' is not provided. ${help}`);
    const { value } = entry as JsonObject;
    if (value !== undefined && value !== null) return value;
  }
  if (declares['defaultValue'] === undefined)
    throw invalid(
      `The value for the template parameter '${name}' at line '1' and column '1' is not provided. ${help}`,
    );
  return told(`template parameter '${name}'`, () => valueOf(declares['defaultValue'] ?? null, scope));
}

function demandAllowed(name: string, declares: JsonObject, value: Json): void {
  const wrong = (why: string) =>
    invalid(
      `The provided value for the template parameter '${name}' at line '1' and column '1' is not valid. ${why} ${help}`,
    );
  const allowed = declares['allowedValues'];
  if (Array.isArray(allowed) && !allowed.some((one: Json) => JSON.stringify(one) === JSON.stringify(value)))
    throw wrong(
      `The value '${String(value)}' is not part of the allowed value(s): '${allowed.map(String).join(',')}'.`,
    );
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  const [shortest, longest] = [declares['minLength'], declares['maxLength']];
  if (size !== undefined && typeof shortest === 'number' && size < shortest)
    throw wrong(`Length of the value should be greater than or equal to '${shortest}'.`);
  if (size !== undefined && typeof longest === 'number' && size > longest)
    throw wrong(`Length of the value should be less than or equal to '${longest}'.`);
  const [least, most] = [declares['minValue'], declares['maxValue']];
  if (typeof value === 'number' && typeof least === 'number' && value < least)
    throw wrong(`The value should be greater than or equal to '${least}'.`);
  if (typeof value === 'number' && typeof most === 'number' && value > most)
    throw wrong(`The value should be less than or equal to '${most}'.`);
}

/** Works something out; an expression the service would not accept is refused with the place it stands in. */
export function told<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof ExpressionRefused)) throw thrown;
    throw new TemplateRefused(
      `Unable to process template language expressions for ${place} at line '1' and column '1'. '${thrown.message}'`,
    );
  }
}
