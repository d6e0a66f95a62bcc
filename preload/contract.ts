import type { Entry, Intent, PlannedChange, RunTenant } from '../engine/journal/journal.ts';
import type { Problem } from '../engine/model/problem.ts';
import type { ConnectionProfile, FormField } from '../engine/model/profile.ts';
import type { QueryCost } from '../engine/model/query-cost.ts';
import type { Answers, AnswerValue, Question, Refusal } from '../engine/model/question.ts';
import type { Ingestion, SidePanel, Tile } from '../engine/model/recipe.ts';
import type { IsPlain } from '../engine/model/secret.ts';
import type { Show } from '../engine/model/show.ts';
import type { Finding } from '../engine/model/step.ts';
import type { Report } from '../engine/view/report.ts';

/** An answer that may be a problem instead: expected trouble is a value, never a rejected promise. */
export type IpcResult<T> =
  | { readonly ok: T }
  | { readonly problem: Problem }
  | { readonly refusals: readonly Refusal[] };

export interface RecipeTile {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  readonly lead: string;
  readonly caption: string;
  readonly tile: Tile;
  readonly screens: readonly { readonly id: string; readonly title: string; readonly lead: string }[];
  /** The questions, without what only the tenant knows. */
  readonly asks: readonly Question[];
  /** The step that says who signed in: it is drawn on the sign-in page and belongs to no plan. */
  readonly whoAmI: string;
  /** What is shown next to its questions. */
  readonly beside: SidePanel | undefined;
}

/** A tenant found by domain or id before anyone signs in (the authority's public metadata). */
export interface FoundTenant {
  readonly tenantId: string;
  /** As a person says it ("Public", "US Government"). */
  readonly cloud: string;
  readonly region?: string;
}

/** An earlier run, as Welcome offers it. */
export interface RunSummary {
  readonly runId: string;
  readonly recipe: string;
  readonly vendor: string;
  readonly tenant: RunTenant;
  readonly intent: Intent;
  readonly beganAt: string;
  readonly lastAt: string;
  readonly made: number;
  readonly planned: number;
  readonly finished: boolean;
}

export interface AppState {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** What the person chose, here or at an earlier start. */
  readonly theme: 'system' | 'light' | 'dark';
  readonly recipes: readonly RecipeTile[];
  readonly clouds: readonly { readonly id: string; readonly title: string }[];
  readonly practice:
    | { readonly tenant: string; readonly tenantName: string; readonly domain: string }
    | undefined;
  readonly practiceTenants: readonly {
    readonly name: string;
    readonly title: string;
    readonly about: string;
  }[];
  /** Whether the operating system keeps secrets for us; where not, a passphrase or hand-over is asked before the run. */
  readonly keyStore: boolean;
  readonly runs: readonly RunSummary[];
  readonly signedIn: SignedIn | undefined;
  /** The public client asked for at sign-in, by name and client ID. */
  readonly client: { readonly name: string; readonly clientId: string };
}

export interface SignedIn {
  readonly tenant: RunTenant;
  readonly domain: string;
  readonly name: string;
  readonly userName: string;
  readonly kind: 'person' | 'application';
  /** What follows for the recipe: the who-am-i step's words. */
  readonly shows: readonly Show[];
  readonly finding: Finding['is'];
}

export interface SignInStep {
  /** `browser`: the system browser is open. `code`: type this code at that address. `azure-cli`: it is asked. */
  readonly at: 'browser' | 'code' | 'azure-cli' | 'reading' | 'answered';
  /** Microsoft asked for more proof during the work, until it is `answered`. */
  readonly more?: true;
  readonly host?: string;
  readonly userCode?: string;
  readonly verificationUri?: string;
}

/** A proxy on the way to Microsoft wants a sign-in. */
export interface ProxyQuestion {
  /** Host and port. */
  readonly proxy: string;
  /** What the proxy calls what it guards, in its own words. */
  readonly realm?: string;
  /** The proxy gets the password as it is, not a proof of it. */
  readonly basic: boolean;
  /** It refused what was entered before. */
  readonly refused: boolean;
}

