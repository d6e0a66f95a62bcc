import { generateKeyPair, SignJWT } from 'jose';

let made: Promise<{ readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }> | undefined;

function keys(): Promise<{ readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }> {
  made ??= generateKeyPair('RS256') as Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }>;
  return made;
}

/** The key that a practice tenant trusts every outside workload issuer to sign with. */
export async function workloadKey(): Promise<CryptoKey> {
  return (await keys()).publicKey;
}

/**
 * An assertion such as a pipeline's identity provider would issue, for federated sign-in.
 * A practice tenant reaches no outside issuer, so it plays the issuer itself.
 * @param now milliseconds since 1970; the assertion holds for ten minutes.
 */
export async function workloadAssertion(
  claims: { readonly issuer: string; readonly subject: string; readonly audience: string },
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'workload' })
    .setIssuer(claims.issuer)
    .setSubject(claims.subject)
    .setAudience(claims.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 600)
    .sign((await keys()).privateKey);
}
