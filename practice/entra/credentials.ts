import { X509Certificate } from 'node:crypto';
import { jwtVerify } from 'jose';
import type {
  ApplicationObject,
  FederatedCredential,
  JsonObject,
  KeyCredential,
  PasswordCredential,
  ServicePrincipalObject,
} from '../core/contents.ts';
import { guidOf, hashOf, tokenOf } from '../core/ids.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import { demandCertificate, demandFederated } from './application-values.ts';
import { applicationAt, forApplication } from './applications.ts';
import { bodyOf, changedFederated, newFederated, newKey, newPassword, removedPassword } from './bodies.ts';
import { refuseBody, refuseGraph, refuseMissing } from './graph-errors.ts';
import { contextUrl, type EntitySet, entityAnswer, jsonType, listAnswer } from './odata.ts';
import { restrictedFrom } from './policies.ts';
import { demand, demandWrite } from './rights.ts';
import { forPrincipal, principalAt } from './service-principals.ts';

const days = 86_400_000;

/**
 * A client secret that looks like Entra's own: 40 characters, the fourth to sixth always `8Q~`.
 * It depends on the tenant's seed, so that a run can be repeated.
 */
function newSecret(context: Context): string {
  const drawn = tokenOf(43, 'secret', context.newId());
  return `${drawn.slice(0, 3).replaceAll('-', 'x').replaceAll('_', 'y')}8Q~${drawn.slice(3, 37)}`;
}

/**
 * Refuses a secret that the tenant's policy doesn't allow for this object. Exempt: objects with a policy of
 * their own, objects created before the policy's date, and some callers
 * (https://learn.microsoft.com/graph/api/resources/appmanagementpolicy,
 * https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration).
 * @param lifetime in milliseconds
 */
function demandPolicy(
  context: Context,
  owned: ApplicationObject | ServicePrincipalObject,
  lifetime: number,
): void {
  const policy = context.truth.get('policies', 'tenant')?.appManagementPolicy;
  if (policy?.isEnabled !== true || policy.exempt?.includes(owned.id) === true) return;
  if (policy.exemptCallers?.includes(context.caller.objectId) === true) return;
  if (Date.parse(owned.createdDateTime ?? '') < Date.parse(restrictedFrom(policy))) return;
  if (policy.secretsForbidden) {
    refuseGraph(
      context,
      400,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      "Credential type not allowed as per assigned policy 'Default app management tenant policy'.",
    );
  }
  if (policy.maxSecretDays !== null && lifetime > policy.maxSecretDays * days + 3_600_000) {
    refuseGraph(
      context,
      400,
      'CredentialInvalidLifetimeAsPerAppPolicy',
      "Credential lifetime exceeds the max value allowed as per assigned policy 'Default app management tenant policy'.",
    );
  }
}

/** Makes a credential if the tenant's policy allows it, and its secret text, which is shown only once. */
function passwordFrom(
  context: Context,
  owned: ApplicationObject | ServicePrincipalObject,
): {
  readonly credential: PasswordCredential;
  readonly secret: string;
} {
  const body = context.text.trim() === '' ? {} : bodyOf(context, newPassword);
  const asked = (body['passwordCredential'] ?? {}) as JsonObject;
  const now = context.clock.now();
  const start = typeof asked['startDateTime'] === 'string' ? Date.parse(asked['startDateTime']) : now;
  // The default lifetime is two years.
  const end =
    typeof asked['endDateTime'] === 'string' ? Date.parse(asked['endDateTime']) : start + 730 * days;
  if (end <= start) refuseBody(context, 'The specified endDateTime must be later than startDateTime.');
  demandPolicy(context, owned, end - start);
  const secret = newSecret(context);
  const credential: PasswordCredential = {
    keyId: context.newId(),
    displayName: typeof asked['displayName'] === 'string' ? asked['displayName'] : null,
    startDateTime: new Date(start).toISOString(),
    endDateTime: new Date(end).toISOString(),
    hint: secret.slice(0, 3),
    customKeyIdentifier: null,
    secretHash: hashOf(secret),
  };
  return { credential, secret };
}

function secretAnswer(context: Context, credential: PasswordCredential, secret: string): WireResponse {
  context.issued('client-secret', secret);
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: {
      '@odata.context': contextUrl(context, 'microsoft.graph.passwordCredential'),
      customKeyIdentifier: null,
      displayName: credential.displayName,
      endDateTime: credential.endDateTime,
      hint: credential.hint,
      keyId: credential.keyId,
      secretText: secret,
      startDateTime: credential.startDateTime,
    },
  };
}

