import type { Problem, Remedy } from '../../engine/model/problem.ts';
import type { Mark } from '../../engine/view/card.ts';
import { at, type Fixture } from './fixture.ts';
import { asks } from './questions.ts';

const message = [
  "Hello, to connect Microsoft Sentinel I need one consent that I can't grant myself: SecurityEvents.Read.All (Microsoft Graph, application permission) for the application Dropzone AI Sentinel Integration.",
  'It takes the role Privileged Role Administrator.',
  'Open this page and choose "Grant admin consent": https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/b2a90c14-77e3-4f0d-9c1a-5de8347f6a20',
].join('\n\n');

/** One remedy of every kind. A kind without one fails to compile. */
export const remedies = {
  retry: { do: 'retry', after: 30 },
  redo: { do: 'redo', step: 'questions' },
  'sign-in': { do: 'sign-in' },
  run: { do: 'run', command: 'az login --tenant "b2a90c14-77e3-4f0d-9c1a-5de8347f6a20"' },
  'sign-in-as': { do: 'sign-in-as', role: 'Privileged Role Administrator' },
  open: {
    do: 'open',
    label: 'Open its permissions',
    url: 'https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps',
  },
  'ask-someone': { do: 'ask-someone', message },
} as const satisfies { readonly [K in Remedy['do']]: Extract<Remedy, { readonly do: K }> };

/** The words by which a reader finds each remedy. */
const found: Readonly<Record<Remedy['do'], string>> = {
  retry: 'Wait about 30 s first.',
  redo: 'Change an answer',
  'sign-in': 'Sign in again',
  run: 'az login --tenant',
  'sign-in-as': 'Sign in as a Privileged Role Administrator',
  open: 'Open its permissions',
  'ask-someone': 'Message to send',
};

const trace = {
  at: at(-12),
  answer: '403 Authorization_RequestDenied',
  request: '1f7f3a52-0c8e-4d4e-a0a5-7b1f9e3c5d11',
  correlation: 'c9d0a7b4-52f1-4a13-8a0e-3e6f2b9d7c40',
};

/** A consent that takes another person, complete. */
export const needsConsent: Problem = {
  code: 'consent-needs-someone-else',
  title: "You can't consent to SecurityEvents.Read.All on Microsoft Graph",
  because: 'It takes Privileged Role Administrator. None of your active roles can do this.',
  who: {
    role: 'Privileged Role Administrator',
    people: ['Grace Okafor', 'Marco Ruiz', 'IT Identity Admins'],
  },
  remedies: [remedies['sign-in-as'], remedies.open, remedies['ask-someone']],
  trace,
};

export const throttled: Problem = {
  code: 'throttled',
  title: 'Microsoft Graph is busy',
  because: 'It asked us to wait 30 s.',
  remedies: [remedies.retry],
  trace: { ...trace, answer: '429 TooManyRequests' },
};

export const roleMissing: Problem = {
  code: 'app-azure-role-missing',
  title: 'Dropzone AI Sentinel Integration has no role on soc-prod-weu',
  because: 'Its role was removed, or assigned on another workspace.',
  who: { role: 'Role Based Access Control Administrator' },
  remedies: [{ do: 'retry' }, { do: 'redo', step: 'assign-role:soc-prod-weu' }],
};

export const secretEnds: Problem = {
  code: 'client-secret-ends-soon',
  title: 'The client secret expires in 12 days',
  because: 'The vendor loses access when it expires.',
  remedies: [{ do: 'redo', step: 'create-secret' }],
};

export const cannotRead: Problem = {
  code: 'locks-not-seen',
  title: "Couldn't check the locks on rg-soc-weu",
  because: "You don't have a role that can read them.",
  remedies: [{ do: 'sign-in-as', role: 'Reader' }],
  trace,
};

export const stillCopying: Problem = {
  code: 'not-there-yet',
  title: 'Microsoft is still copying the new role',
  because: 'No action needed. It usually takes 2 to 5 minutes.',
  remedies: [{ do: 'retry' }],
};

const card = (name: string, mark: Mark, problem: Problem, ...sees: readonly string[]): Fixture => ({
  name: `problem-${name}`,
  sees: [problem.title, ...sees],
  word: { is: 'problem', problem, mark },
  store: { asks },
});

export const problemFixtures: readonly Fixture[] = [
  ...Object.values<Remedy>(remedies).map(
    (remedy): Fixture => ({
      ...card(
        remedy.do,
        'blocked',
        {
          code: 'consent-missing',
          title: 'No administrator has consented to Data.Read',
          because: 'The application has no access.',
          remedies: [remedy],
        },
        found[remedy.do],
      ),
      name: `remedy-${remedy.do}`,
    }),
  ),
  card('blocked', 'blocked', needsConsent, 'Who can fix it', 'Grace Okafor', 'Message to send'),
  card('unmet', 'unmet', roleMissing, "We can't see who has this role", 'Redo this step'),
  card('waiting-person', 'waiting-person', needsConsent, 'Waiting for a person'),
  card('unknown', 'unknown', cannotRead, "Couldn't check", 'Sign in as a Reader'),
  card('retry-only', 'blocked', throttled, '429 TooManyRequests'),
];
