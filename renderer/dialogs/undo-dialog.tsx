import { Button } from '@fluentui/react-components';
import { leftBehind } from '../../engine/view/undo-view.ts';
import { counted } from '../format/words.ts';
import { ChangeLine } from '../shows/change-list.tsx';
import { useLoaded } from '../state/hooks.ts';
import { planUndo, startUndo } from '../state/making.ts';
import { usePicture, useStore } from '../state/store.ts';
import { Skeleton } from '../ui/list-states.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

interface UndoDialogProps {
  readonly close: () => void;
  /** Instead of `close` once the person said yes. */
  readonly begun?: () => void;
}

/** Looks at what the run made, shows what putting it back removes, and repeats the count on its button. */
export function UndoDialog({ close, begun = close }: UndoDialogProps) {
  const shapes = useShapes();
  const picture = usePicture(useStore((store) => store.runId));
  const trouble = useStore((store) => store.trouble);
  const plan = useLoaded(planUndo);
  const changes = plan && picture.intent === 'undo' ? (picture.plan?.changes ?? []) : [];
  return (
    <AskDialog
      title={plan ? `Undo ${counted(plan.count, 'change')}?` : 'Undo'}
      onClose={close}
      closeWord={plan ? 'Keep changes' : 'Close'}
      actions={
        plan &&
        plan.count > 0 && (
          <Button
            appearance="primary"
            onClick={() => {
              begun();
              startUndo(plan.planHash);
            }}
          >
            Undo {counted(plan.count, 'change')}
          </Button>
        )
      }
    >
      {trouble ? (
        <p role="alert" className={shapes.body}>
          {trouble.title}. {trouble.because}
        </p>
      ) : plan ? (
        <>
          <p className={shapes.body}>
            {plan.count === 0
              ? 'Nothing from this run is left.'
              : "Undoes only this run's changes, newest first. Everything else stays."}
          </p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll from the keyboard */}
          <ul
            aria-label="What is undone"
            tabIndex={0}
            className={shapes.list}
            style={{ maxHeight: '40vh', overflowY: 'auto' }}
          >
            {changes.map((change) => (
              <ChangeLine
                key={`${change.step} ${change.what} ${change.where}`}
                change={change}
                aside={leftBehind(change)}
              />
            ))}
          </ul>
        </>
      ) : (
        <Skeleton words="Checking what this run changed" rows={3} height={28} />
      )}
    </AskDialog>
  );
}
