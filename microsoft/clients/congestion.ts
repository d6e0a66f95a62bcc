/** One request's place among those under way. */
export interface Place {
  /** Gives the place back, with what the answer says of how busy the service is. Call once. */
  leave(answer: 'well' | 'throttled' | 'neither'): void;
}

/** How many requests may be under way at one host. */
export interface CongestionWindow {
  /**
   * Waits for a place. Owners take turns: one that asks for a thousand does not keep another waiting for its one.
   * @param owner whoever the request belongs to, by identity.
   */
  enter(owner: unknown): Promise<Place>;
}

/**
 * Where it starts and the most it grows to. Azure Resource Manager gives a principal 250 reads of one subscription at
 * once and 25 more a second (https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling);
 * a quarter of that leaves room for whoever else works in the tenant.
 */
const atFirst = 32;
const atMost = 64;

/**
 * TCP's congestion window (https://www.rfc-editor.org/rfc/rfc5681), for requests: one more for each good answer until
 * it was first too much, from then on one more for each round of them, and half for a round in which the service asked
 * to slow down.
 */
export function congestionWindow(): CongestionWindow {
  const waiting = new Map<unknown, (() => void)[]>();
  let size = atFirst;
  let threshold = atMost;
  let underWay = 0;
  let sent = 0;
  /** Requests sent up to here were sent before the last cut, and say nothing of what it did. */
  let cutAt = 0;

  const next = (): void => {
    while (underWay < Math.floor(size)) {
      const [turn] = waiting;
      if (turn === undefined) return;
      const [owner, queue] = turn;
      // To the end of the line, so that everybody's next comes first.
      waiting.delete(owner);
      const go = queue.shift();
      if (queue.length > 0) waiting.set(owner, queue);
      underWay += 1;
      go?.();
    }
  };

  return {
    async enter(owner) {
      await new Promise<void>((go) => {
        const queue = waiting.get(owner) ?? [];
        queue.push(go);
        waiting.set(owner, queue);
        next();
      });
      sent += 1;
      const mine = sent;
      return {
        leave(answer) {
          underWay -= 1;
          if (answer === 'throttled' && mine > cutAt) {
            size = Math.max(1, size / 2);
            threshold = size;
            cutAt = sent;
          }
          if (answer === 'well') size = Math.min(atMost, size + (size < threshold ? 1 : 1 / size));
          next();
        },
      };
    },
  };
}
