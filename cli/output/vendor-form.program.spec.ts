import { readFileSync } from 'node:fs';
import path from 'node:path';
import { practiceTenant } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { cli, folder } from '../commands/world.spec-kit.ts';

const queries = [
  'SecurityIncident | take 5',
  'SigninLogs\n| where ResultType in ("50126", "50053") | take 3',
];

/** The vendor's form of a set-up with two workspaces and two queries. */
async function vendorText(...answers: readonly string[]): Promise<string> {
  const workspaces = Object.values(practiceTenant('busy').state().workspaces)
    .filter(({ name }) => name.startsWith('soc-'))
    .slice(0, 2);
  const out = path.join(folder(), 'form.txt');
  const outcome = await cli([
    'set-up',
    'dropzone-sentinel',
    '--practice=busy',
    '--practice-lag',
    '0',
    '--yes',
    '--answer',
    `kqlQueries=${JSON.stringify(queries)}`,
    ...answers.flatMap((each) => ['--answer', each]),
    ...workspaces.flatMap(({ id }) => ['--workspace', id]),
    '--format',
    'vendor',
    '--out',
    out,
    '--home',
    folder(),
  ]);
  expect(outcome.code).toBe(0);
  return readFileSync(out, 'utf8');
}

/** The lines below a heading. */
function below(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.indexOf(heading);
  expect(from).toBeGreaterThanOrEqual(0);
  return lines.slice(from + 2, lines.indexOf('', from));
}

// Seconds: a whole set-up in the largest sample tenant.
describe("Dropzone's form, to type from", () => {
  it('has two workspaces in one connection, and a line a query whatever commas it holds', async () => {
    const text = await vendorText();
    for (const of of ['Data source', 'Alert source'])
      for (const nth of [1, 2])
        expect(text).toMatch(new RegExp(`^${of}: Workspaces, ${nth} of 2: soc-`, 'mu'));
    expect(below(text, 'Alert source: what to investigate')).toEqual([
      'Enabled severity levels, 1 of 3: High',
      'Enabled severity levels, 2 of 3: Medium',
      'Enabled severity levels, 3 of 3: Low',
      'Enabled statuses, 1 of 2: New',
      'Enabled statuses, 2 of 2: Active',
      'KQL Queries, 1 of 2: SecurityIncident | take 5',
      'KQL Queries, 2 of 2:',
      '    SigninLogs',
      '    | where ResultType in ("50126", "50053") | take 3',
    ]);
  });

  it('of a data source alone asks for nothing that only alerts have', async () => {
    const text = await vendorText('use=data-source', 'ticketSync=yes');
    expect(text).not.toMatch(/Alert source|severity|status|Poll|Email/u);
    expect(below(text, 'Data source: queries')).toContain('KQL Queries, 1 of 2: SecurityIncident | take 5');
  });
});
