import { type FaultKind, faultKinds } from '@sentinel-onboarding/practice';
import { fold } from '../../engine/journal/fold.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import type { Host } from '../../engine/run/host.ts';
import type { World } from '../../recipes/catalogue/step.ts';
import { isWrite } from '../../recipes/scenarios/lab.spec-kit.ts';
import { type Computer, computer, type Setting } from './computer.ts';
import { requestsOf } from './kills.ts';
import { found, isComplete, parsed, type Start, stage, stopOf } from './world.ts';

/**
 * What may end a run even once, if it says so: the answer of somebody who is not Microsoft, a refusal, a wait of years.
 * Every other kind passes, and a run in which it strikes once is to complete.
 */
const mayStop: ReadonlySet<string> = new Set([
  'tls',
  '429-absurd',
  'gzip-bomb',
  'huge-body',
  'deep-json',
  'wrong-schema',
  '401-claims',
  '403',
  'conflict',
  'foreign-redirect',
  'foreign-next-link',
  'echo',
  'echo-page',
]);

/** What passes: an `answer` is a refusal that was asked for, and a run rightly stops at it. */
const weather = faultKinds.filter((kind) => kind !== 'answer');

/** One answer of a $batch, and the disk of this computer, beside the kinds of the weather. */
const ofBatch = ['one of a batch: 429', 'one of a batch: 500', 'one of a batch: 503'] as const;
const ofDisk = ['disk: ENOSPC', 'disk: EIO', 'disk: EROFS'] as const;
export type AnyFault = FaultKind | (typeof ofBatch)[number] | (typeof ofDisk)[number];

/** One place of the matrix: the nth request after sign-in, the nth entry of the journal for a disk. */
export interface Struck {
  readonly recipe: Recipe<World>;
  readonly start: Start;
  readonly kind: AnyFault;
  readonly nth: number;
  readonly times: 'once' | 'always';
  readonly method: string;
  readonly path: string;
  readonly isWrite: boolean;
}

export interface Weathered {
  readonly at: string;
  readonly complete: boolean;
  readonly codes: readonly string[];
  readonly wrongStop: boolean;
  readonly hung: boolean;
  /** Of requests that were asked to wait: how many were sent again, and which of them too early. */
  readonly repeats: number;
  readonly early: readonly string[];
  /** Changes that reached Microsoft without an intent on the disk. */
  readonly undurable: readonly string[];
  /** After the weather cleared and the run was gone on with. */
  readonly completesThen: boolean;
  readonly duplicates: readonly string[];
  readonly orphans: readonly string[];
}

export async function faults(recipes: readonly Recipe<World>[]): Promise<readonly Struck[]> {
  const all: Struck[] = [];
  for (const recipe of recipes) {
    const start = 'fresh' as const;
    const requests = await requestsOf(stage(recipe, start, { lagSeconds: 0, seed: 1 }));
    for (const [index, { method, path }] of requests.entries()) {
      const kinds = [...weather, ...(path.endsWith('/$batch') ? ofBatch : [])];
      for (const kind of kinds)
        for (const times of ['once', 'always'] as const)
          all.push({
            recipe,
            start,
            kind,
            nth: index + 1,
            times,
            method,
            path,
            isWrite: isWrite({ method, path }),
          });
    }
    const entries = await entriesOf(recipe);
    for (let nth = 1; nth <= entries; nth++)
      for (const kind of ofDisk)
        for (const times of ['once', 'always'] as const)
          all.push({ recipe, start, kind, nth, times, method: 'entry', path: String(nth), isWrite: true });
  }
  return all;
}

async function entriesOf(recipe: Recipe<World>): Promise<number> {
  const { truth, answers } = stage(recipe, 'fresh', { lagSeconds: 0, seed: 1 });
  const whole = await computer(truth);
  await whole.setUp(recipe, answers);
  return whole.at.journal.length;
}

