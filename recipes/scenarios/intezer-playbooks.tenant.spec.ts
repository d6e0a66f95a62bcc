import { describe, expect, it } from 'vitest';
import { answeredBy } from '../../engine/model/answers.ts';
import type { AnswerValue } from '../../engine/model/question.ts';
import { Secret } from '../../engine/model/secret.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { profileSchema } from '../../host/profile/profile-schema.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { recipes } from '../index.ts';
import { lab } from './lab.spec-kit.ts';

const intezer = recipes.find(({ id }) => id === 'intezer-playbooks');
if (!intezer) throw new Error('no such recipe');
const workspace = ['/subscriptions/s/resourceGroups/rg/providers/p/workspaces/w'];
const idsOf = (answers: Readonly<Record<string, AnswerValue>>) =>
  intezer.steps(answeredBy({ workspace, ...answers })).map(({ id }) => id);

describe('what the chosen playbooks need', () => {
  it('without the webhook there is no address; without what reads the key there is no vault', () => {
    const submit = idsOf({ playbooks: ['submit-alert'] });
    expect(submit).toContain('store-secret');
    expect(submit).not.toContain('trigger-url');
    const webhook = idsOf({ playbooks: ['update-incident'] });
    expect(webhook).toContain('trigger-url');
    expect(webhook.filter((id) => /vault|store-secret|automation-rule|sentinel-may/.test(id))).toEqual([]);
  });

  it('Submit Alert only reads, unless all four get the role the guide gives', () => {
    const roleOf = (all: boolean) =>
      intezer
        .steps(answeredBy({ workspace, responderForAll: all }))
        .find(({ id }) => id === 'assign-role:submit-alert')
        ?.foresee({})[0]?.what;
    expect(roleOf(false)).toContain('Microsoft Sentinel Reader');
    expect(roleOf(true)).toContain('Microsoft Sentinel Responder');
  });

  it('a test incident is made only where it is asked for, and is the default in practice alone', async () => {
    expect(idsOf({})).not.toContain('test-playbooks');
    expect(idsOf({ testIncident: true })).toContain('test-playbooks');
    const { world } = await lab('intezer-ready').open();
    const asks = await intezer.choose(world);
    expect(asks.find(({ id }) => id === 'testIncident')).toMatchObject({ default: true });
    expect(intezer.questions.find(({ id }) => id === 'testIncident')).toMatchObject({ default: false });
  });

  it('Submit Alert is among them unless alerts reach Intezer through Microsoft Defender XDR', () => {
    const submits = (answers: Readonly<Record<string, AnswerValue>>) =>
      idsOf(answers).includes('automation-rule:submit-alert');
    expect(submits({})).toBe(true);
    expect(submits({ defenderXdr: true })).toBe(false);
    expect(idsOf({ defenderXdr: true })).toContain('automation-rule:scan-url');
    // It can still be chosen, and the other question's answer does not count.
    expect(submits({ defenderXdr: true, playbooksBesideXdr: ['submit-alert'] })).toBe(true);
    expect(submits({ defenderXdr: true, playbooks: ['submit-alert'] })).toBe(false);
    expect(intezer.validate(answeredBy({ defenderXdr: true, playbooksBesideXdr: [] }))).toMatchObject([
      { field: 'playbooksBesideXdr' },
    ]);
  });

  it('no playbook at all is refused by name', () => {
    expect(intezer.validate(answeredBy({ playbooks: [] })).map(({ field }) => field)).toEqual(['playbooks']);
  });
});

describe('what is counted beside the questions', () => {
  it('is what the review then shows', async () => {
    const process = await lab('intezer-ready').open();
    const { plan, picture } = await process.run(intezer, 'plan');
    const beside = intezer
      .steps(answeredBy(picture.answers))
      .filter(({ repairs }) => !repairs)
      .flatMap((step) => step.foresee({}).map(({ verb, what }) => `${verb} ${what}`));
    expect(beside).toHaveLength(34);
    expect(beside.toSorted()).toEqual(plan.changes.map(({ verb, what }) => `${verb} ${what}`).toSorted());
  });
});

