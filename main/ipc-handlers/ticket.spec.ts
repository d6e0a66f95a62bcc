import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { ticketText } from './ticket.ts';

const heading = (id: string, title: string) => ({
  heading: { id, title, why: `Why ${id}`, severity: 'block' as const, checks: [], changes: true },
  is: 'unmet' as const,
  running: false,
  ms: 0,
  made: [],
  open: [],
  undone: [],
});
const change = (step: string, what: string) => ({
  step,
  verb: 'create' as const,
  what,
  where: 'Contoso',
  right: 'Application Developer',
  undoneBy: 'Undo deletes it',
});

const picture: RunState = {
  runId: 'r',
  recipe: 'dropzone-sentinel',
  title: 'Connect Dropzone AI',
  intent: 'set-up',
  tenant: {
    tenantId: '11111111-2222-3333-4444-555555555555',
    tenantName: 'Con\u202Etoso\nBcc: all',
    cloud: 'public',
    practice: true,
    account: 'ada@contoso.com',
  },
  answers: {},
  beganAt: '2026-11-22T10:00:00Z',
  lastAt: '2026-11-22T10:00:05Z',
  steps: [
    heading('a', 'Register the application'),
    heading('b', 'Nothing to do'),
    heading('c', 'Create a secret'),
  ],
  plan: {
    planHash: 'f'.repeat(64),
    changes: [change('c', 'Client secret'), { ...change('a', 'Application'), months: 6 }],
  },
  approved: false,
  facts: {},
  ended: undefined,
};

describe('a plan for the change ticket', () => {
  const text = ticketText(picture);

  it('lists every change once, in the order of the steps, with its least role and what undoes it', () => {
    expect(text.match(/^ {2}\d\. .*$/gmu)).toEqual([
      '  1. Create Application (Contoso), for 6 months',
      '  2. Create Client secret (Contoso)',
    ]);
    expect(text.match(/Minimum role: Application Developer\. Undo deletes it\./gu)).toHaveLength(2);
    expect(text).not.toContain('Nothing to do');
  });

  it('says whose tenant, which plan, and that it is practice', () => {
    expect(text).toContain('11111111-2222-3333-4444-555555555555');
    expect(text).toContain('f'.repeat(64));
    expect(text).toMatch(/practice/iu);
  });

  it('keeps a hostile tenant name on its line', () => {
    expect(text).toContain('Con\\u{202e}toso\\u{a}Bcc: all');
    expect(text).not.toContain('\nBcc');
  });
});
