import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../engine/model/secret.ts';
import { clearsIn, secretClipboard } from './secret-clipboard.ts';

let held = '';
const clipboard = {
  writeText: (text: string) => {
    held = text;
  },
  readText: async () => held,
  clear: () => {
    held = '';
  },
};
const minute = clearsIn * 1000;

beforeEach(() => {
  held = 'a shopping list';
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a secret that was copied', () => {
  it('is in the clipboard for a minute, and then no longer', async () => {
    await secretClipboard(clipboard).copy(new Secret('8Qk-first'));
    await vi.advanceTimersByTimeAsync(minute - 1);
    expect(held).toBe('8Qk-first');
    await vi.advanceTimersByTimeAsync(1);
    expect(held).toBe('');
  });

  it('is left to what the person copied since', async () => {
    await secretClipboard(clipboard).copy(new Secret('8Qk-first'));
    held = 'something of theirs';
    await vi.advanceTimersByTimeAsync(minute);
    expect(held).toBe('something of theirs');
  });

  it('has its whole minute when it is copied again', async () => {
    const own = secretClipboard(clipboard);
    await own.copy(new Secret('8Qk-first'));
    await vi.advanceTimersByTimeAsync(minute - 1);
    await own.copy(new Secret('8Qk-second'));
    await vi.advanceTimersByTimeAsync(minute - 1);
    expect(held).toBe('8Qk-second');
    await vi.advanceTimersByTimeAsync(1);
    expect(held).toBe('');
  });

  it('leaves with the app', async () => {
    const own = secretClipboard(clipboard);
    await own.copy(new Secret('8Qk-first'));
    await own.clearNow();
    expect(held).toBe('');
  });
});

describe('the clipboard', () => {
  it('is not touched where nothing was copied', async () => {
    await secretClipboard(clipboard).clearNow();
    expect(held).toBe('a shopping list');
  });
});
