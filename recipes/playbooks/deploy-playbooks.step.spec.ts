import { describe, expect, it } from 'vitest';
import { deployPlaybooks } from './deploy-playbooks.step.ts';
import { partsOf } from './playbook-template.ts';
import { playbooks } from './playbooks.ts';

const armId = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
const step = deployPlaybooks({ workspace: { key: 'soc', armId, name: 'soc' }, playbooks: ['submit-alert'] });
const [sentinel, keyVault, submit] = partsOf(['submit-alert']);
const at = '2026-11-24T10:00:00Z';
const found = (more: object = {}) => ({
  id: `${armId}/x`,
  tags: {},
  principalId: 'p',
  state: 'Enabled',
  ...more,
});
const part = (of: unknown, more: object = {}) => ({
  part: of,
  found: found(),
  same: true,
  foreseen: undefined,
  underWay: false,
  ...more,
});
const seen = (more: object, ...three: readonly object[]) =>
  ({ at, seen: three, trouble: undefined, refused: undefined, ...more }) as never;
const whole = [part(sentinel), part(keyVault), part(submit)] as const;
const judged = (more: object, ...three: readonly object[]) => step.judge(seen(more, ...three), {} as never);
const problem = (code: string, more: object = {}) => ({
  code,
  title: 't',
  because: 'b',
  remedies: [{ do: 'retry' }],
  ...more,
});

describe('deploy-playbooks', () => {
  it('is met where all stand as published, and gives each playbook’s id and identity', () => {
    expect(judged({}, ...whole)).toMatchObject({
      is: 'met',
      facts: { 'principal:submit-alert': 'p', 'id:submit-alert': `${armId}/x` },
    });
  });

  it('plans one change for each part that is missing, and foresees the same before anything is known', () => {
    const missing = whole.map((each) => ({ ...each, found: undefined, same: false }));
    const finding = judged({}, ...missing);
    expect(finding).toMatchObject({ is: 'unmet', problem: { code: 'playbooks-missing' } });
    expect('changes' in finding ? finding.changes : []).toEqual(step.foresee({}));
    expect(step.foresee({}).map(({ verb, what, where }) => [verb, what, where])).toEqual([
      ['create', 'API connection azuresentinel-intezer-connection', 'rg'],
      ['create', 'API connection keyvault-intezer-connection', 'rg'],
      ['create', `Playbook ${playbooks['submit-alert'].defaultName}`, 'rg'],
    ]);
  });

  it.each<[string, object, string]>([
    [
      'a definition that differs',
      { change: 'update', differs: ['properties.definition.actions.x'] },
      'unmet',
    ],
    [
      'tags and a value Azure does not give back',
      { change: 'update', differs: ['tags.a', 'properties.parameterValueType'] },
      'met',
    ],
    ['nothing', { change: 'same', differs: [] }, 'met'],
    ['what a what-if cannot tell', { change: 'unknown', differs: [] }, 'unmet'],
  ])('of one made otherwise a what-if shows %s', (_what, foreseen, is) => {
    const finding = judged({}, whole[0], whole[1], part(submit, { same: false, foreseen }));
    const verbs = 'changes' in finding ? (finding.changes ?? []).map(({ verb }) => verb) : [];
    expect([finding.is, verbs]).toEqual([is, is === 'unmet' ? ['update'] : []]);
  });

  it('waits where an interrupted run’s deployment is still at work, and where a new identity does not show yet', () => {
    const underWay = part(submit, { found: undefined, same: false, underWay: true });
    expect(judged({}, whole[0], whole[1], underWay)).toMatchObject({ is: 'waiting', on: 'microsoft' });
    const nameless = part(submit, { found: found({ principalId: undefined }) });
    expect(judged({}, whole[0], whole[1], nameless)).toMatchObject({
      is: 'waiting',
      problem: { code: 'playbook-without-identity' },
    });
  });

  it('says beforehand what Azure would refuse: to whoever can help, or as what stands in the way', () => {
    const missing = part(submit, { found: undefined, same: false });
    const forbidden = problem('policy-forbids', { who: { role: 'Resource Policy Contributor' } });
    expect(judged({ refused: forbidden }, missing)).toMatchObject({
      is: 'waiting',
      on: 'person',
      problem: forbidden,
    });
    expect(judged({ refused: problem('template-refused') }, missing).is).toBe('blocked');
    expect(judged({ refused: forbidden }, ...whole).is).toBe('met');
  });

  it('is blocked by a template that is not the published one', () => {
    expect(judged({ trouble: problem('template-changed') })).toMatchObject({ is: 'blocked' });
  });

  const begun = { operation: 'o', outcome: 'open', at, change: step.foresee({}).at(-1) } as never;
  it.each<[string, object, unknown]>([
    [
      'made',
      { found: found({ tags: { 'sentinel-onboarding-operation': 'o' } }) },
      { receipt: { owned: true } },
    ],
    ['made by somebody else', {}, 'not-ours'],
    ['not made', { found: undefined, same: false }, 'never-happened'],
    ['made from something else', { same: false }, 'never-happened'],
    ['still at work', { found: undefined, same: false, underWay: true }, 'still-open'],
  ])('an operation that was interrupted is recognized: %s', (_how, more, is) => {
    const told = step.recognize?.(begun, seen({}, whole[0], whole[1], part(submit, more)), {} as never);
    expect([told]).toMatchObject([is]);
  });
});
