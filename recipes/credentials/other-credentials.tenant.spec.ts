import { practiceTenant, virtualClock, workloadAssertion } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { Secret } from '../../engine/model/secret.ts';
import type { AnyStep } from '../../engine/model/step.ts';
import { verdict } from '../../engine/run/run.ts';
import { addPermissions } from '../application/add-permissions.step.ts';
import { findApi } from '../application/find-api.step.ts';
import { grantConsent } from '../application/grant-consent.step.ts';
import { registerApplication } from '../application/register-application.step.ts';
import { recipe, type World } from '../catalogue/step.ts';
import { recipes } from '../index.ts';
import { testIngestion } from '../ingestion/test-ingestion.check.ts';
import {
  cutEverywhere,
  lab as deskBefore,
  type Lab,
  labOf,
  withoutDeleted,
} from '../scenarios/lab.spec-kit.ts';
import { whoAmI } from '../sign-in/who-am-i.check.ts';
import { addFederatedCredential } from './add-federated-credential.step.ts';
import { createCertificate } from './create-certificate.step.ts';

const workload = {
  issuer: 'https://token.actions.example.com',
  subject: 'repo:acme/siem:ref:refs/heads/main',
  audience: 'api://AzureADTokenExchange',
};
const scores = ['SecurityEvents.Read.All'];

/** A vendor that needs one permission and does without a client secret. */
function without(credentialStep: AnyStep<World>): Recipe<World> {
  return recipe({
    ...(recipes[0] as Recipe<World>),
    id: 'acme',
    questions: [],
    choose: async () => [],
    validate: () => [],
    profile: () => undefined,
    steps: () => [
      whoAmI(),
      registerApplication({ vendor: 'Acme', key: 'acme', name: 'Acme', existing: '' }),
      findApi('graph'),
      credentialStep,
      addPermissions('graph', scores),
      grantConsent('graph', scores),
      testIngestion.graph(scores),
    ],
  });
}
const byCertificate = () =>
  without(createCertificate({ months: 6, subject: 'Acme' }) as unknown as AnyStep<World>);
const byWorkload = () => without(addFederatedCredential(workload) as unknown as AnyStep<World>);

/** The library that signs for the application reads the computer's own clock, so this tenant begins at that. */
const desk = (of: { lagSeconds?: number } = {}) => {
  const clock = virtualClock(Date.now());
  const tenant = practiceTenant('fresh', { clock, lagSeconds: 0, seed: 1, ...of });
  return { ...deskBefore(tenant, of), later: (days: number) => clock.advance(days * 86_400_000) };
};
const states = ({ steps }: RunState) => Object.fromEntries(steps.map(({ heading, is }) => [heading.id, is]));
const listed = (at: Lab, kind: 'keyCredentials' | 'federatedCredentials') =>
  Object.values(at.tenant.state().applications)
    .filter(({ displayName }) => displayName === 'Acme')
    .flatMap((application): readonly unknown[] => application[kind]);

