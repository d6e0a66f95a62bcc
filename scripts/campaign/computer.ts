import { fractionOf, type PracticeTenant, type virtualClock } from '@sentinel-onboarding/practice';
import type { Entry } from '../../engine/journal/journal.ts';
import { ProblemError } from '../../engine/model/problem.ts';
import type { AnswerValue } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Host } from '../../engine/run/host.ts';
import type { RunResult } from '../../engine/run/run.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { isWrite, type Lab, type LabCopy, lab, type Process } from '../../recipes/scenarios/lab.spec-kit.ts';
import type { Truth, Who } from './truth.ts';

/** Where a request is on its way when the power goes. */
export const points = [
  'before it is sent',
  'sent, carried out after the power is off',
  'carried out, no answer',
  'answered, no receipt',
  'receipt written',
  'one entry after the receipt',
] as const;
export type Point = (typeof points)[number];

/** The power goes at the nth request after sign-in (1 is the first). */
export interface Cut {
  readonly nth: number;
  readonly point: Point;
}

/** A request as the program sent it. */
export interface Sent {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly body: string;
}

/** A run that takes longer than this on the virtual clock hangs. Seconds. */
const longest = 6 * 3600;
/** A run that takes longer than this on the machine's clock hangs, or waits for what never comes. Milliseconds. */
const longestHere = 600_000;

/** One process of the product before a watched tenant, whose power can be cut at any request. */
export interface Computer {
  readonly process: Process;
  readonly sent: readonly Sent[];
  /** Most requests under way at once. */
  readonly peak: number;
  readonly dead: boolean;
  /** What was on its way when the power went, and is carried out later. */
  readonly late: Late | undefined;
  left(): LabCopy;
  readonly at: Lab;
  setUp(recipe: Recipe<World>, answers: Readonly<Record<string, AnswerValue>>): Promise<Ended>;
  undo(recipe: Recipe<World>): Promise<Ended>;
}

/** A request that is carried out when this is called, once. */
export type Late = () => Promise<void>;

/** How a run ended: with a result, cut off, thrown, or not at all. */
export type Ended =
  | {
      readonly how: 'ended';
      readonly result: RunResult;
      readonly told: readonly string[];
      readonly failed: number;
    }
  | { readonly how: 'cut off' }
  /** `code` where what ended it is a problem a person reads, such as a list of workspaces that does not come. */
  | { readonly how: 'threw'; readonly error: string; readonly code?: string }
  | { readonly how: 'hung' };

export interface Setting {
  readonly who?: Who;
  readonly left?: LabCopy;
  readonly cut?: Cut;
  readonly wrapHost?: (host: Host) => Host;
  /** What an earlier process had sent: carried out beside this one's nth request. */
  readonly late?: { readonly send: Late; readonly nth: number } | undefined;
  /** Changes what comes back, or waits before it is sent. */
  readonly over?: (request: Request, send: () => Promise<Response>, nth: number) => Promise<Response>;
  /** Whose clock the network waits on, where it is not the tenant's: for planted mistakes. */
  readonly clock?: PracticeTenant['clock'];
  /** Milliseconds a hang may last on the machine's clock. */
  readonly patience?: number;
}

const off = () => new Error('the power is off');

