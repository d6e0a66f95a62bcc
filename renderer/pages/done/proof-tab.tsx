import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { WrenchRegular } from '@fluentui/react-icons';
import { pollTitle } from '../../../engine/model/latency.ts';
import type { Question } from '../../../engine/model/question.ts';
import type { Card } from '../../../engine/view/card.ts';
import type { Connection } from '../../../preload/contract.ts';
import { AskField } from '../../fields/question-field.tsx';
import { saidDuration } from '../../format/durations.ts';
import { blockingCards, proofCells, provingCards } from '../../model/proof.ts';
import { ProblemCard } from '../../problems/problem-card.tsx';
import { RemedyBar } from '../../problems/remedy-bar.tsx';
import { ShowBlock } from '../../shows/show-block.tsx';
import { loadProfile, planRepairOf } from '../../state/making.ts';
import { get, recipeOf, set, useStore } from '../../state/store.ts';
import { StateIcon, StateWord, stateWord } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

const useStyles = makeStyles({
  cells: { display: 'flex', flexWrap: 'wrap' },
  cell: {
    flexGrow: 1,
    flexBasis: '180px',
    boxSizing: 'border-box',
    padding: '12px 16px',
    minWidth: 0,
    borderRight: `1px solid ${t.colorNeutralStroke3}`,
    marginRight: '-1px',
  },
  grid: {
    display: 'grid',
    gap: '14px',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(400px, 100%), 1fr))',
  },
  settings: {
    display: 'grid',
    gap: '16px 20px',
    gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))',
  },
});

/** What was proven, by the application itself; then what was measured, as a drawing. */
export function ProofTab({ list, of }: { readonly list: readonly Card[]; readonly of?: Connection }) {
  const s = useStyles();
  const shapes = useShapes();
  const proving = provingCards(list);
  const seen = proving.filter(({ mark }) => mark === 'met').flatMap(({ shows }) => shows);
  const blocking = blockingCards(list);
  const unproven = proving.filter((card) => card.mark !== 'met' && !blocking.includes(card));
  const cells = proofCells(seen);
  const poll = seen.find((show) => show.show === 'table' && show.title === pollTitle);
  const drawn = seen.filter((show) => show.show !== 'pairs' && show !== poll);
  const warnings = list.flatMap(({ id, warning, problem, severity, byRepair }) => {
    const says = warning ?? (severity === 'warn' ? problem : undefined);
    return says ? [{ id, says, repair: of && !warning && byRepair === true }] : [];
  });
  return (
    <>
      <h2 className={shapes.hidden}>Proof</h2>
      {blocking.map(({ id, mark, problem }) =>
        problem ? <ProblemCard key={id} problem={problem} mark={mark} /> : null,
      )}
      {(cells.length > 0 || unproven.length > 0) && (
        <ul className={mergeClasses(shapes.card, shapes.clip, shapes.list, s.cells)} aria-label="Proof">
          {unproven.map((card) => (
            <li key={card.id} className={s.cell}>
              <div className={shapes.line}>
                <StateIcon mark={card.mark} size={16} />
                <span className={shapes.caption}>{card.title}</span>
              </div>
              <StateWord mark={card.mark} />
              <p className={shapes.caption}>{card.caption}</p>
            </li>
          ))}
          {cells.map(({ label, strong, caption }) => (
            <li key={label} className={s.cell}>
              <div className={shapes.line}>
                <StateIcon mark="met" size={16} />
                <span className={shapes.caption}>{label}</span>
                <span className={shapes.hidden}>, {stateWord('met')}</span>
              </div>
              <div className={shapes.h3} style={{ overflowWrap: 'anywhere' }}>
                {strong}
              </div>
              <p className={shapes.caption}>{caption}</p>
            </li>
          ))}
        </ul>
      )}
      <div className={s.grid}>
        {drawn.map((show, at) => (
          // What a step shows does not move.
          <div key={at} className={mergeClasses(shapes.card, shapes.pad)}>
            <ShowBlock show={show} />
          </div>
        ))}
      </div>
      {warnings.map(({ id, says, repair }) => (
        <div key={id} className={mergeClasses(shapes.inset, shapes.line, shapes.top)}>
          <StateIcon mark="unmet" />
          <div>
            <h3 className={shapes.h3}>{says.title}</h3>
            <p className={shapes.caption}>{says.because}</p>
            <RemedyBar remedies={says.remedies} />
            {repair && of && (
              <div className={mergeClasses(shapes.line, shapes.wrap)}>
                <Button size="small" icon={<WrenchRegular />} onClick={() => planRepairOf(of, [id])}>
                  Plan this repair
                </Button>
                <span className={shapes.caption}>Shows a plan first. Changes nothing yet.</span>
              </div>
            )}
          </div>
        </div>
      ))}
      <PollSettings reasons={poll?.show === 'table' ? poll.rows : []} />
    </>
  );
}

/** Settings that follow from what was measured. Each can be changed, and shows the recommended value. */
function PollSettings({ reasons }: { readonly reasons: readonly (readonly string[])[] }) {
  const s = useStyles();
  const shapes = useShapes();
  const asks = useStore((store) => recipeOf(store)?.asks) ?? [];
  const profile = useStore((store) => store.profile);
  const form = useStore((store) => store.form);
  const answers = useStore((store) => store.answers);
  const refusals = useStore((store) => store.refusals);
  const measured = asks.filter(
    (ask) => ask.kind === 'duration' && profile?.form.some(({ id }) => id === ask.id),
  );
  if (!profile || measured.length === 0) return null;
  return (
    <section aria-labelledby="poll" className={mergeClasses(shapes.card, shapes.pad, shapes.stack)}>
      <div>
        <h2 id="poll" className={shapes.h3}>
          Poll settings
        </h2>
        <p className={shapes.caption}>
          Measured values, unless you choose others. They go into the vendor’s form.
        </p>
      </div>
      <div className={s.settings}>
        {measured.map((ask) => {
          const value = form[ask.id] ?? answers[ask.id] ?? 'auto';
          const now = profile.form.find(({ id }) => id === ask.id)?.value ?? '';
          return (
            <div key={ask.id}>
              <AskField
                ask={withoutHelper(ask)}
                value={value}
                refusal={refusals.find(({ field }) => field === ask.id)}
                onChange={(next) => {
                  set({ form: { ...get().form, [ask.id]: next } });
                  loadProfile();
                }}
              />
              <p className={shapes.caption} style={{ marginTop: 4 }}>
                {value === 'auto'
                  ? `${saidDuration(now)}. ${reasons.find(([title]) => title === ask.title)?.[2] ?? ask.helper ?? ''}`
                  : 'Your own choice. Choose As measured to go back.'}
              </p>
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** The helper stands under the field with the figure that was measured. */
function withoutHelper(ask: Question): Question {
  const { helper: _helper, ...rest } = ask;
  return rest as Question;
}
