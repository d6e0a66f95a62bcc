import { readFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';

/**
 * Is this a build for people? A packaged build made for tests says `"notForRelease": true` in its package.json;
 * everything unpackaged is a checkout.
 */
export function isReleased(): boolean {
  if (!app.isPackaged) return false;
  try {
    const said: unknown = JSON.parse(readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8'));
    const mark: unknown = said !== null && typeof said === 'object' ? Reflect.get(said, 'notForRelease') : '';
    // electron-builder writes what it was told on its command line, as a text or as a boolean.
    return String(mark) !== 'true';
  } catch {
    return true;
  }
}