describe('that Submit Scan URL never scans as published', () => {
  const warned = async (answers: Readonly<Record<string, AnswerValue>>) => {
    const { picture, plan } = await (await lab('intezer-ready').open()).run(intezer, 'plan', { answers });
    const { finding } = picture.steps.find(({ heading }) => heading.id === 'deployment-allowed') ?? {};
    const corrected = plan.changes.filter(({ step }) => step === 'scan-condition');
    return { says: finding?.warning?.title, corrects: corrected.map(({ what }) => what) };
  };
  const says = 'Submit Scan URL, as Intezer publishes it, never scans a URL';

  it('is said before anything is deployed: by the change that corrects it, or as a warning where that is left out', async () => {
    const corrects = ['Submit Scan URL: turn its condition around, so that it scans URLs'];
    expect(await warned({})).toEqual({ says: undefined, corrects });
    expect(await warned({ correctScan: false })).toEqual({ says, corrects: [] });
  });

  it('is no warning of a connection that scans', async () => {
    const { picture } = await (await lab('intezer-ready').open()).run(intezer, 'set-up');
    const warnings = picture.steps.flatMap(({ finding }) => finding?.warning?.title ?? []);
    expect(warnings).not.toContain(says);
  });

  it('is not said of the others', async () => {
    expect(await warned({ playbooks: ['scan-file-hash', 'submit-alert'] })).toEqual({
      says: undefined,
      corrects: [],
    });
  });
});

describe('a whole set-up', () => {
  it('is seen at work, is checked by its profile, and neither key nor address is in what is handed on', async () => {
    const at = lab('intezer-ready', { lagSeconds: 2 });
    const secretAnswers = { apiKey: new Secret('a-key-of-my-own-canary') };
    const { picture } = await (await at.open()).run(intezer, 'set-up', { secretAnswers });
    expect(verdict(picture)).toBe(0);
    const profile = profileOf(intezer, picture, answeredBy(picture.answers), sha256);
    if (!profile) throw new Error('no profile');
    expect(profileSchema.safeParse(profile).error).toBeUndefined();
    expect(Object.keys(profile)).not.toContain('clientId');
    const address = intezer.form(profile).find(({ id }) => id === 'triggerAddress');
    expect(at.vault.has(address?.secretHandle ?? '')).toBe(true);
    expect(address?.value).toBe('');
    const handedOn = JSON.stringify([profile, intezer.form(profile), intezer.vendorSteps(profile)]);
    const addresses = at.tenant.issued().filter(({ kind }) => kind.startsWith('callback'));
    expect(addresses.length).toBeGreaterThan(0);
    for (const value of ['a-key-of-my-own-canary', ...addresses.map((each) => each.value)])
      expect(handedOn.includes(value)).toBe(false);

    const beside = { ...profile, form: { ...profile.form, defenderXdr: true, playbooks: ['scan-url'] } };
    expect(intezer.answersOf(beside)).toMatchObject({ defenderXdr: true, playbooksBesideXdr: ['scan-url'] });
    // No key is given with the check: the one that is stored stands, also in practice.
    const writes = at.writes().length;
    const { picture: checked } = await (await at.open()).run(intezer, 'set-up', {
      answers: intezer.answersOf(profile),
    });
    expect([verdict(checked), at.writes().length - writes]).toEqual([0, 0]);
  });

  it('is proven again after a role was given anew, by another test incident', async () => {
    const at = lab('intezer-ready');
    const incidents = () =>
      at.writes().filter((write) => /PUT .*\/incidents\/[^/]+$/i.test(write.split('?')[0] ?? '')).length;
    await (await at.open()).run(intezer, 'set-up');
    const made = incidents();
    const responder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056';
    const held = Object.values(at.tenant.state().roleAssignments);
    const given = held.find(({ roleDefinition }) => roleDefinition === responder);
    if (!given) throw new Error('nobody is Responder');
    await at.tenant.clock.sleep(60_000);
    at.tenant.act({ do: 'remove-role', scope: given.scope, principalId: given.principalId, role: responder });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
    expect(incidents()).toBeGreaterThan(made);
  });
});

