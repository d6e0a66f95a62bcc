import type { SignInPages } from '@sentinel-onboarding/practice';
import { type OpenPractice, openPractice } from '../../app/practice-tenant.ts';
import { pacedClock } from '../../host/host.ts';
import { refused } from '../../host/input/bad-input.ts';
import type { Place } from './place.ts';
import { practiceTenants } from './practice-tenants.ts';

/**
 * Opens a sample tenant with the contents of its last use. It answers in this process. Only its sign-in page
 * is served on this computer, because the person's own browser must reach it.
 * @param pace how many times as fast as a real tenant it settles and is waited for
 * @param startOver as new, whatever is kept of it
 * @throws BadInput if there is no such tenant, or another program has it open; PracticeDamaged
 */
export async function practicePlace(
  home: string,
  wanted: string,
  { pace, startOver = false }: { readonly pace: number; readonly startOver?: boolean },
): Promise<Place> {
  const known = practiceTenants.find(({ name }) => name === wanted);
  if (known === undefined) {
    throw refused('practice', 'No such practice tenant.', 'Choose one from the list.');
  }
  const { serveSignIn, usualLagSeconds } = await import('@sentinel-onboarding/practice');
  const practice = await openPractice(home, {
    name: known.name,
    lagSeconds: usualLagSeconds / pace,
    reset: startOver,
  });
  try {
    return place(practice, await serveSignIn(practice.tenant), pace);
  } catch (error) {
    await practice.close();
    throw error;
  }
}

function place({ tenant, close }: OpenPractice, pages: SignInPages, pace: number): Place {
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
      await close();
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
