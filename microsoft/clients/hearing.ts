import { type ErrorResponse, noResponse, retryAfter, toldBy } from '../http/error-response.ts';
import { addressOf, type Received } from '../http/exchange.ts';
import { isObject, parsed, plainWords } from '../http/text.ts';
import { type Waits, waitKey } from './repeats.ts';

/** An expired token, as a late clock can meet it. A claims challenge doesn't count: it needs a person. */
export const isExpired = (heard: ErrorResponse): boolean =>
  heard.status === 401 &&
  heard.claims === undefined &&
  /^(?:InvalidAuthenticationToken|ExpiredAuthenticationToken|TokenExpired|InvalidTokenError|AuthenticationFailed)$/u.test(
    heard.code,
  );

/** Refused before anything was carried out. Graph also challenges with 403 (https://learn.microsoft.com/graph/errors). */
export const isRefused = ({ status }: ErrorResponse): boolean => status === 401 || status === 403;

/** An answer that says the service is too busy. */
export const isBusy = ({ status }: ErrorResponse): boolean => status === 429 || status === 503;

/** The error in an answer; undefined if it is good. A playbook can answer anything; GitHub answers lists. */
export function hearing(
  base: Pick<ErrorResponse, 'method' | 'host' | 'path' | 'identity' | 'reads' | 'correlation'>,
  { status, headers, text }: Received,
  now: string,
  { called, published }: { readonly called: boolean; readonly published: boolean },
): ErrorResponse | undefined {
  const good = status >= 200 && status < 300;
  // A captive portal or a proxy's page is not Microsoft's answer, whatever its status says.
  const isAnswer = (answer: unknown) => called || isObject(answer) || (published && Array.isArray(answer));
  if (good && (text === '' ? !tells(base, status) : isAnswer(parsed(text)))) return undefined;
  const told = toldBy(good ? '' : text, headers.get('www-authenticate'));
  const { seconds, clamped } = retryAfter(headers, now);
  return {
    ...base,
    ...told,
    ...(good ? { code: 'unreadable' } : {}),
    at: now,
    status,
    retryAfter: seconds,
    clamped,
    requestId: requestIdOf(headers),
  };
}

/**
 * Whether an answer with that status must have a body. 202 and 204 mean that there isn't one. In Azure, a 200
 * to DELETE or an action (POST) can lack one (https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations,
 * https://learn.microsoft.com/rest/api/logic/workflows/enable). The sender of a POST checks what it needs.
 */
const tells = ({ method, reads }: Pick<ErrorResponse, 'method' | 'reads'>, status: number): boolean =>
  (status === 200 || status === 201) && (reads || method === 'PUT' || method === 'PATCH');

/**
 * A long operation says where to poll it and how long to wait first
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations).
 */
export function askedToPoll(
  asked: Waits,
  where: Parameters<typeof noResponse>[0],
  { headers }: Received,
): void {
  const { seconds } = retryAfter(headers, where.at);
  const url = headers.get('azure-asyncoperation') ?? headers.get('location');
  if (seconds === undefined || url === null) return;
  const poll = { ...where, ...addressOf(url), method: 'GET', reads: true };
  asked.heard(waitKey(poll), { ...noResponse(poll, 'timeout'), retryAfter: seconds });
}

export function requestIdOf(headers: Headers): string | undefined {
  const found = headers.get('request-id') ?? headers.get('x-ms-request-id');
  return found === null ? undefined : plainWords(found, 100);
}
