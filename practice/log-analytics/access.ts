import type { WorkspaceObject } from '../core/contents.ts';
import type { Context, Refusal } from '../core/router.ts';
import { rightsOf } from '../rbac/arm-rights.ts';
import {
  clientUnauthorized,
  insufficientAccess,
  pathNotFound,
  throttled,
  workspaceNotFound,
} from './errors.ts';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const queryAction = 'Microsoft.OperationalInsights/workspaces/query/read';

/** The query API's refusal of this caller. */
const refused = (context: Context): Refusal =>
  context.caller.kind === 'app' ? clientUnauthorized(context.caller.appId) : insufficientAccess();

/**
 * An application's token must carry Data.Read, whatever its rights on workspaces; a person's rights alone decide.
 * MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/api/access-api.md
 */
export function demandDataRead(context: Context): void {
  if (context.caller.kind === 'app' && !context.caller.roles.includes('Data.Read')) throw refused(context);
}

/**
 * Refuses a caller without the right to query the workspace, and everybody where it is queried through a private link
 * alone: programs reach a practice tenant over what stands for the public internet. By what the query API has heard of Azure's roles. */
export function demandQuery(context: Context, workspace: WorkspaceObject): void {
  if (!rightsOf(context, 'queryAccess').may(queryAction, workspace.id)) throw refused(context);
  if (workspace.privateQueriesOnly === true) throw insufficientAccess();
}

/** Whether the caller may read one table: by an action of the control plane, or by the data action on tables. */
export function mayReadTable(context: Context, workspace: WorkspaceObject, table: string): boolean {
  const rights = rightsOf(context, 'queryAccess');
  return (
    rights.may(`Microsoft.OperationalInsights/workspaces/query/${table}/read`, workspace.id) ||
    rights.may(
      'Microsoft.OperationalInsights/workspaces/tables/data/read',
      `${workspace.id}/tables/${table}`,
      'dataActions',
    )
  );
}

/** The workspace a path names by its Workspace ID: any other text is no path at all. */
export function workspaceByCustomerId(context: Context, id: string): WorkspaceObject {
  if (!guid.test(id)) throw pathNotFound();
  const wanted = id.toLowerCase();
  const found = context.truth.list('workspaces').find((one) => one.customerId.toLowerCase() === wanted);
  if (found === undefined) throw workspaceNotFound(id);
  return found;
}

/** Another workspace a query names: by Workspace ID, ARM ID, or name. */
export function workspaceByAnyName(context: Context, text: string): WorkspaceObject | undefined {
  const wanted = text.toLowerCase();
  return context.truth
    .list('workspaces')
    .find((one) => [one.customerId, one.id, one.name].some((name) => name.toLowerCase() === wanted));
}

const recent = new WeakMap<Context['store'], Map<string, number[]>>();
const perWindow = 200;
const windowLength = 30_000;

/** 200 requests in 30 seconds a user: includes/azure-monitor-limits-log-queries.md. A refused one counts as well. */
export function demandCalm(context: Context): void {
  const callers = recent.get(context.store) ?? new Map<string, number[]>();
  recent.set(context.store, callers);
  const now = context.clock.now();
  const since = (callers.get(context.caller.objectId) ?? []).filter((at) => at > now - windowLength);
  callers.set(context.caller.objectId, [...since, now]);
  if (since.length >= perWindow)
    throw throttled(Math.max(1, Math.ceil(((since[0] ?? now) + windowLength - now) / 1000)));
}
