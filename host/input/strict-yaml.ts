import { createContext, runInContext } from 'node:vm';
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { echo, refused } from './bad-input.ts';
import { limits, reservedKeys } from './strict-json.ts';

/** YAML a person writes by hand is a few kilobytes; the parser needs minutes for some texts that are larger. */
const mostCharacters = 64 * 1024;
/** Milliseconds that reading may take: a fast parser needs a few, whatever it is given. */
const deadline = 1_500;

/** Aliases in one document. People repeat a list once or twice; a bomb repeats it a billion times. */
const aliases = 10;

/**
 * YAML 1.2 with text keys: one document, no key twice, no reserved key, no unknown tag, aliases, depth and list length
 * capped, no number that would be changed by reading it. `field` names the source in refusals.
 * @throws BadInput with line and column where the parser knows them
 */
export function parseStrictYaml(text: string, field: string): unknown {
  if (text.length > mostCharacters) {
    throw refused(
      field,
      `It is YAML of more than ${mostCharacters / 1024} KB.`,
      'Nothing this program reads as YAML is that long. Check that it is the right file.',
    );
  }
  refuseBracketBomb(text, field);
  return withinDeadline(field, () => read(text, field));
}

/**
 * Does synchronous work that a text from outside could make endless: it is ended at the deadline, and by Ctrl-C at once.
 * The context is empty and only carries the limit, which holds for whatever is called from inside it.
 * https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptrunincontextcontextifiedobject-options
 */
function withinDeadline(field: string, work: () => unknown): unknown {
  let gave: { readonly value: unknown } | { readonly thrown: unknown } | undefined;
  const run = (): void => {
    try {
      gave = { value: work() };
    } catch (thrown) {
      gave = { thrown };
    }
  };
  try {
    runInContext('run()', createContext({ run }), { timeout: deadline, breakOnSigint: true });
  } catch (error) {
    // Node takes the signal to itself meanwhile; whoever listens for it hears of it now.
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') process.emit('SIGINT');
    throw refused(
      field,
      `It took more than ${deadline / 1000} seconds to read, or was stopped.`,
      'Nothing this program reads takes that long. Check that it is the right file.',
    );
  }
  if (gave && 'value' in gave) return gave.value;
  throw gave?.thrown;
}

function read(text: string, field: string): unknown {
  const lines = new LineCounter();
  const document = parsed(text, field, lines);
  refuseDoubleKeys(document, field, lines);
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) {
    const at = wrong.linePos?.[0];
    const place = at ? ` at line ${at.line}, column ${at.col}` : '';
    throw refused(field, `${saying(wrong.code)}${place}.`, 'Correct it there.');
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: aliases });
  } catch {
    throw refused(
      field,
      `It repeats itself through more than ${aliases} aliases.`,
      'Write the repeated values out.',
    );
  }
  walk(value, 1, field);
  return value;
}

/** The parser's own check compares each key with all before it. */
function refuseDoubleKeys(document: Document, field: string, lines: LineCounter): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name !== undefined && seen.has(name)) {
          const { line, col } = lines.linePos((isScalar(key) ? key.range?.[0] : 0) ?? 0);
          throw refused(
            field,
            `${saying('DUPLICATE_KEY')} at line ${line}, column ${col}.`,
            'Correct it there.',
          );
        }
        if (name !== undefined) seen.add(name);
      }
    },
  });
}

function parsed(text: string, field: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      lineCounter,
      stringKeys: true,
      prettyErrors: true,
      // 'silent' would also pass over a second document.
      logLevel: 'error',
    });
  } catch {
    // The parser calls itself a level at a time and ran out of levels.
    throw tooDeep(field);
  }
}

/** What the parser's codes mean to a person. */
function saying(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'The same key appears twice';
    case 'MULTIPLE_DOCS':
      return 'A second document starts';
    case 'NON_STRING_KEY':
      return 'A key is not a text';
    case 'TAB_AS_INDENT':
      return 'A tab is used to indent';
    case 'TAG_RESOLVE_FAILED':
      return 'A tag of an unknown type appears';
    default:
      return 'This is not valid YAML';
  }
}

/** A cheap look before the parser builds a tree a hundred thousand levels high. */
function refuseBracketBomb(text: string, field: string): void {
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    if (open > 1000) throw tooDeep(field);
  }
  if (/(?:[-?] ){1000}/.test(text)) throw tooDeep(field);
}

function tooDeep(field: string) {
  return refused(
    field,
    `It is nested more than ${limits.depth} levels deep.`,
    'Nothing this program reads is nested that deep. Check that it is the right file.',
  );
}

function walk(value: unknown, depth: number, field: string): void {
  if (depth > limits.depth + 1) throw tooDeep(field);
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw refused(
        field,
        `The number ${echo(String(value))} cannot be read exactly.`,
        'Use a smaller number, or put it in quotes.',
      );
    }
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  if (entries.length > limits.items) {
    throw refused(
      field,
      `A list or object holds more than ${limits.items} entries.`,
      'Nothing this program reads is that long. Check that it is the right file.',
    );
  }
  for (const [key, held] of entries) {
    if (reservedKeys.has(key)) {
      throw refused(field, `The key ${echo(key)} is not allowed.`, "Remove it. It isn't allowed as a key.");
    }
    walk(held, depth + 1, field);
  }
}