describe('a vendor that takes a certificate', () => {
  it('gets one whose key never leaves this computer, and signing in with it is the proof', async () => {
    const at = desk();
    const { picture, plan } = await (await at.open()).run(byCertificate(), 'set-up');
    expect(plan.changes.map(({ what }) => what)).toContain('Certificate');
    expect(verdict(picture)).toBe(0);
    expect(states(picture)).toMatchObject({ 'create-certificate': 'met', 'test-ingestion:graph': 'met' });
    expect(picture.facts).toMatchObject({ credential: { kind: 'certificate' } });
    const key = [...at.vault.values()][0]?.value?.reveal('vault').split('\n')[1] ?? '';
    expect(key.length).toBeGreaterThan(40);
    for (const text of [at.journal, picture, at.tenant.state(), at.lines()])
      expect(JSON.stringify(text)).not.toContain(key);
  });

  it('set up again changes nothing, and a check finds the same', async () => {
    const at = desk();
    await (await at.open()).run(byCertificate(), 'set-up');
    const made = JSON.stringify(at.tenant.state());
    const { plan, picture } = await (await at.open()).run(byCertificate(), 'set-up');
    expect(plan.changes).toEqual([]);
    expect(verdict(picture)).toBe(0);
    const { picture: checked } = await (await at.open()).run(byCertificate(), 'verify');
    expect(verdict(checked)).toBe(0);
    expect(JSON.stringify(at.tenant.state())).toBe(made);
  });

  it('undo leaves the tenant as it was, and no key', async () => {
    const at = desk({ lagSeconds: 3 });
    const before = withoutDeleted(at.tenant.state());
    const { picture } = await (await at.open()).run(byCertificate(), 'set-up');
    const { failed } = await (await at.open()).undo(byCertificate(), picture.runId);
    expect(failed).toBe(0);
    expect(withoutDeleted(at.tenant.state())).toEqual(before);
    expect(at.vault.size).toBe(0);
  });

  it('a run cut off at any write, before or after it, is finished by the next, with one certificate', async () => {
    const whole = desk({ lagSeconds: 2 });
    const { cuts } = await cutEverywhere(whole, (each) => each.run(byCertificate(), 'set-up'));
    for (const { left, nth, when } of cuts) {
      const next = labOf(left);
      const { picture } = await (await next.open()).run(byCertificate(), 'set-up');
      expect(verdict(picture), `${when} write ${nth}`).toBe(0);
      expect(listed(next, 'keyCredentials'), `${when} write ${nth}`).toHaveLength(1);
    }
    expect(cuts).toHaveLength(2 * whole.writes().length);
  });

  it('one of an earlier set-up whose key is elsewhere is not doubled', async () => {
    const at = desk();
    await (await at.open()).run(byCertificate(), 'set-up');
    at.vault.clear();
    const { picture } = await (await at.open()).run(byCertificate(), 'set-up', { runId: 'elsewhere' });
    const step = picture.steps.find(({ heading }) => heading.id === 'create-certificate');
    expect(step?.finding?.problem?.code).toBe('certificate-key-not-here');
    expect(listed(at, 'keyCredentials')).toHaveLength(1);
  });

  it('warns when the certificate ends soon', async () => {
    const at = desk();
    await (await at.open()).run(byCertificate(), 'set-up');
    at.later(160);
    const { picture } = await (await at.open()).run(byCertificate(), 'verify');
    const step = picture.steps.find(({ heading }) => heading.id === 'create-certificate');
    expect(step?.finding?.warning?.title).toBe('The certificate expires within 30 days');
  });
});

describe('a vendor whose workload has an identity of its own', () => {
  const token = async (at: Lab) => new Secret(await workloadAssertion(workload, at.tenant.clock.now()));

  it('is trusted to the letter, and a token of it is the proof', async () => {
    const at = desk({ lagSeconds: 2 });
    const { picture } = await (await at.open()).run(byWorkload(), 'set-up', {
      secretAnswers: { workloadToken: await token(at) },
    });
    expect(verdict(picture)).toBe(0);
    expect(listed(at, 'federatedCredentials')).toMatchObject([
      { issuer: workload.issuer, subject: workload.subject, audiences: [workload.audience] },
    ]);
    expect(at.vault.size).toBe(0);
  });

  it('without such a token nobody could look: neither a pass nor a fail', async () => {
    const at = desk();
    const { picture } = await (await at.open()).run(byWorkload(), 'set-up');
    expect(states(picture)).toMatchObject({
      'add-federated-credential': 'met',
      'test-ingestion:graph': 'unknown',
    });
  });

  it('set up again changes nothing, and undo leaves the tenant as it was', async () => {
    const at = desk({ lagSeconds: 3 });
    const before = withoutDeleted(at.tenant.state());
    const { picture } = await (await at.open()).run(byWorkload(), 'set-up');
    const made = JSON.stringify(at.tenant.state());
    const { plan } = await (await at.open()).run(byWorkload(), 'set-up');
    expect(plan.changes).toEqual([]);
    expect(JSON.stringify(at.tenant.state())).toBe(made);
    expect((await (await at.open()).undo(byWorkload(), picture.runId)).failed).toBe(0);
    expect(withoutDeleted(at.tenant.state())).toEqual(before);
  });

  it('is not given a second credential where one names another audience', async () => {
    const at = desk();
    await (await at.open()).run(byWorkload(), 'set-up');
    const other = without(
      addFederatedCredential({ ...workload, audience: 'api://other' }) as unknown as AnyStep<World>,
    );
    const { picture, plan } = await (await at.open()).run(other, 'set-up', { runId: 'other' });
    expect(plan.changes).toEqual([]);
    expect(states(picture)['add-federated-credential']).toBe('blocked');
    expect(listed(at, 'federatedCredentials')).toHaveLength(1);
  });
});
