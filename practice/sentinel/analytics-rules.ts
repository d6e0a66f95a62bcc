import { pageOf } from '../arm/arm.ts';
import type { JsonObject } from '../core/contents.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { analyticsRulesOf } from '../telemetry/incidents.ts';
import { livingOf } from './incidents.ts';
import { sentinelCall as call, sentinelExample as example, onboardedWorkspace, topOf } from './workspace.ts';

/** The scheduled rules behind a workspace's own incidents, as the API lists them; every workspace has the same. */
function list(context: Context): WireResponse {
  const workspace = onboardedWorkspace(context, 'alertRules/read', 'alertRules');
  const rules = analyticsRulesOf(livingOf(context, workspace)).map(
    ({ id, detection }): JsonObject => ({
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
    }),
  );
  return pageOf(context, rules, topOf(context), '$skipToken');
}

export const analyticsRuleOperations: readonly Operation[] = [
  call('GET', 'alertRules', 'alertRules', [example('GetAllAlertRules')], list, [
    'which rules there are: a scheduled one for each detection, all of them switched on',
  ]),
];
