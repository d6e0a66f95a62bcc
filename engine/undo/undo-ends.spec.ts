import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import { fact } from '../model/fact.ts';
import type { Receipt } from '../model/step.ts';
import { run } from '../run/run.ts';
import {
  fails,
  first,
  making,
  memoryHost,
  request,
  second,
  type Toy,
  toy,
  word,
} from '../run/toy.spec-kit.ts';
import { undoRun } from './undo.ts';

type Steps = Parameters<typeof request>[0];

/** A run and its undo by other steps, where these are given, with what undo wrote and how long it took. */
async function putBack(steps: Steps, world: Toy = toy(), more: object = {}, by: Steps = steps) {
  const host = memoryHost();
  await run(request(steps, world, host));
  const next = memoryHost();
  const began = next.at;
  const result = await undoRun({
    ...request(by, world, next),
    entries: host.journal,
    ...more,
  });
  return { ...result, world, journal: next.journal, seconds: (next.at - began) / 1000 };
}

const kinds = (journal: readonly Entry[]) =>
  journal.map((entry) => ('step' in entry ? `${entry.step} ${entry.kind}` : entry.kind));

describe('an undo', () => {
  it('that is stopped at its first look has an empty plan, with the hash of nothing', async () => {
    const stop = new AbortController();
    const { plan, picture } = await putBack([word('a')], toy(), {
      signal: stop.signal,
      onEntry: () => stop.abort(new Error('stopped')),
    });
    expect([plan, picture.ended]).toEqual([{ planHash: '', changes: [] }, 'cancelled']);
  });

  it('writes the plan under the hash of its rows', async () => {
    const { journal } = await putBack([word('a')]);
    const hashes = journal.flatMap((entry) =>
      entry.kind === 'planned' || entry.kind === 'approved' ? [entry.planHash] : [],
    );
    const hash = '["a","remove","a","toy","Toy Administrator",null]';
    expect(hashes).toEqual([hash, hash]);
  });

  it('passes over what a step made that the recipe has no more, and takes back the rest', async () => {
    const [a, b] = [word('a'), word('b')];
    const { world, failed } = await putBack([a, b], toy(), {}, [b]);
    expect([failed, [...world.toy.there]]).toEqual([0, ['a']]);
  });

  it('of one object with two receipts goes back by the first', async () => {
    const world = toy();
    const host = memoryHost();
    await run(request([word('a')], world, host));
    const again = host.journal.flatMap((entry) =>
      entry.kind === 'intent' || entry.kind === 'done' ? [{ ...entry, operation: 'again' }] : [],
    );
    const made = host.journal.find((entry) => entry.kind === 'intent');
    const { entries } = await undoRun({
      ...request([word('a')], world, memoryHost()),
      entries: [...host.journal, ...again],
    });
    const begun = entries.flatMap((entry) => (entry.kind === 'undoing' ? [entry.operation] : []));
    expect(begun).toEqual([made?.kind === 'intent' ? made.operation : '']);
  });
});

describe('what could not be taken back', () => {
  it('is no bug of ours where Microsoft said why', async () => {
    const told: unknown[] = [];
    const step = word('a', { undo: async () => fails('rejected')() } as never);
    const { failed } = await putBack([step], toy(), { onUnexpected: (error: unknown) => told.push(error) });
    expect([failed, told]).toEqual([1, []]);
  });

  it('because of a bug of ours is said, though nobody is told', async () => {
    const step = word('a', { undo: () => Promise.reject(new TypeError('nope')) } as never);
    const { failed, journal } = await putBack([step]);
    const codes = journal.flatMap((entry) => (entry.kind === 'undo-failed' ? [entry.problem.code] : []));
    expect([failed, codes]).toEqual([1, ['unexpected']]);
  });
});

