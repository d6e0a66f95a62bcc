import { describe, expect, it } from 'vitest';
import { realClock, virtualClock } from './clock.ts';

describe('a virtual clock', () => {
  it('lets an hour pass without anybody waiting', async () => {
    const clock = virtualClock(0);
    const before = realClock.now();
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_600_000);
    expect(realClock.now() - before).toBeLessThan(1000);
  });

  it('lets two sleepers sleep at once, not one after the other', async () => {
    const clock = virtualClock(0);
    await Promise.all([clock.sleep(1000), clock.sleep(400)]);
    expect(clock.now()).toBe(1000);
  });

  it('never goes back', async () => {
    const clock = virtualClock(500);
    await clock.sleep(-100);
    clock.advance(-100);
    expect(clock.now()).toBe(500);
  });
});
