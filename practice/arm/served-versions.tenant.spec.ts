import { describe, expect, it } from 'vitest';
import { appToken, call } from '../core/client.spec-kit.ts';
import { cloudOf, practiceTenant } from '../server/tenant.ts';

describe('api-versions', () => {
  it.each([
    ['fresh', [200, '', undefined]],
    ['us-government', [400, 'NoRegisteredProviderFound', '2023-12-01-preview']],
    ['china', [400, 'NoRegisteredProviderFound', '2023-12-01-preview']],
  ] as const)('are fewer in a sovereign cloud: %s', async (name, answer) => {
    const tenant = practiceTenant(name, { lagSeconds: 0 });
    const arm = `https://${cloudOf(tenant).arm}`;
    const { id } = Object.values(tenant.state().workspaces).find(
      ({ sentinel }) => sentinel.onboardingState,
    ) ?? { id: '' };
    const rules = `${arm}${id}/providers/Microsoft.SecurityInsights/automationRules?api-version=`;
    const token = await appToken(tenant, arm);
    const asked = await call(tenant, token, 'GET', `${rules}2024-03-01`);
    const { code = '', message = '' } = asked.body.error ?? {};
    const named = /'([^']*)'\. The supported locations/u.exec(message)?.[1]?.split(', ').at(-1);
    expect([asked.status, code, named]).toEqual(answer);
    expect((await call(tenant, token, 'GET', `${rules}2023-11-01`)).status).toBe(200);
  });
});