describe('what was taken back', () => {
  it('is written with what Microsoft keeps of it', async () => {
    const receipt = { made: { kind: 'word', id: 'a' }, owned: true, remains: 'Kept for 30 days' };
    const step = word('a', {
      apply: async (_change: unknown, { toy: here }: Toy) => {
        here.there.add('a');
        return receipt;
      },
    } as never);
    const { journal } = await putBack([step]);
    expect(journal.flatMap((entry) => (entry.kind === 'undone' ? [entry.receipt] : []))).toEqual([receipt]);
  });

  it('is looked for one minute and no longer', async () => {
    let gone = false;
    const step = word('a', {
      look: async ({ toy: here }: Toy) => ({ there: gone || here.there.has('a'), stale: false }),
      undo: async () => void (gone = true),
    } as never);
    const { seconds } = await putBack([step]);
    expect(seconds).toBe(60);
  });

  it('is written as gone once, when all of it is', async () => {
    let stale = 2;
    let gone = false;
    const late = word('a', {
      look: async ({ toy: here }: Toy) => ({
        there: here.there.has('a') || (gone && stale-- > 0),
        stale: false,
      }),
      undo: async (_receipt: unknown, { toy: here }: Toy) => {
        gone = true;
        here.there.delete('a');
      },
    } as never);
    const { journal } = await putBack([word('b'), late]);
    const written = kinds(journal);
    expect(written.slice(written.lastIndexOf('b undone') + 1)).toEqual(['a found', 'run-ended']);
  });

  it('hung on what is gone, and is not looked at again without it', async () => {
    const looked: unknown[] = [];
    let undoing = false;
    const { look } = word('b');
    const hung = word('b', {
      needs: { first } as never,
      look: (async (tools: { given: object }) => {
        if (undoing) looked.push({ ...tools.given });
        return look(tools as never);
      }) as never,
      undo: async (_receipt: unknown, { toy: here }: Toy) => {
        undoing = true;
        here.there.delete('b');
      },
    } as never);
    const { seconds } = await putBack([word('a', { gives: { first } as never }), hung]);
    expect([seconds, looked]).toEqual([0, []]);
  });
});

describe('what a run only adopted', () => {
  it('is in no plan of its undo, and nobody is asked', async () => {
    const asked: string[] = [];
    const step = word('a', {
      apply: async (_change: unknown, { toy: here }: Toy) => {
        here.there.add('a');
        return { made: { kind: 'word', id: 'a' }, owned: false };
      },
    } as never);
    const { failed, left, world } = await putBack([step], toy(), {
      confirm: async ({ what }: { what: string }) => {
        asked.push(what);
        return true;
      },
    });
    expect([failed, left, asked, [...world.toy.there]]).toEqual([0, [], [], ['a']]);
  });
});

describe('what was cut off', () => {
  const openIn = (step: string, seq = 99): Entry =>
    ({
      v: 1,
      runId: 'run-1',
      seq,
      at: '',
      kind: 'intent',
      step,
      operation: 'o',
      change: making(step),
    }) as never;
  const undoOf = async (steps: Steps, open: Entry, more: object = {}, world = toy(), by: Steps = steps) => {
    const host = memoryHost();
    await run(request(steps, world, host));
    return undoRun({ ...request(by, world, memoryHost()), entries: [...host.journal, open], ...more });
  };
  const told = (step: string) => `${step} on toy was interrupted. We can't see whether it was made.`;
  const untold = (id: string, of: object = {}) => word(id, { recognize: () => 'still-open', ...of } as never);

  it('in a step that the recipe has no more is named', async () => {
    const { left } = await undoOf([word('a'), untold('b')], openIn('b'), {}, toy(), [word('a')]);
    expect(left).toEqual([told('b')]);
  });

  it('is nothing to taking a connection away, which goes by what stands', async () => {
    const { left, failed } = await undoOf([untold('a')], openIn('a'), { disconnects: true });
    expect([left, failed]).toEqual([[], 0]);
  });

  it('and hung on what hung on what is not there went with it', async () => {
    const third = fact<string>('third', 'Third');
    const world = toy();
    const steps = [
      word('a', { gives: { first } as never }),
      word('b', { needs: { first } as never, gives: { third } as never }),
      untold('c', { needs: { third } }),
    ];
    const host = memoryHost();
    await run(request(steps, world, host));
    world.toy.there.clear();
    const { left } = await undoRun({
      ...request(steps, world, memoryHost()),
      entries: [...host.journal, openIn('c')],
    });
    expect(left).toEqual([]);
  });
});

