/** Where a practice tenant takes its time from. Times are milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
  /** Resolves when `ms` milliseconds have passed on this clock. */
  sleep(ms: number): Promise<void>;
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

/** A clock on which sleeping costs nothing: an hour of replication passes in no time, and the same way every run. */
export interface VirtualClock extends Clock {
  /** Moves time forward by `ms` milliseconds without anybody sleeping. */
  advance(ms: number): void;
}

/** A virtual clock that starts at the given instant (default: a fixed day, so that runs can be compared). */
export function virtualClock(startAt: number = Date.UTC(2026, 10, 22, 8, 0, 0)): VirtualClock {
  let now = startAt;
  return {
    now: () => now,
    // Sleepers wake in the order they went to sleep. Time only ever moves forward: of two that
    // sleep at once, the longer sleep decides, as it would on a wall clock.
    sleep: (ms) => {
      const wakesAt = now + Math.max(0, ms);
      return new Promise((resolve) => {
        setImmediate(() => {
          now = Math.max(now, wakesAt);
          resolve();
        });
      });
    },
    advance(ms) {
      now += Math.max(0, ms);
    },
  };
}
