import type { Entry } from '../journal/journal.ts';
import type { Secret } from '../model/secret.ts';
import type { Evidence } from '../model/show.ts';
import type { HeldSecret, Kept } from '../model/step.ts';

/** What the engine asks of whoever runs it. The engine itself reads no clock, computes no hash, touches no disk. */
export interface Host {
  /** ISO-8601 UTC. */
  now(): string;
  /** Milliseconds that only ever grow; for durations. */
  elapsed(): number;
  /** Resolves after `seconds`, or rejects with the signal's reason at once. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
  /** A fresh random UUID. */
  newId(): string;
  /** SHA-256 of UTF-8 text, lower-case hex. */
  hash(text: string): string;
  /** RFC 9562 version 5 in the product's namespace. */
  uuidFor(name: string): string;
  readonly vault: Vault;
  /**
   * Runs one look and tells of each request it made or shared with another look. Without it findings carry no
   * evidence.
   */
  watch?<T>(look: () => Promise<T>, tell: (evidence: Evidence) => void): Promise<T>;
  /** Resolves when the entry is on the disk; rejects where it could not be written, and then nothing may be changed. */
  append(entry: Entry): Promise<void>;
}

/** Where secrets live. Handles are public, values never are. */
export interface Vault {
  /** Says whether it outlives this process; where not, a person takes it before the command ends. */
  keep(handle: string, value: Secret, about: Readonly<Record<string, string>>): Promise<Kept>;
  held(handle: string): Promise<HeldSecret | undefined>;
  forget(handle: string): Promise<void>;
}
