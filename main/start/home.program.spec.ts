import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeDirectory } from '../../host/host.ts';
import { defaultHome, homeOf, ownFolder, practiceOf } from './home.ts';

describe('the home', () => {
  it('is where the command line has it, unless said', () => {
    expect(defaultHome()).toBe(homeDirectory());
    expect(homeOf(['.', '--practice'], '/work')).toBeUndefined();
  });

  it.each([
    [['--home', 'x'], path.resolve('/at', 'x')],
    [['--home=x/y'], path.resolve('/at', 'x/y')],
    [['--no-sandbox', '.', '--home', '/abs'], path.resolve('/abs')],
    [['--home'], undefined],
    [['--home='], undefined],
  ])('is read from %j', (argv, expected) => {
    expect(homeOf(argv, '/at')).toBe(expected);
  });

  it.runIf(process.platform !== 'win32')('belongs to its owner alone, also where it was open before', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'own-'));
    const inside = ownFolder(path.join(folder, 'a', 'b'));
    expect(statSync(inside).mode & 0o777).toBe(0o700);
    rmSync(folder, { recursive: true });
  });
});

describe('practice from the start', () => {
  it.each([
    [['--practice'], 'fresh'],
    [['--practice='], 'fresh'],
    [['--home', 'x', '--practice=busy'], 'busy'],
    [['--home', 'practice'], undefined],
    [['--practices'], undefined],
  ])('is read from %j', (argv, expected) => {
    expect(practiceOf(argv)).toBe(expected);
  });
});
