import type { Random } from './random.ts';

const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The number of past days for which a workspace has data. */
export const windowDays = 14;

export const dayOf = (time: number): number => Math.floor(time / day);

/** Weights of the hours, UTC. Work begins at seven and ends at six. Some events also occur at night. */
const hourWeights: readonly number[] = [
  0.2, 0.15, 0.15, 0.15, 0.2, 0.35, 0.6, 1.1, 1.7, 2, 1.9, 1.7, 1.3, 1.7, 1.9, 1.8, 1.5, 1.1, 0.7, 0.5, 0.4,
  0.35, 0.3, 0.25,
];
const totalWeight = hourWeights.reduce((total, weight) => total + weight, 0);

/** 1970-01-01 was a Thursday. A weekend day has a third of a working day's events. Monday is the busiest. */
const weekdayWeight = (dayNumber: number): number => {
  const weekday = (dayNumber + 4) % 7;
  if (weekday === 0 || weekday === 6) return 0.35;
  return weekday === 1 ? 1.25 : 1.1;
};

/** How busy an hour is. 1 is the average of a week. */
export const busyness = (time: number): number =>
  ((hourWeights[Math.floor(time / hour) % 24] ?? 1) / (totalWeight / 24)) * weekdayWeight(dayOf(time));

/** The number of events on a day, if a week's average is `perDay`. */
export const eventsOn = (chance: Random, dayNumber: number, perDay: number): number =>
  chance.count(perDay * weekdayWeight(dayNumber));

/** A random moment of a day. Working hours are likelier. */
export const momentOn = (chance: Random, dayNumber: number): number => {
  let left = chance.next() * totalWeight;
  let at = 0;
  while (at < 23 && left >= (hourWeights[at] ?? 0)) {
    left -= hourWeights[at] ?? 0;
    at += 1;
  }
  return Math.floor(dayNumber * day + at * hour + chance.next() * hour);
};

/**
 * The time until queries see a record, in milliseconds: log-normal, 50 % within 1.5 minutes, 95 % within
 * 4.5 and 99 % within 7. Assumed: the shape. Azure Monitor publishes the sizes for agents and services.
 * https://learn.microsoft.com/azure/azure-monitor/logs/data-ingestion-time
 */
export const arrivalDelay = (chance: Random, slower = 1): number =>
  Math.max(second, Math.round(chance.skewed(90 * second * slower, 0.668)));
