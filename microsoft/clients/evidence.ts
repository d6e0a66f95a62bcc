import { AsyncLocalStorage } from 'node:async_hooks';
import type { Evidence } from '../../engine/model/show.ts';
import { plainWords } from '../http/text.ts';

type Tell = (evidence: Evidence) => void;

/** Whose look the code that runs now belongs to. */
const watcher = new AsyncLocalStorage<Tell | undefined>();

/** Runs one look and tells of every request made on its behalf, those it shares with other looks included. */
export function collectEvidence<T>(look: () => Promise<T>, tell: Tell): Promise<T> {
  return watcher.run(tell, look);
}

/** Runs work that belongs to no look by itself, such as sending what several have asked for. */
export function unwatched<T>(work: () => T): T {
  return watcher.run(undefined, work);
}

/** Whose look the code that runs now belongs to, by identity. Undefined if it belongs to none. */
export const owner = (): unknown => watcher.getStore();

/** Runs work later for the look that runs now. */
export function bindEvidence(): <T>(work: () => T) => T {
  const tell = watcher.getStore();
  return (work) => watcher.run(tell, work);
}

/**
 * Work that is done once for several looks: each that awaits it is told of its requests, as if it had made them.
 * Begins at once.
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

/** Tells the look that runs now of a request; does nothing outside of a look. */
export function recordEvidence(of: {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** 0 where nothing was answered. */
  readonly status: number;
  /** The service's own code, or the trouble's. */
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
