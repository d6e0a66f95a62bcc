import type { Question } from '../../engine/model/question.ts';
import type { Phase } from '../state/live-run.ts';
import type { Page, Store } from '../state/store.ts';
import { atWork, clientId, opened, practicing, tenantId } from './contoso.ts';
import { at, type Fixture, now } from './fixture.ts';
import { planHash, runId } from './journal.ts';
import { openedProfile, openedReport, profileView } from './profile.ts';
import { asks } from './questions.ts';
import { runs } from './runs.ts';

const recipe = 'dropzone-sentinel';
const answers = Object.fromEntries(
  asks.map((ask: Question) => [ask.id, 'default' in ask ? ask.default : ''] as const),
);

/** A window in which someone is signed in and has answered. */
export const answered: Partial<Store> = { app: atWork, recipe, asks, answers, reached: 1 };

/** The same on a page of a run. */
export function ofRun(page: Page, run: keyof typeof runs, more: Partial<Store> = {}): Partial<Store> {
  return { ...answered, page, runId, planHash, reached: 3, runs: { [runId]: runs[run] }, ...more };
}

/** The same on the page of a check. */
export function ofCheck(run: keyof typeof runs, more: Partial<Store> = {}): Partial<Store> {
  const checkFrom = { profileFile: openedProfile.file };
  return { ...answered, page: 'check', checkFrom, checkId: runId, runs: { [runId]: runs[run] }, ...more };
}

/** Who is asked for, on the way to a sign-in. */
const wanted = { tenant: 'contoso.com', cloud: 'public', how: 'browser', clientId: '' } as const;
export const signingIn: Partial<Store> = { app: { ...opened, runs: [] }, page: 'sign-in', recipe, wanted };

const page = (name: string, store: Partial<Store>, ...sees: Fixture['sees']): Fixture => ({
  name,
  sees,
  store,
});

/** A run in every phase. A phase without one fails to compile. */
const phases = {
  review: page('run-beginning', ofRun('run', 'ownReviewed'), 'Changing Contoso', 'Stop after this step'),
  'at-work': page('run', ofRun('run', 'working'), 'Changing Contoso', 'Created. Waiting for Microsoft'),
  waiting: page(
    'run-waiting-for-a-person',
    ofRun('run', 'waiting', { nextLooks: { [runId]: at(21) } }),
    'One step needs someone else',
    'Checks again every 30 s, next in 21 s',
  ),
  'looking-again': page('run-checking-again', ofRun('run', 'lookingAgain'), 'Checking now'),
  ended: page('run-blocked', ofRun('run', 'blocked'), "You can't assign roles on soc-prod-weu"),
} as const satisfies Record<Phase, Fixture>;

