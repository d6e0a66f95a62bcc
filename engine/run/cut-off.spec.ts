import { describe, expect, it } from 'vitest';
import { begunBy, fold } from '../journal/fold.ts';
import type { Entry, Event } from '../journal/journal.ts';
import { undoRun } from '../undo/undo.ts';
import { run } from './run.ts';
import { trail } from './run-journal.ts';
import {
  fails,
  first,
  making,
  memoryHost,
  request,
  type Toy,
  telling,
  toy,
  unmet,
  word,
} from './toy.spec-kit.ts';

const turn = () => new Promise(setImmediate);

describe('what a cut-off attempt made', () => {
  /** A step that says of what is there already that it did not make it, and cannot tell by looking who did. */
  const adopting = (of: object = {}) => {
    const { recognize: _none, ...step } = word('a', of);
    return step as ReturnType<typeof word>;
  };
  /** Made, and the answer lost; the look after it is stale, so that it is asked for again. */
  const lost = (world: Toy) => () => {
    world.toy.there.add('a');
    world.toy.stale = 1;
    fails('indeterminate')();
  };
  const receipts = (journal: readonly Entry[]) =>
    journal.flatMap((entry) => (entry.kind === 'done' ? [entry.receipt.owned] : []));

  it('is this run’s own by its mark, though the next attempt finds it there, and undo takes it back', async () => {
    const world = toy();
    world.toy.trouble = [lost(world)];
    const host = memoryHost();
    await run(request([word('a')], world, host));
    expect(receipts(host.journal)).toEqual([false, true]);
    const { failed, left } = await undoRun({ ...request([word('a')], world, host), entries: host.journal });
    expect([failed, left, [...world.toy.there]]).toEqual([0, [], []]);
  });

  it('is nobody’s where it bears no mark, and undo leaves it and says that it cannot tell', async () => {
    const world = toy();
    world.toy.trouble = [lost(world)];
    const host = memoryHost();
    await run(request([adopting()], world, host));
    expect(receipts(host.journal)).toEqual([false]);
    const undone = await undoRun({ ...request([adopting()], world, host), entries: host.journal });
    expect([undone.failed, undone.picture.ended, [...world.toy.there]]).toEqual([1, 'incomplete', ['a']]);
    expect(undone.left).toEqual([expect.stringContaining("We can't see whether it was made")]);
  });

  it('is somebody else’s where it bears their mark, and undo leaves it', async () => {
    const world = toy();
    world.toy.trouble = [
      () => {
        world.toy.theirs.add('a');
        lost(world)();
      },
    ];
    const host = memoryHost();
    await run(request([word('a')], world, host));
    expect(receipts(host.journal)).toEqual([false]);
    const { failed } = await undoRun({ ...request([word('a')], world, host), entries: host.journal });
    expect([failed, [...world.toy.there]]).toEqual([0, ['a']]);
  });

  it('is somebody else’s where nothing of this run is unaccounted for, and undo leaves it', async () => {
    const world = toy();
    // Refused, so nothing was made; somebody else makes it meanwhile.
    world.toy.trouble = [
      () => {
        world.toy.there.add('a');
        world.toy.stale = 1;
        fails('not-sent')();
      },
    ];
    const host = memoryHost();
    await run(request([adopting()], world, host));
    expect(receipts(host.journal)).toEqual([false]);
    await undoRun({ ...request([adopting()], world, host), entries: host.journal });
    expect([...world.toy.there]).toEqual(['a']);
  });

  it('makes no other change this run’s own', async () => {
    const world = toy();
    world.toy.trouble = [fails('indeterminate')];
    const host = memoryHost();
    const noted: string[] = [];
    const step = telling('a', [unmet(making('a'), making('b')), unmet(making('b'))], noted, {
      apply: (async (change: { what: string }, { toy: here }: Toy) => {
        here.trouble.shift()?.();
        return { made: { kind: 'word', id: change.what }, owned: false };
      }) as never,
    });
    await run(request([step], world, host));
    expect(receipts(host.journal)).toEqual([false]);
  });
});

