import { describe, expect, it } from 'vitest';
import { believing, damaged, entries, golden, read } from './damaged-journal.spec-kit.ts';

describe('a journal of which one byte was changed', () => {
  it.each([
    ['a zero', 0x00],
    ['0xFF, which is no UTF-8', 0xff],
    ['a quotation mark', 0x22],
    ['a line break', 0x0a],
  ])('to %s is read without an error, and never says anything else', (_, byte) => {
    expect(read(golden)).toMatchObject({ entries });
    const { changed, ...found } = damaged(golden, [byte], read);
    expect(changed).toBe(golden.filter((each) => each !== byte).length);
    expect(found).toEqual({ throws: 0, changedMeanings: 0 });
  });

  it('is found where the reader believes what it reads', () => {
    const found = damaged(golden, [0x22, 0x31], believing);
    expect(found.throws).toBeGreaterThan(0);
    expect(found.changedMeanings).toBeGreaterThan(0);
  });

  it('in its MAC by a character of more bytes is a changed journal', () => {
    const text = golden.toString('utf8').replace(/"mac":"./u, '"mac":"ÿ');
    expect(read(Buffer.from(text, 'utf8'))).toEqual({ code: 'journal-changed', line: 1 });
  });
});
