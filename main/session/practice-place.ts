import type { PracticeTenant, SignInPages } from '@sentinel-onboarding/practice';
import { pacedClock } from '../../host/host.ts';
import { refused } from '../../host/input/bad-input.ts';
import { type HomeLock, lockHome } from '../../host/storage/lock.ts';
import { practiceHome } from '../../host/storage/practice-home.ts';
import type { Place } from './place.ts';
import { practiceTenants } from './practice-tenants.ts';

/**
 * Opens a sample tenant with the contents of its last use. It answers in this process. Only its sign-in page
 * is served on this computer, because the person's own browser must reach it.
 * @param pace how many times as fast as a real tenant it settles and is waited for
 * @throws BadInput if there is no such tenant, or another program has it open
 */
export async function practicePlace(home: string, wanted: string, pace: number): Promise<Place> {
  const known = practiceTenants.find(({ name }) => name === wanted);
  if (known === undefined) {
    throw refused('practice', 'No such practice tenant.', 'Choose one from the list.');
  }
  // Loaded only for practice, because it is as large as the rest of the app.
  const { practiceTenant, SavedContentsRefused, serveSignIn, usualLagSeconds } = await import(
    '@sentinel-onboarding/practice'
  );
  const lock = await lockHome(home, `practice-${known.name}`);
  try {
    const kept = practiceHome(home, known.name);
    const onCommit = (save: () => string): void => kept.save(save());
    const open = (saved: string | undefined): PracticeTenant =>
      practiceTenant(known.name, {
        lagSeconds: usualLagSeconds / pace,
        onCommit,
        ...(saved === undefined ? {} : { saved }),
      });
    let tenant: PracticeTenant;
    try {
      tenant = open(await kept.load());
    } catch (error) {
      if (!(error instanceof SavedContentsRefused)) throw error;
      // Damaged contents are sample data only, so the tenant starts over without asking.
      await kept.clear();
      tenant = open(undefined);
    }
    const pages = await serveSignIn(tenant);
    return place(tenant, pages, lock, pace);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function place(tenant: PracticeTenant, pages: SignInPages, lock: HomeLock, pace: number): Place {
  return {
    fetch: (request) => tenant.fetch(request),
    clock: pacedClock(pace),
    pageFor(url) {
      // A second's work that every look at the tenant needs later; now the person is busy in their browser.
      // Should it fail, the look that needs it says so.
      import('@sentinel-onboarding/practice')
        .then(({ loadLanguage }) => loadLanguage())
        .catch(() => undefined);
      return pages.pageFor(url);
    },
    isOwnPage: (url) => originOf(url) === originOf(pages.pageFor('https://login.microsoftonline.com/')),
    practice: {
      name: tenant.name,
      tenantId: tenant.tenantId,
      tenantName: tenant.tenantName,
      domain: tenant.domain,
      cloud: tenant.cloud,
      admin: tenant.admin.userName,
      act: (act) => void tenant.act(act),
      reset: () => tenant.reset(),
    },
    async leave() {
      await pages.close();
      await lock.release();
    },
  };
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}