describe('the journal', () => {
  it('holds the receipt before anything that needs it is sent, however slow the disk', async () => {
    const host = memoryHost();
    const append = host.append;
    host.append = async (entry) => {
      if (entry.kind === 'done') for (let turns = 0; turns < 20; turns++) await turn();
      await append(entry);
    };
    const sent: string[] = [];
    const world = toy();
    const steps = [word('a', { gives: { first } as never }), word('b', { needs: { first } as never })];
    for (const step of steps) {
      const { apply } = step;
      Object.assign(step, {
        apply: (...words: Parameters<NonNullable<typeof apply>>) => {
          const receipts = host.journal.flatMap((entry) => (entry.kind === 'done' ? [entry.step] : []));
          sent.push(`${step.id} after receipts of [${receipts}]`);
          return apply?.(...words);
        },
      });
    }
    await run(request(steps, world, host));
    expect(sent).toEqual(['a after receipts of []', 'b after receipts of [a]']);
  });

  it('holds the receipt of one change before the next of the same step is sent', async () => {
    const host = memoryHost();
    const append = host.append;
    host.append = async (entry) => {
      if (entry.kind === 'done') await turn();
      await append(entry);
    };
    const held: number[] = [];
    const step = telling('a', [unmet(making('a'), making('b'))], [], {
      apply: (async (change: { what: string }) => {
        held.push(host.journal.filter(({ kind }) => kind === 'done').length);
        return { made: { kind: 'word', id: change.what }, owned: true };
      }) as never,
    });
    await run(request([step], toy(), host));
    expect(held).toEqual([0, 1]);
  });

  it('holds the receipt before anything is asked again, and nothing is asked where it could not be written', async () => {
    for (const [disk, looked] of [
      [turn, [0, 1]],
      [() => Promise.reject(new Error('ENOSPC')), [0]],
    ] as const) {
      const host = memoryHost();
      const append = host.append;
      host.append = async (entry) => {
        if (entry.kind === 'done') await disk();
        await append(entry);
      };
      const held: number[] = [];
      const { look } = word('a');
      const step = word('a', {
        look: (tools) => {
          held.push(host.journal.filter(({ kind }) => kind === 'done').length);
          return look(tools as never) as never;
        },
      });
      const ended = await run(request([step], toy(), host)).then(
        () => 'done',
        (error: unknown) => String(error),
      );
      expect(held).toEqual(looked);
      expect(ended).toBe(looked.length === 2 ? 'done' : 'Error: ENOSPC');
    }
  });

  it('takes entries one after another in the order they happened, whichever takes longest', async () => {
    const host = memoryHost();
    const written: number[] = [];
    let open = 0;
    let most = 0;
    host.append = async ({ seq }) => {
      most = Math.max(most, ++open);
      // The first takes longest.
      for (let turns = 0; turns < 5 - seq; turns++) await turn();
      written.push(seq);
      open--;
    };
    const told: number[] = [];
    const line = trail(host, 'run-1', [], ({ seq }) => void told.push(seq));
    await Promise.all(['a', 'b', 'c', 'd'].map((step) => line.write({ kind: 'looking', step })));
    expect(written).toEqual([1, 2, 3, 4]);
    expect(told).toEqual([1, 2, 3, 4]);
    expect(most).toBe(1);
  });

  it('goes on counting where an earlier process stopped', async () => {
    const host = memoryHost();
    const before = [{ v: 1, runId: 'run-1', seq: 7, at: '', kind: 'looking', step: 'a' }] as const;
    const line = trail(host, 'run-1', before, () => {});
    await line.write({ kind: 'looking', step: 'b' });
    await line.write({ kind: 'looking', step: 'c' });
    expect(host.journal.map(({ seq }) => seq)).toEqual([8, 9]);
    expect(line.entries().map(({ seq }) => seq)).toEqual([7, 8, 9]);
  });

  it('takes nothing more once an entry could not be written', async () => {
    const host = memoryHost();
    host.append = () => Promise.reject(new Error('EIO'));
    const line = trail(host, 'run-1', [], () => {});
    await expect(line.write({ kind: 'looking', step: 'a' })).rejects.toThrow('EIO');
    host.append = async (entry) => void host.journal.push(entry);
    await expect(line.write({ kind: 'looking', step: 'b' })).rejects.toThrow('EIO');
    expect(host.journal).toEqual([]);
  });
});

