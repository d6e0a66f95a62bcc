/**
 * `npm start`: the wizard. Where there is no display, the same recipe in the terminal, on the practice tenant.
 */
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { hasDisplay } from './display.mjs';
import { describeRuntime, electronRuntime } from './electron-runtime.mjs';
import { isRoot, root, runScript, say, show } from './say.mjs';
import { ensureWindowPackages } from './system-packages.mjs';

/** @param {readonly string[]} words what was typed after `npm start --` */
async function openWizard(words) {
  const runtime = await electronRuntime();
  await ensureWindowPackages(runtime.executablePath);
  say(`Opening the wizard in ${describeRuntime(runtime)}`);
  // Chromium refuses its sandbox to root; everyone else keeps it.
  const asRoot = isRoot() && process.platform === 'linux' ? ['--no-sandbox'] : [];
  // Chromium's own remarks, such as on a missing message bus, are not for the person who starts a wizard.
  const quiet = ['--log-level=3'];
  return show(runtime.executablePath, [...asRoot, ...quiet, root, ...words]);
}

/** @param {readonly string[]} words */
function runInTerminal(words) {
  say(
    'There is no display here, so the same recipe runs in this terminal, on a sample tenant that this program imitates',
  );
  const asked = words.length > 0 ? words : ['set-up', 'dropzone-sentinel', '--practice', '--yes'];
  return show(process.execPath, [path.join(root, 'out/cli/cli.cjs'), ...asked]);
}

await runScript(async () => {
  await ensureBuilt();
  const words = process.argv.slice(2);
  return hasDisplay() ? openWizard(words) : runInTerminal(words);
});
