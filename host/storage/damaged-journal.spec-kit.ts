import { createHash } from 'node:crypto';
import type { Entry } from '../../engine/journal/journal.ts';
import { firstLink, type JournalFault, lineOf, linkOf, type ReadLines, readLines } from './journal-lines.ts';

const runId = '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11';
const key = { id: 'a-key', key: createHash('sha256').update('a key').digest() };
export const entries = [1, 2, 3].map(
  (seq) =>
    ({ v: 1, runId, seq, at: '2026-11-22T08:00:00.000Z', kind: 'looking', step: `step-${seq} ü` }) as Entry,
);

export const golden: Buffer = journalOf(entries);

function journalOf(all: readonly Entry[]): Buffer {
  let link = firstLink;
  const lines = all.map((entry) => {
    const line = lineOf(entry, link, key);
    link = linkOf(line.slice(0, -1));
    return line;
  });
  return Buffer.from(lines.join(''), 'utf8');
}
export const read = (bytes: Buffer) => readLines(bytes, runId, (id) => (id === key.id ? key : undefined));

type Reader = (bytes: Buffer) => Pick<ReadLines, 'entries'> | JournalFault;

/**
 * Replaces each byte of a journal by each of these, and counts how often its reader throws, or believes something that
 * the journal did not say. Lines that were torn off at the end are not believed, and change no meaning.
 */
export function damaged(journal: Buffer, by: readonly number[], reader: Reader) {
  const said = reader(journal);
  const whole = 'entries' in said ? said.entries.map((entry) => JSON.stringify(entry)) : [];
  const counted = { changed: 0, throws: 0, changedMeanings: 0 };
  for (let at = 0; at < journal.length; at += 1) {
    for (const byte of by) {
      if (journal[at] === byte) continue;
      const bytes = Buffer.from(journal);
      bytes[at] = byte;
      counted.changed += 1;
      try {
        const found = reader(bytes);
        if ('entries' in found && !isTorn(found.entries, whole, at === journal.length - 1))
          counted.changedMeanings += 1;
      } catch {
        counted.throws += 1;
      }
    }
  }
  return counted;
}

/** Only the line that a changed last byte belongs to may be missing. */
function isTorn(found: readonly Entry[], whole: readonly string[], isLast: boolean): boolean {
  return (
    isLast &&
    found.length === whole.length - 1 &&
    found.every((entry, at) => JSON.stringify(entry) === whole[at])
  );
}

/** A reader without a signature: what a damaged journal does to whoever believes it. */
export function believing(bytes: Buffer): Pick<ReadLines, 'entries'> {
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  return { entries: lines.map((line) => JSON.parse(line) as Entry) };
}
