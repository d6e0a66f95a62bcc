import { describe, expect, it } from 'vitest';
import { type Database, evaluateKql } from './evaluate.ts';

const now = Date.UTC(2026, 10, 22, 8, 0, 0);
const database: Database = {
  tables: {
    SigninLogs: {
      columns: [
        { name: 'TimeGenerated', type: 'datetime' },
        { name: 'ResultType', type: 'string' },
        { name: 'Attempts', type: 'long' },
      ],
      rows: [
        [now, '0', 1],
        [now, '50126', 2],
        [now, '', null],
      ],
    },
  },
};

/** The rows of an answer; an error is thrown, so that a spec about values fails with the engine's words. */
const rows = async (query: string) => {
  const answer = await evaluateKql(query, database, { now });
  if ('error' in answer) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.tables[0]?.rows;
};
const print = async (expressions: string) => (await rows(`print ${expressions}`))?.[0];

describe('a string and a number', () => {
  // Queries of https://learn.microsoft.com/entra/identity/devices/device-sign-in-logs ask ResultType == 0.
  it('are equal when the text is that of the number', async () => {
    expect(await rows('SigninLogs | where ResultType == 0 | count')).toEqual([[1]]);
    expect(await rows('SigninLogs | where ResultType != 0 | count')).toEqual([[2]]);
    expect(await rows('SigninLogs | where 50126 == ResultType | project Attempts')).toEqual([[2]]);
    expect(await rows('SigninLogs | where Attempts == "2" | project ResultType')).toEqual([['50126']]);
    expect(await rows('SigninLogs | where Attempts == "" | count')).toEqual([[0]]);
    expect(await rows('SigninLogs | where ResultType in (0, 50126) | count')).toEqual([[2]]);
    expect(await rows('SigninLogs | where Attempts !in ("2", "3") | count')).toEqual([[2]]);
  });

  it('have no order', async () => {
    // https://github.com/microsoft/BCTech/issues/24
    await expect(rows('SigninLogs | where ResultType > 0')).rejects.toThrow(
      "The operator '>' is not defined",
    );
  });
});

describe('joins that keep the right side', () => {
  // https://learn.microsoft.com/kusto/query/join-rightanti and join-rightsemi
  const sides = (kind: string) =>
    rows(
      `let X = datatable(Key:string, Value1:long)['a',1, 'b',2, 'b',3, 'c',4];
       let Y = datatable(Key:string, Value2:long)['b',10, 'c',20, 'c',30, 'd',40];
       X | join kind=${kind} Y on Key`,
    );

  it('rightanti gives the right rows without a match, rightsemi those with one', async () => {
    expect(await sides('rightanti')).toEqual([['d', 40]]);
    expect(await sides('rightsemi')).toEqual([
      ['b', 10],
      ['c', 20],
      ['c', 30],
    ]);
  });

  it('a hint changes no row', async () => {
    expect(await sides('rightanti hint.strategy=broadcast')).toEqual([['d', 40]]);
    expect(await rows('SigninLogs | summarize hint.strategy=shuffle count() by ResultType | count')).toEqual([
      [3],
    ]);
  });
});

describe('dynamic literals', () => {
  it('may have single quotes and literals of Kusto in them', async () => {
    // https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic#dynamic-literals
    expect(
      await print(
        `tostring(dynamic({'a':['b', "it's"], "c\\"d": -1.5})), tostring(dynamic([1, true, null, timespan(1h), datetime(2020-01-02)])), array_length(dynamic(['x','y']))`,
      ),
    ).toEqual([
      `{"a":["b","it's"],"c\\"d":-1.5}`,
      '[1,true,null,"01:00:00","2020-01-02T00:00:00.0000000Z"]',
      2,
    ]);
  });
});

describe('mv-expand', () => {
  // https://learn.microsoft.com/kusto/query/mv-expand-operator
  it('expands two arrays side by side and fills the shorter with null', async () => {
    expect(
      await rows(
        `datatable(a:int, b:dynamic, c:dynamic)[1, dynamic({"prop1":"a", "prop2":"b"}), dynamic([5, 4, 3])] | mv-expand b, c`,
      ),
    ).toEqual([
      [1, '{"prop1":"a"}', '5'],
      [1, '{"prop2":"b"}', '4'],
      [1, null, '3'],
    ]);
  });

  it('gives pairs, an index and a limit', async () => {
    const table = `datatable(a:int, b:dynamic)[1, dynamic({"prop1":"a1", "prop2":"b1"}), 2, dynamic([7])]`;
    expect(await rows(`${table} | mv-expand kind=array b`)).toEqual([
      [1, '["prop1","a1"]'],
      [1, '["prop2","b1"]'],
      [2, '7'],
    ]);
    expect(
      await rows(
        'range x from 1 to 2 step 1 | summarize x = make_list(x) | mv-expand with_itemindex=Index x',
      ),
    ).toEqual([
      ['1', 0],
      ['2', 1],
    ]);
    expect(await rows(`${table} | mv-expand b limit 1 | project a`)).toEqual([[1], [2]]);
    expect(await rows(`${table} | mv-expand n = b to typeof(long), b | project n`)).toEqual([
      [null],
      [null],
      [7],
    ]);
  });
});

describe('a long query', () => {
  it('is read up to 64 KB, whatever brackets its texts hold', async () => {
    // https://learn.microsoft.com/azure/azure-monitor/service-limits
    expect(await print(`strlen("${'x'.repeat(60_000)}")`)).toEqual([60_000]);
    expect(await print(`strlen("${'('.repeat(100)}"), 1 // ${'('.repeat(100)}`)).toEqual([100, 1]);
  });
});
