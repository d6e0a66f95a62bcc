import { Button, mergeClasses } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { messageOf } from '../../engine/model/problem.ts';
import type { Card } from '../../engine/view/card.ts';
import { clock, counted, lasted, oneOf, ticking, usually } from '../format/words.ts';
import { lookAgain } from '../state/making.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { ElapsedTrack } from '../ui/elapsed.tsx';
import { StateIcon, stateWord } from '../ui/state-mark.tsx';
import { useShapes } from '../ui/styles.ts';
import { NameLetters } from '../ui/tile-letter.tsx';

interface RowProps {
  readonly card: Card;
  /** Milliseconds its turn has lasted. */
  readonly elapsed: number | undefined;
  readonly looksAgain: string | undefined;
}

/** One step of the live list: title, where it stands, time; a row keeps its height while it runs. */
export function RunRow({ card, elapsed, looksAgain }: RowProps) {
  const shapes = useShapes();
  const { mark, problem } = card;
  const running = mark === 'running';
  const message = problem && messageOf(problem);
  const person = problem?.who?.people?.[0];
  return (
    <li className={mergeClasses(shapes.row, running && shapes.tinted)} aria-busy={running}>
      <StateIcon mark={mark} />
      <div className={shapes.grow}>
        <div className={mergeClasses(shapes.line, shapes.between, shapes.top)}>
          <span className={shapes.h3}>
            {card.title}
            <span className={shapes.hidden}>, {stateWord(mark)}</span>
          </span>
          <span
            className={mergeClasses(shapes.number, running ? shapes.accent : shapes.quiet)}
            style={{ fontSize: 13 }}
          >
            {timeOf(card, elapsed)}
          </span>
        </div>
        {mark === 'waiting-person' && problem ? (
          <div className={mergeClasses(shapes.line, shapes.wrap)}>
            {person && <NameLetters name={person} of="person" />}
            <span className={mergeClasses(shapes.caption, shapes.grow)} style={{ flexBasis: 220 }}>
              {person
                ? `${person} can do this.`
                : `Needs ${problem.who ? oneOf(problem.who.role) : 'someone with another role'}.`}{' '}
              {looksAgain && `${looksAgain}.`}
            </span>
            {message !== undefined && <CopyButton what="message" text={message} label="Copy message" />}
            <Button size="small" icon={<ArrowClockwiseRegular />} onClick={lookAgain}>
              Check now
            </Button>
          </div>
        ) : (
          <div className={mergeClasses(shapes.line, shapes.wrap)} style={{ gap: '0 16px' }}>
            <p className={mergeClasses(shapes.caption, shapes.grow)} style={{ flexBasis: 240 }}>
              {card.caption}
            </p>
            {running && card.usually && elapsed !== undefined && (
              <ElapsedTrack seconds={elapsed / 1000} usual={card.usually} />
            )}
          </div>
        )}
      </div>
    </li>
  );
}

function timeOf(card: Card, elapsed: number | undefined): string {
  if (card.mark === 'running') return elapsed === undefined ? '' : ticking(elapsed);
  if (card.mark === 'pending') return card.usually ? usually(card.usually) : '';
  if (card.since) return `since ${clock(card.since)}`;
  if (card.mark === 'not-reached') return '';
  const planned = card.changes.filter(({ is }) => is === 'planned').length;
  if (card.mark !== 'met' && planned > 0) return `${counted(planned, 'change')} left`;
  return card.ms >= 50 ? lasted(card.ms) : '';
}
