import { describe, expect, it } from 'vitest';
import { type Leaving, leaver } from './leaving.ts';

function closing(more: Partial<Leaving> = {}) {
  const done: string[] = [];
  const say = (what: string) => async () => void done.push(what);
  const leave = leaver({
    stop: say('stopped'),
    mayClose: async () => true,
    release: [say('clipboard'), say('tenant')],
    patience: 20,
    close: () => void done.push('closed'),
    ...more,
  });
  return { leave, done };
}

describe('closing the window', () => {
  it('stops what runs, gives back what is held, and closes', async () => {
    const { leave, done } = closing();
    await leave();
    expect(done).toEqual(['stopped', 'clipboard', 'tenant', 'closed']);
  });

  it.each([
    ['fails', async () => Promise.reject(new Error('gone'))],
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
    ['never ends', () => new Promise<void>(() => undefined)],
  ] as const)('closes where giving something back %s', async (_how, release) => {
    const { leave, done } = closing({ release: [release] });
    await leave();
    expect(done).toEqual(['stopped', 'closed']);
  });

  it('closes where a run cannot be stopped', async () => {
    const { leave, done } = closing({ stop: async () => Promise.reject(new Error('disk')), release: [] });
    await leave();
    expect(done).toEqual(['closed']);
  });

  it('stays where the person says so, and can be asked again', async () => {
    const answers = [false, true];
    const { leave, done } = closing({ mayClose: async () => answers.shift() ?? false, release: [] });
    await leave();
    expect(done).toEqual(['stopped']);
    await leave();
    expect(done).toEqual(['stopped', 'stopped', 'closed']);
  });

  it('asks once, however often one wants to close meanwhile', async () => {
    let asked = 0;
    let answer: (yes: boolean) => void = () => undefined;
    const { leave, done } = closing({
      mayClose: () => {
        asked += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      release: [],
    });
    const both = [leave(), leave()];
    await new Promise((resolve) => setImmediate(resolve));
    answer(true);
    await Promise.all(both);
    expect(asked).toBe(1);
    expect(done).toEqual(['stopped', 'closed']);
  });
});
