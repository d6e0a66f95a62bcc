import { ProblemError } from '../../engine/model/problem.ts';
import type { Begun, Receipt } from '../../engine/model/step.ts';
import type { Application, Microsoft } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';

/** The tag every application of ours carries; undo touches nothing without it. */
export const marker = 'sentinel-onboarding';

/** Carries the operation that made the application, so that one of ours is known again after an interruption. */
const markOf = (operation: string): string => `${marker}-by-${operation}`;

/** More generations than anybody undoes within the 30 days Microsoft keeps a deleted application. */
const generations = 20;

/** What the name of an application of ours is made from. */
export interface NamedBy {
  /** The vendor's key. */
  readonly key: string;
  /** The name asked for. */
  readonly name: string;
}

/** Every `uniqueName` that one of ours can have, the first generation first. */
export function namesOf(of: NamedBy, uuidFor: (name: string) => string): readonly string[] {
  const stem = `${marker}-${of.key}-${uuidFor(`${of.key}|${of.name}`).slice(0, 13)}`;
  return Array.from({ length: generations }, (_, at) => `${stem}-g${at + 1}`);
}

/** The application under the first name that is not held by a deleted one, and that name. */
export async function ours(
  microsoft: Microsoft,
  names: readonly string[],
): Promise<{ readonly application: Application | undefined; readonly uniqueName: string }> {
  for (const uniqueName of names) {
    const [application, deleted] = await Promise.all([
      microsoft.applications.byUniqueName(uniqueName),
      microsoft.applications.deletedWithUniqueName(uniqueName),
    ]);
    if (application || !deleted) return { application, uniqueName };
  }
  return { application: undefined, uniqueName: names.at(-1) ?? '' };
}

/**
 * Creates it under the first name that is not held by a deleted one.
 * @param operations those whose mark it carries, in addition to our own tag
 * @throws ProblemError what Microsoft refuses
 */
export async function create(
  microsoft: Microsoft,
  { name: displayName, reference }: { readonly name: string; readonly reference?: string },
  operations: readonly string[],
  names: readonly string[],
): Promise<Receipt> {
  const tags = [marker, ...new Set(operations.map(markOf))];
  let refused: unknown;
  for (const uniqueName of names) {
    try {
      const made = await microsoft.applications.create({
        uniqueName,
        displayName,
        tags,
        ...(reference ? { serviceManagementReference: reference } : {}),
      });
      return applicationReceipt(made, made.created);
    } catch (error) {
      const taken = error instanceof ProblemError && error.problem.code === 'name-held-by-deleted';
      if (!taken) throw error;
      refused = error;
    }
  }
  throw refused;
}

/** Whether an operation made it: it bears its mark, and was born then, for an upsert marks what stood too. */
export const isOf = ({ tags, createdAt }: Application, begun: Begun): boolean =>
  tags.includes(markOf(begun.operation)) && bornOf(begun, createdAt);

/** @param owned whether undo may delete it without a person's word */
export function applicationReceipt(
  of: { readonly appId: string; readonly appObjectId: string },
  owned: boolean,
): Receipt {
  return {
    made: { kind: 'application', id: of.appObjectId, of: of.appId },
    owned,
    fresh: ['clientId', 'appObjectId', 'servicePrincipalId', 'appName'],
    remains: 'The application, which Microsoft Entra keeps as deleted for 30 days',
  };
}
