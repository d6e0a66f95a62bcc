import { useState } from 'react';
import type { AnswerValue, Question } from '../../../engine/model/question.ts';
import { AskField, standsAsCards } from '../../fields/question-field.tsx';
import { counted } from '../../format/words.ts';
import { type Act, PageFrame } from '../../frame/page-frame.tsx';
import { useNarrow, useQuiet } from '../../state/hooks.ts';
import { ask as askMain } from '../../state/invoke.ts';
import { check, choose, lookBeside, makePlan, quietly, screensOf, show } from '../../state/session.ts';
import { rowsOf } from '../../state/stepper.ts';
import { get, recipeOf, type Store, set, usePicture, useStore } from '../../state/store.ts';
import { Nothing, Skeleton } from '../../ui/list-states.tsx';
import { useShapes } from '../../ui/styles.ts';
import { BesideQuestions, PollBeside, useBesides } from './beside-questions.tsx';
import { NeedsAside, NeedsLine } from './what-this-needs.tsx';

/** Only what cannot be looked up. Next, Next, Next is a full reading of what will happen. */
export function QuestionsPage() {
  const shapes = useShapes();
  const store = useStore();
  const narrowed = useNarrow();
  const [open, setOpen] = useState(false);
  const began = usePicture(store.runId).steps.some(({ made }) => made.length > 0);
  const screens = screensOf(store);
  const screen = screens[Math.min(store.screen, screens.length - 1)];
  useQuiet(checkAnswers, 300, store.answers);
  useQuiet(lookBeside, 300, store.answers);
  const beside = useBesides();
  const { asks, busy } = store;
  const back = {
    label: 'Back',
    go: () => (store.screen > 0 ? set({ screen: store.screen - 1, refusals: [] }) : show('signed-in')),
  };
  if (!asks || !screen) {
    return (
      <PageFrame title="Your tenant" back={back}>
        {busy ? (
          <Skeleton words={busy} rows={6} height={44} />
        ) : (
          <Nothing
            title="Couldn't read the tenant"
            why="We couldn't read your workspaces and settings."
            again={() => choose()}
          />
        )}
      </PageFrame>
    );
  }
  const last = store.screen >= screens.length - 1;
  const checking = store.purpose.to === 'check';
  const { empty, mine } = refusedOn(screen.asks, store);
  const picks = screen.asks.some((each) => each.kind === 'pick');
  const unchanged = screen.asks.every((each) => sameAsDefault(each, store.answers[each.id]));
  const onward = (): void => {
    if (!last) return set({ screen: store.screen + 1, refusals: [] });
    if (checking) return check({ recipe: store.recipe ?? '', answers: get().answers });
    makePlan(store.runId);
  };
  const wide = picks || checking;
  const here = screen.id === recipeOf(store)?.beside?.screen;
  return (
    <PageFrame
      title={screen.title}
      lead={screen.lead}
      back={back}
      note={busy ?? note(screen.asks, store.answers, unchanged, beside?.words)}
      strip={
        (wide || narrowed) && !checking ? <NeedsLine open={open} flip={() => setOpen(!open)} /> : undefined
      }
      primary={
        began
          ? { label: 'Back to the run', go: () => show('run') }
          : {
              label: last && checking ? 'Check' : 'Next',
              go: onward,
              ...whyNot(empty, mine.length, busy),
            }
      }
    >
      <div className={shapes.columns} style={wide ? { gridTemplateColumns: 'minmax(0, 1fr)' } : undefined}>
        <div className={shapes.stack}>
          {beside && here && <BesideQuestions of={beside} />}
          <Fields
            asks={screen.asks}
            readOnly={began}
            refused={mine.filter(({ field }) => field !== empty?.id)}
          />
          {beside?.poll && here && <PollBeside poll={beside.poll} />}
        </div>
        {!wide && !narrowed && <NeedsAside />}
      </div>
    </PageFrame>
  );
}

/** What of a screen's answers was refused, and which of them is a choice that is still empty. */
function refusedOn(asks: readonly Question[], { refusals, needed, answers }: Store) {
  const all = refusals.length > 0 ? refusals : (needed?.refusals ?? []);
  const mine = all.filter(({ field }) => asks.some(({ id }) => id === field));
  const empty = asks.find(
    (each) =>
      each.kind === 'pick' && mine.some(({ field }) => field === each.id) && isEmpty(answers[each.id]),
  );
  return { mine, empty };
}

