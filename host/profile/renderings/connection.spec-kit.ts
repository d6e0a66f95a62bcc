import {
  type ConnectionProfile,
  connectionProfile,
  type ProfileObjects,
  type ProfileParts,
} from '../../../engine/model/profile.ts';
import { sha256 } from '../../storage/seal.ts';
import { practiceTenant } from '../profile-example.spec-kit.ts';
import type { RecipeWords } from './render.ts';

const guid = (digit: string): string => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');

export const ids = {
  client: guid('c'),
  application: guid('a'),
  principal: guid('b'),
  graph: '00000003-0000-0000-c000-000000000000',
  graphPrincipal: guid('d'),
  logs: 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5',
  logsPrincipal: guid('e'),
  alerts: 'bf394140-e372-4bf9-a898-299cfc7564e5',
  read: 'e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5',
  reader: '73c42c96-874c-492b-b04d-ab87d138a893',
  subscriptions: [guid('1'), guid('2')],
  assignments: [guid('8'), guid('9')],
  workspaces: [guid('6'), guid('7')],
} as const;

/** A workspace, its ARM ID made of the names as they are. */
export function workspaceNamed(
  at: 0 | 1,
  workspaceName: string,
  resourceGroup: string,
  region = 'westeurope',
) {
  const subscriptionId = ids.subscriptions[at];
  return {
    workspaceName,
    workspaceId: ids.workspaces[at],
    subscriptionId,
    resourceGroup,
    region,
    armId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`,
  };
}

/** The parts of a connection to two workspaces in two subscriptions, everything granted. */
export function parts(): ProfileParts {
  const workspaces = [
    workspaceNamed(0, 'soc-prod-weu', 'rg-soc'),
    workspaceNamed(1, 'soc-prod-neu', 'rg-soc-neu', 'northeurope'),
  ];
  return {
    clientId: ids.client,
    credential: { kind: 'secret', keyId: guid('f'), expiresAt: '2027-05-22T10:00:00Z' },
    workspaces,
    permissions: ['Data.Read', 'SecurityEvents.Read.All'],
    roles: ['Log Analytics Reader'],
    form: {
      use: 'both',
      severities: ['High', 'Medium'],
      kqlQueries: ['SecurityAlert\n| take 5'],
      statuses: [],
      emailFetching: false,
      secretMonths: 6,
      pollInterval: '5m',
    },
    proof: {
      objects: {
        application: {
          objectId: ids.application,
          displayName: 'Dropzone AI Sentinel Integration',
          uniqueName: 'sentinel-onboarding-dropzone-ai-0123-g1',
          ours: true,
        },
        servicePrincipalId: ids.principal,
        apis: [
          {
            appId: ids.graph,
            title: 'Microsoft Graph',
            servicePrincipalId: ids.graphPrincipal,
            permissions: [
              { permission: 'SecurityEvents.Read.All', appRoleId: ids.alerts, grantId: 'grant-Graph_1' },
            ],
          },
          {
            appId: ids.logs,
            title: 'Log Analytics API',
            servicePrincipalId: ids.logsPrincipal,
            permissions: [{ permission: 'Data.Read', appRoleId: ids.read, grantId: 'grant-Logs_1' }],
          },
        ],
        roleAssignments: workspaces.map(({ armId }, at) => ({
          id: `${armId}/providers/Microsoft.Authorization/roleAssignments/${ids.assignments[at]}`,
          role: 'Log Analytics Reader',
          roleId: ids.reader,
          scope: armId,
        })),
      },
      'log-analytics': { at: '2026-11-22T10:00:00Z', p50: 60 },
    },
  };
}

export function framed(of: ProfileParts = parts(), tenantName = 'Contoso'): ConnectionProfile {
  return connectionProfile(
    {
      recipe: 'dropzone-sentinel',
      createdAt: '2026-11-22T10:00:00Z',
      practice: true,
      cloud: 'public',
      tenantId: practiceTenant,
      tenantName,
    },
    of,
    sha256,
  );
}

/** The parts as of a connection whose objects nobody looked for. */
export function withoutObjects(): ProfileParts {
  const { objects: _objects, ...proof } = parts().proof;
  return { ...parts(), proof };
}

/** The parts with the objects changed. */
export function withObjects(change: (objects: ProfileObjects) => ProfileObjects): ConnectionProfile {
  const { objects, ...seen } = parts().proof;
  if (!objects) throw new Error('the example has objects');
  return framed({ ...parts(), proof: { objects: change(objects), ...seen } });
}

export const words: RecipeWords = {
  title: 'Connect Dropzone AI to Microsoft Sentinel, Contoso',
  form: [
    { section: 'Connection', id: 'clientId', title: 'Client ID', value: ids.client },
    {
      section: 'Connection',
      id: 'clientSecret',
      title: 'Client Secret',
      value: '',
      secretHandle: `client-secret:${ids.client}`,
    },
  ],
};
