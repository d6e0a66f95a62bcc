import type { RuleCondition, Severity } from '../../microsoft/contract/microsoft.ts';

/** From the least to the greatest. */
const severities: readonly Severity[] = ['Informational', 'Low', 'Medium', 'High'];

/** Which new incidents start the playbooks: all, those of at least this severity, or those of picked analytics rules. */
export const ruleConditions = ['all', 'low', 'medium', 'high', 'analytics-rules'] as const;
export type RuleConditions = (typeof ruleConditions)[number];

const property = 'IncidentSeverity';
/** https://learn.microsoft.com/rest/api/securityinsights/automation-rules/create-or-update, its example. */
const analyticsRules = 'IncidentRelatedAnalyticRuleIds';

/**
 * What is written into a rule. No provider: it no longer tells incidents apart in the Defender portal.
 * @param picked ARM IDs of analytics rules, for those alone
 */
export function conditionsOf(
  which: RuleConditions,
  picked: readonly string[] = [],
): readonly RuleCondition[] {
  if (which === 'analytics-rules')
    return [{ property: analyticsRules, operator: 'Contains', values: [...picked] }];
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
  const each = conditions.map(({ property: name, operator, values }) => {
    if (name === property && operator === 'Equals') return `severity ${values.join(' or ')}`;
    if (name === analyticsRules && operator === 'Contains') return `analytics rule ${idsIn(values)}`;
    return [name, operator, values.join(' or ')].filter(Boolean).join(' ');
  });
  return `for new incidents with ${each.join(' and ')}`;
}

/** Ids as their rules' own names, without the path to the workspace. */
const idsIn = (ids: readonly string[]): string => {
  const named = ids.map((id) => id.split('/').at(-1) ?? id);
  return named.length > 5
    ? `${named.slice(0, 5).join(' or ')} or one of ${named.length - 5} more`
    : named.join(' or ');
};

/** Whether a test incident of the right severity starts the rule: it comes of no analytics rule and has a title of ours. */
export const startsOnTest = (conditions: readonly RuleCondition[]): boolean =>
  conditions.every((each) => each.property === property);

/** The least severity an incident must have so that all of these rules start on it; what else they ask is not known. */
export function severityFor(rules: readonly (readonly RuleCondition[])[]): Severity {
  const asked = rules.flat().filter((each) => each.property === property);
  const lets = ({ operator, values }: RuleCondition, severity: Severity) =>
    values.some((value) => value.toLowerCase() === severity.toLowerCase()) === (operator === 'Equals');
  return severities.find((severity) => asked.every((each) => lets(each, severity))) ?? 'Informational';
}
