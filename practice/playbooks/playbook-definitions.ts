import type { Json, JsonObject } from '../core/contents.ts';

/**
 * The four playbooks of the practice template, as Logic Apps definitions of our own making: the same triggers,
 * connections, kinds of action and waits as the vendor's, and the same quirks, under names of our own. Seen in
 * https://github.com/intezer/microsoft-sentinel-integration, playbooks/azuredeploy.json at commit bb3b881. Schema:
 * https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-definition-language
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

const end = (
  runStatus: 'Cancelled' | 'Failed',
  runAfter: JsonObject = {},
  runError?: JsonObject,
): JsonObject => ({
  type: 'Terminate',
  runAfter,
  inputs: { runStatus, ...(runError === undefined ? {} : { runError }) },
});

const minutes = (count: number, runAfter: JsonObject): JsonObject => ({
  type: 'Wait',
  runAfter,
  inputs: { interval: { count, unit: 'Minute' } },
});

const variable = (name: string, type: string, value: Json | undefined, runAfter: JsonObject): JsonObject => ({
  type: 'InitializeVariable',
  runAfter,
  inputs: { variables: [{ name, type, ...(value === undefined ? {} : { value }) }] },
});

const parse = (content: string, properties: JsonObject, runAfter: JsonObject): JsonObject => ({
  type: 'ParseJson',
  runAfter,
  inputs: { content, schema: { type: 'object', properties } },
});

const text: JsonObject = { type: 'string' };

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

/**
 * Key from the vault, then a token for it. As in the vendor's, only the reading of the token hides its input.
 * @param first what the reading of the key comes after.
 */
const signIn = (first: JsonObject = {}): Readonly<Record<string, JsonObject>> => ({
  Read_key: connector(
    'keyvault',
    { method: 'get', path: "/secrets/@{encodeURIComponent('intezer-sentinel-api-key')}/value" },
    first,
  ),
  Ask_for_token: http(
    { method: 'POST', uri: `${vendor}/get-access-token`, body: { api_key: "@body('Read_key')?['value']" } },
    after('Read_key'),
  ),
  Read_token: {
    ...parse("@body('Ask_for_token')", { result: text }, after('Ask_for_token')),
    runtimeConfiguration: { secureData: { properties: ['inputs'] } },
  },
});

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

const statusOf = (action: string): string => `@outputs('${action}')['statusCode']`;

/** Sends the incident to the vendor: one that is known there ends the run as cancelled, any other refusal as failed. */
export const submitAlert = definition(incidentCreated, {
  ...signIn(),
  Send_incident: http(
    {
      method: 'POST',
      uri: `${vendor}/alerts/ingest`,
      headers: bearer,
      body: { alert_source: 'microsoft_sentinel', alert: '@triggerBody()' },
    },
    after('Read_token'),
  ),
  Is_it_known: when(
    { and: [{ equals: [statusOf('Send_incident'), 409] }] },
    { Stop_known: end('Cancelled') },
    {
      Is_it_refused: when(
        { and: [{ greaterOrEquals: [statusOf('Send_incident'), 400] }] },
        {
          Stop_refused: end(
            'Failed',
            {},
            {
              code: `@{outputs('Send_incident')['statusCode']}`,
              message: "@{body('Send_incident')}",
            },
          ),
        },
        {},
        {},
      ),
    },
    { Send_incident: ['Succeeded', 'Failed'] },
  ),
});

/** Where the two scans differ. */
interface Scan {
  readonly entity: 'filehash' | 'url';
  /** What the connector calls the list of them, and the member of each that is sent. */
  readonly list: string;
  readonly member: string;
  readonly call: string;
  readonly body: (entity: string) => JsonObject;
  /** The condition under which the run is cancelled. */
  readonly none: JsonObject;
  readonly verdict: string;
  readonly variables: Readonly<Record<string, JsonObject>>;
}

/**
 * Has every entity of one kind looked at, waits ten minutes for all of them, and writes what came of each into the
 * incident. Whether the run ends before is for the condition, which in one of the vendor's two is upside down.
 */
