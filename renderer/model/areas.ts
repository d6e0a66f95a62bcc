import { checkAreas } from '../../engine/model/check-catalogue.ts';
import type { Card, Mark } from '../../engine/view/card.ts';

/** Where a card belongs: by the first check it answers. */
export function areaOf(card: Card): string {
  const letters = card.checks[0]?.split('-')[0];
  return checkAreas.find(([prefix]) => prefix === letters)?.[1] ?? 'More';
}

/** One entry of the rail: how many checks it has, and its worst state if a person must act. */
export interface Area {
  readonly name: string;
  readonly count: number;
  readonly worst: 'unmet' | 'blocked' | undefined;
}

export function areasOf(list: readonly Card[]): readonly Area[] {
  const names = [...checkAreas.map(([, name]) => name as string), 'More'];
  return names.flatMap((name) => {
    const mine = list.filter((card) => areaOf(card) === name);
    if (mine.length === 0) return [];
    const worst = (['unmet', 'blocked'] as const).find((mark) => mine.some((card) => card.mark === mark));
    return [{ name, count: mine.length, worst }];
  });
}

/** The five states a check's summary counts, in the one order of states; each card counts once. */
export const tiles = ['unmet', 'blocked', 'waiting', 'unknown', 'met'] as const;
export type Tile = (typeof tiles)[number];

/** The tile a mark counts under: what was not reached was not looked at. */
export function tileOf(mark: Mark): Tile | undefined {
  switch (mark) {
    case 'met':
    case 'unmet':
    case 'blocked':
    case 'waiting':
    case 'unknown':
      return mark;
    case 'waiting-person':
      return 'waiting';
    case 'not-reached':
      return 'unknown';
    case 'running':
    case 'pending':
      return undefined;
  }
}
