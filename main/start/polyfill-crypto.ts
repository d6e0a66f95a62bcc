import { webcrypto } from 'node:crypto';

// The Azure clients use the global Web Crypto, which Node 18 (Electron 25, the test runtime) hides behind a flag.
// https://nodejs.org/docs/latest-v18.x/api/globals.html#crypto
if (!('crypto' in globalThis)) {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
}
