import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Act,
  type PracticeTenant,
  practiceTenant,
  type TenantName,
  virtualClock,
} from '@sentinel-onboarding/practice';

/** Whose doing a change is: the program's on the computer that is judged, or anybody else's. */
export type Who = 'ours' | 'theirs';

/** Kinds that Microsoft keeps after a deletion, and the record of what was deployed: undo promises nothing of them. */
const kept = new Set(['deletedItems', 'deletedSecrets', 'deletedVaults', 'deployments']);

type State = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A statement about a tenant: an object is there, a field has a value, a list holds an element. */
type Atom = string;

const object = (kind: string, key: string): Atom => JSON.stringify([kind, key]);
const objectOf = (atom: Atom): Atom => JSON.stringify((JSON.parse(atom) as unknown[]).slice(0, 2));

function atomsOf(kind: string, key: string, value: Readonly<Record<string, unknown>>): readonly Atom[] {
  const parts = Object.entries(value).flatMap(([field, of]) => {
    if (!Array.isArray(of)) return [[field, of]];
    // One element holds all permissions of one API; each becomes a statement of its own.
    if (field !== 'requiredResourceAccess') return of.map((each: unknown) => [field, each]);
    return (of as { resourceAppId: string; resourceAccess: readonly unknown[] }[]).flatMap((api) =>
      api.resourceAccess.map((each) => [field, api.resourceAppId, each]),
    );
  });
  return [object(kind, key), ...parts.map((part) => JSON.stringify([kind, key, ...part]))];
}

/**
 * What is judged by: a practice tenant's own store, read directly, with every change put down to whoever made it. It
 * knows no recipe, no step and no journal, so that it cannot share a mistake with them.
 */
export interface Truth {
  readonly tenant: PracticeTenant;
  readonly clock: ReturnType<typeof virtualClock>;
  /** Whoever sends through this does it as that one. */
  send(who: Who, request: Request): Promise<Response>;
  /** What somebody else does in a portal. */
  act(act: Act): void;
  /** From here on everything that stands counts as other people's. */
  begin(): void;
  /** What stands and neither stood at the beginning nor was put there by others. */
  leftovers(): readonly string[];
  /** What others had and ours took away on purpose: the request named it. */
  claimed(): readonly string[];
  /** Objects that stand twice, one of them at least made by ours. */
  duplicates(): readonly string[];
  /** Client secrets that ours made, that live, and that no vault holds. */
  orphans(
    vaults: readonly ReadonlyMap<string, { readonly about: Readonly<Record<string, string>> }>[],
  ): readonly string[];
}

/** One for all tenants: Node visits every one ever used at each promise. */
const acting = new AsyncLocalStorage<{ readonly who: Who; readonly path: string }>();

