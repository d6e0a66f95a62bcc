import { describe, expect, it } from 'vitest';
import type { ReportChange } from '../../engine/view/report.ts';
import { different, outcomeOf } from './report.ts';

const attempt = (what: string, is: ReportChange['is']): ReportChange => ({
  step: 'register-application',
  change: { verb: 'create', what, where: 'this tenant', right: 'Admin', undoneBy: 'Undo deletes it' },
  is,
  requests: [],
});

describe('the changes of a report', () => {
  const changes = [
    attempt('A', 'made'),
    attempt('B', 'failed'),
    attempt('B', 'made'),
    attempt('C', 'failed'),
  ];

  it('are counted once each, however often one was tried', () => {
    expect(different(changes)).toBe(3);
  });

  it('say of a refusal that was got over that it was, and of the last word that it is refused', () => {
    expect(changes.map((_, at) => outcomeOf(changes, at)[0])).toEqual([
      'Changed and confirmed',
      'Refused, then changed',
      'Changed and confirmed',
      'Refused',
    ]);
  });
});
