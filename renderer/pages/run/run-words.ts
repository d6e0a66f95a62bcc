import type { RunState } from '../../../engine/journal/journal.ts';
import type { Card } from '../../../engine/view/card.ts';
import { counted, inWords } from '../../format/words.ts';

interface Titled {
  readonly tenant: string;
  readonly working: boolean;
  readonly ended: RunState['ended'];
  readonly waits: readonly Card[];
  readonly stopped: readonly Card[];
}

/** The title of a run: at work, ended, or what it waits for. */
export function titleOf({ tenant, working, ended, waits, stopped }: Titled): string {
  if (!working && ended === 'cancelled') return 'Stopped';
  if (!working && ended === 'stale') return 'The tenant changed since the last check';
  if (working || waits.length + stopped.length === 0) return `Changing ${tenant}`;
  const people = [...waits, ...stopped].filter(
    ({ mark, problem }) => mark === 'waiting-person' || problem?.who,
  );
  if (people.length > 0) {
    return `${inWords(people.length, 'step')} ${people.length === 1 ? 'needs' : 'need'} someone else`;
  }
  if (stopped.length === 0) return 'Waiting for Microsoft';
  return `${inWords(stopped.length, 'step')} couldn't be finished`;
}

/** How far it is, and what it does now. */
export function leadOf(
  list: readonly Card[],
  made: number,
  total: number,
  working: boolean,
  ended: string | undefined,
): string {
  if (!working) {
    const stay = `${made} of ${total} changes are made and will stay.`;
    if (ended === 'done') return `${counted(made, 'change')} made.`;
    return ended === 'cancelled' ? `${stay} Nothing else was started.` : `${stay} The rest is waiting.`;
  }
  const running = list.filter(({ mark }) => mark === 'running').length;
  const waiting = list.filter(({ mark }) => mark === 'waiting-person').length;
  const parts = [
    running > 0 ? `${inWords(running, 'is', 'are')} running` : '',
    waiting > 0
      ? `${running > 0 ? inWords(waiting, 'waits', 'wait').toLowerCase() : inWords(waiting, 'waits', 'wait')} for another person`
      : '',
  ].filter(Boolean);
  return `${made} of ${total} changes made.${parts.length > 0 ? ` ${parts.join(', ')}.` : ''}`;
}
