import { MicrosoftError } from '../problems/problems.ts';
import type { Network } from './network.ts';

/**
 * Seconds between the tries. The object existed a moment ago, but a replica that doesn't know it yet also
 * answers 404. Replicas are seconds apart (https://github.com/microsoftgraph/msgraph-sdk-java/issues/2575).
 */
const pauses = [2, 4, 8];

/**
 * Removes something. It is no error if the object is gone: another try must still not find it.
 * @param write sends the removal, once per try; it answers `not-found` if a look found nothing to remove.
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

/** An absent password gets 400: https://learn.microsoft.com/graph/api/application-removepassword. */
function isNotFound(error: unknown): boolean {
  if (!(error instanceof MicrosoftError)) return false;
  const { status, message } = error.heard;
  return error.is(404) || (status === 400 && /No password credential found/iu.test(message));
}
