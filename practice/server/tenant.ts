import { type Act, perform, type Stage } from '../core/acts.ts';
import { type Clock, realClock, skewedClock } from '../core/clock.ts';
import { apiAt, type Cloud, clouds } from '../core/clouds.ts';
import type { CloudName, Json, TenantState } from '../core/contents.ts';
import { guidOf } from '../core/ids.ts';
import { ownFault, practiceHeader } from '../core/not-imitated.ts';
import { type Context, createRouter, Refusal, type WireResponse } from '../core/router.ts';
import { Sessions } from '../core/sessions.ts';
import { Store } from '../core/store.ts';
import {
  broken,
  type Fault,
  FaultPlan,
  faultedResponse,
  strikesAfter,
  type Weather,
  waitOrAbort,
} from '../core/weather.ts';
import { advanceDeployments } from '../deployments/run.ts';
import { resolves } from '../key-vault/access.ts';
import { advanceRuns } from '../logic-apps/workflow-runs.ts';
import { readBearer } from '../login/tokens.ts';
import { type Planted, plantTenant, type TenantName } from '../tenants/tenants.ts';
import { operations } from './operations.ts';
import { envelopeOf, unauthorized, unknownPath } from './refusals.ts';
import { type ContextInMaking, contextOf, type Place } from './request-context.ts';
import { plantedHash, readSaved, SavedContentsRefused, writeSaved } from './saved.ts';
import { callerInside } from './self-call.ts';
import { responseOf } from './wire.ts';

export type { Act } from '../core/acts.ts';
export type { TenantState } from '../core/contents.ts';
export { isPracticeTenantId } from '../core/ids.ts';
export { type Fault, type FaultKind, faultKinds, type Weather } from '../core/weather.ts';
export { type TenantName, tenantNames } from '../tenants/tenants.ts';
export { SavedContentsRefused } from './saved.ts';

/** One request, kept to judge a run afterwards. Times are milliseconds since 1970 on the tenant's clock. */
export interface RequestRecord {
  readonly method: string;
  readonly host: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** 0 if no answer was sent because the connection broke. */
  readonly status: number;
  /** The user name, or the client ID of an application. Empty before sign-in. */
  readonly caller: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The position among all beginnings and ends, because a clock can show the same time for several. */
  readonly order: { readonly began: number; readonly ended: number };
  readonly body: string;
  /** The fault that struck the request, if one did. */
  readonly fault?: Fault['kind'];
  /** Set for a part of a $batch, which is not an HTTP request of its own. */
  readonly inner?: true;
  /** Set if the practice tenant spoke for itself: it doesn't imitate this, or it failed. */
  readonly practice?: string;
}

/** The part of a request's record that becomes known while the request is answered. */
interface Told {
  caller: string;
  status: number;
  practice?: string | undefined;
}

/** The default lag of replicas, in seconds. */
export const usualLagSeconds = 2;

/** The options of a practice tenant: its clock, lag, contents and who keeps them. */
export interface PracticeOptions {
  readonly clock?: Clock;
  /** The lag of replicas. The default is `usualLagSeconds`. It is not saved: each opening decides it. */
  readonly lagSeconds?: number;
  /** Whether a caller waits for its own writes as long as all others do. It is not saved either. */
  readonly strict?: boolean;
  readonly latencyMs?: number;
  readonly seed?: number;
  /** The result of `save()` for a tenant of the same name. */
  readonly saved?: string;
  /** Called after every write, with a function that renders the contents at that moment. */
  readonly onCommit?: (save: () => string) => void;
}

