import { fold } from '../journal/fold.ts';
import type { Entry, Event, RunState } from '../journal/journal.ts';
import type { Host } from './host.ts';

/** One run's entries, written in order, one after the other. */
export interface RunJournal {
  readonly runId: string;
  entries(): readonly Entry[];
  picture(): RunState;
  /** Resolves when the entry is durable. Once one could not be written, every later one rejects too. */
  write(event: Event): Promise<void>;
}

/** A trail that continues after `before`, the entries this run already has. */
export function trail(
  host: Host,
  runId: string,
  before: readonly Entry[],
  onEntry: (entry: Entry) => void,
): RunJournal {
  const entries: Entry[] = [...before];
  let last = Promise.resolve();
  return {
    runId,
    entries: () => entries,
    picture: () => fold(entries),
    write(event) {
      const seq = (entries.at(-1)?.seq ?? 0) + 1;
      const entry = { v: 1 as const, runId, seq, at: host.now(), ...event };
      entries.push(entry);
      last = last.then(() => host.append(entry)).then(() => onEntry(entry));
      return last;
    },
  };
}
