import type { Entry } from '../../engine/journal/journal.ts';
import { cards } from '../../engine/view/card.ts';
import { rawUnseen, unseenNames } from '../../host/profile/renderings/hostile.spec-kit.ts';
import { makeReport, reportText } from '../../host/report/report.ts';
import { reportHtml } from '../../host/report/report-html.ts';
import { recipes } from '../../recipes/index.ts';
import { named, withOthersThings } from '../../recipes/scenarios/hostile-contents.spec-kit.ts';
import { lab, labOf } from '../../recipes/scenarios/lab.spec-kit.ts';

/** Names a tenant is filled with; each holds a character that is not seen. */
const count = 1_000;

/**
 * Fills a tenant with hostile names in every field that a tenant controls, reads it by each recipe, and counts raw
 * controls in what window, terminal and report are given. `plantedFound` is 1 where the same search finds one that was
 * put into a change on purpose.
 */
export async function hostileNameFigures() {
  const names = unseenNames(count);
  const share = Math.ceil(count / recipes.length);
  let fields = 0;
  let texts = 0;
  let rawControls = 0;
  for (const [nth, recipe] of recipes.entries()) {
    const at = lab('fresh');
    await (await at.open()).run(recipe, 'set-up');
    const contents = named(withOthersThings(at.tenant), names, nth * share);
    fields += contents.fields.length;
    const there = labOf({ ...at.copy(), saved: contents.saved });
    for (const intent of ['verify', 'plan', 'repair'] as const) {
      const { entries, picture } = await (await there.open()).run(recipe, intent, { runId: intent });
      const about = { program: '0.1.0', madeAt: '2026-11-24T10:00:00.000Z', vendor: recipe.vendor };
      const report = makeReport(entries, about);
      const shown = [
        ...cards(picture).map(textOf),
        ...entries.map(withoutReceipt),
        reportText(report),
        reportHtml(report),
      ];
      texts += shown.length;
      rawControls += shown.filter(isRaw).length;
    }
  }
  const plantedFound = isRaw(textOf({ what: 'Client secret \u202eteuqnab' })) ? 1 : 0;
  const wrong = rawControls + (1 - plantedFound);
  return { names: names.length, fields, texts, rawControls, planted: 1, plantedFound, wrong };
}

/** A receipt holds what undo writes back, and is shown to no one. */
const withoutReceipt = (entry: Entry): string =>
  textOf('receipt' in entry ? { ...entry, receipt: undefined } : entry);

/** Every string in some data, a line each: JSON would hide what is raw behind an escape. */
function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (data === null || typeof data !== 'object') return '';
  return Object.entries(data)
    .map(([key, held]) => `${key}\n${textOf(held)}`)
    .join('\n');
}

const isRaw = (text: string): boolean => rawUnseen(text).length > 0;
