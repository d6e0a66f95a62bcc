import { openPractice } from '../../app/practice-tenant.ts';
import { refused } from '../../host/input/bad-input.ts';
import type { Wanted } from '../args/wanted.ts';
import type { Terminal } from '../output/terminal.ts';

/**
 * `practice`: serves a practice tenant to any program on this computer, until it is stopped.
 * @throws BadInput
 */
export async function practiceCommand(wanted: Wanted, terminal: Terminal): Promise<number> {
  const { signal } = terminal.surroundings;
  const { practice } = wanted.whose;
  if (!practice) throw refused('--practice', 'No command given.', 'Add --practice=NAME.');
  const { servePractice } = await import('@sentinel-onboarding/practice/serve');
  const { tenant, close } = await openPractice(wanted.home, practice);
  try {
    const served = await servePractice(tenant, { port: wanted.port }).catch((error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code ?? 'no reason given';
      throw refused(
        '--port',
        `Port ${wanted.port} cannot be used (${code}).`,
        'Use --port 0 for any free port.',
      );
    });
    try {
      const { tenantId, admin, automation } = tenant;
      const { proxy, caFile, control, controlToken } = served;
      if (terminal.json) {
        terminal.object({
          proxy,
          ca: caFile,
          tenantId,
          admin: { userName: admin.userName, password: admin.password },
          automation: { clientId: automation.clientId, clientSecret: automation.clientSecret },
          control,
          controlToken,
        });
      } else {
        terminal.say([
          terminal.style.paint('strong', `Practice tenant ${tenant.tenantName} (${tenantId}), until stopped`),
          `  HTTPS_PROXY=${proxy}`,
          `  NODE_EXTRA_CA_CERTS=${caFile}`,
          `  Admin: ${admin.userName}, password ${admin.password}`,
          `  Automation: AZURE_CLIENT_ID=${automation.clientId} AZURE_CLIENT_SECRET=${automation.clientSecret}`,
          `  Control: ${control}, bearer ${controlToken}`,
        ]);
      }
      if (!signal.aborted) {
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
      }
      return 0;
    } finally {
      await served.close();
    }
  } finally {
    await close();
  }
}
