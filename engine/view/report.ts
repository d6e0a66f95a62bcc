import { fold } from '../journal/fold.ts';
import type { Entry, Intent, RunState, RunTenant } from '../journal/journal.ts';
import type { Problem } from '../model/problem.ts';
import { canonicalJson } from '../model/profile.ts';
import type { Evidence } from '../model/show.ts';
import type { Change } from '../model/step.ts';
import { type Card, cards } from './card.ts';
import { isDisconnect, type UndoRow, undoRows } from './undo-view.ts';

/** One change of a run as its report tells it: what was reviewed, what became of it, and which requests it took. */
export interface ReportChange {
  readonly step: string;
  readonly change: Change;
  /** `open`: started, result unknown. `found`: it already existed. */
  readonly is: 'planned' | 'made' | 'found' | 'failed' | 'open' | 'undone';
  /** ISO-8601 UTC of what `is` says; left out where it is only planned. */
  readonly at?: string;
  readonly operation?: string;
  /** What it left in the tenant. */
  readonly made?: { readonly kind: string; readonly id: string };
  readonly problem?: Pick<Problem, 'code' | 'title' | 'because' | 'trace'>;
  readonly requests: readonly Evidence[];
}

/** Version 1 of the report of a run or a check. Times are ISO-8601 UTC. Holds nothing secret. */
export interface Report {
  readonly report: 1;
  /** The version of the program that made it. */
  readonly program: string;
  readonly madeAt: string;
  readonly runId: string;
  readonly recipe: string;
  readonly title: string;
  readonly vendor: string;
  readonly intent: Intent;
  readonly beganAt: string;
  readonly lastAt: string;
  readonly ended: NonNullable<RunState['ended']> | 'not-ended';
  readonly tenant: RunTenant;
  /** Empty where nothing was planned. */
  readonly planHash: string;
  readonly changes: readonly ReportChange[];
  readonly checks: readonly Card[];
  /** SHA-256, hex, of the canonical JSON of everything else. */
  readonly integrity: string;
}

/** The text whose hash is a report's `integrity`. */
export function reportIntegrityText(
  report: Omit<Report, 'integrity'> & { readonly integrity?: string },
): string {
  const { integrity: _integrity, ...rest } = report;
  return canonicalJson(rest);
}

/** A run's entries as a report, its integrity not yet taken; undefined where nothing has begun. Pure. */
export function reportOf(
  entries: readonly Entry[],
  about: { readonly program: string; readonly madeAt: string; readonly vendor: string },
): Omit<Report, 'integrity'> | undefined {
  const picture = fold(entries);
  if (!picture.tenant) return undefined;
  return {
    report: 1,
    ...about,
    runId: picture.runId,
    recipe: picture.recipe,
    title: picture.title,
    intent: picture.intent,
    beganAt: picture.beganAt,
    lastAt: picture.lastAt,
    ended: picture.ended ?? 'not-ended',
    tenant: picture.tenant,
    planHash: picture.plan?.planHash ?? '',
    changes: isDisconnect(entries) ? undoneOf(entries) : changesOf(entries, picture),
    checks: cards(picture).map(withoutRemedies),
  };
}

/** What to do was for the one who ran it; a reader elsewhere is led nowhere by a file. Messages stay: they are words. */
function withoutRemedies({ byRepair: _, ...card }: Card): Card {
  const only = (problem: Problem): Problem => {
    const words = problem.remedies.filter((remedy) => remedy.do === 'ask-someone');
    // Who holds which right is for the one who asks them, and not for whoever reads the file.
    const who = problem.who && { who: { role: problem.who.role } };
    return { ...problem, ...who, remedies: [words[0] ?? { do: 'retry' }] };
  };
  return {
    ...card,
    ...(card.problem ? { problem: only(card.problem) } : {}),
    ...(card.warning ? { warning: only(card.warning) } : {}),
  };
}

function changesOf(entries: readonly Entry[], picture: RunState): readonly ReportChange[] {
  const changes = new Map<string, ReportChange>();
  for (const entry of entries) {
    switch (entry.kind) {
      case 'intent':
        changes.set(entry.operation, {
          step: entry.step,
          change: entry.change,
          is: 'open',
          at: entry.at,
          operation: entry.operation,
          requests: [],
        });
        break;
      case 'done': {
        const was = changes.get(entry.operation);
        const { kind, id } = entry.receipt.made;
        const is = entry.receipt.owned ? 'made' : 'found';
        if (was) {
          const requests = entry.requests ?? [];
          changes.set(entry.operation, { ...was, is, at: entry.at, made: { kind, id }, requests });
        }
        break;
      }
      case 'failed': {
        const was = changes.get(entry.operation);
        const { code, title, because, trace } = entry.problem;
        const problem = { code, title, because, ...(trace ? { trace } : {}) };
        const is = entry.outcome === 'indeterminate' ? 'open' : 'failed';
        if (was) {
          const requests = entry.requests ?? [];
          changes.set(entry.operation, { ...was, is, at: entry.at, problem, requests });
        }
        break;
      }
      case 'undone': {
        const was = changes.get(entry.operation);
        if (was) changes.set(entry.operation, { ...was, is: 'undone', at: entry.at });
        break;
      }
      case 'undo-failed': {
        const was = changes.get(entry.operation);
        if (was) changes.set(entry.operation, { ...was, is: 'made' });
        break;
      }
      default:
        break;
    }
  }
  const made = [...changes.values()];
  // Its plan is what was made, turned round.
  if (picture.intent === 'undo') return made;
  const planned = cards(picture).flatMap(({ id, changes: own }) =>
    own
      .filter(({ is }) => is === 'planned')
      .map(({ change }) => ({ step: id, change, is: 'planned' as const, requests: [] })),
  );
  return [
    ...made,
    ...(picture.ended === undefined || picture.intent === 'plan' ? planned : notMade(planned, made)),
  ];
}

const rowIs: Readonly<Record<UndoRow['is'], ReportChange['is']>> = {
  'to-come': 'planned',
  running: 'open',
  undone: 'undone',
  left: 'found',
  failed: 'failed',
};

/** What a disconnect took away, in its own order; what it left was found, and not touched. */
function undoneOf(entries: readonly Entry[]): readonly ReportChange[] {
  return undoRows(entries).map(
    ({ change: { step, unmarked: _unmarked, ...change }, is, at, words, problem }) => ({
      step,
      change: words ? { ...change, undoneBy: words } : change,
      is: rowIs[is],
      ...(at ? { at } : {}),
      ...(problem
        ? {
            problem: {
              code: problem.code,
              title: problem.title,
              because: problem.because,
              ...(problem.trace ? { trace: problem.trace } : {}),
            },
          }
        : {}),
      requests: [],
    }),
  );
}

/** A planned change that failed stands there already. */
function notMade(planned: readonly ReportChange[], made: readonly ReportChange[]): readonly ReportChange[] {
  const same = (a: ReportChange, b: ReportChange) =>
    a.step === b.step && canonicalJson(a.change) === canonicalJson(b.change);
  return planned.filter((each) => !made.some((one) => same(one, each)));
}
