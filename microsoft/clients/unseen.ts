import type { CouldNotLook } from '../contract/microsoft.ts';
import { MicrosoftError } from '../problems/problems.ts';

/** For the `catch` of a look: what Microsoft doesn't find (404) is undefined. @throws any other error */
export function missingIsNone(error: unknown): undefined {
  if (error instanceof MicrosoftError && error.is(404)) return undefined;
  throw error;
}

/** For the `catch` of a look: what Microsoft refuses (403) couldn't be read. @throws any other error */
export function refusedIsUnseen(error: unknown): CouldNotLook {
  if (error instanceof MicrosoftError && error.is(403)) return { couldNotLook: error.problem.because };
  throw error;
}
