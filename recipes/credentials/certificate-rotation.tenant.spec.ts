import { practiceTenant, virtualClock } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { AnswerValue } from '../../engine/model/question.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { calendarFile, remindersOf } from '../../host/profile/calendar.ts';
import { sha256 } from '../../host/storage/seal.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import recipe from '../generic-siem.recipe.ts';
import { lab as deskBefore, type Power, withoutDeleted } from '../scenarios/lab.spec-kit.ts';
import { keyHandleOf, previousKeyHandleOf } from './create-certificate.step.ts';
import { type RotationChoice, rotating, rotationAnswers, rotationSteps } from './rotation.ts';

const day = 86_400_000;
type Named = ConnectionProfile & Required<Pick<ConnectionProfile, 'clientId' | 'credential'>>;

/** A connection by certificate as set-up leaves it, and its profile. */
async function connected(lagSeconds = 0) {
  const clock = virtualClock(Date.now() - day);
  const tenant = practiceTenant('fresh', { clock, lagSeconds, strict: true, seed: 1 });
  const at = deskBefore(tenant);
  const profileIn = (from: RunState) => profileOf(recipe, from, answeredBy(from.answers), sha256) as Named;
  const { picture } = await (await at.open()).run(recipe, 'set-up', {
    answers: { kind: 'certificate', secretMonths: 12 },
  });
  // Everybody knows the application and its certificate by now; the signing library reads the computer's own clock.
  clock.advance(day);
  const profile = profileIn(picture);
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
  const keys = () =>
    Object.values(tenant.state().applications)
      .filter(({ appId }) => appId === profile.clientId)
      .flatMap(({ keyCredentials }) => keyCredentials.map(({ keyId }) => keyId));
  const held = () => at.vault.get(keyHandleOf(profile.clientId));
  const verify = async () =>
    (await (await at.open()).run(recipe, 'verify', { answers: recipe.answersOf(profile) })).picture;
  return { at, clock, tenant, profile, profileIn, rotate, keys, held, verify };
}

const stepOf = (picture: RunState, id: string) => picture.steps.find(({ heading }) => heading.id === id);
const planned = ({ plan }: { plan: { changes: readonly { verb: string; what: string }[] } }) =>
  plan.changes.map(({ verb, what }) => `${verb} ${what}`);

