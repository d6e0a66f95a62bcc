import type { Entry } from '../journal/journal.ts';
import { run } from '../run/run.ts';
import { memoryHost, request, type Toy, toy } from '../run/toy.spec-kit.ts';
import { type UndoRequest, undoRun } from './undo.ts';

export type Steps = Parameters<typeof request>[0];

/** A run and its undo, with what undo asked and did. */
export async function putBack(
  steps: Steps,
  world: Toy = toy(),
  more: Partial<UndoRequest<Toy>> = {},
  between: (journal: Entry[]) => readonly Entry[] = (journal) => journal,
) {
  const host = memoryHost();
  await run(request(steps, world, host));
  const next = memoryHost([]);
  next.at = host.at;
  const before = next.at;
  const plans: string[][] = [];
  const result = await undoRun({
    ...request(steps, world, next),
    entries: between(host.journal),
    approve: async ({ changes }) => {
      plans.push(changes.map(({ verb, what, unmarked }) => `${verb} ${what}${unmarked ? ' unmarked' : ''}`));
      return 'yes';
    },
    ...more,
  });
  const kinds = next.journal.flatMap((entry) =>
    'step' in entry ? [`${entry.step} ${entry.kind}`] : [entry.kind],
  );
  return { ...result, plans, kinds, world, seconds: (next.at - before) / 1000, journal: next.journal };
}
