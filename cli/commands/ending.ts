import type { Entry, PlainFinding, RunState } from '../../engine/journal/journal.ts';
import { visible } from '../../engine/model/visible.ts';
import type { Terminal } from '../output/terminal.ts';
import { counted, length } from '../output/words.ts';
import type { Traffic } from './signed-in.ts';

/** What a run came to, in the words of the contract. */
export interface Ending {
  readonly picture: RunState;
  readonly planHash: string;
  /** Writes made by this command. */
  readonly changes: number;
  /** Whole milliseconds. */
  readonly ms: number;
}

/** The last line of `--json`: exactly the fields of the contract. */
export function resultLine({ picture, planHash, changes, ms }: Ending, traffic: Traffic): object {
  return {
    result: {
      recipe: picture.recipe,
      intent: picture.intent,
      runId: picture.runId,
      tenantId: picture.tenant?.tenantId ?? '',
      practice: picture.tenant?.practice ?? false,
      planHash,
      steps: picture.steps.map(({ heading, is, ms: spent, finding }) => {
        const problem = is === 'met' ? undefined : finding?.problem;
        return {
          id: heading.id,
          checks: heading.checks,
          is,
          severity: heading.severity,
          ms: Math.round(spent),
          ...(problem
            ? {
                problem: {
                  code: problem.code,
                  title: problem.title,
                  because: problem.because,
                  remedies: problem.remedies,
                },
              }
            : {}),
        };
      }),
      facts: picture.facts,
      changes,
      requests: traffic.requests(),
      roundTrips: traffic.roundTrips(),
      ms: Math.round(ms),
    },
  };
}

/** The same in one sentence. */
export function summaryLine({ picture, changes, ms }: Ending, traffic: Traffic): string {
  const met = picture.steps.filter(({ is }) => is === 'met').length;
  const wire = `${counted(traffic.requests(), 'request')} in ${counted(traffic.roundTrips(), 'round trip')}, ${length(ms / 1000)}`;
  if (picture.intent === 'undo') return `${counted(changes, 'change')} undone, ${wire}.`;
  return `${met} of ${counted(picture.steps.length, 'step')} ready, ${counted(changes, 'change')} made, ${wire}.`;
}

/** What the run still waits for, and how to continue. Empty if no required step waits. */
export function waitsLines({ picture }: Ending): readonly string[] {
  const waits = picture.steps.filter(({ heading, is }) => heading.severity === 'block' && is === 'waiting');
  const whom = (on: 'person' | 'microsoft', words: string): readonly string[] => {
    const titles = waits
      .filter(({ finding }) => finding?.on === on)
      .map(({ heading }) => visible(heading.title));
    return titles.length === 0
      ? []
      : [`${titles.join(', ')} ${titles.length === 1 ? 'waits' : 'wait'} for ${words}.`];
  };
  if (waits.length === 0) return [];
  return [
    ...whom('person', 'another person'),
    ...whom('microsoft', 'Microsoft'),
    '  → Run the same command again to continue. Changes already made stay. Add --wait SECONDS to wait here.',
  ];
}

/** What a person sees while a run is under way, and what a program reads with `--json`. */
export function follower(terminal: Terminal): { onEntry(entry: Entry): void; written(): number } {
  let written = 0;
  const waits = new Set<string>();
  const forPeople = new Set<string>();
  let approved = false;
  /** What begins to wait for a person is told once, and once more when it is done. */
  const waited = (step: string, finding: PlainFinding): string | undefined => {
    const waiting = finding.is === 'waiting' && finding.on === 'person';
    if (!approved || waiting === forPeople.has(step)) return undefined;
    if (waiting) forPeople.add(step);
    else if (finding.is !== 'met' || !forPeople.delete(step)) return undefined;
    return waiting ? 'waiting for a person' : 'done and confirmed';
  };
  const titles = new Map<string, string>();
  return {
    written: () => written,
    onEntry(entry) {
      const put = entry.kind === 'undone' && entry.receipt.left === undefined;
      if ((entry.kind === 'done' && entry.receipt.owned) || put) written += 1;
      if (terminal.json) terminal.object({ entry });
      if (entry.kind === 'approved') approved = true;
      if (entry.kind === 'run-began') for (const { id, title } of entry.steps) titles.set(id, title);
      if (!('step' in entry) || (entry.kind === 'settling' && waits.has(entry.step))) return;
      if (entry.kind === 'settling') waits.add(entry.step);
      const word =
        entry.kind === 'found'
          ? waited(entry.step, entry.finding)
          : entry.kind === 'undone' && !put
            ? 'unchanged'
            : progress(entry.kind);
      const title = visible(titles.get(entry.step) ?? entry.step);
      if (word !== undefined) terminal.say(terminal.style.paint('faint', `  ${word.padEnd(22)} ${title}`));
    },
  };
}

/** What is told while it happens; looks and intents are not. A refusal may pass by itself, and is tried again then. */
function progress(kind: Entry['kind']): string | undefined {
  switch (kind) {
    case 'done':
      return 'made';
    case 'settling':
      return 'checked, not ready yet';
    case 'failed':
      return 'refused, trying again';
    case 'undone':
      return 'undone';
    case 'undo-failed':
      return "couldn't be undone";
    default:
      return undefined;
  }
}
