import { describe, expect, it } from 'vitest';
import { answeredBy } from '../engine/answers.ts';
import type { AnswerValue } from '../engine/ask.ts';
import { profileOf } from '../engine/profile-of.ts';
import { verdict } from '../engine/run.ts';
import { Secret } from '../engine/secret.ts';
import { profileSchema } from '../host/profile-schema.ts';
import { sha256 } from '../host/seal.ts';
import { recipes } from './index.ts';
import { azureRoles } from './known.ts';
import { desk } from './practice-world.spec-kit.ts';

const intezer = recipes.find(({ id }) => id === 'intezer-playbooks');
if (!intezer) throw new Error('no such recipe');
const workspace = ['/subscriptions/s/resourceGroups/rg/providers/p/workspaces/w'];
const idsOf = (answers: Readonly<Record<string, AnswerValue>>) =>
  intezer.steps(answeredBy({ workspace, ...answers })).map(({ id }) => id);

describe('what the chosen playbooks need', () => {
  it('without the webhook there is no address; without what reads the key there is no vault', () => {
    const submit = idsOf({ playbooks: ['submit-alert'] });
    expect(submit).toContain('store-secret');
    expect(submit).not.toContain('trigger-address');
    const webhook = idsOf({ playbooks: ['update-incident'] });
    expect(webhook).toContain('trigger-address');
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
    const { world } = await desk('intezer-ready').open();
    const asks = await intezer.choose(world);
    expect(asks.find(({ id }) => id === 'testIncident')).toMatchObject({ default: true });
    expect(intezer.asks.find(({ id }) => id === 'testIncident')).toMatchObject({ default: false });
  });

  it('no playbook at all is refused by name', () => {
    expect(intezer.refuses(answeredBy({ playbooks: [] })).map(({ field }) => field)).toEqual(['playbooks']);
  });
});

describe('what is counted beside the questions', () => {
  it('is what the review then shows', async () => {
    const process = await desk('intezer-ready').open();
    const { plan, picture } = await process.run(intezer, 'plan');
    const beside = intezer
      .steps(answeredBy(picture.answers))
      .filter(({ repairs }) => !repairs)
      .flatMap((step) => step.foresee({}).map(({ verb, what }) => `${verb} ${what}`));
    expect(beside).toHaveLength(29);
    expect(beside.toSorted()).toEqual(plan.changes.map(({ verb, what }) => `${verb} ${what}`).toSorted());
  });
});

describe('a whole set-up', () => {
  it('is seen at work, is checked by its profile, and neither key nor address is in what is handed on', async () => {
    const at = desk('intezer-ready', { lagSeconds: 2 });
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
    const handedOn = JSON.stringify([profile, intezer.form(profile), intezer.finish(profile)]);
    const addresses = at.tenant.issued().filter(({ kind }) => kind.startsWith('callback'));
    expect(addresses.length).toBeGreaterThan(0);
    for (const value of ['a-key-of-my-own-canary', ...addresses.map((each) => each.value)])
      expect(handedOn.includes(value)).toBe(false);

    // No key is given with the check: the one that is stored stands, also in practice.
    const writes = at.writes().length;
    const { picture: checked } = await (await at.open()).run(intezer, 'set-up', {
      answers: intezer.answersOf(profile),
    });
    expect([verdict(checked), at.writes().length - writes]).toEqual([0, 0]);
  }, 60_000);

  it('is proven again after a role was given anew, by another test incident', async () => {
    const at = desk('intezer-ready');
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
  }, 60_000);
});

