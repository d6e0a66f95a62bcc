import { mergeClasses } from '@fluentui/react-components';
import { useMemo } from 'react';
import { type UndoRow, undoRows } from '../live-run.ts';
import { ActivityLine } from '../parts/activity-line.tsx';
import { VerbChip, whereWords } from '../parts/change-list.tsx';
import { CountBar } from '../parts/elapsed.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemCard } from '../parts/problem-card.tsx';
import { StateIcon } from '../parts/state-mark.tsx';
import { goHome } from '../session.ts';
import { tenantName, useEntries, usePicture, useStore } from '../store.ts';
import { useShapes } from '../styles.ts';
import { counted, inWords } from '../words.ts';

const marks = { 'to-come': 'pending', running: 'running', undone: 'met', failed: 'blocked' } as const;
const words: Readonly<Record<UndoRow['is'], string>> = {
  'to-come': 'Not started',
  running: 'Putting it back',
  undone: 'Gone',
  failed: 'Could not be put back',
};

/** What the run made, going back newest first; at the end, what Microsoft keeps, by name. */
export function UndoPage() {
  const shapes = useShapes();
  const tenant = useStore(tenantName);
  const runId = useStore((store) => store.runId);
  const entries = useEntries(runId);
  const picture = usePicture(runId);
  const rows = useMemo(() => undoRows(entries), [entries]);
  const gone = rows.filter(({ is }) => is === 'undone').length;
  const failed = rows.filter(({ is }) => is === 'failed');
  const remains = [...new Set(rows.flatMap((row) => row.remains ?? []))];
  const lost = picture.steps.flatMap(({ made }) => made.flatMap(({ receipt }) => receipt.lost ?? []));
  const ended = picture.intent === 'undo' && picture.ended !== undefined;
  return (
    <PageFrame
      title={
        !ended
          ? `Undoing ${counted(rows.length, 'change')} to ${tenant}`
          : failed.length > 0
            ? `${inWords(failed.length, 'change')} could not be put back`
            : `${tenant} is as it was`
      }
      lead={
        ended
          ? `${gone} of ${counted(rows.length, 'change')} put back.${remains.length === 0 ? ' Nothing of this run is left.' : ''}`
          : `${gone} of ${rows.length} put back, newest first.`
      }
      strip={<ActivityLine />}
      primary={{
        label: ended ? 'Back to Welcome' : 'Next',
        go: goHome,
        ...(ended ? {} : { not: 'It goes on by itself.' }),
      }}
    >
      <CountBar name="Put back" done={gone} total={rows.length} />
      {ended && remains.length > 0 && (
        <section className={mergeClasses(shapes.inset, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>What Microsoft keeps for a while</h2>
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {remains.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
      {ended && lost.length > 0 && (
        <section className={mergeClasses(shapes.inset, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>What cannot be put back</h2>
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {lost.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
      {failed.map(({ change, problem }) =>
        problem ? (
          <ProblemCard
            key={`${change.step} ${change.what} ${change.where}`}
            problem={problem}
            mark="blocked"
            beside="Everything else was put back."
            first={problem === failed[0]?.problem}
          />
        ) : null,
      )}
      <ol className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
        {rows.map(({ change, is }) => (
          <li
            key={`${change.step} ${change.what} ${change.where}`}
            className={mergeClasses(shapes.row, is === 'running' && shapes.tinted)}
            aria-busy={is === 'running'}
          >
            <StateIcon mark={marks[is]} />
            <VerbChip verb={change.verb} />
            <span className={shapes.grow} style={{ fontSize: 13 }}>
              <span className={shapes.strong}>{change.what}</span>{' '}
              <span className={shapes.quiet}>{whereWords(change)}</span>
            </span>
            <span className={shapes.caption}>{words[is]}</span>
          </li>
        ))}
      </ol>
    </PageFrame>
  );
}
