import { createHash, randomUUID } from 'node:crypto';
import envPaths from 'env-paths';
import type { Host, Vault } from '../engine/run/host.ts';
import type { Journal } from './storage/journal-file.ts';
import { sha256 } from './storage/seal.ts';

/** The product's namespace for names (RFC 9562, version 5). Never changes: names of things in tenants depend on it. */
const namespace = '6f0d6c1e-2f53-5d0b-9a57-3c1f8f1f6a52';

/** Where time comes from; a spec brings its own. */
export interface HostClock {
  /** ISO-8601 UTC. */
  now(): string;
  /** Milliseconds that only ever grow. */
  elapsed(): number;
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

/** The computer's own clock. */
export const machineClock: HostClock = pacedClock(1);

/** The machine's clock, but for waiting: what waits a second by it waits the `pace`th part of one. */
export function pacedClock(pace: number): HostClock {
  return {
    now: () => new Date().toISOString(),
    elapsed: () => performance.now() * pace,
    sleep: (seconds, signal) => sleep(seconds / pace, signal),
  };
}

/** What the engine asks of whoever runs it, on a computer with a disk. */
export function nodeHost(parts: {
  readonly vault: Vault;
  readonly journal: Journal;
  readonly clock?: HostClock;
  readonly watch?: Host['watch'];
}): Host {
  const clock = parts.clock ?? machineClock;
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    sleep: (seconds, signal) => clock.sleep(seconds, signal),
    newId: () => randomUUID(),
    hash: sha256,
    uuidFor,
    vault: parts.vault,
    ...(parts.watch ? { watch: parts.watch } : {}),
    append: (entry) => parts.journal.append(entry),
  };
}

/** RFC 9562, section 5.5: SHA-1 of namespace and name, with version and variant set. */
export function uuidFor(name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, Math.max(0, seconds) * 1000);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Where the operating system keeps such data: journal, vault and practice contents. */
export function homeDirectory(): string {
  return envPaths('sentinel-onboarding', { suffix: '' }).data;
}
