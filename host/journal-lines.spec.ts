import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../engine/journal.ts';
import { firstLink, lineOf, linkOf, readLines } from './journal-lines.ts';

const runId = '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11';
const key = { id: 'a-key', key: createHash('sha256').update('a key').digest() };
const entries = [1, 2, 3].map(
  (seq) =>
    ({ v: 1, runId, seq, at: '2026-11-22T08:00:00.000Z', kind: 'looking', step: `step-${seq} ü` }) as Entry,
);

function journal(): Buffer {
  let link = firstLink;
  const lines = entries.map((entry) => {
    const line = lineOf(entry, link, key);
    link = linkOf(line.slice(0, -1));
    return line;
  });
  return Buffer.from(lines.join(''), 'utf8');
}
const read = (bytes: Buffer) => readLines(bytes, runId, (id) => (id === key.id ? key : undefined));

describe('a journal of which one byte was changed', () => {
  it.each([
    ['a zero', 0x00],
    ['0xFF, which is no UTF-8', 0xff],
    ['a quotation mark', 0x22],
    ['a line break', 0x0a],
  ])('to %s is read without an error, and never says anything else', (_, byte) => {
    const golden = journal();
    expect(read(golden)).toMatchObject({ entries });
    for (let at = 0; at < golden.length; at += 1) {
      if (golden[at] === byte) continue;
      const changed = Buffer.from(golden);
      changed[at] = byte;
      const found = read(changed);
      // Only a torn end is dropped: what is left says what it said.
      const said = 'entries' in found ? found.entries : undefined;
      const isTorn = at === golden.length - 1;
      expect(said, `byte ${at}`).toEqual(isTorn ? entries.slice(0, -1) : undefined);
    }
  });

  it('in its MAC by a character of more bytes is a changed journal', () => {
    const text = journal()
      .toString('utf8')
      .replace(/"mac":"./u, '"mac":"ÿ');
    expect(read(Buffer.from(text, 'utf8'))).toEqual({ code: 'journal-changed', line: 1 });
  });
});
