import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseReport } from '../../host/report/report.ts';
import { cli, folder } from './world.spec-kit.ts';

it('a set-up and a check each leave a report, and a query is run over a day before anything is made', async () => {
  const home = folder();
  const files = folder();
  const page = path.join(files, 'set-up.html');
  const data = path.join(files, 'check.json');
  const fast = ['--practice', '--practice-lag', '0', '--home', home];
  const query = ['--answer', 'kqlQueries=SecurityIncident | where Severity == "High"'];
  const first = await cli(['set-up', 'dropzone-sentinel', ...fast, ...query, '--yes', '--report', page]);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/Query 1: gives \d+ rows? a day, and reads about [\d,]+ rows? a day/);
  const html = readFileSync(page, 'utf8');
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain('Changed and confirmed');
  expect(html).toMatch(/Request and correlation IDs/);

  const second = await cli(['verify', 'dropzone-sentinel', ...fast, '--report', data]);
  expect(second.code).toBe(0);
  const report = parseReport(readFileSync(data, 'utf8'), 'file');
  expect(report).toMatchObject({ intent: 'verify', changes: [], tenant: { practice: true } });
  expect(report.checks.some(({ evidence }) => evidence.length > 0)).toBe(true);
});
