import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../engine/journal/journal.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import { journalFile } from './journal-file.ts';
import { lineOf } from './journal-lines.ts';
import type { NamedKey } from './key-store.ts';

const key: NamedKey = { id: 'our-key', key: randomBytes(32) };
const runId = '0b51b6f1-9d0c-4e8e-9a51-1f0a3c0b7d11';
let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'journal-'));
});

const fileOf = (id = runId): string => path.join(home, 'journal', `${id}.jsonl`);

function entry(seq: number, id = runId): Entry {
  return {
    v: 1,
    runId: id,
    seq,
    at: `2026-11-22T10:00:${String(seq).padStart(2, '0')}Z`,
    kind: 'looking',
    step: `step ${seq} grüße "quoted" {}`,
  };
}

async function written(count: number): Promise<readonly Entry[]> {
  const journal = journalFile({ home, key });
  const entries = Array.from({ length: count }, (_, at) => entry(at + 1));
  await Promise.all(entries.map((each) => journal.append(each)));
  await journal.close();
  return entries;
}

async function problemOf(act: Promise<unknown>): Promise<ProblemError['problem']> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`expected a problem, got ${String(error)}`);
  return error.problem;
}

describe('the journal', () => {
  it('gives back what was appended, in order, however many were appended at once', async () => {
    const entries = await written(20);
    const journal = journalFile({ home, key });
    expect(await journal.read(runId)).toEqual(entries);
    expect(await journal.read('00000000-0000-4000-8000-000000000000')).toEqual([]);
  });

  it('is private: 0600 in a folder of 0700', async () => {
    await written(1);
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(fileOf())).mode & 0o777).toBe(0o700);
  });

  it('goes on where another process left off, chained to it', async () => {
    await written(3);
    const journal = journalFile({ home, key });
    await journal.append(entry(4));
    await journal.close();
    const read = await journalFile({ home, key }).read(runId);
    expect(read.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('cut at every byte, gives back the lines that were whole and goes on from there', async () => {
    const entries = await written(2);
    const whole = readFileSync(fileOf());
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    let cuts = 0;
    for (let length = 0; length <= whole.length; length += 1) {
      writeFileSync(fileOf(), whole.subarray(0, length));
      const complete = entries.slice(0, ends.filter((end) => end <= length).length);
      const journal = journalFile({ home, key });
      expect(await journal.read(runId)).toEqual(complete);
      await journal.append(entry(99));
      await journal.close();
      expect(await journalFile({ home, key }).read(runId)).toEqual([...complete, entry(99)]);
      cuts += 1;
    }
    expect(ends).toHaveLength(2);
    expect(cuts).toBe(whole.length + 1);
  });

  it('with any one byte of a whole line changed, is refused by name and never written to', async () => {
    await written(3);
    const whole = readFileSync(fileOf());
    const codes = new Set<string>();
    // The last byte of all is the line break that makes the last line whole: without it, it never counted.
    for (let at = 0; at < whole.length - 1; at += 3) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x01, at);
      writeFileSync(fileOf(), changed);
      const journal = journalFile({ home, key });
      codes.add((await problemOf(journal.read(runId))).code);
      await problemOf(journal.append(entry(9)));
      await journal.close();
      expect(readFileSync(fileOf()).equals(changed)).toBe(true);
    }
    expect([...codes].every((code) => /^journal-(?:changed|broken|newer|other-key)$/.test(code))).toBe(true);
    expect(codes).toContain('journal-changed');
  });

  it('with a line removed, repeated, moved or from another run, is refused', async () => {
    await written(3);
    const [first = '', second = '', third = ''] = readFileSync(fileOf(), 'utf8').trimEnd().split('\n');
    for (const lines of [
      [second, third],
      [first, third],
      [first, first],
      [second, first, third],
    ]) {
      writeFileSync(fileOf(), `${lines.join('\n')}\n`);
      expect((await problemOf(journalFile({ home, key }).read(runId))).code).toBe('journal-changed');
    }
    const other = '11111111-9d0c-4e8e-9a51-1f0a3c0b7d11';
    writeFileSync(fileOf(other), `${first}\n`);
    expect((await problemOf(journalFile({ home, key }).read(other))).code).toBe('journal-other-run');
  });

  it('of a newer version, of an unreachable key, or not a journal at all, is refused by name', async () => {
    await written(1);
    const good = readFileSync(fileOf(), 'utf8');
    const newer = lineOf({ ...entry(2), v: 2 } as unknown as Entry, '0'.repeat(64), key);
    writeFileSync(fileOf(), newer);
    expect((await problemOf(journalFile({ home, key }).read(runId))).code).toBe('journal-newer');
    writeFileSync(fileOf(), 'hello\n');
    expect((await problemOf(journalFile({ home, key }).read(runId))).code).toBe('journal-broken');
    writeFileSync(fileOf(), good);
    const stranger: NamedKey = { id: 'their-key', key: randomBytes(32) };
    const problem = await problemOf(journalFile({ home, key: stranger }).read(runId));
    expect(problem.code).toBe('journal-other-key');
    expect(problem.because).toContain(fileOf());
    const shown = journalFile({ home, key: stranger, shown: [key] });
    expect((await problemOf(shown.read(runId))).code).toBe('journal-other-key');
    expect(await shown.show(runId)).toHaveLength(1);
    const forged: NamedKey = { id: key.id, key: stranger.key };
    writeFileSync(fileOf(), lineOf(entry(1), '0'.repeat(64), forged));
    expect((await problemOf(journalFile({ home, key }).read(runId))).code).toBe('journal-changed');
  });

  it('lists every run oldest first, those not believed apart, and sets one aside on request', async () => {
    const later = 'ffffffff-9d0c-4e8e-9a51-1f0a3c0b7d11';
    const bad = 'eeeeeeee-9d0c-4e8e-9a51-1f0a3c0b7d11';
    const journal = journalFile({ home, key });
    await journal.append({ ...entry(1, later), at: '2026-11-22T11:00:00Z' });
    await journal.append(entry(1));
    await journal.append(entry(1, bad));
    appendFileSync(fileOf(bad), 'hello\n');
    writeFileSync(fileOf('dddddddd-9d0c-4e8e-9a51-1f0a3c0b7d11'), '');
    writeFileSync(path.join(home, 'journal', 'notes.txt'), 'x');
    const { runs, refused } = await journal.readAll();
    expect(runs.map((run) => run.runId)).toEqual([runId, later]);
    expect(refused.map((each) => [each.runId, each.code])).toEqual([[bad, 'journal-broken']]);
    const place = await journal.setAside(bad);
    expect(readFileSync(place, 'utf8')).toContain('hello');
    expect((await journal.readAll()).refused).toEqual([]);
    await journal.close();
  });

  it('of a home where nothing was ever done is empty', async () => {
    expect(await journalFile({ home: path.join(home, 'new') }).readAll()).toEqual({ runs: [], refused: [] });
  });
});

