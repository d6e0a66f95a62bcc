// cspell:ignore abcdefgabcdefg ababa abcabc
import { describe, expect, it } from 'vitest';
import { type Database, evaluateKql } from './evaluate.ts';
import { jsonText } from './values/json.ts';

const now = Date.UTC(2026, 10, 22, 8, 0, 0);
const none: Database = { tables: {} };

/** The rows of an answer; an error is thrown, so that a spec about values fails with the engine's words. */
const rows = async (query: string) => {
  const answer = await evaluateKql(query, none, { now });
  if ('error' in answer) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.tables[0]?.rows;
};
const columns = async (query: string) => {
  const answer = await evaluateKql(query, none, { now });
  return 'tables' in answer ? answer.tables[0]?.columns.map(({ name, type }) => `${name}:${type}`) : answer;
};
const print = async (expressions: string) => (await rows(`print ${expressions}`))?.[0];
const column = async (query: string) => (await rows(query))?.map(([value]) => value);

describe('numbers', () => {
  it('a modulo is never negative', async () => {
    // https://learn.microsoft.com/kusto/query/numerical-operators#comment-about-the-modulo-operator
    expect(await print('14 % 12, -14 % 12, 14 % -12, minusMinus = -14 % -12, -1.5 % 1')).toEqual([
      2, 10, 2, 10, 0.5,
    ]);
  });

  it('a long keeps every digit up to 2^63', async () => {
    // https://learn.microsoft.com/kusto/query/scalar-data-types/long
    expect(
      await print(
        '9007199254740993, tolong("9007199254740993"), tostring(9223372036854775807), 9007199254740993 + 1, 9007199254740993 - 9007199254740992, 9007199254740993 == 9007199254740992',
      ),
    ).toEqual([9007199254740993n, 9007199254740993n, '9223372036854775807', 9007199254740994n, 1, false]);
    expect(await print('tolong(datetime(2014-11-08)), bin(9007199254740993, 10)')).toEqual([
      635510016000000000n,
      9007199254740990,
    ]);
    expect(
      await rows(
        'datatable(x:long)[9007199254740993, 9007199254740992] | summarize max(x), sum(x), make_list(x)',
      ),
    ).toEqual([[9007199254740993n, 18014398509481985n, '[9007199254740993,9007199254740992]']]);
  });

  it('a long inside JSON keeps every digit too', async () => {
    expect(
      await print(
        'tolong(dynamic({"id":9007199254740993}).id), tostring(parse_json(\'{"id":9007199254740993,"text":"9007199254740993"}\'))',
      ),
    ).toEqual([9007199254740993n, '{"id":9007199254740993,"text":"9007199254740993"}']);
    // What is sent has the digits as they are, text that looks like them included.
    expect(jsonText({ rows: [[9007199254740993n, '9007199254740993']] })).toBe(
      '{"rows":[[9007199254740993,"9007199254740993"]]}',
    );
    // The mark that numbers are carried by is no way in for a text.
    expect(
      await print(String.raw`tostring(parse_json('{"a":"\\u00001","b":1234567890123456789}').a)`),
    ).toEqual(['\u00001']);
  });

  it('a range and an extreme are of the widest type among what they are given', async () => {
    expect(await column('range x from 1 to 2 step 0.5')).toEqual([1, 1.5, 2]);
    expect(await columns('range x from 1 to 2 step 0.5')).toEqual(['x:real']);
    expect(await columns('print a = max_of(1, 2.5), b = min_of(1, 2), c = max_of(2.5, 1)')).toEqual([
      'a:real',
      'b:long',
      'c:real',
    ]);
    expect(await print('max_of(1, 2.5), max_of(10, 1, -3, 17)')).toEqual([2.5, 17]);
  });

  it('reals in a set are written as reals', async () => {
    // https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic
    expect(await rows('datatable(x:real)[1.0, 2.5, real(nan)] | summarize make_set(x)')).toEqual([
      ['[1.0,2.5,"NaN"]'],
    ]);
    expect(await print('todouble(pack_array(1.0, 2)[0]) + 1, toreal(pack_array(3.0)[0])')).toEqual([2, 3]);
  });
});

