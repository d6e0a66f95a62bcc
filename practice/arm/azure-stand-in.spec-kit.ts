import { type VirtualClock, virtualClock } from '../core/clock.ts';
import { apiAt, clouds } from '../core/clouds.ts';
import type { Contents, Json, Seed, TenantObject } from '../core/contents.ts';
import { guidOf, practiceTenantId } from '../core/ids.ts';
import {
  type Caller,
  type Context,
  createRouter,
  type Method,
  normalizePath,
  Refusal,
  type WireResponse,
} from '../core/router.ts';
import { Sessions } from '../core/sessions.ts';
import { Store } from '../core/store.ts';
import { jsonText } from '../kql/values/json.ts';
import { azureOperations } from '../server/azure-operations.ts';

/** An answer, read. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

export interface Sent {
  readonly body?: Json;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Azure's half of a tenant without its front door, for specs: calls name the caller instead of carrying a token, so
 * that every pair of call and role can be tried without signing in hundreds of times.
 */
export interface AzureStandIn {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly tenant: TenantObject;
  send(caller: Caller, method: Method, url: string, sent?: Sent): Promise<Reply>;
}

const router = createRouter(azureOperations);

export const standInTenant = (more: Partial<TenantObject> = {}): TenantObject => ({
  id: practiceTenantId('stand-in'),
  displayName: 'Contoso',
  cloud: 'public',
  domains: ['contoso.example'],
  countryLetterCode: 'US',
  createdDateTime: '2019-03-04T09:12:00Z',
  premiumP2: true,
  legacyAlerts: 'empty',
  ...more,
});

/** A caller as a verified token would name one. */
export const callerOf = (objectId: string, more: Partial<Caller> = {}): Caller => ({
  kind: 'user',
  objectId,
  appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
  tenantId: practiceTenantId('stand-in'),
  name: 'Adele Vance',
  roles: [],
  scopes: ['user_impersonation'],
  directoryRoles: [],
  contexts: [],
  issuedAt: 0,
  ...more,
});

export function azureStandIn(seed: Seed, lagSeconds = 0, tenant = standInTenant()): AzureStandIn {
  const clock = virtualClock();
  const store = new Store({ tenant: [tenant], ...seed }, { clock, seed: 7, lagSeconds });
  let count = 0;
  return {
    store,
    clock,
    tenant,
    async send(caller, method, address, sent = {}) {
      const url = new URL(address);
      const at = apiAt(url.hostname);
      if (at === undefined) throw new Error(`no practice tenant answers for ${url.hostname}`);
      const path = normalizePath(at.api, url.pathname);
      const found = router.find(at.api, method, path);
      if (!('operation' in found)) return { status: 404, headers: {}, body: undefined };
      count += 1;
      const number = count;
      const text = sent.text ?? (sent.body === undefined ? '' : JSON.stringify(sent.body));
      const headers = new Headers({
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...sent.headers,
      });
      const context: Context = {
        method,
        url,
        path,
        params: found.params,
        headers,
        text,
        api: at.api,
        cloud: clouds[tenant.cloud],
        clock,
        store,
        tenant,
        admin: { userName: 'adele@contoso.example', password: 'unused' },
        sessions: new Sessions(),
        truth: store.authoritative(),
        served: (view) => store.served(view, String(number)),
        query: (name) => [...url.searchParams].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
        json: () => JSON.parse(text) as Json,
        caller,
        newId: () => guidOf('stand-in', (count += 1)),
        issued: () => undefined,
        again: () => Promise.reject(new Error('Azure has no $batch here')),
      };
      const answer = await answered(() => found.operation.run(context));
      return {
        status: answer.status,
        headers: answer.headers ?? {},
        body: answer.body === undefined ? undefined : (JSON.parse(jsonText(answer.body)) as Json),
      };
    },
  };
}

async function answered(run: () => WireResponse | Promise<WireResponse>): Promise<WireResponse> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.answer;
    throw thrown;
  }
}

const group = (subscriptionId: string, name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${name}`;

/** A workspace of a seed, in a group of the same subscription. */
export function aWorkspace(
  subscriptionId: string,
  resourceGroup: string,
  name: string,
  more: Partial<Contents['workspaces']> = {},
): Contents['workspaces'] {
  return {
    id: `${group(subscriptionId, resourceGroup)}/providers/Microsoft.OperationalInsights/workspaces/${name}`,
    subscriptionId,
    resourceGroup,
    name,
    location: 'westeurope',
    customerId: guidOf('workspace', name),
    sku: 'PerGB2018',
    retentionInDays: 90,
    createdDate: '2024-02-11T10:00:00.0000000Z',
    tags: {},
    sentinel: { onboardingState: true, legacySolution: true },
    signals: { profile: 'lively', seed: 1 },
    ...more,
  };
}

export const aGroup = (subscriptionId: string, name: string): Contents['resourceGroups'] => ({
  id: group(subscriptionId, name),
  subscriptionId,
  name,
  location: 'westeurope',
  tags: {},
});

/** A role assignment of a seed. */
export function anAssignment(
  principalId: string,
  roleDefinition: string,
  scope: string,
  more: Partial<Contents['roleAssignments']> = {},
): Contents['roleAssignments'] {
  const name = guidOf('assignment', principalId, roleDefinition, scope);
  return {
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    scope,
    roleDefinition,
    principalId,
    principalType: 'User',
    description: null,
    condition: null,
    conditionVersion: null,
    createdOn: '2025-01-07T08:30:00.0000000Z',
    createdBy: principalId,
    ...more,
  };
}
