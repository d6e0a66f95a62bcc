import type { Json, JsonObject } from '../core/contents.ts';
import { Refusal } from '../core/router.ts';

/**
 * The refusals of the Log Analytics query API, in its own envelope: message before code, `innererror` in lower case.
 * Texts from MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/api/errors.md unless said otherwise.
 */
export interface InnerError {
  readonly code: string;
  readonly message: string;
  readonly [more: string]: Json;
}

function refusal(
  status: number,
  code: string,
  message: string,
  innererror?: InnerError,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal({
    status,
    headers,
    body: { error: { message, code, ...(innererror === undefined ? {} : { innererror }) } },
  });
}

const badArgument = (innererror: InnerError): Refusal =>
  refusal(400, 'BadArgumentError', 'The request had some invalid properties', innererror);

/** A query the engine does not answer. `code` is the engine's; its two families come wrapped differently. */
export function queryRefused(error: {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly pos?: number;
  readonly token?: string;
}): Refusal {
  // Not the service: the practice tenant speaks of itself.
  if (error.code === 'NotImitated')
    return refusal(501, error.code, error.message, undefined, { 'x-practice': 'not-imitated' });
  if (error.code === 'E_INTERNAL') return refusal(500, error.code, error.message);
  const inner: JsonObject = {
    code: error.code,
    message: error.message,
    ...(error.line === undefined ? {} : { line: error.line }),
    ...(error.pos === undefined ? {} : { pos: error.pos }),
    ...(error.token === undefined ? {} : { token: error.token }),
  };
  // As quoted in MicrosoftDocs/feedback issue 1792 (semantic); the syntactic wrapping is assumed to be its twin.
  return error.code.startsWith('SYN')
    ? badArgument({
        code: 'SyntaxError',
        message: 'A recognition error occurred in the query.',
        innererror: inner,
      })
    : badArgument({ code: 'SemanticError', message: 'A semantic error occurred.', innererror: inner });
}

/** A body or parameter the API cannot read. Assumed: the inner code. */
export const invalidRequest = (message: string): Refusal =>
  badArgument({ code: 'QueryValidationError', message });

const insufficient = 'The provided credentials have insufficient access to perform the requested operation';

/** A table that is not on the Analytics plan (grafana/grafana issue 89818, Azure/azure-sdk-for-go issue 24606). */
export const basicTable = (host: string): Refusal => {
  const api = `https://${host}/v1/workspaces/{workspaceId}`;
  return badArgument({
    code: 'UnsupportedApiQueryValidationError',
    message: `Query of Basic Logs table is not supported with the API '${api}/query'.\nYou can use '${api}/search' instead.\nTo learn more on queries on Basic Logs table, read here: https://aka.ms/basicLogsQueryAPI.`,
  });
};

/** A person without rights on the workspace. */
export const insufficientAccess = (): Refusal => refusal(403, 'InsufficientAccessError', insufficient);

/** An application without Data.Read in its token, or without rights on the workspace: the same words for both. */
export const clientUnauthorized = (principal: string): Refusal =>
  refusal(403, 'InsufficientAccessError', insufficient, {
    code: 'UnauthorizedClient',
    message: `The service principal does not have sufficient permissions to access this resource: ${principal}`,
  });

/** A path that is none, a workspace name in place of its GUID included (Azure/azure-sdk-for-python issue 45580). */
export const pathNotFound = (): Refusal =>
  refusal(404, 'PathNotFoundError', 'The requested path does not exist');

/** Assumed: what an unknown GUID is answered. */
export const workspaceNotFound = (id: string): Refusal =>
  refusal(404, 'WorkspaceNotFoundError', `The workspace could not be found: ${id}`);

/** Assumed: the words and the header; the limit is documented. */
export const throttled = (seconds: number): Refusal =>
  refusal(
    429,
    'ThrottledError',
    'Rate limit is reached',
    {
      code: 'TooManyRequests',
      message: 'The number of requests in 30 seconds exceeds the limit of 200 for this user.',
    },
    { 'retry-after': String(seconds) },
  );

/** The query took longer than it may: 180 seconds, or as `Prefer: wait=` says (timeouts.md). */
export const gatewayTimeout = (): Refusal =>
  refusal(504, 'GatewayTimeout', 'The gateway did not receive a response from the query engine in time', {
    code: 'GatewayTimeout',
    message: 'Unable to get a response within the specified time limit',
  });

/** What stands beside the tables of an answer that is not whole (response-format.md; azure-sdk-for-python issue 25137). */
export const partialError = (most: number): JsonObject => ({
  code: 'PartialError',
  message: 'There were some errors when processing your query.',
  details: [
    {
      code: 'EngineError',
      message: 'Something went wrong processing your query on the server.',
      innererror: {
        code: '-2133196797',
        message: `The results of this query exceed the set limit of ${most} records.`,
        severity: 2,
        severityName: 'Error',
      },
    },
  ],
});
