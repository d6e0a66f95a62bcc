import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Vault } from '../../engine/run/host.ts';
import { type Journal, journalFile } from './journal-file.ts';
import { type KeyStore, keepKeyIn, keyIn, type NamedKey, practiceKeyStore } from './key-store.ts';
import { type HomeLock, lockHome } from './lock.ts';
import { checkHome } from './practice-home.ts';
import { passphraseKeyStore } from './seal.ts';
import { type KeylessVault, keylessVault, vault } from './vault.ts';

/** A home as one command or one run of the window uses it. */
export interface Home {
  readonly journal: Journal;
  readonly vault: Vault;
  /** Set where nothing keeps secrets: they must be handed over before the command ends. */
  readonly keylessVault: KeylessVault | undefined;
  close(): Promise<void>;
}

/** Which home is opened, and for what. */
export interface HomeOptions {
  readonly home: string;
  /** Practice keeps its secrets apart, in `HOME/vault-practice/`, with a key of its own. */
  readonly practice: boolean;
  /** The operating system's, where this process reaches one. */
  readonly keyStore?: KeyStore | undefined;
  /** Keeps secrets where there is no key store. */
  readonly passphrase?: Secret | undefined;
  /** Takes the home's lock, so that entries can be appended and secrets kept. */
  readonly writes: boolean;
}

/**
 * Opens a home: journal, vault and, to write, its lock.
 * @throws BadInput where it cannot be used or another process writes there; ProblemError `key-store-closed`
 */
export async function openHome(options: HomeOptions): Promise<Home> {
  const { home, practice, writes } = options;
  checkHome(home);
  const places = placesIn(home, options.keyStore?.available() ? options.keyStore : undefined);
  const lock: HomeLock | undefined = writes ? await lockHome(home, 'journal') : undefined;
  try {
    const place = practice ? places.practice : (places.system ?? places.plain);
    // A real run is believed under the key store's key alone where there is one, a practice run under practice's: the
    // other keys are files, which whoever forges a journal can read.
    const [own] = await readable([place]);
    const shown = await readable(
      Object.values(places).filter((each) => each !== undefined && each !== place),
    );
    const key = writes ? await keepKeyIn(place.folder, 'journal', place.keyStore) : own;
    const journal = journalFile({ home, key, shown, writes, mayWrite: () => lock?.lost() !== true });
    const kept = await vaultIn(home, options, practice ? places.practice : places.system);
    return {
      journal,
      ...kept,
      async close() {
        await journal.close();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

interface Place {
  readonly folder: string;
  readonly keyStore: KeyStore | undefined;
}

function placesIn(home: string, system: KeyStore | undefined) {
  const practice = path.join(home, 'vault-practice');
  return {
    practice: { folder: practice, keyStore: practiceKeyStore(practice) } satisfies Place,
    // No key store: the journal's key is a private file. It keeps others and accidents out, not this same user.
    plain: { folder: path.join(home, 'vault', 'plain'), keyStore: undefined } satisfies Place,
    system: system && ({ folder: path.join(home, 'vault', system.name), keyStore: system } satisfies Place),
  };
}

/** The journal keys that can be reached; a closed key store only means that its journals are not read now. */
async function readable(places: readonly (Place | undefined)[]): Promise<readonly NamedKey[]> {
  const found = await Promise.all(
    places
      .flatMap((place) => place ?? [])
      .map(({ folder, keyStore }) =>
        keyIn(folder, 'journal', keyStore).catch((error: unknown) => {
          if (error instanceof ProblemError) return undefined;
          throw error;
        }),
      ),
  );
  return found.filter((key) => key !== undefined);
}

async function vaultIn(
  home: string,
  { passphrase }: HomeOptions,
  place: Place | undefined,
): Promise<Pick<Home, 'vault' | 'keylessVault'>> {
  if (place?.keyStore) {
    return { vault: vault({ dir: place.folder, keyStore: place.keyStore }), keylessVault: undefined };
  }
  if (passphrase) {
    const keyStore = passphraseKeyStore(passphrase);
    const dir = await folderOf(home, keyStore);
    return { vault: vault({ dir, keyStore }), keylessVault: undefined };
  }
  const handOver = keylessVault({ dir: path.join(home, 'vault', 'plain') });
  return { vault: handOver, keylessVault: handOver };
}

/** The folder whose key this passphrase opens, or the name of a new one: each passphrase keeps its own. */
async function folderOf(home: string, keyStore: KeyStore): Promise<string> {
  const above = path.join(home, 'vault');
  const names = await readdir(above).catch((): string[] => []);
  const ours = names.filter((name) => /^passphrase-\d+$/.test(name));
  for (const name of ours) {
    const opens = await keyIn(path.join(above, name), 'vault', keyStore).then(
      (key) => key !== undefined,
      () => false,
    );
    if (opens) return path.join(above, name);
  }
  const numbers = ours.map((name) => Number(name.slice('passphrase-'.length)));
  return path.join(above, `passphrase-${Math.max(0, ...numbers) + 1}`);
}
