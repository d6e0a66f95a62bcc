import type { Json, JsonObject } from '../core/contents.ts';

/**
 * The four playbooks of the practice template, as Logic Apps definitions of our own making: the same triggers,
 * connections and kinds of action as the vendor's, other names, other structure, and waits of seconds where the
 * vendor's last minutes. Schema: https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-definition-language
 */
const schema =
  'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#';

export type PlaybookConnection = 'azuresentinel' | 'keyvault' | 'azuremonitorlogs';

const vendor = 'https://analyze.intezer.com/api/v2-0';

const after = (...names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, ['Succeeded']]));

/** An action of a connector: the path and the body are the connector's own. */
const connector = (
  connection: PlaybookConnection,
  call: JsonObject,
  runAfter: JsonObject,
): Record<string, Json> => ({
  type: 'ApiConnection',
  runAfter,
  inputs: {
    host: { connection: { name: `@parameters('$connections')['${connection}']['connectionId']` } },
    ...call,
  },
});

const http = (inputs: JsonObject, runAfter: JsonObject): JsonObject => ({ type: 'Http', runAfter, inputs });

const end = (runStatus: 'Cancelled' | 'Failed', message: string, runAfter: JsonObject = {}): JsonObject => ({
  type: 'Terminate',
  runAfter,
  inputs: {
    runStatus,
    ...(runStatus === 'Failed' ? { runError: { code: 'NotTaken', message } } : {}),
  },
});

const pause = (seconds: number, runAfter: JsonObject): JsonObject => ({
  type: 'Wait',
  runAfter,
  inputs: { interval: { count: seconds, unit: 'Second' } },
});

const when = (expression: JsonObject, actions: JsonObject, otherwise: JsonObject, runAfter: JsonObject) => ({
  type: 'If',
  runAfter,
  expression,
  actions,
  else: { actions: otherwise },
});

const comment = (incident: string, message: string, runAfter: JsonObject): JsonObject =>
  connector(
    'azuresentinel',
    { method: 'post', path: '/Incidents/Comment', body: { incidentArmId: incident, message } },
    runAfter,
  );

const incidentCreated: JsonObject = {
  Microsoft_Sentinel_incident: {
    type: 'ApiConnectionWebhook',
    inputs: {
      host: { connection: { name: "@parameters('$connections')['azuresentinel']['connectionId']" } },
      body: { callback_url: '@{listCallbackUrl()}' },
      path: '/incident-creation',
    },
  },
};

/** Key from the vault, then a token for it. As in the vendor's, only the reading of the token hides its input. */
const signIn: Readonly<Record<string, JsonObject>> = {
  Read_key: connector(
    'keyvault',
    { method: 'get', path: "/secrets/@{encodeURIComponent('intezer-sentinel-api-key')}/value" },
    {},
  ),
  Ask_for_token: http(
    { method: 'POST', uri: `${vendor}/get-access-token`, body: { api_key: "@body('Read_key')?['value']" } },
    after('Read_key'),
  ),
  Read_token: {
    type: 'ParseJson',
    runAfter: after('Ask_for_token'),
    inputs: {
      content: "@body('Ask_for_token')",
      schema: { type: 'object', required: ['result'], properties: { result: { type: 'string' } } },
    },
    runtimeConfiguration: { secureData: { properties: ['inputs'] } },
  },
};

const bearer: JsonObject = { Authorization: "Bearer @{body('Read_token')?['result']}" };
const incidentId = "@triggerBody()?['object']?['id']";

const definition = (
  triggers: JsonObject,
  actions: JsonObject,
  parameters: readonly string[] = [],
): JsonObject => ({
  $schema: schema,
  contentVersion: '1.0.0.0',
  parameters: {
    $connections: { type: 'Object', defaultValue: {} },
    ...Object.fromEntries(parameters.map((name) => [name, { type: 'String' }])),
  },
  triggers,
  actions,
  outputs: {},
});

/** Sends the incident to the vendor; one that is known there ends the run as cancelled. */
export const submitAlert = definition(incidentCreated, {
  ...signIn,
  Send_incident: http(
    {
      method: 'POST',
      uri: `${vendor}/alerts/ingest`,
      headers: bearer,
      body: { alert_source: 'microsoft_sentinel', alert: '@triggerBody()' },
    },
    after('Read_token'),
  ),
  Was_it_taken: when(
    { and: [{ less: ["@outputs('Send_incident')['statusCode']", 400] }] },
    {},
    {
      Is_it_known: when(
        { and: [{ equals: ["@outputs('Send_incident')['statusCode']", 409] }] },
        { Stop_known: end('Cancelled', 'The incident is known there.') },
        { Stop_refused: end('Failed', 'The incident was not taken.') },
        {},
      ),
    },
    { Send_incident: ['Succeeded', 'Failed'] },
  ),
});

