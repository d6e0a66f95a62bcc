import type { Entry } from '../../engine/journal/journal.ts';
import type { Show } from '../../engine/model/show.ts';
import { visible, visibleJson } from '../../engine/model/visible.ts';
import { type Report, reportIntegrityText, reportOf } from '../../engine/view/report.ts';
import { refused } from '../input/bad-input.ts';
import { halfCharacters } from '../input/half-characters.ts';
import { checkShape } from '../input/safe-read.ts';
import { parseStrictJson } from '../input/strict-json.ts';
import { checkPractice, checkVersion } from '../storage/saved-file.ts';
import { sha256 } from '../storage/seal.ts';
import { redacted } from './redact.ts';
import { reportSchema } from './report-schema.ts';

/**
 * The report of a run, redacted and with its integrity.
 * @throws BadInput where the run has not begun
 */
export function makeReport(
  entries: readonly Entry[],
  about: { readonly program: string; readonly madeAt: string; readonly vendor: string },
): Report {
  const plain = reportOf(entries, about);
  if (!plain) throw refused('report', 'Nothing has been checked yet.', 'Check first.');
  const checks = plain.checks.map((card) => ({ ...card, shows: card.shows.map(withoutHandle) }));
  // Through JSON once, so that what is hashed is what is read back.
  const open = JSON.parse(JSON.stringify(redacted({ ...plain, checks }))) as Omit<Report, 'integrity'>;
  return { ...open, integrity: sha256(reportIntegrityText(open)) };
}

/** Where a secret is kept is of use on this computer only; an address in a report would lead its reader somewhere. */
function withoutHandle(show: Show): Show {
  if (show.show === 'text') return { show: 'text', text: show.text };
  if (show.show !== 'held-secret') return show;
  return { show: 'text', text: `${show.title}: stored where the report was created, not in the report.` };
}

/** The report as the text of a file. Everything unseen in it is written out as JSON escapes. */
export function reportText(report: Report): string {
  return `${visibleJson(report, 2)}\n`;
}

/** As much as a report may take; one of a large run is some hundreds of kilobytes. */
export const mostBytes = 8 * 1024 * 1024;

/** Whether a file's text is meant to be a report; nothing of it is believed yet. */
export function isReport(text: string): boolean {
  return /^\s*\{\s*"report"\s*:/u.test(text);
}

/**
 * A report's text, checked. `field` names the file.
 * @throws BadInput: no report, of a newer version, with an unknown field, changed since it was made, neither practice
 * nor real
 */
export function parseReport(text: string, field: string): Report {
  const value = parseStrictJson(text, field);
  checkVersion(value, 'report', field, {
    reason: 'This is not a report.',
    remedy: 'Use the JSON file from Save report.',
  });
  const report = checkShape(reportSchema, value, field, Object.keys(reportSchema.shape)) as Report;
  const [halved] = halfCharacters(value, field);
  if (halved)
    throw refused(halved, 'It contains an invalid character (a lone surrogate).', 'Use the original file.');
  checkPractice(report.tenant.practice, report.tenant.tenantId, `${field}.tenant.practice`);
  if (report.integrity !== sha256(reportIntegrityText(report))) {
    throw refused(`${field}.integrity`, 'It was changed after it was saved.', 'Use the original file.');
  }
  return report;
}

/** What the file of a report is called, without its ending. */
export function reportName({ recipe, intent, tenant, madeAt }: Report): string {
  const day = madeAt.slice(0, 10);
  const practice = tenant.practice ? 'practice-' : '';
  return visible(`${recipe}-${intent}-${practice}${tenant.tenantId.slice(0, 8)}-${day}`);
}
