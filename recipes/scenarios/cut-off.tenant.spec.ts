import { tenantNames } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { recipes } from '../index.ts';
import { cutEverywhere, lab, labOf, strays, tenantsOfPart } from './lab.spec-kit.ts';

/** Tenants in which somebody else acts cannot promise a same end; big ones are looked at once, not forty times. */
const small = tenantNames.filter((name) => name !== 'two-admins' && name !== 'busy');

const ends = (picture: RunState) =>
  Object.fromEntries(
    picture.steps.map(({ heading, is, finding }) => [heading.id, [is, finding?.problem?.code, finding?.on]]),
  );

/** A recipe with many writes is cut off everywhere in its home tenant, elsewhere at one write in 19, others in each. */
const home: Readonly<Record<string, string>> = { 'intezer-playbooks': 'intezer-ready' };
const oneIn = 19;

const isCutEverywhere = (recipe: string, tenant: string): boolean =>
  home[recipe] === undefined || home[recipe] === tenant;

function isCutAt(recipe: string, tenant: string, nth: number): boolean {
  if (isCutEverywhere(recipe, tenant)) return true;
  return nth % oneIn === small.indexOf(tenant as (typeof small)[number]) % oneIn;
}

/** Two permissions of one application may travel in one write or in two. */
function fewestCuts(recipe: string, tenant: string, writes: number): number {
  return 2 * (isCutEverywhere(recipe, tenant) ? writes - 1 : Math.floor(writes / oneIn));
}

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (id, recipe) => {
  it.each(tenantsOfPart(small))(
    'on %s a run cut off at any write, before or after it, is finished by the next',
    async (name) => {
      const whole = lab(name, { lagSeconds: 2 });
      const { result, cuts } = await cutEverywhere(
        whole,
        (process) => process.run(recipe, 'set-up'),
        (nth) => isCutAt(id, name, nth),
      );
      const expected = result.picture;
      const writes = whole.writes().length;
      for (const { left, nth, when } of cuts) {
        const next = labOf(left);
        const { picture } = await (await next.open()).run(recipe, 'set-up');
        expect(ends(picture), `${when} write ${nth}`).toEqual(ends(expected));
        expect(strays(next), `${when} write ${nth}`).toEqual({ duplicates: [], orphans: [] });
      }
      expect(cuts.length).toBeGreaterThanOrEqual(fewestCuts(id, name, writes));
      globalThis.process.stdout.write(
        `${name}: cut off at ${cuts.length} places of ${writes} writes, each finished by the next run\n`,
      );
    },
    600_000,
  );
});
