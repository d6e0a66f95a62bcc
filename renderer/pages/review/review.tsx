import { Field, Input, mergeClasses } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { PlannedChange, RunState, StepState } from '../../../engine/journal/journal.ts';
import { ownChanges, type Plan } from '../../../engine/run/plan.ts';
import { counted, inWords } from '../../format/words.ts';
import { type Act, PageFrame } from '../../frame/page-frame.tsx';
import { changeGroups, inTheWay, othersGroups } from '../../model/review.ts';
import { ChangeList } from '../../shows/change-list.tsx';
import { Checklist } from '../../shows/show-block.tsx';
import { ask } from '../../state/invoke.ts';
import { makeChanges, openDone } from '../../state/making.ts';
import {
  check,
  go,
  goOn,
  makePlan,
  planRepair,
  rotate,
  say,
  screensOf,
  show,
  taken,
} from '../../state/session.ts';
import { get, recipeOf, type Store, set, tenantName, usePicture, useStore } from '../../state/store.ts';
import { Nothing, Skeleton } from '../../ui/list-states.tsx';
import { useShapes } from '../../ui/styles.ts';
import { InTheWay } from './in-the-way.tsx';
import { ReviewAside } from './review-aside.tsx';
import { StalePlan } from './stale-plan.tsx';

/** Every write before it is made: what, where, why, with which right, and what undoes it. */
export function ReviewPage() {
  const store = useStore();
  const picture = usePicture(store.runId);
  const { busy, purpose, repairOnly } = store;
  const repairs = store.checkFrom !== undefined && purpose.to !== 'rotate';
  const again = (): void => {
    if (repairs) planRepair(repairOnly);
    else if (purpose.to === 'rotate') rotate(purpose.of, purpose.choice);
    else if (purpose.to === 'resume' && !store.runId) goOn(purpose.runId, store.recipe ?? '', purpose.intent);
    else makePlan(store.runId);
  };
  if (busy || !store.runId || !picture.plan) return <NoPlanYet again={again} />;
  if (picture.ended === 'stale') return <StalePlan picture={picture} again={again} />;
  if (picture.ended === 'declined') {
    return (
      <PageFrame
        title="Create the plan again to continue"
        lead="The last plan wasn't approved. Nothing was changed."
        primary={{ label: 'Review again', go: again }}
      />
    );
  }
  return <PlanReview picture={picture} plan={picture.plan} repairs={repairs} again={again} />;
}

/** Back to where the plan came from. */
function backAct({ checkFrom, purpose }: Store): Act {
  if (checkFrom) return { label: 'Back to the check', go: toCheck };
  if (purpose.to === 'rotate') return { label: 'Back to the profile', go: () => show('profile') };
  return { label: 'Back', go: toQuestions };
}

// What was planned from Done has no check behind it yet.
function toCheck(): void {
  const { checkId, checkFrom } = get();
  if (checkId || !checkFrom) show('check');
  else check(checkFrom);
}

function toQuestions(): void {
  set({ screen: Math.max(0, screensOf(get()).length - 1) });
  show(get().asks ? 'questions' : 'signed-in');
}

/** While the tenant is checked, and if it couldn't be. */
function NoPlanYet({ again }: { readonly again: () => void }) {
  const store = useStore();
  const { busy } = store;
  return (
    <PageFrame
      title={`Checking ${tenantName(store)}`}
      lead="Checking changes nothing."
      back={store.asks || store.checkFrom ? backAct(store) : undefined}
      primary={busy ? undefined : { label: 'Check again', go: again }}
    >
      {busy ? (
        <Skeleton words={busy} rows={6} />
      ) : (
        <Nothing title="No plan yet" why="We couldn't check the whole tenant." again={again} />
      )}
    </PageFrame>
  );
}

interface ReviewProps {
  readonly picture: RunState;
  readonly plan: Plan;
  readonly repairs: boolean;
  readonly again: () => void;
}

