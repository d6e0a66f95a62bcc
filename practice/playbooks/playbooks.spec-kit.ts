import { call, personToken } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import type { Json, JsonObject } from '../core/contents.ts';
import { practiceTenant, type TenantName } from '../server/tenant.ts';
import { playbookTemplate } from './playbook-template.ts';

export const arm = 'https://management.azure.com';

/** Expressions of the practice template: names, and functions that put them together. */
function worked(
  text: string,
  at: { group: string; subscription: string },
  values: Readonly<Record<string, string>>,
): string {
  if (!text.startsWith('[')) return text;
  const parts = text.slice(1, -1).match(/'[^']*'|[\w.]+\(\)[\w.]*|\w+\('[^']*'\)/g) ?? [];
  const one = (part: string): string => {
    const name = /^(?:parameters|variables)\('([^']*)'\)$/.exec(part)?.[1];
    if (name !== undefined) return values[name] ?? '';
    if (part === 'subscription().id') return `/subscriptions/${at.subscription}`;
    if (part === 'subscription().subscriptionId') return at.subscription;
    if (part === 'resourceGroup().name') return at.group.split('/').at(-1) ?? '';
    return part.slice(1, -1);
  };
  if (!text.startsWith('[resourceId(')) return parts.map(one).join('');
  const [type = '', name = ''] = parts.map(one);
  return `${at.group}/providers/${type}/${name}`;
}

function filled(value: Json, work: (text: string) => string): Json {
  if (typeof value === 'string') return work(value);
  if (Array.isArray(value)) return value.map((one: Json) => filled(one, work));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, one]) => [name, filled(one, work)]),
  );
}

/** A tenant in which the practice template's resources were put one by one, as a deployment would. */
export async function playbooksIn(name: TenantName = 'intezer-ready', lagSeconds = 0) {
  const clock = virtualClock();
  const tenant = practiceTenant(name, { clock, lagSeconds });
  const token = await personToken(tenant, arm);
  const workspace = Object.values(tenant.state().workspaces)[0];
  if (workspace === undefined) throw new Error('no workspace');
  const { subscriptionId: subscription, resourceGroup } = workspace;
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  const template = JSON.parse(playbookTemplate) as {
    readonly parameters: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
    readonly variables: Readonly<Record<string, string>>;
    readonly resources: readonly JsonObject[];
  };
  const defaults = Object.fromEntries(
    Object.entries(template.parameters).map(([key, { defaultValue }]) => [key, String(defaultValue ?? '')]),
  );
  const values = {
    ...defaults,
    ...template.variables,
    location: workspace.location,
    logicAppWorkspace: workspace.name,
    logicAppWorkspaceId: workspace.customerId,
    KeyvaultName: 'kv-practice',
  };
  const statuses: number[] = [];
  for (const resource of template.resources) {
    const {
      type,
      name: at,
      apiVersion,
      dependsOn: _order,
      tags: _tags,
      ...body
    } = filled(resource, (text) => worked(text, { group, subscription }, values)) as JsonObject;
    const address = `${arm}${group}/providers/${String(type)}/${String(at)}?api-version=${String(apiVersion)}`;
    statuses.push((await call(tenant, token, 'PUT', address, body)).status);
  }
  const send = (method: string, path: string, body?: Json, version = '2019-05-01') =>
    call(tenant, token, method, `${arm}${path}${path.includes('?') ? '&' : '?'}api-version=${version}`, body);
  const workflow = (part: string): string =>
    Object.values(tenant.state().resources).find(
      ({ type, name: of }) => type === 'Microsoft.Logic/workflows' && of.includes(part),
    )?.id ?? '';
  return { tenant, clock, token, workspace, group, statuses, send, workflow };
}

export type Playbooks = Awaited<ReturnType<typeof playbooksIn>>;

/** The object id of a playbook's identity. */
export async function principalOf({ send, workflow }: Playbooks, part: string): Promise<string> {
  return (await send('GET', workflow(part))).body.identity.principalId as string;
}
