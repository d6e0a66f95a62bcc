import { virtualClock } from '../core/clock.ts';
import type { Json, TenantState } from '../core/contents.ts';
import { type PracticeTenant, practiceTenant, type TenantName } from './tenant.ts';

/** One request of a program we did not write. Values that came from earlier answers are named, not repeated. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
}

/** What one run of a program asked for, and what the tenant looked like afterwards. */
export interface Recording {
  readonly program: string;
  readonly commands: readonly string[];
  readonly tenant: TenantName;
  /** When the run began; milliseconds since 1970. */
  readonly startedAt: number;
  readonly requests: readonly RecordedRequest[];
  readonly made: Json;
}

const keptHeaders = ['authorization', 'content-type', 'prefer', 'consistencylevel', 'accept'];

interface Seen {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly status: number;
  readonly answer: string;
}

/** A tenant that remembers what it was asked and what it answered. */
export function remembering(tenant: PracticeTenant): {
  readonly tenant: PracticeTenant;
  readonly seen: readonly Seen[];
} {
  const seen: Seen[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const copy = request.clone();
    const response = await tenant.fetch(request);
    const answer = await response.clone().text();
    const headers = Object.fromEntries([...copy.headers].filter(([name]) => keptHeaders.includes(name)));
    seen.push({
      request: { method: copy.method, url: copy.url, headers, body: await copy.text() },
      status: response.status,
      answer,
    });
    return response;
  };
  return {
    tenant: { ...bound(tenant), fetch },
    seen,
  };
}

/** A tenant by its parts: methods of a class with private fields must be called on the object itself. */
function bound(tenant: PracticeTenant) {
  return {
    state: () => tenant.state(),
    issued: () => tenant.issued(),
    requests: () => tenant.requests(),
    setWeather: tenant.setWeather.bind(tenant),
    act: tenant.act.bind(tenant),
    reset: () => tenant.reset(),
    save: () => tenant.save(),
    name: tenant.name,
    tenantId: tenant.tenantId,
    tenantName: tenant.tenantName,
    domain: tenant.domain,
    cloud: tenant.cloud,
    clock: tenant.clock,
    admin: tenant.admin,
    automation: tenant.automation,
  };
}

/** Turns what was remembered into a recording that holds no secret and no id that will differ next time. */
export function recordingOf(
  about: Pick<Recording, 'program' | 'commands' | 'startedAt'>,
  tenant: PracticeTenant,
  seen: readonly Seen[],
  before: TenantState,
): Recording {
  const known = new Map<string, string>([
    [tenant.automation.clientSecret, '{{automation}}'],
    [tenant.admin.password, '{{password}}'],
  ]);
  const old = JSON.stringify(before);
  const requests = seen.map(({ request, status, answer }, index): RecordedRequest => {
    const named = {
      method: request.method,
      url: withNames(request.url, known),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, withNames(value, known)]),
      ),
      body: withNames(request.body, known),
      status,
    };
    for (const [pointer, value] of leaves(answer)) {
      if (isOwn(value) && !known.has(value) && !old.includes(value))
        known.set(value, `{{${index}${pointer}}}`);
    }
    return named;
  });
  return { ...about, tenant: tenant.name, requests, made: madeIn(before, tenant.state()) };
}

/** Ids, secrets and tokens: what one answer gives and a later request repeats. */
function isOwn(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) || (value.length >= 32 && /^[\w.~-]+$/.test(value));
}

function withNames(text: string, known: ReadonlyMap<string, string>): string {
  let named = text;
  for (const [value, name] of [...known].sort(([one], [other]) => other.length - one.length)) {
    named = named.replaceAll(value, name).replaceAll(encodeURIComponent(value), name);
  }
  return named;
}

function leaves(answer: string): readonly (readonly [string, string])[] {
  let body: Json;
  try {
    body = JSON.parse(answer) as Json;
  } catch {
    return [];
  }
  const found: [string, string][] = [];
  const walk = (value: Json, pointer: string): void => {
    if (typeof value === 'string') found.push([pointer, value]);
    else if (Array.isArray(value)) value.forEach((each: Json, index) => walk(each, `${pointer}/${index}`));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) walk(each as Json, `${pointer}/${name}`);
    }
  };
  walk(body, '');
  return found;
}

