import { type Shape, textIn } from '../arm/body.ts';
import type { JsonObject } from '../core/contents.ts';
import { type Context, Refusal } from '../core/router.ts';

/** A body of Microsoft Sentinel around its properties. A client may send back what it read. */
export const sentinelBody = (type: string, members: Readonly<Record<string, Shape>>): Shape => ({
  is: 'object',
  type,
  members: {
    id: { is: 'string' },
    name: { is: 'string' },
    type: { is: 'string' },
    systemData: { is: 'any' },
    etag: { is: 'string' },
    properties: { is: 'object', required: true, type: `${type}Properties`, members },
  },
});

/** A write that names another etag than the thing has, in its header or its body, is refused. */
export function demandEtag(
  context: Context,
  body: JsonObject,
  known: string | undefined,
  what: string,
): void {
  const wanted = context.headers.get('if-match') ?? textIn(body, 'etag');
  if (known === undefined || wanted === undefined || wanted === '*' || wanted === known) return;
  throw new Refusal({
    status: 412,
    body: {
      error: { code: 'PreconditionFailed', message: `The etag of the ${what} does not match the request.` },
    },
  });
}

/** Whoever writes, as rules and comments name them. */
export function writerOf(context: Context): JsonObject {
  const { caller } = context;
  const user = context.truth.get('users', caller.objectId);
  return {
    objectId: caller.objectId,
    email: user?.userPrincipalName ?? null,
    name:
      user?.displayName ??
      context.truth.get('servicePrincipals', caller.objectId)?.displayName ??
      caller.name,
    userPrincipalName: user?.userPrincipalName ?? null,
  };
}
