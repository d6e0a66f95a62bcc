import { safeStorage } from 'electron';
import type { KeyStore } from '../../host/storage/key-store.ts';

/**
 * The operating system's key store: DPAPI, Keychain, libsecret or KWallet. Refused where Electron would fall back to
 * a password that is written in its own source (https://www.electronjs.org/docs/latest/api/safe-storage).
 */
export function systemKeyStore(): KeyStore {
  return {
    name: 'system',
    available: isSystemKeyStore,
    wrap(key) {
      return safeStorage.encryptString(Buffer.from(key).toString('base64'));
    },
    unwrap(wrapped) {
      return Buffer.from(safeStorage.decryptString(Buffer.from(wrapped)), 'base64');
    },
  };
}

function isSystemKeyStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  if (process.platform !== 'linux') return true;
  // Electron before 27 has no such call. There, "available" means a real store, because the basic store is used
  // only after `--password-store=basic`, which this app never sets.
  const ask: unknown = Reflect.get(safeStorage, 'getSelectedStorageBackend');
  if (typeof ask !== 'function') return true;
  const backend: unknown = Reflect.apply(ask, safeStorage, []);
  return backend !== 'basic_text' && backend !== 'unknown';
}
