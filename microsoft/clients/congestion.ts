/** The place that one request holds among those under way. */
export interface Place {
  /** Releases the place and reports how busy the service is, according to the answer. Call it once. */
  leave(answer: 'well' | 'throttled' | 'neither'): void;
}

/** Limits how many requests can be under way to one host. */
export interface CongestionWindow {
  /**
   * Waits for a place. Owners take turns: a thousand requests of one don't block a single request of another.
   * @param owner the look that the request belongs to, compared by identity.
   */
  enter(owner: unknown): Promise<Place>;
}

/**
 * The first window and its maximum. Azure Resource Manager allows a principal 250 reads of a subscription at
 * once and 25 more a second (https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling);
 * a quarter of that leaves room for everyone else who works in the tenant.
 */
const atFirst = 32;
const atMost = 64;

/**
 * TCP's congestion window (https://www.rfc-editor.org/rfc/rfc5681), for requests. Each good answer adds one
 * place until the service first throttles. After that, each round of good answers adds one. A round in which
 * the service asked to slow down halves the window.
 */
export function congestionWindow(): CongestionWindow {
  const waiting = new Map<unknown, (() => void)[]>();
  let size = atFirst;
  let threshold = atMost;
  let underWay = 0;
  let sent = 0;
  /** Requests up to this number were sent before the last cut, so they don't show its effect. */
  let cutAt = 0;

  const next = (): void => {
    while (underWay < Math.floor(size)) {
      const [turn] = waiting;
      if (turn === undefined) return;
      const [owner, queue] = turn;
      // The owner moves to the end of the line, so that every other owner goes first.
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
