import { describe, expect, it } from 'vitest';
import { analystQueries } from './analyst-queries.spec-kit.ts';
import { loadKusto } from './kusto.ts';

const { parse } = await loadKusto();

const all = analystQueries(1200);
/** Reading 1,200 queries by the official grammar takes half a minute: `npm test` reads the first hundred. */
const parts: Readonly<Record<string, readonly string[]>> = { first: all.slice(0, 100), rest: all.slice(100) };

describe('1,200 queries as analysts write them', () => {
  const queries = parts[process.env['SPECS'] ?? ''] ?? all;

  it('are different, and each is taken as typed and as run', () => {
    expect(new Set(all).size).toBe(1200);
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
