import { describe, expect, it } from 'vitest';
import { subscriptionProblem, subscriptionWarning, whyNot } from './subscription.ts';

const here = 'aaaaaaaa-0000-4000-8000-000000000001';
const there = 'bbbbbbbb-0000-4000-8000-000000000002';
const of = (subscriptionState: string, subscriptionTenantId = here) => ({
  subscriptionName: 'Security',
  subscriptionTenantId,
  subscriptionState,
});
const at = { tenantId: here, portal: 'https://portal.azure.com' };
const codeOf = (seen: ReturnType<typeof of>) => subscriptionProblem('soc', seen, at)?.code;

describe('a workspace in a subscription of another tenant', () => {
  it('is told at once, with the tenant to sign in to', () => {
    const problem = subscriptionProblem('soc', of('Enabled', there), at);
    expect(problem).toMatchObject({ code: 'workspace-of-another-tenant', remedies: [{ do: 'sign-in' }, {}] });
    expect(problem?.because).toContain(`Sign in to ${there}`);
    expect(whyNot(of('Enabled', there), here)).toContain(there);
  });

  it.each([
    ['the same tenant in another case', here.toUpperCase()],
    ['a subscription whose tenant Azure does not say', ''],
  ])('is not %s', (_what, tenant) => {
    expect(codeOf(of('Enabled', tenant))).toBeUndefined();
    expect(whyNot(of('Enabled', tenant), here)).toBeUndefined();
  });
});

describe("a subscription's state", () => {
  it.each([
    ['Enabled', undefined],
    ['PastDue', undefined],
    ['Warned', 'subscription-switched-off'],
    ['Disabled', 'subscription-switched-off'],
    ['Deleted', 'subscription-switched-off'],
    ['', undefined],
  ])('%s: %s', (state, code) => {
    expect(codeOf(of(state))).toBe(code);
    expect(whyNot(of(state), here) === undefined).toBe(code === undefined);
  });

  it('an overdue payment warns', () => {
    expect(subscriptionWarning('soc', of('PastDue'), at.portal)?.code).toBe('subscription-past-due');
    expect(subscriptionWarning('soc', of('Enabled'), at.portal)).toBeUndefined();
  });
});
