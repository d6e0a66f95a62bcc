import type {
  DeploymentsClient,
  ErrorResponse,
  WhatIfChange,
  WhatIfPropertyChange,
} from '@azure/arm-resourcesdeployments';
import { type Arm, type ArmOptions, sdkCredential, sdkOptions } from '../clients/arm.ts';
import { removed } from '../clients/removal.ts';
import { missingIsNone } from '../clients/unseen.ts';
import type { DeployedResource, Deployment, Deployments, ForeseenChange } from '../contract/microsoft.ts';
import { toldByError } from '../http/error-response.ts';
import { at, textAt } from '../http/text.ts';
import { type MicrosoftError, trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { acceptedTemplate, newerTemplate, publishedTemplate } from './playbook-template.ts';

/** https://learn.microsoft.com/azure/templates/microsoft.resources/deployments */
const apiVersion = '2024-03-01';
/** Seconds between two looks at an operation in progress. */
const every = 2;
/** A deployment of playbooks takes a minute. After this many looks, the product stops waiting. */
const mostLooks = 450;

/** Deployments of ARM templates, through Microsoft's own client, which is loaded on first use. */
export function deployments(options: ArmOptions, arm: Arm, tenantId: string): Deployments {
  const { network, identity } = options;
  const endpoint = network.cloud.azure;
  const role = 'Contributor';
  const doingIn = (what: string, { subscriptionId, resourceGroup }: Place): Operation => ({
    what,
    role,
    page: {
      label: 'Open the resource group',
      url: `${network.cloud.portal}/#resource/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/deployments`,
    },
  });

  const client = async ({ subscriptionId }: Place): Promise<DeploymentsClient> => {
    const { DeploymentsClient: Sdk } = await import('@azure/arm-resourcesdeployments');
    return new Sdk(sdkCredential, subscriptionId, {
      ...sdkOptions(options),
      endpoint,
      apiVersion,
      credentials: { scopes: [`${network.cloud.audiences.azure}/.default`] },
    });
  };

  /** A refusal inside a good answer: the long-running operation failed, not the request. */
  const failed = (error: ErrorResponse | undefined, of: Deployment, doing: Operation): MicrosoftError =>
    network.trouble(
      `${endpoint}${idOf(of)}`,
      identity,
      error?.code || 'DeploymentFailed',
      error?.message ?? '',
      doing,
      toldByError(error ?? {}),
    );

  return {
    playbookTemplate: () => publishedTemplate(network, identity, tenantId),
    acceptedTemplate: (sha256) => acceptedTemplate(network, identity, tenantId, sha256),
    newerTemplate: () => newerTemplate(network, identity, tenantId),

    validate(wanted) {
      const doing = doingIn(`deploy into ${wanted.resourceGroup}`, wanted);
      return trying(doing, async () => {
        const sdk = (await client(wanted)).deployments;
        const properties = propertiesOf(wanted);
        const validated = await finished(sdk.validate(wanted.resourceGroup, wanted.name, { properties }));
        if (validated?.error !== undefined) throw failed(validated.error, wanted, doing);
      });
    },

    foresee(wanted) {
      const doing = doingIn('see what the deployment would change', wanted);
      return trying(doing, async () => {
        const sdk = (await client(wanted)).deployments;
        const properties = propertiesOf(wanted);
        const { resourceGroup: group, name } = wanted;
        // Both are awaited, so that neither keeps running after the other is refused.
        const [validating, foreseeing] = await Promise.allSettled([
          finished(sdk.validate(group, name, { properties })),
          finished(sdk.whatIf(group, name, { properties })),
        ]);
        const validated = valueOf(validating);
        const foreseen = valueOf(foreseeing);
        const error = validated?.error ?? foreseen?.error;
        if (error !== undefined) throw failed(error, wanted, doing);
        return (foreseen?.changes ?? []).map(foreseenChange);
      });
    },

    deploy(wanted) {
      const doing = doingIn('deploy', wanted);
      return trying(doing, async () => {
        const sdk = await client(wanted);
        const { resourceGroup: group, name } = wanted;
        const started = sdk.deployments.createOrUpdate(group, name, { properties: propertiesOf(wanted) });
        await started.submitted();
        for (let look = 1; ; look += 1) {
          const { properties } = await sdk.deployments.get(group, name);
          const state = stateOf(properties?.provisioningState);
          if (state === 'succeeded') return;
          if (state !== 'under-way')
            throw failed((await refusedResource(sdk, wanted)) ?? properties?.error, wanted, doing);
          if (look >= mostLooks) throw network.trouble(`${endpoint}${idOf(wanted)}`, identity, 'timeout', '');
          await network.sleep(every);
        }
      });
    },

    state: (of) =>
      trying(doingIn('look at a deployment', of), async () => {
        const found = await (await client(of)).deployments.get(of.resourceGroup, of.name);
        return stateOf(found.properties?.provisioningState);
      }).catch(missingIsNone),

    resource: (id, version) =>
      arm
        .get(id, version, { what: 'look at a resource', role: 'Reader' })
        .then(resourceOf)
        .catch(missingIsNone),

    async delete(id, version) {
      const url = `${endpoint}${id}?api-version=${version}`;
      const doing = { what: 'delete a resource', role };
      await removed(network, () =>
        network.send({ method: 'DELETE', url }, { identity, token: options.token, doing }),
      );
    },
  };

  /** Waits for a poller on the host's clock. The poller's own timers use only the machine's clock. */
  async function finished<T>(poller: {
    submitted(): Promise<void>;
    poll(): Promise<unknown>;
    readonly isDone: boolean;
    readonly result: T | undefined;
  }): Promise<T | undefined> {
    await poller.submitted();
    for (let look = 1; !poller.isDone; look += 1) {
      if (look >= mostLooks) throw network.trouble(endpoint, identity, 'timeout', '');
      await poller.poll();
      if (!poller.isDone) await network.sleep(every);
    }
    return poller.result;
  }
}

type Place = Pick<Deployment, 'subscriptionId' | 'resourceGroup'>;

const idOf = ({ subscriptionId, resourceGroup, name }: Deployment): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Resources/deployments/${name}`;

const propertiesOf = ({ template, parameters }: Deployment) => ({
  mode: 'Incremental' as const,
  template,
  parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
});

/** The error of the first resource that a deployment couldn't make, in that resource's own words. */
async function refusedResource(sdk: DeploymentsClient, of: Deployment): Promise<ErrorResponse | undefined> {
  for await (const { properties } of sdk.deploymentOperations.list(of.resourceGroup, of.name)) {
    const error = properties?.statusMessage?.error;
    if (properties?.provisioningState === 'Failed' && error !== undefined) return error;
  }
  return undefined;
}

function stateOf(said: string | undefined): 'under-way' | 'succeeded' | 'failed' | 'cancelled' {
  switch (said) {
    case 'Succeeded':
      return 'succeeded';
    case 'Failed':
      return 'failed';
    case 'Canceled':
      return 'cancelled';
    default:
      return 'under-way';
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if */
const changeTypes: Readonly<Record<string, ForeseenChange['change']>> = {
  Create: 'create',
  Modify: 'update',
  Deploy: 'unknown',
  NoChange: 'same',
  Ignore: 'same',
  Unsupported: 'unknown',
};

function foreseenChange(of: WhatIfChange): ForeseenChange {
  return {
    id: of.resourceId ?? '',
    change: changeTypes[of.changeType] ?? 'unknown',
    differs: (of.delta ?? []).flatMap((each) => pathsOf(each, '')),
  };
}

/** The paths of all changes below this one that have an effect. */
function pathsOf(of: WhatIfPropertyChange, above: string): readonly string[] {
  if (of.propertyChangeType === 'NoEffect') return [];
  const path = above === '' ? of.path : `${above}.${of.path}`;
  const children = of.children ?? [];
  return children.length === 0 ? [path] : children.flatMap((each) => pathsOf(each, path));
}

function resourceOf(body: unknown): DeployedResource {
  const tags = at(body, 'tags');
  const texts = typeof tags === 'object' && tags !== null ? Object.entries(tags) : [];
  return {
    id: textAt(body, 'id'),
    tags: Object.fromEntries(texts.filter((each): each is [string, string] => typeof each[1] === 'string')),
    principalId: textAt(at(body, 'identity'), 'principalId') || undefined,
    state: textAt(at(body, 'properties'), 'state') || undefined,
  };
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'fulfilled') return settled.value;
  throw settled.reason;
}
