import { describe, expect, it } from 'vitest';
import type { Entry } from '../journal/journal.ts';
import { fact, toJudge } from '../model/fact.ts';
import type { AnyStep } from '../model/step.ts';
import { undoRun } from '../undo/undo.ts';
import { run } from './run.ts';
import {
  fails,
  first,
  making,
  memoryHost,
  met,
  request,
  type Toy,
  telling,
  toy,
  unmet,
  waitingOn,
  word,
} from './toy.spec-kit.ts';

const third = fact<string>('third', 'Third');

describe('the first look', () => {
  it('plans nothing of what Microsoft is carrying out already', async () => {
    const world = toy();
    const step = telling('a', [waitingOn('microsoft', [making('a')])]);
    const { plan } = await run(request([step], world, memoryHost()));
    expect([plan.changes, world.toy.writes]).toEqual([[], []]);
  });

  it('waits where one of two changes was made a moment ago and is not seen', async () => {
    const host = memoryHost();
    const event = { v: 1, runId: 'earlier', at: host.now(), step: 'a', operation: 'o1' };
    const receipt = { made: { kind: 'word', id: 'a' }, owned: true };
    const earlier = [
      { ...event, seq: 1, kind: 'intent', change: making('a') },
      { ...event, seq: 2, kind: 'done', receipt },
    ] as unknown as readonly Entry[];
    const world = toy();
    const both = unmet(making('b'), making('a'));
    const step = telling('a', [both, both, unmet(making('b')), met]);
    await run(request([step], world, host, { earlier }));
    expect(world.toy.writes).toEqual(['b']);
  });

  it('is the same whether what only judging needs is there already or not', async () => {
    const given: unknown[] = [];
    // It looks once the one between is there, and by then so is what only judging needs.
    const late = word('b', {
      needs: { first: toJudge(first), third } as never,
      look: (async (tools: { given: { first?: string } }) => {
        given.push(tools.given.first);
        return { there: true, stale: false };
      }) as never,
    });
    const between = word('c', { needs: { first } as never, gives: { third } as never });
    await run(
      request([word('a', { gives: { first } as never }), between, late], toy(['a', 'c']), memoryHost(), {
        intent: 'verify',
      }),
    );
    expect(given).toEqual([undefined]);
  });

  it('that failed because the run was stopped says nothing of the tenant', async () => {
    const stop = new AbortController();
    const step = word('a', {
      look: async () => {
        stop.abort(new Error('stopped'));
        fails('rejected')();
        return { there: false, stale: false };
      },
    });
    const host = memoryHost();
    const { picture } = await run(request([step], toy(), host, { signal: stop.signal }));
    expect(picture.ended).toBe('cancelled');
    expect(host.journal.map(({ kind }) => kind)).toEqual(['run-began', 'looking', 'run-ended']);
  });

  it('knows nothing as made by this run that was taken back', async () => {
    const world = toy();
    const host = memoryHost();
    await run(request([word('a')], world, host));
    await undoRun({ ...request([word('a')], world, host), entries: [...host.journal] });
    const made: number[] = [];
    const step = word('a', {
      look: (async (tools: { made: readonly unknown[] }) => {
        made.push(tools.made.length);
        return { there: true, stale: false };
      }) as never,
    });
    await run(request([step], world, memoryHost(), { earlier: host.journal, intent: 'verify' }));
    expect(made).toEqual([0]);
  });
});

describe('a turn of what waits', () => {
  it('looks at nothing once patience is over, and renews nothing', async () => {
    const noted: string[] = [];
    const rights = { ...telling('r', [met], noted, { gives: { first } } as never), apply: undefined };
    const step = telling('a', [waitingOn('person')], noted, { needs: { first: toJudge(first) } } as never);
    const waits = {
      pause: async () => 'enough' as const,
      renew: async () => void noted.push('renew'),
    };
    await run(request([rights as unknown as AnyStep<Toy>, step], toy(), memoryHost(), { waits }));
    expect(noted).toEqual(['look', 'look']);
  });
});
