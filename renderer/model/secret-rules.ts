import type { SecretRule } from '../../engine/model/question.ts';
import { assertNever } from '../format/assert-never.ts';

const guid = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/iu;

/** What a pasted secret breaks, said at once; undefined where nothing is wrong or nothing is typed. */
export function secretSays(rules: readonly SecretRule[], value: string): string | undefined {
  if (value === '') return undefined;
  return rules.find((rule) => breaks(rule, value))?.say;
}

function breaks(rule: SecretRule, value: string): boolean {
  switch (rule.rule) {
    case 'guid':
      return guid.test(value.trim());
    case 'blank-ends':
      return value !== value.trim();
    case 'max':
      return value.length > rule.length;
    default:
      return assertNever(rule);
  }
}
