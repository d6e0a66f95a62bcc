import { createHash, randomBytes, scrypt, scryptSync } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { armor, Decrypter, Encrypter, type Identity, type Recipient, Stanza } from 'age-encryption';
import type { Secret } from '../../engine/model/secret.ts';
import { refused } from '../input/bad-input.ts';
import { type KeyStore, openBytes, sealBytes } from './key-store.ts';

/** Base-2 logarithm of scrypt's cost: age's own default, about a second here. */
const workFactor = 18;
/** What a file from outside may ask for at most: 512 MB and some seconds. */
const highestWorkFactor = 19;

/**
 * A text sealed by a passphrase in age's format, armoured (https://github.com/C2SP/C2SP/blob/main/age.md). Debian's
 * `age -d` opens it.
 */
export async function sealText(text: string, passphrase: Secret): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(byPassphrase(passphrase.reveal('vault')));
  return armor.encode(await encrypter.encrypt(text));
}

/** Whether a file's text is sealed in age's format, armoured or not. */
export function isSealed(text: string): boolean {
  return /^\s*-----BEGIN AGE ENCRYPTED FILE-----/.test(text) || text.startsWith('age-encryption.org/');
}

/**
 * The text inside a seal. `field` names its source.
 * @throws BadInput where it is damaged, was not sealed by a passphrase, or the passphrase is another
 */
export async function openSealed(text: string, passphrase: Secret, field: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = armor.decode(text.trim());
  } catch {
    throw refused(
      field,
      'It starts like an age file but is damaged or not armored.',
      'Use the original file. To armor a binary age file, open it and seal it again with age -a.',
    );
  }
  const faults: SealFault[] = [];
  const decrypter = new Decrypter();
  decrypter.addIdentity(openedBy(passphrase.reveal('vault'), faults));
  try {
    return await decrypter.decrypt(bytes, 'text');
  } catch {
    throw sealRefusal(faults[0] ?? 'damaged', field);
  }
}

type SealFault = 'damaged' | 'not-by-passphrase' | 'too-much-work' | 'another-passphrase';

function sealRefusal(fault: SealFault, field: string) {
  switch (fault) {
    case 'another-passphrase':
      return refused(
        'passphrase',
        'Wrong passphrase.',
        'Use the passphrase it was sealed with: --secret passphrase=env:NAME, file:PATH or stdin.',
      );
    case 'not-by-passphrase':
      return refused(
        field,
        'It was sealed with a key, not a passphrase.',
        'Open it with age and that key first.',
      );
    case 'too-much-work':
      return refused(
        field,
        `Opening it needs more memory and time than allowed (work factor above ${highestWorkFactor}).`,
        'Ask for it to be sealed again with the default work factor.',
      );
    case 'damaged':
      return refused(field, 'The sealed file is damaged.', 'Use the original file.');
  }
}

const label = 'age-encryption.org/v1/scrypt';

/**
 * age's scrypt recipient with Node's own scrypt, which runs off the main thread. The one in age-encryption is
 * JavaScript and would freeze the window for two to three seconds.
 */
function byPassphrase(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const key = await scryptKey(passphrase, salt, workFactor);
      const body = chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey);
      return [new Stanza(['scrypt', unpadded(salt), String(workFactor)], body)];
    },
  };
}

function openedBy(passphrase: string, faults: SealFault[]): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas;
      if (stanza?.args[0] !== 'scrypt') return stop('not-by-passphrase');
      const [, encoded = '', cost = ''] = stanza.args;
      const salt = Buffer.from(encoded, 'base64');
      const whole = stanzas.length === 1 && stanza.args.length === 3 && /^[1-9]\d?$/.test(cost);
      if (!whole || salt.length !== 16 || unpadded(salt) !== encoded || stanza.body.length !== 32) {
        return stop('damaged');
      }
      if (Number(cost) > highestWorkFactor) return stop('too-much-work');
      const key = await scryptKey(passphrase, salt, Number(cost));
      try {
        return chacha20poly1305(key, new Uint8Array(12)).decrypt(stanza.body);
      } catch {
        return stop('another-passphrase');
      }
    },
  };
  function stop(fault: SealFault): null {
    faults.push(fault);
    return null;
  }
}

function scryptKey(passphrase: string, salt: Uint8Array, cost: number): Promise<Uint8Array> {
  const N = 2 ** cost;
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase,
      Buffer.concat([Buffer.from(label), salt]),
      32,
      { N, r: 8, p: 1, maxmem: 1024 * N + 1024 * 1024 },
      (error, key) => (error ? reject(error) : resolve(new Uint8Array(key))),
    );
  });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** OWASP's least cost for scrypt (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html). */
const vaultCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 };

/** A key store that is a person's passphrase, for where the operating system has none to offer. */
export function passphraseKeyStore(passphrase: Secret): KeyStore {
  const derived = (salt: Uint8Array) => scryptSync(passphrase.reveal('vault'), salt, 32, vaultCost);
  return {
    name: 'passphrase',
    available: () => true,
    wrap(key) {
      const salt = randomBytes(16);
      return Buffer.concat([salt, sealBytes(derived(salt), key, 'passphrase')]);
    },
    unwrap(wrapped) {
      return openBytes(derived(wrapped.subarray(0, 16)), wrapped.subarray(16), 'passphrase');
    },
  };
}

/** SHA-256 of text, lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