const heading = (id: string) => ({
  id,
  title: id,
  why: '',
  severity: 'block' as const,
  checks: [],
  changes: true,
});
const began = (...steps: readonly string[]): Event => ({
  kind: 'run-began',
  recipe: 'toy',
  title: 'Toy',
  intent: 'set-up',
  tenant: { tenantId: 't', tenantName: 'T', cloud: 'public', practice: true, account: 'a' },
  answers: {},
  steps: steps.map(heading),
});
const of = (events: readonly Event[]): readonly Entry[] =>
  events.map((event, nth) => ({
    v: 1,
    runId: 'run-1',
    seq: nth + 1,
    at: `2026-11-22T00:00:0${nth}Z`,
    ...event,
  }));
const problem = { code: 'x', title: 'x', because: 'x', remedies: [{ do: 'retry' }] } as const;
const intent = (operation: string, what = operation): Event => ({
  kind: 'intent',
  step: 'a',
  operation,
  change: making(what),
});
const receipt = (id: string) => ({ made: { kind: 'word', id }, owned: true });
const done = (operation: string): Event => ({
  kind: 'done',
  step: 'a',
  operation,
  receipt: receipt(operation),
});
const failed = (operation: string, outcome: 'rejected' | 'indeterminate'): Event => ({
  kind: 'failed',
  step: 'a',
  operation,
  outcome,
  problem,
});

