import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '../../engine/model/problem.ts';
import { Secret } from '../../engine/model/secret.ts';
import type { HeldSecret } from '../../engine/model/step.ts';
import type { Vault } from '../../engine/run/host.ts';
import { type KeyStore, keepKeyIn, keyIn, openBytes, sealBytes } from './key-store.ts';
import { privateFolder, removePrivate, writePrivate } from './private-files.ts';

interface Sealed {
  readonly handle: string;
  readonly value: string;
  readonly about: Readonly<Record<string, string>>;
}

/**
 * Secrets on disk, each in a file of its own, sealed under a random key that only the key store can unwrap. Nothing of
 * a secret stands outside the seal, its handle and what may be said of it included.
 * @throws ProblemError `key-store-closed` or `vault-damaged`
 */
export function vault({ dir, keyStore }: { readonly dir: string; readonly keyStore: KeyStore }): Vault {
  const fileOf = (handle: string) => path.join(dir, `${nameOf(handle)}.sealed`);
  return {
    async keep(handle, value, about) {
      await privateFolder(dir);
      const { key } = await keepKeyIn(dir, 'vault', keyStore);
      const sealed: Sealed = { handle, value: value.reveal('vault'), about };
      const bytes = sealBytes(key, Buffer.from(JSON.stringify(sealed), 'utf8'), handle);
      await writePrivate(fileOf(handle), bytes.toString('base64'));
      return 'durable';
    },

    async held(handle) {
      let bytes: Buffer;
      try {
        bytes = Buffer.from(await readFile(fileOf(handle), 'utf8'), 'base64');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      const named = await keyIn(dir, 'vault', keyStore);
      if (!named) throw damaged(dir, undefined);
      let sealed: Sealed;
      try {
        sealed = JSON.parse(openBytes(named.key, bytes, handle).toString('utf8')) as Sealed;
      } catch (error) {
        throw damaged(dir, error);
      }
      return { handle, value: new Secret(sealed.value), about: sealed.about };
    },

    async forget(handle) {
      await privateFolder(dir);
      await removePrivate(fileOf(handle));
    },
  };
}

/** A vault that keeps nothing: a person does, before the command ends. */
export interface KeylessVault extends Vault {
  /** Secrets created by this command that only this process has so far. */
  pending(): readonly HeldSecret[];
  /** Notes down that a person has it now, without its value, so that a later run makes no second one. */
  handedOver(handle: string): Promise<void>;
}

/** For where nothing keeps secrets for us. What was handed over stands in `dir`: handle and words, never a value or hint. */
export function keylessVault({ dir }: { readonly dir: string }): KeylessVault {
  const kept = new Map<string, HeldSecret>();
  const pending = new Set<string>();
  const fileOf = (handle: string) => path.join(dir, `${nameOf(handle)}.handed-over`);
  return {
    async keep(handle, value, about) {
      kept.set(handle, { handle, value, about });
      pending.add(handle);
      return 'until-handed-over';
    },
    async held(handle) {
      const here = kept.get(handle);
      if (here) return here;
      const text = await readFile(fileOf(handle), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      const { about } = JSON.parse(text) as { about: Readonly<Record<string, string>> };
      return { handle, value: undefined, about };
    },
    async forget(handle) {
      kept.delete(handle);
      pending.delete(handle);
      await privateFolder(dir);
      await removePrivate(fileOf(handle));
    },
    pending: () => [...kept.values()].filter(({ handle }) => pending.has(handle)),
    async handedOver(handle) {
      const here = kept.get(handle);
      if (!here) return;
      const { hint: _hint, ...about } = here.about;
      await privateFolder(dir);
      await writePrivate(fileOf(handle), JSON.stringify({ handle, about }));
      pending.delete(handle);
    },
  };
}

/** A file name that says nothing of what it holds. */
function nameOf(handle: string): string {
  return createHash('sha256').update(handle, 'utf8').digest('hex');
}

function damaged(dir: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'vault-damaged',
      title: "A stored secret can't be opened.",
      because: `Its file under ${dir} was changed, or its key is gone. Create a new client secret (answer newSecret), and move that folder to another place.`,
      remedies: [{ do: 'retry' }],
    },
    { outcome: 'not-sent' },
    cause,
  );
}