function addPassword(context: Context): WireResponse {
  const app = applicationAt(context);
  demandWrite(context, app, 'credentials/update');
  const { credential, secret } = passwordFrom(context, app);
  context.store.put('applications', {
    ...app,
    passwordCredentials: [...app.passwordCredentials, credential],
  });
  return secretAnswer(context, credential, secret);
}

function without(
  context: Context,
  owned: ApplicationObject | ServicePrincipalObject,
): readonly PasswordCredential[] {
  const keyId = String(bodyOf(context, removedPassword)['keyId']).toLowerCase();
  const left = owned.passwordCredentials.filter((each) => each.keyId !== keyId);
  if (left.length === owned.passwordCredentials.length) {
    refuseBody(context, `No password credential found with keyId '${keyId}'.`);
  }
  return left;
}

function removePassword(context: Context): WireResponse {
  const app = applicationAt(context);
  demandWrite(context, app, 'credentials/update');
  context.store.put('applications', { ...app, passwordCredentials: without(context, app) });
  return { status: 204 };
}

function addPrincipalPassword(context: Context): WireResponse {
  const principal = principalAt(context);
  demandWrite(context, principal);
  const { credential, secret } = passwordFrom(context, principal);
  context.store.put('servicePrincipals', {
    ...principal,
    passwordCredentials: [...principal.passwordCredentials, credential],
  });
  return secretAnswer(context, credential, secret);
}

function removePrincipalPassword(context: Context): WireResponse {
  const principal = principalAt(context);
  demandWrite(context, principal);
  context.store.put('servicePrincipals', { ...principal, passwordCredentials: without(context, principal) });
  return { status: 204 };
}

/** Adds a certificate. The proof must be signed with an earlier one, so the caller must have that one. */
async function addKey(context: Context): Promise<WireResponse> {
  const app = applicationAt(context);
  demandWrite(context, app, 'credentials/update');
  const body = bodyOf(context, newKey);
  if (!(await proves(context, app, String(body['proof'])))) {
    return refuseGraph(
      context,
      401,
      'Authentication_MissingOrMalformed',
      'Access Token missing or malformed.',
    );
  }
  const given = body['keyCredential'] as JsonObject;
  demandCertificate(context, given);
  const now = context.clock.now();
  const made: KeyCredential = {
    keyId: context.newId(),
    displayName: (given['displayName'] as string | null | undefined) ?? null,
    startDateTime: new Date(now).toISOString(),
    endDateTime: new Date(now + 365 * days).toISOString(),
    type: String(given['type']),
    usage: String(given['usage']),
    key: String(given['key'] ?? ''),
    customKeyIdentifier: null,
  };
  context.store.put('applications', { ...app, keyCredentials: [...app.keyCredentials, made] });
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: { '@odata.context': contextUrl(context, 'microsoft.graph.keyCredential'), ...made, key: null },
  };
}

/** The audience of proof-of-possession tokens: the directory's own old application. */
const proofAudience = '00000002-0000-0000-c000-000000000000';

async function proves(context: Context, app: ApplicationObject, proof: string): Promise<boolean> {
  for (const { key } of app.keyCredentials) {
    try {
      await jwtVerify(proof, new X509Certificate(Buffer.from(key, 'base64')).publicKey, {
        audience: proofAudience,
        issuer: [app.id, app.appId],
        currentDate: new Date(context.clock.now()),
      });
      return true;
    } catch {
      // Another certificate can be the one that signed it, so the loop continues.
    }
  }
  return false;
}

const federated: EntitySet = {
  name: 'federatedIdentityCredentials',
  type: 'FederatedIdentityCredential',
  most: 999,
  usual: 100,
};

function listFederated(context: Context): WireResponse {
  demand(context, 'readApplications');
  return listAnswer(
    context,
    federated,
    applicationAt(context).federatedCredentials.map((each) => ({ ...each })),
  );
}

