import type { PracticeTenant, TenantName } from '@sentinel-onboarding/practice';
import { BadInput } from '../host/input/bad-input.ts';
import { type HomeLock, lockHome } from '../host/storage/lock.ts';
import { checkHome, practiceHome } from '../host/storage/practice-home.ts';

/** A practice tenant that keeps what is done in it. */
export interface OpenPractice {
  readonly tenant: PracticeTenant;
  /** Lets the next process open it. */
  close(): Promise<void>;
}

/** What is kept of a practice tenant can't be read: it is opened again only where a person starts it over. */
export class PracticeDamaged extends BadInput {
  constructor(name: string) {
    super({
      field: '--practice',
      reason: `The saved state of the practice tenant ${name} is damaged.`,
      remedy: 'Start it over with --practice-reset.',
    });
  }
}

/**
 * Opens a practice tenant as it was left, and keeps every write of it. One process at a time.
 *
 * Damaged contents are refused and never replaced unasked, in the window as on the command line: runs of this home
 * may name what stood in them.
 * @param wanted `lagSeconds`: how far its replicas are behind; `strict`: behind for whoever wrote, too; `reset`: starts it over
 * @throws BadInput if another process has it open; PracticeDamaged
 */
export async function openPractice(
  home: string,
  wanted: {
    readonly name: TenantName;
    readonly lagSeconds?: number | undefined;
    readonly strict?: boolean;
    readonly reset?: boolean;
  },
): Promise<OpenPractice> {
  // Loaded only for practice, because it is as large as the rest of the app.
  const { practiceTenant, SavedContentsRefused } = await import('@sentinel-onboarding/practice');
  checkHome(home);
  const lock: HomeLock = await lockHome(home, `practice-${wanted.name}`);
  try {
    const kept = practiceHome(home, wanted.name);
    if (wanted.reset) await kept.clear();
    const saved = await kept.load();
    const tenant = practiceTenant(wanted.name, {
      onCommit: (save) => kept.save(save()),
      ...(saved === undefined ? {} : { saved }),
      ...(wanted.strict === undefined ? {} : { strict: wanted.strict }),
      ...(wanted.lagSeconds === undefined ? {} : { lagSeconds: wanted.lagSeconds }),
    });
    return { tenant, close: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error instanceof SavedContentsRefused ? new PracticeDamaged(wanted.name) : error;
  }
}