const scan = ({ entity, list, member, call, body, none, verdict, variables }: Scan): JsonObject =>
  definition(incidentCreated, {
    ...variables,
    ...signIn(after(...Object.keys(variables).slice(-1))),
    List_entities: connector(
      'azuresentinel',
      {
        method: 'post',
        path: `/entities/${entity}`,
        body: "@triggerBody()?['object']?['properties']?['relatedEntities']",
      },
      after('Read_token'),
    ),
    Nothing_to_scan: {
      type: 'If',
      runAfter: after('List_entities'),
      expression: none,
      actions: { Stop_nothing: end('Cancelled') },
    },
    Start_list: variable('results', 'array', [], after('Nothing_to_scan')),
    For_each_entity: {
      type: 'Foreach',
      runAfter: after('Start_list'),
      foreach: `@body('List_entities')?['${list}']`,
      actions: {
        Read_entity: parse("@items('For_each_entity')", { [member]: text }, {}),
        Ask_for_scan: http(
          {
            method: 'POST',
            uri: `${vendor}${call}`,
            headers: bearer,
            body: body(`@body('Read_entity')?['${member}']`),
          },
          after('Read_entity'),
        ),
        Read_answer: parse("@body('Ask_for_scan')", { result_url: text }, after('Ask_for_scan')),
        Was_it_refused: when(
          { and: [{ greaterOrEquals: [statusOf('Ask_for_scan'), 400] }] },
          {},
          {
            Keep_address: {
              type: 'AppendToArrayVariable',
              runAfter: {},
              inputs: { name: 'results', value: "@body('Read_answer')?['result_url']" },
            },
          },
          after('Read_answer'),
        ),
      },
    },
    Let_them_finish: minutes(10, after('For_each_entity')),
    For_each_result: {
      type: 'Foreach',
      runAfter: after('Let_them_finish'),
      foreach: "@variables('results')",
      actions: {
        Ask_for_result: http(
          { method: 'GET', uri: `${vendor}@{items('For_each_result')}`, headers: bearer },
          {},
        ),
        Read_result: parse(
          "@body('Ask_for_result')",
          { result: { type: 'object' } },
          after('Ask_for_result'),
        ),
        Tell_incident: comment(
          incidentId,
          `<p>Intezer says @{body('Read_result')?['result']?${verdict}}: @{body('Read_result')?['result']?['analysis_url']}</p>`,
          after('Read_result'),
        ),
      },
    },
  });

const length = (list: string): JsonObject => ({ equals: [`@length(body('List_entities')?['${list}'])`, 0] });

export const scanFileHash = scan({
  entity: 'filehash',
  list: 'Filehashes',
  member: 'hashValue',
  call: '/analyze-by-hash',
  body: (hash) => ({ hash, requester: 'microsoft_sentinel' }),
  none: { and: [length('Filehashes')] },
  verdict: "['verdict']",
  variables: {
    Declare_comment: variable('comment', 'string', undefined, {}),
    Declare_match: variable('match', 'boolean', '@bool(false)', after('Declare_comment')),
  },
});

export const scanUrl = scan({
  entity: 'url',
  list: 'URLs',
  member: 'url',
  call: '/url',
  body: (url) => ({ url, source: 'microsoft_sentinel' }),
  // As published: it is with something to scan that the run ends here.
  none: { and: [{ not: length('URLs') }] },
  verdict: "['summary']?['title']",
  variables: {},
});

const encoded = (expression: string) => `@{encodeURIComponent(${expression})}`;

const note = "<p>@{body('Read_message')?['note']}</p>";

/**
 * What the vendor sends about an alert becomes a comment on its incident, found by the alert where Defender sent it. A
 * comment that fails ends the run as cancelled, whatever it failed for: more than 100 of them is what the vendor means.
 */
export const updateIncident = definition(
  { manual: { type: 'Request', kind: 'Http', inputs: { schema: {} } } },
  {
    Read_message: parse(
      '@triggerBody()',
      {
        source: text,
        sender: text,
        note: text,
        intezer_alert_url: text,
        alert: { type: 'object', properties: { alert_id: text } },
        microsoft_sentinel_incident_id: text,
        triage_result: {
          type: 'object',
          properties: { alert_verdict_display: text, risk_category_display: text },
        },
      },
      {},
    ),
    From_Defender: when(
      { and: [{ equals: ["@body('Read_message')?['sender']", 'msd'] }] },
      {
        Let_alert_arrive: minutes(15, {}),
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
        Is_no_alert_there: when(
          { and: [{ equals: ["@length(body('Find_alert')?['value'])", 0] }] },
          { Stop_without_alert: end('Cancelled') },
          {},
          after('Find_alert'),
        ),
        Read_alert: parse(
          "@first(body('Find_alert')?['value'])",
          { SystemAlertId: text },
          after('Is_no_alert_there'),
        ),
        Find_incident: connector(
          'azuresentinel',
          {
            method: 'get',
            path: `/Incidents/subscriptions/${encoded("parameters('subscriptionId')")}/resourceGroups/${encoded("parameters('resourceGroup')")}/workspaces/${encoded("parameters('workspaceId')")}/alerts/${encoded("body('Read_alert')?['SystemAlertId']")}`,
          },
          after('Read_alert'),
        ),
        Tell_found_incident: comment("@body('Find_incident')?['id']", note, after('Find_incident')),
        Stop_found_full: end('Cancelled', { Tell_found_incident: ['Failed'] }),
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
        Tell_incident: comment("@body('Read_incident')?['id']", note, after('Read_incident')),
        Stop_full: end('Cancelled', { Tell_incident: ['Failed'] }),
      },
      after('Read_message'),
    ),
  },
  ['subscriptionId', 'resourceGroup', 'workspaceName', 'workspaceId'],
);
