import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import type { AnyStep } from '../model/step.ts';
import { run } from '../run/run.ts';
import { fails, first, making, memoryHost, request, type Toy, toy, word } from '../run/toy.spec-kit.ts';
import { type UndoRequest, undoRun } from './undo.ts';

const kinds = (journal: readonly Entry[]) =>
  journal.map((entry) => ('step' in entry ? `${entry.step} ${entry.kind}` : entry.kind));

/** A run and its undo: what undo wrote, and how it ended. `between` may act, and change what the run wrote. */
async function putBack(
  steps: readonly AnyStep<Toy>[],
  world: Toy,
  more: Partial<UndoRequest<Toy>> = {},
  between: (journal: readonly Entry[]) => readonly Entry[] = (journal) => journal,
) {
  const host = memoryHost();
  await run(request(steps, world, host, { answers: { region: 'north' } }));
  const next = memoryHost();
  next.at = host.at;
  const { answers: _none, ...undoing } = request(steps, world, next);
  const result = await undoRun({ ...undoing, entries: between(host.journal), ...more });
  return { ...result, journal: next.journal, seconds: (next.at - host.at) / 1000 };
}

describe('the entries of an undo', () => {
  it('are what was looked at, planned and approved, each removal begun and ended, and that it is gone', async () => {
    const { journal } = await putBack([word('a')], toy());
    expect(kinds(journal)).toEqual([
      'run-began',
      'a looking',
      'a found',
      'planned',
      'approved',
      'a undoing',
      'a undone',
      'a found',
      'run-ended',
    ]);
  });

  it('keep the answers of the run, and those of a connection that is taken away', async () => {
    const answersOf = (journal: readonly Entry[]) =>
      journal.flatMap((entry) => (entry.kind === 'run-began' ? [entry.answers] : []));
    const { journal } = await putBack([word('a')], toy());
    expect(answersOf(journal)).toEqual([{ region: 'north' }]);
    const away = await putBack([word('a')], toy(), { disconnects: true, answers: { region: 'south' } });
    expect(answersOf(away.journal)).toEqual([{ region: 'south' }]);
  });

  it('hold the plan with what becomes of each thing that is removed', async () => {
    const keeps = word('b', {
      apply: async (_change: unknown, { toy: here }: Toy) => {
        here.there.add('b');
        return { made: { kind: 'word', id: 'b' }, owned: true, remains: 'Kept for 30 days' };
      },
    } as never);
    const { plan } = await putBack([word('a'), keeps], toy());
    expect(plan.changes.map(({ what, undoneBy }) => [what, undoneBy])).toEqual([
      ['b', 'Kept for 30 days'],
      ['a', 'Setup creates it again'],
    ]);
  });

  it('end where the journal cannot be written, and nothing is removed', async () => {
    const world = toy();
    const host = memoryHost();
    await run(request([word('a')], world, host));
    const full = memoryHost();
    const append = full.append;
    full.append = async (entry) => {
      if (entry.kind === 'undoing') throw new Error('ENOSPC');
      await append(entry);
    };
    const undoing = undoRun({ ...request([word('a')], world, full), entries: host.journal });
    await expect(undoing).rejects.toThrow('ENOSPC');
    expect([...world.toy.there]).toEqual(['a']);
  });
});

describe('an undo that nobody can be asked about', () => {
  it('removes nothing, and the trouble is the caller’s', async () => {
    const world = toy();
    const approve = () => Promise.reject(new Error('no terminal'));
    await expect(putBack([word('a')], world, { approve })).rejects.toThrow('no terminal');
    expect([...world.toy.there]).toEqual(['a']);
  });
});

describe('what was begun and cut off', () => {
  const open = (journal: readonly Entry[], step: string): readonly Entry[] => [
    ...journal,
    {
      v: 1,
      runId: 'run-1',
      seq: journal.length + 1,
      at: '',
      kind: 'intent',
      step,
      operation: 'cut off',
      change: making(`${step} again`),
    },
  ];
  const needing = () => word('b', { needs: { first } as never, recognize: () => 'still-open' });

  it('and hung on what is not there is not named: it went with that', async () => {
    const world = toy();
    const steps = [
      word('a', { gives: { first } as never }),
      needing(),
      word('c', { needs: { first } as never }),
    ];
    const { failed, left } = await putBack(steps, world, {}, (journal) => {
      world.toy.there.clear();
      return open(journal, 'b');
    });
    expect([failed, left]).toEqual([0, []]);
  });

  it('and hangs on what cannot be looked at is named, as what nobody knows to be ours', async () => {
    const world = toy();
    let isBroken = false;
    const { look } = word('a');
    const giver = word('a', {
      gives: { first } as never,
      look: (async (tools: never) => {
        if (isBroken) fails('rejected')();
        return look(tools);
      }) as never,
    });
    const { failed, left, journal, picture } = await putBack([giver, needing()], world, {}, (entries) => {
      isBroken = true;
      return open(entries, 'b');
    });
    expect([failed, picture.ended]).toEqual([1, 'incomplete']);
    expect(left).toEqual(["b again on toy was interrupted. We can't see whether it was made."]);
    expect(journal.find(({ kind }) => kind === 'undo-failed')).toMatchObject({
      step: 'b',
      operation: 'cut off',
      receipt: { made: { kind: 'not-known', id: 'cut off' }, owned: false },
      problem: { code: 'outcome-not-known', because: left[0], remedies: [{ do: 'retry' }] },
    });
  });

  it('and is there to be looked at is named where nobody can tell', async () => {
    const step = word('a', { recognize: () => 'still-open' });
    const { failed, left } = await putBack([step], toy(), {}, (journal) => open(journal, 'a'));
    expect([failed, left]).toEqual([1, [expect.stringContaining('a again on toy was interrupted')]]);
  });
});

describe('what undo is asked to wait', () => {
  it.each([
    [300, 0],
    [301, 1],
  ])('%i seconds: %i fail', async (retryAfter, failures) => {
    const trouble = [fails('throttled', { retryAfter })];
    const step = word('a', {
      undo: async (_receipt: unknown, { toy: here }: Toy) => {
        trouble.shift()?.();
        here.there.delete('a');
      },
    } as never);
    const { failed, seconds } = await putBack([step], toy());
    expect([failed, seconds]).toEqual([failures, failures === 0 ? 300 : 0]);
  });
});

describe('what was taken back', () => {
  it('is looked for until it is gone, with what the looks before it gave', async () => {
    let stale = 3;
    let isGone = false;
    const { look } = word('b');
    const looked: unknown[] = [];
    const late = word('b', {
      needs: { first } as never,
      look: (async (tools: { given: { first: string } } & Toy) => {
        if (isGone) looked.push(tools.given.first);
        return isGone && stale-- > 0 ? { there: true, stale: false } : look(tools as never);
      }) as never,
      undo: async (_receipt: unknown, { toy: here }: Toy) => {
        isGone = true;
        here.there.delete('b');
      },
    } as never);
    // It was there before, stays, and gives what the late one is looked at with.
    const stays = word('a', { gives: { first } as never });
    const { seconds, picture } = await putBack([stays, late], toy(['a']));
    expect(looked).toEqual(['a', 'a', 'a', 'a']);
    expect(seconds).toBe(6);
    expect(picture.steps.map(({ is }) => is)).toEqual(['met', 'unmet']);
  });

  it('is gone where what it hung on is', async () => {
    const steps = [word('a', { gives: { first } as never }), word('b', { needs: { first } as never })];
    const { seconds, picture } = await putBack(steps, toy());
    expect(seconds).toBe(0);
    expect(picture.ended).toBe('done');
  });
});
