import { practiceTenant, virtualClock } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { AnswerValue } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { Secret } from '../../engine/model/secret.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { sha256 } from '../../host/storage/seal.ts';
import type { World } from '../catalogue/step.ts';
import { recipes } from '../index.ts';
import { lab as deskBefore, type Power, withoutDeleted } from '../scenarios/lab.spec-kit.ts';
import { handleOf } from './create-secret.step.ts';
import { notRotated, type RotationChoice, rotating, rotationAnswers, rotationSteps } from './rotation.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as Recipe<World>;
const day = 86_400_000;

/** A connection as set-up leaves it, and its profile. */
async function connected(lagSeconds = 0) {
  const clock = virtualClock(Date.now());
  const tenant = practiceTenant('fresh', { clock, lagSeconds, strict: true, seed: 1 });
  const at = deskBefore(tenant);
  const { picture } = await (await at.open()).run(recipe, 'set-up');
  // Everybody knows the application and its secret by now.
  clock.advance(day);
  const profileIn = (from: RunState) =>
    profileOf(recipe, from, answeredBy(from.answers), sha256) as ConnectionProfile &
      Required<Pick<ConnectionProfile, 'clientId' | 'credential'>>;
  const profile = profileIn(picture);
  const application = () =>
    Object.values(tenant.state().applications).find(({ appId }) => appId === profile.clientId);
  const rotate = async (
    choice: RotationChoice = {},
    more: { profile?: ConnectionProfile; power?: Partial<Power>; runId?: string } = {},
  ) => {
    const asked = rotating(recipe);
    const raw = rotationAnswers(recipe, more.profile ?? profile, choice) as Record<string, AnswerValue>;
    const parsed = parseAnswers(asked.questions, raw, 'offline');
    if ('refusals' in parsed) throw new Error(JSON.stringify(parsed.refusals));
    const process = await at.open(more.power);
    return process.run(asked, 'rotate', {
      answers: parsed.answers,
      only: rotationSteps(asked, answeredBy(parsed.answers)),
      runId: more.runId ?? process.host.newId(),
    });
  };
  const secrets = () => (application()?.passwordCredentials ?? []).map(({ keyId }) => keyId);
  const held = () => at.vault.get(handleOf(profile.clientId));
  const check = async () => (await (await at.open()).run(recipe, 'verify')).picture;
  return { at, clock, tenant, profile, profileIn, rotate, secrets, held, check };
}

const stateOf = (picture: RunState, id: string) => picture.steps.find(({ heading }) => heading.id === id);

