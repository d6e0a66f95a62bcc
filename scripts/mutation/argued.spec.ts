import { describe, expect, it } from 'vitest';
import { judged, survivorOf, worded } from './argued.mjs';

const text = `export function may(a: boolean): boolean {
  return (
    a && isOpen()
  );
}
`;
const mutant = (replacement: string) => ({
  location: { start: { line: 3, column: 5 }, end: { line: 3, column: 18 } },
  replacement,
});
const survivor = { file: 'may.ts', at: 'a && isOpen()', code: 'a && isOpen()', becomes: 'true' };
const argument = { at: survivor.at, code: survivor.code, becomes: survivor.becomes, because: 'It is open.' };
const all = () => true;

describe('a survivor', () => {
  it('is known by its code, wherever its line went', () => {
    expect(survivorOf('may.ts', text, mutant('true'))).toEqual(survivor);
    const { location } = mutant('true');
    const lower = { start: { line: 5, column: 5 }, end: { line: 5, column: 18 } };
    expect(location.start.line).toBe(3);
    expect(survivorOf('may.ts', `\n\n${text}`, { location: lower, replacement: 'true' })).toEqual(survivor);
  });

  it('over several lines is told in one, by the line it begins on', () => {
    const location = { start: { line: 2, column: 10 }, end: { line: 4, column: 4 } };
    expect(survivorOf('may.ts', text, { location, replacement: 'a ||\n  isOpen()' })).toEqual({
      file: 'may.ts',
      at: 'return (',
      code: '( a && isOpen() )',
      becomes: 'a || isOpen()',
    });
  });

  it('is said with the line it is on', () => {
    expect(worded({ ...survivor, code: 'a' })).toBe('may.ts: "a" becomes "true" in "a && isOpen()"');
    expect(worded(survivor)).toBe('may.ts: "a && isOpen()" becomes "true"');
  });
});

describe('an argument', () => {
  it('is for the mistake it names', () => {
    expect(judged([survivor], { 'may.ts': [argument] }, all)).toEqual({ open: [], stale: [] });
  });

  it.each([
    ['another file', { 'other.ts': [argument] }],
    ['another mistake', { 'may.ts': [{ ...argument, becomes: 'false' }] }],
    ['another line', { 'may.ts': [{ ...argument, at: 'b || a && isOpen()' }] }],
    ['another part of the line', { 'may.ts': [{ ...argument, code: 'isOpen()' }] }],
  ])('for %s leaves the survivor open, and is of no survivor itself', (_, argued) => {
    const { open, stale } = judged([survivor], argued, all);
    expect([open, stale.length]).toEqual([[survivor], 1]);
  });

  it('that gives no reason is none', () => {
    const argued = { 'may.ts': [{ ...argument, because: ' ' }] };
    expect(judged([survivor], argued, all)).toEqual({ open: [survivor], stale: [] });
  });

  it('of a file that was not mutated is not judged', () => {
    expect(judged([], { 'may.ts': [argument] }, () => false).stale).toEqual([]);
    expect(judged([], { 'may.ts': [argument] }, all).stale).toEqual([{ file: 'may.ts', ...argument }]);
  });
});
