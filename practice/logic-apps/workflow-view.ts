import type { Json, JsonObject, ResourceObject } from '../core/contents.ts';
import { fractionOf } from '../core/ids.ts';
import type { Context } from '../core/router.ts';

export const workflowType = 'Microsoft.Logic/workflows';

/** The greatest number of 64 bits less a moment in .NET's ticks: what Logic Apps counts versions and runs by, newest first. */
export const ticksLeft = (milliseconds: number): string =>
  String(
    9_223_372_036_854_775_807n - 621_355_968_000_000_000n - BigInt(Math.floor(milliseconds)) * 10_000n,
  ).padStart(20, '0');

/** The id in a workflow's addresses, which its name never changes. */
export const accessIdOf = ({ more }: ResourceObject): string => String(more['accessId']);

/** Where a workflow answers: `prod-NN` is one of a region's machines, as examples/logic-apps/Workflows_ListCallbackUrl.json has it. */
export function endpointOf(context: Pick<Context, 'cloud'>, workflow: ResourceObject): string {
  const number = String(Math.floor(fractionOf('machine', accessIdOf(workflow)) * 60) + 1).padStart(2, '0');
  const { cloud } = context;
  return `https://prod-${number}.${workflow.location ?? ''}${cloud.logicSuffix}:443/workflows/${accessIdOf(workflow)}`;
}

/** Addresses from the ranges kept for documents (https://www.rfc-editor.org/rfc/rfc5737). */
const addresses = {
  workflow: {
    outgoingIpAddresses: [{ address: '192.0.2.10' }, { address: '192.0.2.11' }],
    accessEndpointIpAddresses: [{ address: '192.0.2.20' }, { address: '192.0.2.21' }],
  },
  connector: { outgoingIpAddresses: [{ address: '192.0.2.30' }] },
};

/** A workflow as its provider shows it. */
export function shownWorkflow(context: Context, workflow: ResourceObject): Json {
  const { id, name, type, location, tags, properties, more } = workflow;
  return {
    properties: {
      ...properties,
      accessEndpoint: endpointOf(context, workflow),
      endpointsConfiguration: addresses,
    },
    id,
    name,
    type,
    location,
    tags,
    ...(more['identity'] === undefined ? {} : { identity: more['identity'] }),
  };
}

/** A trigger's shape and state. */
export function shownTrigger(workflow: ResourceObject, name: string): JsonObject {
  const { properties } = workflow;
  return {
    properties: {
      provisioningState: 'Succeeded',
      createdTime: properties['createdTime'] ?? '',
      changedTime: properties['changedTime'] ?? '',
      state: properties['state'] ?? 'Enabled',
      workflow: versionOf(workflow),
    },
    id: `${workflow.id}/triggers/${name}`,
    name,
    type: `${workflowType}/triggers`,
  };
}

export const versionOf = ({ id, properties }: ResourceObject): JsonObject => ({
  id: `${id}/versions/${String(properties['version'])}`,
  name: properties['version'] ?? '',
  type: `${workflowType}/versions`,
});

/** The triggers of a workflow's definition, by name. */
export const triggersOf = ({ properties }: ResourceObject): Readonly<Record<string, JsonObject>> =>
  ((properties['definition'] as JsonObject)['triggers'] ?? {}) as Readonly<Record<string, JsonObject>>;
