import { describe, expect, it } from 'vitest';
import type { Problem } from '../../engine/model/problem.ts';
import type { Question } from '../../engine/model/question.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Card, Mark } from '../../engine/view/card.ts';
import { cardLines, changeLines, planLines, problemLines, tenantLines } from './print.ts';
import { askLines } from './question-lines.ts';
import { plainStyle } from './style.ts';
import { stateWord } from './words.ts';

const now = '2026-11-22T10:01:00Z';
const hostile = 'ada\u001b[2J\u202e\r\nForged: line';
const shownHostile = 'ada\\u{1b}[2J\\u{202e}\\u{d}\\u{a}Forged: line';

const problem: Problem = {
  code: 'x',
  title: 'You may not consent',
  because: 'It takes a role you do not hold.',
  remedies: [
    { do: 'sign-in-as', role: 'Privileged Role Administrator' },
    { do: 'ask-someone', message: 'Hello,\nplease consent.' },
  ],
  who: { role: 'Privileged Role Administrator', people: ['Bo'] },
  trace: { at: '2026-11-22T10:00:00Z', answer: '403 Denied', request: 'r1', correlation: 'c1' },
};

function card(over: Partial<Card> = {}): Card {
  return {
    id: 'grant-consent:graph',
    title: 'Consent to Microsoft Graph',
    why: 'So that it may read.',
    severity: 'block',
    checks: [],
    mark: 'met',
    caption: 'Data.Read, read back',
    ms: 10,
    changes: [],
    shows: [],
    evidence: [],
    repairs: [],
    ...over,
  };
}

describe('a card', () => {
  it('says its state, its title and what it saw', () => {
    expect(cardLines(plainStyle, card(), now)).toEqual([
      'ready                 Consent to Microsoft Graph',
      '  Data.Read, read back.',
    ]);
  });

  it('with a problem says why, who can, what to do, and leaves a trace to copy', () => {
    const lines = cardLines(plainStyle, card({ mark: 'blocked', caption: problem.because, problem }), now);
    expect(lines).toEqual([
      'blocked               Consent to Microsoft Graph',
      '  You may not consent.',
      '  It takes a role you do not hold.',
      '  Who can: Privileged Role Administrator, such as Bo.',
      '  → Sign in as a person with the role Privileged Role Administrator.',
      '  → Send this to someone who can:',
      '      To: Bo',
      '      ',
      '      Hello,',
      '      please consent.',
      '  Trace: 2026-11-22T10:00:00Z, answer 403 Denied, request r1, correlation c1',
    ]);
  });

  it('that waits for Microsoft says how long it has and how long it usually takes; for a person only since when', () => {
    const waiting = { since: '2026-11-22T10:00:20Z', usually: { from: 10, to: 300 }, problem };
    const lines = (mark: Mark) =>
      cardLines(plainStyle, card({ ...waiting, mark, caption: problem.because }), now).join('\n');
    expect(lines('waiting')).toContain('Waiting for 40 s so far, usually 10 s to 5 min.');
    expect(lines('waiting-person')).toContain('Waiting for 40 s so far.');
  });

  it('that only warns says so, and has a word for every state', () => {
    const lines = cardLines(
      plainStyle,
      card({ severity: 'warn', mark: 'unmet', caption: 'x', warning: problem }),
      now,
    );
    expect(lines[0]).toBe('needs attention       Consent to Microsoft Graph (warning)');
    const marks: readonly Mark[] = [
      'met',
      'unmet',
      'waiting',
      'waiting-person',
      'blocked',
      'unknown',
      'not-reached',
      'running',
      'pending',
    ];
    expect(new Set(marks.map((mark) => stateWord(mark)[0])).size).toBe(marks.length);
  });
});

describe('a plan', () => {
  const change = {
    verb: 'grant',
    what: 'Data.Read',
    where: 'API',
    right: 'Owner',
    undoneBy: 'Undo revokes it',
  } as const;

  it('is grouped by step under its title, with its count and its hash', () => {
    const plan = {
      planHash: 'abc',
      changes: [
        { step: 'a', ...change },
        { step: 'b', ...change },
        { step: 'a', ...change, what: 'Two' },
      ],
    };
    expect(
      planLines(plainStyle, plan, (step) => `Step ${step}`).filter((line) => !line.startsWith('    ')),
    ).toEqual([
      '3 changes',
      'Step a',
      '  - Grant Data.Read (API)',
      '  - Grant Two (API)',
      'Step b',
      '  - Grant Data.Read (API)',
      '',
      'Plan abc',
      '',
    ]);
  });

  it('that is empty says so', () => {
    expect(planLines(plainStyle, { planHash: 'abc', changes: [] }, (step) => step)[0]).toBe(
      'No changes needed.',
    );
  });
});

describe('what a tenant says', () => {
  it('is shown wherever it stands, and obeyed nowhere', () => {
    const change: Change = {
      verb: 'create',
      what: hostile,
      where: hostile,
      right: hostile,
      undoneBy: hostile,
    };
    const bad: Problem = {
      code: 'x',
      title: hostile,
      because: hostile,
      remedies: [
        { do: 'open', label: hostile, url: hostile },
        { do: 'sign-in-as', role: hostile },
        { do: 'ask-someone', message: hostile },
      ],
      who: { role: hostile, people: [hostile] },
      trace: { at: now, answer: hostile, request: hostile, correlation: hostile },
    };
    const shows: readonly Show[] = [
      { show: 'text', text: hostile, learnMore: hostile },
      { show: 'pairs', title: hostile, pairs: [[hostile, hostile]] },
      { show: 'table', title: hostile, columns: [{ title: hostile }], rows: [[hostile]] },
      { show: 'checklist', title: hostile, items: [{ is: 'met', title: hostile, caption: hostile }] },
      { show: 'code', title: hostile, code: hostile },
      { show: 'held-secret', title: hostile, handle: hostile, expires: '\u202e7-05-22\u001b' },
      {
        show: 'chart',
        title: hostile,
        caption: hostile,
        chart: {
          chart: 'access',
          application: hostile,
          given: [{ name: hostile, by: 'azure-role', reaches: hostile, verb: hostile }],
          leftOut: [{ name: hostile, because: hostile }],
        },
      },
    ];
    const ask: Question = {
      kind: 'choice',
      id: 'q',
      title: hostile,
      helper: hostile,
      consequence: hostile,
      screen: 's',
      default: 'a',
      options: [{ id: 'a', title: hostile, consequence: hostile }],
    };
    const lines = [
      ...tenantLines(plainStyle, hostile, {
        tenantId: hostile,
        tenantName: hostile,
        cloud: hostile,
        practice: true,
        account: hostile,
      }),
      ...cardLines(
        plainStyle,
        card({ title: hostile, caption: hostile, mark: 'blocked', problem: bad, warning: bad, shows }),
        now,
      ),
      ...problemLines(plainStyle, bad),
      ...changeLines(plainStyle, change),
      ...planLines(plainStyle, { planHash: 'h', changes: [{ step: 's', ...change }] }, () => hostile),
      ...askLines(plainStyle, ask),
    ];
    expect(lines.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([]);
    // Only a text that has lines of its own may have lines: a message to send, and code.
    expect(lines.filter((line) => line.trimStart().startsWith('Forged')).length).toBe(4);
    expect(lines.filter((line) => line.includes(shownHostile)).length).toBeGreaterThan(25);
  });
});
