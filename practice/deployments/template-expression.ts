import type { Json } from '../core/contents.ts';

/**
 * The expressions of deployment templates: a call, literals, and what is taken out of a value by name or place
 * (https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions).
 */
export type Expression =
  | { readonly is: 'value'; readonly value: Json }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly is: 'member'; readonly of: Expression; readonly at: Expression; readonly safe: boolean };

/** An expression the service would not accept; the message is its own. */
export class ExpressionRefused extends Error {}

/** Whether a string of a template is an expression. `[[` begins a plain string that starts with one bracket. */
export const isExpression = (text: string): boolean =>
  text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');

/** A string that is no expression, as it is meant. */
export const plainOf = (text: string): string =>
  text.startsWith('[[') && text.endsWith(']') ? text.slice(1) : text;

type Token =
  | { readonly is: 'name' | 'text'; readonly text: string; readonly end: number }
  | { readonly is: 'number'; readonly number: number; readonly end: number }
  | { readonly is: 'mark'; readonly text: string; readonly end: number };

const shapes = {
  space: /\s*/uy,
  text: /'((?:[^']|'')*)'/uy,
  number: /-?\d+/uy,
  name: /[A-Za-z_$][\w$]*/uy,
  mark: /[()[\],.?]/uy,
};

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (shape: RegExp): RegExpExecArray | null => {
    shape.lastIndex = at;
    return shape.exec(text);
  };
  for (;;) {
    at += take(shapes.space)?.[0].length ?? 0;
    if (at >= text.length) return tokens;
    const string = take(shapes.text);
    const number = take(shapes.number);
    const name = take(shapes.name);
    const mark = take(shapes.mark);
    const found = string ?? number ?? name ?? mark;
    if (found === null)
      throw new ExpressionRefused(
        `Unable to parse language expression '${text}': expected token 'EndOfData' and actual '${text.charAt(at)}'.`,
      );
    at += found[0].length;
    if (string) tokens.push({ is: 'text', text: (string[1] ?? '').replaceAll("''", "'"), end: at });
    else if (number) tokens.push({ is: 'number', number: Number(number[0]), end: at });
    else tokens.push({ is: name ? 'name' : 'mark', text: found[0], end: at });
  }
}

/** Reads an expression, brackets and all. @throws ExpressionRefused */
export function parseExpression(bracketed: string): Expression {
  const text = bracketed.slice(1, -1);
  const tokens = tokensOf(text);
  let at = 0;
  const here = (): Token | undefined => tokens[at];
  const isMark = (mark: string): boolean => {
    const token = here();
    return token?.is === 'mark' && token.text === mark;
  };
  const unexpected = (wanted: string): ExpressionRefused => {
    const token = here();
    const actual = token === undefined ? 'EndOfData' : token.is === 'number' ? 'Integer' : token.text;
    return new ExpressionRefused(
      `Unable to parse language expression '${text}': expected token '${wanted}' and actual '${actual}'.`,
    );
  };
  const skip = (mark: string, name: string): void => {
    if (!isMark(mark)) throw unexpected(name);
    at += 1;
  };

  function expression(): Expression {
    let found = primary();
    for (;;) {
      if (isMark('.')) {
        at += 1;
        const safe = isMark('?');
        if (safe) at += 1;
        const name = here();
        if (name?.is !== 'name') throw unexpected('Identifier');
        at += 1;
        found = { is: 'member', of: found, at: { is: 'value', value: name.text }, safe };
      } else if (isMark('[')) {
        at += 1;
        const safe = isMark('?');
        if (safe) at += 1;
        const place = expression();
        skip(']', 'RightSquareBracket');
        found = { is: 'member', of: found, at: place, safe };
      } else return found;
    }
  }

  function primary(): Expression {
    const token = here();
    if (token === undefined) throw unexpected('Identifier');
    at += 1;
    if (token.is === 'text') return { is: 'value', value: token.text };
    if (token.is === 'number') return { is: 'value', value: token.number };
    if (token.is === 'mark') {
      at -= 1;
      throw unexpected('Identifier');
    }
    skip('(', 'LeftParenthesis');
    const args: Expression[] = [];
    while (!isMark(')')) {
      if (args.length > 0) skip(',', 'Comma');
      args.push(expression());
    }
    at += 1;
    return { is: 'call', name: token.text, args };
  }

  const found = expression();
  if (at < tokens.length) throw unexpected('EndOfData');
  return found;
}
