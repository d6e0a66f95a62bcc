import { expect, it } from 'vitest';
import { recipes } from '../index.ts';
import { lab } from '../scenarios/lab.spec-kit.ts';

it('a lifetime the tenant refuses is learnt from the refusal, a shorter one is offered, and it does', async () => {
  const dropzone = recipes.find(({ id }) => id === 'dropzone-sentinel');
  if (!dropzone) throw new Error('no such recipe');
  const at = lab('short-secrets');
  const { picture } = await (await at.open()).run(dropzone, 'set-up');
  const refused = picture.steps.find(({ heading }) => heading.id === 'create-secret')?.finding;
  expect(refused?.problem?.title).toBe("Tenant policy doesn't allow a 6-month client secret");
  const shorter = Number(/secretMonths=(\d+)/.exec(refused?.problem?.because ?? '')?.[1]);
  // The answer is the person's to change; half of half is within this tenant's 90 days.
  const months = Math.floor(shorter / 2) || shorter;
  const again = await (await at.open()).run(dropzone, 'set-up', { answers: { secretMonths: months } });
  expect(
    again.picture.steps.filter(({ heading, is }) => heading.severity === 'block' && is !== 'met'),
  ).toEqual([]);
});
