import { mergeClasses } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { isDisconnect, type UndoRow, undoRows } from '../../../engine/view/undo-view.ts';
import { ReportDialog } from '../../dialogs/report-dialog.tsx';
import { UndoDialog } from '../../dialogs/undo-dialog.tsx';
import { counted, inWords } from '../../format/words.ts';
import { ActivityLine } from '../../frame/activity-line.tsx';
import { PageFrame } from '../../frame/page-frame.tsx';
import { ProblemCard } from '../../problems/problem-card.tsx';
import { VerbChip, whereWords } from '../../shows/change-list.tsx';
import { goHome } from '../../state/session.ts';
import { recipeOf, tenantName, useEntries, usePicture, useStore } from '../../state/store.ts';
import { CountBar } from '../../ui/elapsed.tsx';
import { StateIcon } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

const marks = {
  'to-come': 'pending',
  running: 'running',
  undone: 'met',
  left: 'pending',
  failed: 'blocked',
} as const;
const words: Readonly<Record<UndoRow['is'], string>> = {
  'to-come': 'Not started',
  running: 'Removing',
  undone: 'Removed',
  left: 'Unchanged',
  failed: "Couldn't be removed",
};

/**
 * What the run made, or what stands of a connection, going back newest first; at the end, what Microsoft keeps, by name,
 * and the report of it.
 */
export function UndoPage() {
  const tenant = useStore(tenantName);
  const vendor = useStore((store) => recipeOf(store)?.vendor) ?? '';
  const runId = useStore((store) => store.runId);
  const entries = useEntries(runId);
  const picture = usePicture(runId);
  const rows = useMemo(() => undoRows(entries), [entries]);
  const [saving, setSaving] = useState(false);
  const [asking, setAsking] = useState(useStore((store) => store.purpose.to === 'resume' && !store.planHash));
  const disconnects = isDisconnect(entries);
  const of = (is: UndoRow['is']) => rows.filter((row) => row.is === is);
  const gone = of('undone').length;
  const failed = of('failed');
  const left = of('left');
  const remains = [...new Set(of('undone').flatMap((row) => row.words ?? []))];
  const lost = picture.steps.flatMap(({ made }) => made.flatMap(({ receipt }) => receipt.lost ?? []));
  const ended = picture.intent === 'undo' && picture.ended !== undefined;
  const total = rows.length - left.length;
  return (
    <PageFrame
      title={titleOf({
        ended,
        disconnects,
        rows: total,
        failed: failed.length,
        left: left.length,
        vendor,
        tenant,
      })}
      lead={
        ended
          ? `${gone} of ${counted(total, 'change')} ${disconnects ? 'made' : 'undone'}.${remains.length + left.length + lost.length === 0 ? ' Nothing is left.' : ''}`
          : `${gone} of ${total} ${disconnects ? 'removed' : 'undone'}, newest first.`
      }
      strip={<ActivityLine />}
      second={
        ended
          ? { label: 'Save report', icon: <ArrowDownloadRegular />, go: () => setSaving(true) }
          : undefined
      }
      primary={{
        label: ended ? 'Back to Welcome' : 'Next',
        go: goHome,
        ...(ended ? {} : { not: 'Undoing continues automatically.' }),
      }}
    >
      <CountBar name={disconnects ? 'Removed' : 'Undone'} done={gone} total={total} />
      {failed.map(({ change, problem }) =>
        problem ? (
          <ProblemCard
            key={`${change.step} ${change.what} ${change.where}`}
            problem={problem}
            mark="blocked"
            beside={disconnects ? 'Everything else was removed.' : 'Everything else was undone.'}
            first={problem === failed[0]?.problem}
          />
        ) : null,
      )}
      {ended && (
        <>
          <Lines title="What Microsoft keeps for a while" lines={remains} />
          <Lines title="What stays" lines={left.flatMap(({ words: why }) => why ?? [])} />
          <Lines title="What can't be undone" lines={lost} />
        </>
      )}
      <UndoRows rows={rows} />
      {asking && <UndoDialog close={goHome} begun={() => setAsking(false)} />}
      {saving && runId !== undefined && <ReportDialog runId={runId} close={() => setSaving(false)} />}
    </PageFrame>
  );
}

/** What an undo doesn't take back, a line each. */
function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  const shapes = useShapes();
  if (lines.length === 0) return null;
  return (
    <section className={mergeClasses(shapes.inset, shapes.stack, shapes.near)}>
      <h2 className={shapes.h3}>{title}</h2>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {lines.map((line, at) => (
          // Two changes can stay for the same reason.
          <li key={at}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

/** Each change with what became of it. */
function UndoRows({ rows }: { readonly rows: readonly UndoRow[] }) {
  const shapes = useShapes();
  return (
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
  );
}

interface Titled {
  readonly ended: boolean;
  readonly disconnects: boolean;
  /** What was to go, without what was left. */
  readonly rows: number;
  readonly failed: number;
  readonly left: number;
  readonly vendor: string;
  readonly tenant: string;
}

function titleOf({ ended, disconnects, rows, failed, left, vendor, tenant }: Titled): string {
  if (!ended) {
    return disconnects
      ? `Disconnecting ${vendor} from ${tenant}`
      : `Undoing ${counted(rows, 'change')} to ${tenant}`;
  }
  if (failed > 0) {
    return `${inWords(failed, 'change')} couldn't be ${disconnects ? 'made' : 'undone'}`;
  }
  if (!disconnects) return `${tenant} is as it was`;
  return left > 0
    ? `${counted(left, 'thing')} of ${vendor} stay${left === 1 ? 's' : ''}`
    : `${vendor} is disconnected`;
}
