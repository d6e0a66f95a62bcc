import type { Json, JsonObject } from '../core/contents.ts';
import { ExpressionTrouble } from './workflow-expressions.ts';

/** What a variable may hold, by the type it was declared with; the first is what it holds without a value. */
const kinds: Readonly<Record<string, { readonly empty: Json; holds(value: Json): boolean }>> = {
  array: { empty: [], holds: (value) => Array.isArray(value) },
  boolean: { empty: false, holds: (value) => typeof value === 'boolean' },
  float: { empty: 0, holds: (value) => typeof value === 'number' },
  integer: { empty: 0, holds: (value) => Number.isInteger(value) },
  object: {
    empty: {},
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  string: { empty: '', holds: (value) => typeof value === 'string' },
};

/**
 * The variables of one run: declared once with a type, read by `variables()` from anywhere in the definition
 * (https://learn.microsoft.com/azure/logic-apps/logic-apps-create-variables-store-values). Assumed: the words of what is
 * refused, and what a variable holds that was declared without a value.
 */
export class Variables {
  readonly #held = new Map<string, { readonly type: string; readonly value: Json }>();

  /** @throws ExpressionTrouble where nothing declared it yet */
  read(name: string): Json {
    return this.#known(name).value;
  }

  /** @throws ExpressionTrouble where the type is unknown, the value is of another, or the name is taken */
  declare(inputs: JsonObject): void {
    for (const each of (inputs['variables'] ?? []) as readonly JsonObject[]) {
      const name = String(each['name']);
      const type = String(each['type']).toLowerCase();
      const kind = kinds[type];
      if (kind === undefined) throw new ExpressionTrouble(`The variable type '${type}' is not known.`);
      if (this.#held.has(name)) throw new ExpressionTrouble(`The variable '${name}' is declared already.`);
      const value = each['value'] ?? kind.empty;
      if (!kind.holds(value))
        throw new ExpressionTrouble(`The variable '${name}' of type '${type}' cannot be given this value.`);
      this.#held.set(name, { type, value });
    }
  }

  /** @throws ExpressionTrouble where it is no array */
  append(inputs: JsonObject): void {
    const name = String(inputs['name']);
    const { type, value } = this.#known(name);
    if (!Array.isArray(value))
      throw new ExpressionTrouble(`The variable '${name}' is of type '${type}' and not an array.`);
    this.#held.set(name, { type, value: [...(value as readonly Json[]), inputs['value'] ?? null] });
  }

  #known(name: string) {
    const found = this.#held.get(name);
    if (found === undefined) throw new ExpressionTrouble(`The variable '${name}' is not initialized.`);
    return found;
  }
}
