import { badRequest } from '../arm/errors.ts';
import type { Json, JsonObject, ResourceObject, WorkspaceObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { FilterTrouble, readFilter } from '../entra/odata-filter.ts';
import { incidentsOf } from '../telemetry/signals.ts';

/** What a workspace's data is made from: the workspace, and the domain of the tenant's people. */
export const livingOf = (context: Context, workspace: WorkspaceObject) => {
  const domain = workspace.domain ?? context.tenant.domains[0];
  return { ...workspace, ...(domain === undefined ? {} : { domain }) };
};

export const incidentType = 'Microsoft.SecurityInsights/incidents';
export const commentType = 'Microsoft.SecurityInsights/incidents/comments';

/** An incident as ARM shows it. */
export interface IncidentShown {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly etag: string;
  readonly properties: JsonObject;
}

/** Sentinel's timestamps: seven digits behind the second. */
export const sentinelTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', '0000Z');

const under = (workspace: WorkspaceObject, resource: ResourceObject): boolean =>
  resource.id.toLowerCase().startsWith(`${workspace.id.toLowerCase()}/providers/`);

/** Changed or added incidents of a workspace: they take the place of what the data holds. */
export function changedIncidents(context: Context, workspace: WorkspaceObject): readonly ResourceObject[] {
  return context.truth.list('resources').filter((one) => one.type === incidentType && under(workspace, one));
}

export const commentsOf = (context: Context, incidentId: string): readonly ResourceObject[] =>
  context.truth
    .list('resources')
    .filter(
      (one) =>
        one.type === commentType && one.id.toLowerCase().startsWith(`${incidentId.toLowerCase()}/comments/`),
    );

function counted(context: Context, incident: IncidentShown): IncidentShown {
  const more = commentsOf(context, incident.id).length;
  if (more === 0) return incident;
  const additional = incident.properties['additionalData'] as JsonObject;
  const commentsCount = Number(additional['commentsCount'] ?? 0) + more;
  return {
    ...incident,
    properties: { ...incident.properties, additionalData: { ...additional, commentsCount } },
  };
}

const fromStore = (one: ResourceObject): IncidentShown => ({
  id: one.id,
  name: one.name,
  type: one.type,
  etag: String(one.more['etag'] ?? ''),
  properties: one.properties,
});

/** Whether an incident is one of the workspace's own data, which is made anew at every look. */
export function isFromData(context: Context, workspace: WorkspaceObject, name: string): boolean {
  const wanted = name.toLowerCase();
  return incidentsOf(livingOf(context, workspace), context.clock.now()).some(
    (one) => one.name.toLowerCase() === wanted,
  );
}

/** Every incident of a workspace as it is now. */
export function incidentsIn(context: Context, workspace: WorkspaceObject): readonly IncidentShown[] {
  const now = context.clock.now();
  const all = new Map<string, IncidentShown>();
  for (const one of incidentsOf(livingOf(context, workspace), now))
    all.set(one.name.toLowerCase(), one as unknown as IncidentShown);
  for (const one of changedIncidents(context, workspace)) {
    if (one.more['deleted'] === true) all.delete(one.name.toLowerCase());
    else all.set(one.name.toLowerCase(), fromStore(one));
  }
  return [...all.values()].map((one) => counted(context, one));
}

const fields: Readonly<Record<string, 'text' | 'time' | 'number'>> = {
  'properties/severity': 'text',
  'properties/status': 'text',
  'properties/title': 'text',
  'properties/classification': 'text',
  'properties/providername': 'text',
  'properties/owner/objectid': 'text',
  'properties/owner/userprincipalname': 'text',
  'properties/incidentnumber': 'number',
  'properties/createdtimeutc': 'time',
  'properties/lastmodifiedtimeutc': 'time',
  'properties/firstactivitytimeutc': 'time',
  'properties/lastactivitytimeutc': 'time',
};

/** A time in a filter, brought to the digits the incidents have, so that text can be compared. */
const alignTimes = (filter: string): string =>
  filter.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/gi, (text) =>
    sentinelTime(Date.parse(text)),
  );

/** The incidents a $filter lets through. Assumed: the words of a refusal. */
export function filtered(
  incidents: readonly IncidentShown[],
  filter: string | undefined,
): readonly IncidentShown[] {
  if (filter === undefined || filter.trim() === '') return incidents;
  for (const path of filter.match(/\bproperties\/[\w/]+/gi) ?? [])
    if (fields[path.toLowerCase()] === undefined) throw invalidFilter(`'${path}' cannot be filtered by`);
  try {
    const { test } = readFilter(alignTimes(filter), new Set(['properties', 'name', 'etag']));
    return incidents.filter((one) => test(one as unknown as JsonObject));
  } catch (thrown) {
    if (thrown instanceof FilterTrouble) throw invalidFilter(thrown.message);
    throw thrown;
  }
}

const invalidFilter = (why: string) => badRequest('BadRequest', `Invalid $filter query option: ${why}`);

/** The incidents in the order `$orderby` asks for, `properties/createdTimeUtc desc` say. */
export function sorted(
  incidents: readonly IncidentShown[],
  orderby: string | undefined,
): readonly IncidentShown[] {
  const [path = '', direction = 'asc', ...rest] = (orderby ?? 'properties/createdTimeUtc desc')
    .trim()
    .split(/\s+/);
  const descending = direction.toLowerCase() === 'desc';
  if (fields[path.toLowerCase()] === undefined || rest.length > 0 || !/^(?:asc|desc)$/i.test(direction))
    throw badRequest('BadRequest', `Invalid $orderby query option: '${orderby ?? ''}'`);
  return [...incidents].sort((one, other) => {
    const [left, right] = [valueAt(one, path), valueAt(other, path)];
    const order = left < right ? -1 : left > right ? 1 : 0;
    return descending ? -order : order;
  });
}

function valueAt(incident: IncidentShown, path: string): string | number {
  let value: Json = incident as unknown as JsonObject;
  for (const name of path.toLowerCase().split('/')) {
    const here: JsonObject = value !== null && typeof value === 'object' ? (value as JsonObject) : {};
    value = Object.entries(here).find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
  }
  return typeof value === 'number' || typeof value === 'string' ? value : '';
}
