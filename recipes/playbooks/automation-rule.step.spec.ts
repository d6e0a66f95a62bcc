import { describe, expect, it } from 'vitest';
import { anotherTime, answering, begun, itsTime, later, tools, uuidFor } from '../key-vault/step.spec-kit.ts';
import { automationRule, orderFor } from './automation-rule.step.ts';

const armId = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
const playbook = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.Logic/workflows/Submit';
const step = automationRule({
  workspace: { key: 'soc', armId, name: 'soc' },
  playbook: 'submit-alert',
  order: 0,
  nth: 0,
  conditions: [],
  called: 'Sentinel Onboarding',
});
const at = '2026-11-24T10:00:00Z';
const rule = (of: object = {}) => ({
  id: `${armId}/providers/Microsoft.SecurityInsights/automationRules/r`,
  name: 'r',
  displayName: 'Ours, or not',
  order: 3,
  isEnabled: true,
  expiresAt: undefined,
  changedAt: at,
  onIncidentCreated: true,
  conditions: [],
  playbookIds: [playbook.toUpperCase()],
  ...of,
});
const judged = (rules: readonly object[], rights: unknown = [{ actions: ['*'], notActions: [] }]) =>
  step.judge({ rules: rules as never, name: 'mine', at }, { playbook, rights } as never);

describe('a rule that starts the playbook', () => {
  it('is known by the playbook it runs, whatever it is called and whoever made it', () => {
    expect(judged([rule()])).toMatchObject({ is: 'met', facts: { rule: { order: 3 } } });
  });

  it.each([
    ['is disabled', { isEnabled: false }],
    ['expired a minute ago', { expiresAt: '2026-11-24T09:59:00Z' }],
    ['waits for updates', { onIncidentCreated: false }],
    ['runs another playbook', { playbookIds: [`${playbook}-other`] }],
  ])('does not count where it %s', (_what, of) => {
    expect(judged([rule(of)])).toMatchObject({ is: 'unmet', changes: [{ verb: 'create' }] });
  });

  it('that is ours and switched off is switched on again, and no second one is made', () => {
    expect(judged([rule({ name: 'mine', isEnabled: false })])).toMatchObject({
      is: 'unmet',
      changes: [{ verb: 'update' }],
    });
  });

  it('with conditions counts, and says so', () => {
    expect(
      judged([
        rule({ conditions: [{ property: 'IncidentTitle', operator: 'Contains', values: ['phish'] }] }),
      ]),
    ).toMatchObject({
      is: 'met',
      warning: { code: 'automation-rule-narrowed' },
    });
  });

  it('is somebody else’s to make where one’s own roles do not allow it', () => {
    const reader = [{ actions: ['*/read'], notActions: [] }];
    expect(judged([], reader)).toMatchObject({ is: 'waiting', on: 'person' });
    expect(step.foresee({ rights: reader } as never)).toEqual([]);
  });
});

describe('its place', () => {
  it('is the first free one, the next for the next playbook, or counted from the one asked for', () => {
    const others = [{ order: 1 }, { order: 3 }];
    expect([0, 1, 2].map((nth) => orderFor(others, { order: 0, nth }))).toEqual([2, 4, 5]);
    expect([0, 1].map((nth) => orderFor(others, { order: 3, nth }))).toEqual([3, 4]);
  });

  it('stays within what Microsoft Sentinel allows', () => {
    const full = Array.from({ length: 1000 }, (_, order) => ({ order: order + 1 }));
    expect(orderFor(full, { order: 0, nth: 0 })).toBe(1000);
    expect(orderFor([], { order: 999, nth: 5 })).toBe(1000);
  });
});

describe('a rule that an interrupted run may have made', () => {
  const [create] = step.foresee({});
  const update = { ...create, verb: 'update' } as typeof create;
  const recognized = (change: typeof create, of: object, seenAt = at) =>
    step.recognize?.(
      begun(change),
      { rules: [rule({ name: 'MINE', ...of })] as never, name: 'mine', at: seenAt },
      {} as never,
    );

  it.each(itsTime)('is its own under the name that ours has, made %i s after the intent', (seconds) => {
    expect(recognized(create, { createdAt: later(seconds), changedAt: later(90_000) })).toEqual({
      receipt: { made: { kind: 'automation-rule', id: rule().id }, owned: true },
    });
  });

  it.each(anotherTime)('is not its own where it was made %i s after it, by another computer', (seconds) => {
    expect(recognized(create, { createdAt: later(seconds), changedAt: later(0) })).toBe('not-ours');
    expect(recognized(create, { createdAt: undefined, changedAt: later(0) })).toBe('not-ours');
  });

  it('was changed by it where it was changed then; undo leaves it', () => {
    expect(recognized(update, { createdAt: later(-90_000), changedAt: later(5) })).toMatchObject({
      receipt: { owned: false },
    });
    expect(recognized(update, { createdAt: later(5), changedAt: later(500) })).toBe('not-ours');
  });

  it.each([
    ['has another name', { name: 'theirs' }],
    ['is switched off', { isEnabled: false }],
    ['has expired', { expiresAt: '2026-11-24T09:59:00Z' }],
    ['waits for updates', { onIncidentCreated: false }],
    [
      'asks for something else',
      { conditions: [{ property: 'IncidentSeverity', operator: 'Equals', values: ['High'] }] },
    ],
  ])('was never made where what is there %s', (_what, of) => {
    expect(recognized(create, { createdAt: later(0), ...of })).toBe('never-happened');
  });
});

describe('whose a rule is', () => {
  const name = uuidFor(`${armId.toLowerCase()}|automation-rule|submit-alert`);
  const whose = (...rules: readonly object[]) => {
    const { microsoft } = answering({ 'sentinel.rules': rules });
    return step.whose?.(
      { made: { kind: 'automation-rule', id: rule().id }, owned: true },
      tools(microsoft, { uuidFor: (of: string) => uuidFor(of).toLowerCase() }),
    );
  };

  it('is told by its name among everybody’s rules, and it may have been renamed for people', async () => {
    const ours = rule({ name: name.toUpperCase(), id: rule().id.toUpperCase(), displayName: 'Renamed' });
    expect(await whose(rule({ id: '/other', name: 'theirs' }), ours)).toEqual({
      is: 'ours',
      what: 'Rule "Renamed"',
    });
  });

  it('under that id and another name it is somebody else’s; without it, gone', async () => {
    expect(await whose(rule())).toEqual({ is: 'not-ours' });
    expect(await whose(rule({ id: '/other', name }))).toEqual({ is: 'gone' });
  });

  it('undo removes the rule of the receipt and does nothing else', async () => {
    const { microsoft, calls } = answering({ 'sentinel.removeRule': undefined });
    await step.undo?.({ made: { kind: 'automation-rule', id: '/r' }, owned: true }, tools(microsoft));
    expect(calls).toEqual([['sentinel.removeRule', '/r']]);
  });
});
