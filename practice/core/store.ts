import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from './clock.ts';
import { azureKinds, type Contents, type Kind, kinds, type Seed, type TenantState } from './contents.ts';
import { fractionOf } from './ids.ts';

/**
 * The service that reads. Each service has its own replicas, and their lags differ:
 * - `directory`: Microsoft Graph reading one object
 * - `listing`: Microsoft Graph listing many (its index is behind single reads)
 * - `login`: the sign-in servers (applications, secrets, consents)
 * - `resources`: Azure Resource Manager
 * - `access`: Azure role assignments as ARM enforces them
 * - `queryAccess`: Azure role assignments as the Log Analytics query API enforces them
 * - `graphIndex`: Azure Resource Graph
 * - `vaultNames`: the name servers that know a vault's address
 * - `vaultPolicies`: a vault's own copy of its access policies
 */
export type View =
  | 'directory'
  | 'listing'
  | 'login'
  | 'resources'
  | 'access'
  | 'queryAccess'
  | 'graphIndex'
  | 'vaultNames'
  | 'vaultPolicies';

/**
 * The lag of each reader, as a multiple of the tenant's lag. The ratios follow the durations in
 * microsoft-apis section 12: secrets take 4-18 s where an application takes a few seconds, roles
 * take minutes, and the query API takes longest.
 */
const behind: Readonly<Record<View, number>> = {
  directory: 1,
  listing: 1.5,
  login: 2,
  resources: 0,
  access: 2.5,
  queryAccess: 3,
  graphIndex: 2,
  vaultNames: 3,
  vaultPolicies: 1,
};

/** Views of the service that is written to. A caller usually finds its own writes there at once. */
const ownViews: ReadonlySet<View> = new Set(['directory', 'listing']);

/** For one object in 20, a caller waits for its own write as long as all others do. */
const unlucky = 1 / 20;

/** The contents that one reader sees at one moment. */
export interface Reading {
  get<K extends Kind>(kind: K, key: string): Contents[K] | undefined;
  list<K extends Kind>(kind: K): readonly Contents[K][];
}

interface Version<T> {
  readonly at: number;
  /** null if the object was deleted at that time. */
  readonly value: T | null;
  /** The object ID of the caller that wrote it. */
  readonly by?: string;
}

type Kept = { [K in Kind]: Map<string, readonly Version<Contents[K]>[]> };
type SavedKind = Record<string, readonly Version<unknown>[]>;

/** One for all stores: at each promise, Node visits every storage ever used, also those of old tenants. */
const calls = new AsyncLocalStorage<{ readonly store: Store; readonly caller: string }>();

/** The time of objects that have existed since before the tenant was opened. */
const always = Number.NEGATIVE_INFINITY;

/** The key under which a kind keeps an id. Azure IDs and user IDs are in lower case. */
export function keyOf(kind: Kind, id: string): string {
  return azureKinds.includes(kind) || kind === 'users' ? id.toLowerCase() : id;
}

export interface StoreOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** The tenant's lag in seconds. With 0, every reader sees the truth. */
  readonly lagSeconds: number;
  /** If set, callers wait for their own writes as long as all others do. */
  readonly strict?: boolean;
  readonly onCommit?: () => void;
}

/**
 * The authoritative contents of the tenant (the truth), and the parts of them that its replicas serve.
 *
 * Writes are synchronous and go to the truth. Readers see an object's version once it is older than
 * that reader's lag. The lag of each version on each of two replicas is drawn from the seed, so a
 * new object flickers before it settles, the same way in every run.
 *
 * A caller reads its own writes to Microsoft Graph at once, except for one object in 20. Other callers and
 * services lag. How nearly Graph behaves like this is *assumed*. A strict store makes no such exception.
 */
export class Store {
  readonly #kept: Kept;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #onCommit: (() => void) | undefined;
  readonly #touched = new Set<string>();
  #lagSeconds: number;
  strict: boolean;

  constructor(seed: Seed, options: StoreOptions) {
    this.#clock = options.clock;
    this.#seed = options.seed;
    this.#lagSeconds = options.lagSeconds;
    this.strict = options.strict ?? false;
    this.#onCommit = options.onCommit;
    this.#kept = emptyKept();
    this.#plant(seed);
  }

