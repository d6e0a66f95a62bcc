/**
 * `npm run bench`: what the main job costs, what the window costs beside an empty one, and how large the page is.
 * `-- --json` prints one JSON object on standard output and nothing else there; `--only=dropzone,window,bundle` measures less.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { dropzoneCost } from './bench-dropzone.ts';
import { windowCost } from './bench-window.ts';
import { ensureBuilt } from './build.mjs';
import { root, say } from './say.mjs';

const words = process.argv.slice(2);
const only = words
  .find((word) => word.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const wants = (part: string): boolean => only === undefined || only.includes(part);
const windowStarts = 7;

/** Rounded for people: ratios to hundredths. */
const ratio = (value: number): number => Math.round(value * 100) / 100;

/**
 * Bytes of the page as it is fetched to be shown, minified as it is shipped: index.html, what it names and what that
 * imports. What is fetched on demand (the query editor) or while the first page is looked at is said beside it.
 */
function rendererBytes(): { readonly first: number; readonly later: number } {
  const folder = path.join(root, 'out', 'renderer');
  const first = new Set<string>();
  const fetch = (file: string): void => {
    if (first.has(file)) return;
    first.add(file);
    if (!/\.(?:html|js)$/u.test(file)) return;
    const named = readFileSync(file, 'utf8').matchAll(/(?:\b(?:src|href)=|\bfrom|\bimport)"(\.\/[^"]+)"/gu);
    for (const [, name] of named) fetch(path.resolve(path.dirname(file), name ?? ''));
  };
  fetch(path.join(folder, 'index.html'));
  const size = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0);
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return { first: size([...first]), later: size(all.filter((file) => !first.has(file))) };
}

const result: Record<string, unknown> = {};

if (wants('dropzone')) {
  say('The Dropzone set-up on a practice tenant without lag, 100 ms a response');
  // The first one also loads the libraries; a person's program has done so while they signed in.
  await dropzoneCost();
  // The middle one of three: another program's moment of work is not ours.
  const costs = [await dropzoneCost(), await dropzoneCost(), await dropzoneCost()] as const;
  const middle = costs.toSorted((a, b) => a.wallOverLatency - b.wallOverLatency)[1] ?? costs[0];
  const { requests, roundTrips, wallMs, wallOverLatency } = middle;
  say(`${requests} requests, ${roundTrips} round trips, ${Math.round(wallMs)} ms`);
  result['dropzone'] = {
    requests,
    roundTrips,
    wallOverLatency: ratio(wallOverLatency),
    floorRequests: 15,
    floorRoundTrips: 5,
  };
}

if (wants('window') || wants('bundle')) {
  await ensureBuilt();
  const cost = await windowCost(wants('window') ? windowStarts : 1);
  if (wants('window')) {
    say(
      `Window ready after ${Math.round(cost.readyMs)} ms, an empty one after ${Math.round(cost.emptyReadyMs)} ms`,
    );
    say(`Memory ${Math.round(cost.memoryMb)} MB, an empty window ${Math.round(cost.emptyMemoryMb)} MB`);
    result['window'] = {
      readyOverEmpty: ratio(cost.readyOverEmpty),
      memoryOverEmpty: ratio(cost.memoryOverEmpty),
    };
  }
  if (wants('bundle')) {
    const { first, later } = rendererBytes();
    say(`The page is ${first} bytes, and ${later} are fetched later`);
    result['bundle'] = { rendererBytes: first, mainBytesBeforeWindow: cost.mainBytesBeforeWindow };
  }
}

process.stdout.write(`${JSON.stringify(result, undefined, words.includes('--json') ? undefined : 2)}\n`);