describe('rotating a client secret', () => {
  it('puts a new one beside the old, proves it as the application, and keeps the old for a week', async () => {
    const { rotate, secrets, profile, profileIn, held } = await connected();
    const { picture, plan } = await rotate();
    expect(plan.changes.map(({ verb, what }) => `${verb} ${what}`)).toEqual(['add Client secret']);
    expect(verdict(picture)).toBe(0);
    expect(secrets()).toHaveLength(2);
    const next = profileIn(picture);
    expect(next.clientId).toBe(profile.clientId);
    expect(next.credential.keyId).not.toBe(profile.credential.keyId);
    expect(held()?.about.keyId).toBe(next.credential.keyId);
    const { until, keyIds } = picture.facts.retirement as { until: string; keyIds: string[] };
    expect(keyIds).toEqual([profile.credential.keyId]);
    expect(Math.round((Date.parse(until) - Date.parse(picture.lastAt)) / day)).toBe(7);
    for (const id of ['test-ingestion:log-analytics', 'test-ingestion:azure', 'test-ingestion:graph'])
      expect(stateOf(picture, id)?.is).toBe('met');
  });

  it('done again makes no third one, by the old profile or the new', async () => {
    const { rotate, secrets, profileIn } = await connected();
    const { picture } = await rotate();
    for (const profile of [undefined, profileIn(picture)]) {
      const { plan } = await rotate({}, profile ? { profile } : {});
      expect(plan.changes).toEqual([]);
    }
    expect(secrets()).toHaveLength(2);
  });

  it('retires the old one when the person says the vendor has changed over', async () => {
    const { rotate, secrets, profile, profileIn } = await connected();
    const next = profileIn((await rotate()).picture);
    const { picture, plan } = await rotate({ retireNow: true }, { profile: next });
    expect(plan.changes.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
      `remove Earlier client secret ${profile.credential.keyId.slice(0, 8)}`,
    ]);
    expect(verdict(picture)).toBe(0);
    expect(secrets()).toEqual([next.credential.keyId]);
  });

  it('when the time is over a check says so and changes nothing, and the next rotation or repair retires it', async () => {
    for (const intent of ['rotate', 'repair'] as const) {
      const { at, clock, rotate, secrets, check, profile } = await connected();
      await rotate({ retireAfter: '2d' });
      expect(stateOf(await check(), 'retire-credential')?.is).toBe('met');
      clock.advance(3 * day);
      const late = stateOf(await check(), 'retire-credential');
      expect(late).toMatchObject({ is: 'unmet', finding: { problem: { code: 'old-credential-due' } } });
      expect(secrets()).toHaveLength(2);
      if (intent === 'rotate') await rotate();
      else await (await at.open()).run(recipe, 'repair', { only: ['retire-credential'] });
      expect(secrets()).toHaveLength(1);
      expect(secrets()).not.toContain(profile.credential.keyId);
    }
  });

  it('retires the old one in the same run where no overlap is wanted, after the new one is proven', async () => {
    const { rotate, secrets, profile } = await connected(2);
    const { picture, plan, entries } = await rotate({ retireAfter: '0s' });
    expect(plan.changes.map(({ verb }) => verb)).toEqual(['add', 'remove']);
    expect(verdict(picture)).toBe(0);
    expect(secrets()).toHaveLength(1);
    expect(secrets()).not.toContain(profile.credential.keyId);
    const at = (kind: string, step: string) =>
      entries.findLastIndex((each) => each.kind === kind && 'step' in each && each.step === step);
    for (const test of ['log-analytics', 'azure', 'graph'])
      expect(at('found', `test-ingestion:${test}`)).toBeLessThan(at('intent', 'retire-credential'));
  });

  it('retires nothing whose replacement could not be proven', async () => {
    const { tenant, rotate, secrets } = await connected();
    tenant.setWeather({ faults: [{ kind: '403', host: 'logs', times: 'always' }] });
    const { picture } = await rotate({ retireAfter: '0s' });
    expect(verdict(picture)).not.toBe(0);
    expect(stateOf(picture, 'retire-credential')?.is).toBe('not-reached');
    expect(secrets()).toHaveLength(2);
  });

  it('by a profile from before the last rotation is refused, and says so', async () => {
    const { rotate, secrets } = await connected();
    await rotate({ retireAfter: '0s' });
    const { picture, plan } = await rotate();
    expect(plan.changes).toEqual([]);
    expect(stateOf(picture, 'create-secret')?.finding?.problem?.code).toBe('profile-outdated');
    expect(secrets()).toHaveLength(1);
  });

  it('undone before the old one is retired leaves the tenant as it was, the old value held again', async () => {
    const { at, tenant, rotate, held, profile, check } = await connected();
    const before = withoutDeleted(tenant.state());
    const value = held()?.value?.reveal('vault');
    const { picture } = await rotate();
    expect(held()?.value?.reveal('vault')).not.toBe(value);
    const { failed } = await (await at.open()).undo(rotating(recipe), picture.runId);
    expect(failed).toBe(0);
    expect(withoutDeleted(tenant.state())).toEqual(before);
    expect(held()?.value?.reveal('vault')).toBe(value);
    expect(held()?.about.keyId).toBe(profile.credential.keyId);
    expect(verdict(await check())).toBe(0);
  });

  it('undone after the old one is gone keeps the new: an application is never left without one', async () => {
    const { at, rotate, secrets } = await connected();
    const { picture } = await rotate({ retireAfter: '0s' });
    const { remains, lost } = await (await at.open()).undo(rotating(recipe), picture.runId);
    expect(secrets()).toHaveLength(1);
    expect(remains.join(' ')).toContain('The new client secret');
    expect(lost.join(' ')).toContain('The earlier client secret');
  });

  it('cut off at any write, before or after it, is finished by the next, with one secret left', async () => {
    let cuts = 0;
    for (const at of [1, 2, 3]) {
      for (const when of ['before', 'after'] as const) {
        const { rotate, secrets, profile } = await connected(2);
        const runId = '00000000-0000-4000-8000-00000000feed';
        await rotate({ retireAfter: '0s' }, { power: { at, when }, runId }).catch(() => {
          cuts += 1;
        });
        const { picture } = await rotate({ retireAfter: '0s' }, { runId });
        expect(verdict(picture), `${when} write ${at}`).toBe(0);
        expect(secrets(), `${when} write ${at}`).toHaveLength(1);
        expect(secrets()).not.toContain(profile.credential.keyId);
      }
    }
    expect(cuts).toBeGreaterThanOrEqual(4);
  });

  it('shows no secret, old or new, anywhere but in the vault', async () => {
    const { at, tenant, rotate } = await connected();
    const { picture, entries } = await rotate({ retireAfter: '0s' });
    const issued = tenant.issued().filter(({ kind }) => kind === 'client-secret');
    expect(issued.length).toBeGreaterThanOrEqual(2);
    for (const { value } of issued)
      for (const seen of [picture, entries, at.journal, at.lines()])
        expect(JSON.stringify(seen)).not.toContain(value);
  });

  it('belongs to every recipe that makes one, and is refused by name where there is none', () => {
    const of = (kind: 'secret' | 'certificate' | 'federated') => ({
      credential: { kind, keyId: 'k', expiresAt: '' },
    });
    const those = recipes.filter((each) => notRotated(each, of('secret')) === undefined);
    expect(those.map(({ id }) => id)).toEqual(['dropzone-sentinel', 'generic-siem']);
    expect(notRotated(recipe, of('certificate'))).toBeUndefined();
    expect(notRotated(recipe, of('federated'))?.reason).toContain('nothing to rotate');
    expect(notRotated(recipe, {})?.reason).toContain('no client secret or certificate');
  });
});

