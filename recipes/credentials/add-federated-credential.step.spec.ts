import { describe, expect, it } from 'vitest';
import type { FederatedCredential } from '../../microsoft/contract/microsoft.ts';
import { after, answering, applicationOf, begunOf, toolsOf } from '../catalogue/tools.spec-kit.ts';
import { addFederatedCredential } from './add-federated-credential.step.ts';

const trusted = {
  issuer: 'https://issuer.example',
  subject: 'repo:Ada/app',
  audience: 'api://AzureADTokenExchange',
};
const step = addFederatedCredential(trusted);
const name = 'sentinel-onboarding-uuid of https://issuer.example repo:Ada/app';
const listed = (of: Partial<FederatedCredential> = {}): FederatedCredential => ({
  id: 'fic',
  name,
  issuer: trusted.issuer,
  subject: trusted.subject,
  audiences: [trusted.audience],
  ...of,
});
const made = { kind: 'federated-credential', id: 'fic', of: 'object' };

describe('a federated credential of a run that was cut off', () => {
  const recognized = (credentials: readonly FederatedCredential[], at = after(60_000)) =>
    step.recognize?.(
      begunOf({}),
      { listed: credentials, name, at } as never,
      { application: 'object' } as never,
    );

  it('is the one that trusts the workload under our name', () => {
    expect(recognized([listed({ id: 'x', subject: 'repo:Ada/other' }), listed()])).toEqual({
      receipt: { made, owned: true },
    });
  });

  it('under another name somebody else made it, also within the minute', () => {
    expect(recognized([listed({ name: 'by hand' })], after(0))).toBe('not-ours');
    expect(recognized([listed({ name: name.toUpperCase() })])).toBe('not-ours');
  });

  it.each([
    ['subject', { subject: 'repo:ada/app' }],
    ['issuer', { issuer: 'https://ISSUER.example' }],
  ])('its %s is compared to the letter', (_what, of) => {
    expect(recognized([listed(of)])).toBe('never-happened');
  });

  it('may still appear within a minute, and no later', () => {
    expect(recognized([], after(59_999))).toBe('still-open');
    expect(recognized([], after(60_000))).toBe('never-happened');
  });
});

describe('whose a federated credential is', () => {
  const whose = (of: { standing?: FederatedCredential[]; made?: object; given?: object } = {}) => {
    const byObjectId = answering({ object: applicationOf(), another: applicationOf() });
    const federatedCredentials = async (application: string) => {
      if (application !== 'object') throw new Error('no application but ours is asked');
      return of.standing ?? [listed()];
    };
    const { tools } = toolsOf({
      given: of.given ?? { application: 'object' },
      answers: { applications: { byObjectId, federatedCredentials } },
    });
    return step.whose?.({ made: { ...made, ...of.made }, owned: true }, tools);
  };

  it.each([
    ['with our name, whatever it trusts now', 'ours', { standing: [listed({ subject: 'changed' })] }],
    ['with another name', 'not-ours', { standing: [listed({ name: 'by hand' })] }],
    ['that is not listed', 'gone', { standing: [listed({ id: 'other' })] }],
    ['of another application that stands', 'not-ours', { made: { of: 'another' } }],
    ['of another application that is gone', 'gone', { made: { of: 'deleted' } }],
    ['while ours is not known, of one that stands', 'not-ours', { given: {} }],
    ['while ours is not known, of none', 'gone', { given: {}, made: { of: undefined } }],
  ])('one %s: %s', async (_what, is, of) => {
    expect(await whose(of)).toEqual({ is });
  });
});

describe('undoing a federated credential', () => {
  const undo = async (part: object) => {
    const { tools, sent } = toolsOf({});
    await step.undo?.({ made: { ...made, ...part }, owned: true }, tools);
    return sent;
  };

  it('removes that one of that application', async () => {
    expect(await undo({})).toEqual([['applications.removeFederatedCredential', 'object', 'fic']]);
  });

  it('sends nothing for another kind, or without an application', async () => {
    expect(await undo({ kind: 'nothing' })).toEqual([]);
    expect(await undo({ of: undefined })).toEqual([]);
  });
});
