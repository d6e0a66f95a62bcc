import { apiNameOf, authorizedBy, isManaged } from '../api-connections/connection-view.ts';
import type { Json, JsonObject, ResourceObject } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import type { Reading } from '../core/store.ts';
import { type Called, vendorAnswer } from '../core/vendor-answers.ts';
import { connectionsIn, signsInItself } from './workflow-connection-rules.ts';
import { identityOf } from './workflow-identity.ts';

/** Lets a run call this tenant's own services, as the principal or person whose object ID is given. */
export type CallAs = (
  objectId: string,
  request: { readonly method: string; readonly url: string; readonly body?: Json },
) => Promise<Called>;

/** What a run's actions reach. */
export interface Reach {
  readonly truth: Reading;
  readonly workflow: ResourceObject;
  readonly arm: string;
  readonly vaultSuffix: string;
  /** Identifies what is asked, so that the same run asks for the same things again. */
  readonly key: string;
  /** Ids of incidents earlier runs sent to the vendor. */
  readonly sentBefore: ReadonlySet<string>;
  /** How many times as fast as its definition says a wait passes. */
  readonly pace: number;
  readonly call: CallAs;
}

const failed = (status: number, code: string, message: string): Called => ({
  status,
  body: { error: { code, message } },
});

/** Nothing of a run leaves this computer: the vendor's address is played here, and no other is known. */
export function httpAnswer(reach: Reach, inputs: JsonObject): Called {
  const url = new URL(String(inputs['uri'] ?? 'https://unknown.invalid'));
  if (url.hostname === 'analyze.intezer.com') return vendorAnswer(reach, url, inputs);
  return failed(502, 'NameResolutionFailure', `The remote name could not be resolved: '${url.hostname}'`);
}

/** The connection an action names, and as whom it acts; an answer where it cannot act at all. */
function actorOf(
  reach: Reach,
  inputs: JsonObject,
): { api: string; as: string; connection: ResourceObject } | Called {
  const host = (inputs['host'] ?? {}) as JsonObject;
  const id = String(((host['connection'] ?? {}) as JsonObject)['name'] ?? '');
  const connection = reach.truth.get('resources', id);
  if (connection === undefined)
    return failed(
      404,
      'ApiConnectionNotFound',
      `The API connection '${id.split('/').at(-1) ?? ''}' could not be found.`,
    );
  const api = apiNameOf(connection);
  if (!isManaged(connection)) {
    const as = authorizedBy(connection);
    if (as === undefined) return failed(401, 'Unauthenticated', 'This connection is not authenticated.');
    return { api, as, connection };
  }
  const parameters = reach.workflow.properties['parameters'] as JsonObject;
  const use = Object.values(connectionsIn(parameters)).find((one) => one['connectionId'] === id);
  const as = identityOf(reach.workflow);
  if (as === undefined || use === undefined || !signsInItself(use))
    return failed(
      400,
      'WorkflowManagedIdentityConfigurationInvalid',
      'The workflow does not say that it signs in to this connection as itself.',
    );
  return { api, as, connection };
}

/** An action of a connector, as its connector's service answers it. Paths: https://learn.microsoft.com/connectors/connector-reference. */
export async function connectorAnswer(reach: Reach, inputs: JsonObject): Promise<Called> {
  const actor = actorOf(reach, inputs);
  if ('status' in actor) return actor;
  const path = String(inputs['path'] ?? '');
  const body = (inputs['body'] ?? null) as Json;
  switch (actor.api) {
    case 'keyvault':
      return secretOf(reach, actor, path);
    case 'azuremonitorlogs':
      return queryLogs(reach, actor.as, String(body), (inputs['queries'] ?? {}) as JsonObject);
    case 'azuresentinel':
      return sentinel(reach, actor.as, path, body);
    default:
      return failed(404, 'NotFound', `The operation '${path}' is not known.`);
  }
}

async function secretOf(
  reach: Reach,
  { as, connection }: { as: string; connection: ResourceObject },
  path: string,
): Promise<Called> {
  const values = (connection.properties['alternativeParameterValues'] ?? {}) as JsonObject;
  const name = /^\/secrets\/([^/]+)\/value$/.exec(path)?.[1] ?? '';
  const vault = String(values['vaultName'] ?? '');
  if (vault === '') return failed(400, 'BadRequest', 'The name of the key vault is missing.');
  const url = `https://${vault}${reach.vaultSuffix}/secrets/${name}?api-version=7.4`;
  const { status, body } = await reach.call(as, { method: 'GET', url });
  if (status !== 200)
    return failed(
      status,
      status === 403 ? 'Forbidden' : 'BadRequest',
      status === 403
        ? 'Operation failed because client does not have permission to perform the operation on the key vault.'
        : `The secret '${name}' could not be read.`,
    );
  const { value, id } = body as JsonObject;
  return {
    status: 200,
    body: { value: value ?? '', name, version: String(id).split('/').at(-1) ?? '', isEnabled: true },
  };
}

