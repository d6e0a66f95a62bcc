import { describe, expect, it } from 'vitest';
import type { Card, Mark } from '../../engine/view/card.ts';
import { areaOf, areasOf, tileOf } from './areas.ts';

const card = (checks: readonly string[], mark: Mark): Card => ({
  id: checks.join(),
  title: '',
  why: '',
  severity: 'block',
  checks,
  mark,
  caption: '',
  ms: 0,
  changes: [],
  shows: [],
  evidence: [],
  repairs: [],
});

describe('the areas of a check', () => {
  it('follow the catalogue, and what has no place stands last', () => {
    const list = [card(['WSP-01'], 'met'), card(['ADM-01'], 'met'), card([], 'met'), card(['PRM-03'], 'met')];
    expect(areasOf(list).map(({ name }) => name)).toEqual(['You', 'Permissions', 'Workspaces', 'More']);
    expect(areaOf(card(['PRM-07', 'DAT-01'], 'met'))).toBe('Permissions');
  });

  it('show their worst state where somebody has to act, and none where nobody has', () => {
    const [you] = areasOf([card(['ADM-01'], 'blocked'), card(['ADM-02'], 'unmet'), card(['ADM-03'], 'met')]);
    expect(you).toMatchObject({ count: 3, worst: 'unmet' });
    expect(areasOf([card(['ADM-01'], 'unknown')])[0]?.worst).toBeUndefined();
  });

  it('every state counts under one tile, and what was not reached was not looked at', () => {
    expect(tileOf('waiting-person')).toBe('waiting');
    expect(tileOf('not-reached')).toBe('unknown');
    expect(tileOf('running')).toBeUndefined();
    expect(tileOf('met')).toBe('met');
  });
});
