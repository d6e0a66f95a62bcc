/**
 * `npm run practice:queries -- DIR`: runs every query in a folder (`.kql`, `.txt`; ```kusto blocks of `.md`; `query:` of
 * `.yaml`) over the tables of the practice tenant, and says how many were answered and why the others were not.
 * Collections of queries are other people's work: the folder is outside the repository. `--list WORD` prints the files
 * of an outcome.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { outcomeOf, type QueryOutcome } from '@sentinel-onboarding/practice/catalogue';
import { parse } from 'yaml';

/** The queries a file holds, none where it holds something else. */
function queriesIn(name: string, text: string): readonly string[] {
  if (/\.(?:kql|txt)$/i.test(name)) return [text];
  if (/\.md$/i.test(name))
    return [...text.matchAll(/```\s*(?:kql|kusto)[^\n]*\n(.*?)```/gis)].map(([, query = '']) => query);
  if (!/\.ya?ml$/i.test(name)) return [];
  try {
    const { query } = parse(text) as { readonly query?: unknown };
    return typeof query === 'string' ? [query] : [];
  } catch {
    return [];
  }
}

const [folder, flag, listed] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name a folder with queries: npm run practice:queries -- DIR');

const found: (QueryOutcome & { readonly file: string })[] = [];
const seen = new Set<string>();
for (const name of (await readdir(folder, { recursive: true })).sort()) {
  const text = await readFile(path.join(folder, name), 'utf8').catch(() => '');
  for (const query of queriesIn(name, text)) {
    if (query.trim() === '' || seen.has(query.trim())) continue;
    seen.add(query.trim());
    found.push({ file: name, ...(await outcomeOf(query)) });
  }
}

const of = (outcome: QueryOutcome['outcome']) => found.filter((each) => each.outcome === outcome);
const ranked = (outcome: QueryOutcome['outcome']): string[] => {
  const counts = new Map<string, number>();
  for (const { why } of of(outcome)) {
    const short = why.replace(/\s+/g, ' ').slice(0, 110);
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([why, count]) => `  ${String(count).padStart(4)}  ${why}`);
};
const held = found.length - of('elsewhere').length - of('unreadable').length;
process.stdout.write(
  [
    `queries: ${found.length}; over tables it does not hold: ${of('elsewhere').length}; not read by Microsoft's parser: ${of('unreadable').length}`,
    `over tables it holds: ${held}, answered ${of('answered').length} (${((100 * of('answered').length) / Math.max(1, held)).toFixed(1)} %)`,
    `refused as practice cannot evaluate: ${of('not-imitated').length}`,
    ...ranked('not-imitated'),
    `refused in Microsoft's words: ${of('refused').length}`,
    ...ranked('refused'),
    `crashes: ${of('crashed').length}`,
    ...ranked('crashed'),
    ...(flag === '--list'
      ? found.filter((each) => each.outcome === listed).map(({ file, why }) => `${file}: ${why}`)
      : []),
    '',
  ].join('\n'),
);
