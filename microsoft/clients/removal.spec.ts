import { describe, expect, it } from 'vitest';
import { clouds } from '../http/clouds.ts';
import { noResponse } from '../http/error-response.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { removed } from './removal.ts';

const where = {
  at: '2026-11-22T10:00:00Z',
  method: 'DELETE',
  host: 'graph.microsoft.com',
  path: '/v1.0/applications/1',
  identity: 'person' as const,
  reads: false,
  correlation: '7e1c0d6e-0000-4000-8000-000000000001',
};
const answered = (status: number, message = '') =>
  new MicrosoftError(
    { ...noResponse(where, '', message), status },
    { cloud: clouds.public, tenantId: 'tenant-1', doing: undefined },
  );

/** What each try ends with, one after the other; the last one stays. */
async function tried(...ends: readonly (MicrosoftError | 'not-found' | undefined)[]) {
  const slept: number[] = [];
  let tries = 0;
  const ended = await removed({ sleep: async (seconds) => void slept.push(seconds) }, async () => {
    const end = ends[Math.min(tries, ends.length - 1)];
    tries += 1;
    if (end instanceof MicrosoftError) throw end;
    return end;
  }).then(
    () => 'removed',
    (error: unknown) => error,
  );
  return { ended, tries, slept };
}

describe('what is removed', () => {
  it('is asked for once where that is answered', async () => {
    expect(await tried(undefined)).toEqual({ ended: 'removed', tries: 1, slept: [] });
  });

  const noCredential = answered(400, 'No password credential found with keyId 1.');
  it.each([
    ['not found', answered(404)],
    ['no such key', noCredential],
    ['nothing listed to remove', 'not-found' as const],
  ])('and first answered with %s is asked for again', async (_, first) => {
    expect(await tried(first, undefined)).toEqual({ ended: 'removed', tries: 2, slept: [2] });
    expect(await tried(first)).toEqual({ ended: 'removed', tries: 4, slept: [2, 4, 8] });
  });

  it.each([answered(403), answered(400, 'Something else'), answered(409)])(
    'and refused is an error at once',
    async (refusal) => {
      expect(await tried(refusal)).toEqual({ ended: refusal, tries: 1, slept: [] });
    },
  );
});