describe('not a number', () => {
  const table = 'datatable(x:real)[5.0, real(null), real(-inf), real(nan), 0.0, real(+inf), -5.0]';

  it('is sorted to the end where the nulls are', async () => {
    // https://learn.microsoft.com/kusto/query/sort-operator#using-special-floating-point-values
    expect(await column(`${table} | sort by x asc nulls first`)).toEqual([
      null,
      'NaN',
      '-Infinity',
      -5,
      0,
      5,
      'Infinity',
    ]);
    expect(await column(`${table} | sort by x desc nulls first`)).toEqual([
      null,
      'NaN',
      'Infinity',
      5,
      0,
      -5,
      '-Infinity',
    ]);
    expect(await column(`${table} | sort by x asc nulls last`)).toEqual([
      '-Infinity',
      -5,
      0,
      5,
      'Infinity',
      'NaN',
      null,
    ]);
    expect(await column(`${table} | sort by x desc nulls last`)).toEqual([
      'Infinity',
      5,
      0,
      -5,
      '-Infinity',
      'NaN',
      null,
    ]);
  });

  it('is neither the least nor the greatest wherever it comes', async () => {
    const extremes = (values: string) => rows(`datatable(x:real)[${values}] | summarize min(x), max(x)`);
    expect(await extremes('real(nan), 1.0, 3.0')).toEqual([[1, 3]]);
    expect(await extremes('3.0, real(nan), 1.0')).toEqual([[1, 3]]);
    expect(await extremes('real(nan), real(null)')).toEqual([['NaN', 'NaN']]);
    expect(await print('max_of(real(nan), 1.0), min_of(1.0, real(nan))')).toEqual([1, 1]);
  });
});

describe('places and counts in a text', () => {
  it('indexof honors start, length and occurrence', async () => {
    // https://learn.microsoft.com/kusto/query/indexof-function
    expect(
      await print(
        'indexof("abcdefg","cde"), indexof("abcdefg","cde",1,4), indexof("abcdefg","cde",1,2), indexof("abcdefg","cde",3,4), indexof("abcdefg","cde",-5), indexof(1234567,5,1,4), indexof("abcdefg","cde",2,-1), indexof("abcdefgabcdefg","cde",1,10,2), indexof("abcdefgabcdefg","cde",1,-1,3)',
      ),
    ).toEqual([2, 2, -1, -1, 2, 4, 2, 9, -1]);
    expect(await print('indexof("a","a",0,-2), indexof("a","a",0,1,-1)')).toEqual([null, null]);
  });

  it('countof counts plain matches that overlap, and those of a pattern that do not', async () => {
    // https://learn.microsoft.com/kusto/query/countof-function
    expect(
      await print(
        'countof("aaa","a"), countof("aaaa","aa"), countof("ababa","ab","normal"), countof("ababa","aba"), countof("ababa","aba","regex"), countof("abcabc","a.c","regex")',
      ),
    ).toEqual([3, 3, 2, 2, 1, 2]);
  });
});

describe('datetimes', () => {
  // https://learn.microsoft.com/kusto/query/scalar-data-types/datetime#supported-formats
  it.each([
    'Sat, 8 Nov 14 15:05:02 GMT',
    'Sat, 8 Nov 14 15:05:02',
    '8 Nov 14 15:05:02 GMT',
    '8 Nov 14 15:05:02',
    'Saturday, 08-Nov-14 15:05:02 GMT',
    'Saturday, 08-Nov-14 15:05:02',
    '08-Nov-14 15:05:02 GMT',
    '08-Nov-14 15:05:02',
    '2014-11-08 15:05:02 GMT',
    '2014-11-08T15:05:02',
  ])('%s', async (text) => {
    expect(await print(`todatetime("${text}")`)).toEqual(['2014-11-08T15:05:02Z']);
    const minutes = text.replace(':02', '');
    expect(await print(`todatetime("${minutes}")`)).toEqual(['2014-11-08T15:05:00Z']);
  });

  it('text that only looks like one is null', async () => {
    expect(
      await print(
        'todatetime("8 Nop 14 15:05"), todatetime("31 Feb 14 15:05"), todatetime("8-Nov 14 15:05")',
      ),
    ).toEqual([null, null, null]);
  });

  it('format_datetime reads a run of one letter as one specifier', async () => {
    // https://learn.microsoft.com/kusto/query/format-datetime-function
    const moment = 'datetime(2009-06-05T13:45:30.6170000)';
    const formats = ['y', 'yy', 'yyyy', 'M', 'MM', 'd', 'dd', 'h', 'hh', 'H', 'f', 'FFFF', 'fffffff', 'tt'];
    expect(
      await print(formats.map((format) => `format_datetime(${moment}, "${format}")`).join(', ')),
    ).toEqual(['9', '09', '2009', '6', '06', '5', '05', '1', '01', '13', '6', '617', '6170000', 'PM']);
    expect(await print("format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [hh:mm:ss tt]')")).toEqual([
      '17-01-29 [09:00:05 AM]',
    ]);
    await expect(rows(`print format_datetime(${moment}, "MMM")`)).rejects.toThrow('MMM');
  });
});
