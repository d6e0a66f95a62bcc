import { objectIn, textIn } from '../arm/body.ts';
import type { JsonObject, ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { startPlaybook } from '../logic-apps/workflow-runs.ts';
import { mayPrincipal } from '../rbac/arm-rights.ts';
import { playbooksOf, rulesOf, sentinelPrincipal } from './automation-rules.ts';
import { entitiesOf } from './bookmarks.ts';
import type { IncidentShown } from './incidents.ts';

/**
 * Does what the rules of a workspace say of a new incident, in their order: each playbook is started where Sentinel's
 * own principal may still run it (https://learn.microsoft.com/azure/sentinel/automate-incident-handling-with-automation-rules).
 */
export function runRules(context: Context, workspace: WorkspaceObject, incident: IncidentShown): void {
  const sentinel = sentinelPrincipal(context);
  for (const rule of rulesOf(context, workspace)) {
    if (!applies(rule, incident, context.clock.now())) continue;
    for (const id of playbooksOf(rule)) {
      const action = 'Microsoft.Logic/workflows/triggers/listCallbackUrl/action';
      if (sentinel !== undefined && mayPrincipal(context, sentinel, action, id))
        startPlaybook(context, id, incident, entitiesOf(context, incident.id));
    }
  }
}

/** Switched on, not expired, about new incidents, and every condition holds. */
function applies(rule: ResourceObject, incident: IncidentShown, now: number): boolean {
  const logic = objectIn(rule.properties, 'triggeringLogic');
  const expires = textIn(logic, 'expirationTimeUtc');
  return (
    logic['isEnabled'] === true &&
    logic['triggersOn'] === 'Incidents' &&
    logic['triggersWhen'] === 'Created' &&
    (expires === undefined || Date.parse(expires) > now) &&
    ((logic['conditions'] ?? []) as readonly JsonObject[]).every((condition) => holds(condition, incident))
  );
}

const properties: Readonly<Record<string, string>> = {
  IncidentTitle: 'title',
  IncidentDescription: 'description',
  IncidentSeverity: 'severity',
  IncidentStatus: 'status',
  IncidentProviderName: 'providerName',
  IncidentRelatedAnalyticRuleIds: 'relatedAnalyticRuleIds',
};

/** A condition on one of the incident's own texts; what it cannot be told of does not hold. */
function holds(condition: JsonObject, incident: IncidentShown): boolean {
  const of = objectIn(condition, 'conditionProperties');
  const property = properties[textIn(of, 'propertyName') ?? ''];
  const operator = textIn(of, 'operator') ?? '';
  if (condition['conditionType'] !== 'Property' || property === undefined) return false;
  const held = incident.properties[property] ?? '';
  // A list is searched for a whole member of it.
  const text = (Array.isArray(held) ? held.join('\n') : String(held)).toLowerCase();
  const values = ((of['propertyValues'] ?? []) as readonly string[]).map((value) => value.toLowerCase());
  const not = operator.startsWith('Not');
  const matches = (value: string): boolean => {
    switch (operator.replace(/^Not/, '')) {
      case 'Equals':
        return text === value;
      case 'Contains':
        return text.includes(value);
      case 'StartsWith':
        return text.startsWith(value);
      case 'EndsWith':
        return text.endsWith(value);
      default:
        return not;
    }
  };
  return values.some(matches) !== not;
}
