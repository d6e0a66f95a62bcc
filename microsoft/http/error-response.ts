import { versionsOffered } from './api-versions.ts';
import { at, listAt, parsed, plainWords, textAt } from './text.ts';

/**
 * The result of one request that failed, in one shape for all of Microsoft's error envelopes
 * and for network troubles (`status` 0, with the system's code or ours).
 */
export interface ErrorResponse {
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly method: string;
  readonly host: string;
  /** Without the query, which can contain what a person typed. */
  readonly path: string;
  readonly identity: 'person' | 'application';
  /** True if the request could change nothing, whatever its outcome. */
  readonly reads: boolean;
  readonly status: number;
  readonly code: string;
  /** The more telling code, which Log Analytics and others give one level down. */
  readonly innerCode: string;
  /** Cleaned, so that it is safe to show. */
  readonly message: string;
  /** AADSTS numbers, in the order of the answer. */
  readonly numbers: readonly number[];
  /** A claims challenge, ready for the next sign-in. */
  readonly claims: string | undefined;
  /** The api-versions that are served, if the requested one isn't. */
  readonly apiVersions: readonly string[];
  /** Whether the answer had the shape of Microsoft's errors. */
  readonly understood: boolean;
  /** The seconds that Microsoft asked to wait; undefined if it said nothing usable. */
  readonly retryAfter: number | undefined;
  /** An explanation, if the requested wait was changed or ignored. */
  readonly clamped: string | undefined;
  readonly requestId: string | undefined;
  readonly correlation: string;
  /** How the person was signing in, if the sign-in was refused. */
  readonly how?: 'browser' | 'device-code' | undefined;
  /** Seconds since the request's credential or object was made, if the caller knows. */
  readonly age?: number;
  /** Seconds this computer is ahead of Microsoft, negative if behind, if known. */
  readonly ahead?: number | undefined;
}

/** An error response without an answer, or for a trouble that this product found: a code and a message. */
export function noResponse(
  where: Pick<ErrorResponse, 'at' | 'method' | 'host' | 'path' | 'identity' | 'reads' | 'correlation'>,
  code: string,
  message = '',
): ErrorResponse {
  return {
    ...where,
    ...silent,
    status: 0,
    code,
    message: plainWords(message),
    retryAfter: undefined,
    clamped: undefined,
    requestId: undefined,
  };
}

/** The part of an error response that the body supplies. */
export type ErrorBody = Pick<
  ErrorResponse,
  'code' | 'innerCode' | 'message' | 'numbers' | 'claims' | 'apiVersions' | 'understood'
>;

const silent: ErrorBody = {
  code: '',
  innerCode: '',
  message: '',
  numbers: [],
  claims: undefined,
  apiVersions: [],
  understood: false,
};

/**
 * The messages of the errors inside an error, outermost first, at most three deep. A query's own error is the
 * innermost (https://learn.microsoft.com/azure/azure-monitor/logs/api/errors).
 */
function messagesWithin(inner: unknown, deep = 3): readonly string[] {
  if (deep === 0 || typeof inner !== 'object' || inner === null) return [];
  return [
    textAt(inner, 'message'),
    ...messagesWithin(at(inner, 'innererror') ?? at(inner, 'innerError'), deep - 1),
  ];
}

/**
 * Reads an error body of Graph, ARM, Log Analytics, or the sign-in servers (microsoft-apis section 3;
 * https://learn.microsoft.com/graph/errors, https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 * Some services put another JSON text inside `message`. It is parsed too, at most three deep.
 */
export function toldBy(text: string, challenge: string | null = null): ErrorBody {
  const claims = claimsChallenge(challenge);
  const body = parsed(text);
  const error = at(body, 'error');
  if (typeof error === 'string')
    return { ...toldBySignIn(body, error), claims: textAt(body, 'claims') || claims };
  if (typeof error !== 'object' || error === null) return { ...silent, claims };
  return { ...toldByError(error), claims };
}

/**
 * The same for an error inside a good answer, such as a long-running operation's. A deployment's error has
 * the resource's own error in its details, whose message can be JSON text again, up to three times over
 * (https://github.com/microsoftgraph/msgraph-bicep-types/issues/161). A person can act on the innermost one.
 */