/** What a run left behind, told without ids: applications with all that hangs on them, and new principals. */
export function madeIn(before: TenantState, after: TenantState): Json {
  const principals = after.servicePrincipals;
  const added = Object.values(after.applications).filter(({ id }) => before.applications[id] === undefined);
  return {
    applications: added
      .map((app) => {
        const principal = Object.values(principals).find(({ appId }) => appId === app.appId);
        const consents = Object.values(after.appRoleAssignments).filter(
          ({ principalId }) => principalId === principal?.id,
        );
        const roles = Object.values(after.roleAssignments).filter(
          ({ principalId }) => principalId === principal?.id,
        );
        return {
          displayName: app.displayName,
          signInAudience: app.signInAudience,
          hasPrincipal: principal !== undefined,
          declared: app.requiredResourceAccess
            .flatMap(({ resourceAppId, resourceAccess }) =>
              resourceAccess.map(({ id, type }) => `${resourceAppId} ${id} ${type}`),
            )
            .sort(),
          consents: consents
            .map(({ resourceId, appRoleId }) => {
              const resource = principals[resourceId];
              return `${resource?.displayName} ${resource?.appRoles.find(({ id }) => id === appRoleId)?.value}`;
            })
            .sort(),
          secrets: app.passwordCredentials.map(({ displayName }) => displayName),
          roles: roles
            .map(({ roleDefinition, scope }) => `${roleDefinition} ${scope.split('/').at(-1)?.toLowerCase()}`)
            .sort(),
        };
      })
      .sort((one, other) => (one.displayName < other.displayName ? -1 : 1)),
    principals: Object.values(principals)
      .filter(
        ({ id, appOwnerOrganizationId }) =>
          before.servicePrincipals[id] === undefined &&
          appOwnerOrganizationId !== after.tenant[Object.keys(after.tenant)[0] ?? '']?.id,
      )
      .map(({ displayName }) => displayName)
      .sort(),
  };
}

/**
 * Sends a recording's requests again, and says how each was answered and what was left behind. To a new tenant, or to
 * one in which has been done what had been done before the program was recorded.
 */
export async function replay(
  recording: Recording,
  tenant: PracticeTenant = practiceTenant(recording.tenant, {
    lagSeconds: 0,
    clock: virtualClock(recording.startedAt),
  }),
): Promise<{
  readonly statuses: readonly number[];
  /** The bodies, as they came. */
  readonly answers: readonly string[];
  readonly made: Json;
  /** The tenant as the run leaves it. */
  readonly tenant: PracticeTenant;
}> {
  const before = tenant.state();
  const values = new Map<string, string>([
    ['{{automation}}', tenant.automation.clientSecret],
    ['{{password}}', tenant.admin.password],
  ]);
  const statuses: number[] = [];
  const answers: string[] = [];
  const filled = (text: string, isForm: boolean) =>
    text.replaceAll(/\{\{[^}]+\}\}/g, (name) => {
      const value = values.get(name) ?? name;
      return isForm ? encodeURIComponent(value) : value;
    });
  for (const [index, { method, url, headers, body }] of recording.requests.entries()) {
    const isForm = (headers['content-type'] ?? '').includes('x-www-form-urlencoded');
    const response = await tenant.fetch(
      new Request(filled(url, false), {
        method,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, filled(value, false)]),
        ),
        ...(body === '' ? {} : { body: filled(body, isForm) }),
      }),
    );
    statuses.push(response.status);
    const answer = await response.text();
    answers.push(answer);
    for (const [pointer, value] of leaves(answer)) {
      const name = `{{${index}${pointer}}}`;
      if (!values.has(name)) values.set(name, value);
    }
  }
  return { statuses, answers, made: madeIn(before, tenant.state()), tenant };
}
