import { useEffect } from 'react';
import { door } from './invoke.ts';
import { quietly, say } from './session.ts';
import { get, set, withEntry } from './store.ts';

/** How many requests the activity line keeps. */
const kept = 500;

/** Takes in what main tells: entries, requests, how far a sign-in is, the system's theme. Once, for the whole window. */
export function useListening(): void {
  useEffect(() => {
    const stops = [
      door().on('run.entry', (entry) => {
        set({ runs: withEntry(get().runs, entry) });
        if (entry.kind !== 'found') return;
        const title = titleOf(entry.runId, entry.step);
        if (title && entry.finding.is === 'met') say(`${title}: done`);
      }),
      door().on('run.waits', ({ runId, nextAt }) => {
        const { [runId]: _before, ...rest } = get().nextLooks;
        set({ nextLooks: nextAt ? { ...rest, [runId]: nextAt } : rest });
      }),
      door().on('run.request', (line) => set({ requests: [...get().requests.slice(1 - kept), line] })),
      door().on('sign-in.step', (step) => {
        if (step.more) set({ moreProof: step.at === 'answered' ? undefined : step });
        else if (get().signIn) set({ signIn: step });
      }),
      door().on('proxy.asks', (proxyAsks) => set({ proxyAsks })),
      door().on('app.theme', ({ dark }) => set({ dark })),
    ];
    const online = (): void => set({ offline: !navigator.onLine });
    window.addEventListener('online', online);
    window.addEventListener('offline', online);
    quietly(async () => set({ app: await door().call('app.state') }));
    return () => {
      for (const stop of stops) stop();
      window.removeEventListener('online', online);
      window.removeEventListener('offline', online);
    };
  }, []);
}

function titleOf(runId: string, step: string): string | undefined {
  const began = get().runs[runId]?.findLast((entry) => entry.kind === 'run-began');
  return began?.kind === 'run-began' ? began.steps.find(({ id }) => id === step)?.title : undefined;
}
