import { practiceTenantId } from '@sentinel-onboarding/practice/values';
import { visible } from '../../engine/model/visible.ts';
import { openHome } from '../../host/storage/home.ts';
import { overviews } from '../../host/storage/runs.ts';
import { recipes } from '../../recipes/index.ts';
import type { Wanted } from '../args/wanted.ts';
import { columns } from '../output/style.ts';
import type { Terminal } from '../output/terminal.ts';

/** `recipes`: what can be connected. */
export function recipesCommand(terminal: Terminal): number {
  for (const { id, title, vendor, lead, questions: asks } of recipes) {
    const questions = asks.map((ask) => ({
      id: ask.id,
      ask: ask.kind,
      title: ask.title,
      ...('default' in ask ? { default: ask.default } : {}),
    }));
    if (terminal.json) {
      terminal.object({ recipe: { id, title, vendor, lead, questions } });
      continue;
    }
    const rows = questions.map((each) => [
      each.id,
      'default' in each ? `[${String(each.default)}]` : '',
      visible(each.title),
    ]);
    terminal.say([
      `${terminal.style.paint('strong', id)}  ${title}`,
      `  ${lead}`,
      ...columns(rows).map((line) => `    ${line}`),
      '',
    ]);
  }
  return 0;
}

/** `runs`: earlier runs, the newest first. @throws BadInput */
export async function runsCommand(wanted: Wanted, terminal: Terminal): Promise<number> {
  const { practice } = wanted.whose;
  const only = practice && practiceTenantId(practice.name);
  const home = await openHome({ home: wanted.home, practice: practice !== undefined, writes: false });
  try {
    const { runs, refused } = await home.journal.readAll();
    const shown = overviews(runs).filter(({ tenant }) => only === undefined || tenant.tenantId === only);
    if (terminal.json) for (const run of shown) terminal.object({ run });
    else if (shown.length === 0) terminal.say('No runs on this computer.');
    else {
      const rows = shown.map((run) => [
        run.runId,
        run.lastAt.slice(0, 16).replace('T', ' '),
        run.intent,
        run.readOnly ? 'another key' : run.finished ? 'finished' : 'not finished',
        `${run.made} made`,
        run.recipe,
        `${visible(run.tenant.tenantName)}${run.tenant.practice ? ' (practice)' : ''}`,
      ]);
      terminal.say(columns(rows));
    }
    for (const { file, because } of refused) terminal.remark([`Not trusted: ${file}`, `  ${because}`]);
    return 0;
  } finally {
    await home.close();
  }
}
