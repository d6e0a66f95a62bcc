import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { ApiName, Cloud } from '../core/clouds.ts';
import type { Caller } from '../core/router.ts';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

// One key serves every tenant of the program, as Microsoft's serves every tenant of the world. It is
// made anew each start and never saved: nothing signed by a practice tenant outlives it.
let made: Promise<SigningKey> | undefined;

function signingKey(): Promise<SigningKey> {
  made ??= makeKey();
  return made;
}

async function makeKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const kid = createHash('sha256')
    .update(jwk.n ?? '')
    .digest('base64url')
    .slice(0, 27);
  return { kid, privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey, jwk };
}

/** The key set the sign-in servers publish, with the issuer Microsoft adds to each key. */
export async function publishedKeys(
  issuer: string,
): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }> {
  const { kid, jwk } = await signingKey();
  return { keys: [{ kty: 'RSA', use: 'sig', kid, x5t: kid, n: jwk.n ?? '', e: jwk.e ?? '', issuer }] };
}

/** Signs any claims with the tenant's key. Times are seconds since 1970. */
export async function sign(claims: JWTPayload, typ = 'JWT'): Promise<string> {
  const { kid, privateKey } = await signingKey();
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ, kid, x5t: kid }).sign(privateKey);
}

/** What an access token is made from. */
export interface AccessTokenFacts {
  readonly tenantId: string;
  readonly cloud: Cloud;
  /** As it was asked for; Entra repeats it, closing slash and all. */
  readonly audience: string;
  /** Version of the token, which the resource decides: all of Microsoft's own ask for version 1. */
  readonly version: 1 | 2;
  readonly clientId: string;
  readonly clientName: string;
  /** How the client proved itself: '0' not at all, '1' by secret, '2' by certificate or federation. */
  readonly clientProof: '0' | '1' | '2';
  readonly subject:
    | {
        readonly kind: 'app';
        readonly objectId: string;
        readonly roles: readonly string[];
        readonly directoryRoles: readonly string[];
      }
    | {
        readonly kind: 'user';
        readonly objectId: string;
        readonly name: string;
        readonly userName: string;
        readonly scopes: readonly string[];
        readonly directoryRoles: readonly string[];
        readonly multifactor: boolean;
        readonly contexts: readonly string[];
      };
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly lifetimeSeconds: number;
  readonly tokenId: string;
}

/** The issuer named in tokens of that version. */
export function issuerOf(cloud: Cloud, tenantId: string, version: 1 | 2): string {
  return version === 1 ? `${cloud.issuerV1}${tenantId}/` : `https://${cloud.login}/${tenantId}/v2.0`;
}

/** A signed access token of the shape https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference describes. */
export async function accessToken(facts: AccessTokenFacts): Promise<string> {
  const { subject, version, clientId, now } = facts;
  const issuedAt = Math.floor(now / 1000);
  const client =
    version === 1
      ? { appid: clientId, appidacr: facts.clientProof }
      : { azp: clientId, azpacr: facts.clientProof };
  const who =
    subject.kind === 'app'
      ? {
          idtyp: 'app',
          oid: subject.objectId,
          sub: subject.objectId,
          // Absent, not empty, where nothing was granted: a token is issued all the same.
          ...(subject.roles.length > 0 ? { roles: [...subject.roles] } : {}),
          ...(subject.directoryRoles.length > 0 ? { wids: [...subject.directoryRoles] } : {}),
        }
      : {
          idtyp: 'user',
          oid: subject.objectId,
          sub: createHash('sha256').update(`${clientId}${subject.objectId}`).digest('base64url'),
          name: subject.name,
          amr: subject.multifactor ? ['pwd', 'mfa'] : ['pwd'],
          ...(subject.contexts.length > 0 ? { acrs: [...subject.contexts] } : {}),
          acr: '1',
          ipaddr: '127.0.0.1',
          ...(version === 1
            ? { upn: subject.userName, unique_name: subject.userName }
            : { preferred_username: subject.userName }),
          scp: subject.scopes.join(' '),
          // The last one stands for every ordinary member.
          wids: [...subject.directoryRoles, 'b79fbf4d-3ef9-4689-8143-76b194e85509'],
        };
  return sign({
    aud: facts.audience,
    iss: issuerOf(facts.cloud, facts.tenantId, version),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + facts.lifetimeSeconds,
    app_displayname: facts.clientName,
    ...client,
    ...who,
    idp: issuerOf(facts.cloud, facts.tenantId, 1),
    tid: facts.tenantId,
    uti: facts.tokenId,
    ver: `${version}.0`,
  });
}

/** Seconds by which the clocks of a client and of an API may differ. */
const clockTolerance = 300;
/** Tokens whose signature was found right, by their text: a client sends each of its own with every request. */
const verified = new Map<string, JWTPayload>();
const mostVerified = 200;

async function verify(token: string, now: number): Promise<JWTPayload> {
  const { publicKey } = await signingKey();
  const { payload } = await jwtVerify(token, publicKey, {
    algorithms: ['RS256'],
    currentDate: new Date(now),
    clockTolerance,
  });
  if (verified.size >= mostVerified) verified.clear();
  verified.set(token, payload);
  return payload;
}

/** Time goes one way, so of what was once verified only the end needs another check. */
function isPast({ exp }: JWTPayload, now: number): boolean {
  return exp !== undefined && exp <= Math.floor(now / 1000) - clockTolerance;
}

/** Why a token was not accepted. */
export type TokenTrouble = 'missing' | 'malformed' | 'expired' | 'audience' | 'issuer';

/**
 * Reads the bearer token of a request to one API: signature, audience, issuer and time are checked.
 * Rights (roles, scopes, RBAC) are each operation's own affair.
 */
export async function readBearer(
  authorization: string | null,
  api: Exclude<ApiName, 'login'>,
  cloud: Cloud,
  tenantId: string,
  now: number,
): Promise<Caller | TokenTrouble> {
  const token = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return 'missing';
  const known = verified.get(token);
  if (known !== undefined && isPast(known, now)) return 'expired';
  let claims = known;
  try {
    claims ??= await verify(token, now);
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_JWT_EXPIRED' ? 'expired' : 'malformed';
  }
  const audience = typeof claims.aud === 'string' ? claims.aud.replace(/\/$/, '') : '';
  if (!cloud.audiences[api].includes(audience)) return 'audience';
  if (claims.iss !== issuerOf(cloud, tenantId, 1) && claims.iss !== issuerOf(cloud, tenantId, 2))
    return 'issuer';
  return callerOf(claims);
}

function callerOf(claims: JWTPayload): Caller {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '');
  return {
    kind: claims['idtyp'] === 'app' ? 'app' : 'user',
    objectId: text('oid'),
    appId: text('appid') || text('azp'),
    tenantId: text('tid'),
    name: text('upn') || text('preferred_username') || text('appid') || text('azp'),
    roles: Array.isArray(claims['roles']) ? claims['roles'].map(String) : [],
    scopes: text('scp').split(' ').filter(Boolean),
    directoryRoles: Array.isArray(claims['wids']) ? claims['wids'].map(String) : [],
    contexts: Array.isArray(claims['acrs']) ? claims['acrs'].map(String) : [],
    issuedAt: claims.iat ?? 0,
  };
}
