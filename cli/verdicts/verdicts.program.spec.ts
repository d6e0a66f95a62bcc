import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../commands/world.spec-kit.ts';
import { type VerdictCase, VerdictStage } from './case.spec-kit.ts';
import { verdictCases, verdictsPage } from './cases.spec-kit.ts';

const out = folder();
const program = path.join(out, 'cli.cjs');

// Seconds: the command line is built as it is shipped, and each case is one to three of its runs.
beforeAll(() =>
  build({
    configFile: path.resolve(import.meta.dirname, '../../vite.cli.config.ts'),
    logLevel: 'error',
    build: { outDir: out, emptyOutDir: false },
  }),
);

/** What of a case does not hold. */
async function faultsOf(of: VerdictCase): Promise<readonly string[]> {
  const stage = new VerdictStage(program, of.tenant);
  try {
    const { code, stdout, stderr } = await stage.run(of);
    const text = stdout + stderr;
    const wrong = [
      ...of.now.filter((each) => !text.includes(each)).map((each) => `not said: ${each}`),
      ...(of.never ?? []).filter((each) => text.includes(each)).map((each) => `said: ${each}`),
      ...(code === of.exit ? [] : [`exit ${code} instead of ${of.exit}`]),
    ];
    return wrong.length > 0 ? [...wrong, text.slice(-3000)] : [];
  } finally {
    await stage.close();
  }
}

describe.each([...new Set(verdictCases.map(({ about }) => about))])('%s', (about) => {
  it.each(verdictCases.filter((each) => each.about === about).map((each) => [each.situation, each] as const))(
    '%s',
    async (_situation, each) => expect(await faultsOf(each)).toEqual([]),
  );
});

/** A page without what a formatter adds to its tables. */
const plain = (page: string): string => page.replaceAll(/ +\|/gu, ' |').replaceAll(/-{3,}/gu, '---');

describe('the page of verdicts', () => {
  it('is what the cases say', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/verdicts.md'), 'utf8');
    expect(plain(page)).toBe(plain(verdictsPage(verdictCases)));
  });

  it('would be reported: a case that does not hold is found', async () => {
    const [first] = verdictCases as [VerdictCase];
    const planted: VerdictCase = { ...first, now: ['a sentence no one says'], never: ['"result"'], exit: 9 };
    expect((await faultsOf(planted)).slice(0, 3)).toEqual([
      'not said: a sentence no one says',
      'said: "result"',
      expect.stringContaining('instead of 9'),
    ]);
  });
});
