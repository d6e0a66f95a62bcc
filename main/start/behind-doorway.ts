import path from 'node:path';
import { app, clipboard, dialog } from 'electron';
import { PracticeDamaged } from '../../app/practice-tenant.ts';
import { BadInput } from '../../host/input/bad-input.ts';
import { kqlChecker } from '../../host/kql/kql-checker.ts';
import type { Behind, Tell } from '../ipc/invoke.ts';
import { sentWords } from '../ipc/links.ts';
import { readPayload } from '../ipc/payloads.ts';
import { copyCalls } from '../ipc-handlers/copy-calls.ts';
import { practiceCalls } from '../ipc-handlers/practice-calls.ts';
import { profileCalls } from '../ipc-handlers/profile-calls.ts';
import { proxyCalls } from '../ipc-handlers/proxy-calls.ts';
import { queryCalls } from '../ipc-handlers/query-calls.ts';
import { questionCalls } from '../ipc-handlers/question-calls.ts';
import { reportCalls } from '../ipc-handlers/report-calls.ts';
import { rotationCalls } from '../ipc-handlers/rotation-calls.ts';
import { runCalls } from '../ipc-handlers/run-calls.ts';
import { signInCalls } from '../ipc-handlers/sign-in-calls.ts';
import { undoCalls } from '../ipc-handlers/undo-calls.ts';
import { appState } from '../session/app-state.ts';
import { isAnyPending } from '../session/held-secrets.ts';
import { leaver } from '../session/leaving.ts';
import { type Place, realPlace } from '../session/place.ts';
import { practicePlace } from '../session/practice-place.ts';
import { type ProxySignIns, proxySignIns } from '../session/proxy-sign-ins.ts';
import { secretClipboard } from '../session/secret-clipboard.ts';
import { stopAll } from '../session/window-run.ts';
import type { WindowSession } from '../session/window-session.ts';
import type { OwnWindow } from '../window/window.ts';

export interface Standing {
  readonly home: string;
  readonly own: OwnWindow;
  readonly tell: Tell;
  /** The practice tenant to start in. */
  readonly practice: string | undefined;
  /** How many times as fast as a real one a practice tenant settles. */
  readonly pace: number;
}

/** @throws Error whose message says why a sample tenant can't be opened, and what to do */
async function placeAtStart({ home, practice, pace }: Standing, proxies: ProxySignIns): Promise<Place> {
  if (!practice) return realPlace(proxies);
  return practicePlace(home, practice, { pace }).catch((error: unknown) => {
    if (!(error instanceof BadInput)) throw error;
    const [{ reason, remedy }] = error.refusals;
    const startOver = 'Start the app without --practice, choose this sample tenant, and start it over.';
    throw new Error(`${reason} ${error instanceof PracticeDamaged ? startOver : remedy}`);
  });
}

/** Everything the calls do, composed. */
export async function behindDoorway(standing: Standing): Promise<Behind> {
  const { own, tell } = standing;
  const proxies = proxySignIns((question) => tell('proxy.asks', question));
  const desk: WindowSession = {
    home: standing.home,
    window: own.window,
    theme: () => own.theme(),
    tell,
    sent: sentWords(),
    secretClipboard: secretClipboard(clipboard),
    kql: kqlChecker(path.join(app.getAppPath(), 'out', 'main', 'kql-thread.cjs')),
    pace: standing.pace,
    proxies,
    place: await placeAtStart(standing, proxies),
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
      ...proxyCalls(desk),
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
 * Closing the window stops a run that can continue later, after its state is written. If a secret isn't stored
 * anywhere yet, the person is asked first, because it would be lost.
 */
function leaveWell(desk: WindowSession): void {
  let leaving = false;
  const leave = leaver({
    stop: () => stopAll(desk, patience),
    mayClose: async () => !isAnyPending(desk) || isLossMeant(),
    release: [() => desk.kql.close(), () => desk.secretClipboard.clearNow(), () => desk.place.leave()],
    patience: patience * 1000,
    close() {
      leaving = true;
      const { window } = desk;
      window.close();
      // A page that hangs doesn't answer, and the window would wait for it.
      setTimeout(() => {
        if (!window.isDestroyed()) window.destroy();
      }, patience * 1000);
    },
  });
  desk.window.on('close', (event) => {
    if (leaving) return;
    event.preventDefault();
    void leave();
  });

  async function isLossMeant(): Promise<boolean> {
    const { response } = await dialog.showMessageBox(desk.window, {
      type: 'warning',
      message: "The client secret isn't stored anywhere else",
      detail: 'Copy it, or save the profile sealed with a passphrase, before you close this window.',
      buttons: ['Go back', 'Close and discard it'],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }
}