describe('what Azure would not make', () => {
  type Told = Awaited<ReturnType<Awaited<ReturnType<ReturnType<typeof desk>['open']>>['run']>>;
  const told = ({ picture, plan }: Told) => {
    const step = picture.steps.find(({ heading }) => heading.id === 'deployment-allowed');
    return { is: step?.is, problem: step?.finding?.problem, changes: plan.changes };
  };
  /** Every resource group of the tenant, or its workspace, lies where Azure offers none of it. */
  const moved = (what: 'resourceGroups' | 'workspaces') => {
    const at = desk('intezer-ready');
    for (const one of Object.values(at.tenant.state()[what]))
      at.tenant.act({ do: 'put', kind: what, value: { ...one, location: 'brazilsoutheast' } as never });
    return at;
  };

  it.each([
    ['the playbooks', 'resourceGroups', 'Microsoft.'],
    ['the vault', 'workspaces', 'Microsoft.KeyVault/vaults'],
  ] as const)(
    'in a region without %s is refused by name, and nothing was written',
    async (_what, kind, type) => {
      const at = moved(kind);
      const refused = told(await (await at.open()).run(intezer, 'set-up'));
      expect(refused).toMatchObject({ is: 'waiting', changes: [] });
      expect(refused.problem).toMatchObject({ code: 'region-not-offered', who: { role: 'Owner' } });
      expect(refused.problem?.because).toContain('brazilsoutheast');
      expect(refused.problem?.because).toContain(type);
      expect(at.writes()).toEqual([]);
    },
  );

  it('because a policy forbids it is said before anything is written, and the next run goes on without it', async () => {
    const at = desk('policy-denies');
    const refused = told(await (await at.open()).run(intezer, 'set-up'));
    expect(refused).toMatchObject({ is: 'waiting', changes: [] });
    expect(refused.problem).toMatchObject({ code: 'policy-forbids' });
    expect(refused.problem?.because).toContain('Logic Apps are not used here');
    expect(refused.problem?.remedies.some((each) => each.do === 'ask-someone')).toBe(true);
    expect(at.writes()).toEqual([]);
    const policy = Object.values(at.tenant.state().resources).find(({ type }) =>
      type.endsWith('/policyAssignments'),
    );
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id.toLowerCase() ?? '' });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
  }, 60_000);

  it('that began to be forbidden half way is said as well, and what was made until then is gone on with', async () => {
    const at = desk('policy-denies');
    const policy = Object.values(at.tenant.state().resources).find(({ type }) =>
      type.endsWith('/policyAssignments'),
    );
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id.toLowerCase() ?? '' });
    const cut = await at.open({ at: 6, when: 'after' });
    await cut.run(intezer, 'set-up').catch(() => undefined);
    expect(cut.dead()).toBe(true);
    const made = at.writes().length;
    at.tenant.act({ do: 'put', kind: 'resources', value: policy as never });
    const refused = told(await (await at.open()).run(intezer, 'set-up'));
    expect([refused.problem?.code, refused.changes, at.writes().length]).toEqual([
      'policy-forbids',
      [],
      made,
    ]);
    at.tenant.act({ do: 'remove', kind: 'resources', id: policy?.id.toLowerCase() ?? '' });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
  }, 60_000);

  it('what one may not deploy is left to the step that says who may, and what stands needs no word at all', async () => {
    const at = desk('rbac-vault');
    const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
    const held = Object.values(at.tenant.state().roleAssignments).find(
      ({ roleDefinition, scope }) => roleDefinition === contributor && scope.includes('/resourceGroups/'),
    );
    if (!held) throw new Error('nobody is Contributor');
    const { scope, principalId } = held;
    at.tenant.act({ do: 'remove-role', scope, principalId, role: contributor });
    // May begin deployments, and make none of what is in this one.
    at.tenant.act({ do: 'assign-role', scope, principalId, role: azureRoles['sentinel-contributor'].id });
    const one = await (await at.open()).run(intezer, 'set-up', { runId: 'one' });
    expect(told(one).is).toBe('met');
    const waiting = one.picture.steps.find(({ heading }) => heading.id === 'deploy-playbooks');
    expect(waiting).toMatchObject({ is: 'waiting', finding: { on: 'person' } });
    // Said by Azure inside the refusal of the whole deployment.
    expect(waiting?.finding?.problem).toMatchObject({
      code: 'azure-role-missing',
      who: { role: 'Contributor' },
    });
    expect(waiting?.finding?.problem?.trace?.answer).toMatch(
      /^400 InvalidTemplateDeployment AuthorizationFailed/,
    );

    at.tenant.act({ do: 'assign-role', scope, principalId, role: contributor });
    const two = await (await at.open()).run(intezer, 'set-up', { runId: 'two' });
    expect(verdict(two.picture)).toBe(0);
    at.tenant.setWeather({ faults: [{ kind: '500', host: 'arm', path: '/validate', times: 'always' }] });
    const { picture } = await (await at.open()).run(intezer, 'verify');
    expect(verdict(picture)).toBe(0);
  }, 60_000);
});

