import type { TenantState } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { Entry, RunState } from '../../engine/journal/journal.ts';
import { visibleName } from '../../engine/model/visible.ts';
import { cards } from '../../engine/view/card.ts';
import { rawUnseen, unseenNames } from '../../host/profile/renderings/hostile.spec-kit.ts';
import { makeReport, reportText } from '../../host/report/report.ts';
import { reportHtml } from '../../host/report/report-html.ts';
import { recipes } from '../index.ts';
import { named, withOthersThings } from './hostile-contents.spec-kit.ts';
import { lab, labOf } from './lab.spec-kit.ts';

const names = unseenNames(1_000);
const honest = names.map((_, at) => `Name ${at}`);
/** Each recipe's tenant holds its own part of the names. */
const share = Math.ceil(names.length / recipes.length);

/**
 * What is seen by nobody in some data, at any depth, the names of its fields included. A receipt is passed over: it
 * holds what undo writes back.
 */
function rawIn(data: unknown): readonly string[] {
  if (typeof data === 'string') return rawUnseen(data);
  if (data === null || typeof data !== 'object') return [];
  return Object.entries(data).flatMap(([key, held]) =>
    key === 'receipt' ? [] : [...rawUnseen(key), ...rawIn(held)],
  );
}

/** The addresses a sign-in may be sent back to, by application. */
const addresses = ({ applications }: TenantState) =>
  Object.values(applications).map(({ web, spa, publicClient }) => [web, spa, publicClient]);

describe.each(recipes.map((recipe, nth) => [recipe.id, recipe, nth] as const))('%s', (_id, recipe, nth) => {
  /** Every reading of a connection in a tenant in which everything is called so. */
  async function readings(callIt: readonly string[]) {
    const at = lab('fresh');
    const made = await (await at.open()).run(recipe, 'set-up');
    const contents = named(withOthersThings(at.tenant), callIt, nth * share);
    const there = labOf({ ...at.copy(), saved: contents.saved });
    const runs: { entries: readonly Entry[]; picture: RunState }[] = [];
    for (const intent of ['verify', 'plan', 'set-up', 'repair', 'verify'] as const) {
      const before = addresses(there.tenant.state());
      runs.push(await (await there.open()).run(recipe, intent, { runId: intent }));
      if (intent !== 'repair') continue;
      // What is put back is what was there, and not how it was shown.
      runs.push(await (await there.open()).undo(recipe, intent));
      expect(addresses(there.tenant.state())).toEqual(before);
    }
    runs.push(await (await there.open()).undo(recipe, made.picture.runId));
    return { ...contents, runs };
  }
  const ends = ({ runs }: Awaited<ReturnType<typeof readings>>) =>
    runs.map(({ picture }) =>
      picture.steps.map(({ heading, is, finding }) => [heading.id, is, finding?.problem?.code]),
    );

  it('in a tenant full of hostile names shows none of them raw, and finds what it finds anywhere', async () => {
    const hostile = await readings(names);
    // All of them over the recipes; what was planted is what must not be found.
    expect(names.slice(nth * share, (nth + 1) * share).filter((name) => !hostile.planted.has(name))).toEqual(
      [],
    );
    expect(hostile.fields.length).toBeGreaterThan(25);
    const about = { program: '0.1.0', madeAt: '2026-11-24T10:00:00.000Z', vendor: recipe.vendor };
    for (const { entries, picture } of hostile.runs) {
      // A change is compared, hashed and approved as it is shown, so it holds nothing raw before any door either.
      expect(rawIn(entries)).toEqual([]);
      const report = makeReport(entries, about);
      expect(rawUnseen(reportText(report))).toEqual([]);
      expect(rawUnseen(reportHtml(report))).toEqual([]);
      expect(rawIn(cards(picture))).toEqual([]);
    }
    // They are shown, and not only left out.
    const shown = JSON.stringify(hostile.runs.map(({ picture }) => cards(picture)));
    const seen = [...hostile.planted].filter((name) =>
      shown.includes(JSON.stringify(visibleName(name, 40)).slice(1, -2)),
    );
    expect(seen.length).toBeGreaterThan(5);
    expect(ends(hostile)).toEqual(ends(await readings(honest)));
  });
});

describe('the search itself', () => {
  it('finds a name that was planted raw, in a value and in the name of a field', () => {
    const change = { verb: 'remove', what: 'Client secret \u202eteuqnab', where: 'the application' };
    expect(rawIn([{ kind: 'intent', change }])).toEqual(['\u202e']);
    expect(rawIn({ facts: { 'workspace:a\u200b': [1] } })).toEqual(['\u200b']);
    expect(names.filter((name) => rawUnseen(name).length === 0)).toEqual([]);
    expect(new Set(names).size).toBe(1_000);
    expect(rawUnseen('العربية 日本語 👩‍👩‍👧 one\ntwo')).toEqual([]);
  });
});
