/**
 * The authentication contexts a claims request wants (`acrs`), in the shape resources ask for them in a challenge; none
 * where it asks for something else, such as a newer token.
 * https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
 */
export function contextsIn(claims: string | null | undefined): readonly string[] {
  const acrs = read(claims)?.access_token?.acrs;
  const asked = Array.isArray(acrs?.values) ? acrs.values : [acrs?.value];
  return asked.filter((each): each is string => typeof each === 'string');
}

/** A request for one authentication context, as Azure Resource Manager asks for multifactor. */
export const claimsFor = (contextId: string): string =>
  JSON.stringify({ access_token: { acrs: { essential: true, values: [contextId] } } });

interface ClaimsRequest {
  readonly access_token?: { readonly acrs?: { readonly values?: unknown; readonly value?: unknown } };
}

function read(claims: string | null | undefined): ClaimsRequest | undefined {
  try {
    return JSON.parse(claims || '{}') as ClaimsRequest;
  } catch {
    return undefined;
  }
}
