import { describe, expect, it } from 'vitest';
import { assignmentIn, present, signedIn } from '../sessions/signed-in.spec-kit.ts';

const watched = (tenant: Awaited<ReturnType<typeof signedIn>>['tenant']) =>
  present(Object.values(tenant.state().workspaces).find(({ sentinel }) => sentinel.onboardingState)).id;

const versionsIn = (tenant: Awaited<ReturnType<typeof signedIn>>['tenant'], part: string) =>
  tenant
    .requests()
    .filter(({ path }) => path.includes(part))
    .map(({ path, status }) => [new URL(path, 'https://x').searchParams.get('api-version'), status]);

describe('a cloud that lags behind', () => {
  it.each(['us-government', 'china'] as const)(
    '%s is asked with the newest version it names, once, and with that from then on',
    async (name) => {
      const { microsoft, tenant } = await signedIn(name);
      await microsoft.sentinel.rules(watched(tenant));
      await microsoft.sentinel.rules(watched(tenant));
      expect(versionsIn(tenant, 'automationRules')).toEqual([
        ['2024-03-01', 400],
        ['2023-11-01', 200],
        ['2023-11-01', 200],
      ]);
    },
  );

  it('is asked as it always was where it knows the version', async () => {
    const { microsoft, tenant } = await signedIn('fresh');
    await microsoft.sentinel.rules(watched(tenant));
    expect(versionsIn(tenant, 'automationRules')).toEqual([['2024-03-01', 200]]);
  });

  it('is asked once more only, and a write is made once', async () => {
    const { microsoft, tenant } = await signedIn('fresh');
    const refusal = {
      status: 400,
      code: 'NoRegisteredProviderFound',
      message: "No provider for API version 'x'. The supported api-versions are '2018-07-01, 2099-01-01'.",
    };
    const faults = [
      {
        kind: 'answer',
        host: 'arm',
        method: 'PUT',
        path: 'roleAssignments',
        times: 'always',
        answer: refusal,
      },
    ] as const;
    tenant.setWeather({ faults });
    const refused = await microsoft.roles.assign(assignmentIn(tenant)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ problem: { code: 'api-version-not-served' } });
    expect(versionsIn(tenant, 'roleAssignments/5c0d2f6e').map(([version]) => version)).toEqual([
      '2022-04-01',
      '2099-01-01',
    ]);
    expect(tenant.state().roleAssignments).not.toHaveProperty(assignmentIn(tenant).name);
  });
});
