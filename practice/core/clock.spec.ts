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

  it('wakes sleepers in the order of their waking, whoever went to sleep first', async () => {
    const clock = virtualClock(0);
    const woke: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woke.push(`${name} at ${clock.now()}`);
    };
    await Promise.all([sleep('long', 900), sleep('short', 10), sleep('middle', 300)]);
    expect(woke).toEqual(['short at 10', 'middle at 300', 'long at 900']);
  });

  it('stands still while work goes on, however long that takes in truth', async () => {
    const clock = virtualClock(0);
    const slept = clock.sleep(100);
    const before = await clock.still?.(async () => {
      await realClock.sleep(20);
      return clock.now();
    });
    await slept;
    expect([before, clock.now()]).toEqual([0, 100]);
  });

  it('never goes back', async () => {
    const clock = virtualClock(500);
    await clock.sleep(-100);
    clock.advance(-100);
    expect(clock.now()).toBe(500);
  });
});
