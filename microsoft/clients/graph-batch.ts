import { type ErrorResponse, retryAfter, toldBy } from '../http/error-response.ts';
import type { Received } from '../http/exchange.ts';
import { at, isObject, listAt, parsed, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import type { Operation } from '../problems/row.ts';
import { recordEvidence } from './evidence.ts';
import { isRefused } from './hearing.ts';
import type { Network } from './network.ts';
import { longestTogether, waitBefore, waitKey } from './repeats.ts';

/** A read that waits to be sent. */
export interface BatchItem {
  readonly path: string;
  readonly doing: Operation;
  resolve(body: unknown): void;
  reject(error: unknown): void;
  /** Runs work for the looks that asked for this read, so that they get its request as evidence. */
  within<T>(work: () => T): T;
}

interface Batching {
  readonly network: Network;
  readonly identity: 'person' | 'application';
  readonly host: string;
  single(path: string, doing: Operation): Promise<Received>;
  batch(body: object, doing: Operation): Promise<Received>;
}

/** Graph's limit for one batch (https://learn.microsoft.com/graph/json-batching). */
const mostItems = 20;

/**
 * Sends the reads of one moment: a single read by itself, several as a `$batch`. Each keeps its own refusal,
 * request ID, and wait. Only reads are combined, because the outcome of each write must be known separately.
 */
export function batched(batching: Batching): (items: readonly BatchItem[]) => void {
  const { network } = batching;

  const alone = async ({ path, doing, resolve, reject, within }: BatchItem): Promise<void> => {
    try {
      resolve(parsed((await within(() => batching.single(path, doing))).text));
    } catch (error) {
      reject(error);
    }
  };

  const keyOf = (item: BatchItem) => waitKey({ method: 'GET', host: batching.host, path: pathOf(item) });
  /** Waits as long as Microsoft asked, then returns the reads that are due. Rejects too long waits. */
  const inTime = async (items: readonly BatchItem[], waited: number) => {
    const due = items.filter((item) => {
      const standing = network.waits.left(keyOf(item));
      if (standing === undefined || waited + standing.seconds <= longestTogether) return true;
      const { seconds, heard } = standing;
      item.reject(
        network.problem({ ...heard, at: network.now(), retryAfter: Math.ceil(seconds) }, item.doing),
      );
      return false;
    });
    const longest = Math.max(0, ...due.map((item) => network.waits.left(keyOf(item))?.seconds ?? 0));
    if (longest > 0) await network.sleep(longest);
    return { due, longest };
  };

  const together = async (asked: readonly BatchItem[], attempt: number, before: number): Promise<void> => {
    const { due: items, longest } = await inTime(asked, before);
    if (items.length === 0) return;
    const waited = before + longest;
    const requests = items.map(({ path }, index) => ({
      id: String(index + 1),
      method: 'GET',
      url: path.replaceAll(' ', '%20'),
      ...(path.includes(counting) ? { headers: headersFor(path) } : {}),
    }));
    let answers: readonly unknown[];
    try {
      const reply = await batching.batch({ requests }, { what: 'read from Microsoft Graph' });
      answers = listAt(parsed(reply.text), 'responses');
    } catch (error) {
      for (const item of items) {
        const { heard } = error instanceof MicrosoftError ? error : {};
        if (heard) item.within(() => recordEvidence({ ...heard, method: 'GET', path: pathOf(item) }));
        item.reject(error instanceof MicrosoftError ? error.doing(item.doing) : error);
      }
      return;
    }
    const later: { readonly item: BatchItem; readonly wait: number }[] = [];
    for (const [index, item] of items.entries()) {
      const answer = answers.find((each) => textAt(each, 'id') === String(index + 1));
      const said = at(answer, 'status');
      const status = typeof said === 'number' ? said : 0;
      const good = status >= 200 && status < 300 && isObject(at(answer, 'body'));
      const heard = hearing(batching, item, status, answer);
      item.within(() => recordEvidence({ ...heard, code: good ? '' : heard.code }));
      if (good) {
        network.waits.answered(keyOf(item));
        item.resolve(at(answer, 'body'));
        continue;
      }
      if (heard.claims !== undefined && isRefused(heard)) {
        // Sent alone, it is challenged again, and the network answers the challenge.
        void alone(item);
        continue;
      }
      network.waits.heard(keyOf(item), heard);
      const wait = waitBefore(heard, { attempt, waited, since: waited, repeatable: true });
      if (wait === undefined) item.reject(network.problem(heard, item.doing));
      else later.push({ item, wait: heard.retryAfter === undefined ? wait : 0 });
    }
    if (later.length === 0) return;
    const wait = Math.max(...later.map((each) => each.wait));
    if (wait > 0) await network.again(wait);
    await together(
      later.map(({ item }) => item),
      attempt + 1,
      waited + wait,
    );
  };

  return (items) => {
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      void alone(only);
      return;
    }
    for (let from = 0; from < items.length; from += mostItems) {
      void together(items.slice(from, from + mostItems), 1, 0);
    }
  };
}

const counting = '$count=true';

/** `$count` makes an advanced query, which Graph answers from its index only (https://learn.microsoft.com/graph/aad-advanced-queries). */
export const headersFor = (path: string): Record<string, string> =>
  path.includes(counting) ? { ConsistencyLevel: 'eventual' } : {};

const pathOf = ({ path }: BatchItem): string => `/v1.0${path.split('?')[0] ?? ''}`;

/** What the batch says about one item. An item without an answer counts as unreadable. */
function hearing(
  { network, identity, host }: Batching,
  item: BatchItem,
  status: number,
  answer: unknown,
): ErrorResponse {
  const body = at(answer, 'body');
  const headers = at(answer, 'headers');
  const inner = at(at(body, 'error'), 'innerError') ?? at(at(body, 'error'), 'innererror');
  const { seconds, clamped } = retryAfter(headersOf(headers), network.now());
  const told = toldBy(JSON.stringify(body ?? null), textAt(headers, 'WWW-Authenticate'));
  return {
    ...told,
    ...(status === 0 || (status >= 200 && status < 300) ? { code: 'unreadable' } : {}),
    at: network.now(),
    method: 'GET',
    host,
    path: pathOf(item),
    identity,
    reads: true,
    status,
    retryAfter: seconds,
    clamped,
    requestId: textAt(inner, 'request-id') || textAt(headers, 'request-id') || undefined,
    correlation: network.correlation,
  };
}

/** An item's headers. An answer can spell their names in any case. */
const headersOf = (headers: unknown): Pick<Headers, 'get'> => ({
  get(name) {
    const own = isObject(headers) ? Object.entries(headers) : [];
    const [, value] = own.find(([each]) => each.toLowerCase() === name) ?? [];
    return typeof value === 'string' ? value : null;
  },
});
