import type { Analysis, Diagnostic, Syntax } from './kusto-library.ts';

/** A fault in words: why, and where it is known, what to do. */
export interface FaultWords {
  readonly message: string;
  readonly remedy?: string;
}

/**
 * A diagnostic in words. Undefined for one that rests on names: the library knows no table, so it takes
 * `TimeGenerated + 1h` for a timespan. Its word on the type of a literal is certain.
 */
export function faultWords(
  analysis: Analysis,
  diagnostic: Diagnostic,
  isSyntax: boolean,
): FaultWords | undefined {
  const { code, message, start, end } = diagnostic;
  const written = shortened(analysis.text.slice(start, end));
  if (isSyntax) return syntaxWords(analysis, diagnostic, written);
  const here = analysis.nodes.filter((node) => node.start === start && node.end === end);
  if (code === 'KS141' && here.some(({ kind }) => kind === 'SimpleNamedExpression')) return comparison;
  if (!here.some(isLiteral)) return undefined;
  if (code === 'KS134') return { message: `${quotedOnce(written)} must be a whole number, such as 5.` };
  const type = code === 'KS107' ? /type (\w+) expected/.exec(message)?.[1] : undefined;
  if (!type) return undefined;
  const example = type === 'timespan' ? ', such as 1d' : '';
  return { message: `${quotedOnce(written)} must be a value of type ${type}${example}.` };
}

const comparison: FaultWords = {
  message: 'A single "=" gives a name and can\'t compare.',
  remedy: 'Use "==".',
};

function syntaxWords(
  { text, nodes }: Analysis,
  { code, message, start }: Diagnostic,
  written: string,
): FaultWords {
  const token = nodes.find((each) => each.isToken && each.start === start && each.end > start);
  const word = shortened(token?.text ?? written);
  if (code === 'KS198' && token?.kind === 'EqualToken') return comparison;
  if (code === 'KS198' && /^[)\]}]$/.test(word)) {
    return { message: `Nothing is open that "${word}" could close.`, remedy: 'Remove it.' };
  }
  if (code === 'KS198') return { message: `"${word}" isn't expected here.` };
  if (code === 'KS174') {
    return { message: `"${word}" has no table to work on.`, remedy: 'Begin with the name of a table.' };
  }
  const operator = /^[\w-]+/.exec(text.slice(start))?.[0];
  if (code === 'KS176' && operator) return { message: `"${shortened(operator)}" isn't a KQL operator.` };
  const missing = /^(?:Expected|Missing): (\S+)$/.exec(message)?.[1];
  if (missing === '"' || missing === "'") return unclosed(text, start);
  if (missing) return { message: `"${missing}" is missing here.` };
  return { message: /[.!?]$/.test(message) ? message : `${message}.` };
}

/** A text that doesn't end: most often a path, whose backslash was not doubled. */
function unclosed(text: string, at: number): FaultWords {
  return text[at] === '\\'
    ? {
        message: 'A single "\\" can\'t be in a text here.',
        remedy: 'Write "\\\\", or put @ before the text.',
      }
    : { message: 'A quotation mark is missing.' };
}

/** A number or text as it was typed, with or without a minus. */
export function isLiteral(node: Syntax | undefined): boolean {
  if (node?.kind === 'UnaryMinusExpression') return isLiteral(node.children.at(-1));
  return node?.kind.endsWith('LiteralExpression') === true && node.kind !== 'DynamicLiteralExpression';
}

/** `"5"` stands as it is, `5` gets quotation marks. */
function quotedOnce(written: string): string {
  return /^["']/.test(written) ? written : `"${written}"`;
}

/** At most 40 characters of what was typed. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
