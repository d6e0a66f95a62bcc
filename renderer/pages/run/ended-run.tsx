import { Button, mergeClasses } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import type { Card } from '../../../engine/view/card.ts';
import { counted, lasted, listed } from '../../format/words.ts';
import { blockingCards } from '../../model/proof.ts';
import { ProblemCard } from '../../problems/problem-card.tsx';
import { RunRow } from '../../shows/run-row.tsx';
import { beganAt } from '../../state/live-run.ts';
import { askColleague, lookAgain } from '../../state/making.ts';
import { useStore } from '../../state/store.ts';
import { StateIcon } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

interface EndedProps {
  readonly list: readonly Card[];
  readonly entries: Parameters<typeof beganAt>[0];
  readonly looksAgain: string | undefined;
  readonly now: number;
}

/** Finished steps collapse into one line. Steps that need a person are expanded, the worst first. */
export function EndedRun({ list, entries, looksAgain, now }: EndedProps) {
  const shapes = useShapes();
  const [open, setOpen] = useState(false);
  const practices = useStore((store) => store.app?.practice !== undefined);
  const id = useId();
  const done = list.filter(({ mark }) => mark === 'met');
  const needs = blockingCards(list);
  const rest = list.filter((card) => !done.includes(card) && !needs.includes(card));
  const [first] = needs;
  return (
    <div className={shapes.stack}>
      {done.length > 0 && (
        <div className={mergeClasses(shapes.card, shapes.clip)}>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            className={mergeClasses(shapes.bare, shapes.line)}
            style={{ width: '100%', padding: '9px 16px', gap: 12, boxSizing: 'border-box' }}
            onClick={() => setOpen(!open)}
          >
            <StateIcon mark="met" />
            <span className={mergeClasses(shapes.grow, shapes.cut)}>
              <span className={shapes.strong}>{counted(done.length, 'step')} done</span>{' '}
              <span className={shapes.quiet}>{listed(done.map(({ title }) => title))}</span>
            </span>
            <span className={mergeClasses(shapes.number, shapes.quiet)}>
              {lasted(done.reduce((sum, { ms }) => sum + ms, 0))}
            </span>
            {open ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
          </button>
          {open && (
            <ol id={id} className={shapes.list}>
              {done.map((card) => (
                <RunRow key={card.id} card={card} elapsed={undefined} looksAgain={undefined} />
              ))}
            </ol>
          )}
        </div>
      )}
      {practices && needs.some(({ mark }) => mark === 'waiting-person') && (
        <section
          aria-label="Sample colleague"
          className={mergeClasses(shapes.inset, shapes.line, shapes.wrap, shapes.between)}
        >
          <span className={shapes.caption}>
            A sample tenant has no one to message and no portal to activate a role in. A sample colleague can
            do it instead.
          </span>
          <Button size="small" onClick={askColleague}>
            Let a colleague do it
          </Button>
        </section>
      )}
      {needs.map((card) =>
        card.problem ? (
          <ProblemCard
            key={card.id}
            problem={card.problem}
            mark={card.mark}
            first={card === first}
            retry={lookAgain}
            looksAgain={card.mark === 'waiting' || card.mark === 'waiting-person' ? looksAgain : undefined}
          />
        ) : null,
      )}
      {rest.length > 0 && <RunRows list={rest} entries={entries} looksAgain={looksAgain} now={now} />}
    </div>
  );
}

/** Steps in their order, each with how long its turn has lasted. */
export function RunRows({ list, entries, looksAgain, now }: EndedProps) {
  const shapes = useShapes();
  return (
    <ol className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
      {list.map((card) => (
        <RunRow key={card.id} card={card} elapsed={elapsedOf(entries, card, now)} looksAgain={looksAgain} />
      ))}
    </ol>
  );
}

/** Milliseconds a running step's turn has lasted. */
function elapsedOf(entries: EndedProps['entries'], card: Card, now: number): number | undefined {
  const from = card.since ? new Date(card.since).getTime() : beganAt(entries, card.id);
  return card.mark === 'running' && from !== undefined ? now - from : undefined;
}
