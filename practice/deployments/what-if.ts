import type { Json, JsonObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import type { AskedDeployment } from './read.ts';
import { type PlannedResource, whenKnown } from './template.ts';

/**
 * What a deployment would change, resource by resource, as the caller may read them
 * (examples/arm-deployments/PostDeploymentWhatIfOnResourceGroup.json). A member the template does not name is left
 * out of the comparison; one that Azure takes in and does not give back shows as a difference, as it does there
 * (https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if#see-results).
 */
export async function whatIf(context: Context, { read }: AskedDeployment): Promise<readonly JsonObject[]> {
  const changes: JsonObject[] = [];
  for (const resource of read.resources) changes.push(await changeOf(context, resource));
  return changes;
}

async function changeOf(context: Context, resource: PlannedResource): Promise<JsonObject> {
  const body = whenKnown(() => resource.body(undefined));
  if (body === undefined)
    return {
      resourceId: resource.id,
      changeType: 'Unsupported',
      unsupportedReason: 'The resource depends on the state of another one, which is not known before.',
    };
  const own = {
    apiVersion: resource.apiVersion,
    id: resource.id,
    type: resource.type,
    name: lastOf(resource.name),
  };
  const after = { ...own, ...body };
  const before = await standing(context, resource);
  if (before === undefined) return { resourceId: resource.id, changeType: 'Create', after };
  const delta = Object.entries(body).flatMap(([name, value]) => differences(name, before[name], value));
  return delta.length === 0
    ? { resourceId: resource.id, changeType: 'NoChange', before, after: before }
    : { resourceId: resource.id, changeType: 'Modify', before, after, delta };
}

const lastOf = (name: string): string => name.split('/').at(-1) ?? name;

async function standing(
  context: Context,
  { id, apiVersion }: PlannedResource,
): Promise<JsonObject | undefined> {
  const answer = await context.again(
    new Request(`https://${context.cloud.arm}${encodeURI(id)}?api-version=${apiVersion}`, {
      headers: { authorization: context.headers.get('authorization') ?? '' },
    }),
  );
  return answer.status === 200 ? { apiVersion, ...((await answer.json()) as JsonObject) } : undefined;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a member would differ. Text is compared to the letter, but for what Azure itself spells in two ways: places. */
function differences(path: string, before: Json | undefined, after: Json): readonly JsonObject[] {
  if (before === undefined) return [{ path, propertyChangeType: 'Create', after }];
  if (isObject(before) && isObject(after)) {
    const children = Object.entries(after).flatMap(([name, value]) => differences(name, before[name], value));
    return children.length === 0
      ? []
      : children.map((child) => ({ ...child, path: `${path}.${String(child['path'])}` }));
  }
  if (path === 'location' && placeOf(before) === placeOf(after)) return [];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ path, propertyChangeType: Array.isArray(after) ? 'Array' : 'Modify', before, after }];
}

const placeOf = (value: Json): string => String(value).replaceAll(' ', '').toLowerCase();
