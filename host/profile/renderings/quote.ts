import { unseen, visible } from '../../../engine/model/visible.ts';
import { refused } from '../../input/bad-input.ts';

/**
 * A text as a literal of another language, so that it is data there and nothing else. Names come from a tenant, where
 * anybody may have chosen them. What cannot be seen is always escaped, never raw.
 */

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/**
 * HCL. A `$` or `%` before a brace begins a template, and doubling it is ambiguous where the text holds `$${` itself:
 * as an escape it begins nothing (https://developer.hashicorp.com/terraform/language/expressions/strings).
 */
export function hcl(text: string): string {
  const inner = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[$%](?=\{)/g, (sign) => `\\u${hex(codeOf(sign), 4)}`)
    .replaceAll(unseen, (each) => {
      const code = codeOf(each);
      return escapes[each] ?? (code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`);
    });
  return `"${inner}"`;
}

/** Bicep (https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings). */
export function bicep(text: string): string {
  const inner = text
    .replaceAll(/[\\']/g, (sign) => `\\${sign}`)
    .replaceAll('${', '\\${')
    .replaceAll(unseen, (each) => escapes[each] ?? `\\u{${hex(codeOf(each), 1)}}`);
  return `'${inner}'`;
}

/**
 * A word of bash: between quotes that interpret nothing, or, where that cannot hold it, byte by byte
 * (https://www.gnu.org/software/bash/manual/bash.html#ANSI_002dC-Quoting). Bytes, as `\u` depends on the locale.
 * @throws BadInput on NUL, which no command line can carry
 */
export function shell(text: string): string {
  if (text.includes('\0')) {
    throw refused(
      'profile',
      "It contains a NUL character, which a command line can't carry.",
      'Use --format terraform, or correct the name in Azure.',
    );
  }
  if (text.search(unseen) < 0 && !text.includes("'")) return `'${text}'`;
  const inner = text
    .replaceAll(/[\\']/g, (sign) => `\\${sign}`)
    .replaceAll(
      unseen,
      (each) => escapes[each] ?? [...Buffer.from(each, 'utf8')].map((byte) => `\\x${hex(byte, 2)}`).join(''),
    );
  return `$'${inner}'`;
}

/**
 * PowerShell, in ASCII alone: Windows PowerShell reads a file without a mark in the system's code page, where a letter's
 * second byte may be one of the four quotes that end a string (about_Quoting_Rules, about_Character_Encoding).
 */
export function powershell(text: string): string {
  const parts: string[] = [];
  for (const [part] of text.matchAll(/[ -~]+|[^ -~]/g)) {
    parts.push(
      /^[ -~]/.test(part) ? `'${part.replaceAll("'", "''")}'` : `[char]0x${hex(part.charCodeAt(0), 4)}`,
    );
  }
  // The first operand says what + means.
  if (!parts[0]?.startsWith("'")) parts.unshift("''");
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' + ')})`;
}

/** JSON in ASCII, also without a quote that a shell would see. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^ -~]|'/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
}

/** Lines as a remark, each behind `mark`. Nothing in them ends it: all stays on its line. */
export function remark(mark: '#' | '//', ...lines: readonly string[]): string {
  return lines.map((line) => `${mark} ${visible(line)}`.trimEnd()).join('\n');
}

/** The same in ASCII, for a language whose files may be read in another encoding. */
export function asciiRemark(mark: '#', ...lines: readonly string[]): string {
  return remark(mark, ...lines).replaceAll(/[^\n -~]/gu, (each) => `\\u{${hex(codeOf(each), 1)}}`);
}

/** Gives every title its own name of letters, digits and underscores. */
export function labels(): (title: string) => string {
  const taken = new Set<string>();
  return (title) => {
    const plain = title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 60);
    const base = /^[a-z]/.test(plain) ? plain : `item_${plain}`.replace(/_$/, '');
    let name = base;
    for (let twin = 2; taken.has(name); twin += 1) name = `${base}_${twin}`;
    taken.add(name);
    return name;
  };
}
