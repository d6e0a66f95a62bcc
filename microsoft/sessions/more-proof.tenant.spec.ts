import {
  enterDeviceCode,
  type PracticeTenant,
  practiceTenant,
  signInAsPerson,
} from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { connect } from '../connect.ts';
import { claimsOf, listAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { type SignInOptions, signIn } from './sign-in.ts';
import { assignmentIn, refusalOf } from './signed-in.spec-kit.ts';

/** A tenant that wants multifactor of who changes something in Azure, and how often its person was asked. */
async function hardened(
  how: SignInOptions['how'],
  more: (tenant: PracticeTenant) => Partial<SignInOptions> = () => ({}),
) {
  const tenant = practiceTenant('hardened', { lagSeconds: 0 });
  const pages: string[] = [];
  const asked: Promise<unknown>[] = [];
  const around = {
    fetch: (request: Request) => tenant.fetch(request),
    cloud: tenant.cloud,
    sleep: (seconds: number) => tenant.clock.sleep(seconds * 1000),
    now: () => new Date(tenant.clock.now()).toISOString(),
  };
  const session = await signIn({
    ...around,
    tenant: tenant.tenantId,
    how,
    openBrowser: (url) => {
      pages.push(url);
      return signInAsPerson(tenant, url);
    },
    onDeviceCode: ({ code }) => {
      pages.push(code);
      void enterDeviceCode(tenant, code);
    },
    onMoreProof: (answered) => void asked.push(answered),
    ...more(tenant),
  });
  const microsoft = connect({ ...around, signIn: session });
  const assign = () => microsoft.roles.assign(assignmentIn(tenant));
  return { tenant, session, microsoft, pages, asked, assign };
}

const token = async (session: { token(of: 'azure'): Promise<{ reveal(to: 'microsoft'): string }> }) =>
  claimsOf((await session.token('azure')).reveal('microsoft'));

describe.each(['browser', 'device-code'] as const)('more proof, signed in by %s', (how) => {
  it('is asked for once, when Azure wants it, and the write goes on', async () => {
    const { session, pages, asked, assign } = await hardened(how);
    expect(listAt(await token(session), 'amr')).toEqual(['pwd']);
    expect([pages.length, asked.length]).toEqual([1, 0]);
    await assign();
    expect([pages.length, asked.length]).toEqual([2, 1]);
    expect(listAt(await token(session), 'acrs')).toEqual(['p1']);
  });
});

describe('more proof', () => {
  it('is asked for once, however many writes meet the challenge together', async () => {
    const { microsoft, tenant, pages } = await hardened('browser');
    const one = assignmentIn(tenant);
    const names = [1, 2, 3].map((each) => `5c0d2f6e-1111-4000-8000-00000000000${each}`);
    const principals = Object.keys(tenant.state().servicePrincipals);
    await Promise.all(
      names.map((name, index) =>
        microsoft.roles.assign({ ...one, name, principalId: principals[index] ?? one.principalId }),
      ),
    );
    expect(pages).toHaveLength(2);
  });

  it('is asked for with the name of the person and the very claims of the API', async () => {
    const { tenant, pages, assign } = await hardened('browser');
    await assign();
    const asked = new URL(pages[1] ?? '').searchParams;
    expect(asked.get('login_hint')).toBe(tenant.admin.userName);
    expect(JSON.parse(asked.get('claims') ?? '')).toMatchObject({
      access_token: { acrs: { essential: true, values: ['p1'] } },
    });
  });

  it('is asked for by Microsoft Graph too, and for its own token', async () => {
    const { tenant, microsoft, pages } = await hardened('browser');
    tenant.setWeather({ faults: [{ kind: '401-claims', host: 'graph', times: 1 }] });
    await microsoft.identity.whoAmI();
    expect(pages).toHaveLength(2);
    expect(new URL(pages[1] ?? '').searchParams.get('scope')).toContain(
      'https://graph.microsoft.com/.default',
    );
  });

  it('is asked for once even where it never satisfies', async () => {
    const { tenant, assign, pages } = await hardened('browser');
    tenant.setWeather({ faults: [{ kind: '401-claims', host: 'arm', method: 'PUT', times: 'always' }] });
    for (let time = 0; time < 3; time += 1) {
      const refused = await refusalOf(assign());
      expect(refused instanceof MicrosoftError && refused.problem.code).toBe('proof-not-accepted');
    }
    expect(pages).toHaveLength(2);
  });

  it('counts from the same person only', async () => {
    let asked = 0;
    const { assign } = await hardened('browser', (tenant) => ({
      openBrowser(url) {
        asked += 1;
        const other = Object.values(tenant.state().users).find(
          ({ displayName }) => displayName === 'Jonas Weber',
        );
        return signInAsPerson(tenant, url, asked === 1 ? {} : { userName: other?.userPrincipalName ?? '' });
      },
    }));
    const refused = await refusalOf(assign());
    expect(refused instanceof MicrosoftError && [refused.problem.code, refused.outcome]).toEqual([
      'another-account',
      'not-sent',
    ]);
  });

  it('that the person declines is not asked for again', async () => {
    let asked = 0;
    const { assign } = await hardened('browser', (tenant) => ({
      openBrowser(url) {
        asked += 1;
        return signInAsPerson(tenant, url, { cancels: asked > 1 });
      },
    }));
    for (let time = 0; time < 2; time += 1) {
      const refused = await refusalOf(assign());
      expect(refused instanceof MicrosoftError && refused.problem.code).toBe('sign-in-declined');
    }
    expect(asked).toBe(2);
  });

  it('of an automation is a new token, and no page', async () => {
    const { assign, tenant } = await hardened('environment', ({ automation }) => ({
      environment: {
        AZURE_CLIENT_ID: automation.clientId,
        AZURE_CLIENT_SECRET: automation.clientSecret,
      },
    }));
    tenant.setWeather({ faults: [{ kind: '401-claims', host: 'arm', method: 'PUT', times: 1 }] });
    await assign();
    const sent = tenant.requests().filter(({ body }) => body.includes('claims='));
    expect(sent).toHaveLength(1);
  });
});
