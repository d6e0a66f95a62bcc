import { ask } from './invoke.ts';
import { go, now, taken } from './session.ts';
import { nothingAsked, set } from './store.ts';

/** Opens a sample tenant. One whose saved state is damaged is started over only where a person says so. */
export function enterPractice(tenant: string, startOver?: true): void {
  go(undefined, async () => {
    const answer = taken(await ask('practice.enter', { tenant, ...(startOver ? { startOver } : {}) }));
    if (!answer) return set({ notOpened: tenant });
    now(answer.ok);
    set({ ...nothingAsked, page: 'welcome', found: undefined, notOpened: undefined });
  });
}
