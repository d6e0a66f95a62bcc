import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer, ThreadQuestion } from './kql-checker.ts';
import { loadKusto } from './kusto.ts';

/** The language library in a thread of its own: loading it, and its first query, would hold everything else up. */
parentPort?.on('message', ({ id, query, at }: ThreadQuestion) => {
  const answer = async (): Promise<ThreadAnswer> => {
    const kusto = await loadKusto();
    return at === undefined
      ? { id, parsed: kusto.parse(query) }
      : { id, completions: kusto.complete(query, at) };
  };
  void answer().then((given) => parentPort?.postMessage(given));
});