/** Looks one kind of entity up and writes what was found into the incident. */
const scan = (entity: 'filehash' | 'url', list: string, member: string, call: string, field: string) =>
  definition(incidentCreated, {
    ...signIn,
    List_entities: connector(
      'azuresentinel',
      {
        method: 'post',
        path: `/entities/${entity}`,
        body: "@triggerBody()?['object']?['properties']?['relatedEntities']",
      },
      after('Read_token'),
    ),
    Anything_to_scan: when(
      { and: [{ greater: [`@length(body('List_entities')?['${list}'])`, 0] }] },
      {
        For_each_entity: {
          type: 'Foreach',
          runAfter: {},
          foreach: `@body('List_entities')?['${list}']`,
          actions: {
            Ask_for_scan: http(
              {
                method: 'POST',
                uri: `${vendor}${call}`,
                headers: bearer,
                body: { [field]: `@items('For_each_entity')?['${member}']` },
              },
              {},
            ),
            Let_it_finish: pause(10, after('Ask_for_scan')),
            Read_result: http(
              {
                method: 'GET',
                uri: `${vendor}@{body('Ask_for_scan')?['result_url']}`,
                headers: bearer,
              },
              after('Let_it_finish'),
            ),
            Tell_incident: comment(
              incidentId,
              `<p>Intezer: @{items('For_each_entity')?['${member}']} is @{body('Read_result')?['result']?['verdict']}</p>`,
              after('Read_result'),
            ),
          },
        },
      },
      { Stop_nothing: end('Cancelled', 'Nothing to scan.') },
      after('List_entities'),
    ),
  });

export const scanFileHash = scan('filehash', 'Filehashes', 'Value', '/analyze-by-hash', 'hash');
export const scanUrl = scan('url', 'URLs', 'Url', '/url', 'url');

const encoded = (expression: string) => `@{encodeURIComponent(${expression})}`;

/** What the vendor sends about an alert becomes a comment on its incident, found by the alert where Defender sent it. */
export const updateIncident = definition(
  { manual: { type: 'Request', kind: 'Http', inputs: { schema: {} } } },
  {
    Read_message: {
      type: 'ParseJson',
      runAfter: {},
      inputs: {
        content: '@triggerBody()',
        schema: {
          type: 'object',
          required: ['source', 'sender', 'note', 'microsoft_sentinel_incident_id'],
          properties: {
            source: { type: 'string' },
            sender: { type: 'string' },
            note: { type: 'string' },
            intezer_alert_url: { type: 'string' },
            alert: { type: 'object', properties: { alert_id: { type: 'string' } } },
            microsoft_sentinel_incident_id: { type: 'string' },
            triage_result: {
              type: 'object',
              properties: {
                alert_verdict_display: { type: 'string' },
                risk_category_display: { type: 'string' },
              },
            },
          },
        },
      },
    },
    From_Defender: when(
      { and: [{ equals: ["@body('Read_message')?['sender']", 'msd'] }] },
      {
        Let_alert_arrive: pause(15, {}),
        Find_alert: connector(
          'azuremonitorlogs',
          {
            method: 'post',
            path: '/queryData',
            body: "SecurityAlert | where VendorOriginalId == '@{body('Read_message')?['microsoft_sentinel_incident_id']}' | summarize arg_max(TimeGenerated, *) by SystemAlertId",
            queries: {
              subscriptions: "@parameters('subscriptionId')",
              resourcegroups: "@parameters('resourceGroup')",
              resourcetype: 'Log Analytics Workspace',
              resourcename: "@parameters('workspaceName')",
              timerange: 'Last 30 days',
            },
          },
          after('Let_alert_arrive'),
        ),
        Is_alert_there: when(
          { and: [{ greater: ["@length(body('Find_alert')?['value'])", 0] }] },
          {
            Find_incident: connector(
              'azuresentinel',
              {
                method: 'get',
                path: `/Incidents/subscriptions/${encoded("parameters('subscriptionId')")}/resourceGroups/${encoded("parameters('resourceGroup')")}/workspaces/${encoded("parameters('workspaceId')")}/alerts/${encoded("first(body('Find_alert')?['value'])?['SystemAlertId']")}`,
              },
              {},
            ),
            Tell_found_incident: comment(
              "@body('Find_incident')?['id']",
              "<p>@{body('Read_message')?['note']}</p>",
              after('Find_incident'),
            ),
          },
          { Stop_without_alert: end('Cancelled', 'No such alert.') },
          after('Find_alert'),
        ),
      },
      {
        Read_incident: connector(
          'azuresentinel',
          {
            method: 'post',
            path: '/Incidents',
            body: { incidentArmId: "@body('Read_message')?['microsoft_sentinel_incident_id']" },
          },
          {},
        ),
        Is_there_room: when(
          {
            and: [
              {
                less: [
                  "@int(coalesce(body('Read_incident')?['properties']?['additionalData']?['commentsCount'], 0))",
                  100,
                ],
              },
            ],
          },
          {
            Tell_incident: comment(
              "@body('Read_incident')?['id']",
              "<p>@{body('Read_message')?['note']}</p>",
              {},
            ),
          },
          { Stop_full: end('Cancelled', 'The incident takes no more comments.') },
          after('Read_incident'),
        ),
      },
      after('Read_message'),
    ),
  },
  ['subscriptionId', 'resourceGroup', 'workspaceName', 'workspaceId'],
);
