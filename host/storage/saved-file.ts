/** What every file that the app saves and reads again says of itself: its version, and whether its tenant is a real one. */
import { refused } from '../input/bad-input.ts';
import { isPracticeTenant } from './practice-home.ts';

/**
 * That a file is of version 1, which it says under the name of what it is: `{"report": 1, …}`.
 * @param field the flag or place the file was given for
 * @param otherwise what is said of a file that is something else
 * @throws BadInput
 */
export function checkVersion(
  value: unknown,
  kind: 'profile' | 'report',
  field: string,
  otherwise: { readonly reason: string; readonly remedy: string },
): void {
  const version: unknown =
    value !== null && typeof value === 'object' && !Array.isArray(value) ? Reflect.get(value, kind) : 0;
  if (typeof version === 'number' && version > 1) {
    throw refused(
      `${field}.${kind}`,
      `This ${kind} has version ${version}. This version of the app reads version 1.`,
      `Update the app, or create the ${kind} again with this version.`,
    );
  }
  if (version !== 1) throw refused(field, otherwise.reason, otherwise.remedy);
}

/**
 * That what is marked as practice names a practice tenant, and nothing else does.
 * @param field of the mark
 * @throws BadInput
 */
export function checkPractice(practice: boolean, tenantId: string, field: string): void {
  if (practice === isPracticeTenant(tenantId)) return;
  throw refused(
    field,
    practice
      ? "It's marked as practice but names a real tenant."
      : "It names a practice tenant but isn't marked as practice.",
    'Use the original file.',
  );
}
