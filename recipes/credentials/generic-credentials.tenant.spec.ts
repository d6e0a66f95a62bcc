import { practiceTenant, virtualClock, workloadAssertion } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { AnswerValue } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { cards } from '../../engine/view/card.ts';
import { profileSchema } from '../../host/profile/profile-schema.ts';
import { sha256 } from '../../host/storage/seal.ts';
import generic from '../generic-siem.recipe.ts';
import {
  cutEverywhere,
  lab as deskBefore,
  type Lab,
  labOf,
  strays,
  withoutDeleted,
} from '../scenarios/lab.spec-kit.ts';

const workload = {
  issuer: 'https://token.actions.example.com',
  subject: 'repo:acme/siem:ref:refs/heads/main',
  audience: 'api://AzureADTokenExchange',
};
const kinds = {
  secret: { kind: 'secret' },
  certificate: { kind: 'certificate', graph: ['SecurityAlert.Read.All'] },
  federated: { kind: 'federated', issuer: workload.issuer, subject: workload.subject },
} as const satisfies Readonly<Record<string, Readonly<Record<string, AnswerValue>>>>;
type Kind = keyof typeof kinds;

/** The library that signs for the application reads the computer's own clock, so this tenant begins at that. */
const desk = (lagSeconds = 0) => {
  const clock = virtualClock(Date.now());
  return {
    ...deskBefore(practiceTenant('fresh', { clock, lagSeconds, strict: true, seed: 1 }), { lagSeconds }),
    later: (seconds: number) => clock.advance(seconds * 1000),
  };
};
const token = async (at: Lab) => new Secret(await workloadAssertion(workload, at.tenant.clock.now()));
const asked = async (at: Lab, kind: Kind, more: Readonly<Record<string, AnswerValue>> = {}) => ({
  answers: { ...kinds[kind], ...more },
  ...(kind === 'federated' ? { secretAnswers: { workloadToken: await token(at) } } : {}),
});
const ends = (picture: RunState) =>
  Object.fromEntries(
    picture.steps.map(({ heading, is, finding }) => [heading.id, [is, finding?.problem?.code]]),
  );
const profileIn = (picture: RunState) => {
  const profile = profileOf(generic, picture, answeredBy(picture.answers), sha256);
  if (!profile) throw new Error('no profile');
  return profile;
};
const credentials = (at: Lab) =>
  Object.values(at.tenant.state().applications)
    .filter(({ displayName }) => displayName === 'Microsoft Sentinel connector')
    .map((each) => [
      each.passwordCredentials.length,
      each.keyCredentials.length,
      each.federatedCredentials.length,
    ]);
const one: Readonly<Record<Kind, readonly number[]>> = {
  secret: [1, 0, 0],
  certificate: [0, 1, 0],
  federated: [0, 0, 1],
};