function PlanReview({ picture, plan: { changes }, repairs, again }: ReviewProps) {
  const shapes = useShapes();
  const store = useStore();
  const [passphrase, setPassphrase] = useState('');
  const groups = changeGroups(picture);
  const mine = ownChanges(changes).length;
  const blocked = inTheWay(picture);
  const needsPassphrase =
    store.app?.keyStore === false &&
    !store.app.practice &&
    changes.some(({ months }) => months !== undefined);
  const nothing = changes.length === 0;
  return (
    <PageFrame
      {...headWords(changes, blocked, tenantName(store))}
      back={backAct(store)}
      quiet={nothing ? [] : [saveTicket(picture.runId)]}
      note={nothing ? undefined : 'You can stop at any time.'}
      primary={
        picture.approved && !nothing
          ? { label: 'Back to the run', go: () => show('run') }
          : nothing
            ? onwardAct(repairs, blocked.length)
            : {
                label: mine > 0 ? `Make ${counted(mine, 'change')}` : 'Wait for someone else',
                go: () => makeChanges(needsPassphrase ? passphrase : undefined),
                ...(needsPassphrase && passphrase.length < 12
                  ? { not: 'Choose a passphrase of at least 12 characters.' }
                  : {}),
              }
      }
    >
      <div className={shapes.columns}>
        <div className={shapes.stack}>
          {needsPassphrase && <PassphraseField value={passphrase} change={setPassphrase} />}
          {blocked.map((step, at) => (
            <InTheWay
              key={step.heading.id}
              step={step}
              changes={changes.filter(({ step: of }) => of === step.heading.id)}
              open={mine === 0 && at === 0}
              again={again}
            />
          ))}
          {groups.length > 0 && <ChangeList groups={groups} />}
          <ForSomeoneElse picture={picture} after={groups.length} />
          {nothing && <AlreadySetUp steps={picture.steps} />}
        </div>
        <ReviewAside picture={picture} />
      </div>
    </PageFrame>
  );
}

/** The title and the lead of a plan. */
function headWords(changes: readonly PlannedChange[], blocked: readonly StepState[], tenant: string) {
  if (changes.length === 0 && blocked.length > 0) {
    return {
      title: `No changes possible in ${tenant} yet`,
      lead: 'Each step below says what blocks it and who can help.',
    };
  }
  if (changes.length === 0) {
    return { title: `Nothing to change in ${tenant}`, lead: 'Everything is already set up.' };
  }
  const mine = ownChanges(changes).length;
  const withoutChange = blocked.filter(({ heading }) => changes.every(({ step }) => step !== heading.id));
  return {
    title: `Review ${counted(changes.length, 'change')} to ${tenant}`,
    lead: leadWords(mine, changes.length - mine, withoutChange.length),
  };
}

/** Where a plan without changes leads. */
function onwardAct(repairs: boolean, blocked: number): Act {
  if (repairs) return { label: 'Back to the check', go: toCheck };
  return { label: blocked > 0 ? 'Go to Done' : 'Test and go to Done', go: openDone };
}

function saveTicket(runId: string): Act {
  return {
    label: 'Save for the change ticket',
    icon: <ArrowDownloadRegular />,
    go: () =>
      go(undefined, async () => {
        const saved = taken(await ask('plan.save', { runId }));
        if (saved?.ok.file) say(`Saved as ${saved.ok.file}`);
      }),
  };
}

function leadWords(mine: number, others: number, blocked: number): string {
  const yours = others > 0 ? `You make ${mine}. Each step names` : 'Each step names';
  const theirs = others > 0 ? ` ${inWords(others, 'is', 'are')} for someone else.` : '';
  const waits =
    blocked > 0 ? ` ${inWords(blocked, 'step')} ${blocked === 1 ? 'needs' : 'need'} someone else.` : '';
  return `${yours} its minimum role.${theirs}${waits} Nothing else changes.`;
}

interface PassphraseProps {
  readonly value: string;
  readonly change: (value: string) => void;
}

function PassphraseField({ value, change }: PassphraseProps) {
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.card, shapes.pad)}>
      <Field
        label="Passphrase for the client secret"
        hint="This computer has no key store. The secret is sealed with this passphrase. If you lose it, you lose the secret."
      >
        <Input
          type="password"
          autoComplete="off"
          value={value}
          onChange={(_, { value: next }) => change(next)}
        />
      </Field>
    </div>
  );
}

/** Changes that wait for another person; their numbers follow those of your own. */
function ForSomeoneElse({ picture, after }: { readonly picture: RunState; readonly after: number }) {
  const shapes = useShapes();
  const groups = othersGroups(picture);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="theirs" className={mergeClasses(shapes.stack, shapes.near)}>
      <div>
        <h2 id="theirs" className={shapes.h2}>
          For someone else
        </h2>
        <p className={shapes.caption}>
          The run makes the other changes and waits for this one. It shows who can help and what to send.
        </p>
      </div>
      <ChangeList groups={groups} after={after} />
    </section>
  );
}

function AlreadySetUp({ steps }: { readonly steps: readonly StepState[] }) {
  const shapes = useShapes();
  const whoAmI = useStore((store) => recipeOf(store)?.whoAmI);
  const met = steps.filter(({ heading, is }) => is === 'met' && heading.id !== whoAmI);
  return (
    <div className={shapes.card}>
      <Checklist
        padded
        items={met.map(({ heading }) => ({ is: 'met', title: heading.title, caption: heading.why }))}
      />
    </div>
  );
}
