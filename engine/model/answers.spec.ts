import { describe, expect, it } from 'vitest';
import { duration, parseAnswers, seconds } from './answers.ts';
import type { Question } from './question.ts';

const base = { title: 'T', screen: 's' };
const asks: readonly Question[] = [
  {
    ...base,
    id: 'name',
    kind: 'text',
    default: 'Dropzone',
    max: 20,
    pattern: { source: '^[^=].*$', otherwise: 'It begins with a formula.' },
  },
  { ...base, id: 'months', kind: 'number', default: 6, min: 1, max: 24 },
  { ...base, id: 'poll', kind: 'duration', default: 'auto', minSeconds: 60, maxSeconds: 86_400 },
  {
    ...base,
    id: 'use',
    kind: 'choice',
    default: 'both',
    options: [
      { id: 'both', title: 'Both' },
      { id: 'one', title: 'One' },
    ],
  },
  {
    ...base,
    id: 'levels',
    kind: 'choices',
    default: ['High'],
    options: [
      { id: 'High', title: 'High' },
      { id: 'Low', title: 'Low' },
    ],
  },
  { ...base, id: 'kql', kind: 'query', default: [], max: 2 },
  { ...base, id: 'sync', kind: 'confirm', default: false },
  { ...base, id: 'key', kind: 'secret' },
  {
    ...base,
    id: 'workspace',
    kind: 'pick',
    many: true,
    columns: [],
    default: [],
    empty: 'none',
    options: [
      { id: '/subscriptions/1/a', title: 'soc', also: ['guid-1'] },
      { id: '/subscriptions/2/b', title: 'twin' },
      { id: '/subscriptions/3/c', title: 'twin' },
      { id: '/subscriptions/4/d', title: 'off', unusable: 'It is gone.' },
    ],
  },
];
const good = { workspace: 'soc' };

describe('answers', () => {
  it('need nothing picked where it is not asked', () => {
    const [workspace] = asks.filter(({ id }) => id === 'workspace');
    const gated = { ...workspace, where: [{ question: 'use', is: ['one'] }] } as Question;
    const both = asks.map((each) => (each.id === 'workspace' ? gated : each));
    expect(parseAnswers(both, {})).toMatchObject({ answers: { workspace: [] } });
    expect(parseAnswers(both, { use: 'one' })).toMatchObject({ refusals: [{ field: 'workspace' }] });
  });

  it('take their defaults, and are normalized to what is written down', () => {
    expect(
      parseAnswers(asks, { ...good, sync: 'yes', months: '12', use: 'ONE', levels: 'low,high', poll: '5m' }),
    ).toEqual({
      answers: {
        name: 'Dropzone',
        months: 12,
        poll: '5m',
        use: 'one',
        levels: ['High', 'Low'],
        kql: [],
        sync: true,
        workspace: ['/subscriptions/1/a'],
      },
    });
  });

  it.each([
    ['an unknown question', { ...good, nmae: 'x' }, 'nmae'],
    ['a prototype key', { ...good, ['__proto__x']: 'x' }, '__proto__x'],
    ['a text that is too long', { ...good, name: 'x'.repeat(21) }, 'name'],
    ['a text with a control character', { ...good, name: 'a\u001b[31mb' }, 'name'],
    ['a text that changes direction', { ...good, name: 'a\u202eb' }, 'name'],
    ['a text that is a formula', { ...good, name: '=1+1' }, 'name'],
    ['a number out of range', { ...good, months: 0 }, 'months'],
    ['a fraction', { ...good, months: 1.5 }, 'months'],
    ['a number with a tail', { ...good, months: '6x' }, 'months'],
    ['a duration without a unit', { ...good, poll: '5' }, 'poll'],
    ['a duration out of range', { ...good, poll: '2d' }, 'poll'],
    ['a choice that is none', { ...good, use: 'three' }, 'use'],
    ['choices with a stranger', { ...good, levels: ['High', 'Huge'] }, 'levels'],
    ['too many queries', { ...good, kql: ['a', 'b', 'c'] }, 'kql'],
    ['a query with a control character', { ...good, kql: ['T\u0000'] }, 'kql'],
    ['a query that changes direction', { ...good, kql: ['T \u202e'] }, 'kql'],
    ['a query that is too long', { ...good, kql: ['x'.repeat(65_537)] }, 'kql'],
    ['neither yes nor no', { ...good, sync: 'perhaps' }, 'sync'],
    ['a secret as an answer', { ...good, key: 'hunter2' }, 'key'],
    ['a workspace nobody has', { workspace: 'nope' }, 'workspace'],
    ['a name two workspaces share', { workspace: 'twin' }, 'workspace'],
    ['one that cannot be used', { workspace: 'off' }, 'workspace'],
    ['nothing picked among several', {}, 'workspace'],
  ])('%s is refused by name, with a reason and a remedy', (_what, raw, field) => {
    const parsed = parseAnswers(asks, raw);
    const refusals = 'refusals' in parsed ? parsed.refusals : [];
    expect(refusals.map((refusal) => refusal.field)).toEqual([field]);
    expect(refusals[0]?.reason).toMatch(/\.$/);
    expect(refusals[0]?.remedy).not.toBe('');
    expect(JSON.stringify(refusals)).not.toContain('hunter2');
  });

  it('a query is only bounded here: whether it can be sent is known to who knows KQL', () => {
    const kql = ['T\r\n\t| take 5;', 'externaldata(x:string)["https://x"]'];
    expect(parseAnswers(asks, { ...good, kql })).toMatchObject({ answers: { kql } });
  });

  it('a pick is taken as said while the tenant has not been looked at', () => {
    expect(parseAnswers(asks, { workspace: 'nope' }, 'offline')).toMatchObject({
      answers: { workspace: ['nope'] },
    });
  });

  it('durations read and say the same', () => {
    for (const text of ['90s', '5m', '2h', '1d']) expect(duration(seconds(text) ?? 0)).toBe(text);
    expect(seconds('5 minutes')).toBeUndefined();
  });
});
