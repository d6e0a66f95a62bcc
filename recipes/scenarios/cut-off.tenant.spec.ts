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

/**
 * Where a recipe with many writes is at home, it is cut off at each, on one side of the write and then the other;
 * elsewhere at a few places, others in each tenant. `npm run campaign` cuts off both sides of all.
 */
const home: Readonly<Record<string, string>> = { 'intezer-playbooks': 'intezer-ready' };
const few = 12;

function placesOf(recipe: string, tenant: string, writes: number): readonly number[] {
  const all = Array.from({ length: writes }, (_, at) => at + 1);
  if (writes <= few || home[recipe] === tenant) return all;
  const offset = small.indexOf(tenant as (typeof small)[number]);
  return [0, 1].map((nth) => ((offset * 2 + nth) * 7) % writes).map((at) => at + 1);
}

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (id, recipe) => {
  it.each(tenantsOfPart(small))(
    'on %s a run cut off at any write, before or after it, is finished by the next',
    async (name) => {
      const whole = lab(name, { lagSeconds: 2 });
      const { result, cuts } = await cutEverywhere(whole, (process) => process.run(recipe, 'set-up'));
      const expected = result.picture;
      const writes = whole.writes().length;
      const places = placesOf(id, name, writes);
      const sides = places.length > few ? ['before', 'after'] : undefined;
      const chosen = cuts.filter(
        ({ nth, when }) => places.includes(nth) && (sides === undefined || sides[nth % 2] === when),
      );
      for (const { left, nth, when } of chosen) {
        const next = labOf(left);
        const { picture } = await (await next.open()).run(recipe, 'set-up');
        expect(ends(picture), `${when} write ${nth}`).toEqual(ends(expected));
        expect(strays(next), `${when} write ${nth}`).toEqual({ duplicates: [], orphans: [] });
      }
      // Two permissions of one application may travel in one write or in two.
      expect(chosen.length).toBeGreaterThanOrEqual((sides === undefined ? 2 : 1) * (places.length - 1));
      globalThis.process.stdout.write(
        `${name}: cut off at ${chosen.length} places of ${writes} writes, each finished by the next run\n`,
      );
    },
    600_000,
  );
});
