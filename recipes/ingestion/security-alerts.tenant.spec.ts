import { describe, expect, it } from 'vitest';
import { parseAnswers } from '../../engine/model/answers.ts';
import { verdict } from '../../engine/run/run.ts';
import type { recipe } from '../catalogue/step.ts';
import { recipes } from '../index.ts';
import { lab } from '../scenarios/lab.spec-kit.ts';

const dropzone = recipes.find(({ id }) => id === 'dropzone-sentinel') as ReturnType<typeof recipe>;

describe('a cloud whose Graph has no security alerts', () => {
  it('is connected without them, and nothing of Graph is asked for', async () => {
    const at = lab('china');
    const { picture, plan } = await (await at.open()).run(dropzone, 'set-up');
    expect(verdict(picture)).toBe(0);
    expect(plan.changes.filter(({ where }) => where === 'Microsoft Graph')).toEqual([]);
    expect(at.writes().length).toBeGreaterThan(0);
  });

  it.each(['graphAlerts', 'successorAlerts'])('refuses %s by name, and says why', async (id) => {
    const asks = await dropzone.choose((await lab('china').open()).world);
    const parsed = parseAnswers(asks, { [id]: true });
    expect(parsed).toMatchObject({ refusals: [{ field: id }] });
    expect(JSON.stringify(parsed)).toContain('no security alerts and scores in this cloud (china)');
  });

  it.each(['fresh', 'us-government', 'us-defense'] as const)('on %s they are asked about', async (name) => {
    const asks = await dropzone.choose((await lab(name).open()).world);
    expect(asks.find(({ id }) => id === 'graphAlerts')).toMatchObject({ default: true });
    expect(asks.find(({ id }) => id === 'graphAlerts')).not.toHaveProperty('never');
  });
});