/** Every page in the states worth a picture. A page without one fails to compile. */
export const pages = {
  welcome: [
    page(
      'welcome',
      { app: opened },
      'What would you like to do?',
      'Continue connecting Dropzone AI to Contoso',
    ),
    page('welcome-loading', {}, 'Checking this computer'),
    page('welcome-practice', { app: practicing }, 'Fabrikam is a sample tenant on this computer.'),
  ],
  'sign-in': [
    page(
      'sign-in',
      { ...signingIn, found: { tenantId, cloud: 'Public', region: 'Europe' } },
      'Sign in to your tenant',
      'Found',
    ),
    page(
      'sign-in-browser',
      { ...signingIn, signIn: { at: 'browser', host: 'login.microsoftonline.com' } },
      'Finish in your browser',
    ),
    page(
      'sign-in-code',
      {
        ...signingIn,
        wanted: { ...wanted, how: 'device-code' },
        signIn: { at: 'code', userCode: 'F7KXQ2TRD', verificationUri: 'https://microsoft.com/devicelogin' },
      },
      'Enter the code on another device',
      'F7KXQ2TRD',
    ),
    page(
      'sign-in-azure-cli',
      { ...signingIn, wanted: { ...wanted, how: 'azure-cli' }, signIn: { at: 'azure-cli' } },
      'Asking the Azure CLI',
    ),
  ],
  'signed-in': [
    page(
      'signed-in',
      { ...answered, page: 'signed-in' },
      'Signed in as Ada Lind',
      'What you can do for Dropzone AI',
    ),
  ],
  application: [
    page(
      'application',
      { ...answered, page: 'application', purpose: { to: 'check' } },
      'Which application should be checked?',
    ),
  ],
  questions: [
    page(
      'questions-workspaces',
      { ...answered, page: 'questions' },
      'Which workspaces may Dropzone AI read?',
      'up to 7 changes',
    ),
    page(
      'questions-features',
      { ...answered, page: 'questions', screen: 1 },
      'What should Dropzone AI do?',
      'up to 7 changes',
    ),
    page(
      'questions-form',
      { ...answered, page: 'questions', screen: 2 },
      'What should Dropzone AI take in?',
      'The last 14 days',
      'Recommended poll settings',
    ),
    page(
      'questions-reading',
      { ...answered, asks: undefined, page: 'questions', busy: 'Reading the tenant' },
      'Reading the tenant',
    ),
    page(
      'questions-not-read',
      { ...answered, asks: undefined, page: 'questions' },
      "Couldn't read the tenant",
    ),
  ],
  review: [
    page('review', ofRun('review', 'ownReviewed'), 'Review 7 changes to Contoso', 'Minimum roles'),
    page(
      'review-for-someone-else',
      ofRun('review', 'reviewed'),
      'Review 7 changes to Contoso',
      'Ask someone',
    ),
    page('review-nothing', ofRun('review', 'nothing'), 'Nothing to change in Contoso'),
    page(
      'review-stale',
      ofRun('review', 'stale'),
      'The tenant changed since the last check',
      'New since your review',
      'No longer in the plan',
    ),
    page(
      'review-checking',
      ofRun('review', 'reviewed', { runId: undefined, busy: 'Checking the tenant' }),
      'Checking the tenant',
    ),
  ],
  run: [
    page(
      'run-more-proof',
      {
        ...signingIn,
        page: 'run',
        moreProof: { at: 'browser', host: 'login.microsoftonline.com', more: true },
      },
      'Finish in your browser',
      'The work continues after that.',
    ),
    phases.review,
    phases['at-work'],
    phases.waiting,
    phases['looking-again'],
    phases.ended,
    page(
      'run-waiting-for-microsoft',
      ofRun('run', 'forMicrosoft'),
      'Waiting for Microsoft',
      'Checks again every 30 s',
    ),
    page('run-stopped', ofRun('run', 'cancelled'), 'Stopped'),
    page('run-stale', ofRun('run', 'continuedStale'), 'Review again'),
  ],
  done: [
    page(
      'done',
      ofRun('done', 'finished', { profile: profileView }),
      'Dropzone AI can read Contoso',
      'The client secret expires in 12 days',
    ),
    {
      ...page(
        'done-profile',
        ofRun('done', 'finished', { profile: profileView }),
        '0 of 7 copied',
        'At Dropzone AI',
      ),
      press: ['Connection profile'],
    },
    page(
      'done-not-yet',
      ofRun('done', 'blocked'),
      "Dropzone AI isn't fully connected yet",
      "You can't assign roles on soc-prod-weu",
      'Starts after: Assign Microsoft Sentinel Responder on soc-prod-weu',
    ),
  ],
  undo: [
    page(
      'undo',
      ofRun('undo', 'undoing'),
      'Undoing 7 changes to Contoso',
      'Removing',
      'Removed',
      'Not started',
    ),
    page(
      'undo-ended',
      ofRun('undo', 'undone'),
      "One change couldn't be undone",
      'Unchanged',
      "Couldn't be removed",
    ),
  ],
  check: [
    page('check', ofCheck('checked'), 'Two things need attention', 'Needs attention'),
    page('check-running', ofCheck('checking'), 'Checking Contoso'),
    page('check-holds', ofCheck('holds'), 'The connection works'),
    page('check-not-begun', ofCheck('checked', { checkId: undefined }), 'Checking Contoso'),
  ],
  profile: [
    page(
      'profile',
      { ...answered, page: 'profile', opened: openedProfile },
      'Dropzone AI in Contoso',
      'Without the secret',
    ),
    page(
      'profile-sealed',
      { ...answered, page: 'profile', opened: { file: openedProfile.file, locked: true } },
      'contoso-dropzone.profile.json is sealed',
    ),
  ],
  report: [
    page('report', { app: opened, page: 'report', openedReport }, 'Read only', 'Reports are read only.'),
  ],
} as const satisfies Record<Page, readonly [Fixture, ...Fixture[]]>;

const trouble = (name: string, store: Partial<Store>, ...sees: Fixture['sees']): Fixture =>
  page(`notice-${name}`, { ...answered, page: 'signed-in', ...store }, ...sees);

/** What a page says when something stopped the last thing asked for. */
const notices: readonly Fixture[] = [
  trouble('bug', { bug: true }, 'The app ran into a problem.', 'Save diagnostics'),
  trouble(
    'practice-damaged',
    {
      notOpened: 'fresh',
      trouble: {
        code: 'practice-damaged',
        title: "Can't open this sample tenant",
        because:
          'The saved state of the practice tenant fresh is damaged. Starting it over removes everything that was done in it.',
        remedies: [{ do: 'retry' }],
      },
    },
    "Can't open this sample tenant",
    'Start it over',
  ),
  trouble('offline', { offline: true }, "No connection. We'll continue when you're back online."),
  trouble(
    'signed-out',
    {
      trouble: {
        code: 'signed-out',
        title: 'Your sign-in expired',
        because: 'Sign in again to continue. Nothing you entered is lost.',
        remedies: [{ do: 'sign-in' }],
      },
    },
    'Your sign-in expired',
    'Sign in again',
  ),
];

/** The line of requests, opened. */
const requests: Fixture = {
  ...page(
    'run-requests',
    ofRun('run', 'working', {
      requests: [
        ['GET', 'graph.microsoft.com', `/v1.0/applications(appId='${clientId}')`, 200],
        ['PUT', 'management.azure.com', '/…/roleAssignments/91c2', 201],
        ['GET', 'management.azure.com', '/…/roleAssignments', 403],
      ].map(([method, host, path, status], n) => ({
        at: now,
        method: String(method),
        host: String(host),
        path: String(path),
        status: Number(status),
        ms: 120 + n * 45,
      })),
    }),
    '/…/roleAssignments/91c2',
  ),
  press: ['Show 3 requests'],
};

export const pageFixtures: readonly Fixture[] = [...Object.values(pages).flat(), ...notices, requests];
