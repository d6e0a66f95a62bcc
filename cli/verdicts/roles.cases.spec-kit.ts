import { setUp, type VerdictCase, verify } from './case.spec-kit.ts';

const about = 'What counts as held';
const logAnalyticsReader = '73c42c96-874c-492b-b04d-ab87d138a893';

const withoutRole = { act: { do: 'remove-role', scope: 'WORKSPACE', principalId: 'PRINCIPAL' } };

export const roles: readonly VerdictCase[] = [
  {
    about,
    situation: 'The role is assigned at a management group',
    tenant: 'fresh',
    prepare: [
      { command: setUp },
      withoutRole,
      {
        act: {
          do: 'assign-role',
          scope: '/providers/Microsoft.Management/managementGroups/TENANT',
          role: logAnalyticsReader,
          principalId: 'PRINCIPAL',
        },
      },
    ],
    command: verify,
    before: '"No role", and "No wider role than it needs"',
    now: ['management group'],
    exit: 0,
  },
];
