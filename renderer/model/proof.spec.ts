import { describe, expect, it } from 'vitest';
import type { Show } from '../../engine/model/show.ts';
import type { Card, Mark } from '../../engine/view/card.ts';
import { clock, day } from '../format/words.ts';
import { nothingYet, proofCells, provenWords, provingCards } from './proof.ts';

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
    expect(cell?.caption).toBe(`Newest ${day(at.toISOString())}, ${clock(at.toISOString())}`);
  });

  it('knows that access works and nothing has arrived', () => {
    expect(nothingYet(shows)).toBe(false);
    expect(nothingYet([{ show: 'pairs', title: 'Incidents', pairs: [['Newest', 'Nothing yet']] }])).toBe(
      true,
    );
  });
});

const card = (id: string, checks: readonly string[], mark: Mark, shows: readonly Show[] = []): Card => ({
  id,
  title: id,
  why: '',
  severity: 'block',
  checks,
  mark,
  caption: '',
  ms: 0,
  changes: [],
  shows,
  evidence: [],
  repairs: [],
});

describe('what Done says once every step holds', () => {
  const of = { vendor: 'Intezer', tenant: 'Contoso', at: '10:00', playbooks: true };
  const test = card('test-playbooks', [], 'met');

  it('of playbooks, that an incident went through them, and only where one did', () => {
    expect(provenWords([test], of)).toEqual({
      title: 'Intezer is connected to Contoso',
      lead: 'Proven at 10:00: a test incident ran through the playbooks like a real one.',
    });
    expect(provenWords([card('deploy', ['PB-01'], 'met')], of).lead).toMatch(/No test incident was created/);
  });

  it('of an application, that it read, and where nothing has arrived, that too', () => {
    const read = card('data', ['DAT-01'], 'met', shows);
    expect(provenWords([read], { ...of, playbooks: false }).title).toBe('Intezer can read Contoso');
    const none = card('data', ['DAT-01'], 'met', [{ show: 'pairs', pairs: [['Newest', 'Nothing yet']] }]);
    expect(provenWords([none], { ...of, playbooks: false }).title).toBe(
      'Intezer is connected, no incidents yet',
    );
  });

  it('rests on data that was read and on playbooks seen at work, and on nothing else', () => {
    const list = [
      card('data', ['DAT-01'], 'met'),
      card('runs', ['PB-08'], 'met'),
      test,
      card('role', ['PB-02'], 'met'),
    ];
    expect(provingCards(list).map(({ id }) => id)).toEqual(['data', 'test-playbooks']);
    const untested = list.filter(({ id }) => id !== test.id);
    expect(provingCards(untested).map(({ id }) => id)).toEqual(['data', 'runs']);
  });
});
