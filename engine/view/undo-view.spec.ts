import { describe, expect, it } from 'vitest';
import type { Entry, Event, PlannedChange } from '../journal/journal.ts';
import { reportOf } from './report.ts';
import { isDisconnect, undoRows } from './undo-view.ts';

const removal = (what: string, more: Partial<PlannedChange> = {}): PlannedChange => ({
  step: 'consent',
  verb: 'revoke',
  what,
  where: 'API',
  right: 'Admin',
  undoneBy: 'Setup creates it again',
  ...more,
});
const receipt = { made: { kind: 'grant', id: '1' }, owned: true };
const problem = { code: 'x', title: 'No', because: 'Because', remedies: [{ do: 'retry' as const }] as const };
const heading = {
  id: 'consent',
  title: 'Consent',
  why: 'So that it may',
  severity: 'block' as const,
  checks: [],
  changes: true,
};
const began = (intent: 'undo' | 'set-up'): Event => ({
  kind: 'run-began',
  recipe: 'acme',
  title: 'Acme',
  intent,
  tenant: { tenantId: 't', tenantName: 'T', cloud: 'public', practice: true, account: 'a' },
  answers: {},
  steps: [heading],
});
const planned: Event = {
  kind: 'planned',
  planHash: 'u',
  changes: [removal('First'), removal('Second', { unmarked: true }), removal('Third')],
};
const undone = (operation: string, more: object = {}): Event => ({
  kind: 'undone',
  step: 'consent',
  operation,
  receipt: { ...receipt, ...more },
});

function journal(events: readonly Event[]): readonly Entry[] {
  return events.map((event, at) => ({
    v: 1,
    runId: 'r',
    seq: at + 1,
    at: `2026-11-24T09:00:0${at}Z`,
    ...event,
  }));
}

describe('the rows of an undo', () => {
  it('are none of what was passed over before the plan', () => {
    const over = [began('undo'), undone('o0', { left: 'Not ours' }), planned, undone('o1')];
    expect(undoRows(journal(over)).map(({ is }) => is)).toEqual(['undone', 'to-come', 'to-come']);
  });

  it('go from to come over running to gone, and name what Microsoft keeps', () => {
    const before = [began('undo'), planned];
    expect(undoRows(journal(before)).map(({ is }) => is)).toEqual(['to-come', 'to-come', 'to-come']);
    const running: Event = { kind: 'undoing', step: 'consent', operation: 'o1', receipt };
    expect(undoRows(journal([...before, running]))[0]?.is).toBe('running');
    const [row] = undoRows(journal([...before, running, undone('o1', { remains: 'Kept for 30 days' })]));
    expect(row).toMatchObject({ is: 'undone', words: 'Kept for 30 days' });
  });

  it('say of what was left why, and of what failed what stood in the way', () => {
    const failed: Event = { kind: 'undo-failed', step: 'consent', operation: 'o3', receipt, problem };
    const left = undone('o2', { owned: false, left: 'Nobody confirmed it' });
    const rows = undoRows(journal([began('undo'), planned, undone('o1'), left, failed]));
    expect(rows.map(({ is }) => is)).toEqual(['undone', 'left', 'failed']);
    expect(rows[1]?.words).toBe('Nobody confirmed it');
    expect(rows[2]?.problem?.code).toBe('x');
  });

  it('are none where nothing was undone', () => {
    expect(undoRows(journal([began('set-up'), planned]))).toEqual([]);
  });
});

describe('a disconnect', () => {
  const whole = [began('undo'), planned, undone('o1'), undone('o2', { left: 'Left' }), undone('o3')];

  it('is an undo that no run here had made', () => {
    expect(isDisconnect(journal(whole))).toBe(true);
    const change = removal('First');
    const earlier: Event = { kind: 'intent', step: 'consent', operation: 'o1', change };
    expect(isDisconnect(journal([began('set-up'), earlier, ...whole]))).toBe(false);
    expect(isDisconnect(journal([began('set-up')]))).toBe(false);
  });

  it('tells in its report what went and what was left, each once', () => {
    const report = reportOf(journal(whole), {
      program: '0.1.0',
      madeAt: '2026-11-24T10:00:00Z',
      vendor: 'Acme',
    });
    expect(report?.changes.map(({ change, is }) => `${change.what} ${is}`)).toEqual([
      'First undone',
      'Second found',
      'Third undone',
    ]);
  });
});
