import { type Preparation, setUp, type VerdictCase, verify } from './case.spec-kit.ts';

const whose = 'Whose is it';
const named = 'Refusals that have a name';
const truth = 'One truth';

const ownedBy = '18a4783c-866b-4cc7-a460-3d5e5662c884';
const customers = ['--answer', 'workspace=soc-lamna-weu'];
const own = ['--answer', 'workspace=soc-prod-neu'];
const playbooks = ['set-up', 'intezer-playbooks', '--yes', '--json'];

const answers = (of: object): Preparation => ({
  weather: { faults: [{ kind: 'answer', times: 'always', ...of }] },
});
const change = (kind: string, id: string, to: object): Preparation => ({
  act: { do: 'change', kind, id, to },
});
const usersRegisterNothing = change('policies', 'tenant', { usersMayCreateApps: false });
const assigning = { host: 'arm', method: 'PUT', path: '/roleAssignments/' };

/** A custom role that registers applications. */
const registrars = {
  id: '0d7b2f4e-0000-4000-8000-000000000001',
  displayName: 'App registrars',
  isBuiltIn: false,
  actions: ['microsoft.directory/applications/createAsOwner'],
  directoryScopeId: '/',
};

export const whoseAndRefused: readonly VerdictCase[] = [
  {
    about: whose,
    situation: 'The workspace is in a subscription that another tenant delegated (Azure Lighthouse)',
    tenant: 'delegated',
    command: [...setUp, ...customers],
    before: '8 changes, then 5 min 29 s of retries that end in "passes by itself"',
    now: ['Its subscription belongs to tenant', 'Sign in to that tenant'],
    exit: 2,
  },
  {
    about: whose,
    situation: 'A connection with a workspace of another tenant is checked',
    tenant: 'delegated',
    command: [...verify, ...customers],
    before: 'The role is missing',
    now: ['workspace-of-another-tenant'],
    exit: 1,
  },
  {
    about: whose,
    situation: 'Azure looks for the application in another directory',
    tenant: 'fresh',
    prepare: [
      answers({
        ...assigning,
        answer: {
          status: 400,
          code: 'PrincipalNotFound',
          message:
            'Principal 0f14a80d42e54d57afe046acf9dfae05 does not exist in the directory c7cb8e56-3c8d-431c-a94c-866e27a25b45. Check that you have the correct principal ID.',
        },
      }),
    ],
    command: setUp,
    before: 'Retries for 5 min 29 s, then "No action needed"',
    now: ['principal-of-another-directory', 'c7cb8e56-3c8d-431c-a94c-866e27a25b45'],
    never: ['not-everywhere-yet'],
    exit: 1,
  },
  {
    about: whose,
    situation: "A partner's administrator, whom the tenant doesn't hold (GDAP)",
    tenant: 'managed-by-partner',
    as: 'admin',
    command: setUp,
    before: 'Ends in exit 3, "Microsoft does not know it"',
    now: ["A partner's, which this tenant doesn't hold", 'Cloud Application Administrator'],
    exit: 0,
  },
  {
    about: whose,
    situation: 'An automation with Application.ReadWrite.OwnedBy',
    tenant: 'fresh',
    prepare: [change('appRoleAssignments', 'REGISTRAR', { appRoleId: ownedBy })],
    command: setUp,
    before: '"You are not allowed to register applications", exit 4',
    now: ['Application.ReadWrite.OwnedBy'],
    never: ['may-not-register', 'automation-lacks-permission'],
    exit: 0,
  },
  {
    about: whose,
    situation: "An automation that can't register applications",
    tenant: 'fresh',
    prepare: [{ act: { do: 'remove', kind: 'appRoleAssignments', id: 'REGISTRAR' } }],
    command: setUp,
    before: '"None of your active roles can", and a role to activate',
    now: ['automation-lacks-permission', 'Practice Automation', 'Application.ReadWrite.OwnedBy'],
    never: ['None of your active roles', 'Activate my role'],
    exit: 4,
  },
  {
    about: whose,
    situation: "A custom role lets a person register applications, and the tenant doesn't let every user",
    tenant: 'fresh',
    prepare: [
      usersRegisterNothing,
      change('users', 'ADMIN', {
        activeRoles: [],
        otherRoles: [registrars],
      }),
    ],
    as: 'admin',
    command: setUp,
    before: '"You can\'t register applications here"',
    now: ['App registrars', 'consent-needs-someone-else'],
    never: ['may-not-register', 'may-not-add-secret'],
    exit: 4,
  },
  {
    about: whose,
    situation: 'A group has that custom role, and the person is in it',
    tenant: 'fresh',
    prepare: [
      usersRegisterNothing,
      change('users', 'ADMIN', { activeRoles: [] }),
      {
        act: {
          do: 'put',
          kind: 'groups',
          value: {
            id: '6a1f0c5e-1111-4000-8000-000000000001',
            displayName: 'Registrars',
            description: null,
            isAssignableToRole: true,
            members: ['ADMIN'],
            activeRoles: [],
            otherRoles: [registrars],
          },
        },
      },
    ],
    as: 'admin',
    command: setUp,
    before: '"You can\'t register applications here"',
    now: ['App registrars', 'consent-needs-someone-else'],
    never: ['may-not-register', 'may-not-add-secret'],
    exit: 4,
  },
  {
    about: whose,
    situation: 'A person without a role owns the existing application',
    tenant: 'half-finished',
    prepare: [
      usersRegisterNothing,
      change('users', 'ADMIN', { activeRoles: [] }),
      change('applications', 'OBJECT', { owners: ['ADMIN'] }),
    ],
    as: 'admin',
    command: [...setUp, '--answer', 'application=APPLICATION'],
    before: '"You can\'t add a client secret to this application"',
    now: ['consent-needs-someone-else'],
    never: ['may-not-register', 'may-not-add-secret'],
    exit: 4,
  },
  {
    about: whose,
    situation: 'The subscription of the workspace is disabled',
    tenant: 'fresh',
    prepare: [change('subscriptions', 'SUBSCRIPTION', { state: 'Disabled' })],
    command: [...setUp, ...own],
    before: 'Found out at the role assignment, after the application, its secret and its consent',
    now: ['Its subscription is disabled'],
    exit: 2,
  },
  {
    about: whose,
    situation: 'The subscription is warned, and a connection is checked',
    tenant: 'fresh',
    prepare: [{ command: setUp }, change('subscriptions', 'SUBSCRIPTION', { state: 'Warned' })],
    command: [...verify, ...own],
    before: 'Met',
    now: ['subscription-switched-off'],
    exit: 1,
  },
  {
    about: named,
    situation: 'A deny assignment forbids the role assignment',
    tenant: 'fresh',
    prepare: [
      answers({
        ...assigning,
        answer: {
          status: 403,
          code: 'DenyAssignmentAuthorizationFailed',
          message:
            "The client 'x' with object id 'y' has permission to perform action 'Microsoft.Authorization/roleAssignments/write' on scope '/subscriptions/s'; however, the access is denied because of the deny assignment with name 'Managed by the platform team' and Id 'd0' at scope '/subscriptions/s'.",
        },
      }),
    ],
    command: setUp,
    before: '"Microsoft refused the request", to Microsoft support',
    now: ['deny-assignment', 'Managed by the platform team', 'exclude the account'],
    never: ['Microsoft support'],
    exit: 4,
  },
  {
    about: named,
    situation: 'The organization requires a service reference for each application',
    tenant: 'fresh',
    prepare: [change('policies', 'tenant', { serviceReferenceRequired: true })],
    command: setUp,
    before: '"Microsoft refused the request", to Microsoft support',
    now: ['service-reference-required', 'serviceReference'],
    never: ['Microsoft support'],
    exit: 1,
  },
  {
    about: named,
    situation: 'The same, with the answer the refusal asks for',
    tenant: 'fresh',
    prepare: [change('policies', 'tenant', { serviceReferenceRequired: true })],
    command: [...setUp, '--answer', 'serviceReference=96524024-75b0-497b-ab38-0381399a6aaa'],
    before: 'Could not be given',
    now: ['"result"'],
    exit: 0,
  },
  {
    about: named,
    situation: "Azure doesn't offer the subscription the region",
    tenant: 'intezer-ready',
    prepare: [
      answers({
        host: 'arm',
        method: 'PUT',
        path: '/Microsoft.KeyVault/vaults/',
        answer: {
          status: 403,
          code: 'RequestDisallowedByAzure',
          message:
            "Resource 'kv' was disallowed by Azure: This policy maintains a set of best available regions where your subscription can deploy resources.",
        },
      }),
    ],
    command: playbooks,
    before: '"Microsoft refused the request", to Microsoft support',
    now: ['region-closed-to-subscription'],
    never: ['Microsoft support'],
    exit: 1,
  },
  {
    about: named,
    situation: 'The key vault takes sign-ins of another tenant',
    tenant: 'intezer-ready',
    prepare: [
      answers({
        host: 'vault',
        answer: {
          status: 401,
          code: 'Unauthorized',
          message:
            'AKV10032: Invalid issuer. Expected one of https://sts.windows.net/c7cb8e56-3c8d-431c-a94c-866e27a25b45/.',
        },
      }),
    ],
    command: playbooks,
    before: '"Microsoft refused the request", to Microsoft support',
    now: ['vault-of-another-tenant'],
    never: ['Microsoft support'],
    exit: 1,
  },
  {
    about: truth,
    situation: 'A check right after set-up',
    tenant: 'fresh',
    prepare: [{ command: setUp }],
    command: verify,
    before: '"The application has no owner": not met',
    now: ['"id":"ensure-owner","checks":["APP-04"],"is":"met"'],
    never: ['no-owner', '"is":"unmet"'],
    exit: 0,
  },
];
