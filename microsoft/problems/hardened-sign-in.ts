import type { Remedy } from '../../engine/model/problem.ts';
import type { ErrorResponse } from '../http/error-response.ts';
import type { Context, ProblemRule } from './row.ts';
import { askSomeone, coded, entraPage, numbered, retry } from './text.ts';

const again = { do: 'sign-in' } as const;
const policies = 'Conditional Access Administrator';

export const signInLogs = (context: Context): Remedy =>
  entraPage(context, 'Open the sign-in logs', '#view/Microsoft_AAD_IAM/SignInEventsV3.ReactView');

/**
 * The other way for a person to sign in. A policy can block only device codes, and a browser here can
 * lack what a phone has (https://learn.microsoft.com/entra/identity/conditional-access/concept-authentication-flows).
 */
export function anotherWay({ how }: ErrorResponse): readonly Remedy[] {
  if (how === 'device-code') return [{ do: 'sign-in', with: 'browser' }];
  return how === 'browser' ? [{ do: 'sign-in', with: 'device-code' }] : [];
}

/** A sentence for the other way to sign in, if a device code was refused. Otherwise empty. */
export const sayAnotherWay = ({ how }: ErrorResponse): string =>
  how === 'device-code'
    ? ' A policy can block sign-ins with a code alone: sign in with the browser instead.'
    : '';

interface Refused {
  readonly code: string;
  readonly number: number;
  readonly because: string;
  /** The request to an administrator with that role. */
  readonly ask?: { readonly role: string; readonly wanted: string };
  /** Set if the result can depend on the way to sign in. The other way is then offered. */
  readonly wayMatters?: true;
  /** Remedies other than asking someone. */
  readonly ways?: (context: Context) => readonly Remedy[];
}

const broker = ({ tenantId }: Context): readonly Remedy[] => [
  { do: 'run', command: `az login --tenant "${tenantId ?? 'TENANT'}"` },
  { do: 'sign-in', with: 'azure-cli' },
];

const refused: readonly Refused[] = [
  {
    // https://github.com/Azure/azure-cli/issues/31428
    // https://learn.microsoft.com/cli/azure/authenticate-azure-cli-interactively#sign-in-with-web-account-manager-wam-on-windows
    code: 'token-protection',
    number: 530084,
    because:
      'The tenant requires token protection: only sign-ins that Windows itself keeps are accepted. On Windows, az login signs in that way. Then use the Azure CLI sign-in here.',
    ask: {
      role: policies,
      wanted:
        'Please exclude the application named in the answer below from the token protection policy for my account, or tell me which account I can use.',
    },
    ways: broker,
  },
  {
    code: 'client-not-approved',
    number: 530021,
    because:
      'A Conditional Access policy lets only approved client apps in, and the application this product signs in with is none.',
    ask: {
      role: policies,
      wanted:
        'Please exclude the application named in the answer below from the policy that requires approved client apps.',
    },
    ways: () => [{ do: 'redo', step: 'sign-in' }],
  },
  {
    code: 'compliant-device-not-accepted',
    number: 530004,
    because:
      'The tenant requires a compliant device, and its cross-tenant access settings do not accept the one your own organization manages.',
    ask: {
      role: 'Security Administrator',
      wanted:
        'Please accept compliant devices of my organization in the cross-tenant access settings (inbound trust), or give me an account in this tenant.',
    },
    ways: () => [again],
  },
  {
    code: 'multifactor-not-registered',
    number: 53004,
    because:
      'The account has to register for multifactor first, and Microsoft blocks that as long as it sees a risk in the sign-in.',
    ask: {
      role: 'Authentication Administrator',
      wanted:
        'Please review the risk of my account, and give me a Temporary Access Pass so that I can register for multifactor.',
    },
    ways: () => [registration, again],
  },
  {
    code: 'multifactor-registration-place',
    number: 53010,
    because:
      'The account has to register for multifactor first, and the tenant allows that from certain places or devices only. This is none of them.',
    ask: {
      role: 'Authentication Administrator',
      wanted:
        'Please tell me where I can register for multifactor, or give me a Temporary Access Pass for it.',
    },
    ways: () => [registration, again],
  },
  {
    code: 'risk-at-home-tenant',
    number: 53011,
    because:
      'The organization your account belongs to has marked it as at risk, and this tenant lets no such account in.',
    ask: {
      role: 'Security Administrator',
      wanted:
        'Please review the risk of my account in its home tenant (Identity Protection), and dismiss it if it was a false alarm.',
    },
    ways: () => [again],
  },
  {
    code: 'sign-in-conditions-not-met',
    number: 50131,
    because:
      'Conditional Access refuses this sign-in because of the state of the device, or because the sign-in looks suspicious.',
    ask: {
      role: policies,
      wanted: 'Please look up in the sign-in logs which policy blocked me just now, and what it wants.',
    },
    wayMatters: true,
    ways: (context) => [again, signInLogs(context)],
  },
  {
    code: 'multifactor-failed',
    number: 500121,
    because: 'The second factor was not confirmed: it was declined, mistyped, or not answered in time.',
    ways: () => [again],
  },
  {
    code: 'device-not-shown',
    number: 50187,
    because:
      'The tenant wants to know the device, and the browser did not show one. Sign in from a device that is joined to or registered in the tenant, in a browser that uses its account.',
    ask: {
      role: policies,
      wanted: 'Please tell me which device I can sign in from, or exclude my account for this task.',
    },
    wayMatters: true,
    ways: () => [again],
  },
  {
    code: 'guest-not-invited',
    number: 90072,
    because:
      'The account belongs to another organization and is not in this tenant, so the tenant cannot ask it for multifactor.',
    ask: {
      role: 'Guest Inviter',
      wanted: 'Please invite my account to the tenant as a guest, or give me one that belongs to it.',
    },
    ways: () => [again],
  },
  {
    code: 'external-challenge-unsupported',
    number: 50177,
    because:
      'A policy asks for multifactor from a provider outside Microsoft, and an account that is only passed through from another organization cannot answer that.',
    ask: {
      role: policies,
      wanted:
        'Please exclude my account from the policy with the external multifactor provider, or give me an account that belongs to the tenant.',
    },
    ways: () => [again],
  },
];

