import type { BrowserWindow } from 'electron';
import type { Problem } from '../../engine/model/problem.ts';
import { ProblemError, unexpected } from '../../engine/model/problem.ts';
import type { Question, Refusal } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { HeldSecret } from '../../engine/model/step.ts';
import type { Plan } from '../../engine/run/plan.ts';
import { BadInput, refused } from '../../host/input/bad-input.ts';
import type { KqlChecker } from '../../host/kql/kql-checker.ts';
import type { OpenedProfile } from '../../host/profile/profile-file.ts';
import { type Home, openHome } from '../../host/storage/home.ts';
import type { RequestLine as SentRequest } from '../../microsoft/clients/network.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import type { Session } from '../../microsoft/contract/session.ts';
import type { AppState, IpcResult, RequestLine, SignedIn } from '../../preload/contract.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { recipes } from '../../recipes/index.ts';
import type { Tell } from '../ipc/invoke.ts';
import type { SentWords } from '../ipc/links.ts';
import { systemKeyStore } from './host.ts';
import type { LiveRun } from './live-run.ts';
import type { Place } from './place.ts';
import type { ProxySignIns } from './proxy-sign-ins.ts';
import type { SecretClipboard } from './secret-clipboard.ts';
import type { SwitchableVault } from './switchable-vault.ts';

/** The signed-in person and their questions. Tokens are inside, in memory only. */
export interface SignedInSession {
  readonly session: Session;
  readonly microsoft: Microsoft;
  readonly view: SignedIn;
}

/** A sign-in under way: how it is stopped, and the page that is open for it. */
export interface SigningIn {
  readonly stop: AbortController;
  address: string | undefined;
}

/** A run of this window with what it stands on. */
export interface WindowRun {
  readonly live: LiveRun;
  readonly recipe: string;
  readonly home: Home;
  readonly vault: SwitchableVault;
  /** Starts again under the same ID with a reviewed plan. Undefined for runs that never continue. */
  readonly goOn: ((reviewed: Plan) => Promise<WindowRun>) | undefined;
}

/** What one window knows between two calls. Secrets lie here in memory; nothing of it is written down as it is. */
export interface WindowSession {
  readonly home: string;
  /** How many times as fast as a real one a practice tenant settles. */
  readonly pace: number;
  readonly window: BrowserWindow;
  theme(): AppState['theme'];
  readonly tell: Tell;
  readonly sent: SentWords;
  readonly secretClipboard: SecretClipboard;
  /** Checks queries in a thread of its own. */
  readonly kql: KqlChecker;
  /** How proxies of the real network are answered. */
  readonly proxies: ProxySignIns;
  place: Place;
  /** A sign-in that waits for the person. */
  signingIn: SigningIn | undefined;
  signedIn: SignedInSession | undefined;
  /** Questions with pickers filled from this tenant, by recipe. */
  readonly asks: Map<string, readonly Question[]>;
  /** Secret answers by question id, from the window as soon as they were typed. */
  readonly secretAnswers: Map<string, Secret>;
  readonly runs: Map<string, WindowRun>;
  /** Profile files the person opened. */
  readonly opened: Map<string, OpenedProfile>;
  /** Files the person chose that are sealed and not open yet. */
  readonly locked: Set<string>;
  readonly openedSecrets: Map<string, HeldSecret>;
  /** The last requests and surprises, for diagnostics. */
  readonly requests: RequestLine[];
  readonly surprises: Surprise[];
}

/** An unexpected error: its kind and place. Its message is dropped, because it might contain secrets. */
export interface Surprise {
  readonly at: string;
  readonly name: string;
  readonly where: readonly string[];
}

const keptRequests = 500;
const keptSurprises = 50;

/** A recipe by its id. @throws BadInput */
export function recipeOf(id: string): Recipe<World> {
  const found = recipes.find((recipe) => recipe.id === id);
  if (found === undefined) throw refused('recipe', 'No such recipe.', 'Choose one on Welcome.');
  return found;
}

/** The home as this window uses it now: practice apart from real, secrets in the operating system's key store. */
export function openSessionHome(desk: WindowSession, writes: boolean, passphrase?: Secret): Promise<Home> {
  const practice = desk.place.practice !== undefined;
  return openHome({ home: desk.home, practice, keyStore: systemKeyStore(), passphrase, writes });
}

/** Expected trouble as a value; anything else is a bug, noted for diagnostics and told as the one problem that says so. */
export async function toResult<T>(
  desk: WindowSession,
  body: () => Promise<IpcResult<T>>,
): Promise<IpcResult<T>> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof BadInput) {
      const [first] = error.refusals;
      // Nothing a person answered here: another program, or the disk, is in the way.
      return first.field.startsWith('--') ? { problem: homeBusy(first) } : { refusals: error.refusals };
    }
    if (error instanceof ProblemError) return { problem: error.problem };
    return { problem: recordUnexpected(desk, error) };
  }
}

/** A chosen file that was refused: every reason by its field. */
export function fileNotOpened({ refusals }: BadInput): Problem {
  return {
    code: 'file-not-opened',
    title: 'That file is not opened',
    because: refusals
      .slice(0, 3)
      .map(({ field, reason, remedy }) => `${field}: ${reason} ${remedy}`)
      .join(' '),
    remedies: [{ do: 'retry' }],
  };
}

function homeBusy({ reason, remedy }: Refusal): Problem {
  return {
    code: 'home-busy',
    title: "Couldn't use the app's data folder",
    because: `${reason} ${remedy}`,
    remedies: [{ do: 'retry' }],
  };
}

/** Keeps a surprise for the diagnostics file; gives the problem that stands for it. */
export function recordUnexpected(desk: WindowSession, error: unknown): Problem {
  const at = new Date().toISOString();
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  desk.surprises.push({
    at,
    name: error instanceof Error ? error.name : typeof error,
    where: [...stack.matchAll(/at (?:(\S+) )?\(?[^()]*?([^/\\()]+:\d+:\d+)\)?/gu)]
      .slice(0, 12)
      .map(([, name = '', place = '']) => `${name} ${place}`.trim()),
  });
  if (desk.surprises.length > keptSurprises) desk.surprises.shift();
  return unexpected(error, at);
}

/** One request for the activity line: no query, no body, no token. */
export function recordRequest(desk: WindowSession, line: SentRequest): void {
  const { at, method, host, path, status, startedMs, endedMs } = line;
  const shown: RequestLine = { at, method, host, path, status, ms: Math.round(endedMs - startedMs) };
  desk.requests.push(shown);
  if (desk.requests.length > keptRequests) desk.requests.shift();
  desk.tell('run.request', shown);
}

/** @throws ProblemError if the window isn't signed in */
export function requireSignIn(desk: WindowSession): SignedInSession {
  if (desk.signedIn) return desk.signedIn;
  throw new ProblemError({
    code: 'signed-out',
    title: 'You are signed out',
    because: 'Sign-ins are kept in memory only. Sign in again.',
    remedies: [{ do: 'sign-in' }],
  });
}

export function refusal(field: string, reason: string, remedy: string): { refusals: readonly Refusal[] } {
  return { refusals: [{ field, reason, remedy }] };
}