export function toldByError(error: object): ErrorBody {
  const inner = at(error, 'innererror') ?? at(error, 'innerError');
  const nested = opened(textAt(error, 'message'), 3);
  const detail = innermost(error, 8);
  const message = textAt(nested, 'message') || textAt(error, 'message');
  return {
    code: plainWords(textAt(error, 'code'), 100),
    innerCode: plainWords(
      textAt(inner, 'code') ||
        textAt(detail, 'code') ||
        textAt(nested, 'code') ||
        textAt(nested, 'errorCode'),
      100,
    ),
    message: plainWords(
      wraps(error)
        ? textAt(detail, 'message') || message
        : [message, ...messagesWithin(inner), textAt(detail, 'message')].filter(Boolean).join(' '),
    ),
    numbers: numbersIn(message),
    claims: undefined,
    apiVersions: versionsOffered(textAt(error, 'code'), message),
    understood: textAt(error, 'code') !== '',
  };
}

/** Codes that say only that something inside the operation failed. */
const wraps = (error: object): boolean =>
  /^(?:DeploymentFailed|InvalidTemplateDeployment|MultipleErrorsOccurred|Conflict|BadRequest)$/iu.test(
    textAt(error, 'code'),
  ) && listAt(error, 'details').length > 0;

/** The last error in a chain of first details and JSON texts; undefined if there is nothing inside. */
function innermost(error: unknown, depth: number): unknown {
  if (depth === 0) return undefined;
  const detail = listAt(error, 'details')[0];
  const text = textAt(error, 'message').trimStart();
  const body = detail ?? (text.startsWith('{') ? parsed(text) : undefined);
  if (typeof body !== 'object' || body === null) return undefined;
  const next = at(body, 'error') ?? body;
  return innermost(next, depth - 1) ?? (textAt(next, 'code') === '' ? undefined : next);
}

function toldBySignIn(body: unknown, error: string): ErrorBody {
  const description = textAt(body, 'error_description');
  const listed = listAt(body, 'error_codes').filter((each): each is number => typeof each === 'number');
  return toldByOAuth(error, description, listed);
}

/** The same for an error in parameters: the browser's redirect, or MSAL's own errors. */
export function toldByOAuth(error: string, description: string, listed: readonly number[] = []): ErrorBody {
  // The trace ID, correlation ID, and time follow the first line. They are kept elsewhere.
  const sentence = description.split(/\r?\n|\s+Trace ID:/u)[0] ?? '';
  return {
    ...silent,
    code: plainWords(error, 100),
    message: plainWords(sentence),
    numbers: listed.length > 0 ? listed : numbersIn(description),
    understood: error !== '',
  };
}

function numbersIn(text: string): readonly number[] {
  return [...text.slice(0, 2000).matchAll(/AADSTS(\d{4,10})/gu)].map((found) => Number(found[1]));
}

function opened(text: string, depth: number): unknown {
  if (depth === 0 || !text.trimStart().startsWith('{')) return undefined;
  const body = parsed(text);
  const error = at(body, 'error') ?? body;
  return opened(textAt(error, 'message'), depth - 1) ?? error;
}

/** `WWW-Authenticate: … error="insufficient_claims", claims="<base64>"` (https://learn.microsoft.com/entra/identity-platform/claims-challenge). */
function claimsChallenge(header: string | null): string | undefined {
  const found = /claims="([A-Za-z0-9+/=_-]{1,8192})"/u.exec(header ?? '')?.[1];
  if (found === undefined) return undefined;
  const text = Buffer.from(found, 'base64').toString('utf8');
  return typeof parsed(text) === 'object' ? text : undefined;
}

/** A day in seconds. A longer Retry-After doesn't come from a busy service, and is ignored. */
const absurd = 86_400;

/**
 * `Retry-After` in seconds: a number or a date (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after). Never
 * less than asked. If it is missing, unreadable, or absurd, the caller decides; the latter two are reported.
 * @param now ISO-8601 UTC, the host's clock. A date is read by the sender's clock if the answer has its time.
 */
export function retryAfter(
  headers: Pick<Headers, 'get'>,
  now: string,
): { readonly seconds: number | undefined; readonly clamped: string | undefined } {
  const header = headers.get('retry-after');
  if (header === null) return { seconds: undefined, clamped: undefined };
  const asked = plainWords(header, 40);
  const theirs = Date.parse(headers.get('date') ?? '');
  const number = /^-?\d{1,15}(?:\.\d+)?$/u.test(asked)
    ? Number(asked)
    : (Date.parse(asked) - (Number.isNaN(theirs) ? Date.parse(now) : theirs)) / 1000;
  if (!Number.isFinite(number) || number > absurd)
    return { seconds: undefined, clamped: `asked to wait "${asked}", which is no time` };
  if (number < 1)
    return { seconds: 1, clamped: number === 0 ? undefined : `asked to wait ${asked}, taken as 1 s` };
  return { seconds: Math.ceil(number), clamped: undefined };
}
