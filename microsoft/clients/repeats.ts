import type { ErrorResponse } from '../http/error-response.ts';

/** How often a read is sent that fails in passing, each time after twice as long. */
const mostAttempts = 4;
/** Seconds after which a read that fails in passing is not sent a third time: one without an answer takes long itself. */
const longestTrying = 150;
/** Seconds that are waited for one request, all its waits together. */
export const longestTogether = 300;
/** Seconds between tries where Microsoft asks to slow down and gives no time, at most. */
const longestDoubling = 60;

/** What was done about one request so far. */
export interface Tried {
  /** 1 for the first. */
  readonly attempt: number;
  /** Seconds waited in all. */
  readonly waited: number;
  /** Seconds since the first attempt left. */
  readonly since: number;
  /** Whether the request may be sent twice at all. */
  readonly repeatable: boolean;
}

/** A failure of a read that a later attempt might not meet, because it wasn't a refusal. */
const passing = (heard: ErrorResponse): boolean =>
  heard.code === 'unreadable' ||
  (heard.status === 0
    ? ['lost', 'timeout', 'refused', 'proxy-down'].includes(heard.code)
    : // "Not implemented" stays so (https://www.rfc-editor.org/rfc/rfc9110#section-15.6.2).
      (heard.status >= 500 && heard.status !== 501) || heard.status === 408);

/**
 * Seconds before the same request can be sent again. Undefined if it can't be, or if that would take too long.
 *
 * A write is repeated here after 429 alone, which says that it was not carried out
 * (https://www.rfc-editor.org/rfc/rfc6585#section-4, https://learn.microsoft.com/graph/throttling). Any other trouble
 * may have come after the change was made (docs/decisions/0015-what-is-asked-twice.md): the engine looks first.
 */
export function waitBefore(heard: ErrorResponse, tried: Tried): number | undefined {
  if (!tried.repeatable) return undefined;
  const doubling = Math.min(2 ** (tried.attempt - 1), longestDoubling);
  const wait = heard.retryAfter ?? doubling;
  if (tried.waited + wait > longestTogether) return undefined;
  // Who is only asked to slow down is answered in the end, however many others are.
  if (heard.status === 429) return wait;
  if (!heard.reads || !passing(heard)) return undefined;
  if (tried.attempt >= mostAttempts) return undefined;
  return tried.attempt === 1 || tried.since < longestTrying ? wait : undefined;
}

/** What Microsoft asked to be left alone with, and for how long: the same for everybody who asks for it. */
export interface Waits {
  /** Remembers the wait an answer asked for, with a little more by chance so that not all come back at once. */
  heard(key: string, heard: ErrorResponse): void;
  /** Seconds still to wait, and what was heard; undefined where nothing is asked. */
  left(key: string): { readonly seconds: number; readonly heard: ErrorResponse } | undefined;
  answered(key: string): void;
}

/** The method and address a wait belongs to. The query is left out: what is throttled is the resource. */
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

/** Up to a quarter more, as all who were sent away in one moment would otherwise come back in one moment. */
export const jitter = (seconds: number, chance: () => number): number =>
  chance() * Math.min(Math.max(1, seconds / 4), 15);
