import { app } from 'electron';
import { fold } from '../../engine/journal/fold.ts';
import type { Report } from '../../engine/view/report.ts';
import { writeOut } from '../../host/profile/profile-file.ts';
import { makeReport, reportName, reportText } from '../../host/report/report.ts';
import { reportHtml } from '../../host/report/report-html.ts';
import type { Answering, ReportForm } from '../../preload/contract.ts';
import { recipeOf, toResult, type WindowSession } from '../session/window-session.ts';
import { printed } from '../window/printed.ts';
import { entriesOf } from './profile-calls.ts';
import { askWhere } from './save-profile.ts';

const titles: Readonly<Record<ReportForm, string>> = {
  html: 'Report as a page',
  pdf: 'Report as a document',
  json: 'Report for programs',
};

/** The report of a run or a check, as a file. */
export function reportCalls(desk: WindowSession): Pick<Answering, 'report.save'> {
  return {
    'report.save': ({ runId, form }) =>
      toResult(desk, async () => {
        const entries = await entriesOf(desk, runId);
        const { vendor } = recipeOf(fold(entries).recipe);
        const madeAt = new Date().toISOString();
        const report = makeReport(entries, { program: app.getVersion(), madeAt, vendor });
        const file = await askWhere(desk, `${reportName(report)}.${form}`, titles[form], [form]);
        if (file !== undefined) await writeOut(file, 'file', await contentOf(report, form), false);
        return { ok: { file } };
      }),
  };
}

async function contentOf(report: Report, form: ReportForm): Promise<string | Buffer> {
  switch (form) {
    case 'html':
      return reportHtml(report);
    case 'json':
      return reportText(report);
    case 'pdf':
      return await printed(reportHtml(report));
  }
}
