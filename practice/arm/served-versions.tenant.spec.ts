import { describe, expect, it } from 'vitest';
import { appToken, call } from '../core/client.spec-kit.ts';
import { cloudOf, practiceTenant } from '../server/tenant.ts';

describe('api-versions', () => {
  it.each([
    ['fresh', 200],
    ['us-government', 400],
    ['china', 400],
  ] as const)('are fewer in a sovereign cloud: %s answers 2024-03-01 with %i', async (name, status) => {
    const tenant = practiceTenant(name, { lagSeconds: 0 });
    const arm = `https://${cloudOf(tenant).arm}`;
    const { id } = Object.values(tenant.state().workspaces).find(
      ({ sentinel }) => sentinel.onboardingState,
    ) ?? { id: '' };
    const rules = `${arm}${id}/providers/Microsoft.SecurityInsights/automationRules?api-version=`;
    const token = await appToken(tenant, arm);
    const asked = await call(tenant, token, 'GET', `${rules}2024-03-01`);
    expect(asked.status).toBe(status);
    if (status === 400) {
      expect(asked.body.error.code).toBe('NoRegisteredProviderFound');
      expect(asked.body.error.message).toContain("2023-11-01, 2023-12-01-preview'");
    }
    expect((await call(tenant, token, 'GET', `${rules}2023-11-01`)).status).toBe(200);
  });
});
