import { setUp, type VerdictCase, verify } from './case.spec-kit.ts';

const time = 'Time';
const waiting = 'Waiting is only for what can pass';

const asApplication = { kind: 'answer', host: 'login', body: 'client_credentials', times: 'always' };

export const timeAndWaiting: readonly VerdictCase[] = [
  {
    about: time,
    situation: "This computer's clock is two hours ahead",
    tenant: 'fresh',
    prepare: [{ weather: { skew: -7200 } }],
    command: setUp,
    before: 'The secret is not one of this application',
    now: ['computer-clock', '2 h ahead'],
    never: ['not one of this application'],
    exit: 0,
  },
  {
    about: time,
    situation: "This computer's clock is two hours behind, and the product takes a certificate",
    tenant: 'fresh',
    prepare: [{ weather: { skew: 7200 } }],
    command: ['set-up', 'generic-siem', '--answer', 'kind=certificate', '--yes', '--json'],
    before: 'Waits without end',
    now: ['computer-clock', '2 h behind'],
    exit: 1,
  },
  {
    about: waiting,
    situation: "The Log Analytics API's enterprise application is disabled",
    tenant: 'fresh',
    prepare: [
      {
        weather: {
          faults: [
            {
              ...asApplication,
              answer: {
                status: 400,
                code: 'invalid_resource',
                message:
                  'AADSTS500014: The service principal for resource https://api.loganalytics.io is disabled.',
              },
            },
          ],
        },
      },
    ],
    as: 'admin',
    command: setUp,
    before: 'Waits for Microsoft',
    now: ['api-disabled'],
    exit: 1,
  },
  {
    about: waiting,
    situation: 'A Conditional Access policy blocks the application',
    tenant: 'fresh',
    prepare: [
      {
        weather: {
          faults: [
            {
              ...asApplication,
              answer: {
                status: 400,
                code: 'invalid_grant',
                message: 'AADSTS53003: Access has been blocked by Conditional Access policies.',
              },
            },
          ],
        },
      },
    ],
    as: 'admin',
    command: setUp,
    before: 'Waits in one step, "Sign in again" in another',
    now: ['conditional-access-application'],
    never: ['sign-in-again'],
    exit: 1,
  },
  {
    about: waiting,
    situation: 'The workspace takes queries from private networks only',
    tenant: 'fresh',
    prepare: [
      { command: setUp },
      { act: { do: 'change', kind: 'workspaces', id: 'WORKSPACE', to: { privateQueriesOnly: true } } },
    ],
    command: verify,
    before: 'The query waits, and the repair is a role assignment',
    now: ['queries-only-private'],
    exit: 1,
  },
];
