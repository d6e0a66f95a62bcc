import { hashOf } from '../core/ids.ts';
import type { Store } from '../core/store.ts';
import type { Planted, TenantName } from '../tenants/tenants.ts';

/** Saved contents that can't be opened: not JSON, of another tenant, of another version, or incomplete. */
export class SavedContentsRefused extends Error {}

const savedVersion = 1;

/** The data of a tenant that is kept from one opening to the next. */
export interface Saved {
  readonly seed: number;
  readonly bornAt: number;
  readonly made: number;
  readonly surprised: readonly string[];
  readonly changes: Parameters<Store['restore']>[0];
  /** A hash of the contents the tenant started from. The changes have no meaning over other contents. */
  readonly planted: string;
}

/** App roles that were added here after contents were first saved. Saved tenants simply get them too. */
const gainedLater: ReadonlySet<string> = new Set([
  'ed4fca05-be46-441f-9803-1873825f8fdb',
  '34bf0e97-1971-4929-b999-9e2442d941d7',
]);

/** The hash that identifies the initial contents. App roles that were added later don't change it. */
export function plantedHash({ seed }: Planted): string {
  return hashOf(
    JSON.stringify(seed, (key, value: unknown) =>
      key === 'appRoles' && Array.isArray(value)
        ? (value as readonly { readonly id?: string }[]).filter(({ id }) => !gainedLater.has(id ?? ''))
        : value,
    ),
  );
}

/** The contents of a practice tenant as text, for `readSaved`. */
export function writeSaved(name: TenantName, saved: Saved): string {
  return JSON.stringify({ practice: savedVersion, name, ...saved });
}

/** Reads the text `writeSaved` wrote. @throws SavedContentsRefused with the reason if it is any other text */
export function readSaved(text: string, name: TenantName): Saved {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new SavedContentsRefused('the saved practice contents are not JSON');
  }
  const saved = (typeof read === 'object' && read !== null ? read : {}) as Record<string, unknown>;
  if (saved['practice'] !== savedVersion) {
    throw new SavedContentsRefused('the saved practice contents are of another version');
  }
  if (saved['name'] !== name) {
    throw new SavedContentsRefused(`the saved practice contents are of the tenant ${String(saved['name'])}`);
  }
  const numbers = ['seed', 'bornAt', 'made'].every((key) => Number.isFinite(saved[key]));
  const changes = saved['changes'];
  const kept =
    typeof changes === 'object' &&
    changes !== null &&
    Object.values(changes).every(
      (kind) =>
        typeof kind === 'object' && kind !== null && Object.values(kind as object).every(Array.isArray),
    );
  if (!numbers || !kept || !Array.isArray(saved['surprised']) || typeof saved['planted'] !== 'string') {
    throw new SavedContentsRefused('the saved practice contents are not whole');
  }
  return saved as unknown as Saved;
}
