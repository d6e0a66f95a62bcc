import { ok, pageOf } from '../arm/arm.ts';
import { notFound } from '../arm/errors.ts';
import type { JsonObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { analyticsRulesOf } from '../telemetry/incidents.ts';
import { livingOf } from './incidents.ts';
import { sentinelCall as call, sentinelExample as example, onboardedWorkspace, topOf } from './workspace.ts';

const shown = ({ id, detection }: ReturnType<typeof analyticsRulesOf>[number]): JsonObject => ({
  id,
  name: id.split('/').at(-1) ?? '',
  type: 'Microsoft.SecurityInsights/alertRules',
  kind: 'Scheduled',
  etag: '"0300bf09-0000-0000-0000-5c37296e0000"',
  properties: {
    alertRuleTemplateName: null,
    displayName: detection.title,
    description: detection.title,
    severity: detection.severity,
    enabled: true,
    tactics: [...detection.tactics],
    query: 'SecurityEvent',
    queryFrequency: 'PT1H',
    queryPeriod: 'PT1H',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 0,
    suppressionDuration: 'PT1H',
    suppressionEnabled: false,
    lastModifiedUtc: '2021-03-01T13:17:30Z',
  },
});

/** The scheduled rules behind a workspace's own incidents, as the API lists them; every workspace has the same. */
function list(context: Context): WireResponse {
  const workspace = onboardedWorkspace(context, 'alertRules/read', 'alertRules');
  return pageOf(
    context,
    analyticsRulesOf(livingOf(context, workspace)).map(shown),
    topOf(context),
    '$skipToken',
  );
}

function get(context: Context): WireResponse {
  const name = context.params['rule'] ?? '';
  const workspace = onboardedWorkspace(context, 'alertRules/read', `alertRules/${name}`);
  const found = analyticsRulesOf(livingOf(context, workspace))
    .map(shown)
    .find((one) => String(one['name']).toLowerCase() === name.toLowerCase());
  if (found === undefined) throw notFound('NotFound', `The alert rule '${name}' was not found`);
  return ok(found);
}

export const analyticsRuleOperations: readonly Operation[] = [
  call('GET', 'alertRules', 'alertRules', [example('GetAllAlertRules')], list, [
    'which rules there are: a scheduled one for each detection, all of them switched on',
  ]),
  call(
    'GET',
    'alertRules/{rule}',
    'alertRules',
    ['https://learn.microsoft.com/rest/api/securityinsights/alert-rules/get'],
    get,
  ),
];
