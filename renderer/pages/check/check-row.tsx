import { Button, mergeClasses } from '@fluentui/react-components';
import { KeyRegular, PersonArrowRightRegular, WrenchRegular } from '@fluentui/react-icons';
import { type ReactElement, useState } from 'react';
import { messageOf, type Problem, type Trace } from '../../../engine/model/problem.ts';
import type { Card } from '../../../engine/view/card.ts';
import type { Rotated } from '../../../preload/contract.ts';
import { type Kind, RotateDialog } from '../../dialogs/rotate-dialog.tsx';
import { listed } from '../../format/words.ts';
import { AboutProblem } from '../../problems/about-problem.tsx';
import { RemedyBar } from '../../problems/remedy-bar.tsx';
import { EvidenceList } from '../../shows/evidence-list.tsx';
import { RepairBox } from '../../shows/repair-box.tsx';
import { ShowBlock } from '../../shows/show-block.tsx';
import { rotate } from '../../state/session.ts';
import { usePicture, useStore } from '../../state/store.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FoldRow } from '../../ui/fold-row.tsx';
import { StateIcon, StateWord } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

/** What a credential says that has ended, or will soon. */
const ends = ['client-secret-ends-soon', 'client-secret-expired'];

/** Whose credential a rotation takes over from: the profile's, or else the one that the check has found. */
function useRotated(): { readonly of: Rotated; readonly kind: Kind } | undefined {
  const from = useStore((store) => store.checkFrom);
  const opened = useStore((store) => store.opened);
  const runId = useStore((store) => store.checkId);
  const found = usePicture(runId).facts['credential'] as { readonly kind?: Kind } | undefined;
  const told = opened && 'profile' in opened ? opened.profile.credential?.kind : undefined;
  const kind = found?.kind ?? told ?? 'secret';
  if (from && 'profileFile' in from) return { of: { profileFile: from.profileFile }, kind };
  return found && runId !== undefined ? { of: { runId }, kind } : undefined;
}

interface RowProps {
  readonly card: Card;
  readonly open: boolean;
  readonly flip: () => void;
  readonly again: () => void;
}

/** One check: its state, and behind it why it matters, what was seen and what to do. */
export function CheckRow({ card, open, flip, again }: RowProps) {
  const says = card.problem ?? card.warning;
  return (
    <FoldRow
      mark={<StateIcon mark={card.mark} />}
      title={says && card.mark !== 'met' ? says.title : card.title}
      caption={card.caption}
      state={
        <>
          {card.repairs.length > 0 && <WayOut icon={<WrenchRegular aria-hidden />} words="Repair" />}
          {card.repairs.length === 0 && says && messageOf(says) !== undefined && (
            <WayOut icon={<PersonArrowRightRegular aria-hidden />} words="Ask someone" />
          )}
          <StateWord mark={card.mark} />
        </>
      }
      open={open}
      flip={flip}
    >
      <CheckDetails card={card} again={again} />
    </FoldRow>
  );
}

/** What can be done about a check that isn't ready, before it is opened. */
function WayOut({ icon, words }: { readonly icon: ReactElement; readonly words: string }) {
  const shapes = useShapes();
  return (
    <span
      className={mergeClasses(shapes.line, shapes.quiet)}
      style={{ gap: 6, fontSize: 12.5, flexShrink: 0 }}
    >
      {icon} {words}
    </span>
  );
}

function CheckDetails({ card, again }: Pick<RowProps, 'card' | 'again'>) {
  const shapes = useShapes();
  const says = card.problem ?? card.warning;
  return (
    <>
      {card.repairs.length > 0 && <RepairBox card={card} />}
      <div>
        <p className={shapes.body}>{card.why}</p>
        {card.checks.length > 0 && <p className={shapes.caption}>Answers {listed(card.checks)}</p>}
      </div>
      {says && <WhatToDo says={says} again={again} />}
      {card.shows.map((show, at) => (
        // What a step shows does not move.
        <ShowBlock key={at} show={show} />
      ))}
      <EvidenceList evidence={card.evidence} />
      {says?.trace && <TraceLines trace={says.trace} />}
    </>
  );
}

/** Who can help, the ways out, and the message to send. */
function WhatToDo({ says, again }: { readonly says: Problem; readonly again: () => void }) {
  const shapes = useShapes();
  const [rotates, setRotates] = useState(false);
  const rotated = useRotated();
  const message = messageOf(says);
  return (
    <>
      {says.who && (
        <p className={shapes.body}>
          Minimum role: {says.who.role}. {says.who.people && `${listed(says.who.people)} can.`}
        </p>
      )}
      <div className={mergeClasses(shapes.line, shapes.wrap)}>
        <RemedyBar
          remedies={says.remedies.filter(({ do: way }) => way !== 'redo')}
          retry={again}
          retryLabel="Check again"
        />
        {rotated && ends.includes(says.code) && (
          <Button size="small" icon={<KeyRegular />} onClick={() => setRotates(true)}>
            Rotate
          </Button>
        )}
        <AboutProblem code={says.code} />
      </div>
      {message !== undefined && (
        <div className={mergeClasses(shapes.inset, shapes.stack, shapes.near)}>
          <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{message}</div>
          <div>
            <CopyButton what="message" text={message} label="Copy message" />
          </div>
        </div>
      )}
      {rotates && rotated && (
        <RotateDialog
          kind={rotated.kind}
          close={() => setRotates(false)}
          plan={(choice) => rotate(rotated.of, choice)}
        />
      )}
    </>
  );
}

function TraceLines({ trace }: { readonly trace: Trace }) {
  return (
    <ShowBlock
      show={{
        show: 'code',
        title: 'Trace',
        code: [
          ['Answer', trace.answer],
          ['Time', trace.at],
          ['Request', trace.request],
          ['Correlation', trace.correlation],
        ]
          .flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${value}`]))
          .join('\n'),
      }}
    />
  );
}
