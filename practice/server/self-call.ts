import { apiAt } from '../core/clouds.ts';
import { type Caller, Refusal, type Router } from '../core/router.ts';
import type { CallAs } from '../logic-apps/workflow-connectors.ts';
import { contextOf, type Place } from './request-context.ts';

/**
 * Lets a playbook or deployment inside a tenant call the tenant's own services, as an identity of its
 * directory. No token is made. The services act as if one had been read, and decide by the identity's rights
 * as for any caller. A refusal is returned as an answer. A fault of practice itself is thrown.
 */
export function callerInside(place: Place, router: Router): CallAs {
  return async (objectId, { method, url, body }) => {
    const address = new URL(url);
    const at = apiAt(address.hostname, place.planted.tenant.cloud);
    if (at === undefined) return { status: 502, body: { error: { code: 'NameResolutionFailure' } } };
    const request = new Request(url, { method, headers: { 'content-type': 'application/json' } });
    const text = body === undefined ? '' : JSON.stringify(body);
    const context = contextOf(place, request, text, { url: address, ...at });
    const found = router.find(context.api, context.method, context.path);
    if (!('operation' in found)) return { status: 404, body: { error: { code: 'NotFound' } } };
    context.params = found.params;
    context.signedIn = callerOf(place, objectId);
    try {
      const answer = await found.operation.run(context);
      return { status: answer.status, body: answer.body ?? null };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return { status: thrown.answer.status, body: thrown.answer.body ?? null };
    }
  };
}

function callerOf(place: Place, objectId: string): Caller {
  const truth = place.store.authoritative();
  const principal = truth.get('servicePrincipals', objectId);
  return {
    kind: principal === undefined ? 'user' : 'app',
    objectId,
    appId: principal?.appId ?? '',
    tenantId: place.planted.tenant.id,
    name: principal?.displayName ?? truth.get('users', objectId)?.userPrincipalName ?? '',
    roles: [],
    scopes: principal === undefined ? ['user_impersonation'] : [],
    directoryRoles: [],
    // The person who began it has proven the authentication context that Azure asks for.
    contexts: [place.store.authoritative().get('policies', 'tenant')?.azureWritesNeed ?? ''],
    issuedAt: Math.floor(place.clock.now() / 1000),
  };
}
