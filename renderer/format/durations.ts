import { duration, seconds } from '../../engine/model/answers.ts';

/** A duration answer taken apart for its field: `5m` is 5 minutes, `auto` has no number. */
export interface Apart {
  readonly amount: number;
  readonly unit: Unit;
}
export type Unit = 's' | 'm' | 'h' | 'd' | 'auto';

export const unitNames: Readonly<Record<Exclude<Unit, 'auto'>, string>> = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
};

/** Takes an answer apart; what is no duration counts as "as measured". */
export function apart(answer: string): Apart {
  const total = seconds(answer);
  if (total === undefined) return { amount: 5, unit: 'auto' };
  const text = duration(total);
  return { amount: Number(text.slice(0, -1)), unit: text.slice(-1) as Unit };
}

/** Puts it together again. */
export function together({ amount, unit }: Apart): string {
  return unit === 'auto' ? 'auto' : `${Math.max(0, Math.round(amount))}${unit}`;
}

/** "5 minutes", "as measured". */
export function saidDuration(answer: string): string {
  const { amount, unit } = apart(answer);
  if (unit === 'auto') return 'as measured';
  const name = unitNames[unit];
  return `${amount} ${amount === 1 ? name.slice(0, -1) : name}`;
}