/** Why the next screen can't be shown yet. */
function whyNot(empty: Question | undefined, refused: number, busy: string | undefined): Pick<Act, 'not'> {
  if (empty) return { not: `Choose ${/^(?:a|e|i|o)/u.test(empty.id) ? 'an' : 'a'} ${rowsOf(empty)} first.` };
  if (refused === 1) return { not: "One answer isn't valid yet." };
  if (refused > 1) return { not: "Some answers aren't valid yet." };
  return busy ? { not: busy } : {};
}

interface FieldsProps {
  readonly asks: readonly Question[];
  readonly readOnly: boolean;
  readonly refused: readonly { readonly field: string; readonly reason: string; readonly remedy: string }[];
}

/** Those that are switched in one card, those that need room, then short ones side by side; each kind in its order. */
function Fields({ asks, readOnly, refused }: FieldsProps) {
  const shapes = useShapes();
  const answers = useStore((store) => store.answers);
  const draw = (each: Question) => (
    <AskField
      key={each.id}
      ask={each}
      value={answers[each.id]}
      readOnly={readOnly}
      refusal={refused.find(({ field }) => field === each.id)}
      onChange={(value) => answer(each.id, value)}
    />
  );
  const order = { switch: 0, whole: 1, short: 2 } as const;
  const sorted = [...asks].sort((a, b) => order[kind(a)] - order[kind(b)]);
  const runs: Question[][] = [];
  for (const each of sorted) {
    const lastOne = runs.at(-1)?.[0];
    if (lastOne && kind(lastOne) === kind(each) && kind(each) !== 'whole') runs.at(-1)?.push(each);
    else runs.push([each]);
  }
  return (
    <div className={shapes.stack}>
      {runs.map((group) => {
        const first = group[0];
        if (!first) return null;
        if (kind(first) === 'switch') {
          return (
            <div key={first.id} className={shapes.card}>
              {group.map(draw)}
            </div>
          );
        }
        if (kind(first) === 'whole') return draw(first);
        return (
          <div
            key={first.id}
            style={{
              display: 'grid',
              gap: '16px 20px',
              gridTemplateColumns: 'repeat(auto-fill, minmax(min(260px, 100%), 1fr))',
            }}
          >
            {group.map(draw)}
          </div>
        );
      })}
    </div>
  );
}

function kind(each: Question): 'switch' | 'short' | 'whole' {
  if (each.kind === 'confirm' && (each.consequence ?? each.helper) !== undefined) return 'switch';
  if (each.kind === 'choice') return standsAsCards(each) ? 'whole' : 'short';
  const short: readonly Question['kind'][] = ['text', 'number', 'duration', 'confirm', 'secret', 'file'];
  return short.includes(each.kind) ? 'short' : 'whole';
}

function answer(id: string, value: AnswerValue): void {
  const { answers, refusals } = get();
  set({ answers: { ...answers, [id]: value }, refusals: refusals.filter(({ field }) => field !== id) });
}

/** The list that follows your choices, asked of main once the typing pauses. */
function checkAnswers(): void {
  const { recipe, answers, asks } = get();
  if (!recipe || !asks) return;
  quietly(async () => {
    const needed = await askMain('questions.check', { recipe, answers });
    if (get().answers === answers) set({ needed });
  });
}

/** An empty choice is not an error yet. The note next to Next asks for one. */
function isEmpty(value: AnswerValue | undefined): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function sameAsDefault(each: Question, value: AnswerValue | undefined): boolean {
  return value === undefined || ('default' in each && JSON.stringify(each.default) === JSON.stringify(value));
}

function note(
  asks: readonly Question[],
  answers: Readonly<Record<string, AnswerValue>>,
  unchanged: boolean,
  beside: string | undefined,
) {
  const pick = asks.find((each) => each.kind === 'pick');
  const chosen = pick ? answers[pick.id] : undefined;
  if (pick && Array.isArray(chosen)) {
    return (
      <>
        <strong>{counted(chosen.length, rowsOf(pick))} chosen</strong>
        {beside && `, ${beside}`}
      </>
    );
  }
  return unchanged ? 'We filled in the recommended values.' : undefined;
}
