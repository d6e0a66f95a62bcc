import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The one origin our page lives at. */
const uiOrigin = { protocol: 'app:', host: 'ui' } as const;
export const uiStart = 'app://ui/index.html';

/** A file of the built page: where it lies and what it is. */
export interface UiFile {
  readonly file: string;
  readonly type: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * The hash is that of the empty string: Fluent's styles make empty style elements and fill them through CSSOM,
 * which needs no `unsafe-inline` (https://www.w3.org/TR/CSP3/#allow-all-inline).
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers = {
  'Content-Security-Policy': contentPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), midi=(), payment=(), clipboard-read=(), clipboard-write=()',
  'Cache-Control': 'no-store',
} as const;

/**
 * Every file under `folder`, by the path it is asked for under. Made once: what was not there at start is never
 * served, and a request names a key of this map, not a place on the disk.
 */
export function uiFiles(folder: string): ReadonlyMap<string, UiFile> {
  const found = new Map<string, UiFile>();
  const walk = (at: string, under: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const file = path.join(at, entry.name);
      if (entry.isDirectory()) walk(file, `${under}${entry.name}/`);
      else {
        const type = types[path.extname(entry.name)];
        if (entry.isFile() && type !== undefined) found.set(`${under}${entry.name}`, { file, type });
      }
    }
  };
  walk(folder, '/');
  return found;
}

/** The file a request may have; undefined for anything but a GET of a known path at our origin. */
export function uiFileFor(
  files: ReadonlyMap<string, UiFile>,
  request: { readonly url: string; readonly method: string },
): UiFile | undefined {
  if (request.method !== 'GET' || !isOurs(request.url)) return undefined;
  return files.get(new URL(request.url).pathname);
}

/** Is this an address of our own page? Parsed, never compared by its beginning. */
export function isOurs(address: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(address);
    return (
      protocol === uiOrigin.protocol && host === uiOrigin.host && `${username}${password}` === '' // app://a@ui
    );
  } catch {
    return false;
  }
}

/** The headers every answer of our origin carries, errors included. */
export function uiHeaders(type: string): Record<string, string> {
  return { ...headers, 'Content-Type': type };
}
