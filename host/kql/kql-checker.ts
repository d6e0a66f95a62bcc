import { Worker } from 'node:worker_threads';
import type { Completions, ParsedQuery } from './kusto.ts';

/** What the thread is asked; with a place it is asked what fits there. */
export interface ThreadQuestion {
  readonly id: number;
  readonly query: string;
  readonly at?: number | undefined;
}

/** What the thread sends back. */
export type ThreadAnswer =
  | { readonly id: number; readonly parsed: ParsedQuery }
  | { readonly id: number; readonly completions: Completions };

/** Checks queries in a thread of its own, so that the grammar never holds up the window. */
export interface KqlChecker {
  /** Rejects where the thread cannot run. */
  parse(query: string): Promise<ParsedQuery>;
  complete(query: string, at: number): Promise<Completions>;
  /** Stops the thread. The next query starts a new one. */
  close(): Promise<void>;
}

/** A checker of queries in a thread that is started when it is first asked. `script` is the built kql-thread.ts. */
export function kqlChecker(script: string): KqlChecker {
  const waiting = new Map<number, { resolve(answer: ThreadAnswer): void; reject(error: unknown): void }>();
  let thread: Worker | undefined;
  let last = 0;

  const stop = (error: unknown): void => {
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(script);
    // It keeps no program alive.
    started.unref();
    started.on('message', (answer: ThreadAnswer) => {
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
    });
    started.on('error', stop);
    started.on('exit', () => {
      if (thread === started) stop(new Error('The query checker stopped.'));
    });
    return started;
  };
  const ask = (query: string, at?: number): Promise<ThreadAnswer> =>
    new Promise((resolve, reject) => {
      thread ??= start();
      last += 1;
      waiting.set(last, { resolve, reject });
      thread.postMessage({ id: last, query, at } satisfies ThreadQuestion);
    });

  return {
    async parse(query) {
      const answer = await ask(query);
      return 'parsed' in answer ? answer.parsed : { findings: [], tables: [], counts: undefined };
    },
    async complete(query, at) {
      const answer = await ask(query, at);
      return 'completions' in answer ? answer.completions : { from: at, options: [] };
    },
    async close() {
      const running = thread;
      stop(new Error('The query checker was stopped.'));
      await running?.terminate();
    },
  };
}
