import { refused } from '../host/bad-input.ts';
import { practiceHome } from '../host/practice-home.ts';
import type { Place } from './place.ts';
import { practiceTenants } from './practice-tenants.ts';

/**
 * Opens a pretend tenant with what it held when it was left. It answers in this process; only its sign-in page is
 * served, on this computer, because the person's own browser has to reach it.
 * @throws BadInput where there is no such tenant, or what is kept of it is damaged
 */
export async function practicePlace(home: string, wanted: string): Promise<Place> {
  const known = practiceTenants.find(({ name }) => name === wanted);
  if (known === undefined) {
    throw refused('practice', 'There is no such practice tenant.', 'Choose one of the list.');
  }
  // Loaded when somebody practises, and not before: it is as large as everything else together.
  const [{ practiceTenant }, { serveSignIn }] = await Promise.all([
    import('../practice/tenant.ts'),
    import('../practice/person.ts'),
  ]);
  const contents = practiceHome(home, known.name);
  const saved = await contents.load();
  const tenant = practiceTenant(known.name, {
    ...(typeof saved === 'string' ? { saved } : {}),
    onCommit: (save) => contents.save(save()),
  });
  const pages = await serveSignIn(tenant);
  return {
    fetch: (request) => tenant.fetch(request),
    pageFor: (url) => pages.pageFor(url),
    practice: {
      name: tenant.name,
      tenantId: tenant.tenantId,
      tenantName: tenant.tenantName,
      domain: tenant.domain,
      cloud: tenant.cloud,
      reset: () => tenant.reset(),
    },
    leave: () => pages.close(),
  };
}
