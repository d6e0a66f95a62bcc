import { describe, expect, it } from 'vitest';
import type { Answers, Question } from '../../engine/model/question.ts';
import type { Ingestion } from '../../engine/model/recipe.ts';
import { besides } from './beside.ts';

const beside = {
  picks: 'workspace',
  severities: 'severities',
  statuses: 'statuses',
  screen: 'form',
  poll: { ingestionDelay: 'Delay', pollInterval: 'Interval', pollLookback: 'Lookback' },
};
const days = ['2026-11-10', '2026-11-11'];
const seen = (high: number, low: number): Ingestion => ({
  history: {
    days,
    parts: [
      { severity: 'High', statuses: ['Closed', 'New'], counts: [high, high] },
      { severity: 'Low', statuses: ['Closed'], counts: [0, low] },
    ],
  },
  late: [[60, 100]],
});
const importing = { where: [{ question: 'use', is: ['alert-source'] }] };
const asks: readonly Question[] = [
  { kind: 'choice', id: 'use', title: '', screen: 'features', default: 'alert-source', options: [] },
  {
    kind: 'choices',
    id: 'severities',
    title: '',
    screen: 'form',
    default: ['High', 'Low'],
    options: [],
    ...importing,
  },
  {
    kind: 'duration',
    id: 'pollInterval',
    title: '',
    screen: 'form',
    default: 'auto',
    minSeconds: 60,
    maxSeconds: 3600,
    ...importing,
  },
];
const of = (answers: Answers) =>
  besides('Dropzone AI', beside, asks, answers, { a: seen(3, 2), b: seen(1, 4), c: 'could-not-look' });

describe('what stands beside the questions', () => {
  it('follows the choices without another look: what is left out is still there', () => {
    const both = of({ workspace: ['a', 'b'], severities: ['High', 'Low'], statuses: ['New', 'Closed'] });
    expect(both.incidents).toMatchObject({
      title: 'About 7 incidents a day would reach Dropzone AI',
      caption: '14 of 14 incidents of the last 2 days, by severity',
    });
    expect(both.words).toBe('about 7 incidents a day together');
    const fewer = of({ workspace: ['a', 'b'], severities: ['High'], statuses: ['New'] });
    expect(fewer.incidents?.caption).toBe('8 of 14 incidents of the last 2 days, by severity');
    expect(fewer.words).toBe('about 4 incidents a day together');
  });

  it('an incident that was new and is closed now reaches a vendor that takes in new ones', () => {
    const closedNow = of({ workspace: ['a'], severities: ['High', 'Low'], statuses: ['New'] });
    expect(closedNow.words).toBe('about 3 incidents a day');
  });

  it('says what is still being looked at and what may not be', () => {
    const some = of({ workspace: ['a', 'c', 'd'], statuses: ['New'] });
    expect(some).toMatchObject({ seen: 1, couldNot: 1, looking: 1 });
    expect(some.poll?.rows[0]?.[1]).toBe('1 min');
    expect(of({ workspace: ['c'] }).incidents).toBeUndefined();
  });

  it('says nothing of incidents or polling to who takes none in', () => {
    const workspace = ['a', 'b'];
    expect(of({ workspace, use: 'alert-source' })).toMatchObject({ words: expect.any(String), poll: {} });
    const none = of({ workspace: [...workspace, 'c', 'd'], use: 'data-source' });
    expect([none.looking, none.couldNot]).toEqual([0, 0]);
    expect([none.seen, none.incidents, none.poll, none.words]).toEqual([2, undefined, undefined, undefined]);
  });
});
