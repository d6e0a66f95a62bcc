/** One folder for everything a run of the tests leaves behind, so that nothing stays in the system's own. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Makes the folder and points this process and its children to it. @returns {() => void} takes all of it away */
export function setup() {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(path.join(tmpdir(), 'tested-'));
  // As the system's own: the journeys' windows run as another user, and Chromium keeps a socket here.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
