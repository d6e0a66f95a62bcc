import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import writeFileAtomic from 'write-file-atomic';
import { writeOut } from '../profile/profile-file.ts';
import { practiceHome } from './practice-home.ts';
import { asOurs, writePrivate } from './private-files.ts';

const secret = 'CANARY-hunter2';
const somebodyElse = 12_345;
const { process } = globalThis;
const isRoot = process.getuid?.() === 0;

/** Every way in which a file with a secret is written, and the file it is written to. */
const ways: readonly (readonly [string, string, (file: string) => Promise<void> | void])[] = [
  ['a profile with its secret', 'profile.json', (file) => writeOut(file, '--out', secret, true)],
  ['a key, and what a vault keeps', 'journal.key', (file) => writePrivate(file, secret)],
  [
    "a practice tenant's contents",
    path.join('practice', 'fresh.json'),
    (file) => practiceHome(path.dirname(path.dirname(file)), 'fresh').save(secret),
  ],
];

describe.each(ways)('%s', (_what, name, write) => {
  const place = (): string => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'private-')), name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return file;
  };

  it.runIf(process.platform !== 'win32')(
    'is its owner’s alone, also over a file that others could read',
    async () => {
      const file = place();
      writeFileSync(file, 'before', { mode: 0o644 });
      await write(file);
      expect(readFileSync(file, 'utf8')).toBe(secret);
      expect(statSync(file)).toMatchObject({ uid: process.getuid?.(), gid: process.getgid?.() });
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  );

  // Only root can give a file to somebody else, and so only root can be had this way.
  it.runIf(isRoot)('is ours as root too, over a file that somebody else owns', async () => {
    const file = place();
    writeFileSync(file, 'before', { mode: 0o600 });
    chownSync(file, somebodyElse, somebodyElse);
    await write(file);
    expect(readFileSync(file, 'utf8')).toBe(secret);
    expect(statSync(file)).toMatchObject({ uid: process.getuid?.(), gid: process.getgid?.() });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('where a new file is made', () => {
  it.runIf(isRoot)('nothing is written into one that somebody laid there', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'private-')), 'profile.json');
    const { tmpfileCreated, ...options } = asOurs();
    let laid = '';
    const write = writeFileAtomic(file, secret, {
      ...options,
      tmpfileCreated: (made) => {
        laid = made;
        chownSync(made, somebodyElse, somebodyElse);
        tmpfileCreated?.(made);
      },
    });
    await expect(write).rejects.toMatchObject({ code: 'EEXIST' });
    expect([existsSync(file), existsSync(laid)]).toEqual([false, false]);
  });
});