describe.each(Object.keys(kinds) as Kind[])('another product by %s', (kind) => {
  it('gets exactly that credential, is proven with it, and set up again or checked changes nothing', async () => {
    const at = desk(2);
    const process = await at.open();
    await process.run(generic, 'verify', await asked(at, kind));
    await process.run(generic, 'plan', await asked(at, kind));
    expect(at.writes()).toEqual([]);
    const { picture, plan, entries } = await process.run(generic, 'set-up', await asked(at, kind));
    expect([verdict(picture), credentials(at)]).toEqual([0, [one[kind]]]);
    const planned = plan.changes.map(({ step, verb, what, where }) => `${step} ${verb} ${what} ${where}`);
    for (const entry of entries) {
      if (entry.kind !== 'intent') continue;
      const { step, change } = entry;
      expect(planned).toContain(`${step} ${change.verb} ${change.what} ${change.where}`);
    }
    const made = JSON.stringify(at.tenant.state());
    const again = await (await at.open()).run(generic, 'set-up', await asked(at, kind));
    expect([again.plan.changes, ends(again.picture)]).toEqual([[], ends(picture)]);
    // A check doesn't wait. Set-up ends when one copy of the query service knows the role; by now each of them does.
    at.later(60);
    const check = await (await at.open()).run(generic, 'verify', await asked(at, kind));
    expect(ends(check.picture)).toEqual(ends(picture));
    expect(JSON.stringify(at.tenant.state())).toBe(made);
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });

  it('has a profile that names it, whose form holds the lines of this kind and leads to the secret', async () => {
    const at = desk();
    const { picture } = await (await at.open()).run(generic, 'set-up', await asked(at, kind));
    const profile = profileIn(picture);
    expect(profileSchema.safeParse(profile).error).toBeUndefined();
    expect(profile.credential?.kind).toBe(kind);
    const lines = generic.form(profile);
    const wanted = {
      secret: ['Client secret'],
      certificate: ['Certificate', 'Private key'],
      federated: [],
    } as const;
    const own = lines.filter(({ title }) => /^(?:Client secret|Certificate|Private key)$/u.test(title));
    expect(own.map(({ title }) => title)).toEqual(wanted[kind]);
    const handles = lines.flatMap(({ secretHandle }) => secretHandle ?? []);
    expect(handles).toHaveLength(kind === 'federated' ? 0 : 1);
    for (const handle of handles) expect(at.vault.get(handle)?.value).toBeDefined();
    const shown = own.flatMap(({ value }) => (value === '' ? [] : [value.split('\n')[0]]));
    expect(shown).toEqual(kind === 'certificate' ? ['-----BEGIN CERTIFICATE-----'] : []);

    const later = await asked(at, kind);
    const { picture: checked } = await (await at.open()).run(generic, 'verify', {
      ...later,
      answers: generic.answersOf(profile),
    });
    expect(verdict(checked)).toBe(0);
  });

  it.each([0, 3])(
    'undo, replicas %i s behind, leaves the tenant as it was, and no key',
    async (lagSeconds) => {
      const at = desk(lagSeconds);
      const before = withoutDeleted(at.tenant.state());
      const { picture } = await (await at.open()).run(generic, 'set-up', await asked(at, kind));
      const { failed } = await (await at.open()).undo(generic, picture.runId);
      expect([failed, at.vault.size]).toEqual([0, 0]);
      expect(withoutDeleted(at.tenant.state())).toEqual(before);
      const again = await (await at.open()).run(generic, 'set-up', {
        ...(await asked(at, kind)),
        runId: 'again',
      });
      expect(ends(again.picture)).toEqual(ends(picture));
    },
  );

  it('repaired a second time changes nothing', async () => {
    const at = desk();
    const { picture } = await (await at.open()).run(generic, 'repair', await asked(at, kind));
    const { plan } = await (await at.open()).run(generic, 'repair', await asked(at, kind));
    expect([verdict(picture), plan.changes, credentials(at)]).toEqual([0, [], [one[kind]]]);
  });

  it('cut off at any write, before or after it, is finished by the next, with one credential', async () => {
    const whole = desk(2);
    const given = await asked(whole, kind);
    const { result, cuts } = await cutEverywhere(whole, (each) => each.run(generic, 'set-up', given));
    for (const { left, nth, when } of cuts) {
      const next = labOf(left);
      const { picture } = await (await next.open()).run(generic, 'set-up', await asked(next, kind));
      expect(ends(picture), `${when} write ${nth}`).toEqual(ends(result.picture));
      expect(credentials(next), `${when} write ${nth}`).toEqual([one[kind]]);
    }
    const writes = whole.writes().length;
    expect(cuts).toHaveLength(2 * writes);
    process.stdout.write(`by ${kind}: cut off at ${cuts.length} places of ${writes} writes, each finished\n`);
  });

  it('shows no secret anywhere but in the vault', async () => {
    const at = desk();
    const given = await asked(at, kind);
    const { picture } = await (await at.open()).run(generic, 'set-up', given);
    // The first lines of a private key are the public key, which its certificate holds too.
    const held = [...at.vault.values()].flatMap(
      ({ value }) => value?.reveal('vault').split('\n').slice(12) ?? [],
    );
    const canaries = [
      ...at.tenant.issued().map(({ value }) => value),
      ...held.filter((text) => text.length > 40 && !text.startsWith('-')),
      ...('secretAnswers' in given ? [given.secretAnswers?.workloadToken.reveal('microsoft') ?? ''] : []),
    ].filter((text) => text !== '');
    expect(canaries.length).toBeGreaterThan(kind === 'certificate' ? 10 : 1);
    const seen = [at.journal, cards(picture), profileIn(picture), at.lines(), at.tenant.state().applications];
    for (const text of seen.map((each) => JSON.stringify(each)))
      for (const canary of canaries) expect(text.includes(canary)).toBe(false);
  });
});

describe('what does not go together is refused by name, before anything is sent', () => {
  const federated = { kind: 'federated', ...workload };
  const refusals = (raw: Readonly<Record<string, unknown>>) => {
    const parsed = parseAnswers(generic.questions, raw, 'offline');
    const found = 'refusals' in parsed ? parsed.refusals : generic.validate(answeredBy(parsed.answers));
    return found.map(({ field }) => field);
  };

  it.each([
    [{ kind: 'password' }, ['kind']],
    [{ kind: 'federated' }, ['issuer', 'subject']],
    [{ ...federated, issuer: 'http://token.example.com' }, ['issuer']],
    [{ ...federated, issuer: 'https://token.example.com/?x=1' }, ['issuer']],
    [{ ...federated, subject: 'two words' }, ['subject']],
    [{ ...federated, subject: 'x'.repeat(601) }, ['subject']],
    [{ ...federated, subject: '\u202eevil' }, ['subject']],
    [{ ...federated, audience: '' }, ['audience']],
    [{ kind: 'certificate', secretVault: 'kv-own' }, ['secretVault']],
    [{ ...federated, secretVault: 'kv-own' }, ['secretVault']],
    [{ ...federated, workloadToken: 'eyJ' }, ['workloadToken']],
    [{ kind: 'certificate', secretMonths: 0 }, ['secretMonths']],
  ])('%j', (raw, fields) => {
    expect(refusals(raw)).toEqual(fields);
  });

  it('and what does is taken', () => {
    expect(refusals(federated)).toEqual([]);
    expect(refusals({ kind: 'certificate', secretMonths: 12 })).toEqual([]);
    expect(refusals({ secretVault: 'kv-own' })).toEqual([]);
  });
});

it('a federated credential without a token of its workload is there, and nobody could look what it reads', async () => {
  const at = desk();
  const { picture } = await (await at.open()).run(generic, 'set-up', { answers: kinds.federated });
  expect(ends(picture)).toMatchObject({
    'add-federated-credential': ['met', undefined],
    'test-ingestion:azure': ['unknown', 'secret-not-held-here'],
  });
});
