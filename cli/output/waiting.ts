import type { Host } from '../../engine/run/host.ts';
import type { Waits } from '../../engine/run/wait-policy.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import type { Terminal } from './terminal.ts';
import { length } from './words.ts';

/** Seconds between two looks at what waiting for a person. */
const every = 30;

/** Waits for another person as long as `--wait` says, and tells of it once; undefined where it is not to wait. */
export function waitsFor(
  seconds: number,
  { host, microsoft, terminal }: { host: Host; microsoft: Microsoft; terminal: Terminal },
): Waits | undefined {
  if (seconds === 0) return undefined;
  let left = seconds;
  return {
    renew: () => microsoft.identity.renew(),
    async pause(signal) {
      if (left <= 0) return 'enough';
      if (left === seconds) {
        terminal.remark([
          `Waiting for another person up to ${length(seconds)}, checking again every ${length(Math.min(every, seconds))}. Changes already made stay.`,
          '  → Press Ctrl+C to stop. Run the same command to continue later.',
        ]);
      }
      const turn = Math.min(every, left);
      left -= turn;
      await host.sleep(turn, signal);
      return 'time';
    },
  };
}
