import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunState } from '../../../engine/journal/journal.ts';
import type { Card } from '../../../engine/view/card.ts';
import { ReportDialog } from '../../dialogs/report-dialog.tsx';
import { UndoDialog } from '../../dialogs/undo-dialog.tsx';
import { lasted, ticking } from '../../format/words.ts';
import { ActivityLine } from '../../frame/activity-line.tsx';
import { undoAndReport } from '../../frame/after-run.tsx';
import { type Act, PageFrame } from '../../frame/page-frame.tsx';
import { useNow } from '../../state/hooks.ts';
import { liveCards, type Phase, phaseOf, progress, ranFor, withoutUndo } from '../../state/live-run.ts';
import { leaveRun, lookAgain, makeChanges, openDone, stopRun, undoable } from '../../state/making.ts';
import { check, goHome, planRepair, say, show } from '../../state/session.ts';
import { recipeOf, tenantName, useEntries, usePicture, useStore } from '../../state/store.ts';
import { CountBar } from '../../ui/elapsed.tsx';
import { useShapes } from '../../ui/styles.ts';
import { EndedRun, RunRows } from './ended-run.tsx';
import { leadOf, titleOf } from './run-words.ts';

/** Seconds between checks while the run waits for another person or for Microsoft. */
const every = 30;

/** The steps as an ordered list with live state. Waiting steps continue automatically. */
export function RunPage() {
  const shapes = useShapes();
  const store = useStore();
  const whole = useEntries(store.runId);
  const entries = useMemo(() => withoutUndo(whole), [whole]);
  const picture = usePicture(store.runId);
  const phase = phaseOf(whole);
  const working = phase === 'at-work' || phase === 'review';
  const now = useNow();
  const [dialog, setDialog] = useState<'undo' | 'report' | undefined>(undefined);
  const whoAmI = recipeOf(store)?.whoAmI;
  const list = useMemo(() => liveCards(entries).filter(({ id }) => id !== whoAmI), [entries, whoAmI]);
  const { made, total } = progress(list);
  const { waits, stopped } = unfinished(list);
  const ended = phase === 'ended' ? picture.ended : undefined;
  const repairs = picture.intent === 'repair';
  const forMicrosoft = nextLook(ended, waits, picture.lastAt);
  useGoingOn(forMicrosoft, now);
  const forPerson = store.nextLooks[store.runId ?? ''];
  const next = forPerson === undefined ? forMicrosoft : new Date(forPerson).getTime();
  const { checkFrom, repairOnly } = store;
  const arrive = repairs && checkFrom ? () => check(checkFrom) : openDone;
  useArrived(ended, arrive);
  const looking = phase === 'looking-again' || (phase === 'waiting' && next === undefined);
  const looksAgain = looking ? 'Checking now' : next === undefined ? undefined : countdown(next - now);
  const review = repairs ? () => planRepair(repairOnly) : () => show('review');
  return (
    <PageFrame
      title={titleOf({ tenant: tenantName(store), working, ended, waits, stopped })}
      lead={leadOf(list, made, total, working, ended)}
      beside={
        <div style={{ textAlign: 'right' }}>
          <div className={shapes.big}>
            {working ? ticking(ranFor(whole, now)) : lasted(ranFor(whole, now))}
          </div>
          <div className={shapes.caption}>{recipeOf(store)?.caption.split(',')[0]}</div>
        </div>
      }
      strip={<ActivityLine />}
      stop={stopAct(phase, ended)}
      quiet={working ? [] : undoAndReport(undoable(whole), setDialog)}
      note={ended === 'incomplete' || phase === 'waiting' ? "Finished steps don't run again." : undefined}
      second={
        ended === 'cancelled' || stillWaits(phase, ended)
          ? { label: 'View results so far', go: arrive }
          : undefined
      }
      primary={primaryAct({ phase, ended, looking, repairs, review, arrive })}
    >
      <CountBar name="Changes made" done={made} total={total} />
      {working || ended === 'done' ? (
        <RunRows list={list} entries={entries} looksAgain={looksAgain} now={now} />
      ) : (
        <EndedRun list={list} entries={entries} looksAgain={looksAgain} now={now} />
      )}
      {dialog === 'undo' && <UndoDialog close={() => setDialog(undefined)} />}
      {dialog === 'report' && store.runId !== undefined && (
        <ReportDialog runId={store.runId} close={() => setDialog(undefined)} />
      )}
    </PageFrame>
  );
}

type Ended = RunState['ended'];

/** Steps that wait for someone, and steps that can't continue. */
function unfinished(list: readonly Card[]) {
  // A setup doesn't wait for what it leaves to repair.
  const waits = list.filter(
    ({ mark, severity, changes }) =>
      (mark === 'waiting-person' || mark === 'waiting') && (severity === 'block' || changes.length > 0),
  );
  const stopped = list.filter(
    ({ mark, severity }) =>
      severity === 'block' && (mark === 'blocked' || mark === 'unmet' || mark === 'unknown'),
  );
  return { waits, stopped };
}

function countdown(ms: number): string {
  return `Checks again every ${every} s, next in ${Math.max(0, Math.ceil(ms / 1000))} s`;
}

function stillWaits(phase: Phase, ended: Ended): boolean {
  return ended === 'incomplete' || phase === 'looking-again' || phase === 'waiting';
}

function stopAct(phase: Phase, ended: Ended): Act | undefined {
  if (phase === 'waiting') return { label: 'Stop here', go: leaveRun };
  if (phase === 'at-work' || phase === 'review') return { label: 'Stop after this step', go: stopRun };
  return ended === 'done' ? undefined : { label: 'Stop here', go: goHome };
}

interface Onward {
  readonly phase: Phase;
  readonly ended: Ended;
  readonly looking: boolean;
  readonly repairs: boolean;
  readonly review: () => void;
  readonly arrive: () => void;
}

function primaryAct({ phase, ended, looking, repairs, review, arrive }: Onward): Act {
  if (stillWaits(phase, ended)) {
    return {
      label: 'Check now',
      icon: <ArrowClockwiseRegular />,
      go: lookAgain,
      ...(looking ? { not: 'Checking now.' } : {}),
    };
  }
  if (ended === 'cancelled') return { label: 'Continue', go: () => makeChanges() };
  if (ended === 'stale') return { label: 'Review again', go: review };
  const working = phase === 'at-work' || phase === 'review';
  return {
    label: repairs ? 'Check again' : 'Next',
    go: arrive,
    ...(working ? { not: 'You can undo after the run stops.' } : {}),
  };
}

/** When it looks again by itself, in milliseconds; undefined where nothing waits. */
function nextLook(ended: string | undefined, waits: readonly Card[], lastAt: string): number | undefined {
  if (ended !== 'incomplete' || !waits.some(({ severity }) => severity === 'block')) return undefined;
  return new Date(lastAt).getTime() + every * 1000;
}

/** Looks again once a turn has come. */
function useGoingOn(next: number | undefined, now: number): void {
  const asked = useRef(0);
  useEffect(() => {
    if (next === undefined || now < next || asked.current === next) return;
    asked.current = next;
    lookAgain();
  }, [next, now]);
}

/** When a run on screen ends well, the window moves to its result. */
function useArrived(ended: string | undefined, arrive: () => void): void {
  const before = useRef(ended);
  useEffect(() => {
    const was = before.current;
    before.current = ended;
    if (ended !== 'done' || was === 'done') return;
    say('All changes are made and confirmed');
    arrive();
  }, [ended, arrive]);
}
