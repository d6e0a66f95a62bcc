import { type ConnectionProfile, connectionProfile } from '../../engine/model/profile.ts';
import { sha256 } from '../storage/seal.ts';

/** A tenant ID in the range reserved for practice. */
export const practiceTenant = '5e471e1a-0000-4000-8000-0123456789ab';

/**
 * The members of a connection profile at its top level, in order, as the command line's contract lists them. Other
 * programs hold us to the letter of it: what is new belongs into `proof` or `form`, or into version 2.
 */
export function profileMembers(secret: 'with secret' | 'no secret'): string[] {
  return [
    'profile',
    'recipe',
    'createdAt',
    'practice',
    'cloud',
    'tenantId',
    'tenantName',
    'clientId',
    'credential',
    ...(secret === 'with secret' ? ['clientSecret'] : []),
    'workspaces',
    'permissions',
    'roles',
    'form',
    'proof',
    'integrity',
  ];
}

/** A whole connection profile, for specs. */
export function aProfile(): ConnectionProfile {
  return connectionProfile(
    {
      recipe: 'dropzone-sentinel',
      createdAt: '2026-11-22T10:00:00Z',
      practice: true,
      cloud: 'public',
      tenantId: practiceTenant,
      tenantName: 'Contoso',
    },
    {
      clientId: 'c1c1c1c1-1111-4111-8111-111111111111',
      credential: { kind: 'secret', keyId: 'k1', expiresAt: '2027-05-22T10:00:00Z' },
      workspaces: [
        {
          workspaceName: 'soc-prod-weu',
          workspaceId: 'a2a2a2a2-2222-4222-8222-222222222222',
          subscriptionId: 'b3b3b3b3-3333-4333-8333-333333333333',
          resourceGroup: 'rg-soc',
          region: 'westeurope',
          armId:
            '/subscriptions/b3b3b3b3-3333-4333-8333-333333333333/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/soc-prod-weu',
        },
      ],
      permissions: ['Data.Read', 'SecurityEvents.Read.All'],
      roles: ['Log Analytics Reader'],
      form: { use: 'both', severities: ['High', 'Medium'], pollMinutes: 5, emailFetching: false },
      proof: { incidents: 3, delay: { p50: 60, p95: 240 } },
    },
    sha256,
  );
}