describe('rotating a certificate', () => {
  it('puts a new one beside the old, proves it as the application, and makes no third one', async () => {
    const { rotate, keys, profile, profileIn, held, verify, at } = await connected();
    const first = await rotate();
    expect(planned(first)).toEqual(['add Certificate']);
    expect([verdict(first.picture), keys().length]).toEqual([0, 2]);
    const next = profileIn(first.picture);
    expect([next.clientId, next.credential.kind]).toEqual([profile.clientId, 'certificate']);
    expect(next.credential.keyId).not.toBe(profile.credential.keyId);
    expect(next.form.certificate).not.toBe(profile.form.certificate);
    expect(held()?.about.replaces).toBe(profile.credential.keyId);
    for (const id of ['test-ingestion:log-analytics', 'test-ingestion:azure'])
      expect(stepOf(first.picture, id)?.is).toBe('met');
    const { until } = first.picture.facts.retirement as { until: string };
    expect(Math.round((Date.parse(until) - Date.parse(first.picture.lastAt)) / day)).toBe(7);
    for (const by of [profile, next]) expect(planned(await rotate({}, { profile: by }))).toEqual([]);
    expect(keys()).toHaveLength(2);
    // While both hold nothing is amiss, and nothing is said twice.
    const checked = await verify();
    expect(stepOf(checked, 'prune-credentials')?.is).toBe('met');
    expect(stepOf(checked, 'retire-credential')?.is).toBe('met');
    expect(at.vault.has(previousKeyHandleOf(profile.clientId))).toBe(true);
  });

  it('retires the old one when the person says so, and its key is let go of', async () => {
    const { at, rotate, keys, profile, profileIn } = await connected();
    const next = profileIn((await rotate()).picture);
    const retired = await rotate({ retireNow: true }, { profile: next });
    expect(planned(retired)).toEqual([`remove Earlier certificate ${profile.credential.keyId.slice(0, 8)}`]);
    expect([verdict(retired.picture), keys()]).toEqual([0, [next.credential.keyId]]);
    expect(at.vault.has(previousKeyHandleOf(profile.clientId))).toBe(false);
  });

  it.each(['rotate', 'repair'] as const)(
    'when the time is over a check says so and changes nothing, and the next %s retires it',
    async (intent) => {
      const { at, clock, rotate, keys, verify, profile } = await connected();
      await rotate({ retireAfter: '2m' });
      expect(stepOf(await verify(), 'retire-credential')?.is).toBe('met');
      clock.advance(3 * 60_000);
      const late = stepOf(await verify(), 'retire-credential');
      expect(late).toMatchObject({ is: 'unmet', finding: { problem: { code: 'old-credential-due' } } });
      expect(late?.finding?.problem?.title).toBe('The earlier certificate is due to be retired');
      expect(keys()).toHaveLength(2);
      if (intent === 'rotate') await rotate();
      else {
        const answers = recipe.answersOf(profile);
        await (await at.open()).run(recipe, 'repair', { answers, only: ['retire-credential'] });
      }
      expect(keys()).toHaveLength(1);
      expect(keys()).not.toContain(profile.credential.keyId);
    },
  );

  it('retires nothing whose replacement could not be proven', async () => {
    const { tenant, rotate, keys } = await connected();
    tenant.setWeather({ faults: [{ kind: '403', host: 'logs', times: 'always' }] });
    const { picture } = await rotate({ retireAfter: '0s' });
    expect(verdict(picture)).not.toBe(0);
    expect(stepOf(picture, 'retire-credential')?.is).toBe('not-reached');
    expect(keys()).toHaveLength(2);
  });

  it('by a profile from before the last rotation is refused, and says so', async () => {
    const { rotate, keys } = await connected();
    await rotate({ retireAfter: '0s' });
    const outdated = await rotate();
    expect(planned(outdated)).toEqual([]);
    expect(stepOf(outdated.picture, 'create-certificate')?.finding?.problem).toMatchObject({
      code: 'profile-outdated',
      because: 'The certificate in it no longer belongs to the application.',
    });
    expect(keys()).toHaveLength(1);
  });

  it('undone before the old one is retired leaves the tenant as it was, the old key held again', async () => {
    const { at, tenant, rotate, held, verify } = await connected();
    const before = withoutDeleted(tenant.state());
    const key = held()?.value?.reveal('vault');
    const { picture } = await rotate();
    expect(held()?.value?.reveal('vault')).not.toBe(key);
    const { failed } = await (await at.open()).undo(rotating(recipe), picture.runId);
    expect([failed, withoutDeleted(tenant.state())]).toEqual([0, before]);
    expect(held()?.value?.reveal('vault')).toBe(key);
    expect(at.vault.size).toBe(1);
    expect(verdict(await verify())).toBe(0);
  });

  it('undone after the old one is gone keeps the new: an application is never left without one', async () => {
    const { at, rotate, keys } = await connected();
    const { picture } = await rotate({ retireAfter: '0s' });
    const { remains, lost } = await (await at.open()).undo(rotating(recipe), picture.runId);
    expect(keys()).toHaveLength(1);
    expect(remains.join(' ')).toContain('The new certificate');
    expect(lost.join(' ')).toContain('The earlier certificate');
  });

  it('cut off at any write, before or after it, is finished by the next, with one certificate left', async () => {
    let cuts = 0;
    for (const at of [1, 2]) {
      for (const when of ['before', 'after'] as const) {
        const { rotate, keys, profile } = await connected(2);
        const runId = '00000000-0000-4000-8000-00000000feed';
        await rotate({ retireAfter: '0s' }, { power: { at, when }, runId }).catch(() => {
          cuts += 1;
        });
        const { picture } = await rotate({ retireAfter: '0s' }, { runId });
        expect(verdict(picture), `${when} write ${at}`).toBe(0);
        expect(keys(), `${when} write ${at}`).toHaveLength(1);
        expect(keys()).not.toContain(profile.credential.keyId);
      }
    }
    expect(cuts).toBe(4);
  });

  it('shows no key, old or new, anywhere but in the vault', async () => {
    const { at, rotate } = await connected();
    const { picture, entries } = await rotate();
    // Its first lines are the public key, which the certificate holds too.
    const keys = [...at.vault.values()].map(({ value }) => value?.reveal('vault').split('\n')[15] ?? '');
    expect(keys.map((text) => text.length)).toEqual([64, 64]);
    for (const seen of [picture, entries, at.journal, at.lines(), at.tenant.state().applications])
      for (const key of keys) expect(JSON.stringify(seen).includes(key)).toBe(false);
  });

  it('is in the calendar: the day the new one ends, and the day the old one is due', async () => {
    const { rotate, profileIn } = await connected();
    const { picture } = await rotate({ retireAfter: '2d' });
    const next = profileIn(picture);
    const retirement = picture.facts.retirement as { until: string };
    const file = await calendarFile(next, remindersOf(next, recipe.vendor, retirement));
    const text = file.replaceAll('\r\n\t', '').replaceAll('\\,', ',');
    expect(text.match(/BEGIN:VEVENT/gu)).toHaveLength(2);
    expect(text).toMatch(/SUMMARY:The certificate of Another product at .* ends/u);
    expect(text).toContain('SUMMARY:Retire the earlier certificate of Another product');
    expect(text).toContain(
      `DTSTART;VALUE=DATE:${next.credential.expiresAt.slice(0, 10).replaceAll('-', '')}`,
    );
  });
});

