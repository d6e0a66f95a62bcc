import { AsyncLocalStorage } from 'node:async_hooks';
import type { Evidence } from '../../engine/model/show.ts';
import { plainWords } from '../http/text.ts';

type Tell = (evidence: Evidence) => void;

/** The look that the running code belongs to. */
const watcher = new AsyncLocalStorage<Tell | undefined>();

/** Runs one look and reports every request made for it, including those it shares with other looks. */
export function collectEvidence<T>(look: () => Promise<T>, tell: Tell): Promise<T> {
  return watcher.run(tell, look);
}

/** Runs work that belongs to no single look, such as sending requests for several looks. */
export function unwatched<T>(work: () => T): T {
  return watcher.run(undefined, work);
}

/** The look that the running code belongs to, compared by identity. Undefined if there isn't one. */
export const owner = (): unknown => watcher.getStore();

/** Returns a function that runs later work for the current look. */
export function bindEvidence(): <T>(work: () => T) => T {
  const tell = watcher.getStore();
  return (work) => watcher.run(tell, work);
}

/**
 * Work that is done once for several looks. Each look that awaits it gets its requests, as if it made them.
 * The work starts at once.
 */
export function shared<T>(work: () => Promise<T>): () => Promise<T> {
  const heard: Evidence[] = [];
  const waiting = new Set<Tell>();
  const answer = collectEvidence(work, (evidence) => {
    heard.push(evidence);
    for (const tell of waiting) tell(evidence);
  });
  return async () => {
    const tell = watcher.getStore();
    if (tell !== undefined && !waiting.has(tell)) {
      for (const evidence of heard) tell(evidence);
      waiting.add(tell);
    }
    return await answer;
  };
}

/** Reports a request to the current look. Does nothing outside of a look. */
export function recordEvidence(of: {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** 0 if there was no answer. */
  readonly status: number;
  /** The service's own code, or that of the network trouble. */
  readonly code?: string;
  readonly identity: 'person' | 'application';
  readonly at: string;
  readonly requestId: string | undefined;
  readonly correlation?: string | undefined;
}): void {
  watcher.getStore()?.({
    request: plainWords(`${of.method} ${of.host}${of.path}`, 400),
    answer: [of.status === 0 ? 'No answer' : String(of.status), of.code].filter(Boolean).join(' '),
    identity: of.identity,
    at: of.at,
    ...(of.requestId ? { requestId: of.requestId } : {}),
    ...(of.correlation ? { correlation: of.correlation } : {}),
  });
}
