import type { Json, JsonObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';

/** Thrown if a $filter can't be read. The message is Graph's. */
export class FilterTrouble extends Error {}

type Test = (item: JsonObject) => boolean;

export interface Filter {
  readonly test: Test;
  /** Uses an operator that Graph answers only with ConsistencyLevel: eventual and $count=true. */
  readonly advanced: boolean;
}

interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'guid' | 'sign';
  readonly text: string;
}

const pattern =
  /\s*(?:'((?:[^']|'')*)'|([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|(\d{4}-\d\d-\d\dT[\d:.]+Z?|-?\d+(?:\.\d+)?)|([A-Za-z_@][\w./]*)|([(),:]))/giy;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new FilterTrouble(`Syntax error at position ${at} in '${text}'.`);
    const [, quoted, guid, number, word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (guid !== undefined) tokens.push({ kind: 'guid', text: guid });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

/**
 * Reads an OData $filter as directory clients write it: eq ne ge gt le lt in, and or not, brackets,
 * startswith endswith, and any() over a list. Everything else is refused, as the directory does.
 */
export function readFilter(text: string, properties: ReadonlySet<string>): Filter {
  const reader = new Reader(tokensOf(text), text, properties);
  const test = reader.either();
  reader.end();
  return { test, advanced: reader.advanced };
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #properties: ReadonlySet<string>;
  #at = 0;
  advanced = false;

  constructor(tokens: readonly Token[], text: string, properties: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#text = text;
    this.#properties = properties;
  }

  #peek(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'word' || token?.kind === 'sign' ? token.text.toLowerCase() : undefined;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) return this.#fail();
    this.#at += 1;
    return token;
  }

  #take(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#at += 1;
    return true;
  }

  #must(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #fail(): never {
    throw new FilterTrouble(`Invalid filter clause: There is an error in '${this.#text}'.`);
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail();
  }

  either(): Test {
    let left = this.#both();
    while (this.#take('or')) {
      const [one, other] = [left, this.#both()];
      left = (item) => one(item) || other(item);
    }
    return left;
  }

  #both(): Test {
    let left = this.#unary();
    while (this.#take('and')) {
      const [one, other] = [left, this.#unary()];
      left = (item) => one(item) && other(item);
    }
    return left;
  }

  #unary(): Test {
    if (this.#take('not')) {
      this.advanced = true;
      const inner = this.#unary();
      return (item) => !inner(item);
    }
    if (this.#take('(')) {
      const inner = this.either();
      this.#must(')');
      return inner;
    }
    return this.#comparison();
  }

  #path(): (item: JsonObject) => Json | undefined {
    const token = this.#next();
    if (token.kind !== 'word') return this.#fail();
    return this.#pathOf(token.text);
  }

  #pathOf(text: string): (item: JsonObject) => Json | undefined {
    const [first = '', ...rest] = text.split('/');
    if (!this.#properties.has(first.toLowerCase())) {
      throw notImitated(`$filter by ${first}`);
    }
    return (item) => {
      let value: Json | undefined = valueOf(item, first);
      for (const name of rest) {
        value =
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? valueOf(value as JsonObject, name)
            : undefined;
      }
      return value;
    };
  }

  #literal(): Json {
    const token = this.#next();
    if (token.kind === 'text' || token.kind === 'guid') return token.text;
    if (token.kind === 'number') return /^-?\d+(\.\d+)?$/.test(token.text) ? Number(token.text) : token.text;
    const word = token.text.toLowerCase();
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    return this.#fail();
  }

  #comparison(): Test {
    const word = this.#peek();
    if (word === 'startswith' || word === 'endswith') {
      this.#at += 1;
      this.#must('(');
      const path = this.#path();
      this.#must(',');
      const wanted = String(this.#literal()).toLowerCase();
      this.#must(')');
      if (word === 'endswith') this.advanced = true;
      return (item) => {
        const value = String(path(item) ?? '').toLowerCase();
        return word === 'startswith' ? value.startsWith(wanted) : value.endsWith(wanted);
      };
    }
    const token = this.#tokens[this.#at];
    const any = token?.kind === 'word' ? /^(.+)\/any$/i.exec(token.text)?.[1] : undefined;
    return any === undefined ? this.#plain() : this.#any(any);
  }

  #any(list: string): Test {
    const path = this.#pathOf(list);
    this.#at += 1;
    this.#must('(');
    const variable = this.#next().text.toLowerCase();
    this.#must(':');
    const inner = new Reader(this.#rest(), this.#text, new Set([variable]));
    const test = inner.either();
    this.#at += inner.#at;
    this.#must(')');
    if (inner.advanced) this.advanced = true;
    return (item) => {
      const value = path(item);
      return Array.isArray(value) && value.some((each: Json) => test({ [variable]: each }));
    };
  }

  #rest(): readonly Token[] {
    return this.#tokens.slice(this.#at);
  }

  #plain(): Test {
    const path = this.#path();
    const sign = this.#next().text.toLowerCase();
    if (sign === 'in') {
      this.#must('(');
      const wanted: Json[] = [this.#literal()];
      while (this.#take(',')) wanted.push(this.#literal());
      this.#must(')');
      return (item) => wanted.some((each) => same(path(item), each));
    }
    const wanted = this.#literal();
    switch (sign) {
      case 'eq':
        return (item) => same(path(item), wanted);
      case 'ne':
        this.advanced = true;
        return (item) => !same(path(item), wanted);
      case 'ge':
        return (item) => ordered(path(item), wanted, (order) => order >= 0);
      case 'gt':
        return (item) => ordered(path(item), wanted, (order) => order > 0);
      case 'le':
        return (item) => ordered(path(item), wanted, (order) => order <= 0);
      case 'lt':
        return (item) => ordered(path(item), wanted, (order) => order < 0);
      default:
        return this.#fail();
    }
  }
}

/** Property names are compared without case, because the directory accepts any casing. */
function valueOf(item: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(item, name)) return item[name];
  const key = Object.keys(item).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : item[key];
}

/** The directory compares text without case. */
function same(value: Json | undefined, wanted: Json): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') {
    return value.toLowerCase() === wanted.toLowerCase();
  }
  return (value ?? null) === wanted;
}

function ordered(value: Json | undefined, wanted: Json, holds: (order: number) => boolean): boolean {
  if (typeof value === 'number' && typeof wanted === 'number') return holds(value - wanted);
  if (typeof value !== 'string' || typeof wanted !== 'string') return false;
  return holds(value < wanted ? -1 : value > wanted ? 1 : 0);
}
