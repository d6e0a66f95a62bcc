import { clockWords, isClockWrong } from '../../engine/model/computer-clock.ts';
import { optional } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import { account } from '../catalogue/facts.ts';
import { step } from '../catalogue/step.ts';

/**
 * This computer's clock agrees with Microsoft's, by the `Date` of its answers. Ages and ends are reckoned by Microsoft's
 * time either way; what this computer signs with its own time is not.
 */
export const computerClock = () =>
  step({
    id: 'computer-clock',
    title: "This computer's clock is right",
    why: 'What is signed with a wrong time is refused, and times in logs are wrong',
    severity: 'warn',
    checks: ['ADM-09'],
    // Who is signed in was asked first: there is an answer to compare with.
    needs: { account: optional(account) },
    gives: {},
    look: async ({ microsoft, now }) => ({ ahead: microsoft.clock.ahead(), at: now() }),
    judge({ ahead, at }) {
      if (ahead === undefined) return { is: 'unknown', problem: notSeen(at) };
      return isClockWrong(ahead)
        ? { is: 'unmet', changes: [], problem: wrong(ahead) }
        : { is: 'met', facts: {} };
    },
    foresee: () => [],
  });

const wrong = (ahead: number): Problem => ({
  code: 'computer-clock-wrong',
  title: clockWords(ahead).replace(/\.$/u, ''),
  because:
    'Set it: Windows, Settings > Time & language > Date & time > Sync now. macOS, System Settings > General > Date & Time. Linux, timedatectl set-ntp true.',
  remedies: [{ do: 'retry' }],
});

const notSeen = (at: string): Problem => ({
  code: 'computer-clock-not-compared',
  title: "This computer's clock was not compared",
  because: "Microsoft's answers came without a date. A proxy might have removed it.",
  remedies: [{ do: 'retry' }],
  trace: { at },
});
