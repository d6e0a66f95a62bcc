import type { ErrorResponse } from '../http/error-response.ts';

/** The most attempts for a read with transient failures. Each wait is twice as long as the last. */
const mostAttempts = 4;
/** After this many seconds, a transiently failing read isn't sent a third time: timeouts alone take long. */
const longestTrying = 150;
/** The most seconds to wait for one request, counting all its waits. */
export const longestTogether = 300;
/** The most seconds between tries if Microsoft asks to slow down without giving a time. */
const longestDoubling = 60;

/** The record of what was done about one request so far. */
export interface Tried {
  /** 1 for the first. */
  readonly attempt: number;
  /** Seconds waited in all. */
  readonly waited: number;
  /** Seconds since the first attempt was sent. */
  readonly since: number;
  /** Whether the request can be sent twice at all. */
  readonly repeatable: boolean;
}

/** A read's failure that a later attempt might not meet, because it wasn't a refusal. */
const passing = (heard: ErrorResponse): boolean =>
  heard.code === 'unreadable' ||
  (heard.status === 0
    ? ['lost', 'timeout', 'refused', 'proxy-down'].includes(heard.code)
    : // "Not implemented" is permanent (https://www.rfc-editor.org/rfc/rfc9110#section-15.6.2).
      (heard.status >= 500 && heard.status !== 501) || heard.status === 408);

/**
 * Seconds before the same request can be sent again. Undefined if it can't be, or if that would take too long.
 *
 * A write is repeated here only after 429, which says that it was not carried out
 * (https://www.rfc-editor.org/rfc/rfc6585#section-4, https://learn.microsoft.com/graph/throttling). Any other trouble
 * can come after the change was made (docs/decisions/0015-what-is-asked-twice.md), so the engine looks first.
 */
export function waitBefore(heard: ErrorResponse, tried: Tried): number | undefined {
  if (!tried.repeatable) return undefined;
  const doubling = Math.min(2 ** (tried.attempt - 1), longestDoubling);
  const wait = heard.retryAfter ?? doubling;
  if (tried.waited + wait > longestTogether) return undefined;
  // A client that is only asked to slow down gets its answer in the end, however many others there are.
  if (heard.status === 429) return wait;
  if (!heard.reads || !passing(heard)) return undefined;
  if (tried.attempt >= mostAttempts) return undefined;
  return tried.attempt === 1 || tried.since < longestTrying ? wait : undefined;
}

/** The waits that Microsoft asked for, by resource. They apply to every caller. */
export interface Waits {
  /** Records the wait that an answer asked for, plus a small random extra so that callers spread out. */
  heard(key: string, heard: ErrorResponse): void;
  /** The seconds still to wait and the answer that asked for them; undefined if there is no wait. */
  left(key: string): { readonly seconds: number; readonly heard: ErrorResponse } | undefined;
  answered(key: string): void;
}

/** The method and address that a wait belongs to, without the query: Microsoft throttles the resource. */
export const waitKey = (of: {
  readonly method: string;
  readonly host: string;
  readonly path: string;
}): string => `${of.method} ${of.host}${of.path}`.toLowerCase();

/**
 * @param now milliseconds since 1970 on the host's clock.
 * @param chance from 0 to 1, drawn again each time.
 */
export function waits(now: () => number, chance: () => number): Waits {
  const until = new Map<string, { readonly at: number; readonly heard: ErrorResponse }>();
  return {
    heard(key, heard) {
      const { retryAfter } = heard;
      if (retryAfter === undefined) return;
      until.set(key, { at: now() + (retryAfter + jitter(retryAfter, chance)) * 1000, heard });
    },
    left(key) {
      const found = until.get(key);
      if (found === undefined) return undefined;
      const seconds = (found.at - now()) / 1000;
      if (seconds > 0) return { seconds, heard: found.heard };
      until.delete(key);
      return undefined;
    },
    answered: (key) => void until.delete(key),
  };
}

/** A random extra of up to a quarter. Otherwise all requests throttled together would return together. */
export const jitter = (seconds: number, chance: () => number): number =>
  chance() * Math.min(Math.max(1, seconds / 4), 15);
