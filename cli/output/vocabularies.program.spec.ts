import { describe, expect, it } from 'vitest';
import type { Remedy } from '../../engine/model/problem.ts';
import type { Question } from '../../engine/model/question.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Change, Verb } from '../../engine/model/step.ts';
import { changeLines, remedyLines } from './print.ts';
import { askLines } from './question-lines.ts';
import { showLines } from './show-lines.ts';
import { plainStyle } from './style.ts';
import { assertNever } from './words.ts';

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