it('what stands on two steps of which the second cannot be looked at is not taken for gone', async () => {
  let broken = false;
  const hidden = word('hidden', {
    gives: { second },
    look: async ({ toy: { there } }: Toy) => {
      if (broken) fails('rejected')();
      return { there: there.has('hidden'), stale: false };
    },
    undo: undefined,
  } as never);
  const above = word('above', {
    needs: { first, second },
    whose: async (_receipt: unknown, { given }: { given: { second?: string } }) =>
      given.second === undefined ? { is: 'gone' } : { is: 'ours' },
  } as never);
  const steps = [word('seen', { gives: { first }, undo: undefined } as never), hidden, above];
  const world = toy();
  const host = memoryHost();
  await run(request(steps, world, host));
  broken = true;
  const { failed, left } = await undoRun({ ...request(steps, world, memoryHost()), entries: host.journal });
  expect([failed, left]).toEqual([1, ["above on toy: can't be checked now, so it stays"]]);
});

describe('what was removed and is still shown', () => {
  /** Its removal is answered, and takes effect from the nth time on. */
  const stubborn = (nth: number, tries: string[] = []) =>
    word('a', {
      async undo({ made }: Receipt, { toy: { there } }: Toy) {
        tries.push(made.id);
        if (tries.length >= nth) there.delete(made.id);
      },
    } as never);

  it('is removed again until it is gone', async () => {
    const tries: string[] = [];
    const { failed, left, world, picture } = await putBack([stubborn(3, tries)]);
    expect([failed, left, [...world.toy.there], tries.length]).toEqual([0, [], [], 3]);
    expect(picture.ended).toBe('done');
  });

  it('after a minute is named, and offered to the next undo', async () => {
    const tries: string[] = [];
    const { failed, journal, picture, seconds } = await putBack([stubborn(1000, tries)]);
    expect([failed, picture.ended]).toEqual([1, 'incomplete']);
    expect(journal).toContainEqual(
      expect.objectContaining({
        kind: 'undo-failed',
        problem: expect.objectContaining({
          code: 'still-there',
          because: 'a on toy was removed, and Microsoft still shows it a minute later.',
          remedies: [{ do: 'retry' }],
        }),
      }),
    );
    expect(picture.steps[0]?.undone).toEqual([]);
    expect(seconds).toBeGreaterThanOrEqual(60);
    // Other copies get some seconds to hear of it, and from then on it is removed at each look.
    expect(tries.length).toBeGreaterThan(8);
  });

  it('a failure on the way stops nothing, and a bug is told of', async () => {
    const bugs: unknown[] = [];
    const bug = () => {
      throw new TypeError('nope');
    };
    const errors = [fails('rejected'), bug];
    let tries = 0;
    const step = word('a', {
      async undo({ made }: Receipt, { toy: { there } }: Toy) {
        tries += 1;
        if (tries > 1) errors[tries - 2]?.();
        if (tries > 3) there.delete(made.id);
      },
    } as never);
    const { failed } = await putBack([step], toy(), { onUnexpected: (error: unknown) => bugs.push(error) });
    expect([failed, tries, bugs]).toEqual([0, 4, [expect.any(TypeError)]]);
  });

  it('is asked of no step that says only what is put back by changing', async () => {
    const asked: string[] = [];
    const change = { ...making('a'), verb: 'update' as const };
    const step = word('a', {
      judge: ({ there }: { there: boolean }) =>
        there ? { is: 'met', facts: {} } : { is: 'unmet', changes: [change], problem: fails },
      foresee: () => [change],
      async whose() {
        asked.push('a');
        return { is: 'ours' };
      },
    } as never);
    const { failed } = await putBack([step]);
    expect([failed, asked]).toEqual([0, ['a']]);
  });
});
