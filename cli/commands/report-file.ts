import path from 'node:path';
import type { Entry } from '../../engine/journal/journal.ts';
import { echo, refused } from '../../host/input/bad-input.ts';
import { checkOut, writeOut } from '../../host/profile/profile-file.ts';
import { makeReport, reportText } from '../../host/report/report.ts';
import { reportHtml } from '../../host/report/report-html.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { Terminal } from '../output/terminal.ts';

/**
 * What can be told of `--report` before anything is sent.
 * @throws BadInput
 */
export async function checkReport(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const ending = path.extname(file).toLowerCase();
  if (ending === '.pdf') {
    throw refused(
      '--report',
      'Only the window can create a PDF.',
      'Use a .html file, or save it from the window.',
    );
  }
  if (ending !== '.html' && ending !== '.json') {
    throw refused(
      '--report',
      `${echo(path.basename(file))} doesn't end in .html or .json, so its format is unknown.`,
      'Use a .html file for people, or a .json file for programs.',
    );
  }
  await checkOut(file, '--report', false);
}

/** Writes the report of a run where it was asked for. Its form is told by the file's ending. */
export async function writeReport(
  file: string | undefined,
  entries: readonly Entry[],
  vendor: string,
  terminal: Terminal,
): Promise<void> {
  if (file === undefined) return;
  const madeAt = new Date().toISOString();
  const report = makeReport(entries, { program: packageJson.version, madeAt, vendor });
  const page = path.extname(file).toLowerCase() === '.html';
  await writeOut(file, '--report', page ? reportHtml(report) : reportText(report), false);
  terminal.remark(`The report is in ${file}.`);
}
