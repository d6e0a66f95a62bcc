import type { FormField } from '../../engine/model/profile.ts';
import { visible, visibleLines } from '../../engine/model/visible.ts';

/**
 * The vendor's form as text, in the form's own order: a heading a section, a line a field. Secret lines show dots
 * unless the secret's text is given. `heading` says what it is for, and that it is practice where it is.
 */
export function vendorText(heading: string, fields: readonly FormField[], secretText?: string): string {
  const lines: string[] = [visible(heading), ''];
  let section: string | undefined;
  for (const field of fields) {
    if (field.section !== section) {
      if (section !== undefined) lines.push('');
      section = field.section;
      lines.push(visible(section), '─'.repeat(Math.min(72, [...visible(section)].length)));
    }
    const value =
      field.secretHandle === undefined ? spaced(visibleLines(field.value)) : (secretText ?? '••••••••••••');
    const note = field.note === undefined ? [] : indented(visible(field.note)).split('\n');
    lines.push(
      value.includes('\n')
        ? `${visible(field.title)}:\n${indented(value)}`
        : `${visible(field.title)}: ${value}`,
      ...note,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Pasted into a spreadsheet, a tab begins a cell, and a row of hyphens or a query's next word a formula. */
function spaced(text: string): string {
  return text.replaceAll('\t', '    ');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
