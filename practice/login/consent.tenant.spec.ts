import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { appToken, call } from '../core/client.spec-kit.ts';
import { type Person, signInAsPerson } from '../server/browser-user.ts';
import { practiceTenant, type TenantName } from '../server/tenant.ts';

const redirect = 'http://localhost/back';

/** The half-finished application, and a way to send an admin to its consent address. */
async function opened(name: TenantName = 'half-finished', redirectUris: readonly string[] = [redirect]) {
  const tenant = practiceTenant(name, { lagSeconds: 0 });
  const token = await appToken(tenant, 'https://graph.microsoft.com');
  const found = Object.values(tenant.state().applications).find(({ displayName }) =>
    displayName.startsWith('Dropzone'),
  );
  const app = found ?? Object.values(tenant.state().applications)[0];
  await call(tenant, token, 'PATCH', `/applications/${app?.id}`, {
    web: { redirectUris: [...redirectUris] },
    requiredResourceAccess: [
      {
        resourceAppId: 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5',
        resourceAccess: [{ id: 'e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5', type: 'Role' }],
      },
      {
        resourceAppId: '00000003-0000-0000-c000-000000000000',
        resourceAccess: [{ id: 'bf394140-e372-4bf9-a898-299cfc7564e5', type: 'Role' }],
      },
    ],
  });
  const principal = Object.values(tenant.state().servicePrincipals).find(({ appId }) => appId === app?.appId);
  const consents = () =>
    Object.values(tenant.state().appRoleAssignments).filter(
      ({ principalId }) => principalId === principal?.id,
    ).length;
  const visit = async (path: string, more: Record<string, string> = {}, person: Person = {}) => {
    const heard: string[] = [];
    const listener = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    const back = `http://localhost:${(listener.address() as AddressInfo).port}/back`;
    const words = new URLSearchParams({
      client_id: app?.appId ?? '',
      redirect_uri: back,
      state: 's1',
      ...more,
    });
    try {
      await signInAsPerson(
        tenant,
        `https://login.microsoftonline.com/${tenant.tenantId}${path}?${words}`,
        person,
      );
    } finally {
      listener.close();
    }
    return Object.fromEntries(new URL(heard[0] ?? '', back).searchParams);
  };
  return { tenant, consents, visit };
}

describe('the admin consent address', () => {
  it('grants everything the application declares, in version 1', async () => {
    const { tenant, consents, visit } = await opened();
    expect(await visit('/adminconsent')).toEqual({
      admin_consent: 'True',
      tenant: tenant.tenantId,
      state: 's1',
    });
    expect(consents()).toBe(2);
    await visit('/adminconsent');
    expect(consents()).toBe(2);
  });

  it('grants one resource’s share, in version 2', async () => {
    const { consents, visit } = await opened();
    const scope = 'https://api.loganalytics.io/.default';
    expect(await visit('/v2.0/adminconsent', { scope })).toMatchObject({ admin_consent: 'True', scope });
    expect(consents()).toBe(1);
  });

  it('lets a Cloud Application Administrator grant the Log Analytics half and not the Graph half', async () => {
    const { consents, visit } = await opened('consent-blocked');
    await expect(visit('/adminconsent')).rejects.toThrow(/AADSTS90094/);
    await expect(
      visit('/v2.0/adminconsent', { scope: 'https://graph.microsoft.com/.default' }),
    ).rejects.toThrow(/AADSTS90094/);
    expect(consents()).toBe(0);
    await visit('/v2.0/adminconsent', { scope: 'https://api.loganalytics.io/.default' });
    expect(consents()).toBe(1);
    await visit('/adminconsent', {}, { userName: 'jonas.weber@contoso.example' });
    expect(consents()).toBe(2);
  });

  it('says admin_consent=True even when the admin declines, in version 2', async () => {
    const { consents, visit } = await opened();
    const scope = 'https://graph.microsoft.com/.default';
    const second = await visit('/v2.0/adminconsent', { scope }, { cancels: true });
    expect(second).toMatchObject({ admin_consent: 'True', error: 'consent_required' });
    expect(await visit('/adminconsent', {}, { cancels: true })).toMatchObject({ error: 'permission_denied' });
    expect(consents()).toBe(0);
  });

  it('stands even where the page cannot tell anybody', async () => {
    const { consents, visit } = await opened('half-finished', []);
    await expect(visit('/adminconsent')).rejects.toThrow(/AADSTS500113/);
    expect(consents()).toBe(2);
  });
});
