import { describe, expect, it } from 'vitest';
import type { Card, Mark } from '../../../engine/view/card.ts';
import { resultWords } from './check-words.ts';

const problem = { code: 'some', title: 'Some', because: 'It is.', remedies: [{ do: 'retry' }] } as const;

const card = (mark: Mark, severity: Card['severity'] = 'block', more: Partial<Card> = {}): Card => ({
  id: 'some',
  title: 'Some',
  why: 'Some',
  severity,
  checks: [],
  mark,
  caption: '',
  ms: 1,
  changes: [],
  repairs: [],
  shows: [],
  evidence: [],
  ...more,
});

const repairable = { repairs: [{ verb: 'add', what: 'A', where: 'B', right: 'C', undoneBy: 'D' }] } as const;

describe('the title of a check', () => {
  it.each([
    [[card('met')], 0, 'The connection works'],
    [[card('met'), card('unknown', 'warn')], 0, 'The connection works (1 not checked)'],
    [[card('met', 'warn', { warning: problem }), card('met')], 0, 'The connection works (1 warning)'],
    [
      [card('met', 'warn', { warning: problem }), card('unknown', 'warn'), card('met')],
      0,
      'The connection works (1 warning, 1 not checked)',
    ],
    // What decides was not seen: nothing says that it works.
    [[card('met'), card('unknown')], 0, 'No problems found so far'],
    [[card('met'), card('not-reached')], 0, 'No problems found so far'],
    [[card('met'), card('waiting-person')], 0, 'No problems found so far'],
    [[card('met'), card('unmet', 'warn')], 0, 'The connection works (1 warning)'],
    [[card('met'), card('unmet', 'block', repairable)], 1, 'One thing needs repair'],
    [[card('met'), card('blocked')], 0, 'One thing needs attention'],
  ] as const)('%#: says %s of %s repairs: %s', (list, repairs, title) => {
    expect(resultWords(list, repairs)).toBe(title);
  });
});
