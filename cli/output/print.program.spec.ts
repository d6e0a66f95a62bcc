import { describe, expect, it } from 'vitest';
import type { Problem, Remedy } from '../../engine/model/problem.ts';
import type { Question } from '../../engine/model/question.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change, Verb } from '../../engine/model/step.ts';
import type { Card, Mark } from '../../engine/view/card.ts';
import {
  askLines,
  assertNever,
  cardLines,
  changeLines,
  length,
  planLines,
  problemLines,
  remedyLines,
  showLines,
  stateWord,
  tenantLines,
} from './print.ts';
import { columns, plainStyle, type Style, styleOf, wrapped } from './style.ts';

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

describe('every word of the vocabularies', () => {
  it('is printed: remedies', () => {
    const remedies: readonly Remedy[] = [
      { do: 'retry' },
      { do: 'retry', after: 60 },
      { do: 'redo', step: 'create-secret' },
      { do: 'redo', step: 'questions' },
      { do: 'sign-in' },
      { do: 'sign-in-as', role: 'Owner' },
      { do: 'open', label: 'Read about it', url: 'https://learn.microsoft.com/x' },
      { do: 'ask-someone', message: 'Hello' },
    ];
    expect(remedies.map((remedy) => remedyLines(plainStyle, remedy).join(' | '))).toEqual([
      '  → Run the same command again.',
      '  → Run the same command again in 60 s.',
      '  → Run set-up: it redoes this step (create-secret) again.',
      '  → Change the answers, and run the command again.',
      '  → Sign in again: run the same command.',
      '  → Sign in as a person with the role Owner.',
      '  → Read about it: |     https://learn.microsoft.com/x',
      '  → Send this to someone who can: |       Hello',
    ]);
  });

  it('is printed: changes', () => {
    const verbs: readonly Verb[] = ['create', 'add', 'update', 'grant', 'assign', 'send', 'remove', 'revoke'];
    const change: Omit<Change, 'verb'> = {
      what: 'Data.Read',
      where: 'Log Analytics API',
      right: 'Owner',
      undoneBy: 'Undo revokes it',
    };
    const first = verbs.map((verb) => changeLines(plainStyle, { verb, ...change })[0]);
    expect(first[3]).toBe('  - Grant Data.Read (Log Analytics API)');
    expect(new Set(first).size).toBe(8);
    expect(changeLines(plainStyle, { verb: 'add', ...change, months: 6 })[0]).toBe(
      '  - Add Data.Read (Log Analytics API, 6 months)',
    );
    expect(changeLines(plainStyle, { verb: 'add', ...change })[1]).toBe('    Takes Owner. Undo revokes it.');
  });

  it('says the moment of a list in UTC, and that it is', () => {
    const items = [{ is: 'met', title: 'One' }] as const;
    const at = '2026-11-24T10:42:19Z';
    expect(showLines(plainStyle, { show: 'checklist', title: 'Test incident 7', at, items })[0]).toBe(
      '  Test incident 7, 2026-11-24 10:42 UTC',
    );
  });

  it('is printed: shows', () => {
    const shows: readonly Show[] = [
      { show: 'text', text: 'Some words', learnMore: 'https://learn.microsoft.com/x' },
      {
        show: 'pairs',
        title: 'Ids',
        pairs: [
          ['Client ID', 'c1'],
          ['Tenant', 't1'],
        ],
      },
      {
        show: 'table',
        columns: [{ title: 'Name' }, { title: 'Rows', numeric: true }],
        rows: [
          ['a', '1'],
          ['bb', '20'],
        ],
      },
      {
        show: 'checklist',
        items: [
          { is: 'met', title: 'One', caption: 'done' },
          { is: 'not-reached', title: 'Two' },
        ],
      },
      { show: 'code', title: 'Query', code: 'T\n| take 1' },
      { show: 'held-secret', title: 'Client secret', handle: 'h', expires: '2027-05-22T00:00:00Z' },
      {
        show: 'chart',
        title: 'Data arrives late',
        caption: 'of 24 hours',
        chart: { chart: 'delay', binSeconds: 10, counts: [1, 8, 0], marks: { p50: 12, p95: 240, p99: 7200 } },
      },
      {
        show: 'chart',
        title: 'Access',
        caption: 'as of now',
        chart: {
          chart: 'access',
          application: 'App',
          given: [{ name: 'Data.Read', by: 'data-consent', reaches: 'logs', verb: 'reads' }],
          leftOut: [{ name: 'Owner', because: 'not needed' }],
        },
      },
    ];
    expect(shows.map((show) => showLines(plainStyle, show))).toEqual([
      ['  Some words', '  https://learn.microsoft.com/x'],
      ['  Ids', '    Client ID  c1', '    Tenant     t1'],
      ['    Name  Rows', '    a        1', '    bb      20'],
      ['    ready  One (done)', '    -      Two'],
      ['  Query', '    T', '    | take 1'],
      ['  Client secret: ••••••••••••, stored encrypted on this computer until 2027-05-22'],
      [
        '  Data arrives late',
        '    of 24 hours',
        '    |▁█ |  0 to 30 s',
        '    half within 12 s, 95 of 100 within 4 min, 99 of 100 within 2 h',
      ],
      ['  Access', '    as of now', '    Data.Read  reads  logs', '    without Owner: not needed'],
    ]);
  });

  it('is printed: questions', () => {
    const common = { id: 'q', title: 'Question', helper: 'Help.', screen: 's' };
    const asks: readonly Question[] = [
      { ...common, kind: 'text', default: 'x', max: 5 },
      { ...common, kind: 'number', default: 1, min: 1, max: 24, unit: 'months' },
      { ...common, kind: 'duration', default: '5m', minSeconds: 60, maxSeconds: 86_400 },
      { ...common, kind: 'choice', default: 'a', options: [{ id: 'a', title: 'A', consequence: 'Reads' }] },
      { ...common, kind: 'choices', default: ['a'], options: [{ id: 'a', title: 'A' }] },
      { ...common, kind: 'list', default: [], max: 3 },
      { ...common, kind: 'query', default: [], max: 3 },
      { ...common, kind: 'confirm', default: true },
      { ...common, kind: 'secret' },
      {
        ...common,
        kind: 'pick',
        many: true,
        columns: ['Region'],
        default: [],
        empty: '',
        options: Array.from({ length: 31 }, (_, at) => ({ id: `/w${at}`, title: `w${at}`, cells: ['eu'] })),
      },
      { ...common, kind: 'file', accept: ['.pem'], maxBytes: 1 },
    ];
    for (const ask of asks) expect(askLines(plainStyle, ask).slice(0, 2)).toEqual(['Question', '  Help.']);
    expect(asks.map((ask) => askLines(plainStyle, ask).slice(2).join(' | '))).toEqual([
      '',
      '  From 1 to 24 months',
      '  Such as 5m, from 60 s to 24 h',
      '  a  A  Reads',
      '  a  A',
      '',
      '',
      '  yes or no',
      '  Pass it with --secret q=env:NAME, file:PATH or stdin',
      expect.stringContaining('and 1 more. Enter a name or an ID'),
      '',
    ]);
  });

  it('is refused where nobody taught it', () => {
    expect(() => assertNever('new' as never)).toThrow('not a word of ours');
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

describe('the style', () => {
  const terminalStyle = (environment: Record<string, string>): Style =>
    styleOf({ isTTY: true, columns: 40 }, environment);

  it('is plain where nobody looks, colored where somebody does, and respects NO_COLOR', () => {
    expect(styleOf({}, {}).paint('bad', 'x')).toBe('x');
    expect(terminalStyle({}).paint('bad', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(terminalStyle({ NO_COLOR: '1' }).paint('bad', 'x')).toBe('x');
    expect(terminalStyle({ TERM: 'dumb' }).paint('bad', 'x')).toBe('x');
  });

  it('keeps within the width of a terminal, and leaves lines whole for programs', () => {
    const text = 'one two three four five six seven eight nine ten eleven';
    expect(wrapped(plainStyle, text, '  ')).toEqual([`  ${text}`]);
    const lines = wrapped(terminalStyle({}), text, '    ', '  - ');
    expect(lines).toEqual(['  - one two three four five six seven', '    eight nine ten eleven']);
    expect(wrapped(terminalStyle({}), 'x'.repeat(60), '  ')).toEqual([`  ${'x'.repeat(60)}`]);
  });

  it('lines columns up, numbers to the right', () => {
    expect(
      columns(
        [
          ['a', '1'],
          ['bbb', '22'],
        ],
        [false, true],
      ),
    ).toEqual(['a     1', 'bbb  22']);
    expect(columns([])).toEqual([]);
  });

  it('says lengths of time as people do', () => {
    expect([0, 0.4, 1, 90, 119.6, 120, 5400, 7200, 172_800].map(length)).toEqual([
      '0 s',
      'under 1 s',
      '1 s',
      '90 s',
      '120 s',
      '2 min',
      '90 min',
      '2 h',
      '2 days',
    ]);
  });
});
