import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberedWindow, rememberWindow } from './window-memory.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the window', () => {
  it('comes back in the size and theme it was left in', () => {
    const left = { width: 1111, height: 777, maximized: true, theme: 'dark' } as const;
    rememberWindow(folder, left);
    expect(rememberedWindow(folder)).toEqual(left);
  });

  it.each(['', '[]', 'null', '{"width":"wide","height":null,"theme":"pink"}', '{"width":1e308}'])(
    'opens in its first size when it remembers %j',
    (text) => {
      writeFileSync(path.join(folder, 'window.json'), text);
      expect(rememberedWindow(folder)).toEqual({
        width: 1280,
        height: 800,
        maximized: false,
        theme: 'system',
      });
    },
  );

  it('is never smaller than its pages can bear', () => {
    writeFileSync(path.join(folder, 'window.json'), '{"width":1,"height":-5}');
    expect(rememberedWindow(folder)).toMatchObject({ width: 900, height: 640 });
  });

  it('opens although nothing could be written', () => {
    const nowhere = path.join(folder, 'missing', 'deep');
    rememberWindow(nowhere, { width: 1000, height: 700, maximized: false, theme: 'light' });
    expect(rememberedWindow(nowhere)).toMatchObject({ width: 1280 });
  });
});
