import { setUp, type VerdictCase, verify } from './case.spec-kit.ts';

const about = 'Sign-in as hardened tenants have it';
const dead = 'The sign-in servers refused; "Sign in again"';

/** A sign-in of the admin that is blocked, by number. */
const blocked = (situation: string, by: number, now: readonly string[]): VerdictCase => ({
  about,
  situation: `${situation} (AADSTS${by})`,
  tenant: 'fresh',
  prepare: [{ act: { do: 'block-sign-in', user: 'Ada Lind', by } }],
  command: verify,
  as: 'admin',
  before: dead,
  now,
  never: ['The sign-in servers refused'],
  exit: 3,
});

export const signIn: readonly VerdictCase[] = [
  {
    about,
    situation: 'Azure wants multifactor for changes: one more sign-in with the claims, and the run continues',
    tenant: 'hardened',
    command: setUp,
    as: 'admin',
    before: '"Sign in again" twice, without the claims',
    now: ['Microsoft asks for more proof of who you are', ' changes made'],
    never: ['more-proof-needed', 'proof-not-accepted'],
    exit: 0,
  },
  {
    about,
    situation: 'Azure asks for more proof again after it was given',
    tenant: 'fresh',
    prepare: [
      {
        weather: {
          faults: [
            { host: 'arm', method: 'PUT', path: 'roleAssignments', kind: '401-claims', times: 'always' },
          ],
        },
      },
    ],
    command: setUp,
    as: 'admin',
    before: '"Sign in again" twice, without the claims',
    now: ['proof-not-accepted'],
    never: ['more-proof-needed'],
    exit: 4,
  },
  {
    about,
    situation: 'Microsoft Graph asks for more proof',
    tenant: 'fresh',
    prepare: [{ weather: { faults: [{ host: 'graph', kind: '401-claims', times: 1 }] } }],
    command: setUp,
    as: 'admin',
    before: dead,
    now: ['Microsoft asks for more proof of who you are', ' changes made'],
    exit: 0,
  },
  {
    about,
    situation: 'A policy blocks device codes',
    tenant: 'hardened',
    prepare: [{ act: { do: 'change', kind: 'policies', id: 'tenant', to: { deviceCodeBlockedBy: 53003 } } }],
    command: verify,
    as: 'admin',
    before: dead,
    now: ['A Conditional Access policy of the tenant refuses this sign-in', '--sign-in browser'],
    exit: 3,
  },
  blocked('Token protection', 530084, [
    'requires token protection',
    'az login --tenant "',
    '--sign-in azure-cli',
  ]),
  blocked('Only approved client apps', 530021, ['lets only approved client apps in']),
  blocked('Compliant devices of others are not accepted', 530004, ['cross-tenant access settings']),
  blocked('Multifactor is not registered, at risk', 53004, ['Temporary Access Pass', 'sees a risk']),
  blocked('Multifactor is registered elsewhere only', 53010, ['from certain places or devices only']),
  blocked('Risk at the home tenant', 53011, ['has marked it as at risk']),
  blocked('Device state or suspicious activity', 50131, ['the state of the device', '--sign-in browser']),
  blocked('The second factor was not confirmed', 500121, ['The second factor was not confirmed']),
  blocked('No device was shown', 50187, ['the browser did not show one', '--sign-in browser']),
  blocked('The account is no guest here', 90072, ['Please invite my account']),
  blocked('An external challenge for a passed-through account', 50177, ['a provider outside Microsoft']),
  {
    about,
    situation: 'A cloud does not serve the api-version: the newest it names is taken',
    tenant: 'us-government',
    command: [...setUp, '--cloud', 'usgov'],
    before: 'No registered resource provider found',
    now: ['"result"'],
    never: ['api-version-not-served'],
    exit: 0,
  },
  {
    about,
    situation: 'A cloud without upsert of service principals: it is created by POST',
    tenant: 'fresh',
    prepare: [
      {
        weather: {
          faults: [
            {
              kind: 'answer',
              host: 'graph',
              method: 'PATCH',
              path: 'servicePrincipals(appId=',
              times: 'always',
              answer: { status: 405, code: 'Request_BadRequest', message: 'Not allowed.' },
            },
          ],
        },
      },
    ],
    command: setUp,
    before: 'Cannot create the service principal',
    now: ['"result"'],
    never: ['Cannot create the service principal'],
    exit: 0,
  },
  {
    about,
    situation: 'Role memberships are refused: they are read from the token',
    tenant: 'fresh',
    prepare: [
      {
        weather: {
          faults: [true, undefined].map((batched) => ({
            kind: 'answer',
            host: 'graph',
            path: 'transitiveMemberOf',
            times: 'always',
            ...(batched ? { batched } : {}),
            answer: { status: 403, code: 'Authorization_RequestDenied', message: 'No.' },
          })),
        },
      },
    ],
    command: setUp,
    as: 'admin',
    before: 'Your roles are not known',
    now: [' changes made'],
    never: ["Couldn't check your Entra roles"],
    exit: 0,
  },
];
