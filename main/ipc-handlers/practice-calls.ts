import { PracticeDamaged } from '../../app/practice-tenant.ts';
import { fold } from '../../engine/journal/fold.ts';
import type { Problem } from '../../engine/model/problem.ts';
import { BadInput } from '../../host/input/bad-input.ts';
import type { Answering } from '../../preload/contract.ts';
import { appState } from '../session/app-state.ts';
import { type Place, realPlace } from '../session/place.ts';
import { partsOfOthers } from '../session/practice-colleague.ts';
import { practicePlace } from '../session/practice-place.ts';
import { stopAll } from '../session/window-run.ts';
import { toResult, type WindowSession } from '../session/window-session.ts';
import { forgetSession, stopSigningIn } from './sign-in-calls.ts';

/** Opens, resets and leaves a sample tenant. */
export function practiceCalls(
  desk: WindowSession,
): Pick<Answering, 'practice.enter' | 'practice.reset' | 'practice.leave' | 'practice.colleague'> {
  return {
    'practice.enter': ({ tenant, startOver = false }) =>
      toResult(desk, async () => {
        if (desk.place.practice?.name === tenant) return { ok: await appState(desk) };
        try {
          await move(desk, () => practicePlace(desk.home, tenant, { pace: desk.pace, startOver }));
        } catch (error) {
          if (error instanceof BadInput) return { problem: notOpened(error) };
          throw error;
        }
        return { ok: await appState(desk) };
      }),
    'practice.reset': async () => {
      const { practice } = desk.place;
      if (practice) {
        await clearDesk(desk);
        practice.reset();
      }
      return appState(desk);
    },
    'practice.colleague': async ({ runId }) => {
      const { practice } = desk.place;
      const entries = desk.runs.get(runId)?.live.entries();
      if (practice && entries)
        for (const act of partsOfOthers(fold(entries), practice.admin)) practice.act(act);
    },
    'practice.leave': async () => {
      if (desk.place.practice) await move(desk, async () => realPlace(desk.proxies));
      return appState(desk);
    },
  };
}

function notOpened(error: BadInput): Problem {
  const [{ reason, remedy }] = error.refusals;
  const title = "Can't open this sample tenant";
  return error instanceof PracticeDamaged
    ? {
        code: 'practice-damaged',
        title,
        because: `${reason} Starting it over removes everything that was done in it.`,
        remedies: [{ do: 'retry' }],
      }
    : { code: 'practice-in-use', title, because: `${reason} ${remedy}`, remedies: [{ do: 'retry' }] };
}

async function move(desk: WindowSession, to: () => Promise<Place>): Promise<void> {
  const next = await to();
  await clearDesk(desk);
  await desk.place.leave();
  desk.place = next;
}

/** Nothing of one place may show in the other: who was signed in, their runs, opened files and requests. */
async function clearDesk(desk: WindowSession): Promise<void> {
  stopSigningIn(desk);
  await stopAll(desk, 5);
  await forgetSession(desk);
  desk.runs.clear();
  desk.opened.clear();
  desk.locked.clear();
  desk.openedSecrets.clear();
  desk.requests.length = 0;
}
