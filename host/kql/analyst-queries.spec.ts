import { describe, expect, it } from 'vitest';
import { analystQueries } from './analyst-queries.spec-kit.ts';
import { loadKusto } from './kusto.ts';

const { parse } = await loadKusto();

describe('1,200 queries as analysts write them', () => {
  const queries = analystQueries(1200);

  it('are different, and each is taken as typed and as run', () => {
    expect(new Set(queries).size).toBe(1200);
    const refused = queries.filter((query) => {
      const { findings, counts } = parse(query);
      return findings.length > 0 || counts === undefined || parse(counts).findings.length > 0;
    });
    expect(refused).toEqual([]);
  });

  it('with a bracket too many, or a second query, each is refused', () => {
    const planted = queries.filter((_, at) => at % 20 === 0);
    const taken = planted
      .flatMap((query) => [`${query}\n)`, `${query}\n\nHeartbeat | take 1`])
      .filter((query) => parse(query).findings.length === 0);
    expect(taken).toEqual([]);
  });
});
