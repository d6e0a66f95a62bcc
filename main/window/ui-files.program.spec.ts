import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileAddresses, joined, triedAddresses } from './hostile-addresses.spec-kit.ts';
import { isOurs, uiFileFor, uiFiles, uiHeaders } from './ui-files.ts';

let folder = '';
let files: ReturnType<typeof uiFiles>;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ui-'));
  mkdirSync(path.join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'page', 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'page', 'assets', 'app.js'), '0');
  writeFileSync(path.join(folder, 'page', 'assets', 'app.js.map'), '{}');
  writeFileSync(path.join(folder, 'outside.js'), 'outside');
  files = uiFiles(path.join(folder, 'page'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const asked = (url: string, method = 'GET') => uiFileFor(files, { url, method });

describe('our own origin', () => {
  it('serves the built page and its parts, whatever the query says', () => {
    expect(asked('app://ui/index.html?theme=dark')?.file).toBe(path.join(folder, 'page', 'index.html'));
    expect(asked('app://ui/assets/app.js')?.type).toContain('text/javascript');
  });

  it.each([
    'app://ui/',
    'app://ui/../outside.js',
    'app://ui/%2e%2e/outside.js',
    'app://ui/..%2foutside.js',
    'app://ui/..%5coutside.js',
    'app://ui/assets/../../outside.js',
    'app://ui//index.html',
    'app://ui/index.html%00.js',
    'app://ui/assets/app.js.map',
    'app://other/index.html',
    'app://ui.evil/index.html',
    'app://someone@ui/index.html',
    'app://ui:80/index.html',
    'file:///index.html',
    'http://ui/index.html',
    'not an address',
  ])('does not serve %s', (url) => {
    expect(asked(url)).toBeUndefined();
  });

  it('serves nothing to a request that is not a GET', () => {
    expect(asked('app://ui/index.html', 'POST')).toBeUndefined();
  });

  it('serves nothing that was not in the folder, however it is spelt', () => {
    const inside = new Set([...files.values()].map(({ file }) => file));
    expect(inside.size).toBe(2);
    const tried = triedAddresses(hostileAddresses(7, 4_000), inside, (url) => asked(url)?.file);
    expect(tried.wronglyServed).toEqual([]);
    expect(tried.served).toBeGreaterThan(0);
    // Planted: a server that joins what it is asked for to its folder is found.
    const naive = (url: string) => joined(path.join(folder, 'page'), url);
    expect(triedAddresses(hostileAddresses(7, 4_000), inside, naive).wronglyServed.length).toBeGreaterThan(0);
  });

  it('is recognized by its parts, not by its beginning', () => {
    expect(isOurs('app://ui/index.html')).toBe(true);
    expect(isOurs('app://ui.example/index.html')).toBe(false);
  });

  it('says what the page may do with every answer', () => {
    const policy = uiHeaders('text/html')['Content-Security-Policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });
});
