import { fold } from '../../engine/journal/fold.ts';
import type { RunState } from '../../engine/journal/journal.ts';
import { type Answers, isAsked, type Question } from '../../engine/model/question.ts';
import { isDisconnect } from '../../engine/view/undo-view.ts';
import { clock, counted, lasted } from '../format/words.ts';
import { liveCards, phaseOf, progress, ranFor, withoutUndo } from './live-run.ts';
import { screensOf } from './session.ts';
import type { Page, Store } from './store.ts';

const stepNames = ['Sign in', 'Questions', 'Review', 'Run', 'Done'] as const;

/** Which of the five steps a page belongs to, from 0; undefined for pages outside the stepper. */
export function stepOf(page: Page): number | undefined {
  switch (page) {
    case 'sign-in':
    case 'signed-in':
      return 0;
    case 'application':
    case 'questions':
      return 1;
    case 'review':
      return 2;
    case 'run':
      return 3;
    case 'done':
    case 'undo':
      return 4;
    case 'welcome':
    case 'check':
    case 'profile':
    case 'report':
      return undefined;
  }
}

/** What the last step says: only a run that ended well has proven anything. */
function doneCaption(page: Page, { ended, lastAt }: RunState): string {
  if (page === 'undo') return 'Undo';
  return ended === 'done' ? `Proven at ${clock(lastAt)}` : 'Results so far';
}

export interface StepLine {
  readonly name: string;
  readonly is: 'done' | 'current' | 'to-come';
  readonly caption: string | undefined;
  /** The page it opens, where it can be gone back to. */
  readonly opens: Page | undefined;
}

/** What a picker's rows are called, from its question's name: "analytics rule". */
export const rowsOf = ({ id }: Pick<Question, 'id'>): string =>
  id.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

/** What was decided in the questions: "2 workspaces". Counted by the question's own name. */
export function decided(asks: readonly Question[], answers: Answers): string {
  const picks = asks.flatMap((ask) => {
    const answer = answers[ask.id];
    return ask.kind === 'pick' && Array.isArray(answer) && isAsked(ask, asks, answers)
      ? [counted(answer.length, rowsOf(ask))]
      : [];
  });
  return picks.join(', ') || counted(asks.length, 'answer');
}

/** A screen's short name, from its id: "Workspaces". */
function screenName(id: string): string {
  const words = id.replaceAll('-', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

/** The lines of the stepper: five where something is connected. */
export function stepLines(store: Store): readonly StepLine[] {
  const current = stepOf(store.page) ?? 0;
  const entries = withoutUndo(store.runId ? (store.runs[store.runId] ?? []) : []);
  const picture = fold(entries);
  const ran = entries.length > 0 && phaseOf(entries) !== 'review';
  const reached = Math.max(store.reached, ran ? 3 : 0);
  const there = store.app?.signedIn;
  const screens = screensOf(store);
  const cards = ran ? liveCards(entries) : [];
  const { made, total } = progress(cards);
  const planned = picture.plan?.changes.length ?? 0;
  const blocked = cards.filter(({ mark }) => mark === 'blocked').length;
  const captions: readonly (string | undefined)[] = [
    store.page === 'signed-in' ? 'Your account' : there && `${there.name}, ${there.tenant.tenantName}`,
    store.page === 'application'
      ? 'Application'
      : current === 1
        ? screens[store.screen] &&
          `${screenName(screens[store.screen]?.id ?? '')}, ${store.screen + 1} of ${screens.length}`
        : store.asks && decided(store.asks, store.answers),
    store.runId && counted(ran ? total : planned, 'change'),
    ran
      ? current > 3 || picture.ended === 'done'
        ? ranFor(entries, Date.now()) > 0
          ? lasted(ranFor(entries, Date.now()))
          : undefined
        : `${made} of ${total} made${blocked > 0 ? `, ${blocked} blocked` : ''}`
      : undefined,
    current === 4 ? doneCaption(store.page, picture) : undefined,
  ];
  const pages: readonly Page[] = [there ? 'signed-in' : 'sign-in', 'questions', 'review', 'run', 'done'];
  const lines = stepNames.map((name, at) => ({
    name,
    is: at === current ? ('current' as const) : at < current ? ('done' as const) : ('to-come' as const),
    caption: at <= Math.max(current, reached) ? captions[at] : undefined,
    opens: at !== current && (at < current || at <= reached) && store.page !== 'undo' ? pages[at] : undefined,
  }));
  const left = stepsOf(doing(store));
  const some = left.flatMap((at) => lines[at] ?? []);
  // A check has one step after the questions, and it is a page of its own.
  return left.includes(2)
    ? some
    : [...some, { name: 'Check', is: 'to-come', caption: undefined, opens: undefined }];
}

/** What is being done to the connection that the page is about. */
export type Doing = 'connect' | 'check' | 'repair' | 'rotate' | 'undo' | 'disconnect';

export function doing(store: Pick<Store, 'page' | 'purpose' | 'runId' | 'runs' | 'checkFrom'>): Doing {
  const { page, purpose } = store;
  if (page === 'check') return 'check';
  const entries = store.runId === undefined ? [] : (store.runs[store.runId] ?? []);
  if (page === 'undo') return isDisconnect(entries) ? 'disconnect' : 'undo';
  const { intent } = fold(withoutUndo(entries));
  if (intent === 'repair' || intent === 'rotate') return intent;
  if (purpose.to === 'rotate') return 'rotate';
  if (purpose.to === 'resume' && purpose.intent !== 'set-up') return purpose.intent;
  if (page === 'review' && store.checkFrom) return 'repair';
  const checks = purpose.to === 'check' || purpose.to === 'check-profile' || store.checkFrom;
  return checks ? 'check' : 'connect';
}

/** As the rail says it, under the vendor's name. */
export const doingWords: Readonly<Record<Doing, string>> = {
  connect: 'Connect to Microsoft Sentinel',
  check: 'Check only, no changes',
  repair: 'Repair the connection',
  rotate: 'Rotate the credential',
  undo: 'Undo changes',
  disconnect: 'Disconnect',
};

/** A rotation asks nothing of the questions, and a repair also ends where it began: with a look at all of it. */
function stepsOf(what: Doing): readonly number[] {
  switch (what) {
    case 'check':
      return [0, 1];
    case 'repair':
      return [0, 2, 3];
    case 'rotate':
      return [0, 2, 3, 4];
    case 'connect':
    case 'undo':
    case 'disconnect':
      return [0, 1, 2, 3, 4];
  }
}