/** Opens a process: signs in, and knows nothing but what `left` holds. */
export async function computer(truth: Truth, of: Setting = {}): Promise<Computer> {
  const { who = 'ours', cut } = of;
  const sent: Sent[] = [];
  const open = new Set<Promise<unknown>>();
  let armed = false;
  let dead = false;
  let peak = 0;
  let late: Late | undefined;
  let counting: 'no' | 'for the receipt' | 'for one more' = 'no';
  let cutsWrite = false;
  const started = truth.clock.now();
  const die = (): never => {
    dead = true;
    throw off();
  };
  const alive = (): void => {
    if (dead) throw off();
    if (truth.clock.now() - started > longest * 1000) throw new Hangs();
  };

  async function fetch(request: Request): Promise<Response> {
    alive();
    if (!armed) return truth.send(who, request);
    const { pathname, host } = new URL(request.url);
    const body = request.body === null ? '' : await request.clone().text();
    sent.push({ method: request.method, host, path: pathname, body });
    const nth = sent.length;
    if (of.late?.nth === nth) await of.late.send();
    const here = cut?.nth === nth ? cut.point : undefined;
    if (here === 'before it is sent') die();
    if (here === 'sent, carried out after the power is off') {
      const later = new Request(request, { signal: new AbortController().signal });
      late = once(() => truth.send(who, later));
      die();
    }
    const through = () => truth.send(who, request);
    const response = await keep(of.over ? of.over(request, through, nth) : through());
    alive();
    if (here === 'carried out, no answer') die();
    if (here) {
      counting = 'for the receipt';
      cutsWrite = isWrite({ method: request.method, path: pathname });
    }
    return response;
  }
  function keep<T>(promise: Promise<T>): Promise<T> {
    const settled = promise.then(
      () => void open.delete(settled),
      () => void open.delete(settled),
    );
    open.add(settled);
    peak = Math.max(peak, open.size);
    return promise;
  }

  const tenant = new Proxy(truth.tenant, {
    get(target, name) {
      if (name === 'fetch') return fetch;
      if (name === 'clock') return of.clock ?? truth.clock;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const at = lab(tenant, of.left ? { copy: of.left } : {});
  const process = await at.open({
    wrapHost(plain) {
      const host = of.wrapHost?.(plain) ?? plain;
      return {
        ...host,
        sleep: async (seconds, signal) => {
          alive();
          await host.sleep(seconds, signal);
          alive();
        },
        vault: {
          ...host.vault,
          keep: (...words) => (dead ? Promise.reject(off()) : host.vault.keep(...words)),
          forget: (...words) => (dead ? Promise.reject(off()) : host.vault.forget(...words)),
        },
        async append(entry) {
          alive();
          const tells = counting === 'for one more' || (counting !== 'no' && isReceipt(entry, cutsWrite));
          if (tells && cut?.point === 'answered, no receipt') die();
          await host.append(entry);
          if (!tells) return;
          if (counting === 'for one more' || cut?.point === 'receipt written') die();
          counting = 'for one more';
        },
      };
    },
  });
  armed = true;

  async function ending(
    running: Promise<
      RunResult & {
        readonly remains?: readonly string[];
        readonly left?: readonly string[];
        readonly failed?: number;
      }
    >,
  ): Promise<Ended> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<'hung'>((resolve) => {
      timer = setTimeout(() => resolve('hung'), of.patience ?? longestHere);
    });
    try {
      const result = await Promise.race([running, tooLong]);
      if (result === 'hung') return { how: 'hung' };
      if (dead) return { how: 'cut off' };
      const told = [...(result.remains ?? []), ...(result.left ?? [])];
      return { how: 'ended', result, told, failed: result.failed ?? 0 };
    } catch (error) {
      if (dead) return { how: 'cut off' };
      if (error instanceof Hangs) return { how: 'hung' };
      const code = error instanceof ProblemError ? { code: error.problem.code } : {};
      return { how: 'threw', error: String(error), ...code };
    } finally {
      clearTimeout(timer);
      if (dead) await Promise.all(open);
    }
  }

  return {
    process,
    sent,
    at,
    get peak() {
      return peak;
    },
    get dead() {
      return dead;
    },
    get late() {
      return late;
    },
    left: () => at.copy(),
    setUp: (recipe, answers) => ending(process.run(recipe, 'set-up', { answers })),
    undo: (recipe) => ending(process.undo(recipe, lastRun(at.journal))),
  };
}

function once(send: () => Promise<unknown>): Late {
  let sent: Promise<void> | undefined;
  return () =>
    (sent ??= send().then(
      () => undefined,
      () => undefined,
    ));
}

class Hangs extends Error {}

function isReceipt({ kind }: Entry, ofWrite: boolean): boolean {
  return !ofWrite || kind === 'done' || kind === 'failed';
}

/** The run that undo is asked to take back: the newest that set up. */
function lastRun(journal: readonly Entry[]): string {
  return journal.findLast((entry) => entry.kind === 'run-began' && entry.intent === 'set-up')?.runId ?? '';
}

/** A clock on which nobody waits, for the planted mistake of a program that asks again at once. */
export function impatient(truth: Truth): ReturnType<typeof virtualClock> {
  return { ...truth.clock, sleep: () => truth.clock.sleep(0) };
}

/** A draw that the same words give again: an integer from 0 up to, and without, `below`. */
export function draw(below: number, ...words: readonly (string | number)[]): number {
  return Math.floor(fractionOf(...words) * below);
}
