import type {
  AlertRuleUnion as SdkAnalyticsRule,
  Bookmark as SdkBookmark,
  AutomationRuleConditionUnion as SdkCondition,
  Incident as SdkIncident,
  PropertyConditionProperties as SdkPropertyCondition,
  AutomationRule as SdkRule,
} from '@azure/arm-securityinsight';
import { type ArmOptions, sdkCredential, sdkOptions } from '../clients/arm.ts';
import { removed } from '../clients/removal.ts';
import { missingIsNone } from '../clients/unseen.ts';
import type {
  AnalyticsRule,
  AutomationRule,
  Bookmark,
  Incident,
  RuleCondition,
  Sentinel,
} from '../contract/microsoft.ts';
import { lostReply } from '../entra/applications.ts';
import { shownName } from '../http/text.ts';
import { MicrosoftError, trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

/** https://learn.microsoft.com/rest/api/securityinsights/automation-rules */
const apiVersion = '2024-03-01';
/** The oldest version with a bookmark's entities: https://learn.microsoft.com/rest/api/securityinsights/preview/bookmarks/create-or-update */
const bookmarkVersion = '2024-01-01-preview';

/** The version for clouds that can run a playbook in preview only. */
const previewVersion = '2023-12-01-preview';
/** Refusals of the requested version. Nothing was run. */
const unknownAtVersion = ['NoRegisteredProviderFound', 'InvalidResourceType', 'UnsupportedApiVersion', 405];

/** A workspace's automation rules and incidents, through Microsoft's own client, loaded on first use. */
export function sentinel(options: ArmOptions, tenantId: string): Sentinel {
  const { network } = options;
  const endpoint = network.cloud.azure;

  const at = async (workspaceArmId: string, version = apiVersion) => {
    const place = placeOf(workspaceArmId);
    const { SecurityInsights: Sdk } = await import('@azure/arm-securityinsight');
    const client = new Sdk(sdkCredential, place.subscription, {
      ...sdkOptions(options),
      endpoint,
      apiVersion: version,
      credentialScopes: [`${network.cloud.audiences.azure}/.default`],
    });
    return { client, ...place };
  };
  const doing = (what: string, workspaceArmId: string, role: string): Operation => ({
    what,
    role,
    page: {
      label: 'Open the workspace',
      url: `${network.cloud.portal}/#resource${workspaceArmId}/overview`,
    },
  });
  const ruleMaker = 'Microsoft Sentinel Responder and Microsoft Sentinel Playbook Operator';

  return {
    rules: (workspaceArmId) =>
      trying(doing('list automation rules', workspaceArmId, 'Microsoft Sentinel Reader'), async () => {
        const { client, group, name } = await at(workspaceArmId);
        const found: AutomationRule[] = [];
        for await (const each of client.automationRules.list(group, name)) found.push(ruleFrom(each));
        return found;
      }),

    analyticsRules: (workspaceArmId) =>
      trying(doing('list analytics rules', workspaceArmId, 'Microsoft Sentinel Reader'), async () => {
        const { client, group, name } = await at(workspaceArmId);
        const found: AnalyticsRule[] = [];
        for await (const each of client.alertRules.list(group, name)) found.push(analyticsRuleFrom(each));
        return found;
      }),

    putRule: (workspaceArmId, wanted) =>
      trying(doing('create an automation rule', workspaceArmId, ruleMaker), async () => {
        const { client, group, name } = await at(workspaceArmId);
        let status = 0;
        const made = await client.automationRules.createOrUpdate(group, name, wanted.name, {
          automationRuleToUpsert: {
            displayName: wanted.displayName,
            order: wanted.order,
            triggeringLogic: {
              isEnabled: true,
              triggersOn: 'Incidents',
              triggersWhen: 'Created',
              conditions: wanted.conditions.map(conditionTo),
            },
            actions: [
              {
                order: 1,
                actionType: 'RunPlaybook',
                actionConfiguration: { logicAppResourceId: wanted.playbookId, tenantId },
              },
            ],
          } satisfies SdkRule,
          onResponse: (response) => {
            status = response.status;
          },
        });
        if (made.id === undefined)
          throw lostReply(network, 'create an automation rule', endpoint + workspaceArmId);
        return { id: made.id, created: status === 201 };
      }),

    removeRule: (ruleId) => {
      const workspaceArmId = workspaceOf(ruleId);
      return removed(network, () =>
        trying(doing('delete the automation rule', workspaceArmId, ruleMaker), async () => {
          const { client, group, name } = await at(workspaceArmId);
          await client.automationRules.delete(group, name, lastOf(ruleId));
        }),
      );
    },

    incident: (workspaceArmId, name) =>
      trying(doing('read an incident', workspaceArmId, 'Microsoft Sentinel Reader'), async () => {
        const { client, group, name: workspace } = await at(workspaceArmId);
        return incidentFrom(await client.incidents.get(group, workspace, name));
      }).catch(missingIsNone),

    putIncident: (workspaceArmId, wanted) =>
      trying(doing('write an incident', workspaceArmId, 'Microsoft Sentinel Responder'), async () => {
        const { client, group, name } = await at(workspaceArmId);
        let status = 0;
        const closed = wanted.status === 'Closed';
        const made = await client.incidents.createOrUpdate(
          group,
          name,
          wanted.name,
          {
            title: wanted.title,
            description: wanted.description,
            severity: wanted.severity,
            status: wanted.status,
            // Closing needs a classification. A test has no verdict.
            ...(closed ? { classification: 'Undetermined' } : {}),
            labels: [{ labelName: wanted.label }],
            ...(wanted.etag === undefined ? {} : { etag: wanted.etag }),
          },
          {
            onResponse: (response) => {
              status = response.status;
            },
          },
        );
        return { incident: incidentFrom(made), created: status === 201 };
      }),

    removeIncident: (workspaceArmId, name) =>
      removed(network, () =>
        trying(doing('delete the incident', workspaceArmId, 'Microsoft Sentinel Contributor'), async () => {
          const { client, group, name: workspace } = await at(workspaceArmId);
          await client.incidents.delete(group, workspace, name);
        }),
      ),

    async bookmark(workspaceArmId, name) {
      const reading = doing('read a bookmark', workspaceArmId, 'Microsoft Sentinel Reader');
      try {
        return await trying(reading, async () => {
          const { client, group, name: workspace } = await at(workspaceArmId, bookmarkVersion);
          return bookmarkFrom(await client.bookmarks.get(group, workspace, name));
        });
      } catch (error) {
        if (error instanceof MicrosoftError && error.is(404)) return undefined;
        throw error;
      }
    },

    putBookmark: (workspaceArmId, { name, title, label, entities }) =>
      trying(doing('write a bookmark', workspaceArmId, 'Microsoft Sentinel Contributor'), async () => {
        const { client, group, name: workspace } = await at(workspaceArmId, bookmarkVersion);
        let status = 0;
        const made = await client.bookmarks.createOrUpdate(
          group,
          workspace,
          name,
          {
            displayName: title,
            // A bookmark needs a query, but this one is never run.
            query: 'print Test = true',
            labels: [label],
            entityMappings: entities.map(({ type, fields }) => ({
              entityType: type,
              fieldMappings: Object.entries(fields).map(([identifier, value]) => ({ identifier, value })),
            })),
          },
          {
            onResponse: (response) => {
              status = response.status;
            },
          },
        );
        return { bookmark: bookmarkFrom(made), created: status === 201 };
      }),

    removeBookmark: (workspaceArmId, name) =>
      removed(network, () =>
        trying(doing('delete the bookmark', workspaceArmId, 'Microsoft Sentinel Contributor'), async () => {
          const { client, group, name: workspace } = await at(workspaceArmId, bookmarkVersion);
          await client.bookmarks.delete(group, workspace, name);
        }),
      ),

    relate: (workspaceArmId, incidentName, { id, name }) =>
      trying(doing('relate the bookmark', workspaceArmId, 'Microsoft Sentinel Responder'), async () => {
        const { client, group, name: workspace } = await at(workspaceArmId);
        await client.incidentRelations.createOrUpdate(group, workspace, incidentName, name, {
          relatedResourceId: id,
        });
      }),

    related: (workspaceArmId, incidentName) =>
      trying(
        doing('read what is related to an incident', workspaceArmId, 'Microsoft Sentinel Reader'),
        async () => {
          const { client, group, name: workspace } = await at(workspaceArmId);
          const found: string[] = [];
          for await (const each of client.incidentRelations.list(group, workspace, incidentName))
            found.push(each.relatedResourceId ?? '');
          return found;
        },
      ),

    async callPlaybook(address, body) {
      const reply = await network.send(
        {
          method: 'POST',
          url: address.reveal('microsoft'),
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
        { identity: options.identity, doing: { what: 'call the playbook at its address' } },
      );
      return { run: reply.headers.get('x-ms-workflow-run-id') ?? undefined };
    },

    async runPlaybook(incidentId, playbookId) {
      const workspaceArmId = workspaceOf(incidentId);
      await trying(doing('run the playbook on the incident', workspaceArmId, ruleMaker), async () => {
        const requestBody = { logicAppsResourceId: playbookId, tenantId };
        const run = async (version?: string) => {
          const { client, group, name } = await at(workspaceArmId, version);
          await client.incidents.runPlaybook(group, name, lastOf(incidentId), { requestBody });
        };
        try {
          await run();
        } catch (error) {
          if (!(error instanceof MicrosoftError && unknownAtVersion.some((each) => error.is(each))))
            throw error;
          await run(previewVersion);
        }
      });
    },

    pause: (seconds) => network.sleep(seconds),

    comments: (workspaceArmId, name) =>
      trying(
        doing('read the comments of an incident', workspaceArmId, 'Microsoft Sentinel Reader'),
        async () => {
          const { client, group, name: workspace } = await at(workspaceArmId);
          const found = [];
          for await (const each of client.incidentComments.list(group, workspace, name)) {
            found.push({
              at: each.createdTimeUtc?.toISOString() ?? '',
              authorId: each.author?.objectId ?? '',
              authorName: shownName(each.author?.name ?? ''),
              message: each.message ?? '',
            });
          }
          return found;
        },
      ),
  };
}

function ruleFrom(rule: SdkRule): AutomationRule {
  const { triggeringLogic } = rule;
  return {
    id: rule.id ?? '',
    name: rule.name ?? '',
    displayName: shownName(rule.displayName),
    order: rule.order,
    isEnabled: triggeringLogic.isEnabled,
    expiresAt: triggeringLogic.expirationTimeUtc?.toISOString(),
    createdAt: rule.createdTimeUtc?.toISOString(),
    changedAt: rule.lastModifiedTimeUtc?.toISOString(),
    onIncidentCreated:
      triggeringLogic.triggersOn === 'Incidents' && triggeringLogic.triggersWhen === 'Created',
    conditions: (triggeringLogic.conditions ?? []).map(conditionFrom),
    playbookIds: rule.actions.flatMap((action) =>
      action.actionType === 'RunPlaybook' && 'actionConfiguration' in action
        ? ((action.actionConfiguration as { logicAppResourceId?: string } | undefined)?.logicAppResourceId ??
          [])
        : [],
    ),
  };
}

/** Every kind has a name and a switch, and most have a severity: https://learn.microsoft.com/rest/api/securityinsights/alert-rules/list */
function analyticsRuleFrom(rule: SdkAnalyticsRule): AnalyticsRule {
  const { displayName, severity, enabled } = rule as {
    readonly displayName?: string;
    readonly severity?: string;
    readonly enabled?: boolean;
  };
  const id = rule.id ?? '';
  return {
    id,
    displayName: shownName(displayName ?? '') || lastOf(id),
    severity,
    isEnabled: enabled === true,
  };
}

/** https://learn.microsoft.com/rest/api/securityinsights/automation-rules/create-or-update */
function conditionTo({ property, operator, values }: RuleCondition): SdkPropertyCondition {
  return {
    conditionType: 'Property',
    conditionProperties: { propertyName: property, operator, propertyValues: [...values] },
  };
}

function conditionFrom(condition: SdkCondition): RuleCondition {
  const of = condition.conditionType === 'Property' ? (condition as SdkPropertyCondition) : undefined;
  const { propertyName, operator = '', propertyValues = [] } = of?.conditionProperties ?? {};
  return {
    property: propertyName ?? condition.conditionType,
    operator,
    values: propertyValues.map((each) => shownName(each)),
  };
}

function incidentFrom(incident: SdkIncident): Incident {
  return {
    id: incident.id ?? '',
    name: incident.name ?? '',
    number: incident.incidentNumber ?? 0,
    title: shownName(incident.title ?? ''),
    status: incident.status ?? '',
    labels: (incident.labels ?? []).map(({ labelName }) => labelName),
    createdAt: incident.createdTimeUtc?.toISOString() ?? '',
    etag: incident.etag,
  };
}

function bookmarkFrom(bookmark: SdkBookmark): Bookmark {
  return {
    id: bookmark.id ?? '',
    name: bookmark.name ?? '',
    labels: bookmark.labels ?? [],
    createdAt: bookmark.created?.toISOString() ?? '',
  };
}

function placeOf(workspaceArmId: string): { subscription: string; group: string; name: string } {
  const [, , subscription = '', , group = '', , , , name = ''] = workspaceArmId.split('/');
  return { subscription, group, name };
}

const workspaceOf = (id: string): string => id.split(/\/providers\/Microsoft\.SecurityInsights\//iu)[0] ?? '';
const lastOf = (id: string): string => id.split('/').at(-1) ?? '';