describe('a test incident', () => {
  const tested = async (answers: Readonly<Record<string, AnswerValue>>) => {
    const at = lab('intezer-ready');
    const process = await at.open();
    const began = at.tenant.clock.now();
    const { picture } = await process.run(intezer, 'set-up', { answers });
    const step = picture.steps.find(({ heading }) => heading.id === 'test-playbooks');
    return { at, process, picture, step, minutes: (at.tenant.clock.now() - began) / 60_000 };
  };
  const messages = (at: ReturnType<typeof lab>) =>
    Object.values(at.tenant.state().resources)
      .filter(({ type }) => type.endsWith('/comments'))
      .map(({ properties }) => String(properties['message']))
      .toSorted();

  it('has a URL and a file hash, which both scans are seen to comment on after the vendor’s own wait', async () => {
    const { at, process, picture, step, minutes } = await tested({});
    expect([verdict(picture), step?.is]).toEqual([0, 'met']);
    expect(messages(at)).toEqual([
      expect.stringContaining('https://analyze.intezer.com/analyses/'),
      expect.stringContaining('https://analyze.intezer.com/url/'),
      expect.stringContaining('Test of the connection to Intezer'),
    ]);
    expect(minutes).toBeGreaterThan(10);
    expect(minutes).toBeLessThan(13);
    // Undo leaves neither the incident nor the bookmark.
    await process.undo(intezer, picture.runId);
    const left = Object.values(at.tenant.state().resources).map(({ type }) => type);
    expect(left.filter((type) => /bookmarks|incidents/i.test(type))).toEqual([]);
  });

  it('is no proof where the published condition stops the scan: it is named, and a second run finds the same', async () => {
    const { at, picture, step } = await tested({ correctScan: false });
    const named = {
      code: 'playbook-did-nothing',
      title: 'Submit Scan URL did nothing in the test',
      because: expect.stringContaining('its published condition is the wrong way around'),
    };
    expect(verdict(picture)).not.toBe(0);
    expect(step?.finding?.problem).toMatchObject(named);
    const again = await (await at.open()).run(intezer, 'set-up', { answers: { correctScan: false } });
    const found = again.picture.steps.find(({ heading }) => heading.id === 'test-playbooks');
    expect(found?.finding?.problem).toMatchObject(named);
  });
});

describe('a new trigger URL', () => {
  const held = (at: ReturnType<typeof lab>) =>
    [...at.vault.values()].find(({ handle }) => handle.startsWith('trigger'));
  const callIt = (at: ReturnType<typeof lab>, address: string) =>
    at.tenant.fetch(new Request(address, { method: 'POST', body: '{}' })).then(({ status }) => status);
  const regenerated = (at: ReturnType<typeof lab>) =>
    at.writes().filter((write) => write.includes('/regenerateAccessKey')).length;

  it('is made when asked for, ends the old one, and is not made again by the same run a second time', async () => {
    const at = lab('intezer-ready');
    await (await at.open()).run(intezer, 'set-up', { runId: 'one' });
    const old = held(at)?.value?.reveal('microsoft') ?? '';
    expect(await callIt(at, old)).toBe(202);
    const answers = { newTriggerAddress: true };
    const { plan, picture } = await (await at.open()).run(intezer, 'set-up', { answers, runId: 'two' });
    expect([plan.changes.map(({ verb, step }) => `${verb} ${step}`), verdict(picture)]).toEqual([
      ['update trigger-url'],
      0,
    ]);
    expect(plan.changes[0]?.what).toContain('every trigger URL in use stops working');
    expect(await callIt(at, old)).toBe(401);
    expect(await callIt(at, held(at)?.value?.reveal('microsoft') ?? '')).toBe(202);
    const found = picture.steps.find(({ heading }) => heading.id === 'trigger-url')?.finding;
    expect(JSON.stringify(found?.shows)).toContain('Intezer needs this one');

    const again = await (await at.open()).run(intezer, 'set-up', { answers, runId: 'three' });
    expect([again.plan.changes, regenerated(at)]).toEqual([[], 1]);
    // The profile of it asks for none: a check of it finds what stands.
    const profile = profileOf(intezer, picture, answeredBy(picture.answers), sha256);
    expect(profile && intezer.answersOf(profile)).not.toHaveProperty('newTriggerAddress');
    // Asked for on another day, it is another one.
    await at.tenant.clock.sleep(25 * 3_600_000);
    await (await at.open()).run(intezer, 'set-up', { answers, runId: 'four' });
    expect(regenerated(at)).toBe(2);
  });
});