/** A sample tenant that imitates Microsoft's services. */
export interface PracticeTenant {
  readonly name: TenantName;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly domain: string;
  readonly cloud: CloudName;
  readonly clock: Clock;
  readonly admin: { readonly userName: string; readonly password: string; readonly displayName: string };
  /** An application with the same rights as this tenant's onboarding admin. */
  readonly automation: { readonly clientId: string; readonly clientSecret: string };
  /** Answers requests to all of Microsoft's hosts that this tenant imitates. For any other, it rejects. */
  fetch(request: Request): Promise<Response>;
  /** The authoritative contents, kinds and keys in a stable order. Secrets appear only as SHA-256 hashes. */
  state(): TenantState;
  /** Every secret value and token issued since the tenant was opened. */
  issued(): readonly { readonly kind: string; readonly value: string }[];
  requests(): readonly RequestRecord[];
  setWeather(weather: Weather): void;
  /** Does what another admin does in another portal. Throws ActRefused if that can't be done. */
  act(change: Act): Json;
  /** Restores the initial contents. Forgets requests, issued values and sign-ins. Keeps the weather seed. */
  reset(): void;
  save(): string;
}

const router = createRouter(operations);

/** On the real clock, a wait of a playbook passes 60 times as fast, so that ten minutes take ten seconds. */
const pace = 60;

/** Opens a ready-made practice tenant. Its name and the seed decide all of its contents. */
export function practiceTenant(name: TenantName, options: PracticeOptions = {}): PracticeTenant {
  return new Tenant(name, options);
}

class Tenant implements PracticeTenant {
  readonly name: TenantName;
  readonly clock: Clock;
  /** Microsoft's clock, which can differ from the computer's. */
  readonly #clock: Clock;
  readonly #options: PracticeOptions;
  readonly #seed: number;
  readonly #sky = new FaultPlan();
  readonly #sessions = new Sessions();
  #planted: Planted;
  #store: Store;
  #bornAt: number;
  #made = 0;
  #latencyMs: number;
  #lagSeconds: number;
  #strict: boolean;
  #skewSeconds = 0;
  #events = 0;
  #undated = false;
  #issued: { kind: string; value: string }[] = [];
  #requests: RequestRecord[] = [];
  #asked = new Map<string, number>();
  #surprises: Planted['surprises'] = [];
  #plantedHash: string | undefined;
  #going: Promise<void> = Promise.resolve();

  constructor(name: TenantName, options: PracticeOptions) {
    this.name = name;
    this.#options = options;
    this.clock = options.clock ?? realClock;
    this.#clock = skewedClock(this.clock, () => this.#skewSeconds * 1000);
    this.#seed = options.seed ?? 1;
    this.#latencyMs = options.latencyMs ?? 0;
    this.#lagSeconds = options.lagSeconds ?? usualLagSeconds;
    this.#strict = options.strict ?? false;
    const saved = options.saved === undefined ? undefined : readSaved(options.saved, name);
    this.#bornAt = saved?.bornAt ?? this.#clock.now();
    this.#seed = saved?.seed ?? this.#seed;
    this.#made = saved?.made ?? 0;
    this.#planted = plantTenant(name, this.#seed, this.#bornAt);
    this.#store = this.#newStore();
    this.#surprises = [...this.#planted.surprises];
    if (saved !== undefined) {
      this.#plantedHash = plantedHash(this.#planted);
      if (saved.planted !== this.#plantedHash) {
        throw new SavedContentsRefused(
          'the saved practice contents began from another start than this program’s',
        );
      }
      this.#store.restore(saved.changes);
      this.#surprises = this.#surprises.filter(({ id }) => !saved.surprised.includes(id));
    }
  }

