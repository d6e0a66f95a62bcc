import { useMemo } from 'react';
import { create } from 'zustand';
import { fold } from '../../engine/journal/fold.ts';
import type { Entry, RunState } from '../../engine/journal/journal.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Answers, AnswerValue, Question, Refusal } from '../../engine/model/question.ts';
import type { Report } from '../../engine/view/report.ts';
import type {
  AppState,
  Connection,
  FoundTenant,
  Needed,
  OpenedProfile,
  ProfileView,
  ProxyQuestion,
  RecipeTile,
  RequestLine,
  Rotated,
  SignInStep,
  Take,
} from '../../preload/contract.ts';

import type { Looked } from '../model/beside.ts';

export type Page =
  | 'welcome'
  | 'sign-in'
  | 'signed-in'
  | 'application'
  | 'questions'
  | 'review'
  | 'run'
  | 'done'
  | 'undo'
  | 'check'
  | 'profile'
  | 'report';

/** How one client secret takes over from another. */
export type RotationChoice = Omit<Take<'rotation.plan'>, 'of'>;

/** What a sign-in leads to. */
/** What Welcome offers to continue. A rotation continues from its profile. */
export type Resumed = 'set-up' | 'repair' | 'undo';

export type Purpose =
  | { readonly to: 'connect' }
  | { readonly to: 'check' }
  | { readonly to: 'check-profile'; readonly file: string; readonly title: string }
  | { readonly to: 'rotate'; readonly of: Rotated; readonly choice: RotationChoice }
  | { readonly to: 'resume'; readonly runId: string; readonly intent: Resumed }
  | { readonly to: 'back'; readonly page: Page };

/** What the person wants of the sign-in page; kept while it is away. */
export interface Wanted {
  readonly tenant: string;
  readonly cloud: string;
  readonly how: Take<'sign-in.start'>['how'];
  readonly clientId: string;
}

export interface Store {
  readonly app: AppState | undefined;
  readonly dark: boolean;
  readonly page: Page;
  readonly purpose: Purpose;
  readonly recipe: string | undefined;
  readonly wanted: Wanted;
  readonly found: FoundTenant | 'looking' | undefined;
  readonly signIn: SignInStep | undefined;
  /** Microsoft asks for more proof during the work, which waits for it. */
  readonly moreProof: SignInStep | undefined;
  /** A proxy wants a sign-in, over whatever page is there. */
  readonly proxyAsks: ProxyQuestion | undefined;
  readonly asks: readonly Question[] | undefined;
  readonly answers: Answers;
  /** Secret questions whose answer main holds. */
  readonly secretsGiven: readonly string[];
  readonly screen: number;
  /** The furthest step one has been at, from 0: what is behind it can be gone back to. */
  readonly reached: number;
  readonly needed: Needed | undefined;
  /** What is shown next to the questions, by what is picked. */
  readonly looked: Looked;
  readonly refusals: readonly Refusal[];
  /** What is being waited for, in words; undefined where nothing is. */
  readonly busy: string | undefined;
  /** What stopped the last thing asked for, on this page. */
  readonly trouble: Problem | undefined;
  /** The sample tenant that could not be opened. */
  readonly notOpened: string | undefined;
  /** A bug of ours. */
  readonly bug: boolean;
  readonly runs: Readonly<Record<string, readonly Entry[]>>;
  readonly runId: string | undefined;
  /** The plan the person reviewed. */
  readonly planHash: string | undefined;
  /** When a run looks again at what waiting for a person, by run; absent while it looks. ISO-8601 UTC. */
  readonly nextLooks: Readonly<Record<string, string>>;
  readonly requests: readonly RequestLine[];
  readonly checkFrom: Connection | undefined;
  readonly checkId: string | undefined;
  /** The steps a repair is of; all that does not hold unless said. */
  readonly repairOnly: readonly string[] | undefined;
  readonly profile: ProfileView | undefined;
  /** Poll settings and the like, adjusted at the end. */
  readonly form: Readonly<Record<string, AnswerValue>>;
  readonly copied: ReadonlySet<string>;
  readonly opened: OpenedProfile | undefined;
  readonly openedReport: { readonly file: string; readonly report: Report } | undefined;
  readonly offline: boolean;
  readonly said: string;
}

const query = new URLSearchParams(globalThis.location?.search ?? '');

/** What a page starts from; nothing of another connection may shine through. */
export const nothingAsked = {
  asks: undefined,
  answers: {},
  secretsGiven: [],
  screen: 0,
  reached: 0,
  needed: undefined,
  looked: {},
  refusals: [],
  trouble: undefined,
  notOpened: undefined,
  runId: undefined,
  planHash: undefined,
  checkFrom: undefined,
  checkId: undefined,
  repairOnly: undefined,
  profile: undefined,
  form: {},
  copied: new Set<string>(),
} satisfies Partial<Store>;

export const useStore = create<Store>(() => ({
  ...nothingAsked,
  app: undefined,
  dark: query.get('theme') === 'dark',
  page: 'welcome',
  purpose: { to: 'connect' },
  recipe: undefined,
  wanted: { tenant: '', cloud: '', how: 'browser', clientId: '' },
  found: undefined,
  signIn: undefined,
  moreProof: undefined,
  proxyAsks: undefined,
  busy: undefined,
  bug: false,
  runs: {},
  nextLooks: {},
  requests: [],
  opened: undefined,
  openedReport: undefined,
  offline: globalThis.navigator?.onLine === false,
  said: '',
}));

export const get = useStore.getState;
export const set = useStore.setState;

/** Adds an entry to its run; one that is known already changes nothing. */
export function withEntry(runs: Store['runs'], entry: Entry): Store['runs'] {
  const had = runs[entry.runId] ?? [];
  if (had.some(({ seq }) => seq === entry.seq)) return runs;
  const inOrder = (had.at(-1)?.seq ?? 0) < entry.seq;
  const next = [...had, entry];
  return { ...runs, [entry.runId]: inOrder ? next : next.sort((a, b) => a.seq - b.seq) };
}

const none: readonly Entry[] = [];

export function useEntries(runId: string | undefined): readonly Entry[] {
  return useStore((store) => (runId === undefined ? none : (store.runs[runId] ?? none)));
}

export function usePicture(runId: string | undefined): RunState {
  const entries = useEntries(runId);
  return useMemo(() => fold(entries), [entries]);
}

export function recipeOf(store: Store): RecipeTile | undefined {
  return store.app?.recipes.find(({ id }) => id === store.recipe);
}

/** Whose tenant the page speaks of: the signed-in one, else that of the run. */
export function tenantName(store: Store): string {
  return store.app?.signedIn?.tenant.tenantName ?? store.app?.practice?.tenantName ?? 'your tenant';
}
