import type { RuleCondition, Severity } from '../../microsoft/contract/microsoft.ts';

/** From the least to the greatest. */
const severities: readonly Severity[] = ['Informational', 'Low', 'Medium', 'High'];

/** Which new incidents start the playbooks: all, or those of at least this severity. */
export const ruleConditions = ['all', 'low', 'medium', 'high'] as const;
export type RuleConditions = (typeof ruleConditions)[number];

const property = 'IncidentSeverity';

/** What is written into a rule. Severity alone: a provider no longer tells incidents apart in the Defender portal. */
export function conditionsOf(which: RuleConditions): readonly RuleCondition[] {
  const least = severities.findIndex((each) => each.toLowerCase() === which);
  return least < 0 ? [] : [{ property, operator: 'Equals', values: severities.slice(least) }];
}

/** The answer as a person's profile or another computer gives it; what is not known counts as all. */
export const whichConditions = (answer: string): RuleConditions =>
  ruleConditions.find((each) => each === answer) ?? 'all';

/** Whether two rules let the same through, as far as their words say: order and case do not count. */
export function sameConditions(one: readonly RuleCondition[], other: readonly RuleCondition[]): boolean {
  const told = (all: readonly RuleCondition[]) =>
    all.map((each) => [each.property, each.operator, ...sorted(each.values)].join('\n').toLowerCase());
  return sorted(told(one)).join('\n\n') === sorted(told(other)).join('\n\n');
}

const sorted = (texts: readonly string[]): readonly string[] =>
  [...texts].sort((one, other) => one.localeCompare(other));

/** "for every new incident", or exactly which. */
export function inWords(conditions: readonly RuleCondition[]): string {
  if (conditions.length === 0) return 'for every new incident';
  const each = conditions.map(({ property: name, operator, values }) =>
    name === property && operator === 'Equals'
      ? `severity ${values.join(' or ')}`
      : [name, operator, values.join(' or ')].filter(Boolean).join(' '),
  );
  return `for new incidents with ${each.join(' and ')}`;
}

/** The least severity an incident must have so that all of these rules start on it; what else they ask is not known. */
export function severityFor(rules: readonly (readonly RuleCondition[])[]): Severity {
  const asked = rules.flat().filter((each) => each.property === property);
  const lets = ({ operator, values }: RuleCondition, severity: Severity) =>
    values.some((value) => value.toLowerCase() === severity.toLowerCase()) === (operator === 'Equals');
  return severities.find((severity) => asked.every((each) => lets(each, severity))) ?? 'Informational';
}