describe('entries folded', () => {
  const step = (events: readonly Event[]) => fold(of([began('a'), ...events])).steps[0];

  it('know what is open, made and given up, each by its operation', () => {
    const events = [intent('o1'), intent('o2'), intent('o3'), done('o2'), failed('o3', 'rejected')];
    const folded = step(events);
    expect(folded?.open.map(({ operation }) => operation)).toEqual(['o1']);
    expect(folded?.made).toEqual([
      { operation: 'o2', change: making('o2'), at: '2026-11-22T00:00:02Z', receipt: receipt('o2') },
    ]);
  });

  it('keep an operation open whose outcome nobody knows, and close it by its receipt', () => {
    const lost = [intent('o1'), failed('o1', 'indeterminate')];
    expect(step(lost)?.open).toHaveLength(1);
    const known = step([...lost, done('o1')]);
    expect([known?.open.length, known?.made.length]).toEqual([0, 1]);
  });

  it('believe no receipt of what was never begun', () => {
    expect(step([done('o1')])?.made).toEqual([]);
  });

  it('say what is running: from a look, an intent or an undoing until it is found, undone or failed', () => {
    const looking: Event = { kind: 'looking', step: 'a' };
    const settling: Event = { kind: 'settling', step: 'a', since: 's', looks: 2, agreed: 1 };
    const found: Event = { kind: 'found', step: 'a', finding: { is: 'met', facts: { f: 1 } }, ms: 3 };
    const undoing: Event = { kind: 'undoing', step: 'a', operation: 'o1', receipt: receipt('o1') };
    const undone: Event = { ...undoing, kind: 'undone' };
    const not: Event = { ...undoing, kind: 'undo-failed', problem };
    const running = (...events: readonly Event[]) => step(events)?.running;
    expect([running(), running(looking), running(intent('o1')), running(settling), running(undoing)]).toEqual(
      [false, true, true, true, true],
    );
    const ended: Event = { kind: 'run-ended', ended: 'incomplete' };
    expect([
      running(looking, found),
      running(undoing, undone),
      running(undoing, not),
      running(looking, ended),
    ]).toEqual([false, false, false, false]);
    expect(step([settling])?.settling).toEqual({ since: 's', looks: 2, agreed: 1 });
    expect(step([settling, found])?.settling).toBeUndefined();
    expect(step([found, found])?.ms).toBe(6);
    expect(step([undone])?.undone).toEqual([{ operation: 'o1', receipt: receipt('o1') }]);
  });

  it('collect facts and the reviewed plan, and forget both when the run goes on', () => {
    const found = (facts: object): Event => ({
      kind: 'found',
      step: 'a',
      finding: { is: 'met', facts: facts as never },
      ms: 0,
    });
    const planned: Event = { kind: 'planned', planHash: 'h', changes: [{ step: 'a', ...making('x') }] };
    const events = [
      began('a'),
      found({ f: 1 }),
      found({ g: 2 }),
      planned,
      { kind: 'approved', planHash: 'h' } as const,
    ];
    const whole = fold(of(events));
    expect(whole.facts).toEqual({ f: 1, g: 2 });
    expect(whole.plan).toEqual({ planHash: 'h', changes: [{ step: 'a', ...making('x') }] });
    expect(whole.approved).toBe(true);
    const again = fold(of([...events, began('a')]));
    expect([again.facts, again.plan, again.approved, again.ended]).toEqual([{}, undefined, false, undefined]);
  });

  it('keep what a step made whose question is answered otherwise now, and nothing of one that made nothing', () => {
    const events = [began('a', 'b'), intent('o1'), done('o1'), began('c')];
    const folded = fold(of(events));
    expect(folded.steps.map(({ heading: { id }, is, running }) => [id, is, running])).toEqual([
      ['c', 'not-reached', false],
      ['a', 'not-reached', false],
    ]);
    const open = fold(of([began('a'), intent('o1'), began('c')]));
    expect(open.steps[1]?.open).toHaveLength(1);
    const going = fold(of([...events.slice(0, 3), began('a')])).steps[0];
    expect([going?.made.length, going?.open.length, going?.undone.length]).toEqual([1, 0, 0]);
  });

  it('say whose run it was and when, and of no entries nothing', () => {
    const folded = fold(of([began('a'), { kind: 'looking', step: 'a' }]));
    expect([folded.runId, folded.beganAt, folded.lastAt]).toEqual([
      'run-1',
      '2026-11-22T00:00:00Z',
      '2026-11-22T00:00:01Z',
    ]);
    expect(fold([])).toMatchObject({ runId: '', beganAt: '', lastAt: '', steps: [], approved: false });
  });

  it('pass over a step they do not know', () => {
    const strange = (event: Event) => ({ ...event, step: 'z' }) as Event;
    const found: Event = { kind: 'found', step: 'z', finding: { is: 'met' }, ms: 0 };
    const settling: Event = { kind: 'settling', step: 'z', since: '', looks: 1, agreed: 0 };
    const undoing: Event = { kind: 'undoing', step: 'z', operation: 'o1', receipt: receipt('o1') };
    const all = [
      strange(intent('o1')),
      strange(done('o1')),
      strange(failed('o1', 'rejected')),
      found,
      settling,
      undoing,
      { ...undoing, kind: 'undone' } as Event,
      { ...undoing, kind: 'undo-failed', problem } as Event,
    ];
    expect(step(all)).toEqual(step([]));
  });
});

describe('what a step began', () => {
  it('is told newest first, each with its outcome, and its receipt where it is done', () => {
    const entries = of([
      intent('o1'),
      done('o1'),
      intent('o2'),
      failed('o2', 'rejected'),
      intent('o3'),
      failed('o3', 'indeterminate'),
      done('never begun'),
    ]);
    expect(begunBy('a', entries)).toEqual([
      { operation: 'o3', outcome: 'open', at: '2026-11-22T00:00:04Z', change: making('o3') },
      { operation: 'o2', outcome: 'failed', at: '2026-11-22T00:00:02Z', change: making('o2') },
      {
        operation: 'o1',
        outcome: 'done',
        at: '2026-11-22T00:00:00Z',
        change: making('o1'),
        receipt: receipt('o1'),
      },
    ]);
    expect(begunBy('b', entries)).toEqual([]);
  });
});
