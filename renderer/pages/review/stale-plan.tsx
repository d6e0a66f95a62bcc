import { mergeClasses } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { PlannedChange, RunState } from '../../../engine/journal/journal.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { planDifference } from '../../model/review.ts';
import { ChangeLine } from '../../shows/change-list.tsx';
import { withoutUndo } from '../../state/live-run.ts';
import { useEntries } from '../../state/store.ts';
import { useShapes } from '../../ui/styles.ts';

interface StaleProps {
  readonly picture: RunState;
  readonly again: () => void;
}

/** A plan that no longer fits the tenant: what is new, and what is gone from it. */
export function StalePlan({ picture, again }: StaleProps) {
  const shapes = useShapes();
  const entries = useEntries(picture.runId);
  const { added, gone } = useMemo(() => planDifference(withoutUndo(entries)), [entries]);
  return (
    <PageFrame
      title="The tenant changed since the last check"
      lead="The plan is out of date. Nothing was changed without your review."
      primary={{ label: 'Review again', go: again }}
    >
      {added.length + gone.length === 0 ? (
        <p className={shapes.body}>We couldn't tell which changes differ. The next plan shows them all.</p>
      ) : (
        <div className={shapes.stack}>
          <Changes title="New since your review" changes={added} aside={({ undoneBy }) => undoneBy} />
          <Changes
            title="No longer in the plan"
            changes={gone}
            aside={({ step }) => whyGone(picture, step)}
          />
        </div>
      )}
    </PageFrame>
  );
}

interface ChangesProps {
  readonly title: string;
  readonly changes: readonly PlannedChange[];
  readonly aside: (change: PlannedChange) => string;
}

function Changes({ title, changes, aside }: ChangesProps) {
  const shapes = useShapes();
  if (changes.length === 0) return null;
  return (
    <section aria-label={title} className={mergeClasses(shapes.stack, shapes.near)}>
      <h2 className={shapes.h2}>{title}</h2>
      <ul className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
        {changes.map((change) => (
          <ChangeLine
            key={`${change.step} ${change.verb} ${change.what} ${change.where}`}
            change={change}
            aside={aside(change)}
          />
        ))}
      </ul>
    </section>
  );
}

/** Why a reviewed change is not needed or not possible any more. */
function whyGone({ steps }: RunState, step: string): string {
  const { is, finding } = steps.find(({ heading }) => heading.id === step) ?? {};
  return is === 'met' ? 'Already set up' : (finding?.problem?.title ?? '');
}
