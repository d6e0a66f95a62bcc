import { describe, expect, it } from 'vitest';
import type { ConnectionProfile } from '../../engine/model/profile.ts';
import { accessShow } from './access.ts';

const workspace = (workspaceName: string) => ({
  workspaceName,
  workspaceId: '',
  subscriptionId: '',
  resourceGroup: '',
  region: '',
  armId: '',
});

function profile(permissions: readonly string[], roles: readonly string[], names: readonly string[]) {
  const createdAt = '2026-11-24T10:00:00Z';
  return { permissions, roles, workspaces: names.map(workspace), createdAt } as unknown as ConnectionProfile;
}

function drawn(of: ConnectionProfile) {
  const show = accessShow(of, 'Dropzone', ['SecurityEvents.Read.All']);
  if (show.show !== 'chart' || show.chart.chart !== 'access') throw new Error('no drawing');
  return { ...show.chart, title: show.title };
}

describe('who may reach what', () => {
  it('a data permission and a role reach each workspace, a Graph permission the whole tenant', () => {
    const { given, leftOut, title } = drawn(
      profile(['Data.Read', 'SecurityEvents.Read.All'], ['Log Analytics Reader'], ['weu', 'neu']),
    );
    expect(given.map(({ name, by, reaches }) => [name, by, reaches])).toEqual([
      ['Data.Read', 'data-consent', 'weu'],
      ['Data.Read', 'data-consent', 'neu'],
      ['SecurityEvents.Read.All', 'graph-consent', 'Secure scores'],
      ['Log Analytics Reader', 'azure-role', 'weu'],
      ['Log Analytics Reader', 'azure-role', 'neu'],
    ]);
    expect(leftOut).toEqual([]);
    expect(title).toContain('whole tenant');
  });

  it('what the vendor asks for and was not granted is left out, with its reason', () => {
    const { leftOut, title } = drawn(profile(['Data.Read'], ['Microsoft Sentinel Responder'], ['weu']));
    expect(leftOut).toEqual([{ name: 'SecurityEvents.Read.All', because: 'retired 2026-10-15' }]);
    expect(title).toBe('Dropzone reaches weu and nothing else');
  });

  it('a role that writes says so', () => {
    const [, role] = drawn(profile(['Data.Read'], ['Microsoft Sentinel Responder'], ['weu'])).given;
    expect(role?.verb).toBe('updates incidents');
  });
});
