import { describe, expect, it } from 'vitest';
import { homeDirectory, nodeHost, uuidFor } from './host.ts';
import type { Journal } from './storage/journal-file.ts';
import { keylessVault } from './storage/vault.ts';

const host = nodeHost({ vault: keylessVault({ dir: '/nonexistent' }), journal: {} as Journal });

describe('the host', () => {
  it('hashes as the world does', () => {
    expect(host.hash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('names things the same way every time, and differently for different names', () => {
    expect(uuidFor('a')).toBe(uuidFor('a'));
    expect(uuidFor('a')).not.toBe(uuidFor('b'));
    expect(uuidFor('scope|principal|role')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    // A role assignment in a customer's tenant carries this name: it may never change.
    expect(host.uuidFor('the name of a role assignment')).toBe('28826265-695d-52d2-b359-a2f641d88faf');
  });

  it('tells the time in UTC and measures with a clock that only grows', () => {
    expect(host.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const before = host.elapsed();
    expect(host.elapsed()).toBeGreaterThanOrEqual(before);
    expect(host.newId()).not.toBe(host.newId());
  });

  it('sleeps as long as asked, or until it is told to stop', async () => {
    const before = host.elapsed();
    await host.sleep(0.03, new AbortController().signal);
    expect(host.elapsed() - before).toBeGreaterThanOrEqual(25);
    const stop = new AbortController();
    const sleeping = host.sleep(60, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(sleeping).rejects.toThrow('stopped');
    await expect(host.sleep(60, stop.signal)).rejects.toThrow('stopped');
  });

  it('keeps its things where the operating system keeps such data', () => {
    expect(homeDirectory()).toMatch(/sentinel-onboarding/);
  });
});
