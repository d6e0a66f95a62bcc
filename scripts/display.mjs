/** A display for the window: the one there is, or a virtual one on a free number. */
import { spawn } from 'node:child_process';
import { CannotGoOn, say } from './say.mjs';

/** Linux alone can be without one: a server, a container, a remote shell. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/**
 * Does the work with a display in `process.env.DISPLAY`, and takes a virtual one down again afterwards.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const withDisplay = (work) => withDisplays(1, work);

/**
 * Does the work with so many displays, each with a clipboard and a focus of its own. Where a person sits in front of
 * one, that is the only one.
 * @template T
 * @param {number} count
 * @param {(displays: readonly string[]) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDisplays(count, work) {
  if (hasDisplay()) return work([process.env['DISPLAY'] ?? '']);
  const screens = Array.from({ length: count }, () =>
    spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    }),
  );
  try {
    const displays = await Promise.all(screens.map(displayOf));
    say(`No display here: using virtual ones, ${displays.join(' ')}`);
    process.env['DISPLAY'] = displays[0];
    return await work(displays);
  } finally {
    delete process.env['DISPLAY'];
    for (const screen of screens) screen.kill();
  }
}

/** @param {import('node:child_process').ChildProcess} screen @returns {Promise<string>} such as `:99` */
function displayOf(screen) {
  return new Promise((resolve, reject) => {
    screen.once('error', () =>
      reject(new CannotGoOn('There is no display and no Xvfb.', 'sudo apt-get install -y xvfb')),
    );
    screen.once('exit', () => reject(new CannotGoOn('Xvfb, the virtual display, ended at once.')));
    // Xvfb picks a free number itself and says it when it accepts connections.
    const spoken = /** @type {import('node:stream').Readable} */ (screen.stdio[3]);
    spoken.once('data', (text) => resolve(`:${String(text).trim()}`));
  });
}
