import { MicrosoftError } from '../problems/problems.ts';
import type { Network } from './network.ts';

/**
 * Seconds between the tries. What is removed was seen a moment before, and a copy of the directory that doesn't know it
 * yet answers 404 too: they are seconds apart (https://github.com/microsoftgraph/msgraph-sdk-java/issues/2575).
 */
const pauses = [2, 4, 8];

/**
 * Removes something. What is gone already is no error, once it was asked for again and is still not found.
 * @param write sends the request that removes it, once for each try; `not-found` where a look showed nothing to remove.
 * @throws every error other than "not found"
 */
export async function removed(network: Pick<Network, 'sleep'>, write: () => Promise<unknown>): Promise<void> {
  for (const pause of [...pauses, undefined]) {
    try {
      if ((await write()) !== 'not-found') return;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    if (pause !== undefined) await network.sleep(pause);
  }
}

/** https://learn.microsoft.com/graph/api/application-removepassword answers 400 for a key that is not there. */
function isNotFound(error: unknown): boolean {
  if (!(error instanceof MicrosoftError)) return false;
  const { status, message } = error.heard;
  return error.is(404) || (status === 400 && /No password credential found/iu.test(message));
}