function addFederated(context: Context): WireResponse {
  const app = applicationAt(context);
  demandWrite(context, app, 'credentials/update');
  const body = bodyOf(context, newFederated);
  demandFederated(context, body, app);
  const [name, issuer, subject] = [String(body['name']), String(body['issuer']), String(body['subject'])];
  if (app.federatedCredentials.some((each) => each.name === name)) {
    return refuseGraph(
      context,
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `FederatedIdentityCredential with name ${name} already exists.`,
    );
  }
  if (app.federatedCredentials.some((each) => each.issuer === issuer && each.subject === subject)) {
    return refuseBody(
      context,
      'FederatedIdentityCredential with the same issuer and subject combination already exists on the object.',
    );
  }
  const made = {
    id: guidOf('federated', app.id, name),
    name,
    issuer,
    subject,
    audiences: body['audiences'] as readonly string[],
    description: (body['description'] as string | null | undefined) ?? null,
  };
  context.store.put('applications', { ...app, federatedCredentials: [...app.federatedCredentials, made] });
  return entityAnswer(context, federated, made, 201);
}

function removeFederated(context: Context): WireResponse {
  const app = applicationAt(context);
  demandWrite(context, app, 'credentials/update');
  const wanted = context.params['credential'] ?? '';
  const left = app.federatedCredentials.filter(
    ({ id, name }) => id !== wanted.toLowerCase() && name !== wanted,
  );
  if (left.length === app.federatedCredentials.length) refuseMissing(context, wanted);
  context.store.put('applications', { ...app, federatedCredentials: left });
  return { status: 204 };
}

/** A federated credential by its ID or its name. */
function credentialAt(context: Context, app: ApplicationObject): FederatedCredential {
  const wanted = context.params['credential'] ?? '';
  const found = app.federatedCredentials.find(
    ({ id, name }) => id === wanted.toLowerCase() || name === wanted,
  );
  return found ?? refuseMissing(context, wanted);
}

function updateFederated(context: Context): WireResponse {
  const app = applicationAt(context);
  demandWrite(context, app);
  const known = credentialAt(context, app);
  const next = { ...known, ...bodyOf(context, changedFederated) } as FederatedCredential;
  const others = app.federatedCredentials.filter(({ id }) => id !== known.id);
  if (others.some((each) => each.issuer === next.issuer && each.subject === next.subject)) {
    return refuseBody(
      context,
      'FederatedIdentityCredential with the same issuer and subject combination already exists on the object.',
    );
  }
  const federatedCredentials = app.federatedCredentials.map((each) => (each.id === known.id ? next : each));
  context.store.put('applications', { ...app, federatedCredentials });
  return { status: 204 };
}

const passwordSource = [
  'https://learn.microsoft.com/graph/api/application-addpassword',
  'examples/graph/application-addpassword.json',
];

export const credentialOperations: readonly Operation[] = [
  ...forApplication('POST', '/addPassword', passwordSource, addPassword),
  // Some clients use the action's full name.
  ...forApplication('POST', '/microsoft.graph.addPassword', passwordSource, addPassword),
  ...forApplication(
    'POST',
    '/removePassword',
    ['examples/graph/application-removepassword.json'],
    removePassword,
  ),
  ...forApplication(
    'POST',
    '/microsoft.graph.removePassword',
    ['examples/graph/application-removepassword.json'],
    removePassword,
  ),
  ...forApplication('POST', '/addKey', ['examples/graph/application-addkey.json'], addKey),
  ...forPrincipal(
    'POST',
    '/addPassword',
    ['examples/graph/serviceprincipal-addpassword.json'],
    addPrincipalPassword,
  ),
  ...forPrincipal(
    'POST',
    '/removePassword',
    ['https://learn.microsoft.com/graph/api/serviceprincipal-removepassword'],
    removePrincipalPassword,
  ),
  ...forApplication(
    'GET',
    '/federatedIdentityCredentials',
    ['https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials'],
    listFederated,
  ),
  ...forApplication(
    'POST',
    '/federatedIdentityCredentials',
    ['https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials'],
    addFederated,
  ),
  ...forApplication(
    'GET',
    '/federatedIdentityCredentials/{credential}',
    ['https://learn.microsoft.com/graph/api/federatedidentitycredential-get'],
    (context) => {
      demand(context, 'readApplications');
      return entityAnswer(context, federated, { ...credentialAt(context, applicationAt(context)) });
    },
  ),
  ...forApplication(
    'PATCH',
    '/federatedIdentityCredentials/{credential}',
    ['https://learn.microsoft.com/graph/api/federatedidentitycredential-update'],
    updateFederated,
  ),
  ...forApplication(
    'DELETE',
    '/federatedIdentityCredentials/{credential}',
    ['https://learn.microsoft.com/graph/api/federatedidentitycredential-delete'],
    removeFederated,
  ),
];
