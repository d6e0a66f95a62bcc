import type { Remedy } from '../../engine/model/problem.ts';
import type { ErrorResponse } from '../http/error-response.ts';
import type { Context } from './row.ts';

export const retry: Remedy = { do: 'retry' };

/** A link to a portal of the current cloud, never of another one. */
export const entraPage = ({ cloud }: Context, label: string, path: string): Remedy => ({
  do: 'open',
  label,
  url: `${cloud.entraPortal}/${path}`,
});

export const azurePage = ({ cloud }: Context, label: string, path: string): Remedy => ({
  do: 'open',
  label,
  url: `${cloud.portal}/${path}`,
});

/** The portal page of the attempted operation, if the caller gave one. */
export const ownPage = ({ doing }: Context): readonly Remedy[] =>
  doing?.page === undefined ? [] : [{ do: 'open', label: doing.page.label, url: doing.page.url }];

/**
 * The page where a person activates an eligible role: "My roles" in Privileged Identity Management. A refusal
 * doesn't say if there is one (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-activate-role).
 */
const activationPage = (context: Context, kind: 'aadmigratedroles' | 'azurerbac'): Remedy =>
  entraPage(context, 'Activate my role', `#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade/~/${kind}`);

/**
 * A complete, addressed message to paste: what is wanted, where, why, and what the receiver needs for it.
 * `wanted` is one sentence that asks the receiver for something.
 */
export function askSomeone(context: Context, role: string, wanted: string, heard?: ErrorResponse): Remedy {
  const lines = [
    `To: an administrator with the role ${role}${context.tenantId === undefined ? '' : ` in tenant ${context.tenantId}`}`,
    '',
    'Hello,',
    '',
    'I am connecting Microsoft Sentinel to a security product, and one part needs a right that I do not have.',
    wanted,
    ...(context.doing?.page === undefined
      ? []
      : ['', `${context.doing.page.label}: ${context.doing.page.url}`]),
    ...(heard === undefined
      ? []
      : [
          '',
          `What Microsoft answered (${heard.at}): ${[heard.status || '', heard.code, heard.message].filter(Boolean).join(' ')}`,
        ]),
    ...(heard === undefined ? [] : [`Correlation id: ${heard.correlation}`]),
    '',
    "After that, I'll run the check again. Thank you.",
  ];
  return { do: 'ask-someone', message: lines.join('\n') };
}

export const numbered =
  (...numbers: readonly number[]) =>
  (heard: ErrorResponse): boolean =>
    heard.numbers.some((each) => numbers.includes(each));

/** Whether it is one of Microsoft's codes (outer or inner), in any letter case. */
export const coded = (...codes: readonly string[]) => {
  const wanted = new Set(codes.map((code) => code.toLowerCase()));
  return (heard: ErrorResponse): boolean =>
    wanted.has(heard.code.toLowerCase()) || wanted.has(heard.innerCode.toLowerCase());
};

export const says =
  (pattern: RegExp) =>
  (heard: ErrorResponse): boolean =>
    pattern.test(heard.message);

/** Whether the answer came from the sign-in servers. */
export const atSignIn = (heard: ErrorResponse): boolean => heard.host.startsWith('login.');

/** The remedies for a person without a role: ask a holder, sign in with the role, or activate it. */
export function withoutRole(
  context: Context,
  role: string,
  heard: ErrorResponse,
  activation: Parameters<typeof activationPage>[1],
): readonly [Remedy, ...Remedy[]] {
  return [
    askSomeone(
      context,
      role,
      `Please ${context.doing?.what ?? 'do it for me'}, or assign me the role ${role} for a while.`,
      heard,
    ),
    { do: 'sign-in-as', role },
    activationPage(context, activation),
    ...ownPage(context),
    { do: 'sign-in' },
  ];
}
