import type { LogicManagementClient, Workflow as SdkWorkflow } from '@azure/arm-logic';
import { Secret } from '../../engine/model/secret.ts';
import { type ArmOptions, sdkCredential, sdkOptions } from '../clients/arm.ts';
import { removed } from '../clients/removal.ts';
import { refusedIsUnseen } from '../clients/unseen.ts';
import type { JsonObject, ListedConnection, LogicApps, Workflow } from '../contract/logic-apps.ts';
import { lostReply } from '../entra/applications.ts';
import { MicrosoftError, trying } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const role = 'Logic App Contributor';

/** A connection's entry in `$connections`, as a workflow stores it. */
type Use = Readonly<Record<string, unknown>> & { readonly connectionId?: string };

/** Logic Apps through Microsoft's client, which is loaded on first use. */
export function logicApps(options: ArmOptions): LogicApps {
  const { network } = options;
  const doing = (what: string, workflowId: string): Operation => ({
    what,
    role,
    page: { label: 'Open the playbook', url: `${network.cloud.portal}/#resource${workflowId}/logicApp` },
  });

  const at = async (workflowId: string) => {
    const [, subscription = '', group = '', name = ''] =
      /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Logic\/workflows\/([^/]+)$/iu.exec(
        workflowId,
      ) ?? [];
    const { LogicManagementClient: Sdk } = await import('@azure/arm-logic');
    const client: LogicManagementClient = new Sdk(sdkCredential, subscription, {
      ...sdkOptions(options),
      endpoint: network.cloud.azure,
      credentialScopes: [`${network.cloud.audiences.azure}/.default`],
    });
    return { client, group, name };
  };

  const put = (workflowId: string, change: (known: SdkWorkflow) => Partial<SdkWorkflow>) =>
    trying(doing('change the playbook', workflowId), async () => {
      const { client, group, name } = await at(workflowId);
      const known = await client.workflows.get(group, name);
      const kept = ['location', 'tags', 'state', 'definition', 'parameters', 'accessControl'] as const;
      const stays: Readonly<Record<string, unknown>> = { ...known };
      await client.workflows.createOrUpdate(group, name, {
        ...Object.fromEntries(
          kept.filter((each) => stays[each] !== undefined).map((each) => [each, stays[each]]),
        ),
        // Without the identity, a PUT removes it, and with it every role it was given.
        ...(known.identity === undefined ? {} : { identity: identityOf(known.identity) }),
        ...change(known),
      });
    });

  return {
    find: (workflowId) =>
      trying(doing('read the playbook', workflowId), async () => {
        const { client, group, name } = await at(workflowId);
        try {
          return workflowFrom(workflowId, await client.workflows.get(group, name));
        } catch (error) {
          if (isGone(error)) return undefined;
          throw error;
        }
      }),

    define: (workflowId, definition) => put(workflowId, () => ({ definition })),

    signInAsItself: (workflowId, connectionId, yes) =>
      put(workflowId, ({ parameters }) => ({
        parameters: {
          ...parameters,
          $connections: {
            ...parameters?.['$connections'],
            value: Object.fromEntries(
              Object.entries(usesOf(parameters)).map(([key, use]) => [
                key,
                same(use.connectionId, connectionId) ? authenticated(use, yes) : use,
              ]),
            ),
          },
        },
      })),

    enable: (workflowId) =>
      trying(doing('enable the playbook', workflowId), async () => {
        const { client, group, name } = await at(workflowId);
        await client.workflows.enable(group, name);
      }),

    disable: (workflowId) =>
      removed(network, () =>
        trying(doing('disable the playbook', workflowId), async () => {
          const { client, group, name } = await at(workflowId);
          await client.workflows.disable(group, name);
        }),
      ),

    callbackAddress: (workflowId, triggerName) =>
      trying(doing('read the address that starts the playbook', workflowId), async () => {
        const { client, group, name } = await at(workflowId);
        const { value } = await client.workflowTriggers.listCallbackUrl(group, name, triggerName);
        if (value === undefined)
          throw lostReply(
            network,
            'read the address that starts the playbook',
            network.cloud.azure + workflowId,
          );
        return new Secret(value);
      }),

    regenerateAccessKey: (workflowId) =>
      trying(doing("regenerate the playbook's access key", workflowId), async () => {
        const { client, group, name } = await at(workflowId);
        await client.workflows.regenerateAccessKey(group, name, { keyType: 'Primary' });
      }),

    actions: (workflowId, runName) =>
      trying(doing('read a run of the playbook', workflowId), async () => {
        const { client, group, name } = await at(workflowId);
        const found = [];
        for await (const each of client.workflowRunActions.list(group, name, runName))
          found.push({ name: each.name ?? '', status: each.status ?? '' });
        return found;
      }),

    runs: (workflowId, most) =>
      trying(doing('read the runs of the playbook', workflowId), async () => {
        const { client, group, name } = await at(workflowId);
        const pages = client.workflowRuns.list(group, name, { top: most }).byPage();
        for await (const page of pages) return page.slice(0, most).map(runFrom);
        return [];
      }).catch(refusedIsUnseen),
  };
}

const same = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

const isGone = (error: unknown): boolean =>
  (error instanceof MicrosoftError && error.is(404)) ||
  (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404);

const usesOf = (parameters: SdkWorkflow['parameters']): Readonly<Record<string, Use>> => {
  const value: unknown = parameters?.['$connections']?.value;
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Use>>) : {};
};

/** https://learn.microsoft.com/azure/logic-apps/authenticate-with-managed-identity: ARM template of a connection's use. */
function authenticated({ connectionProperties, ...use }: Use, yes: boolean): Use {
  const { authentication: _was, ...properties } = (connectionProperties ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const kept = yes ? { ...properties, authentication: { type: 'ManagedServiceIdentity' } } : properties;
  return Object.keys(kept).length === 0 ? use : { ...use, connectionProperties: kept };
}

const identityOf = ({ type, userAssignedIdentities }: NonNullable<SdkWorkflow['identity']>) => ({
  type,
  ...(userAssignedIdentities === undefined
    ? {}
    : {
        userAssignedIdentities: Object.fromEntries(Object.keys(userAssignedIdentities).map((id) => [id, {}])),
      }),
});

function workflowFrom(id: string, found: SdkWorkflow): Workflow {
  const definition: unknown = found.definition;
  return {
    id,
    name: found.name ?? '',
    enabled: found.state === 'Enabled',
    definition: (definition ?? {}) as JsonObject,
    connections: Object.entries(usesOf(found.parameters)).map(
      ([name, use]): ListedConnection => ({
        name,
        connectionId: use.connectionId ?? '',
        asItself: JSON.stringify(use.connectionProperties ?? {}).includes('"type":"ManagedServiceIdentity"'),
      }),
    ),
    callersLimited: (found.accessControl?.triggers?.allowedCallerIpAddresses ?? []).length > 0,
    changedAt: found.changedTime?.toISOString() ?? '',
  };
}

function runFrom(run: {
  readonly name?: string;
  readonly status?: string;
  readonly startTime?: Date;
  readonly code?: string;
  readonly error?: unknown;
}) {
  const error = run.error as { readonly message?: string } | undefined;
  return {
    name: run.name ?? '',
    status: run.status ?? '',
    startedAt: run.startTime?.toISOString() ?? '',
    error: error?.message ?? run.code,
  };
}