describe('a vendor that signs in all the while', () => {
  it('is never refused: with the old secret until it has the new one, with the new one from then on', async () => {
    const { at, clock, profile, profileIn, rotate, held, secrets } = await connected(8);
    const { microsoft } = (await at.open()).world;
    const before = held()?.value ?? new Secret('');
    let form = before;
    const counts = { old: 0, new: 0, refused: 0 };
    let phase: 'old' | 'new' = 'old';
    let stopped = false;
    const load = (async () => {
      while (!stopped) {
        try {
          await microsoft.asApplication(profile.clientId, form).token('log-analytics');
          counts[phase] += 1;
        } catch {
          counts.refused += 1;
        }
        await clock.sleep(500);
      }
    })();
    const next = profileIn((await rotate()).picture);
    expect(secrets()).toHaveLength(2);
    // A person puts the new value into the vendor's form.
    form = held()?.value ?? form;
    phase = 'new';
    await clock.sleep(10_000);
    await rotate({ retireNow: true }, { profile: next });
    await clock.sleep(10_000);
    stopped = true;
    await load;
    expect(secrets()).toEqual([next.credential.keyId]);
    expect(counts.old).toBeGreaterThan(5);
    expect(counts.new).toBeGreaterThan(20);
    expect(counts.refused).toBe(0);
    // Once every sign-in server knows it, the old one is really gone: the load would have met it.
    clock.advance(60_000);
    const gone = microsoft.asApplication(profile.clientId, before);
    await expect(gone.token('log-analytics')).rejects.toMatchObject({
      problem: { code: 'secret-not-accepted' },
    });
    globalThis.process.stdout.write(
      `rotation under load: ${counts.old} sign-ins with the old secret, ${counts.new} with the new, ${counts.refused} refused\n`,
    );
  });
});
