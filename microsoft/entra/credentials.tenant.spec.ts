import { X509Certificate } from 'node:crypto';
import { virtualClock, workloadAssertion } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import type { NewCertificate } from '../contract/microsoft.ts';
import { present, refusalOf, signedIn } from '../sessions/signed-in.spec-kit.ts';

async function newApplication() {
  const world = await signedIn('fresh', { clock: virtualClock(Date.now()) });
  const { applications, servicePrincipals } = world.microsoft;
  const made = await applications.create({ uniqueName: 'acme-g1', displayName: 'Acme', tags: [] });
  await servicePrincipals.create(made.appId);
  return { ...world, applications, ...made };
}

const year = '2027-11-24T00:00:00Z';

describe('a certificate made on this computer', () => {
  it('is what the application signs in with once Entra lists it', async () => {
    const { microsoft, applications, appId, appObjectId } = await newApplication();
    const made = await applications.newCertificate({ subject: 'Acme', endDateTime: year });
    const session = () => microsoft.asApplication(appId, made).token('graph');
    expect(await refusalOf(session())).toMatchObject({ problem: { code: 'credential-not-accepted' } });
    await applications.addCertificate(appObjectId, { ...shown(made), displayName: 'acme/1' });
    expect(await session()).toMatchObject({ resource: 'graph' });
  });

  it('carries its end and its subject, and is known by its thumbprint', async () => {
    const { applications, appId, appObjectId } = await newApplication();
    const made = await applications.newCertificate({ subject: 'Acme', endDateTime: year });
    const certificate = new X509Certificate(Buffer.from(made.certificate, 'base64'));
    expect(certificate.subject).toBe('CN=Acme');
    expect(new Date(certificate.validTo).toISOString()).toBe(new Date(year).toISOString());
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    await applications.addCertificate(appObjectId, { ...shown(made), displayName: 'acme/1' });
    const listed = present(await applications.byAppId(appId)).keyCredentials;
    expect(listed).toMatchObject([{ thumbprint: made.thumbprint, displayName: 'acme/1' }]);
    expect(listed[0]?.endDateTime.slice(0, 10)).toBe('2027-11-24');
  });

  it('stands beside those that were there, is added once, and leaves them when it goes', async () => {
    const { microsoft, applications, appId, appObjectId } = await newApplication();
    const first = await applications.newCertificate({ subject: 'First', endDateTime: year });
    const second = await applications.newCertificate({ subject: 'Second', endDateTime: year });
    const add = (made: typeof first, displayName: string) =>
      applications.addCertificate(appObjectId, { ...shown(made), displayName });
    expect(await add(first, 'acme/1')).toEqual({ created: true });
    expect(await add(second, 'acme/2')).toEqual({ created: true });
    expect(await add(second, 'acme/2')).toEqual({ created: false });
    await applications.removeCertificate(appObjectId, second.thumbprint);
    const left = present(await applications.byAppId(appId)).keyCredentials;
    expect(left.map(({ displayName }) => displayName)).toEqual(['acme/1']);
    expect(await microsoft.asApplication(appId, first).token('graph')).toBeDefined();
    expect(await refusalOf(microsoft.asApplication(appId, second).token('graph'))).toBeDefined();
    await applications.removeCertificate(appObjectId, second.thumbprint);
  });

  it('keeps its key to itself: nothing of it goes to Microsoft', async () => {
    const { applications, appObjectId, tenant } = await newApplication();
    const made = await applications.newCertificate({ subject: 'Acme', endDateTime: year });
    await applications.addCertificate(appObjectId, { ...shown(made), displayName: 'acme/1' });
    const key = made.privateKey.reveal('microsoft').split('\n')[1] ?? '';
    expect(key.length).toBeGreaterThan(40);
    expect(JSON.stringify(tenant.state())).not.toContain(key);
    expect(JSON.stringify(tenant.state())).toContain(made.certificate);
  });
});

describe('a federated credential', () => {
  const wanted = {
    name: 'pipeline',
    issuer: 'https://token.actions.example.com',
    subject: 'repo:acme/siem:ref:refs/heads/main',
    audiences: ['api://AzureADTokenExchange'],
  };

  it('lets the application in with the word of its provider, exact to the letter', async () => {
    const { microsoft, applications, appId, appObjectId, tenant } = await newApplication();
    const token = async (subject: string) => {
      const claims = { issuer: wanted.issuer, subject, audience: wanted.audiences[0] ?? '' };
      const assertion = new Secret(await workloadAssertion(claims, tenant.clock.now()));
      return await microsoft.asApplication(appId, { assertion }).token('graph');
    };
    expect(await refusalOf(token(wanted.subject))).toMatchObject({
      problem: { code: 'credential-not-accepted' },
    });
    expect(await applications.addFederatedCredential(appObjectId, wanted)).toMatchObject({ created: true });
    expect(await token(wanted.subject)).toMatchObject({ resource: 'graph' });
    expect(await refusalOf(token('repo:acme/siem:ref:refs/heads/other'))).toBeDefined();
  });

  it('is made once, listed, and removed by its id; gone is gone', async () => {
    const { applications, appObjectId } = await newApplication();
    const { id } = await applications.addFederatedCredential(appObjectId, wanted);
    expect(await applications.addFederatedCredential(appObjectId, { ...wanted, name: 'twin' })).toEqual({
      id,
      created: false,
    });
    expect(await applications.federatedCredentials(appObjectId)).toEqual([{ id, ...wanted }]);
    await applications.removeFederatedCredential(appObjectId, id);
    await applications.removeFederatedCredential(appObjectId, id);
    expect(await applications.federatedCredentials(appObjectId)).toEqual([]);
  });
});

/** What of a new certificate goes to Microsoft. */
function shown({ certificate, startDateTime, endDateTime }: NewCertificate) {
  return { certificate, startDateTime, endDateTime };
}
