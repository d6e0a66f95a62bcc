import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Journeys need a screen. Where there is none, a virtual one is started for them and ended with them.
 * @throws where there is neither a screen nor Xvfb
 */
// oxlint-disable-next-line import/no-default-export -- Playwright calls a global set-up by this name
export default async function display(): Promise<(() => void) | undefined> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) {
    return undefined;
  }
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  process.env['DISPLAY'] = `:${await numberOf(screen)}`;
  return () => void screen.kill();
}

async function numberOf(screen: ChildProcess): Promise<string> {
  const failed = once(screen, 'error').then(() => {
    throw new Error('There is no screen and no Xvfb. Install it: apt-get install xvfb');
  });
  const said = once(screen.stdout as NodeJS.ReadableStream, 'data').then(([text]) => String(text).trim());
  return Promise.race([said, failed]);
}
