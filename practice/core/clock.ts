/** The clock of a practice tenant. Times are milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
  /** Resolves when `ms` milliseconds have passed on this clock. */
  sleep(ms: number): Promise<void>;
  /** Stops time while some work runs, if the clock can. Work that waits for nothing then takes no time. */
  still?<T>(work: () => Promise<T>): Promise<T>;
}

/** The computer's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

/** The same clock, but it shows a time that is `ahead()` milliseconds later. */
export function skewedClock(clock: Clock, ahead: () => number): Clock {
  const { still } = clock;
  return {
    now: () => clock.now() + ahead(),
    sleep: (ms) => clock.sleep(ms),
    ...(still === undefined ? {} : { still: (work) => still.call(clock, work) as never }),
  };
}

/** A clock on which a sleep takes no real time. An hour of replication passes at once, the same each run. */
export interface VirtualClock extends Clock {
  /** Moves time forward by `ms` milliseconds, even if no work sleeps. */
  advance(ms: number): void;
}

/** A virtual clock that starts at the given instant (default: a fixed day, so that runs can be compared). */
export function virtualClock(startAt: number = Date.UTC(2026, 10, 22, 8, 0, 0)): VirtualClock {
  let now = startAt;
  let held = 0;
  let ticking = false;
  let sleepers: { readonly wakesAt: number; readonly wake: () => void }[] = [];

  const tick = () => {
    if (held > 0) {
      setImmediate(tick);
      return;
    }
    const next = Math.min(...sleepers.map(({ wakesAt }) => wakesAt));
    now = Math.max(now, next);
    const due = sleepers.filter(({ wakesAt }) => wakesAt <= now);
    sleepers = sleepers.filter(({ wakesAt }) => wakesAt > now);
    for (const { wake } of due) wake();
    ticking = sleepers.length > 0;
    if (ticking) later(tick);
  };

  return {
    now: () => now,
    // All sleeps run at the same time, as on a wall clock: time moves to the next wake-up, then onward.
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ wakesAt: now + Math.max(0, ms), wake });
        if (!ticking) {
          ticking = true;
          later(tick);
        }
      }),
    async still(work) {
      held += 1;
      try {
        return await work();
      } finally {
        held -= 1;
      }
    },
    advance(ms) {
      now += Math.max(0, ms);
    },
  };
}

/** Work that is ready runs first. Two turns of the event loop let replies just sent be read and answered. */
function later(then: () => void): void {
  setImmediate(() => {
    setImmediate(then);
  });
}
