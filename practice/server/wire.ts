import type { Json, JsonObject } from '../core/contents.ts';
import { type Context, Refusal, type WireResponse } from '../core/router.ts';
import { refuseGraph } from '../entra/graph-errors.ts';
import { jsonText } from '../kql/values/json.ts';

/** 400 for a body that isn't JSON, in the envelope of the called API. @throws Refusal always */
export function unreadable(context: Context): never {
  if (context.api === 'graph') {
    return refuseGraph(
      context,
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  throw new Refusal({
    status: 400,
    body: {
      error: {
        code: 'InvalidRequestContent',
        message: 'The request content was invalid and could not be deserialized.',
      },
    },
  });
}

/** The HTTP response for an operation's answer. */
export function responseOf(context: Context, answer: WireResponse): Response {
  const headers = new Headers(answer.headers);
  headers.set('date', new Date(context.clock.now()).toUTCString());
  if (context.api === 'graph') {
    const requestId = headers.get('request-id') ?? context.newId();
    headers.set('request-id', requestId);
    headers.set('client-request-id', context.headers.get('client-request-id') ?? requestId);
    headers.set('odata-version', '4.0');
  }
  if (answer.text !== undefined) return new Response(answer.text, { status: answer.status, headers });
  if (answer.body === undefined || answer.body === null) {
    return new Response(null, { status: answer.status, headers });
  }
  if (!headers.has('content-type')) headers.set('content-type', 'application/json; charset=utf-8');
  const bare = context.api === 'graph' && /odata\.metadata=none/i.test(context.headers.get('accept') ?? '');
  const body = bare ? withoutMetadata(answer.body) : answer.body;
  return new Response(jsonText(body), { status: answer.status, headers });
}

/** A Graph answer without metadata, if the caller asks for none: only context and types are removed. */
function withoutMetadata(body: Json): Json {
  if (Array.isArray(body)) return body.map(withoutMetadata);
  if (typeof body !== 'object' || body === null) return body;
  const left = Object.entries(body as JsonObject).filter(
    ([name]) => name !== '@odata.context' && name !== '@odata.type',
  );
  return Object.fromEntries(left.map(([name, value]) => [name, withoutMetadata(value)]));
}
