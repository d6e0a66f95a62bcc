import path from 'node:path';
import { app, clipboard, dialog } from 'electron';
import { kqlChecker } from '../host/kql/kql-checker.ts';
import { appState } from './app-state.ts';
import { copyCalls } from './copy-calls.ts';
import type { Desk } from './desk.ts';
import type { Behind, Tell } from './doorway.ts';
import { handOver } from './hand-over.ts';
import { isAnyPending } from './held-secrets.ts';
import { sentWords } from './links.ts';
import { readPayload } from './payloads.ts';
import { realPlace } from './place.ts';
import { practiceCalls } from './practice-calls.ts';
import { practicePlace } from './practice-place.ts';
import { profileCalls } from './profile-calls.ts';
import { queryCalls } from './query-calls.ts';
import { questionCalls } from './question-calls.ts';
import { reportCalls } from './report-calls.ts';
import { rotationCalls } from './rotation-calls.ts';
import { runCalls } from './run-calls.ts';
import { signInCalls } from './sign-in-calls.ts';
import { undoCalls } from './undo-calls.ts';
import type { OwnWindow } from './window.ts';
import { stopAll } from './window-run.ts';

export interface Standing {
  readonly home: string;
  readonly own: OwnWindow;
  readonly tell: Tell;
  /** The practice tenant to start in. */
  readonly practice: string | undefined;
  /** How many times as fast as a real one a practice tenant settles. */
  readonly pace: number;
}

/** Everything the calls do, composed. */
export async function behindDoorway(standing: Standing): Promise<Behind> {
  const { own } = standing;
  const desk: Desk = {
    home: standing.home,
    window: own.window,
    theme: () => own.theme(),
    tell: standing.tell,
    sent: sentWords(),
    handOver: handOver(clipboard),
    kql: kqlChecker(path.join(app.getAppPath(), 'out', 'main', 'kql-thread.cjs')),
    pace: standing.pace,
    place: standing.practice
      ? await practicePlace(standing.home, standing.practice, standing.pace)
      : realPlace,
    signingIn: undefined,
    signedIn: undefined,
    asks: new Map(),
    secretAnswers: new Map(),
    runs: new Map(),
    opened: new Map(),
    locked: new Set(),
    openedSecrets: new Map(),
    requests: [],
    surprises: [],
  };
  leaveWell(desk);
  return {
    read: readPayload,
    note: (gave) => desk.sent.note(gave),
    answering: {
      'app.state': () => appState(desk),
      'theme.choose': async ({ theme }) => own.chooseTheme(theme),
      ...practiceCalls(desk),
      ...signInCalls(desk),
      ...questionCalls(desk),
      ...queryCalls(desk),
      ...runCalls(desk),
      ...undoCalls(desk),
      ...profileCalls(desk),
      ...reportCalls(desk),
      ...rotationCalls(desk),
      ...copyCalls(desk),
    },
  };
}

/** Seconds a change under way gets to be written down before the window goes. */
const patience = 5;

/**
 * Closing the window stops a run where it can go on later: what is under way is written down first. A secret that
 * nobody keeps yet is asked about, because it would be lost.
 */
function leaveWell(desk: Desk): void {
  let leaving = false;
  desk.window.on('close', (event) => {
    if (leaving) return;
    event.preventDefault();
    void leave();
  });

  async function leave(): Promise<void> {
    await stopAll(desk, patience);
    if (isAnyPending(desk) && !(await isLossMeant())) return;
    leaving = true;
    await desk.kql.close();
    await desk.handOver.clearNow();
    await desk.place.leave();
    desk.window.close();
  }

  async function isLossMeant(): Promise<boolean> {
    const { response } = await dialog.showMessageBox(desk.window, {
      type: 'warning',
      message: 'The client secret is kept nowhere else',
      detail: 'Copy it, or save the profile sealed with a passphrase, before you close this window.',
      buttons: ['Go back', 'Close and lose it'],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }
}