describe('a vendor that signs in by certificate all the while', () => {
  it('is never refused: with the old key until it has the new one, with the new one from then on', async () => {
    const { at, clock, profile, profileIn, rotate, held, keys } = await connected(8);
    const { microsoft } = (await at.open()).world;
    const proofHeld = () => {
      const { value, about } = held() ?? {};
      if (!value) throw new Error('no key is held');
      return { certificate: about?.certificate ?? '', privateKey: value };
    };
    const signsIn = (proof: Parameters<Microsoft['asApplication']>[1]) =>
      microsoft.asApplication(profile.clientId, proof).token('log-analytics');
    const before = proofHeld();
    let form = before;
    const counts = { old: 0, new: 0, refused: 0 };
    let phase: 'old' | 'new' = 'old';
    let stopped = false;
    const ahead = () => clock.now() - Date.now();
    const began = ahead();
    const load = (async () => {
      while (!stopped) {
        try {
          await signsIn(form);
          counts[phase] += 1;
        } catch {
          counts.refused += 1;
        }
        // A key takes real time to make, in which this loop alone would let minutes pass in the tenant; the library
        // signs by the computer's clock, and what it signs holds for ten.
        while (!stopped && ahead() - began > 120_000) await new Promise(setImmediate);
        await clock.sleep(500);
      }
    })();
    const next = profileIn((await rotate()).picture);
    expect(keys()).toHaveLength(2);
    // A person puts the new key into the vendor's form; by then every sign-in server knows it, not only the one that
    // the proof met.
    await clock.sleep(24_000);
    form = proofHeld();
    phase = 'new';
    await clock.sleep(10_000);
    await rotate({ retireNow: true }, { profile: next });
    await clock.sleep(10_000);
    stopped = true;
    await load;
    expect(keys()).toEqual([next.credential.keyId]);
    expect(counts.old).toBeGreaterThan(5);
    expect(counts.new).toBeGreaterThan(20);
    expect(counts.refused).toBe(0);
    // Once every sign-in server knows it, the old one is really gone: the load would have met it.
    clock.advance(60_000);
    await expect(signsIn(before)).rejects.toMatchObject({ problem: { code: /certificate|secret/u } });
    globalThis.process.stdout.write(
      `certificate rotation under load: ${counts.old} sign-ins with the old key, ${counts.new} with the new, ${counts.refused} refused\n`,
    );
  });
});