export async function strike(of: Struck, planted: Setting = {}): Promise<Weathered> {
  const { recipe, kind, nth, times, method, path } = of;
  const here = stage(recipe, of.start, { lagSeconds: 0, seed: 1 });
  const { truth, answers } = here;
  const disk = kind.startsWith('disk: ') ? kind.slice('disk: '.length) : undefined;
  const batch = kind.startsWith('one of a batch: ') ? Number(kind.slice(-3)) : undefined;
  const full = disk ? fullDisk(disk, nth, times) : undefined;
  const deaf = planted.wrapHost ?? ((host: Host) => host);
  const first: Computer = await computer(truth, {
    ...planted,
    ...(full ? { wrapHost: (host) => deaf(full.wrap(host, () => first)) } : {}),
    ...(batch ? { over: spoilt(batch, nth, times) } : {}),
  });
  if (!disk && !batch) {
    const where = times === 'once' ? { nth } : { method, path, times: 'always' as const };
    truth.tenant.setWeather({ faults: [{ kind: kind as FaultKind, ...where }] });
  }
  const ended = await first.setUp(recipe, answers);
  const requests = truth.tenant.requests();
  truth.tenant.setWeather({});
  const complete = isComplete(ended);
  const stop = complete ? { codes: [], wrong: false } : stopOf(ended);
  // A disk that cannot be written ends the run by what the disk said, before anything is changed.
  const diskSaid = disk !== undefined && ended.how === 'threw' && ended.error.includes(disk);
  const passes = times === 'once' && !mayStop.has(kind) && !disk;
  const next = await computer(truth, { left: first.left() });
  const again = await next.setUp(recipe, answers);
  const { duplicates, orphans } = found(truth, [next]);
  return {
    at: `${recipe.id}, ${kind}, ${disk ? '' : 'request '}${nth} (${method} ${path}), ${times}`,
    complete,
    codes: stop.codes,
    wrongStop: (stop.wrong && !diskSaid) || (passes && !complete),
    hung: ended.how === 'hung' || again.how === 'hung',
    ...tooEarly(requests),
    undurable: full?.undurable(first) ?? [],
    completesThen: isComplete(again),
    duplicates,
    orphans: isComplete(again) ? orphans : [],
  };
}

type Requests = ReturnType<ReturnType<typeof stage>['truth']['tenant']['requests']>;

/** Seconds each kind of fault asks to wait. */
const asks: Readonly<Record<string, number>> = { '429-seconds': 7, '429-date': 7, '503-retry-after': 5 };

/** Of the requests that were asked to wait, those sent again: how many, and which of them earlier than asked. */
export function tooEarly(requests: Requests): {
  readonly repeats: number;
  readonly early: readonly string[];
} {
  let repeats = 0;
  const early: string[] = [];
  for (const [index, struck] of requests.entries()) {
    const seconds = asks[struck.fault ?? ''];
    if (seconds === undefined) continue;
    const again = requests.slice(index + 1).find(
      ({ method, host, path, body, order }) =>
        method === struck.method &&
        host === struck.host &&
        path === struck.path &&
        body === struck.body &&
        // What was under way when the answer came is no repeat.
        order.began > struck.order.ended,
    );
    if (!again) continue;
    repeats++;
    // A date has no fractions of a second.
    const waited = (again.startedAt - struck.endedAt) / 1000;
    if (waited < seconds - (struck.fault === '429-date' ? 1 : 0))
      early.push(`${struck.method} ${struck.path}: ${waited} s for ${seconds} s`);
  }
  return { repeats, early };
}

/**
 * A disk that takes no entry, the nth or every one from it on. Where no change was begun when it failed, none may be
 * sent after it.
 */
function fullDisk(code: string, nth: number, times: 'once' | 'always') {
  let entries = 0;
  let before: number | undefined;
  const writes = (of: Computer) => of.sent.filter(isWrite);
  return {
    wrap: (host: Host, of: () => Computer): Host => ({
      ...host,
      async append(entry) {
        entries++;
        const strikes = times === 'once' ? entries === nth : entries >= nth;
        if (!strikes) return host.append(entry);
        if (before === undefined) {
          const { steps } = fold(of().at.journal);
          before = steps.some(({ open }) => open.length > 0) ? Number.POSITIVE_INFINITY : writes(of()).length;
        }
        throw Object.assign(new Error(`${code}: the journal cannot be written`), { code });
      },
    }),
    undurable: (of: Computer) =>
      writes(of)
        .slice(before ?? Number.POSITIVE_INFINITY)
        .map(({ method, path }) => `${method} ${path}`),
  };
}

/** The first answer inside a $batch is a refusal; the batch itself comes back well. */
function spoilt(status: number, nth: number, times: 'once' | 'always'): NonNullable<Setting['over']> {
  return async (request, send, count) => {
    const response = await send();
    const isHere = times === 'once' ? count === nth : new URL(request.url).pathname.endsWith('/$batch');
    if (!isHere || response.status !== 200) return response;
    const text = await response.text();
    const { responses } = parsed(text) as { responses?: readonly { readonly id: string }[] };
    const [one, ...rest] = responses ?? [];
    if (!one) return new Response(text, response);
    const headers = status === 500 ? {} : { 'Retry-After': '7' };
    const body = {
      error: { code: status === 429 ? 'TooManyRequests' : 'serviceException', message: 'Try again.' },
    };
    return Response.json({ responses: [{ id: one.id, status, headers, body }, ...rest] });
  };
}