  #plant(seed: Seed): void {
    for (const kind of kinds) {
      for (const value of seed[kind] ?? []) {
        const map = this.#kept[kind] as Map<string, readonly Version<unknown>[]>;
        map.set(keyOf(kind, value.id), [{ at: always, value }]);
      }
    }
  }

  /** The number of seconds during which a playbook that names a new API connection doesn't find it. */
  unseenConnections = 0;

  /** Runs `run` so that its reads and writes are those of this caller. @param caller its object ID */
  calledBy<T>(caller: string, run: () => T): T {
    return calls.run({ store: this, caller }, run);
  }

  /** The object ID of the caller that is reading or writing this store now. */
  #caller(): string | undefined {
    const call = calls.getStore();
    return call?.store === this ? call.caller : undefined;
  }

  /** The lag of the readers in seconds, before each reader's own factor. */
  get lagSeconds(): number {
    return this.#lagSeconds;
  }

  set lagSeconds(seconds: number) {
    this.#lagSeconds = Math.max(0, seconds);
  }

  /** Creates or replaces an object. The key is the object's `id`. */
  put<K extends Kind>(kind: K, value: Contents[K]): void {
    this.#commit(kind, keyOf(kind, value.id), value);
  }

  /** Removes an object, if it exists. Soft deletion also needs a `put` into `deletedItems`. */
  remove(kind: Kind, id: string): void {
    const key = keyOf(kind, id);
    if (this.authoritative().get(kind, key) !== undefined) this.#commit(kind, key, null);
  }

  #commit<K extends Kind>(kind: K, key: string, value: Contents[K] | null): void {
    const map = this.#kept[kind] as Map<string, readonly Version<Contents[K]>[]>;
    const now = this.#clock.now();
    const earlier = map.get(key) ?? [];
    // A version is useless if its successor is older than any lag: it can never be served again.
    const oldest = now - Math.max(this.#lagSeconds, 60) * 1000 * 5;
    const useful = earlier.filter((_, index) => (earlier[index + 1]?.at ?? now) >= oldest);
    const by = this.#caller();
    map.set(key, [...useful, { at: now, value, ...(by === undefined ? {} : { by }) }]);
    this.#touched.add(`${kind} ${key}`);
    this.#onCommit?.();
  }

  /** The authoritative contents, without any lag. */
  authoritative(): Reading {
    return this.#reading((versions) => versions.at(-1)?.value ?? undefined);
  }

  /**
   * The contents that a reader sees now.
   * @param replica which of that reader's replicas answers: any text, usually the request's name and number.
   */
  served(view: View, replica = ''): Reading {
    const factor = behind[view] * this.#lagSeconds * 1000;
    if (factor === 0) return this.authoritative();
    const now = this.#clock.now();
    const reader = this.strict || !ownViews.has(view) ? undefined : this.#caller();
    const which = fractionOf(this.#seed, view, replica) < 0.5 ? 'a' : 'b';
    return this.#reading((versions, kind, key) => {
      for (let index = versions.length - 1; index >= 0; index -= 1) {
        const version = versions[index];
        if (version === undefined) return undefined;
        if (version.at === always) return version.value ?? undefined;
        const own = reader !== undefined && version.by === reader;
        if (own && fractionOf(this.#seed, 'own', kind, key) >= unlucky) return version.value ?? undefined;
        const jitter = 0.5 + fractionOf(this.#seed, view, which, kind, key, index === 0 ? 'new' : 'changed');
        if (version.at + factor * jitter <= now) return version.value ?? undefined;
      }
      return undefined;
    });
  }

  #reading(
    pick: (versions: readonly Version<Contents[Kind]>[], kind: Kind, key: string) => unknown,
  ): Reading {
    const kept = this.#kept;
    return {
      get<K extends Kind>(kind: K, id: string): Contents[K] | undefined {
        const key = keyOf(kind, id);
        const versions = kept[kind].get(key) as readonly Version<Contents[K]>[] | undefined;
        return versions === undefined ? undefined : (pick(versions, kind, key) as Contents[K] | undefined);
      },
      list<K extends Kind>(kind: K): readonly Contents[K][] {
        const found: Contents[K][] = [];
        for (const [key, versions] of kept[kind]) {
          const value = pick(versions as readonly Version<Contents[K]>[], kind, key);
          if (value !== undefined) found.push(value as Contents[K]);
        }
        return found;
      },
    };
  }

  /** The truth as plain JSON, kinds and keys in a stable order. It has hashes of secrets, never secrets. */
  state(): TenantState {
    const truth: Record<string, Record<string, unknown>> = {};
    for (const kind of kinds) {
      const map = this.#kept[kind] as Map<string, readonly Version<unknown>[]>;
      const entries = [...map].flatMap(([key, versions]) => {
        const value = versions.at(-1)?.value;
        return value === null || value === undefined ? [] : [[key, value] as const];
      });
      entries.sort(([one], [other]) => (one < other ? -1 : 1));
      truth[kind] = Object.fromEntries(entries);
    }
    return truth as unknown as TenantState;
  }

  /** The changes since the tenant was created, with commit times, for `restore`. */
  toJSON(): Readonly<Record<string, SavedKind>> {
    const saved: Record<string, SavedKind> = {};
    for (const mark of [...this.#touched].sort()) {
      const space = mark.indexOf(' ');
      const kind = mark.slice(0, space) as Kind;
      const key = mark.slice(space + 1);
      const versions = (this.#kept[kind] as Map<string, readonly Version<unknown>[]>).get(key) ?? [];
      const ofKind = (saved[kind] ??= {});
      // JSON can't express infinity, so null means "always there".
      ofKind[key] = versions.map((version) => ({
        ...version,
        at: version.at === always ? null : version.at,
      })) as never;
    }
    return saved;
  }

  /** Restores the changes that `toJSON` gave, over the initial contents of the same tenant. */
  restore(saved: Readonly<Record<string, SavedKind>>): void {
    for (const kind of kinds) {
      for (const [key, versions] of Object.entries(saved[kind] ?? {})) {
        const map = this.#kept[kind] as Map<string, readonly Version<unknown>[]>;
        map.set(
          key,
          versions.map((version) => ({ ...version, at: (version.at as number | null) ?? always })),
        );
        this.#touched.add(`${kind} ${key}`);
      }
    }
  }
}

function emptyKept(): Kept {
  return Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as unknown as Kept;
}
