import { describe, expect, it } from 'vitest';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { verdict } from '../../engine/run/run.ts';
import { recipes } from '../index.ts';
import { lab } from './lab.spec-kit.ts';

const intezer = recipes.find(({ id }) => id === 'intezer-playbooks');
if (!intezer) throw new Error('no such recipe');

describe('which incidents start the playbooks', () => {
  const ruled = (at: ReturnType<typeof lab>) =>
    Object.values(at.tenant.state().resources).filter(({ type }) => type.endsWith('/automationRules'));
  const conditionsIn = (at: ReturnType<typeof lab>) =>
    ruled(at).map(({ properties }) => (properties.triggeringLogic as { conditions: object[] }).conditions);
  const incidentsIn = (at: ReturnType<typeof lab>) =>
    at.writes().filter((write) => /^PUT .*\/incidents\/[^/?]+(?:\?|$)/i.test(write));

  it('is asked for, written into each rule, and the test incident is severe enough to start them', async () => {
    const at = lab('intezer-ready');
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
      .filter(({ path, method }) => method === 'PUT' && /\/incidents\/[^/]+$/.test(path.split('?')[0] ?? ''));
    expect(bodies.length).toBeGreaterThan(0);
    for (const { body } of bodies) expect(JSON.parse(body).properties.severity).toBe('Medium');

    const writes = at.writes().length;
    const again = await (await at.open()).run(intezer, 'set-up', { answers: { ruleConditions: 'medium' } });
    expect([again.plan.changes, at.writes().length - writes]).toEqual([[], 0]);
  });

  it('of rules of ours is changed as a reviewed change, to what was asked for', async () => {
    const at = lab('intezer-ready');
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
  });

  it('of somebody else’s rule stays, exactly said as a warning, and nothing is written', async () => {
    const at = lab('intezer-ready');
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
  });

  it('are those of the analytics rules that were picked, under the name that was given', async () => {
    const at = lab('intezer-ready');
    const process = await at.open();
    const asks = await intezer.choose(process.world);
    const pick = asks.find(({ id }) => id === 'analyticsRule');
    const options = pick?.kind === 'pick' ? pick.options : [];
    const [first, second] = options;
    if (!first || !second) throw new Error('no analytics rules');
    const answers = {
      ruleName: 'SOC',
      ruleConditions: 'analytics-rules',
      analyticsRule: [first.title, second.title],
    };
    const { picture } = await process.run(intezer, 'set-up', { answers });
    expect(verdict(picture)).toBe(0);
    const official = {
      conditionType: 'Property',
      conditionProperties: {
        propertyName: 'IncidentRelatedAnalyticRuleIds',
        operator: 'Contains',
        propertyValues: [first.id, second.id],
      },
    };
    expect(conditionsIn(at)).toEqual([[official], [official], [official]]);
    expect(ruled(at).map(({ properties }) => properties.displayName)).toEqual([
      'SOC: Submit Alert',
      'SOC: Submit Scan File Hash',
      'SOC: Submit Scan URL',
    ]);
    // No test incident comes of an analytics rule: the playbooks were run on it, and say so.
    const seen = picture.steps.find(({ heading }) => heading.id === 'test-playbooks')?.finding;
    expect(JSON.stringify(seen)).toContain('Submit Alert was run on it: its rule asks for more than it has');

    // A rule is known by what it does: another name makes no second one.
    const writes = at.writes().length;
    const renamed = { ...answers, ruleName: 'Other' };
    const again = await (await at.open()).run(intezer, 'set-up', { answers: renamed });
    expect([again.plan.changes, at.writes().length - writes]).toEqual([[], 0]);
  }, 60_000);

  it('that a person cannot pick are refused: rules of another workspace, none, and one that is not there', async () => {
    const { world } = await lab('intezer-ready').open();
    const asks = await intezer.choose(world);
    const limited = { ruleConditions: 'analytics-rules' };
    const read = (raw: Readonly<Record<string, unknown>>) => {
      const parsed = parseAnswers(asks, { ...limited, ...raw });
      return 'refusals' in parsed ? parsed.refusals.map(({ field }) => field) : [];
    };
    expect(read({})).toContain('analyticsRule');
    expect(read({ analyticsRule: ['None such'] })).toContain('analyticsRule');
    const elsewhere = (analyticsRule: string) =>
      intezer
        .validate(answeredBy({ ...limited, workspace: ['/w/a'], analyticsRule: [analyticsRule] }))
        .map(({ field }) => field);
    expect(elsewhere('/W/b/providers/x/alertRules/r')).toEqual(['analyticsRule']);
    expect(elsewhere('/W/a/providers/x/alertRules/r')).toEqual([]);
  });

  it('of a rule that was deleted since are still checked', async () => {
    const { world } = await lab('intezer-ready').open();
    const gone = '/subscriptions/s/alertRules/gone';
    const known = { given: { analyticsRule: [gone] }, checks: true };
    const pick = (await intezer.choose(world, known)).find(({ id }) => id === 'analyticsRule');
    expect(pick?.kind === 'pick' && pick.options.at(-1)).toMatchObject({ id: gone });
  });

  it('that do not match start nothing', async () => {
    const at = lab('intezer-ready');
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
  });
});

describe('the test incident', () => {
  it('is one, however long a right takes to arrive: what failed on it is run again on it', async () => {
    const at = lab('intezer-ready', { lagSeconds: 30 });
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    expect(verdict(picture)).toBe(0);
    const made = Object.values(at.tenant.state().resources).filter(({ type }) => type.endsWith('/incidents'));
    expect(made).toHaveLength(1);
    expect(made[0]?.properties.status).toBe('Closed');
    expect(at.writes().some((write) => write.includes('/runPlaybook'))).toBe(true);
  });
});
