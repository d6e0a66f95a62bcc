import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { BadInput } from '../input/bad-input.ts';
import { lockHome } from './lock.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'lock-'));
});
const ownerFile = (): string => path.join(home, 'locks', 'journal.owner');

/** A process that is certainly gone, and its id. */
async function gonePid(): Promise<number> {
  const child = spawn(globalThis.process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function refusal(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BadInput)) throw new Error(`expected a refusal, got ${String(error)}`);
  return `${error.refusals[0].field} ${error.refusals[0].reason} ${error.refusals[0].remedy}`;
}

describe('the lock of a home', () => {
  it('is held by one, who is named to the other, and free again afterwards', async () => {
    const first = await lockHome(home, 'journal');
    expect(await refusal(lockHome(home, 'journal', 100))).toContain(`process ${globalThis.process.pid}`);
    expect(first.lost()).toBe(false);
    const elsewhere = await lockHome(home, 'practice-fresh', 100);
    expect(await refusal(lockHome(home, 'practice-fresh', 100))).toContain('practice tenant fresh open');
    await elsewhere.release();
    await first.release();
    const second = await lockHome(home, 'journal', 100);
    await second.release();
  });

  it('is waited for, and taken as soon as it is free', async () => {
    const first = await lockHome(home, 'journal');
    const waiting = lockHome(home, 'journal', 5_000);
    await first.release();
    const second = await waiting;
    expect(second.lost()).toBe(false);
    await second.release();
  });

  it('of a process that is gone is taken over at once', async () => {
    const first = await lockHome(home, 'journal');
    const owner = JSON.parse(readFileSync(ownerFile(), 'utf8')) as object;
    writeFileSync(ownerFile(), JSON.stringify({ ...owner, pid: await gonePid() }));
    const began = performance.now();
    const second = await lockHome(home, 'journal', 1_000);
    expect(performance.now() - began).toBeLessThan(900);
    await second.release();
    expect(existsSync(ownerFile())).toBe(false);
    await first.release().catch(() => undefined);
  });

  it('of a process whose number another one has now is taken over too', async () => {
    const child = spawn('sleep', ['30']);
    const first = await lockHome(home, 'journal');
    const owner = JSON.parse(readFileSync(ownerFile(), 'utf8')) as object;
    writeFileSync(ownerFile(), JSON.stringify({ ...owner, pid: child.pid, began: '1' }));
    const second = await lockHome(home, 'journal', 1_000);
    expect(JSON.parse(readFileSync(ownerFile(), 'utf8'))).toMatchObject({ pid: globalThis.process.pid });
    await second.release();
    child.kill();
    await once(child, 'exit');
    await first.release().catch(() => undefined);
  });

  it('of another computer is respected while it is kept up', async () => {
    const first = await lockHome(home, 'journal');
    const owner = JSON.parse(readFileSync(ownerFile(), 'utf8')) as object;
    writeFileSync(ownerFile(), JSON.stringify({ ...owner, pid: await gonePid(), host: `not-${hostname()}` }));
    expect(await refusal(lockHome(home, 'journal', 100))).toContain(`not-${hostname()}`);
    await first.release();
  });

  it('left behind without an owner is free once it is old', async () => {
    const first = await lockHome(home, 'practice-x');
    await first.release();
    const { mkdirSync } = await import('node:fs');
    const left = path.join(home, 'locks', 'journal.lock');
    mkdirSync(left);
    expect(await refusal(lockHome(home, 'journal', 100))).toContain('Another run');
    const old = new Date(Date.now() - 120_000);
    utimesSync(left, old, old);
    const second = await lockHome(home, 'journal', 500);
    await second.release();
  });
});
