import type { RequestLine } from './network.ts';

/**
 * The length of the longest chain of requests in which each began after the previous one ended: the run's
 * time, counted in round trips. Choosing the earliest end each time gives the longest chain.
 */
export function roundTrips(lines: readonly Pick<RequestLine, 'startedMs' | 'endedMs'>[]): number {
  let chain = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const line of lines.toSorted((a, b) => a.endedMs - b.endedMs)) {
    if (line.startedMs < free) continue;
    chain += 1;
    free = line.endedMs;
  }
  return chain;
}
