import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { Secret } from '../../engine/model/secret.ts';
import { type KeyStore, practiceKeyStore } from './key-store.ts';
import { passphraseKeyStore } from './seal.ts';
import { keylessVault, vault } from './vault.ts';

const canary = 'CANARY~8Qk-secret.value_0123456789';
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'vault-'));
});

/** Every byte under a folder, in the encodings a leak would take. */
function leaks(under: string, value: string): readonly string[] {
  const wanted = [
    value,
    Buffer.from(value).toString('base64').slice(0, -4),
    Buffer.from(value).toString('hex'),
  ];
  return readdirSync(under, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) =>
      wanted.some((text) => readFileSync(file, 'latin1').includes(text) || file.includes(text)),
    );
}

async function codeOf(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`expected a problem, got ${String(error)}`);
  return error.problem.code;
}

describe('the vault', () => {
  it('gives back what it was given, in another process too, and nothing for another handle', async () => {
    const about = { keyId: 'k1', expiresAt: '2027-05-22T00:00:00Z', hint: 'CAN' };
    const kept = await vault({ dir, keyStore: practiceKeyStore(dir) }).keep(
      'client-secret:a',
      new Secret(canary),
      about,
    );
    expect(kept).toBe('durable');
    const later = vault({ dir, keyStore: practiceKeyStore(dir) });
    const held = await later.held('client-secret:a');
    expect(held?.value?.reveal('vault')).toBe(canary);
    expect(held?.about).toEqual(about);
    expect(held?.handle).toBe('client-secret:a');
    expect(await later.held('client-secret:b')).toBeUndefined();
  });

  it('writes nothing of a secret, its hint or its handle outside the seal', async () => {
    await vault({ dir, keyStore: practiceKeyStore(dir) }).keep(
      'client-secret:handle-canary',
      new Secret(canary),
      {
        hint: 'HINT-CANARY',
      },
    );
    for (const text of [canary, 'HINT-CANARY', 'handle-canary']) expect(leaks(dir, text)).toEqual([]);
    writeFileSync(path.join(dir, 'planted.txt'), `x${canary}y`);
    expect(leaks(dir, canary)).toEqual([path.join(dir, 'planted.txt')]);
  });

  it('keeps every file for its owner alone', async () => {
    await vault({ dir, keyStore: practiceKeyStore(dir) }).keep('h', new Secret(canary), {});
    const modes = readdirSync(dir).map((name) => statSync(path.join(dir, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('overwrites and forgets', async () => {
    const kept = vault({ dir, keyStore: practiceKeyStore(dir) });
    await kept.keep('h', new Secret('old'), {});
    await kept.keep('h', new Secret('new'), {});
    expect((await kept.held('h'))?.value?.reveal('vault')).toBe('new');
    await kept.forget('h');
    await kept.forget('h');
    expect(await kept.held('h')).toBeUndefined();
    expect(readdirSync(dir).filter((name) => name.endsWith('.sealed'))).toEqual([]);
  });

  it('says so by name where a file was changed, or swapped for another', async () => {
    const kept = vault({ dir, keyStore: practiceKeyStore(dir) });
    await kept.keep('a', new Secret('one'), {});
    const [file = ''] = readdirSync(dir).filter((name) => name.endsWith('.sealed'));
    const good = readFileSync(path.join(dir, file), 'utf8');
    await kept.keep('b', new Secret('two'), {});
    const other = readdirSync(dir).find((name) => name.endsWith('.sealed') && name !== file) ?? '';
    writeFileSync(path.join(dir, other), good);
    expect(await codeOf(kept.held('b'))).toBe('vault-damaged');
    expect((await kept.held('a'))?.value?.reveal('vault')).toBe('one');
    const bytes = Buffer.from(good, 'base64');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(path.join(dir, file), bytes.toString('base64'));
    expect(await codeOf(kept.held('a'))).toBe('vault-damaged');
    rmSync(path.join(dir, 'vault.key'));
    expect(await codeOf(kept.held('a'))).toBe('vault-damaged');
  });

  it('says so by name where the key store no longer opens its key, and never makes a new key over it', async () => {
    const open = practiceKeyStore(dir);
    const shut: KeyStore = {
      ...open,
      unwrap() {
        throw new Error('locked');
      },
    };
    await vault({ dir, keyStore: open }).keep('a', new Secret('one'), {});
    expect(await codeOf(vault({ dir, keyStore: shut }).held('a'))).toBe('key-store-closed');
    expect(await codeOf(vault({ dir, keyStore: shut }).keep('b', new Secret('two'), {}))).toBe(
      'key-store-closed',
    );
    expect((await vault({ dir, keyStore: open }).held('a'))?.value?.reveal('vault')).toBe('one');
  });

  it('is opened by the passphrase that closed it and by no other', async () => {
    const ours = vault({ dir, keyStore: passphraseKeyStore(new Secret('correct horse')) });
    await ours.keep('a', new Secret(canary), {});
    const again = vault({ dir, keyStore: passphraseKeyStore(new Secret('correct horse')) });
    expect((await again.held('a'))?.value?.reveal('vault')).toBe(canary);
    const other = vault({ dir, keyStore: passphraseKeyStore(new Secret('wrong horse')) });
    expect(await codeOf(other.held('a'))).toBe('key-store-closed');
    expect(leaks(dir, canary)).toEqual([]);
  });
});

describe('a vault that hands over', () => {
  it('holds a secret for this command, and afterwards knows only that it was handed over', async () => {
    const first = keylessVault({ dir });
    const kept = await first.keep('a', new Secret(canary), { keyId: 'k1', hint: 'HINT-CANARY' });
    expect(kept).toBe('until-handed-over');
    expect(first.pending().map(({ handle }) => handle)).toEqual(['a']);
    expect((await first.held('a'))?.value?.reveal('vault')).toBe(canary);
    expect(await keylessVault({ dir }).held('a')).toBeUndefined();

    await first.handedOver('a');
    expect(first.pending()).toEqual([]);
    const later = await keylessVault({ dir }).held('a');
    expect(later).toEqual({ handle: 'a', value: undefined, about: { keyId: 'k1' } });
    expect(leaks(dir, canary)).toEqual([]);
    expect(leaks(dir, 'HINT-CANARY')).toEqual([]);

    await keylessVault({ dir }).forget('a');
    expect(await keylessVault({ dir }).held('a')).toBeUndefined();
  });
});
