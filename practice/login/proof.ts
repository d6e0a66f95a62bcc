import { createHash, X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import type { ApplicationObject } from '../core/contents.ts';
import { hashOf } from '../core/ids.ts';
import type { Context } from '../core/router.ts';
import { refuseOAuth } from './oauth-errors.ts';
import type { Client } from './request.ts';
import { workloadKey } from './workload.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How an application proves it is itself: '1' by secret, '2' by a signed assertion. Refused otherwise. */
export async function appProof(
  context: Context,
  form: ReadonlyMap<string, string>,
  client: Client,
): Promise<'1' | '2'> {
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (client.kind === 'first-party') return refuseOAuth(context, 700025);
  if (secret !== undefined && secret !== '') {
    checkSecret(context, client.application, secret);
    return '1';
  }
  if (assertion === undefined) return refuseOAuth(context, 7000218);
  if (form.get('client_assertion_type') !== assertionType) {
    return refuseOAuth(context, 900144, { field: 'client_assertion_type' });
  }
  await checkAssertion(context, client.application, assertion);
  return '2';
}

function checkSecret(context: Context, application: ApplicationObject, secret: string): void {
  const hash = hashOf(secret);
  const found = application.passwordCredentials.find(({ secretHash }) => secretHash === hash);
  // A secret the sign-in server has not heard of yet is refused in the same words as a wrong one
  // (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1921).
  if (found === undefined) return refuseOAuth(context, 7000215, { app: application.appId });
  if (Date.parse(found.endDateTime) <= context.clock.now()) {
    refuseOAuth(context, 7000222, { app: application.appId });
  }
}

async function checkAssertion(
  context: Context,
  application: ApplicationObject,
  assertion: string,
): Promise<void> {
  let claims: JWTPayload;
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    claims = decodeJwt(assertion);
    header = decodeProtectedHeader(assertion);
  } catch {
    return refuseOAuth(context, 50012);
  }
  if (claims.iss === application.appId) return checkCertificate(context, application, assertion, header);
  return checkFederated(context, application, assertion, claims);
}

async function checkCertificate(
  context: Context,
  application: ApplicationObject,
  assertion: string,
  header: ReturnType<typeof decodeProtectedHeader>,
): Promise<void> {
  const thumbprint = String(header['x5t#S256'] ?? header.x5t ?? '');
  const certificate = application.keyCredentials
    .filter(({ endDateTime }) => Date.parse(endDateTime) > context.clock.now())
    .map(({ key }) => new X509Certificate(Buffer.from(key, 'base64')))
    .find(({ raw }) =>
      ['sha1', 'sha256'].some(
        (algorithm) => createHash(algorithm).update(raw).digest('base64url') === thumbprint,
      ),
    );
  if (certificate === undefined) {
    const shown = Buffer.from(thumbprint, 'base64url').toString('hex').toUpperCase();
    return refuseOAuth(context, 700027, { thumbprint: shown });
  }
  const tenants = [context.tenant.id, ...context.tenant.domains, context.params['tenant'] ?? ''];
  const audiences = tenants.flatMap((tenant) => [
    `https://${context.cloud.login}/${tenant}/oauth2/v2.0/token`,
    `https://${context.cloud.login}/${tenant}/oauth2/token`,
    `https://${context.cloud.login}/${tenant}/v2.0`,
  ]);
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      issuer: application.appId,
      subject: application.appId,
      audience: audiences,
      currentDate: new Date(context.clock.now()),
      clockTolerance: 300,
    });
  } catch {
    refuseOAuth(context, 50012);
  }
}

async function checkFederated(
  context: Context,
  application: ApplicationObject,
  assertion: string,
  claims: JWTPayload,
): Promise<void> {
  const audience = [claims.aud ?? ''].flat()[0] ?? '';
  const ofIssuer = application.federatedCredentials.filter(({ issuer }) => issuer === claims.iss);
  if (ofIssuer.length === 0) refuseOAuth(context, 700211, { issuer: claims.iss ?? '' });
  const ofSubject = ofIssuer.filter(({ subject }) => subject === claims.sub);
  if (ofSubject.length === 0) refuseOAuth(context, 700213, { subject: claims.sub ?? '' });
  if (!ofSubject.some(({ audiences }) => audiences.includes(audience))) {
    refuseOAuth(context, 700212, { audience });
  }
  try {
    await jwtVerify(assertion, await workloadKey(), {
      algorithms: ['RS256'],
      currentDate: new Date(context.clock.now()),
      clockTolerance: 300,
    });
  } catch {
    refuseOAuth(context, 50012);
  }
}
