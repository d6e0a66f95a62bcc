/** What stands between a wish to close the window and its end. */
export interface Leaving {
  /** Stops what runs, and waits until its state is written. */
  stop(): Promise<void>;
  /** Whether something would be lost that the person has not been asked about; resolves to whether they close anyway. */
  mayClose(): Promise<boolean>;
  /** What is given back on the way out, all at once. */
  readonly release: readonly (() => Promise<void>)[];
  /** Milliseconds that giving back may take. What hangs or fails by then doesn't keep the window open. */
  readonly patience: number;
  close(): void;
}

/**
 * Closes once: a second wish meanwhile changes nothing, and one that the person took back can be said again. Whatever
 * fails or hangs on the way, the window closes; only the person's own answer keeps it open.
 */
export function leaver(of: Leaving): () => Promise<void> {
  let going: Promise<void> | undefined;
  async function go(): Promise<void> {
    await of.stop().catch(() => undefined);
    if (!(await of.mayClose())) return;
    const given = Promise.allSettled(of.release.map(async (each) => each()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, of.patience);
    });
    await Promise.race([given, late]);
    clearTimeout(timer);
    of.close();
  }
  return () =>
    (going ??= go().finally(() => {
      going = undefined;
    }));
}
