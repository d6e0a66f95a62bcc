import { type Context, Refusal, type WireResponse } from '../core/router.ts';

/**
 * An error in Microsoft Graph's envelope (https://learn.microsoft.com/graph/errors). Clients are told to
 * branch on `code`, so codes are Microsoft's own: PascalCase with an underscore in the directory.
 */
export function graphError(context: Context, status: number, code: string, message: string): WireResponse {
  const requestId = context.newId();
  return {
    status,
    headers: { 'request-id': requestId },
    body: {
      error: {
        code,
        message,
        innerError: {
          date: new Date(context.clock.now()).toISOString().slice(0, 19),
          'request-id': requestId,
          'client-request-id': context.headers.get('client-request-id') ?? requestId,
        },
      },
    },
  };
}

/** Ends the request with that error. */
export function refuseGraph(context: Context, status: number, code: string, message: string): never {
  throw new Refusal(graphError(context, status, code, message));
}

/** 403: the caller lacks a directory role, or the token lacks a scope. */
export function refuseRight(context: Context): never {
  return refuseGraph(
    context,
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}

/** 404: deleted, never created, or not replicated yet. Graph answers the same for all three. */
export function refuseMissing(context: Context, id: string): never {
  return refuseGraph(
    context,
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** 400 with the directory's usual code. */
export function refuseBody(context: Context, message: string): never {
  return refuseGraph(context, 400, 'Request_BadRequest', message);
}

/** 400 for a query option the directory doesn't understand. */
export function refuseQuery(context: Context, message: string): never {
  return refuseGraph(context, 400, 'Request_UnsupportedQuery', message);
}
