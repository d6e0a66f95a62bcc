import { type BrowserWindow, ipcMain, type WebFrameMain } from 'electron';
import { everythingVisible } from '../../engine/model/visible.ts';
import { type Answering, type CallName, calls, type EventName, type events } from '../../preload/contract.ts';
import { isOurs } from '../window/ui-files.ts';
import { type Reply, refuse, tooMuch } from './reply.ts';

/** Sends an event to our own page; says nothing where the window is gone. */
export type Tell = <N extends EventName>(name: N, event: (typeof events)[N]) => void;

/** The handlers of the bridge, loaded on the first call so that the window opens sooner. */
export interface Behind {
  /** The payload as the call's schema has it, or undefined where it has another shape. */
  read(name: CallName, take: unknown): { readonly take: unknown } | undefined;
  readonly answering: Answering;
  /** Told of everything that is about to cross. */
  note(gave: unknown): void;
}

const names: ReadonlySet<string> = new Set(Object.keys(calls));
const perSecond = 200;

/**
 * Answers the contract's calls, for our own window's own page only: the sender is the window's main frame at our
 * origin, the call is one of the contract, its payload is small and of the call's shape. Everything else is
 * refused by name; an error of ours crosses as a code and a sentence, never with its stack.
 */
export function openDoorway(window: BrowserWindow, behind: () => Promise<Behind>): void {
  let second = 0;
  let counted = 0;
  const often = (): boolean => {
    const now = Math.floor(performance.now() / 1000);
    counted = now === second ? counted + 1 : 1;
    second = now;
    return counted > perSecond;
  };

  ipcMain.handle('onboarding', async (event, name: unknown, take: unknown): Promise<Reply> => {
    if (!isOurPage(window, event.senderFrame)) return refuse('wrong-sender', 'Only our own page may call.');
    if (typeof name !== 'string' || !names.has(name)) return refuse('no-such-call', 'There is no such call.');
    if (often()) return refuse('too-many-calls', 'Too many requests in one second.');
    if (tooMuch(take)) return refuse('too-large', `The request to ${name} is too large or not plain.`);
    const known = name as CallName;
    try {
      const { read, answering, note } = await behind();
      const whole = read(known, take);
      if (whole === undefined) return refuse('wrong-shape', `The request to ${name} has the wrong shape.`);
      const answer = answering[known] as (taken: unknown) => Promise<unknown>;
      const gave = everythingVisible(await answer(whole.take));
      note(gave);
      return { gave };
    } catch (error) {
      return refuse('unexpected', error instanceof Error ? error.name : 'Something went wrong.');
    }
  });
}

/** The way events leave for our page. */
export function tellWindow(window: BrowserWindow): Tell {
  return (name, event) => {
    if (window.isDestroyed() || window.webContents.isDestroyed()) return;
    if (isOurs(window.webContents.getURL()))
      window.webContents.send('onboarding.event', name, everythingVisible(event));
  };
}

function isOurPage(window: BrowserWindow, sender: WebFrameMain | null): boolean {
  if (sender === null || window.isDestroyed()) return false;
  return sender === window.webContents.mainFrame && isOurs(sender.url);
}
