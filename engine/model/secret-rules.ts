import type { SecretRule } from './question.ts';

const guid = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/iu;

/** Whether a text is an ID where a secret's value belongs, bare or in the braces that scripts put around one. */
export const isGuid = (text: string): boolean => guid.test(text.trim());

/** The rules that a pasted secret breaks, in their order. An empty text breaks none: whether it may be is not told here. */
export const brokenRules = (rules: readonly SecretRule[], text: string): readonly SecretRule[] =>
  text === '' ? [] : rules.filter((rule) => breaks(rule, text));

function breaks(rule: SecretRule, text: string): boolean {
  switch (rule.rule) {
    case 'guid':
      return isGuid(text);
    case 'blank-ends':
      return text !== text.trim();
    case 'max':
      return text.length > rule.length;
  }
}