async function queryLogs(reach: Reach, as: string, query: string, queries: JsonObject): Promise<Called> {
  const text = (name: string): string => String(queries[name] ?? '');
  const scope = `/subscriptions/${text('subscriptions')}/resourceGroups/${text('resourcegroups')}/providers/Microsoft.OperationalInsights/workspaces/${text('resourcename')}`;
  const days = /^Last (\d+) days$/.exec(text('timerange'))?.[1] ?? '1';
  const { status, body } = await reach.call(as, {
    method: 'POST',
    url: `${reach.arm}${scope}/query?api-version=2017-10-01`,
    body: { query, timespan: `P${days}D` },
  });
  return status < 300 ? { status: 200, body: { value: rowsOf(body) } } : { status, body };
}

/** The first table's rows, each under its columns' names. */
function rowsOf(body: Json): readonly JsonObject[] {
  const [table] = ((body as JsonObject | null)?.['tables'] ?? []) as readonly JsonObject[];
  const columns = (table?.['columns'] ?? []) as readonly JsonObject[];
  const rows = (table?.['rows'] ?? []) as readonly (readonly Json[])[];
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, at) => [String(name), row[at] ?? null])),
  );
}

const version = 'api-version=2023-11-01';

async function sentinel(reach: Reach, as: string, path: string, body: Json): Promise<Called> {
  const given = body !== null && typeof body === 'object' && !Array.isArray(body) ? (body as JsonObject) : {};
  const incident = String(given['incidentArmId'] ?? '');
  switch (path) {
    case '/Incidents/Comment': {
      const name = guidOf('comment of a run', reach.key);
      return reach.call(as, {
        method: 'PUT',
        url: `${reach.arm}${incident}/comments/${name}?${version}`,
        body: { properties: { message: String(given['message'] ?? '') } },
      });
    }
    case '/Incidents':
      return reach.call(as, { method: 'GET', url: `${reach.arm}${incident}?${version}` });
    case '/entities/filehash':
      return { status: 200, body: { Filehashes: entities(body, 'FileHash') } };
    case '/entities/url':
      return { status: 200, body: { URLs: entities(body, 'Url') } };
    default:
      return incidentOfAlert(reach, as, path);
  }
}

/**
 * Entities of one kind among those an incident came with, as https://learn.microsoft.com/rest/api/securityinsights/incidents/list-entities
 * names what they have. Assumed: that the connector names it the same way.
 */
function entities(all: Json, kind: string): readonly Json[] {
  if (!Array.isArray(all)) return [];
  return (all as readonly JsonObject[])
    .filter((one) => one['kind'] === kind)
    .map((one) => one['properties'] ?? {});
}

async function incidentOfAlert(reach: Reach, as: string, path: string): Promise<Called> {
  const [, subscription = '', group = '', workspaceId = '', alert = ''] =
    /^\/Incidents\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/workspaces\/([^/]+)\/alerts\/([^/]+)$/.exec(
      path,
    ) ?? [];
  const workspace = reach.truth
    .list('workspaces')
    .find((one) => one.customerId.toLowerCase() === workspaceId.toLowerCase());
  if (workspace === undefined || !/^[\w-]+$/.test(alert))
    return failed(404, 'NotFound', `The operation '${path}' is not known, or its workspace is not there.`);
  const found = await queryLogs(
    reach,
    as,
    `SecurityIncident | where tostring(AlertIds) has '${alert}' | summarize arg_max(TimeGenerated, *) by IncidentName`,
    {
      subscriptions: subscription,
      resourcegroups: group,
      resourcename: workspace.name,
      timerange: 'Last 30 days',
    },
  );
  const [row] =
    (found.status === 200 ? ((found.body as JsonObject)['value'] as readonly JsonObject[]) : []) ?? [];
  if (found.status !== 200) return found;
  if (row === undefined) return failed(404, 'NotFound', `No incident has the alert '${alert}'.`);
  const id = `${workspace.id}/providers/Microsoft.SecurityInsights/Incidents/${String(row['IncidentName'])}`;
  return reach.call(as, { method: 'GET', url: `${reach.arm}${id}?${version}` });
}
