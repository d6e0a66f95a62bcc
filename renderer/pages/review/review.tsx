import { Button, Field, Input, mergeClasses } from '@fluentui/react-components';
import { ArrowDownloadRegular, OpenRegular, PersonArrowRightRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { PlannedChange, RunState, StepState } from '../../../engine/journal/journal.ts';
import type { Show } from '../../../engine/model/show.ts';
import { ownChanges } from '../../../engine/run/plan.ts';
import { clock, counted, inFours, inWords, listed, oneOf } from '../../format/words.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { changeGroups, inTheWay, othersGroups } from '../../model/review.ts';
import { rightsOf } from '../../model/rights.ts';
import { ProblemCard } from '../../problems/problem-card.tsx';
import { openLink, RemedyBar } from '../../problems/remedy-bar.tsx';
import { ChangeList, VerbChip } from '../../shows/change-list.tsx';
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
import { get, recipeOf, set, tenantName, usePicture, useStore } from '../../state/store.ts';
import { Nothing, Skeleton } from '../../ui/list-states.tsx';
import { Pill } from '../../ui/pill.tsx';
import { StateIcon } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

/** Every write before it is made: what, where, why, with which right, and what undoes it. */
export function ReviewPage() {
  const shapes = useShapes();
  const store = useStore();
  const picture = usePicture(store.runId);
  const [passphrase, setPassphrase] = useState('');
  const tenant = tenantName(store);
  const { busy } = store;
  const { purpose } = store;
  const repairs = store.checkFrom !== undefined && purpose.to !== 'rotate';
  const again = (): void => {
    if (repairs) planRepair(store.repairOnly);
    else if (purpose.to === 'rotate') rotate(purpose.of, purpose.choice);
    else if (purpose.to === 'resume' && !store.runId) goOn(purpose.runId, store.recipe ?? '', purpose.intent);
    else makePlan(store.runId);
  };
  // What was planned from Done has no check behind it yet.
  const toCheck = () => (store.checkId || !store.checkFrom ? show('check') : check(store.checkFrom));
  const back = store.checkFrom
    ? { label: 'Back to the check', go: toCheck }
    : purpose.to === 'rotate'
      ? { label: 'Back to the profile', go: () => show('profile') }
      : { label: 'Back', go: toQuestions };
  if (busy || !store.runId || !picture.plan) {
    return (
      <PageFrame
        title={`Checking ${tenant}`}
        lead="Checking changes nothing."
        back={store.asks || store.checkFrom ? back : undefined}
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
  const stale = picture.ended === 'stale' || picture.ended === 'declined';
  const began = picture.approved && !stale && picture.plan.changes.length > 0;
  const groups = changeGroups(picture);
  const theirs = othersGroups(picture);
  const changes = picture.plan.changes;
  const mine = ownChanges(changes).length;
  const others = changes.length - mine;
  const blocked = inTheWay(picture);
  const needsPassphrase =
    store.app?.keyStore === false &&
    !store.app.practice &&
    changes.some(({ months }) => months !== undefined);
  const wrongPassphrase = needsPassphrase && passphrase.length < 12;
  const save = {
    label: 'Save for the change ticket',
    icon: <ArrowDownloadRegular />,
    go: () =>
      go(undefined, async () => {
        const saved = taken(await ask('plan.save', { runId: picture.runId }));
        if (saved?.ok.file) say(`Saved as ${saved.ok.file}`);
      }),
  };
  if (stale) {
    return (
      <PageFrame
        title="The tenant changed since the last check"
        lead="The plan is out of date. Nothing was changed without your review."
        primary={{ label: 'Review again', go: again }}
      />
    );
  }
  const nothing = changes.length === 0;
  const isBlocked = ({ heading }: StepState): boolean => changes.every(({ step }) => step !== heading.id);
  const ways = blocked.map((step, at) => (
    <InTheWay
      key={step.heading.id}
      step={step}
      changes={changes.filter(({ step: of }) => of === step.heading.id)}
      open={mine === 0 && at === 0}
      again={again}
    />
  ));
  return (
    <PageFrame
      title={
        nothing
          ? blocked.length > 0
            ? `No changes possible in ${tenant} yet`
            : `Nothing to change in ${tenant}`
          : `Review ${counted(changes.length, 'change')} to ${tenant}`
      }
      lead={
        nothing
          ? blocked.length > 0
            ? 'Each step below says what blocks it and who can help.'
            : 'Everything is already set up.'
          : leadWords(mine, others, blocked.filter(isBlocked).length)
      }
      back={back}
      quiet={nothing ? [] : [save]}
      note={nothing ? undefined : 'You can stop at any time.'}
      primary={
        began
          ? { label: 'Back to the run', go: () => show('run') }
          : nothing
            ? repairs
              ? { label: 'Back to the check', go: toCheck }
              : { label: blocked.length > 0 ? 'Go to Done' : 'Test and go to Done', go: openDone }
            : {
                label: mine > 0 ? `Make ${counted(mine, 'change')}` : 'Wait for someone else',
                go: () => makeChanges(needsPassphrase ? passphrase : undefined),
                ...(wrongPassphrase ? { not: 'Choose a passphrase of at least 12 characters.' } : {}),
              }
      }
    >
      <div className={shapes.columns}>
        <div className={shapes.stack}>
          {needsPassphrase && (
            <div className={mergeClasses(shapes.card, shapes.pad)}>
              <Field
                label="Passphrase for the client secret"
                hint="This computer has no key store. The secret is sealed with this passphrase. If you lose it, you lose the secret."
              >
                <Input
                  type="password"
                  autoComplete="off"
                  value={passphrase}
                  onChange={(_, { value }) => setPassphrase(value)}
                />
              </Field>
            </div>
          )}
          {ways}
          {groups.length > 0 && <ChangeList groups={groups} />}
          {theirs.length > 0 && (
            <section aria-labelledby="theirs" className={mergeClasses(shapes.stack, shapes.near)}>
              <div>
                <h2 id="theirs" className={shapes.h2}>
                  For someone else
                </h2>
                <p className={shapes.caption}>
                  The run makes the other changes and waits for this one. It shows who can help and what to
                  send.
                </p>
              </div>
              <ChangeList groups={theirs} after={groups.length} />
            </section>
          )}
          {nothing && (
            <div className={shapes.card}>
              <Checklist
                padded
                items={picture.steps
                  .filter(({ heading, is }) => is === 'met' && heading.id !== recipeOf(store)?.whoAmI)
                  .map(({ heading }) => ({ is: 'met', title: heading.title, caption: heading.why }))}
              />
            </div>
          )}
        </div>
        <ReviewAside picture={picture} />
      </div>
    </PageFrame>
  );
}

function toQuestions(): void {
  set({ screen: Math.max(0, screensOf(get()).length - 1) });
  show(get().asks ? 'questions' : 'signed-in');
}

function leadWords(mine: number, others: number, blocked: number): string {
  const yours = others > 0 ? `You make ${mine}. Each step names` : 'Each step names';
  const theirs = others > 0 ? ` ${inWords(others, 'is', 'are')} for someone else.` : '';
  const waits =
    blocked > 0 ? ` ${inWords(blocked, 'step')} ${blocked === 1 ? 'needs' : 'need'} someone else.` : '';
  return `${yours} its minimum role.${theirs}${waits} Nothing else changes.`;
}

interface WayProps {
  readonly step: StepState;
  /** What of the plan is for someone else. */
  readonly changes: readonly PlannedChange[];
  readonly open: boolean;
  readonly again: () => void;
}

/** A step that waits for another person, in one line. Whom to ask and what to send is one click away. */
function InTheWay({ step: { heading, is, finding }, changes, open: begins, again }: WayProps) {
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

type ChecklistShow = Extract<Show, { show: 'checklist' }>;

function isChecklist(show: Show): show is ChecklistShow {
  return show.show === 'checklist';
}

function ReviewAside({ picture }: { readonly picture: RunState }) {
  const shapes = useShapes();
  const shows = useStore((store) => store.app?.signedIn?.shows) ?? [];
  const whoAmI = useStore((store) => recipeOf(store)?.whoAmI);
  const rights = rightsOf(picture.plan?.changes ?? [], shows);
  const warnings = picture.steps.flatMap(({ heading, is, finding }) => {
    const warning =
      finding?.warning ?? (is === 'unmet' && heading.severity !== 'block' ? finding?.problem : undefined);
    // What a list says already is not said twice.
    const said = finding?.shows?.some(isChecklist);
    return warning && !heading.changes && !said ? [warning] : [];
  });
  // What a check adds to the plan: what the vendor's document asks for, and what of it is left out.
  const lists = picture.steps.flatMap(({ heading, finding }) => {
    if (heading.changes || heading.id === whoAmI) return [];
    const { shows: seen = [], problem } = finding ?? {};
    return seen.filter(isChecklist).map((show) => ({ ...show, problem }));
  });
  return (
    <aside aria-label="About this plan" className={shapes.stack}>
      {lists.map(({ title, items, problem }) => (
        <section key={title} className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>{title}</h2>
          <Checklist items={items} wordless />
          {problem && <RemedyBar remedies={problem.remedies} />}
        </section>
      ))}
      {warnings.length > 0 && (
        <section className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>Worth knowing</h2>
          {warnings.map((warning) => (
            <div key={warning.code} className={mergeClasses(shapes.line, shapes.top)}>
              <StateIcon mark="unmet" size={16} />
              <div className={mergeClasses(shapes.stack, shapes.near)}>
                <div>
                  <div className={shapes.h3} style={{ fontSize: 13 }}>
                    {warning.title}
                  </div>
                  <p className={shapes.caption}>{warning.because}</p>
                </div>
                <RemedyBar remedies={warning.remedies} />
              </div>
            </div>
          ))}
        </section>
      )}
      <section className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
        {rights.length > 0 && <h2 className={shapes.h3}>Minimum roles</h2>}
        {rights.map(({ right, count, held: by }) => (
          <div
            key={right}
            className={mergeClasses(shapes.line, shapes.between, shapes.top)}
            style={{ fontSize: 13 }}
          >
            <span>{right}</span>
            <Pill kind={by === 'you' ? 'success' : by === 'other' ? 'other' : 'neutral'}>
              {by === 'you' ? `You, ${count}` : by === 'other' ? `Other, ${count}` : count}
            </Pill>
          </div>
        ))}
        {rights.length > 0 && <hr className={shapes.rule} />}
        <div className={mergeClasses(shapes.line, shapes.between)} style={{ fontSize: 12 }}>
          <span className={shapes.quiet}>Plan</span>
          <span className={shapes.mono}>{inFours(picture.plan?.planHash ?? '')}</span>
        </div>
        <div className={mergeClasses(shapes.line, shapes.between)} style={{ fontSize: 12 }}>
          <span className={shapes.quiet}>Checked</span>
          <span>{clock(picture.lastAt)}</span>
        </div>
      </section>
    </aside>
  );
}