/** One request, for the activity line. No query, no body, no token. */
export interface RequestLine {
  readonly at: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

/** What the answers lead to, before anything was looked at. */
export interface Needed {
  readonly refusals: readonly Refusal[];
  readonly changes: readonly PlannedChange[];
  readonly limitations: readonly string[];
}

export interface ProfileView {
  readonly profile: ConnectionProfile;
  readonly form: readonly FormField[];
  readonly vendorSteps: readonly Show[];
  readonly handle: string | undefined;
}

/** A chosen file: a report, which is read only, or a profile. */
export type OpenedFile = { readonly file: string; readonly report: Report } | OpenedProfile;

/** A profile file as it was opened; `locked` where it is sealed and no passphrase was given, or not the right one. */
export type OpenedProfile =
  | (ProfileView & { readonly file: string; readonly sealed: boolean })
  | { readonly file: string; readonly locked: true };

/** A place in a query that is no KQL. Line and column count from 1; `from` and `to` are offsets. */
export interface QueryFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** What takes the place of everything from `from` on, as it is shown and as it is typed. */
export interface QueryCompletions {
  readonly from: number;
  readonly options: readonly { readonly shown: string; readonly text: string }[];
}

/** The forms a connection profile can be saved in. */
export type ProfileFormat =
  | 'json'
  | 'vendor'
  | 'yaml'
  | 'env'
  | 'terraform'
  | 'bicep'
  | 'azure-cli'
  | 'powershell';

/** What is checked or repaired: what the questions name, or an opened profile. */
export type Connection =
  | { readonly recipe: string; readonly answers: Answers }
  | { readonly profileFile: string };

/** Whose credential is rotated: that of an opened profile, or the one a check has found. */
export type Rotated = { readonly profileFile: string } | { readonly runId: string };

/** A report for people (a page, a document) or for programs, which is also the one that is opened here again. */
export type ReportForm = 'html' | 'pdf' | 'json';
/** How long an earlier client secret stays valid after the new one. */
export type RetireAfter = '0s' | '1d' | '7d' | '30d';

interface Call<Take, Give> {
  readonly take?: Take;
  readonly give?: Give;
}
function call<Take, Give>(): Call<Take, Give> {
  return {};
}

/** Every call, one line each. Main fails to compile until each is answered. */
export const calls = {
  'app.state': call<void, AppState>(),
  'theme.choose': call<{ theme: 'system' | 'light' | 'dark' }, void>(),
  /** `startOver`: as new, whatever is kept of it. */
  'practice.enter': call<{ tenant: string; startOver?: boolean }, IpcResult<AppState>>(),
  'practice.reset': call<void, AppState>(),
  'practice.leave': call<void, AppState>(),
  /** Practice only: another person does their part of what this run waits for. The next check finds it. */
  'practice.colleague': call<{ runId: string }, void>(),
  /** Finds a tenant by domain or ID, without signing in. An unknown tenant is a refusal of `tenant`. */
  'tenant.find': call<{ tenant: string; cloud: string }, IpcResult<FoundTenant>>(),
  'sign-in.start': call<
    {
      tenant: string;
      cloud: string;
      /** The Azure CLI's session is that of this computer, so in practice it is refused. */
      how: 'browser' | 'device-code' | 'azure-cli';
      clientId?: string;
      recipe: string;
    },
    IpcResult<SignedIn>
  >(),
  'sign-in.open-again': call<void, void>(),
  'sign-in.cancel': call<void, void>(),
  'sign-out': call<void, AppState>(),
  /** Answers `proxy.asks`; main holds it in memory until the app closes. If it is refused, main asks again. */
  'proxy.sign-in': call<{ userName: string; password: string }, void>(),
  /** Leaves the proxy without a sign-in: what was asked for fails, and asks again when it is tried again. */
  'proxy.cancel': call<void, void>(),
  /**
   * The questions, filled from what the tenant holds. With `application`, a client ID, they are those of a check and
   * answered from what that application holds; empty, it is the application that is signed in itself.
   */
  'questions.choose': call<
    { recipe: string; again?: boolean; application?: string },
    IpcResult<readonly Question[]>
  >(),
  'questions.check': call<{ recipe: string; answers: Answers }, Needed>(),
  /** What one thing picked had in the last days; asked once for each, drawn by the window as the answers are. */
  'questions.beside': call<{ recipe: string; picked: string }, IpcResult<Ingestion>>(),
  /** What in a query is no KQL; nothing is sent. */
  'query.parse': call<{ query: string }, readonly QueryFault[]>(),
  /** What fits at a place of a query; nothing is sent. */
  'query.complete': call<{ query: string; at: number }, QueryCompletions>(),
  /** Runs a query over a day of something picked, as the one signed in, counting only. */
  'query.try': call<{ recipe: string; picked: string; query: string }, IpcResult<QueryCost>>(),
  /** Takes a secret answer out of the window as soon as it is typed; from then on main holds it. */
  'questions.secret': call<{ recipe: string; ask: string; value: string }, readonly Refusal[]>(),
  'plan.make': call<
    { recipe: string; answers: Answers; runId?: string },
    IpcResult<{ runId: string; planHash: string }>
  >(),
  'plan.save': call<{ runId: string }, IpcResult<{ file: string | undefined }>>(),
  /**
   * Makes the reviewed changes. For a run that ended cancelled or incomplete it checks the tenant again and
   * continues with the rest of the reviewed plan. A change outside that plan ends the run as stale.
   */
  'run.start': call<{ runId: string; planHash: string; passphrase?: string }, IpcResult<{ runId: string }>>(),
  'run.stop': call<{ runId: string }, void>(),
  'run.entries': call<{ runId: string }, readonly Entry[]>(),
  'run.forget': call<{ runId: string }, AppState>(),
  'undo.plan': call<
    { runId: string },
    IpcResult<{ runId: string; planHash: string; changes: readonly PlannedChange[] }>
  >(),
  /** Plans to take a connection away, whoever made it: what stands of it, each thing by name. */
  'disconnect.plan': call<
    { of: Connection },
    IpcResult<{ runId: string; planHash: string; changes: readonly PlannedChange[] }>
  >(),
  /** `confirmed`: places in the plan of what bears no mark of ours and is taken away all the same. */
  'undo.start': call<
    { runId: string; planHash: string; confirmed?: readonly number[] },
    IpcResult<{ runId: string }>
  >(),
  'check.start': call<Connection, IpcResult<{ runId: string }>>(),
  /** Plans the repair of everything that does not hold, or of these steps; `run.start` makes the changes. */
  'repair.plan': call<
    { of: Connection; only?: readonly string[] },
    IpcResult<{ runId: string; planHash: string }>
  >(),
  /**
   * Plans a new client secret next to the one an opened profile names or a check found. Its review and run are
   * those of any plan.
   */
  'rotation.plan': call<
    { of: Rotated; retireAfter: RetireAfter; retireNow: boolean },
    IpcResult<{ runId: string; planHash: string }>
  >(),
  /** Writes the days on which the client secret ends and an earlier one is due to a calendar file. */
  'calendar.save': call<{ runId: string }, IpcResult<{ file: string | undefined }>>(),
  'profile.of-run': call<
    { runId: string; form?: Readonly<Record<string, AnswerValue>> },
    IpcResult<ProfileView>
  >(),
  'profile.save': call<
    {
      runId: string;
      format: ProfileFormat;
      passphrase?: string;
      form?: Readonly<Record<string, AnswerValue>>;
    },
    IpcResult<{ file: string | undefined }>
  >(),
  /** Writes the report of a run or a check to a file the person names. */
  'report.save': call<{ runId: string; form: ReportForm }, IpcResult<{ file: string | undefined }>>(),
  /** Puts the profile of a run, or an opened one, into the clipboard in one of its forms, without the secret. */
  'profile.copy': call<
    {
      of: { runId: string; form?: Readonly<Record<string, AnswerValue>> } | { file: string };
      format: ProfileFormat;
    },
    IpcResult<void>
  >(),
  /** Asks for a file with the system's dialog. `undefined` where the person thought better of it. */
  'profile.open': call<{ passphrase?: string; file?: string }, IpcResult<OpenedFile | undefined>>(),
  /** Writes an opened profile in another form, to a file the person names; `seal` is the new passphrase. */
  'profile.convert': call<
    { file: string; passphrase?: string; format: ProfileFormat; seal?: string },
    IpcResult<{ file: string | undefined }>
  >(),
  'secret.hint': call<{ handle: string }, { hint: string | undefined; expires: string | undefined }>(),
  /** Main copies, and clears the clipboard after a minute if it still holds it. Gives the seconds. */
  'secret.copy': call<{ handle: string }, IpcResult<{ clearsIn: number }>>(),
  /** Opens the person's mail program with a message that main itself sent; nothing is sent by us. */
  'mail.open': call<{ subject: string; message: string }, IpcResult<void>>(),
  /** Saves what a bug report needs, without secrets, to a file the person names. */
  'diagnostics.save': call<void, IpcResult<{ file: string | undefined }>>(),
  'text.copy': call<{ text: string }, void>(),
  /** Opens an address of our own table or of a remedy main itself has sent; anything else is refused. */
  'link.open': call<{ url: string }, IpcResult<void>>(),
} as const;

/** Every event, one line each. Past facts. */
export const events = {
  'run.entry': {} as Entry,
  'run.request': {} as RequestLine,
  /** When it looks again at what waits for another person; without a time it looks now, or waits no longer. */
  'run.waits': {} as { runId: string; nextAt?: string },
  'sign-in.step': {} as SignInStep,
  'proxy.asks': {} as ProxyQuestion,
  'app.theme': {} as { dark: boolean; highContrast: boolean },
} as const;

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
export type Take<N extends CallName> = (typeof calls)[N] extends Call<infer T, unknown> ? T : never;
export type Give<N extends CallName> = (typeof calls)[N] extends Call<infer _T, infer G> ? G : never;
/** What main must answer. */
export type Answering = { readonly [N in CallName]: (take: Take<N>) => Promise<Give<N>> };
/** What the page sees as `window.onboarding`. `on` gives back the way to stop listening. */
export interface Doorway {
  call<N extends CallName>(name: N, ...take: Take<N> extends void ? [] : [Take<N>]): Promise<Give<N>>;
  on<N extends EventName>(name: N, listen: (event: (typeof events)[N]) => void): () => void;
}

type Leak<C> = {
  [N in keyof C]: C[N] extends Call<infer T, infer G>
    ? IsPlain<T> extends true
      ? IsPlain<G> extends true
        ? never
        : N
      : N
    : IsPlain<C[N]> extends true
      ? never
      : N;
}[keyof C];
/** Fails to compile, naming the call, where one would carry a secret. @public so that it is no dead code. */
export const everythingCrosses: [Leak<typeof calls> | Leak<typeof events>] extends [never]
  ? true
  : { readonly leaking: Leak<typeof calls> | Leak<typeof events> } = true;
