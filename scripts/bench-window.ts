import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { withDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { isRoot, root } from './say.mjs';
import { ensureWindowPackages } from './system-packages.mjs';

interface Shown {
  readonly readyMs: number;
  readonly memoryKb: number;
  readonly mainBytes: number;
}

/** Our window beside an empty one, each the median of its starts. */
export interface WindowCost {
  readonly readyMs: number;
  readonly emptyReadyMs: number;
  readonly readyOverEmpty: number;
  readonly memoryMb: number;
  readonly emptyMemoryMb: number;
  readonly memoryOverEmpty: number;
  readonly mainBytesBeforeWindow: number;
}

const empty = path.join(root, 'scripts', 'bench-empty');
const limitMs = 60_000;

/** Starts both windows in turn, so that what else the machine does meets both alike. The first of each only warms up. */
export async function windowCost(times: number): Promise<WindowCost> {
  const { executablePath } = await electronRuntime();
  await ensureWindowPackages(executablePath);
  await ensureBuilt();
  return withDisplay(async () => {
    const mine: Shown[] = [];
    const others: Shown[] = [];
    for (let time = 0; time <= times; time += 1) {
      const other = await startOnce(executablePath, empty);
      const one = await startOnce(executablePath, root);
      if (time === 0) continue;
      others.push(other);
      mine.push(one);
    }
    const of = (all: readonly Shown[], key: keyof Shown) => median(all.map((each) => each[key]));
    const [readyMs, emptyReadyMs] = [of(mine, 'readyMs'), of(others, 'readyMs')];
    const [memory, emptyMemory] = [of(mine, 'memoryKb'), of(others, 'memoryKb')];
    return {
      readyMs,
      emptyReadyMs,
      readyOverEmpty: readyMs / emptyReadyMs,
      memoryMb: memory / 1024,
      emptyMemoryMb: emptyMemory / 1024,
      memoryOverEmpty: memory / emptyMemory,
      mainBytesBeforeWindow: of(mine, 'mainBytes'),
    };
  });
}

function startOnce(electron: string, app: string): Promise<Shown> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const probe = path.join(root, 'scripts', 'bench-probe.cjs');
  const parameters = [...(isRoot() ? ['--no-sandbox'] : []), '-r', probe, app, '--home', home];
  return new Promise<Shown>((resolve, reject) => {
    const env = { ...process.env, BENCH_HOME: home, BENCH_APP: path.join(app, 'out', 'main') };
    const started = spawn(electron, parameters, {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: limitMs,
    });
    let said = '';
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    started.once('error', reject);
    started.once('exit', (code) => {
      const line = /^BENCH (.*)$/mu.exec(said)?.[1];
      if (line === undefined)
        reject(new Error(`The window of ${app} never said it was ready (exit ${code}).`));
      else resolve(JSON.parse(line) as Shown);
    });
  }).finally(() => rmSync(home, { recursive: true, force: true }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}
