import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The ways a secret may be written without being recognized at first sight. */
export function spellings(secret: string): readonly Buffer[] {
  const utf8 = Buffer.from(secret, 'utf8');
  // Base64 of the same bytes differs with where they begin; the outer characters depend on their neighbors.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), utf8])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const texts = [
    ...base64,
    utf8.toString('base64url').slice(0, -4),
    utf8.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [utf8, Buffer.from(secret, 'utf16le'), ...texts.map((text) => Buffer.from(text, 'utf8'))];
}

/** Whether any spelling of the secret, or twelve characters of it, stands in there. */
export function holds(bytes: Buffer | string, secret: string): boolean {
  const within = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'utf8');
  const middle = secret.slice(8, 20);
  return [...spellings(secret), Buffer.from(middle, 'utf8')].some((spelling) => within.includes(spelling));
}

/** Files below a folder that hold the secret. */
export function filesHolding(folder: string, secret: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => holds(readFileSync(file), secret));
}