describe('a journal that cannot be written', () => {
  it('rejects, says why, and takes the half line back, so that it can go on when there is room', async () => {
    const entries = await written(2);
    const size = statSync(fileOf()).size;
    const journal = journalFile({ home, key });
    // A limit on how long files may grow cuts a write in the middle, as a full disk does.
    execFileSync('prlimit', ['--pid', String(globalThis.process.pid), `--fsize=${size + 40}:`]);
    let problem: ProblemError['problem'];
    try {
      problem = await problemOf(journal.append(entry(3)));
    } finally {
      execFileSync('prlimit', ['--pid', String(globalThis.process.pid), '--fsize=unlimited:']);
    }
    expect(problem.code).toBe('journal-not-written');
    expect(problem.remedies).toHaveLength(1);
    expect(statSync(fileOf()).size).toBe(size);
    expect(await journal.read(runId)).toEqual(entries);
    await journal.append(entry(3));
    await journal.close();
    expect(await journalFile({ home, key }).read(runId)).toEqual([...entries, entry(3)]);
  });

  it('rejects where the file is a link or a device, and reads nothing through it', async () => {
    await written(1);
    rmSync(fileOf());
    symlinkSync('/dev/zero', fileOf());
    expect((await problemOf(journalFile({ home, key }).append(entry(2)))).code).toBe('journal-not-written');
    expect((await problemOf(journalFile({ home, key }).read(runId))).code).toBe('journal-unreadable');
    expect((await journalFile({ home, key }).readAll()).refused.map(({ code }) => code)).toEqual([
      'journal-unreadable',
    ]);
  });

  it('rejects once the lock of the home was lost', async () => {
    const journal = journalFile({ home, key, mayWrite: () => false });
    const problem = await problemOf(journal.append(entry(1)));
    expect(problem.because).toContain('took over this data folder');
    expect(readdirSync(home)).toEqual([]);
  });

  it('rejects where it was opened for reading', async () => {
    await expect(journalFile({ home }).append(entry(1))).rejects.toThrow('opened for reading');
  });
});
