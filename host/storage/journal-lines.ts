import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { withCurrentStepIds } from '../../engine/journal/former-step-ids.ts';
import type { Entry } from '../../engine/journal/journal.ts';
import type { NamedKey } from './key-store.ts';

/** What a journal's bytes turned out to hold. */
export interface ReadLines {
  readonly entries: readonly Entry[];
  /** The chain's last link: what the next line names as `prev`. */
  readonly link: string;
  /** Bytes up to and with the last whole line; what follows was torn off by a crash and never counted. */
  readonly goodBytes: number;
}

/** Why a journal is not believed. `line` counts from 1. */
export interface JournalFault {
  readonly code:
    | 'journal-changed'
    | 'journal-broken'
    | 'journal-newer'
    | 'journal-other-key'
    | 'journal-other-run'
    | 'journal-unreadable';
  readonly line: number;
}

/** An HMAC-SHA-256 as it is written down. */
const macForm = /^[0-9a-f]{64}$/;

/** What the first line names as the one before it. */
export const firstLink = '0'.repeat(64);

interface Wrapped {
  readonly v?: unknown;
  readonly runId?: unknown;
  readonly prev?: unknown;
  readonly key?: unknown;
  readonly mac?: unknown;
}

/**
 * One entry as a line: the entry, the hash of the line before (`prev`), which key (`key`) and its HMAC-SHA-256 over
 * everything before it (`mac`). Ends in a line break, which is the sign that it was written whole.
 */
export function lineOf(entry: Entry, prev: string, key: NamedKey): string {
  const unsigned = JSON.stringify({ ...entry, prev, key: key.id });
  return `${unsigned.slice(0, -1)},"mac":"${macOf(unsigned, key)}"}\n`;
}

/** The link that the line after this one carries. `line` is without its line break. */
export function linkOf(line: string): string {
  return createHash('sha256').update(line, 'utf8').digest('hex');
}

/**
 * Reads a journal's bytes: every line's HMAC, its place in the chain, its version and its run. A last line without its
 * line break was torn by a crash, was never promised to anybody, and is dropped; any other fault is named.
 */
export function readLines(
  bytes: Buffer,
  runId: string,
  keyOf: (id: string) => NamedKey | undefined,
): ReadLines | JournalFault {
  const entries: Entry[] = [];
  let link = firstLink;
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) break;
    const line = bytes.toString('utf8', at, end);
    const code = faultOf(line, runId, link, keyOf);
    if (code) return { code, line: entries.length + 1 };
    const { prev: _prev, key: _key, mac: _mac, ...entry } = JSON.parse(line) as Wrapped;
    entries.push(withCurrentStepIds(entry as unknown as Entry));
    link = linkOf(line);
    at = end + 1;
  }
  return { entries, link, goodBytes: at };
}

function faultOf(
  line: string,
  runId: string,
  link: string,
  keyOf: (id: string) => NamedKey | undefined,
): JournalFault['code'] | undefined {
  let wrapped: Wrapped;
  try {
    wrapped = JSON.parse(line) as Wrapped;
  } catch {
    return 'journal-broken';
  }
  if (wrapped === null || typeof wrapped !== 'object') return 'journal-broken';
  // The version first: a newer program may sign in a way this one does not know.
  if (typeof wrapped.v === 'number' && wrapped.v > 1) return 'journal-newer';
  if (wrapped.v !== 1 || typeof wrapped.key !== 'string' || typeof wrapped.mac !== 'string') {
    return 'journal-broken';
  }
  // Its form first: what is compared in bytes must be as many bytes, whatever characters a damaged file holds.
  if (!macForm.test(wrapped.mac)) return 'journal-changed';
  const key = keyOf(wrapped.key);
  if (!key) return 'journal-other-key';
  const tail = `,"mac":"${wrapped.mac}"}`;
  if (!line.endsWith(tail)) return 'journal-changed';
  const mac = macOf(`${line.slice(0, -tail.length)}}`, key);
  if (!timingSafeEqual(Buffer.from(wrapped.mac, 'hex'), Buffer.from(mac, 'hex'))) return 'journal-changed';
  if (wrapped.prev !== link) return 'journal-changed';
  return wrapped.runId === runId ? undefined : 'journal-other-run';
}

function macOf(unsigned: string, key: NamedKey): string {
  return createHmac('sha256', key.key).update(unsigned, 'utf8').digest('hex');
}