describe('which incidents start the playbooks', () => {
  const ruled = (at: ReturnType<typeof desk>) =>
    Object.values(at.tenant.state().resources).filter(({ type }) => type.endsWith('/automationRules'));
  const conditionsIn = (at: ReturnType<typeof desk>) =>
    ruled(at).map(({ properties }) => (properties.triggeringLogic as { conditions: object[] }).conditions);
  const incidentsIn = (at: ReturnType<typeof desk>) =>
    at.writes().filter((write) => /^PUT .*\/incidents\/[^/?]+(?:\?|$)/i.test(write));

  it('is asked for, written into each rule, and the test incident is severe enough to start them', async () => {
    const at = desk('intezer-ready');
    const { picture, plan } = await (await at.open()).run(intezer, 'set-up', {
      answers: { ruleConditions: 'medium' },
    });
    expect(verdict(picture)).toBe(0);
    const official = {
      conditionType: 'Property',
      conditionProperties: {
        propertyName: 'IncidentSeverity',
        operator: 'Equals',
        propertyValues: ['Medium', 'High'],
      },
    };
    expect(conditionsIn(at)).toEqual([[official], [official], [official]]);
    const planned = plan.changes.filter(({ step }) => step.startsWith('automation-rule:'));
    expect(planned.map(({ what }) => what.split(', ')[1])).toEqual(
      Array(3).fill('for new incidents with severity Medium or High'),
    );
    const bodies = at.tenant
      .requests()
      .filter(({ path, method }) => method === 'PUT' && /\/incidents\//.test(path));
    expect(bodies.length).toBeGreaterThan(0);
    for (const { body } of bodies) expect(JSON.parse(body).properties.severity).toBe('Medium');

    const writes = at.writes().length;
    const again = await (await at.open()).run(intezer, 'set-up', { answers: { ruleConditions: 'medium' } });
    expect([again.plan.changes, at.writes().length - writes]).toEqual([[], 0]);
  }, 60_000);

  it('of rules of ours is changed as a reviewed change, to what was asked for', async () => {
    const at = desk('intezer-ready');
    await (await at.open()).run(intezer, 'set-up', { answers: { testIncident: false } });
    const answers = { ruleConditions: 'high', testIncident: false };
    const { picture: checked } = await (await at.open()).run(intezer, 'verify', { answers });
    const found = checked.steps.find(({ heading }) => heading.id === 'automation-rule:scan-url')?.finding
      ?.problem;
    expect(found?.because).toContain('starts it for every new incident');
    expect(found?.because).toContain('for new incidents with severity High');
    const { plan, picture } = await (await at.open()).run(intezer, 'set-up', { answers, runId: 'two' });
    expect(plan.changes.map(({ verb, what }) => [verb, what.split('", ')[1]])).toEqual(
      Array(3).fill(['update', 'for new incidents with severity High']),
    );
    expect(verdict(picture)).toBe(0);
    expect(JSON.stringify(conditionsIn(at)[0])).toContain('["High"]');
  }, 60_000);

  it('of somebody else’s rule stays, exactly said as a warning, and nothing is written', async () => {
    const at = desk('intezer-ready');
    await (await at.open()).run(intezer, 'set-up', { answers: { testIncident: false } });
    const [ours] = ruled(at).filter(({ properties }) => String(properties.displayName).includes('Scan URL'));
    if (!ours) throw new Error('no rule');
    const named = {
      conditionType: 'Property',
      conditionProperties: { propertyName: 'IncidentTitle', operator: 'Contains', propertyValues: ['phish'] },
    };
    at.tenant.act({ do: 'remove', kind: 'resources', id: ours.id.toLowerCase() });
    const id = ours.id.replace(ours.name, '0f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e99');
    const logic = { ...(ours.properties.triggeringLogic as object), conditions: [named] };
    const theirs = {
      ...ours,
      id,
      name: '0f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e99',
      properties: { ...ours.properties, displayName: 'Phishing first', triggeringLogic: logic },
    };
    at.tenant.act({ do: 'put', kind: 'resources', value: theirs as never });
    const { plan, picture } = await (await at.open()).run(intezer, 'set-up', {
      answers: { testIncident: false },
    });
    expect(plan.changes).toEqual([]);
    const { is, finding } =
      picture.steps.find(({ heading }) => heading.id === 'automation-rule:scan-url') ?? {};
    expect(is).toBe('met');
    expect(finding?.warning).toMatchObject({ code: 'automation-rule-narrowed' });
    expect(finding?.warning?.because).toContain('IncidentTitle Contains phish');
  }, 60_000);

  it('that do not match start nothing', async () => {
    const at = desk('intezer-ready');
    const answers = { ruleConditions: 'high', testIncident: false };
    await (await at.open()).run(intezer, 'set-up', { answers });
    const { microsoft } = (await at.open()).world;
    const [armId = ''] = (await microsoft.workspaces.list()).map((each) => each.armId);
    const put = (name: string, severity: 'Medium' | 'High') =>
      microsoft.sentinel.putIncident(armId, {
        name,
        title: 'One',
        description: '',
        label: 'x',
        severity,
        status: 'New',
      });
    await put('0f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e01', 'Medium');
    expect(Object.keys(at.tenant.state().workflowRuns)).toEqual([]);
    await put('0f3c5b0e-6f0e-4b8a-9a9d-3c1c7a5d2e02', 'High');
    expect(Object.keys(at.tenant.state().workflowRuns)).toHaveLength(3);
    expect(incidentsIn(at)).toHaveLength(2);
  }, 60_000);
});

describe('the test incident', () => {
  it('is one, however long a right takes to arrive: what failed on it is run again on it', async () => {
    const at = desk('intezer-ready', { lagSeconds: 30 });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
    const made = Object.values(at.tenant.state().resources).filter(({ type }) => type.endsWith('/incidents'));
    expect(made).toHaveLength(1);
    expect(made[0]?.properties.status).toBe('Closed');
    expect(at.writes().some((write) => write.includes('/runPlaybook'))).toBe(true);
  }, 60_000);
});

describe('a new trigger address', () => {
  const held = (at: ReturnType<typeof desk>) =>
    [...at.vault.values()].find(({ handle }) => handle.startsWith('trigger'));
  const callIt = (at: ReturnType<typeof desk>, address: string) =>
    at.tenant.fetch(new Request(address, { method: 'POST', body: '{}' })).then(({ status }) => status);
  const regenerated = (at: ReturnType<typeof desk>) =>
    at.writes().filter((write) => write.includes('/regenerateAccessKey')).length;

  it('is made when asked for, ends the old one, and is not made again by the same run a second time', async () => {
    const at = desk('intezer-ready');
    await (await at.open()).run(intezer, 'set-up', { runId: 'one' });
    const old = held(at)?.value?.reveal('microsoft') ?? '';
    expect(await callIt(at, old)).toBe(202);
    const answers = { newTriggerAddress: true };
    const { plan, picture } = await (await at.open()).run(intezer, 'set-up', { answers, runId: 'two' });
    expect([plan.changes.map(({ verb, step }) => `${verb} ${step}`), verdict(picture)]).toEqual([
      ['update trigger-address'],
      0,
    ]);
    expect(plan.changes[0]?.what).toContain('every address given out until now ends');
    expect(await callIt(at, old)).toBe(401);
    expect(await callIt(at, held(at)?.value?.reveal('microsoft') ?? '')).toBe(202);
    const found = picture.steps.find(({ heading }) => heading.id === 'trigger-address')?.finding;
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
  }, 60_000);
});