/** A practice tenant on a virtual clock, watched. The same name, lag and seed go the same way every time. */
export function truthOf(name: TenantName, of: { readonly lagSeconds: number; readonly seed: number }): Truth {
  const clock = virtualClock();
  let seen: State = {};
  const atoms = new Map<Atom, readonly Atom[]>();
  let base = new Set<Atom>();
  let made = new Map<Atom, Who>();
  let taken = new Map<Atom, string>();
  const state = () => tenant.state() as unknown as State;
  const objects = function* () {
    for (const [kind, held] of Object.entries(state()))
      if (!kept.has(kind)) for (const [key, value] of Object.entries(held)) yield { kind, key, value };
  };
  const look = (): void => {
    const { who, path } = acting.getStore() ?? { who: 'theirs' as const, path: '' };
    const now = state();
    const added: Atom[] = [];
    const removed: Atom[] = [];
    for (const kind of Object.keys(now)) {
      if (kept.has(kind)) continue;
      const was = seen[kind] ?? {};
      const is = now[kind] ?? {};
      // The store never changes an object: what is the same value is the same object.
      for (const [key, value] of Object.entries(is)) {
        if (was[key] === value) continue;
        const id = object(kind, key);
        const before = new Set(atoms.get(id));
        const after = atomsOf(kind, key, value);
        added.push(...after.filter((atom) => !before.has(atom)));
        for (const atom of after) before.delete(atom);
        removed.push(...before);
        atoms.set(id, after);
      }
      for (const key of Object.keys(was)) {
        if (Object.hasOwn(is, key)) continue;
        removed.push(...(atoms.get(object(kind, key)) ?? []));
        atoms.delete(object(kind, key));
      }
    }
    seen = now;
    for (const atom of added) {
      made.set(atom, who);
      if (who === 'theirs') base.add(atom);
    }
    for (const atom of removed) {
      if (who === 'theirs') base.delete(atom);
      else taken.set(atom, path);
    }
  };
  const tenant = practiceTenant(name, { clock, strict: true, ...of, onCommit: look });
  const all = () => new Set([...atoms.values()].flat());
  /** Where a whole object is meant, its fields need not be named beside it. */
  const whole = (found: readonly Atom[]): readonly string[] => {
    const there = new Set(found);
    return found.filter((atom) => atom === objectOf(atom) || !there.has(objectOf(atom)));
  };
  const isNamedIn = (path: string, atom: Atom): boolean => {
    const [, key] = JSON.parse(atom) as [string, string];
    const last = key.toLowerCase().split('/').at(-1) ?? '';
    return decodeURIComponent(path).toLowerCase().includes(last);
  };
  const truth: Truth = {
    tenant,
    clock,
    send: (who, request) =>
      acting.run({ who, path: new URL(request.url).pathname }, () => tenant.fetch(request)),
    act: (act) => void acting.run({ who: 'theirs', path: '' }, () => tenant.act(act)),
    begin() {
      seen = {};
      atoms.clear();
      look();
      base = all();
      made = new Map();
      taken = new Map();
    },
    leftovers: () => whole([...all()].filter((atom) => !base.has(atom))),
    claimed() {
      const there = all();
      // What others added to an object of ours goes with it.
      const gone = [...base].filter((atom) => !there.has(atom) && base.has(objectOf(atom)));
      return whole(gone.filter((atom) => isNamedIn(taken.get(atom) ?? '', atom) && taken.has(atom)));
    },
    duplicates() {
      const counts = new Map<string, { times: number; ours: boolean }>();
      for (const { kind, key, value } of objects()) {
        const what = sameness[kind]?.(value);
        if (what === undefined) continue;
        const name = `${kind} ${what.join(' ')}`.toLowerCase();
        const { times, ours } = counts.get(name) ?? { times: 0, ours: false };
        counts.set(name, { times: times + 1, ours: ours || made.get(object(kind, key)) === 'ours' });
      }
      return [...counts].flatMap(([name, { times, ours }]) => (times > 1 && ours ? [name] : []));
    },
    orphans(vaults) {
      const held = new Set(vaults.flatMap((vault) => [...vault.values()].map(({ about }) => about['keyId'])));
      const now = new Date(clock.now()).toISOString();
      return [...made].flatMap(([atom, who]) => {
        const [, key, field, credential] = JSON.parse(atom) as [
          string,
          string,
          string,
          { keyId: string; endDateTime: string },
        ];
        if (who !== 'ours' || field !== 'passwordCredentials' || !all().has(atom)) return [];
        return credential.endDateTime > now && !held.has(credential.keyId)
          ? [`${key} ${credential.keyId}`]
          : [];
      });
    },
  };
  truth.begin();
  return truth;
}

/** By what two objects are the same thing twice. Directory objects may share a display name; what we make does not. */
const sameness: Readonly<Record<string, (of: Readonly<Record<string, unknown>>) => readonly unknown[]>> = {
  applications: ({ displayName }) => [displayName],
  servicePrincipals: ({ appId }) => [appId],
  appRoleAssignments: ({ principalId, resourceId, appRoleId }) => [principalId, resourceId, appRoleId],
  roleAssignments: ({ principalId, roleDefinition, scope }) => [principalId, roleDefinition, scope],
};
