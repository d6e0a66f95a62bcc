/**
 * What a bare Electron runs when it is given a folder: `electron .`.
 * The stand-in runtime ships without this piece, and then exits with 1 and no word. Copied into its
 * resources by scripts/electron-runtime.mjs; the official Electron brings its own and never sees this.
 */
const path = require('node:path');
const fs = require('node:fs');
const { app } = require('electron');

/** Playwright attaches by `-r <loader>`; every other flag belongs to Chromium or to the application. */
function readCommandLine(words) {
  const preloads = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === '-r' || word === '--require') preloads.push(words[(at += 1)]);
    else if (!word.startsWith('-')) return { preloads, target: path.resolve(word) };
  }
  return { preloads, target: undefined };
}

const { preloads, target } = readCommandLine(process.argv.slice(1));
process.defaultApp = true;
for (const preload of preloads) require(path.resolve(preload));

if (target === undefined || !fs.existsSync(target)) {
  process.stderr.write(`There is no application to start at ${target ?? '(no path given)'}.\n`);
  app.exit(1);
} else {
  const isFolder = fs.statSync(target).isDirectory();
  const folder = isFolder ? target : path.dirname(target);
  const manifest = path.join(folder, 'package.json');
  const said = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, 'utf8')) : {};
  if (said.version) app.setVersion(said.version);
  if (said.productName ?? said.name) app.setName(said.productName ?? said.name);
  app.setAppPath(folder);
  require(isFolder ? path.resolve(folder, said.main ?? 'index.js') : target);
}
