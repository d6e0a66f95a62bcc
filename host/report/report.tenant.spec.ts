import { beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../engine/journal/journal.ts';
import type { Report } from '../../engine/view/report.ts';
import { reportIntegrityText } from '../../engine/view/report.ts';
import dropzone from '../../recipes/dropzone-sentinel.recipe.ts';
import { lab } from '../../recipes/scenarios/lab.spec-kit.ts';
import { BadInput } from '../input/bad-input.ts';
import { formulaCells, hostileNames, rawUnseen } from '../profile/renderings/hostile.spec-kit.ts';
import { sha256 } from '../storage/seal.ts';
import { hostileReport } from './hostile-report.spec-kit.ts';
import { redacted } from './redact.ts';
import { isReport, makeReport, parseReport, reportText } from './report.ts';
import { reportHtml, reportPolicy } from './report-html.ts';

const about = { program: '0.1.0', madeAt: '2026-11-24T10:00:00.000Z', vendor: 'Dropzone AI' };
let setUp: Report;
let check: Report;
let values: readonly string[] = [];

beforeAll(async () => {
  const computer = lab('fresh');
  const process = await computer.open();
  const first = await process.run(dropzone, 'set-up');
  const later = await process.run(dropzone, 'verify');
  const of = (runId: string) => computer.journal.filter((entry: Entry) => entry.runId === runId);
  setUp = makeReport(of(first.picture.runId), about);
  check = makeReport(of(later.picture.runId), about);
  values = [...computer.vault.values()].flatMap(({ value }) => (value ? [value.reveal('vault')] : []));
});

/** The refusals of a text that is no report. */
function refusalsOf(text: string) {
  try {
    parseReport(text, 'file');
  } catch (error) {
    if (error instanceof BadInput) return error.refusals;
    throw error;
  }
  return [];
}
/** The same report with something else in it, its integrity taken anew. */
function changed(report: Report, change: object): string {
  const { integrity: _integrity, ...rest } = { ...report, ...change };
  return JSON.stringify({ ...rest, integrity: sha256(reportIntegrityText(rest as Report)) });
}

describe('the report of a run', () => {
  it('says who, when, whose tenant, practice, and the plan that was carried out', () => {
    expect(setUp).toMatchObject({
      intent: 'set-up',
      ended: 'done',
      tenant: { practice: true, tenantName: 'Fabrikam' },
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(setUp.tenant.account).not.toBe('');
  });

  it('has each change with what it left, the requests it took, and their ids', () => {
    expect(setUp.changes.length).toBeGreaterThanOrEqual(8);
    for (const change of setUp.changes) {
      expect(change).toMatchObject({ is: 'made', made: { id: expect.any(String) } });
      const ids = change.requests.flatMap(({ requestId, correlation }) =>
        requestId && correlation ? [requestId] : [],
      );
      expect(ids, `${change.change.verb} ${change.change.what}`).not.toEqual([]);
    }
  });

  it('has each check with its evidence, and a check changes nothing', () => {
    expect(check.changes).toEqual([]);
    expect(check.checks.length).toBeGreaterThan(10);
    // Some are judged from what others have seen; those that read the data themselves never are.
    expect(check.checks.filter(({ evidence }) => evidence.length > 0).length).toBeGreaterThan(10);
    const data = check.checks.filter(({ checks }) => checks.some((id) => id.startsWith('DAT-')));
    expect(data.length).toBeGreaterThan(1);
    for (const card of data) expect(card.evidence, card.title).not.toEqual([]);
  });

  it('reads back as it was made', () => {
    for (const report of [setUp, check]) {
      const text = reportText(report);
      expect(isReport(text)).toBe(true);
      expect(parseReport(text, 'file')).toEqual(report);
    }
  });

  it('holds no secret in any form, and what looks like one is left out', () => {
    expect(values.length).toBeGreaterThan(0);
    for (const text of [reportText(setUp), reportHtml(setUp)]) {
      for (const value of values) expect(text).not.toContain(value);
      expect(text).not.toMatch(/"handle"|dropzone-ai\/.*secret/);
    }
    const token = `eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRw.${'a'.repeat(40)}`;
    const secret = `abc8Q~${'x'.repeat(34)}`;
    expect(redacted({ a: [`Bearer ${token}`, secret], b: 'https://x/y?sp=1&sig=0123456789' })).toEqual({
      a: ['Bearer [left out]', '[left out]'],
      b: 'https://x/y?sp=1&sig=[left out]',
    });
  });

  it.each([
    ['one that was changed', () => reportText({ ...check, vendor: 'Another' }), 'file.integrity'],
    ['a newer one', () => changed(check, { report: 2 }), 'file.report'],
    ['one with a field nobody knows', () => changed(check, { more: 1 }), 'file.more'],
    ['one that brings an address', () => changed(check, { endpoint: 'https://evil' }), 'file.endpoint'],
    [
      'one that would open an address',
      () =>
        changed(check, {
          checks: check.checks.map((card) => ({
            ...card,
            warning: {
              code: 'x',
              title: 'x',
              because: 'x',
              remedies: [{ do: 'open', label: 'x', url: 'https://evil' }],
            },
          })),
        }),
      'file.checks[0].warning.remedies[0]',
    ],
    [
      'one that says real of a practice tenant',
      () => changed(check, { tenant: { ...check.tenant, practice: false } }),
      'file.tenant.practice',
    ],
    ['a prototype trick', () => `{"report":1,"__proto__":{"a":1}}`, 'file'],
    ['a profile', () => '{"profile":1}', 'file'],
    ['no JSON', () => '{"report":1,', 'file'],
  ])('%s is refused by name', (_what, text, field) => {
    const fields = refusalsOf(text()).map((refusal) => refusal.field);
    expect(
      fields.some((each) => each === field || each.startsWith(field)),
      fields.join(', '),
    ).toBe(true);
  });
});

describe('the report as a page', () => {
  it('runs nothing, loads nothing and leads nowhere', () => {
    const page = reportHtml(setUp);
    expect(reportPolicy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+=*'; base-uri 'none'/);
    expect(page).toContain('Content-Security-Policy');
    expect(page).not.toMatch(
      /<script|<a\s|<img|<iframe|<link|<object|\son\w+=|\sstyle=|javascript:|https?:\/\//i,
    );
    expect(page).toContain('<svg role="img"');
    expect(page).toContain('Practice.');
  });
});

/** A page's markup without any text: what it is made of. */
const skeleton = (page: string): string =>
  page
    .slice(page.indexOf('<body>'))
    .replaceAll(/>[^<]*</g, '><')
    .replaceAll(/"[^"]*"/g, '""');

describe('1,000 hostile names in a report', () => {
  const names = hostileNames(1_000);
  const each = 250;
  const groups = Array.from({ length: names.length / each }, (_, at) =>
    names.slice(at * each, (at + 1) * each),
  );

  it('are text and nothing else: the page has the shape it has without them, no unseen character, no formula', () => {
    for (const group of groups) {
      const page = reportHtml(hostileReport(setUp, group));
      const harmless = reportHtml(
        hostileReport(
          setUp,
          group.map((_, at) => `name ${at}`),
        ),
      );
      expect(skeleton(page)).toBe(skeleton(harmless));
      expect(rawUnseen(page)).toEqual([]);
      expect(formulaCells(page)).toEqual([]);
      expect(formulaCells(page.replaceAll(/<[^>]*>/g, '\n').replaceAll('&#39;', "'"))).toEqual([]);
    }
    // Not escaped, it would be seen.
    const planted = reportHtml(setUp).replace('<main>', '<main><script>alert(1)</script>');
    expect(skeleton(planted)).not.toBe(skeleton(reportHtml(setUp)));
  });

  it('as JSON: no unseen character, no formula, and read back as they were', () => {
    for (const group of groups) {
      const report = hostileReport(setUp, group);
      const text = reportText(report);
      expect(rawUnseen(text)).toEqual([]);
      expect(formulaCells(text)).toEqual([]);
      expect(JSON.parse(text)).toEqual(report);
    }
  });
});
