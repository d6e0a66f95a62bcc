import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { fold } from '../engine/journal/fold.ts';
import type { Entry } from '../engine/journal/journal.ts';
import { cards } from '../engine/view/card.ts';
import { filesHolding, holds } from './canary.ts';
import { answerSaveDialog, type PracticeApp, removeHome, startApp } from './practice-app.ts';
import { Wizard } from './wizard.ts';

/** Everything that crosses the doorway, both ways, as main sees it. */
async function recordDoorway({ app }: PracticeApp): Promise<() => Promise<string>> {
  await app.evaluate(({ ipcMain, BrowserWindow }) => {
    const crossed: unknown[] = [];
    Object.assign(globalThis, { crossed });
    type Answer = (event: unknown, ...taken: unknown[]) => unknown;
    const answers = (ipcMain as unknown as { _invokeHandlers: Map<string, Answer> })._invokeHandlers;
    const answer = answers.get('onboarding');
    if (answer === undefined) throw new Error('There is no doorway to listen at.');
    answers.set('onboarding', async (event, ...taken) => {
      crossed.push(taken);
      const reply: unknown = await answer(event, ...taken);
      crossed.push(reply);
      return reply;
    });
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('There is no window to listen at.');
    const send = contents.send.bind(contents);
    contents.send = (channel: string, ...sent: unknown[]) => {
      crossed.push([channel, ...sent]);
      send(channel, ...sent);
    };
  });
  return () => app.evaluate(() => JSON.stringify((globalThis as unknown as { crossed: unknown[] }).crossed));
}

/** The page's whole memory, as Chromium writes it down. */
async function heapOf({ app, home }: PracticeApp): Promise<Buffer> {
  const file = path.join(home, 'heap.heapsnapshot');
  await app.evaluate(
    ({ BrowserWindow }, into) => BrowserWindow.getAllWindows()[0]?.webContents.takeHeapSnapshot(into),
    file,
  );
  const heap = readFileSync(file);
  rmSync(file);
  return heap;
}

test('the client secret is in the vault and nowhere else', async () => {
  const started = await startApp({ practice: 'fresh' });
  let log = '';
  for (const stream of [started.app.process().stdout, started.app.process().stderr]) {
    stream?.on('data', (text) => {
      log += String(text);
    });
  }
  const crossed = await recordDoorway(started);
  const saved = await answerSaveDialog(started);
  const wizard = new Wizard(started);
  await wizard.goToReview();
  await wizard.makeChanges();
  await wizard.isDone();
  await wizard.saveProfile();
  const profile = readFileSync(await saved(), 'utf8');

  // Copying is the one way a person gets it; the test learns it the same way.
  await wizard.copySecret();
  const secret = await started.app.evaluate(async ({ clipboard }) => clipboard.readText());
  expect(secret).toMatch(/^[\w.~-]{30,}$/u);

  const entries = (await wizard.page.evaluate(async () => {
    type Call = (name: string, take?: unknown) => Promise<unknown>;
    const { call } = (globalThis as unknown as { onboarding: { call: Call } }).onboarding;
    const { runs } = (await call('app.state')) as { runs: readonly { runId: string }[] };
    return call('run.entries', { runId: runs[0]?.runId });
  })) as readonly Entry[];
  expect(entries.length).toBeGreaterThan(30);

  const sinks: Readonly<Record<string, () => Promise<Buffer | string>>> = {
    journal: async () => JSON.stringify(entries),
    cards: async () => JSON.stringify(cards(fold(entries))),
    doorway: crossed,
    'page text': () => wizard.page.content(),
    'page memory': () => heapOf(started),
    'unsealed profile': async () => profile,
    log: async () => log,
  };
  const found: string[] = [];
  for (const [sink, read] of Object.entries(sinks)) if (holds(await read(), secret)) found.push(sink);
  expect(found).toEqual([]);
  // All of the home: journal, vault, practice contents, what Chromium keeps, what was saved.
  expect(filesHolding(started.home, secret)).toEqual([]);
  // A token is as good as a secret: nothing that looks like one has crossed either.
  expect(await crossed()).not.toMatch(/eyJ[\w-]{30,}\.[\w-]{30,}/u);

  // Planted once in each place, it is found there: the search above could have failed.
  const planted: string[] = [];
  const plant = async (sink: string, read: () => Promise<Buffer | string>): Promise<void> => {
    if (holds(await read(), secret)) planted.push(sink);
  };
  const leaky = { ...entries.find(({ kind }) => kind === 'run-began'), title: `x${secret}` } as Entry;
  await plant('journal', async () => JSON.stringify([...entries, leaky]));
  const shown = fold(entries);
  const [firstStep] = shown.steps;
  const withLeak = { ...firstStep, heading: { ...firstStep?.heading, title: secret } };
  await plant('cards', async () => JSON.stringify(cards({ ...shown, steps: [withLeak as never] })));
  await wizard.page.evaluate((text) => {
    type Call = (name: string, take?: unknown) => Promise<unknown>;
    Object.assign(globalThis, { planted: { kept: `in memory: ${text}` } });
    document.body.dataset['planted'] = text;
    return (globalThis as unknown as { onboarding: { call: Call } }).onboarding.call('text.copy', { text });
  }, secret);
  await plant('doorway', crossed);
  await plant('page text', () => wizard.page.content());
  await plant('page memory', () => heapOf(started));
  await plant('unsealed profile', async () => profile.replace('{', `{ "clientSecret": "${secret}",`));
  await started.app.evaluate((_electron, text) => process.stdout.write(`${text}\n`), secret);
  await expect.poll(() => holds(log, secret)).toBe(true);
  await plant('log', async () => log);
  expect(planted).toEqual(Object.keys(sinks));

  const folder = mkdtempSync(path.join(os.tmpdir(), 'planted-'));
  writeFileSync(path.join(folder, 'plain'), '');
  for (const text of [
    secret,
    Buffer.from(`ab${secret}cd`).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]) {
    writeFileSync(path.join(folder, 'plain'), 'before');
    appendFileSync(path.join(folder, 'plain'), text);
    expect(filesHolding(folder, secret)).toHaveLength(1);
  }
  rmSync(folder, { recursive: true });
  await started.close();
  removeHome(started.home);
});
