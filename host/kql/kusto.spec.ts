import { describe, expect, it } from 'vitest';
import { loadKusto } from './kusto.ts';
import { queryRefusals } from './query-refusals.ts';

const ask = {
  kind: 'query' as const,
  id: 'kqlQueries',
  title: 'KQL queries',
  screen: 'form',
  default: [],
  max: 20,
};

describe('KQL, as the language library reads it', () => {
  it.each([
    ['SecurityIncident | where Severity == "High"', ['SecurityIncident']],
    [
      'union SecurityAlert, (SigninLogs | take 1) | summarize count() by Type',
      ['SecurityAlert', 'SigninLogs'],
    ],
    ['let x = Heartbeat; x | join (AzureActivity) on $left.a == $right.b', ['AzureActivity', 'Heartbeat']],
    ['print 1', []],
  ])('%s is KQL, and reads %j', async (query, tables) => {
    expect((await loadKusto()).parse(query)).toMatchObject({ findings: [], tables });
  });

  it.each([
    ['SecurityIncident | whre x', 1, 20],
    ['SecurityIncident\n| where a ==\n| take 5', 2, 13],
    ['SigninLogs |', 1, 13],
    ['hello world', 1, 7],
    ['T | where (a == ', 1, 16],
  ])('%j is none, from line %i, column %i', async (query, line, column) => {
    const [first] = (await loadKusto()).parse(query).findings;
    expect(first).toMatchObject({ line, column });
    expect(first?.message).not.toBe('');
  });

  it('names that only the workspace knows are no fault', async () => {
    const { parse } = await loadKusto();
    expect(parse('NoSuchTable | where NoSuchColumn == MyFunction(1)').findings).toEqual([]);
  });

  it('offers what fits at a place, and nothing that reaches beyond the workspace', async () => {
    const { complete } = await loadKusto();
    const fits = complete('SecurityIncident | wh', 21);
    expect(fits.from).toBe(19);
    expect(fits.options.map(({ text }) => text.trim())).toContain('where');
    const first = complete('', 0).options.map(({ text }) => text);
    expect(first.length).toBeGreaterThan(5);
    expect(first.filter((text) => /^(?:cluster|database|externaldata)/.test(text))).toEqual([]);
  });

  it('an answer that is no KQL is refused by the name of its question, with its place', async () => {
    const { parse } = await loadKusto();
    const answers = { kqlQueries: ['SecurityIncident | take 1', 'SecurityIncident\n| whre x'] };
    expect(await queryRefusals([ask], answers, async (query) => parse(query))).toEqual([
      {
        field: 'kqlQueries',
        reason: 'Query 2, line 2, column 3: "whre" isn\'t a KQL operator.',
        remedy: 'Correct the query, or remove it.',
      },
    ]);
  });
});