/** https://aka.ms/mysecurityinfo redirects there. */
const registration: Remedy = {
  do: 'open',
  label: 'Open my security info',
  url: 'https://mysignins.microsoft.com/security-info',
};

/**
 * Refusals of tenants with strict sign-in policies, each with its own remedy. Numbers and meanings:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const hardenedSignInRows: readonly ProblemRule[] = [
  {
    // The Azure CLI doesn't share its sign-in (`az login --claims-challenge`, Azure CLI 2.76 or later:
    // https://learn.microsoft.com/cli/azure/reference-index#az-login).
    code: 'azure-cli-proof-needed',
    when: (heard) => heard.status === 0 && heard.code === 'azure-cli-proof-needed',
    say: (heard, { tenantId }) => ({
      because:
        'Microsoft asks for more proof of who you are, such as a second factor. The Azure CLI has to ask you for it (version 2.76 or later).',
      remedies: [
        {
          do: 'run',
          command: [
            `az login --tenant "${tenantId ?? 'TENANT'}"`,
            ...(heard.message === '' ? [] : [`--scope "${heard.message}"`]),
            `--claims-challenge "${Buffer.from(heard.claims ?? '').toString('base64')}"`,
          ].join(' '),
        },
        retry,
      ],
    }),
  },
  {
    code: 'another-account',
    when: (heard) => heard.status === 0 && heard.code === 'another-account',
    say: (heard) => ({
      because: `The proof came from another account than ${heard.message}, which this run began with.`,
      remedies: [again],
    }),
  },
  {
    // The proof was requested, given, and requested again. The product stops here to avoid a loop.
    code: 'proof-not-accepted',
    when: coded('proof-not-accepted'),
    say: (heard, context) => ({
      because:
        heard.identity === 'application'
          ? 'Microsoft asks the application for more proof, and did not accept the new token it then gave.'
          : 'Microsoft asked for more proof of who you are. You signed in for it, and it was not accepted.',
      role: policies,
      remedies: [
        askSomeone(
          context,
          policies,
          'Please check which Conditional Access policy or authentication context asks for more than my account can prove.',
          heard,
        ),
        signInLogs(context),
        again,
      ],
    }),
  },
  ...refused.map(
    ({ code, number, because, ask, ways, wayMatters }): ProblemRule => ({
      code,
      when: numbered(number),
      say(heard, context) {
        const [first = again, ...rest] = ways?.(context) ?? [];
        const asking = ask === undefined ? [] : [askSomeone(context, ask.role, ask.wanted, heard)];
        return {
          because: wayMatters === true ? `${because}${sayAnotherWay(heard)}` : because,
          ...(ask === undefined ? {} : { role: ask.role }),
          remedies: [first, ...rest, ...(wayMatters === true ? anotherWay(heard) : []), ...asking],
        };
      },
    }),
  ),
];