  #newStore(): Store {
    return new Store(this.#planted.seed, {
      clock: this.#clock,
      seed: this.#seed,
      lagSeconds: this.#lagSeconds,
      strict: this.#strict,
      onCommit: () => this.#options.onCommit?.(() => this.save()),
    });
  }

  get tenantId(): string {
    return this.#planted.tenant.id;
  }
  get tenantName(): string {
    return this.#planted.tenant.displayName;
  }
  get domain(): string {
    return this.#planted.tenant.domains[0] ?? '';
  }
  get cloud(): CloudName {
    return this.#planted.tenant.cloud;
  }
  get admin() {
    return this.#planted.admin;
  }
  get automation() {
    return this.#planted.automation;
  }

  state(): TenantState {
    return this.#store.state();
  }

  issued(): readonly { readonly kind: string; readonly value: string }[] {
    return [...this.#issued];
  }

  requests(): readonly RequestRecord[] {
    return [...this.#requests];
  }

  setWeather(weather: Weather): void {
    if (weather.latencyMs !== undefined) this.#latencyMs = weather.latencyMs;
    if (weather.lag !== undefined) {
      this.#lagSeconds = weather.lag;
      this.#store.lagSeconds = weather.lag;
    }
    if (weather.strict !== undefined) {
      this.#strict = weather.strict;
      this.#store.strict = weather.strict;
    }
    this.#skewSeconds = weather.skew ?? 0;
    this.#undated = weather.undated ?? false;
    this.#store.unseenConnections = weather.unseenConnections ?? 0;
    this.#sky.set(weather.faults ?? [], weather.seed ?? this.#seed);
  }

  act(change: Act): Json {
    return perform(this.#stage(), change);
  }

  reset(): void {
    this.#bornAt = this.#clock.now();
    this.#made = 0;
    this.#planted = plantTenant(this.name, this.#seed, this.#bornAt);
    this.#plantedHash = undefined;
    this.#store = this.#newStore();
    this.#surprises = [...this.#planted.surprises];
    this.#issued = [];
    this.#requests = [];
    this.#asked = new Map();
    this.#sessions.clear();
    this.#options.onCommit?.(() => this.save());
  }

  save(): string {
    const left = new Set(this.#surprises.map(({ id }) => id));
    this.#plantedHash ??= plantedHash(this.#planted);
    return writeSaved(this.name, {
      seed: this.#seed,
      bornAt: this.#bornAt,
      made: this.#made,
      surprised: this.#planted.surprises.map(({ id }) => id).filter((id) => !left.has(id)),
      changes: this.#store.toJSON(),
      planted: this.#plantedHash,
    });
  }

  #place(): Place {
    return {
      clock: this.#clock,
      store: this.#store,
      sessions: this.#sessions,
      planted: this.#planted,
      asked: this.#asked,
      newId: () => this.#newId(),
      issued: (kind, value) => void this.#issued.push({ kind, value }),
      again: (request) => this.#answer(request, true),
    };
  }

  #stage(): Stage {
    return {
      store: this.#store,
      clock: this.#clock,
      sessions: this.#sessions,
      tenantId: this.tenantId,
      adminName: this.admin.userName,
      newId: () => this.#newId(),
      issued: (kind, value) => this.#issued.push({ kind, value }),
    };
  }

  #newId(): string {
    this.#made += 1;
    return guidOf('made', this.tenantId, this.#seed, this.#made);
  }

  fetch(request: Request): Promise<Response> {
    return this.#answer(request, false);
  }

  async #answer(request: Request, inner: boolean): Promise<Response> {
    const url = new URL(request.url);
    const at = url.protocol === 'https:' ? apiAt(url.hostname, this.cloud) : undefined;
    if (at === undefined) throw broken('ENOTFOUND', `getaddrinfo ENOTFOUND ${url.hostname}`);
    const startedAt = this.#clock.now();
    const began = ++this.#events;
    const text = request.body === null ? '' : await request.text();
    const method = request.method.toUpperCase();
    const record = { method, host: url.hostname, path: url.pathname + url.search, startedAt, body: text };
    const told: Told = { caller: '', status: 0 };
    // The end of the body comes first, so that a message that is cut short still quotes it.
    const carried = `${text.slice(-240)} ${request.headers.get('authorization') ?? ''}`;
    const struck = {
      host: at.api,
      method,
      path: url.pathname,
      hostname: url.hostname,
      batched: inner,
      body: text,
      carried,
    };
    const fault = this.#sky.pickFault(struck);
    const context = contextOf(this.#place(), request, text, { url, ...at });
    try {
      if (!inner) await waitOrAbort(this.#clock, this.#latencyMs / 2, request.signal);
      const around = {
        // Inside a batch no request waits by itself. Time doesn't move until the whole batch is answered.
        clock: inner ? { now: () => this.#clock.now(), sleep: async () => {} } : this.#clock,
        signal: request.signal,
        request: struck,
        envelope: (status: number, code: string, message: string) =>
          envelopeOf(context, status, code, message),
      };
      // A vault has a host name of its own. Until the name servers know it, no request can be sent.
      if (at.api === 'vault' && !resolves(context))
        throw broken('ENOTFOUND', `getaddrinfo ENOTFOUND ${url.hostname}`);
      const early = fault !== undefined && !strikesAfter(fault);
      const run = () => this.#run(context, told, request.signal);
      const answer = early ? undefined : responseOf(context, await (this.#clock.still?.(run) ?? run()));
      const sent = fault === undefined ? (answer as Response) : await faultedResponse(fault, around, answer);
      if (!inner) await waitOrAbort(this.#clock, this.#latencyMs / 2, request.signal);
      told.status = sent.status;
      told.practice = sent.headers.get(practiceHeader) ?? undefined;
      if (this.#undated) sent.headers.delete('date');
      return sent;
    } finally {
      this.#requests.push({
        ...record,
        status: told.status,
        caller: told.caller,
        endedAt: this.#clock.now(),
        order: { began, ended: ++this.#events },
        ...(fault === undefined ? {} : { fault: fault.kind }),
        ...(inner ? { inner: true } : {}),
        ...(told.practice === undefined ? {} : { practice: told.practice }),
      });
    }
  }

  /** Finds the operation, checks the token and answers. A refusal is also an answer. */
  async #run(context: ContextInMaking, told: { caller: string }, signal: AbortSignal): Promise<WireResponse> {
    try {
      const found = router.find(context.api, context.method, context.path);
      const open = 'operation' in found && found.operation.open === true;
      if (context.api !== 'login' && context.api !== 'published' && !open) {
        const caller = await readBearer(
          context.headers.get('authorization'),
          context.api,
          context.cloud,
          this.tenantId,
          this.#clock.now(),
        );
        if (typeof caller === 'string') return unauthorized(context, caller);
        context.signedIn = caller;
        told.caller = caller.name;
      }
      if (!('operation' in found)) return unknownPath(context);
      context.params = found.params;
      await this.#goOn();
      const answer = await this.#store.calledBy(context.signedIn?.objectId ?? '', () =>
        found.operation.run(context),
      );
      await this.#goOn();
      this.#surprise(context, answer.status);
      return answer.afterwards?.() ?? answer;
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.answer;
      if (signal.aborted) throw thrown;
      return ownFault(thrown).answer;
    }
  }

  /** Advances deployments and playbooks as far as they can get by now, for one request at a time. */
  #goOn(): Promise<void> {
    const { arm, vaultSuffix } = clouds[this.cloud];
    const next = this.#going.then(async () => {
      const inside = {
        store: this.#store,
        now: this.#clock.now(),
        arm: `https://${arm}`,
        call: callerInside(this.#place(), router),
      };
      await advanceDeployments(inside);
      await advanceRuns({ ...inside, vaultSuffix, pace: this.clock === realClock ? pace : 1 });
    });
    this.#going = next.catch(() => undefined);
    return next;
  }

  /** Carries out the acts that other admins of this tenant do after a certain request is answered. */
  #surprise(context: Context, status: number): void {
    if (status >= 400) return;
    const due = this.#surprises.filter(
      ({ method, path }) => method === context.method && path.test(context.path),
    );
    for (const surprise of due) {
      const act = surprise.act(this.#store.authoritative(), context);
      if (act === undefined) continue;
      this.#surprises = this.#surprises.filter(({ id }) => id !== surprise.id);
      this.act(act);
    }
  }
}

/** The endpoints of a tenant's cloud, for programs that need to be told them. */
export function cloudOf(tenant: PracticeTenant): Cloud {
  return clouds[tenant.cloud];
}
