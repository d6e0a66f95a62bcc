import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../engine/model/show.ts';
import { refusalOf, signedIn } from '../sessions/signed-in.spec-kit.ts';
import { collectEvidence } from './evidence.ts';

/** What one look was told of. */
async function evidenceOf(look: () => Promise<unknown>): Promise<readonly Evidence[]> {
  const heard: Evidence[] = [];
  await refusalOf(collectEvidence(look, (each) => heard.push(each)));
  return heard;
}
const requests = (evidence: readonly Evidence[]) => evidence.map(({ request }) => request);

describe('the evidence of a look', () => {
  it('is its own requests, although several looks travel in one batch', async () => {
    const { microsoft, lines } = await signedIn('fresh');
    const before = lines.length;
    const [graphApi, nobody] = await Promise.all([
      evidenceOf(() => microsoft.servicePrincipals.byAppId('00000003-0000-0000-c000-000000000000')),
      evidenceOf(() => microsoft.applications.byAppId('11111111-2222-4333-8444-555555555555')),
    ]);
    expect(lines.slice(before).map(({ path }) => path)).toContain('/v1.0/$batch');
    expect(requests(graphApi)).toEqual([
      "GET graph.microsoft.com/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')",
    ]);
    expect(graphApi[0]).toMatchObject({ answer: '200', identity: 'person' });
    expect(requests(nobody)).toEqual([
      "GET graph.microsoft.com/v1.0/applications(appId='11111111-2222-4333-8444-555555555555')",
    ]);
    expect(nobody[0]?.answer).toMatch(/^404 /);
  });

  it('holds a read that another look had begun, for each of them', async () => {
    const { microsoft, lines } = await signedIn('fresh');
    const look = () => microsoft.workspaces.list();
    const [one, other] = await Promise.all([evidenceOf(look), evidenceOf(look)]);
    const later = await evidenceOf(look);
    expect(lines.filter(({ path }) => path.includes('ResourceGraph'))).toHaveLength(1);
    expect(one).toHaveLength(1);
    expect([other, later]).toEqual([one, one]);
    expect(one[0]?.requestId).toBeTruthy();
  });

  it('says who was refused what, and names no query, no token and no secret', async () => {
    const { microsoft, tenant } = await signedIn('no-azure-rights');
    const workspace = Object.values(
      tenant.state().workspaces as unknown as Record<string, { id: string }>,
    )[0];
    const evidence = await evidenceOf(() => microsoft.workspaces.find(workspace?.id ?? ''));
    expect(evidence[0]).toMatchObject({ answer: '403 AuthorizationFailed', identity: 'person' });
    const text = JSON.stringify(evidence);
    expect(text).not.toMatch(/[?]|Bearer|eyJ/);
  });
});
