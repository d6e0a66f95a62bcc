import { describe, expect, it } from 'vitest';
import { recipes } from '../../recipes/index.ts';
import { lab } from '../../recipes/scenarios/lab.spec-kit.ts';
import { madeIn } from '../server/recording.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel');

/** What a set-up on `fresh` leaves behind when replicas are that far behind, and how long it took on the tenant's clock. */
async function setUpWith(lagSeconds: number, seed: number) {
  if (recipe === undefined) throw new Error('the recipe is gone');
  const place = lab('fresh', { lagSeconds, seed });
  const before = place.tenant.state();
  const began = place.tenant.clock.now();
  const program = await place.open();
  const { picture } = await program.run(recipe, 'set-up');
  const unmet = picture.steps.filter(({ heading, is }) => heading.severity === 'block' && is !== 'met');
  return {
    made: madeIn(before, place.tenant.state()) as {
      applications: { displayName: string; secrets: readonly string[] }[];
    },
    unmet: unmet.map(({ heading, is }) => `${heading.id}: ${is}`),
    steps: picture.steps.length,
    held: place.vault.size,
    seconds: (place.tenant.clock.now() - began) / 1000,
  };
}

describe('our set-up, while Microsoft agrees with itself only later', () => {
  it.each([0, 5, 60])(
    'with replicas %i s behind ends in the same state: one application, one secret, nothing twice',
    async (lagSeconds) => {
      const prompt = await setUpWith(0, 1);
      for (const seed of [1, 2, 3]) {
        const { made, unmet, held } = await setUpWith(lagSeconds, seed);
        expect(unmet).toEqual([]);
        expect(made.applications).toHaveLength(1);
        // The secret's name carries the run's own id; all the rest is the same, word for word.
        const plain = (run: typeof made) =>
          run.applications.map((app) => ({ ...app, secrets: app.secrets.length }));
        expect(plain(made)).toEqual(plain(prompt.made));
        expect([made.applications[0]?.secrets.length, held]).toEqual([1, 1]);
      }
    },
  );

  it('takes longer the further they are behind, for it waits instead of repeating', async () => {
    const [none, some] = [await setUpWith(0, 1), await setUpWith(60, 1)];
    expect(some.seconds).toBeGreaterThan(none.seconds + 60);
  });
});
