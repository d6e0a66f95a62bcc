import { type Fault, faultKinds, virtualClock } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { knownApplications } from '../http/known-ids.ts';
import { present, signedIn } from '../sessions/signed-in.spec-kit.ts';

const strikes = (kind: Fault['kind'], more: Partial<Fault>) => ({
  faults: [{ kind, host: 'graph' as const, ...more }],
});
/** Said or met at the door: after these, by what they are, nothing was carried out. */
const atTheDoor: ReadonlySet<string> = new Set([
  'refused',
  'dns',
  'tls',
  '429-seconds',
  '429-date',
  '429-none',
  '429-absurd',
  '401-expired',
  '401-claims',
  '403',
  '404-lag',
  'conflict',
  'answer',
  'echo',
  'echo-page',
]);
const cases = faultKinds.flatMap((kind) => [
  [kind, 'before'] as const,
  ...(atTheDoor.has(kind) ? [] : [[kind, 'after'] as const]),
]);

describe('whatever the network does', () => {
  it.each(cases)(
    '%s (%s the service acted): a secret is never made unknowingly, and never twice',
    async (kind, when) => {
      const { microsoft, tenant } = await signedIn('fresh', {
        clock: virtualClock(Date.now()),
        timeoutMs: 150,
      });
      const { appObjectId } = await microsoft.applications.create({
        uniqueName: 'acme-g1',
        displayName: 'Acme',
        tags: [],
      });
      const credentials = () => present(tenant.state().applications[appObjectId]).passwordCredentials.length;
      tenant.setWeather(strikes(kind, { method: 'POST', path: 'addPassword', when, times: 'always' }));
      const outcome = await microsoft.applications
        .addPassword(appObjectId, { displayName: 'acme/1', endDateTime: '2027-05-22T00:00:00Z' })
        .then(
          () => 'made' as const,
          (error: unknown) => {
            expect(error).toBeInstanceOf(ProblemError);
            return (error as ProblemError).outcome;
          },
        );
      const made = credentials();
      const asked = tenant.requests().filter(({ path }) => path.includes('addPassword')).length;
      // Only a refused token, known not to have been used, is tried once more: with a new one, or with more proof.
      expect(asked).toBeLessThanOrEqual(kind.startsWith('401-') ? 2 : 1);
      expect([
        '0 rejected',
        '0 throttled',
        '0 not-sent',
        '0 indeterminate',
        '1 indeterminate',
        '1 made',
      ]).toContain(`${made} ${outcome}`);
    },
  );

  it.each(faultKinds)('%s: a read comes back, or says why not', async (kind) => {
    const { microsoft, tenant } = await signedIn('fresh', {
      clock: virtualClock(Date.now()),
      timeoutMs: 150,
    });
    tenant.setWeather(strikes(kind, { path: 'servicePrincipals', times: 1 }));
    const found = await microsoft.servicePrincipals
      .byAppId(knownApplications.microsoftGraph)
      .catch((error: unknown) => error);
    const said = found instanceof ProblemError && found.problem.remedies.length > 0;
    expect(said || !(found instanceof Error)).toBe(true);
    tenant.setWeather({});
    expect(await microsoft.servicePrincipals.byAppId(knownApplications.microsoftGraph)).toBeDefined();
  });

  it.each([
    '429-seconds',
    '429-date',
    '429-none',
    '429-absurd',
    '503-retry-after',
    'refused',
    'reset',
    '401-expired',
  ] as const)('%s: a read does not notice, because it is asked again', async (kind) => {
    const { microsoft, tenant } = await signedIn('fresh', { clock: virtualClock(Date.now()) });
    tenant.setWeather(strikes(kind, { path: 'servicePrincipals', times: 1 }));
    expect(await microsoft.servicePrincipals.byAppId(knownApplications.microsoftGraph)).toBeDefined();
    expect(tenant.requests().filter(({ fault }) => fault === kind)).toHaveLength(1);
  });
});
