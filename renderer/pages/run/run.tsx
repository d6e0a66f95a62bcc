import { mergeClasses } from '@fluentui/react-components';
import { ArrowClockwiseRegular, ArrowDownloadRegular, ArrowUndoRegular } from '@fluentui/react-icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Card } from '../../../engine/view/card.ts';
import { ReportDialog } from '../../dialogs/report-dialog.tsx';
import { UndoDialog } from '../../dialogs/undo-dialog.tsx';
import { counted, inWords, lasted, ticking } from '../../format/words.ts';
import { ActivityLine } from '../../frame/activity-line.tsx';
import { PageFrame } from '../../frame/page-frame.tsx';
import { RunRow } from '../../shows/run-row.tsx';
import { useNow } from '../../state/hooks.ts';
import { liveCards, phaseOf, progress, ranFor, withoutUndo } from '../../state/live-run.ts';
import { leaveRun, lookAgain, makeChanges, openDone, stopRun, undoable } from '../../state/making.ts';
import { check, goHome, planRepair, say, show } from '../../state/session.ts';
import { recipeOf, tenantName, useEntries, usePicture, useStore } from '../../state/store.ts';
import { CountBar } from '../../ui/elapsed.tsx';
import { useShapes } from '../../ui/styles.ts';
import { EndedRun, elapsedOf } from './ended-run.tsx';

/** Seconds between checks while the run waits for another person or for Microsoft. */
const every = 30;

/** The steps as an ordered list with live state. Waiting steps continue automatically. */
export function RunPage() {
  const shapes = useShapes();
  const store = useStore();
  const tenant = tenantName(store);
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
  // A setup doesn't wait for what it leaves to repair.
  const waits = list.filter(
    ({ mark, severity, changes }) =>
      (mark === 'waiting-person' || mark === 'waiting') && (severity === 'block' || changes.length > 0),
  );
  const stopped = list.filter(
    ({ mark, severity }) =>
      severity === 'block' && (mark === 'blocked' || mark === 'unmet' || mark === 'unknown'),
  );
  const ended = phase === 'ended' ? picture.ended : undefined;
  const repairs = picture.intent === 'repair';
  const forMicrosoft = nextLook(ended, waits, picture.lastAt);
  useGoingOn(forMicrosoft, now);
  const forPerson = store.nextLooks[store.runId ?? ''];
  const next = forPerson === undefined ? forMicrosoft : new Date(forPerson).getTime();
  const { checkFrom } = store;
  const arrive = repairs && checkFrom ? () => check(checkFrom) : openDone;
  useArrived(ended, arrive);
  const looking = phase === 'looking-again' || (phase === 'waiting' && next === undefined);

  const looksAgain = looking
    ? 'Checking now'
    : next === undefined
      ? undefined
      : `Checks again every ${every} s, next in ${Math.max(0, Math.ceil((next - now) / 1000))} s`;
  const caption = recipeOf(store)?.caption.split(',')[0];
  const title = working
    ? `Changing ${tenant}`
    : ended === 'cancelled'
      ? 'Stopped'
      : ended === 'stale'
        ? 'The tenant changed since the last check'
        : waits.length + stopped.length > 0
          ? titleOf(waits, stopped)
          : `Changing ${tenant}`;
  return (
    <PageFrame
      title={title}
      lead={leadOf(list, made, total, working, ended)}
      beside={
        <div style={{ textAlign: 'right' }}>
          <div className={shapes.big}>
            {working ? ticking(ranFor(whole, now)) : lasted(ranFor(whole, now))}
          </div>
          <div className={shapes.caption}>{caption}</div>
        </div>
      }
      strip={<ActivityLine />}
      stop={
        phase === 'waiting'
          ? { label: 'Stop here', go: leaveRun }
          : working
            ? { label: 'Stop after this step', go: stopRun }
            : ended === 'done'
              ? undefined
              : { label: 'Stop here', go: goHome }
      }
      quiet={
        working
          ? []
          : [
              ...(undoable(whole) > 0
                ? [
                    {
                      label: `Undo ${counted(undoable(whole), 'change')}`,
                      icon: <ArrowUndoRegular />,
                      go: () => setDialog('undo'),
                    },
                  ]
                : []),
              { label: 'Save report', icon: <ArrowDownloadRegular />, go: () => setDialog('report') },
            ]
      }
      note={ended === 'incomplete' || phase === 'waiting' ? "Finished steps don't run again." : undefined}
      second={
        ended === 'incomplete' || ended === 'cancelled' || phase === 'looking-again' || phase === 'waiting'
          ? { label: 'View results so far', go: arrive }
          : undefined
      }
      primary={
        ended === 'incomplete' || phase === 'looking-again' || phase === 'waiting'
          ? {
              label: 'Check now',
              icon: <ArrowClockwiseRegular />,
              go: lookAgain,
              ...(looking ? { not: 'Checking now.' } : {}),
            }
          : ended === 'cancelled'
            ? { label: 'Continue', go: () => makeChanges() }
            : ended === 'stale'
              ? {
                  label: 'Review again',
                  go: repairs ? () => planRepair(store.repairOnly) : () => show('review'),
                }
              : {
                  label: repairs ? 'Check again' : 'Next',
                  go: arrive,
                  ...(working ? { not: 'You can undo after the run stops.' } : {}),
                }
      }
    >
      <CountBar name="Changes made" done={made} total={total} />
      {working || ended === 'done' ? (
        <ol className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
          {list.map((card) => (
            <RunRow
              key={card.id}
              card={card}
              elapsed={elapsedOf(entries, card, now)}
              looksAgain={looksAgain}
            />
          ))}
        </ol>
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

function titleOf(waits: readonly Card[], stopped: readonly Card[]): string {
  const people = [...waits, ...stopped].filter(
    ({ mark, problem }) => mark === 'waiting-person' || problem?.who,
  );
  if (people.length > 0) {
    return `${inWords(people.length, 'step')} ${people.length === 1 ? 'needs' : 'need'} someone else`;
  }
  if (stopped.length === 0) return 'Waiting for Microsoft';
  return `${inWords(stopped.length, 'step')} couldn't be finished`;
}

function leadOf(
  list: readonly Card[],
  made: number,
  total: number,
  working: boolean,
  ended: string | undefined,
): string {
  if (!working) {
    const stay = `${made} of ${total} changes are made and will stay.`;
    if (ended === 'done') return `${counted(made, 'change')} made.`;
    return ended === 'cancelled' ? `${stay} Nothing else was started.` : `${stay} The rest is waiting.`;
  }
  const running = list.filter(({ mark }) => mark === 'running').length;
  const waiting = list.filter(({ mark }) => mark === 'waiting-person').length;
  const parts = [
    running > 0 ? `${inWords(running, 'is', 'are')} running` : '',
    waiting > 0
      ? `${running > 0 ? inWords(waiting, 'waits', 'wait').toLowerCase() : inWords(waiting, 'waits', 'wait')} for another person`
      : '',
  ].filter(Boolean);
  return `${made} of ${total} changes made.${parts.length > 0 ? ` ${parts.join(', ')}.` : ''}`;
}
