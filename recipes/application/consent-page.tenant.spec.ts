import type { Contents } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { connect } from '../../microsoft/connect.ts';
import type { CloudName } from '../../microsoft/contract/microsoft.ts';
import dropzone from '../dropzone-sentinel.recipe.ts';
import generic from '../generic-siem.recipe.ts';
import { type Lab, lab } from '../scenarios/lab.spec-kit.ts';

const endsAt = 'https://console.acme.example/connected';

/** An application that somebody made by hand in a tenant whose admin may not consent to Microsoft Graph. */
async function made(redirectUris: readonly string[]) {
  const at = lab('consent-blocked');
  const answers = { graph: ['SecurityAlert.Read.All'], appName: 'Acme' };
  const { picture } = await (await at.open()).run(generic, 'set-up', { answers });
  const application = String(picture.facts['clientId']);
  const object = Object.values(at.tenant.state().applications).find(({ appId }) => appId === application);
  if (!object) throw new Error('nothing was registered');
  at.tenant.act({
    do: 'put',
    kind: 'applications',
    value: { ...object, web: { ...(object as Contents['applications']).web, redirectUris } } as never,
  });
  return { at, answers: { ...answers, application } };
}

async function checked(at: Lab, answers: Readonly<Record<string, unknown>>) {
  const { picture } = await (await at.open()).run(generic, 'verify', { answers: answers as never });
  return picture;
}
const findingOf = (picture: RunState, id: string) =>
  picture.steps.find(({ heading }) => heading.id === id)?.finding;
const linksOf = (picture: RunState) =>
  (findingOf(picture, 'grant-consent:graph')?.problem?.remedies ?? []).flatMap((remedy) =>
    remedy.do === 'open' && remedy.label === 'Consent in the browser' ? [new URL(remedy.url)] : [],
  );

describe('the address where an administrator consents', () => {
  it('is offered where the vendor has a page for it and the application has it registered, and that is no door', async () => {
    const { at, answers } = await made([endsAt, 'https://forgotten.example/']);
    const picture = await checked(at, { ...answers, consentEndsAt: endsAt });
    const [link] = linksOf(picture);
    expect(`${link?.origin}${link?.pathname}`).toBe(
      `https://login.microsoftonline.com/${at.tenant.tenantId}/v2.0/adminconsent`,
    );
    expect(Object.fromEntries(link?.searchParams ?? [])).toEqual({
      client_id: answers.application,
      scope: 'https://graph.microsoft.com/.default',
      redirect_uri: endsAt,
      state: expect.stringMatching(/^[0-9a-f-]{36}$/u),
    });
    const doors = findingOf(picture, 'restrict-sign-in');
    expect(doors?.problem?.because).toContain('forgotten.example');
    expect(doors?.problem?.because).not.toContain('acme');
  });

  it.each([
    ['the application does not have it registered', ['https://other.example/'], endsAt],
    ['only something like it is registered', [`${endsAt}/`], endsAt],
    ['the vendor has none, whatever is registered', [endsAt], ''],
  ])('is absent where %s', async (_where, registered, consentEndsAt) => {
    const { at, answers } = await made(registered);
    const picture = await checked(at, { ...answers, consentEndsAt });
    expect(findingOf(picture, 'grant-consent:graph')?.is).toBe('waiting');
    expect(linksOf(picture)).toEqual([]);
  });

  it('is absent for Dropzone AI, which has no such page', async () => {
    const { picture } = await (await lab('consent-blocked').open()).run(dropzone, 'set-up');
    expect(findingOf(picture, 'grant-consent:graph')?.is).toBe('waiting');
    expect(linksOf(picture)).toEqual([]);
  });

  it.each<[CloudName, string, string]>([
    ['public', 'login.microsoftonline.com', 'https://graph.microsoft.com/.default'],
    ['usgov', 'login.microsoftonline.us', 'https://graph.microsoft.us/.default'],
    ['usgov-dod', 'login.microsoftonline.us', 'https://dod-graph.microsoft.us/.default'],
    ['china', 'login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn/.default'],
  ])('is the one of the cloud %s', (cloud, host, scope) => {
    const signIn = { kind: 'person', tenantId: 'tenant', clientId: 'c', account: {} } as never;
    const { consent } = connect({ fetch: () => Promise.reject(new Error('nothing is sent')), cloud, signIn });
    const page = new URL(consent.page({ clientId: 'app', api: 'graph', endsAt, state: 's' }));
    expect([page.host, page.pathname]).toEqual([host, '/tenant/v2.0/adminconsent']);
    expect(page.searchParams.get('scope')).toBe(scope);
  });
});
