import { contextBridge, ipcRenderer } from 'electron';
import { type Doorway, events } from './contract.ts';

const names: ReadonlySet<string> = new Set(Object.keys(events));

/** All the page can reach: plain values in, plain values out. Main decides what is answered. */
const doorway = {
  async call(name: string, take?: unknown): Promise<unknown> {
    const reply = (await ipcRenderer.invoke('onboarding', name, take)) as
      | { gave: unknown }
      | { refused: { code: string; message: string } };
    if ('refused' in reply) throw new Error(`${reply.refused.code}: ${reply.refused.message}`);
    return reply.gave;
  },
  on(name: string, listen: (event: unknown) => void): () => void {
    const hear = (_event: unknown, told: string, event: unknown): void => {
      if (told === name) listen(event);
    };
    if (names.has(name)) ipcRenderer.on('onboarding.event', hear);
    return () => void ipcRenderer.off('onboarding.event', hear);
  },
} satisfies { [K in keyof Doorway]: unknown };

contextBridge.exposeInMainWorld('onboarding', doorway);
