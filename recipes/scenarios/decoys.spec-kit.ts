import fc from 'fast-check';
import type { Entry } from '../../engine/journal/journal.ts';
import { uuidFor } from '../../host/host.ts';
import { type LabCopy, labOf, withoutDeleted } from './lab.spec-kit.ts';

type Kinds = Readonly<Record<string, Readonly<Record<string, { readonly id?: string }>>>>;

/** Everything a tenant holds, as text by kind and key. */
export function objectsIn(state: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(state as Kinds).flatMap(([kind, held]) =>
      Object.entries(held).map(([key, value]) => [`${kind} ${key}`, JSON.stringify(value)] as const),
    ),
  );
}

/** Ids of what was there before: other people's applications, grants, roles, vaults. */
export function idsIn(state: unknown): readonly string[] {
  return Object.values(state as Kinds).flatMap((held) => Object.values(held).flatMap(({ id }) => id ?? []));
}

/** A journal that says this program made what is others': every receipt with ids of theirs, another draw for each. */
export function namingOthers(journal: readonly Entry[], ids: readonly string[], seed = 1): readonly Entry[] {
  const draws = fc.sample(fc.nat(), { seed, numRuns: 2 * journal.length })[Symbol.iterator]();
  const draw = (): string => ids[(draws.next().value ?? 0) % ids.length] ?? '';
  return journal.map((entry) => {
    if (entry.kind !== 'done') return entry;
    const { made } = entry.receipt;
    return {
      ...entry,
      receipt: { ...entry.receipt, owned: true, made: { ...made, id: draw(), of: draw() } },
    };
  });
}

/** Kinds of things a run makes, of which somebody else may have one that looks the same. */
const kinds = [
  'resources',
  'applications',
  'servicePrincipals',
  'appRoleAssignments',
  'roleAssignments',
  'secrets',
] as const;

interface Contents {
  readonly changes: Record<string, Record<string, readonly { at: number | null; value: { id: string } }[]>>;
}

/** A tenant in which others have what looks like the run's own, and for each of its ids those of the decoys. */
export interface Decoys {
  readonly copy: LabCopy;
  /** Their kind and key in the tenant. */
  readonly keys: readonly string[];
  /** One decoy after the other: an id of the run's and what the decoy has in its place. */
  readonly twins: readonly ReadonlyMap<string, string>[];
}

/**
 * Puts so many decoys beside what a run made: the same in all but its ids and the marks by which our own is known.
 * @param left as the run left its tenant
 */
export function withDecoys(left: LabCopy, count: number): Decoys {
  const contents = JSON.parse(left.saved) as Contents;
  const made = kinds.flatMap((kind) =>
    Object.entries(contents.changes[kind] ?? {}).map(([key, versions]) => ({ kind, key, versions })),
  );
  const keys: string[] = [];
  const twins: ReadonlyMap<string, string>[] = [];
  for (let nth = 0; keys.length < count; nth += 1) {
    const twin = twinOf(
      made.map(({ versions }) => versions.at(-1)?.value),
      nth,
    );
    twins.push(twin);
    for (const { kind, key, versions } of made.slice(0, count - keys.length)) {
      const other = swapped(key, twin);
      const theirs = swapped(JSON.stringify(versions), twin);
      (contents.changes[kind] ??= {})[other] = JSON.parse(unmarked(theirs, nth));
      keys.push(`${kind} ${other}`);
    }
  }
  return { copy: { ...left, saved: JSON.stringify(contents) }, keys, twins };
}

/** For the ids of what was made, those of the nth decoy. A role assignment keeps its place and has another name. */
function twinOf(values: readonly unknown[], nth: number): ReadonlyMap<string, string> {
  const twin = new Map<string, string>();
  const own = (id: unknown): void => {
    const last = typeof id === 'string' ? (id.split('/').at(-1) ?? '') : '';
    // A tenant's keys are its ids in small letters.
    for (const name of new Set([last, last.toLowerCase()].filter((each) => each !== '')))
      twin.set(name, /^[0-9a-f-]{36}$/u.test(name) ? uuidFor(`${name} ${nth}`) : `${name}${nth}`);
  };
  for (const value of values) {
    const { id, appId, principalId, passwordCredentials } = value as Record<string, unknown>;
    for (const each of [id, appId, principalId]) own(each);
    for (const each of (passwordCredentials ?? []) as { keyId: string }[]) own(each.keyId);
  }
  return twin;
}

/** A text with each id of the run's as the decoy has it. */
function swapped(text: string, twin: ReadonlyMap<string, string>): string {
  let other = text;
  for (const [own, theirs] of twin) other = other.replaceAll(own, theirs);
  return other;
}

/** A journal that says this program made the decoy instead of its own. */
export function namingTwin(journal: readonly Entry[], twin: ReadonlyMap<string, string>): readonly Entry[] {
  return JSON.parse(swapped(JSON.stringify(journal), twin)) as Entry[];
}

/** Without what says that it is this program's: unique names, tags, descriptions, names of credentials. */
function unmarked(text: string, nth: number): string {
  return text
    .replaceAll(/sentinel-onboarding[^"\\]*/giu, `other-${nth}`)
    .replaceAll(/Sentinel Onboarding/gu, `Other ${nth}`);
}

/**
 * Undoes a run whose journal was rewritten, and gives the decoys that are no longer as they were.
 * @param undo undoes on the desk it is given
 */
export async function touchedDecoys(
  { copy, keys }: Decoys,
  journal: readonly Entry[],
  undo: (at: ReturnType<typeof labOf>) => Promise<unknown>,
): Promise<{ readonly touched: readonly string[]; readonly others: number }> {
  const at = labOf({ ...copy, journal });
  const before = objectsIn(withoutDeleted(at.tenant.state()));
  await undo(at);
  const after = objectsIn(withoutDeleted(at.tenant.state()));
  const changed = [...before].flatMap(([key, was]) => (after.get(key) === was ? [] : [key]));
  const decoys = new Set(keys);
  return {
    touched: changed.filter((key) => decoys.has(key)),
    others: changed.filter((key) => !decoys.has(key)).length,
  };
}
