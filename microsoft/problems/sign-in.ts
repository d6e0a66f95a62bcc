import { clockWords, isClockWrong } from '../../engine/model/computer-clock.ts';
import type { ErrorResponse } from '../http/error-response.ts';
import { anotherWay, hardenedSignInRows, sayAnotherWay, signInLogs } from './hardened-sign-in.ts';
import type { Context, ProblemRule, ProblemText } from './row.ts';
import { askSomeone, atSignIn, coded, entraPage, numbered, retry } from './text.ts';

const signIn = { do: 'sign-in' } as const;

const again = (because: string) => (): ProblemText => ({ because, remedies: [signIn] });

const enterpriseApplications = (context: Context) =>
  entraPage(
    context,
    'Open enterprise applications',
    '#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview',
  );

const registrations = (context: Context) =>
  entraPage(context, 'Open app registrations', '#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade');

const ofOurs = (code: string) => (heard: ErrorResponse) => heard.status === 0 && heard.code === code;

/** If a credential or application is younger than this, some sign-in servers might not know it yet. */
const youngSeconds = 60;
const young = (heard: ErrorResponse) => heard.age !== undefined && heard.age < youngSeconds;

/**
 * Errors of sign-in, for people and for applications. Numbers and meanings:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const signInRows: readonly ProblemRule[] = [
  ...hardenedSignInRows,
  {
    code: 'sign-in-cancelled',
    when: (heard) =>
      ofOurs('sign-in-cancelled')(heard) ||
      (atSignIn(heard) && coded('access_denied')(heard) && heard.numbers.length === 0),
    say: again('The sign-in was stopped before it finished. Nothing was changed.'),
  },
  {
    code: 'browser-not-opened',
    when: ofOurs('browser-not-opened'),
    say: () => ({
      because: "The browser for the sign-in page couldn't be opened on this computer.",
      remedies: [retry, { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'wrong-tenant',
    when: ofOurs('wrong-tenant'),
    say: (heard) => ({ title: 'Cannot go on in this tenant', because: heard.message, remedies: [signIn] }),
  },
  {
    code: 'personal-account',
    when: ofOurs('personal-account'),
    say: () => ({
      title: 'Cannot use a personal Microsoft account',
      because: "It doesn't belong to an organization, but Microsoft Sentinel does.",
      remedies: [signIn],
    }),
  },
  {
    code: 'environment-incomplete',
    when: ofOurs('environment-incomplete'),
    say: (heard) => ({ because: heard.message, remedies: [{ do: 'redo', step: 'sign-in' }] }),
  },
  {
    code: 'azure-cli-missing',
    when: ofOurs('azure-cli-missing'),
    say: () => ({
      because: "The Azure CLI (az) isn't on this computer, or its folder isn't in PATH.",
      remedies: [
        {
          do: 'open',
          label: 'How to install the Azure CLI',
          url: 'https://learn.microsoft.com/cli/azure/install-azure-cli',
        },
        { do: 'redo', step: 'sign-in' },
      ],
    }),
  },
  {
    code: 'azure-cli-signed-out',
    when: ofOurs('azure-cli-signed-out'),
    say: (_, { tenantId }) => ({
      because: "The Azure CLI isn't signed in to this tenant.",
      remedies: [
        { do: 'run', command: `az login --tenant "${tenantId ?? 'TENANT'}"` },
        retry,
        { do: 'redo', step: 'sign-in' },
      ],
    }),
  },
  {
    code: 'azure-cli-too-old',
    when: ofOurs('azure-cli-too-old'),
    say: () => ({
      because: "This Azure CLI can't get a token for one tenant and one API.",
      remedies: [{ do: 'run', command: 'az upgrade' }, retry, { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'azure-cli-failed',
    when: (heard) => ofOurs('azure-cli-failed')(heard) || ofOurs('azure-cli-not-understood')(heard),
    say: (heard) => ({
      because:
        heard.message === ''
          ? 'The Azure CLI answered with something that is not a token.'
          : `The Azure CLI gave no token: ${heard.message}`,
      remedies: [retry, { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'wrong-cloud',
    when: (heard) => ofOurs('wrong-cloud')(heard) || numbered(90038, 900382, 900432)(heard),
    say: (heard, { cloud }) => ({
      title: 'Cannot find this tenant in the chosen cloud',
      because: heard.message || `The tenant is not in ${cloud.title}.`,
      remedies: [{ do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'tenant-not-found',
    when: numbered(90002, 900021, 50059),
    say: (_, { cloud }) => ({
      title: 'Cannot find this tenant',
      because: `${cloud.title} doesn't know a tenant with this ID or domain. Check the spelling and the cloud.`,
      remedies: [{ do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'account-not-in-tenant',
    when: numbered(50020, 50034, 51004, 16000),
    say: (_, context) => ({
      because: `The account you signed in with is not in tenant ${context.tenantId ?? 'you chose'}.`,
      remedies: [signIn, { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'account-cannot-sign-in',
    when: numbered(50053, 50055, 50057, 50126),
    say: (heard) => ({
      because: `Microsoft does not let this account in: ${heard.message}`,
      remedies: [signIn],
    }),
  },
  {
    // https://learn.microsoft.com/entra/identity/conditional-access/workload-identity
    code: 'conditional-access-application',
    when: (heard) => heard.identity === 'application' && numbered(53003)(heard),
    say: (heard, context) => ({
      because:
        'A Conditional Access policy for workload identities lets the application sign in from certain addresses only. From this computer it can’t be tested. The addresses of the vendor have to be allowed.',
      role: 'Conditional Access Administrator',
      remedies: [
        askSomeone(
          context,
          'Conditional Access Administrator',
          'Please check that the policy for workload identities lets this application sign in from the addresses that the vendor names, and add them to a named location if it does not.',
          heard,
        ),
        entraPage(
          context,
          'Open the sign-in logs of service principals',
          '#view/Microsoft_AAD_IAM/SignInEventsV3.ReactView',
        ),
      ],
    }),
  },
  {
    // https://learn.microsoft.com/entra/identity-platform/reference-error-codes
    code: 'api-disabled',
    when: numbered(500014),
    say: (heard) => ({
      because: `The enterprise application of this API is disabled in the tenant, so no one gets a token for it: ${heard.message}`,
      role: 'Cloud Application Administrator',
      remedies: [{ do: 'redo', step: 'find-api' }, retry],
    }),
  },
  {
    code: 'conditional-access-blocked',
    when: numbered(53000, 53001, 53002, 53003, 530031, 530032, 530033, 530034, 530035, 50097),
    say: (heard, context) => ({
      because: `A Conditional Access policy of the tenant refuses this sign-in: ${heard.message}${sayAnotherWay(heard)}`,
      role: 'Conditional Access Administrator',
      remedies: [
        signIn,
        ...anotherWay(heard),
        askSomeone(
          context,
          'Conditional Access Administrator',
          'Please check the sign-in logs for the policy that blocked me just now, and tell me which device or network I can sign in from.',
          heard,
        ),
        signInLogs(context),
      ],
    }),
  },
  {
    // Any API can send a claims challenge: https://learn.microsoft.com/entra/identity-platform/claims-challenge
    code: 'more-proof-needed',
    when: (heard) =>
      numbered(50072, 50074, 50076, 50078, 50079, 50158)(heard) ||
      (heard.status === 401 && heard.claims !== undefined) ||
      coded('insufficient_claims')(heard),
    say: again('Microsoft asks for more proof of who you are, such as a second factor.'),
  },
  {
    code: 'client-not-assigned',
    when: numbered(50105),
    say: (heard, context) => ({
      because: 'The tenant lets only assigned people use the application this product signs in with.',
      role: 'Cloud Application Administrator',
      remedies: [
        askSomeone(
          context,
          'Cloud Application Administrator',
          'Please assign me to the enterprise application named in the answer below.',
          heard,
        ),
        enterpriseApplications(context),
        { do: 'redo', step: 'sign-in' },
      ],
    }),
  },
  {
    code: 'device-code-expired',
    when: (heard) =>
      coded('expired_token', 'code_expired', 'device_code_expired')(heard) || numbered(70019, 70020)(heard),
    say: again('The code was not entered on the sign-in page in time.'),
  },
  {
    code: 'sign-in-expired',
    when: (heard) =>
      numbered(50058, 50173, 70008, 70043, 700082, 700084, 50089, 54005, 50133)(heard) ||
      (heard.status === 401 &&
        coded('InvalidAuthenticationToken', 'ExpiredAuthenticationToken', 'AuthenticationFailed')(heard)) ||
      coded('login_required')(heard),
    say: again('The sign-in is no longer valid: it ran out, or it was revoked.'),
  },
  {
    // https://github.com/KelvinTegelaar/CIPP/issues/6360
    code: 'consent-missing',
    when: numbered(65001),
    say: (heard, context) => ({
      because:
        heard.identity === 'application'
          ? 'No administrator has consented to what the application asks for in this tenant.'
          : 'No one in this tenant has consented to the application this product signs in with.',
      role: 'Cloud Application Administrator',
      remedies: [
        askSomeone(
          context,
          'Cloud Application Administrator',
          'Please review the application named in the answer below and grant it admin consent, or tell me which application to use instead.',
          heard,
        ),
        enterpriseApplications(context),
      ],
    }),
  },
  {
    code: 'sign-in-declined',
    when: (heard) =>
      numbered(65004)(heard) ||
      (atSignIn(heard) && coded('authorization_declined', 'consent_required')(heard)),
    say: again('The request on the sign-in page was declined.'),
  },
  {
    // https://github.com/Azure/azure-cli/issues/26471
    code: 'client-not-authorized',
    when: (heard) => numbered(65002)(heard) || coded('PermissionScopeNotGranted')(heard),
    say: (_, context) => ({
      because:
        'Microsoft has not allowed the application this product signs in with to ask for that. Your organization can register its own client, and you can enter its client ID at sign-in.',
      role: 'Cloud Application Administrator',
      remedies: [registrations(context), { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'admin-approval-needed',
    when: numbered(90094, 90093, 90095),
    say: (heard, context) => ({
      because: 'The tenant asks an administrator to approve the application this product signs in with.',
      role: 'Cloud Application Administrator',
      remedies: [
        askSomeone(
          context,
          'Cloud Application Administrator',
          'Please approve the application named in the answer below, so that I can sign in with it.',
          heard,
        ),
        { do: 'sign-in-as', role: 'Cloud Application Administrator' },
      ],
    }),
  },
  {
    // https://github.com/Azure/azure-sdk-for-js/issues/30292
    code: 'api-not-in-tenant',
    when: numbered(500011, 650052, 650057, 65005),
    say: (heard) => ({
      because: `The tenant doesn't have a service principal for this API: ${heard.message} Setting up creates it.`,
      role: 'Cloud Application Administrator',
      remedies: [{ do: 'redo', step: 'grant-consent' }, retry],
    }),
  },
  {
    // https://github.com/KelvinTegelaar/CIPP/issues/1174
    code: 'permission-not-offered',
    when: numbered(650051),
    say: (heard) => ({
      because: `The API no longer offers a permission that is declared: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'add-permissions' }],
    }),
  },
  {
    code: 'redirect-address-not-registered',
    when: numbered(50011),
    say: (_, context) => ({
      because:
        'The client used for signing in doesn\'t have the redirect URI http://localhost under "Mobile and desktop applications".',
      role: 'Application Administrator',
      remedies: [registrations(context), { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'client-of-another-tenant',
    when: numbered(50194, 9001023),
    say: (_, context) => ({
      because: 'The client used for signing in belongs to one other tenant only.',
      remedies: [registrations(context), { do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    code: 'application-disabled',
    when: numbered(7000112),
    say: (_, context) => ({
      because: 'The application was disabled in this tenant.',
      role: 'Cloud Application Administrator',
      remedies: [enterpriseApplications(context), retry],
    }),
  },
  {
    // Right after the application is created, this is replication. https://github.com/OfficeDev/microsoft-teams-apps-company-communicator/issues/267
    code: 'application-not-found',
    when: (heard) =>
      numbered(700016, 7000229)(heard) || (coded('unauthorized_client')(heard) && heard.numbers.length === 0),
    say: (heard, context) => ({
      because: young(heard)
        ? "The sign-in servers don't know the new application yet."
        : `No application with this client ID is in tenant ${context.tenantId ?? 'you chose'}. Make sure it isn't an object ID or from another tenant.`,
      passes: young(heard),
      remedies: [retry, registrations(context)],
    }),
  },
  {
    // https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1921: a new secret takes seconds to be known everywhere.
    code: 'secret-not-accepted',
    when: numbered(7000215),
    say: (heard) => ({
      because: young(heard)
        ? "The sign-in servers don't know the new secret yet."
        : "This isn't a secret of the application. Enter its value, which was shown only once, not its ID.",
      passes: young(heard),
      remedies: [retry, { do: 'redo', step: 'create-secret' }],
    }),
  },
  {
    // https://github.com/n8n-io/n8n/issues/22567
    code: 'secret-expired',
    when: numbered(7000222),
    say: () => ({
      because: 'The secret has expired.',
      role: 'Cloud Application Administrator',
      remedies: [{ do: 'redo', step: 'create-secret' }],
    }),
  },
  {
    // An assertion is signed with this computer's time (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
    code: 'computer-clock-wrong',
    when: (heard) => numbered(50012, 700024)(heard) && isClockWrong(heard.ahead),
    say: ({ ahead = 0 }) => ({
      because: `${clockWords(ahead)} A certificate proves itself with the time, so it isn't accepted until the clock is right.`,
      remedies: [retry],
    }),
  },
  {
    code: 'credential-not-accepted',
    when: (heard) =>
      numbered(7000218, 700024, 700025, 700027, 50012, 700211, 700212, 700213, 70021)(heard) ||
      (atSignIn(heard) && coded('invalid_client')(heard)),
    say: (heard) => ({
      because: `The sign-in servers don't accept the credential: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'sign-in' }],
    }),
  },
  {
    // MSAL's own codes for "ask the person again".
    code: 'sign-in-expired',
    when: coded('interaction_required', 'no_tokens_found', 'refresh_token_expired', 'no_account_found'),
    say: again('The sign-in is no longer valid: it ran out, or it was revoked.'),
  },
  {
    code: 'sign-in-refused',
    when: (heard) => atSignIn(heard) && heard.understood && heard.status !== 429 && heard.status < 500,
    say: (heard) => ({
      because: `The sign-in servers refused: ${heard.message || heard.code}`,
      remedies: [signIn],
    }),
  },
];
