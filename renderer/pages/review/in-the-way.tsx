import { Button, mergeClasses } from '@fluentui/react-components';
import { OpenRegular, PersonArrowRightRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { PlannedChange, StepState } from '../../../engine/journal/journal.ts';
import { listed, oneOf } from '../../format/words.ts';
import { ProblemCard } from '../../problems/problem-card.tsx';
import { openLink } from '../../problems/remedy-bar.tsx';
import { VerbChip } from '../../shows/change-list.tsx';
import { StateIcon } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

interface WayProps {
  readonly step: StepState;
  /** What of the plan is for someone else. */
  readonly changes: readonly PlannedChange[];
  readonly open: boolean;
  readonly again: () => void;
}

/** A step that waits for another person, in one line. Whom to ask and what to send is one click away. */
export function InTheWay({ step: { heading, is, finding }, changes, open: begins, again }: WayProps) {
  const shapes = useShapes();
  const [open, setOpen] = useState(begins);
  const problem = finding?.problem;
  if (!problem) return null;
  const mark = is === 'waiting' && finding.on === 'person' ? 'waiting-person' : is;
  const [activate] = problem.remedies.flatMap((remedy) =>
    remedy.do === 'open' && remedy.label.startsWith('Activate') ? [remedy] : [],
  );
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      <div
        className={mergeClasses(shapes.card, shapes.tinted, shapes.pad, shapes.line, shapes.wrap)}
        style={{ gap: 12 }}
      >
        {changes[0] ? <VerbChip verb={changes[0].verb} /> : <StateIcon mark={mark} />}
        <div className={shapes.grow} style={{ flexBasis: 260 }}>
          <h2 className={shapes.h3}>
            {changes.length > 0 ? listed(changes.map(({ what }) => what)) : heading.title}
          </h2>
          <p className={shapes.caption}>
            {changes.length > 0 ? '' : `${problem.title}. `}
            {problem.who ? `Needs ${oneOf(problem.who.role)}.` : ''}
            {/* A check has nothing to make, so no run waits behind it: it is looked at again. */}
            {problem.who && heading.changes ? ' The run waits for it, then continues.' : ''}
          </p>
        </div>
        {activate && (
          <Button size="small" icon={<OpenRegular />} onClick={() => openLink(activate.url)}>
            {activate.label}
          </Button>
        )}
        <Button
          size="small"
          {...(problem.who ? { icon: <PersonArrowRightRegular /> } : {})}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {problem.who ? 'Ask someone' : 'What to do'}
        </Button>
      </div>
      {open && <ProblemCard problem={problem} mark={mark} retry={again} />}
    </div>
  );
}
