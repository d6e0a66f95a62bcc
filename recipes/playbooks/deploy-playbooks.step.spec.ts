import { describe, expect, it } from 'vitest';
import { answering, tools } from '../key-vault/step.spec-kit.ts';
import { deployPlaybooks } from './deploy-playbooks.step.ts';
import { idOfPart, partsOf } from './playbook-template.ts';
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

const begunOf = (change: object | undefined) => ({ operation: 'o', outcome: 'open', at, change }) as never;

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

  const begun = begunOf(step.foresee({}).at(-1));
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

describe('what deploy-playbooks made', () => {
  const [connection, , playbook] = [sentinel, keyVault, submit].map((each) => idOfPart(armId, each as never));
  const mark = { 'sentinel-onboarding-operation': 'op-1' };
  const whose = (id: string | undefined, answers: object) => {
    const { microsoft } = answering({ ...answers });
    return step.whose?.({ made: { kind: 'playbook', id: id ?? '' }, owned: true }, tools(microsoft));
  };
  const standing = (tags: object | undefined) => ({ 'deployments.resource': tags && found({ tags }) });

  it('is its own by the operation it carries, and else somebody’s, or gone', async () => {
    expect(await whose(playbook, standing(mark))).toEqual({ is: 'ours' });
    expect(await whose(playbook?.toUpperCase(), standing(mark))).toEqual({ is: 'ours' });
    expect(await whose(playbook, standing({}))).toEqual({ is: 'not-ours' });
    expect(await whose(playbook, standing({ 'sentinel-onboarding-operation': 'op-2' }))).toEqual({
      is: 'not-ours',
    });
    expect(await whose(playbook, standing(undefined))).toEqual({ is: 'gone' });
  });

  it('is none of its parts under another id, which is not even looked at', async () => {
    expect(await whose(`${playbook ?? ''}-other`, {})).toEqual({ is: 'not-ours' });
  });

  it('an update that was interrupted is done, and undo leaves what stood before it', () => {
    const change = { ...step.foresee({}).at(-1), verb: 'update' };
    const what = begunOf(change);
    const seenNow = seen(
      {},
      whole[0],
      whole[1],
      part(submit, { found: found({ tags: { 'sentinel-onboarding-operation': 'op-0' } }) }),
    );
    expect(step.recognize?.(what, seenNow, {} as never)).toMatchObject({
      receipt: { made: { kind: 'playbook', id: playbook }, owned: false },
    });
  });

  it('of a connection is told as one, by its own part and no other', () => {
    const what = begunOf(step.foresee({})[0]);
    const made = part(sentinel, { found: found({ tags: { 'sentinel-onboarding-operation': 'o' } }) });
    expect(step.recognize?.(what, seen({}, made, whole[1], whole[2]), {} as never)).toMatchObject({
      receipt: { made: { kind: 'api-connection', id: connection }, owned: true },
    });
    expect(step.recognize?.(what, seen({ trouble: problem('template-changed') }), {} as never)).toBe(
      'never-happened',
    );
  });

  it.each([
    ['playbook', '2019-05-01'],
    ['api-connection', '2016-06-01'],
  ])('undo deletes it, a %s in the version its kind has', async (kind, version) => {
    const { microsoft, calls } = answering({ 'deployments.delete': undefined });
    await step.undo?.({ made: { kind, id: '/x' }, owned: true }, tools(microsoft));
    expect(calls).toEqual([['deployments.delete', '/x', version]]);
  });
});

it('an operation whose part is like the published one and was not read is not ours', () => {
  const read = part(submit, { found: undefined });
  const told = step.recognize?.(
    begunOf(step.foresee({}).at(-1)),
    seen({}, whole[0], whole[1], read),
    {} as never,
  );
  expect(told).toBe('not-ours');
});
