import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '../../engine/model/problem.ts';
import { privateFolder, privateFolderSync, writePrivate } from './private-files.ts';

/** Something that can keep a key of ours: the operating system's key store, a passphrase, practice's own file. */
export interface KeyStore {
  /** Names its folder and its keys. Lower-case letters, digits, hyphens. */
  readonly name: string;
  available(): boolean;
  wrap(key: Uint8Array): Uint8Array;
  /** @throws where the store no longer opens what it wrapped */
  unwrap(wrapped: Uint8Array): Uint8Array;
}

/** A random key and the name it is found again by. */
export interface NamedKey {
  /** First sixteen hex digits of the key's SHA-256. */
  readonly id: string;
  readonly key: Buffer;
}

/** AES-256-GCM. `about` is authenticated with the content and must be the same when it is opened. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(about, 'utf8'));
  const box = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), box]);
}

/** @throws where key, content or `about` is not what was sealed */
export function openBytes(key: Uint8Array, sealed: Uint8Array, about: string): Buffer {
  const bytes = Buffer.from(sealed);
  if (bytes.length < 28) throw new Error('sealed content is too short');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(about, 'utf8'));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
}

/**
 * A key store that is a private file: for practice, whose secrets open nothing real. It walks the same code as the
 * operating system's.
 * @throws Error, from its functions, where the file can't be read or written, or what it sealed was changed
 */
export function practiceKeyStore(folder: string): KeyStore {
  const file = path.join(folder, 'practice.key');
  const key = (): Buffer => {
    privateFolderSync(folder);
    try {
      writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    return Buffer.from(readFileSync(file, 'utf8'), 'base64');
  };
  return {
    name: 'practice',
    available: () => true,
    wrap: (plain) => sealBytes(key(), plain, 'practice key'),
    unwrap: (wrapped) => openBytes(key(), wrapped, 'practice key'),
  };
}

/**
 * The key of that purpose in a folder, or nothing where none was made yet.
 * @throws ProblemError `key-store-closed` where the store does not open it
 */
export async function keyIn(
  folder: string,
  purpose: string,
  keyStore: KeyStore | undefined,
): Promise<NamedKey | undefined> {
  const file = path.join(folder, `${purpose}.key`);
  let wrapped: Buffer;
  try {
    wrapped = Buffer.from(await readFile(file, 'utf8'), 'base64');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const key = Buffer.from(keyStore ? keyStore.unwrap(wrapped) : wrapped);
    if (key.length === 32) return named(key);
  } catch (error) {
    throw closed(file, error);
  }
  throw closed(file, undefined);
}

/** The key of that purpose, made and kept where there is none yet. Only the holder of the home's lock may call it. */
export async function keepKeyIn(
  folder: string,
  purpose: string,
  keyStore: KeyStore | undefined,
): Promise<NamedKey> {
  const there = await keyIn(folder, purpose, keyStore);
  if (there) return there;
  const key = randomBytes(32);
  await privateFolder(folder);
  const wrapped = Buffer.from(keyStore ? keyStore.wrap(key) : key);
  await writePrivate(path.join(folder, `${purpose}.key`), wrapped.toString('base64'));
  return named(key);
}

function named(key: Buffer): NamedKey {
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 16), key };
}

function closed(file: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'key-store-closed',
      title: "Couldn't unlock the key store.",
      because: `It might be locked or reset. Its contents are in ${path.dirname(file)}. If the store is lost, move that folder to another place.`,
      remedies: [{ do: 'retry' }],
    },
    { outcome: 'not-sent' },
    cause,
  );
}
