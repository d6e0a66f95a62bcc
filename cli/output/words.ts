import type { State } from '../../engine/model/show.ts';
import type { Mark } from '../../engine/view/card.ts';
import type { Tone } from './style.ts';

/** Lines of text, without their line breaks. Everything a tenant or a file said is shown, never obeyed. */
export type Lines = readonly string[];

/** The word a state is told by, and its tone. */
export function stateWord(mark: Mark | State): readonly [word: string, tone: Tone] {
  switch (mark) {
    case 'met':
      return ['ready', 'good'];
    case 'unmet':
      return ['needs attention', 'bad'];
    case 'waiting':
      return ['waiting for Microsoft', 'warn'];
    case 'waiting-person':
      return ['waiting for a person', 'warn'];
    case 'blocked':
      return ['blocked', 'bad'];
    case 'unknown':
      return ["couldn't check", 'warn'];
    case 'not-reached':
      return ['not checked', 'faint'];
    case 'running':
      return ['running', 'link'];
    case 'pending':
      return ['not started', 'faint'];
    default:
      return assertNever(mark);
  }
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Seconds as people say them. */
export function length(seconds: number): string {
  if (seconds < 1) return seconds <= 0 ? '0 s' : 'under 1 s';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** Closes a switch over a closed vocabulary. Reached only by a value the types don't know. */
export function assertNever(word: never): never {
  throw new Error(`not a word of ours: ${JSON.stringify(word)}`);
}
