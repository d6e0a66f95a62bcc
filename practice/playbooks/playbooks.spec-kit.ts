import { call, personToken } from '../core/client.spec-kit.ts';
import { virtualClock } from '../core/clock.ts';
import type { Json } from '../core/contents.ts';
import { readTemplate } from '../deployments/template.ts';
import { practiceTenant, type TenantName } from '../server/tenant.ts';
import { publishedTemplate } from './published.ts';

export const arm = 'https://management.azure.com';

/** A tenant in which the practice template's resources were put one by one, as a deployment would. */
export async function playbooksIn(name: TenantName = 'intezer-ready', lagSeconds = 0) {
  const clock = virtualClock();
  const tenant = practiceTenant(name, { clock, lagSeconds });
  const token = await personToken(tenant, arm);
  const workspace = Object.values(tenant.state().workspaces)[0];
  if (workspace === undefined) throw new Error('no workspace');
  const { subscriptionId: subscription, resourceGroup } = workspace;
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  const { resources } = readTemplate(
    JSON.parse(publishedTemplate()) as Json,
    {
      logicAppWorkspace: { value: workspace.name },
      logicAppWorkspaceId: { value: workspace.customerId },
      KeyvaultName: { value: 'kv-practice' },
      location: { value: workspace.location },
    },
    {
      subscriptionId: subscription,
      subscriptionName: '',
      tenantId: tenant.tenantId,
      group: { id: group, name: resourceGroup, location: workspace.location, tags: {} },
      deploymentName: 'by hand',
      now: new Date(clock.now()).toISOString(),
    },
  );
  const statuses: number[] = [];
  // Connections first: the template leaves some of them out of dependsOn.
  const connections = resources.filter(({ type }) => type === 'Microsoft.Web/connections');
  for (const one of [...connections, ...resources.filter((each) => !connections.includes(each))]) {
    const { tags: _tags, ...body } = one.body(undefined);
    const address = `${arm}${one.id}?api-version=${one.apiVersion}`;
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

/** The object ID of a playbook's identity. */
export async function principalOf({ send, workflow }: Playbooks, part: string): Promise<string> {
  return (await send('GET', workflow(part))).body.identity.principalId as string;
}
