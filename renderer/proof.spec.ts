import { describe, expect, it } from 'vitest';
import type { Show } from '../engine/show.ts';
import { nothingYet, proofCells } from './proof.ts';

const shows: readonly Show[] = [
  { show: 'pairs', title: 'Token roles', pairs: [['Log Analytics', 'Data.Read']] },
  {
    show: 'pairs',
    title: 'Queries',
    pairs: [
      ['Rows', '1,284'],
      ['Workspaces', '2 of 2'],
    ],
  },
  { show: 'pairs', title: 'Token roles', pairs: [['Microsoft Graph', 'SecurityAlert.Read.All']] },
  { show: 'text', text: 'For information.' },
];

describe('the proof at a glance', () => {
  it('is one cell for each thing proven, whoever proved it', () => {
    expect(proofCells(shows)).toEqual([
      {
        label: 'Token roles',
        strong: 'Data.Read, SecurityAlert.Read.All',
        caption: 'Log Analytics, Microsoft Graph',
      },
      { label: 'Queries', strong: '1,284 rows', caption: 'Workspaces 2 of 2' },
    ]);
  });

  it('says a time as a person reads it', () => {
    const at = new Date(2026, 10, 22, 9, 58);
    const [cell] = proofCells([
      {
        show: 'pairs',
        title: 'Incidents',
        pairs: [
          ['Read', '3'],
          ['Newest', at.toISOString()],
        ],
      },
    ]);
    expect(cell?.caption).toBe('Newest 22 November 2026, 09:58');
  });

  it('knows that access works and nothing has arrived', () => {
    expect(nothingYet(shows)).toBe(false);
    expect(nothingYet([{ show: 'pairs', title: 'Incidents', pairs: [['Newest', 'Nothing yet']] }])).toBe(
      true,
    );
  });
});
