import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clouds } from '../http/clouds.ts';
import { type ErrorResponse, noResponse, toldBy, toldByOAuth } from '../http/error-response.ts';
import { MicrosoftError, problemCodes } from './problems.ts';

const where = {
  at: '2026-11-22T10:00:00Z',
  method: 'POST',
  host: 'graph.microsoft.com',
  path: '/v1.0/servicePrincipals/1/appRoleAssignedTo',
  identity: 'person' as const,
  reads: false,
  correlation: '7e1c0d6e-0000-4000-8000-000000000001',
};

const heard = (status: number, body: unknown, more: Partial<ErrorResponse> = {}): ErrorResponse => ({
  ...noResponse(where, ''),
  ...toldBy(JSON.stringify(body)),
  status,
  requestId: 'f1d2',
  ...more,
});
const graph = (status: number, code: string, message: string, more: Partial<ErrorResponse> = {}) =>
  heard(status, { error: { code, message, innerError: { 'request-id': 'f1d2' } } }, more);
const azure = (status: number, code: string, message: string, more: Partial<ErrorResponse> = {}) =>
  heard(status, { error: { code, message } }, { host: 'management.azure.com', ...more });
const logs = (status: number, code: string, inner: string, more: Partial<ErrorResponse> = {}) =>
  heard(
    status,
    {
      error: {
        message: 'The request had some invalid properties',
        code,
        innererror: { code: inner, message: inner },
      },
    },
    { host: 'api.loganalytics.azure.com', identity: 'application', reads: true, ...more },
  );
const vault = (status: number, code: string, inner: string, message = '') =>
  heard(
    status,
    { error: { code, message, innererror: { code: inner } } },
    { host: 'kv-soc.vault.azure.net' },
  );
const login = (number: number, error: string, more: Partial<ErrorResponse> = {}): ErrorResponse => ({
  ...noResponse({ ...where, host: 'login.microsoftonline.com', reads: true }, error),
  ...toldByOAuth(error, `AADSTS${number}: Something is wrong.\r\nTrace ID: x\r\nTimestamp: y`),
  status: 400,
  ...more,
});
const silence = (code: string, more: Partial<ErrorResponse> = {}) => ({
  ...noResponse(where, code),
  ...more,
});
const told = (from: ErrorResponse, doing?: { what: string; role?: string }) =>
  new MicrosoftError(from, { cloud: clouds.public, tenantId: 'tenant-1', doing });

const denial =
  "The client 'ada' with object id '1' has permission to perform action 'Microsoft.KeyVault/vaults/write' on scope '/subscriptions/s'; however, the access is denied because of the deny assignment with name 'Keep it O'Brien's' and Id 'd1' at scope '/subscriptions/s/resourceGroups/g'.";

/** What validation says of one resource, as ARM wraps it. */
const preflight = (code: string) => ({
  error: {
    code: 'InvalidTemplateDeployment',
    message: 'The template deployment failed with multiple errors.',
    details: [{ code, target: 'a-playbook', message: `Resource 'a-playbook': ${code}` }],
  },
});
/** A deployment's error with the resource's own three texts deep (microsoft-apis section 3). */
const threeDeep = {
  error: {
    code: 'DeploymentFailed',
    message: 'At least one resource deployment operation failed.',
    details: [
      {
        code: 'Conflict',
        message: JSON.stringify({
          status: 'Failed',
          error: {
            code: 'ResourceDeploymentFailure',
            message: 'The resource operation completed with terminal provisioning state Failed.',
            details: [
              {
                code: 'BadRequest',
                message: JSON.stringify({
                  error: {
                    code: 'ApiConnectionNotFound',
                    message: "The API connection 'x' could not be found.",
                  },
                }),
              },
            ],
          },
        }),
      },
    ],
  },
};

describe('what goes wrong is said as one problem', () => {
  const app = { identity: 'application' as const };
  const cases: readonly (readonly [string, ErrorResponse])[] = [
    // peers-failures-checks section 3, by its numbers
    ['secret-not-accepted', login(7000215, 'invalid_client')],
    ['secret-expired', login(7000222, 'invalid_client')],
    ['computer-clock-wrong', login(700024, 'invalid_client', { ahead: -7200 })],
    ['credential-not-accepted', login(700024, 'invalid_client', { ahead: 2 })],
    ['api-disabled', login(500014, 'invalid_resource')],
    ['conditional-access-application', login(53003, 'invalid_grant', app)],
    ['conditional-access-blocked', login(53003, 'interaction_required')],
    ['application-not-found', login(700016, 'unauthorized_client')],
    ['consent-missing', login(65001, 'invalid_grant')],
    ['app-permission-missing', graph(403, 'Forbidden', 'Missing role permissions', app)],
    ['log-access-missing', logs(403, 'InsufficientAccessError', 'UnauthorizedClient')],
    ['workspace-id-unknown', logs(404, 'PathNotFoundError', '')],
    [
      'sentinel-not-on',
      azure(
        400,
        'BadRequest',
        '{"error":{"code":"BadRequest","message":"Workspace \'w\' is not onboarded to Microsoft Sentinel."}}',
      ),
    ],
    [
      'sentinel-may-not-run-playbooks',
      azure(
        400,
        'BadRequest',
        "Missing required permissions for Microsoft Sentinel on the playbook resource '/subscriptions/s/p'",
      ),
    ],
    ['not-everywhere-yet', azure(400, 'PrincipalNotFound', 'Principal x does not exist in the directory')],
    [
      'wrong-principal',
      azure(400, 'BadRequest', 'Principals of type Application cannot validly be used in role assignments.'),
    ],
    ['not-everywhere-yet', graph(400, 'Request_BadRequest', 'Not a valid reference update.')],
    [
      'not-everywhere-yet',
      graph(404, 'Request_ResourceNotFound', 'one of its queried reference-property objects are not present'),
    ],
    [
      'already-there',
      graph(400, 'Request_BadRequest', 'Permission being assigned already exists on the object'),
    ],
    [
      'entra-role-missing',
      graph(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
    ],
    [
      'azure-role-missing',
      azure(403, 'AuthorizationFailed', "does not have authorization to perform action 'x'"),
    ],
    [
      'azure-right-conditioned',
      azure(403, 'AuthorizationFailed', 'The assignment does not satisfy the ABAC condition'),
    ],
    ['app-azure-role-missing', azure(403, 'AuthorizationFailed', 'please refresh your credentials', app)],
    [
      'secrets-forbidden',
      graph(
        400,
        'CredentialTypeNotAllowedAsPerAppPolicy',
        'Credential type not allowed as per assigned policy',
      ),
    ],
    [
      'secret-lifetime-forbidden',
      graph(
        400,
        'CredentialInvalidLifetimeAsPerAppPolicy',
        'Credential lifetime exceeds the max value allowed',
      ),
    ],
    ['conditional-access-blocked', login(53003, 'interaction_required')],
    ['account-not-in-tenant', login(50020, 'invalid_grant')],
    [
      'subscription-elsewhere',
      azure(401, 'InvalidAuthenticationTokenTenant', 'The access token is from the wrong issuer'),
    ],
    ['api-not-in-tenant', login(500011, 'invalid_resource')],
    ['token-for-another-api', azure(401, 'InvalidAuthenticationTokenAudience', 'wrong audience')],
    ['redirect-address-not-registered', login(50011, 'invalid_request')],
    ['permission-not-offered', login(650051, 'invalid_resource')],
    [
      'sentinel-access-refused',
      azure(403, 'UnauthorizedAccess', 'The Object ID does not have required permission', app),
    ],
    // Key Vault: microsoft-apis section 9
    ['vault-name-taken', azure(409, 'VaultAlreadyExists', "The vault name 'kv' is already in use.")],
    [
      'vault-name-deleted',
      azure(409, 'ConflictError', 'A vault with the same name already exists in deleted state.'),
    ],
    ['vault-name-not-valid', azure(400, 'VaultNameNotValid', 'The vault name should be')],
    ['vault-role-missing', vault(403, 'Forbidden', 'ForbiddenByRbac', 'Caller is not authorized')],
    ['vault-policy-missing', vault(403, 'Forbidden', 'AccessDenied', 'does not have secrets set permission')],
    ['vault-closed', vault(403, 'Forbidden', 'ForbiddenByFirewall', 'Client address is not authorized')],
    ['vault-secret-deleted', vault(409, 'Conflict', 'ObjectIsDeletedButRecoverable')],
    ['vault-secret-busy', vault(409, 'Conflict', 'ObjectIsBeingRecovered')],
    ['vault-secret-switched-off', vault(403, 'Forbidden', 'SecretDisabled')],
    ['vault-address-not-yet', silence('offline', { host: 'kv-soc.vault.azure.net' })],
    ['policy-forbids', azure(403, 'RequestDisallowedByPolicy', 'should use RBAC permission model')],
    // the misleading refusal of a service principal made too early
    [
      'not-everywhere-yet',
      graph(
        403,
        'Authorization_RequestDenied',
        'When using this permission, the backing application of the service principal being created must in the local tenant',
      ),
    ],
    [
      'not-everywhere-yet',
      graph(
        400,
        'Request_BadRequest',
        "The appId 'x' of the service principal does not reference a valid application object.",
      ),
    ],
    [
      'name-held-by-deleted',
      graph(
        400,
        'Request_BadRequest',
        'Another object with the same value for property uniqueName already exists.',
      ),
    ],
    ['changed-meanwhile', graph(409, 'Directory_ConcurrencyViolation', 'retry')],
    [
      'directory-full',
      graph(403, 'Directory_QuotaExceeded', 'The directory object quota limit has been exceeded'),
    ],
    ['already-there', azure(409, 'RoleAssignmentExists', 'The role assignment already exists.')],
    ['assignment-name-used', azure(400, 'RoleAssignmentUpdateNotPermitted', 'not allowed to be updated')],
    ['assignments-full', azure(400, 'RoleAssignmentLimitExceeded', 'no more')],
    ['policy-forbids', azure(403, 'RequestDisallowedByPolicy', 'disallowed')],
    ['locked', azure(409, 'ScopeLocked', 'locked')],
    [
      'principal-of-another-directory',
      azure(
        400,
        'PrincipalNotFound',
        'Principal 1f does not exist in the directory 99999999-0000-4000-8000-000000000001. Check that …',
      ),
    ],
    ['deny-assignment', azure(403, 'DenyAssignmentAuthorizationFailed', denial)],
    [
      'deny-assignment',
      azure(403, 'LinkedAuthorizationFailed', 'and is blocked by deny assignments on the 2 linked scope(s)'),
    ],
    ['region-closed-to-subscription', azure(403, 'RequestDisallowedByAzure', 'was disallowed by Azure: …')],
    [
      'service-reference-required',
      graph(400, 'ServiceTreeValueMissing', 'ServiceManagementReference field is required for Create, but …'),
    ],
    [
      'service-reference-required',
      graph(
        400,
        'Request_BadRequest',
        'Invalid value provided for property ServiceManagementReference: Service not found for id 9',
      ),
    ],
    [
      'vault-of-another-tenant',
      vault(401, 'Unauthorized', '', 'AKV10032: Invalid issuer. Expected one of https://sts.windows.net/1/'),
    ],
    ['vault-sign-in-not-accepted', vault(401, 'Unauthorized', '', 'AKV10000: Request is missing a token')],
    ['subscription-switched-off', azure(409, 'ReadOnlyDisabledSubscription', 'disabled')],
    ['provider-not-registered', azure(409, 'MissingSubscriptionRegistration', 'not registered')],
    ['azure-resource-not-found', azure(404, 'ResourceNotFound', 'was not found')],
    // what Logic Apps says of workflows and their connections
    [
      'playbook-connection-disagree',
      azure(400, 'WorkflowManagedIdentityConfigurationInvalid', "The connection parameter 'x' is not valid."),
    ],
    // what a deployment of a template says
    ['template-changed', silence('template-changed', { message: 'its SHA-256 is 00' })],
    [
      'connection-not-ready',
      azure(404, 'ApiConnectionNotFound', "The API connection 'x' could not be found."),
    ],
    ['deployment-under-way', azure(409, 'DeploymentActive', 'is still active')],
    ['region-not-offered', azure(400, 'LocationNotAvailableForResourceType', 'not available')],
    ['template-refused', azure(400, 'InvalidTemplate', 'Deployment template validation failed')],
    ['deployment-failed', silence('DeploymentFailed', { message: 'At least one failed.' })],
    ['deployment-cancelled', silence('DeploymentCanceled')],
    ['policy-forbids', heard(400, preflight('RequestDisallowedByPolicy'), { host: 'management.azure.com' })],
    ['azure-role-missing', heard(400, preflight('AuthorizationFailed'), { host: 'management.azure.com' })],
    ['connection-not-ready', heard(409, threeDeep, { host: 'management.azure.com' })],
    [
      'api-version-not-served',
      azure(
        400,
        'NoRegisteredProviderFound',
        "No registered resource provider found for API version '2024-03-01'. The supported api-versions are '2020-01-01, 2023-11-01'.",
      ),
    ],
    ['query-not-understood', logs(400, 'BadArgumentError', 'SemanticError')],
    ['throttled', graph(429, 'TooManyRequests', 'slow down', { retryAfter: 17 })],
    ['microsoft-unavailable', graph(503, 'ServiceUnavailable', 'later')],
    ['practice-tenant-cannot', graph(501, 'NotImitated', 'This is the practice tenant, not Microsoft.')],
    ['practice-tenant-cannot', azure(500, 'PracticeTenantFault', 'It failed by itself.')],
    // signing in
    ['sign-in-cancelled', { ...login(0, 'access_denied'), numbers: [] }],
    ['sign-in-declined', login(65004, 'access_denied')],
    ['account-cannot-sign-in', login(50126, 'invalid_grant')],
    ['more-proof-needed', login(50076, 'interaction_required')],
    ['more-proof-needed', azure(401, 'AuthenticationFailed', 'challenge', { claims: '{"access_token":{}}' })],
    ['token-protection', login(530084, 'interaction_required')],
    ['client-not-approved', login(530021, 'interaction_required')],
    ['compliant-device-not-accepted', login(530004, 'interaction_required')],
    ['multifactor-not-registered', login(53004, 'interaction_required')],
    ['multifactor-registration-place', login(53010, 'interaction_required')],
    ['risk-at-home-tenant', login(53011, 'interaction_required')],
    ['sign-in-conditions-not-met', login(50131, 'interaction_required')],
    ['multifactor-failed', login(500121, 'interaction_required')],
    ['device-not-shown', login(50187, 'interaction_required')],
    ['guest-not-invited', login(90072, 'interaction_required')],
    ['external-challenge-unsupported', login(50177, 'interaction_required')],
    ['proof-not-accepted', azure(401, 'proof-not-accepted', 'challenge', { claims: '{}' })],
    ['client-not-assigned', login(50105, 'access_denied')],
    ['client-not-authorized', login(65002, 'invalid_request')],
    [
      'client-not-authorized',
      graph(403, 'UnknownError', '{"errorCode":"PermissionScopeNotGranted","message":"x"}'),
    ],
    ['admin-approval-needed', login(90094, 'access_denied')],
    ['client-of-another-tenant', login(50194, 'invalid_request')],
    ['application-disabled', login(7000112, 'unauthorized_client')],
    ['credential-not-accepted', login(700027, 'invalid_client')],
    ['device-code-expired', login(70019, 'expired_token')],
    ['sign-in-expired', login(700082, 'invalid_grant')],
    [
      'sign-in-expired',
      graph(401, 'InvalidAuthenticationToken', 'Lifetime validation failed', { reads: true }),
    ],
    ['tenant-not-found', login(90002, 'invalid_request')],
    ['wrong-cloud', login(90038, 'invalid_request')],
    ['sign-in-refused', login(9999999, 'server_error')],
    // the way there
    ['offline', silence('offline')],
    ['connection-refused', silence('refused')],
    ['connection-lost', silence('lost')],
    ['no-answer-in-time', silence('timeout')],
    ['certificate-not-trusted', silence('certificate')],
    ['proxy-down', silence('proxy-down')],
    ['proxy-refused', silence('proxy')],
    ['proxy-refused', heard(407, null)],
    ['foreign-address', silence('foreign')],
    ['redirect-refused', silence('redirect')],
    ['answer-not-understood', heard(403, '<html>blocked</html>')],
    ['answer-not-understood', heard(200, null, { code: 'unreadable' })],
    ['not-found', graph(404, 'Request_ResourceNotFound', 'gone', { method: 'DELETE' })],
    ['request-refused', graph(400, 'Request_BadRequest', 'something new')],
    // found by ourselves
    ['wrong-tenant', silence('wrong-tenant', { message: 'The sign-in led elsewhere.' })],
    ['personal-account', silence('personal-account')],
    ['browser-not-opened', silence('browser-not-opened')],
    ['azure-cli-missing', silence('azure-cli-missing')],
    ['azure-cli-signed-out', silence('azure-cli-signed-out')],
    ['azure-cli-too-old', silence('azure-cli-too-old')],
    ['azure-cli-proof-needed', silence('azure-cli-proof-needed', { claims: '{}' })],
    ['another-account', silence('another-account', { message: 'ada@fabrikam.example' })],
    ['azure-cli-failed', silence('azure-cli-failed', { message: 'The disk is full.' })],
    ['environment-incomplete', silence('environment-incomplete', { message: 'AZURE_CLIENT_ID is not set.' })],
  ];

  it.each(cases)('%s', (code, from) => {
    const { problem } = told(from);
    expect(problem.code).toBe(code);
    expect(problem.title).toMatch(/^Cannot /u);
    expect(problem.because).toMatch(/\S.*[.…]$|: \S/u);
    expect(problem.remedies.length).toBeGreaterThan(0);
    expect(problem.trace).toMatchObject({ at: where.at, correlation: where.correlation });
  });

  it('says of a deployment what its innermost error says, however often it was wrapped', () => {
    const { problem } = told(heard(409, threeDeep, { host: 'management.azure.com' }));
    expect(problem.because).toContain("The API connection 'x' could not be found.");
    expect(problem.because).not.toContain('At least one resource');
  });

  it('has a row in this spec for every code', () => {
    expect([...new Set(cases.map(([code]) => code))].toSorted()).toEqual([...problemCodes].toSorted());
  });

  it('names a deny assignment, and asks its owner for an exclusion, not for a role', () => {
    const { problem } = told(azure(403, 'DenyAssignmentAuthorizationFailed', denial));
    expect(problem.because).toContain(`"Keep it O'Brien's" (d1) on /subscriptions/s/resourceGroups/g`);
    const asks = problem.remedies.find((each) => each.do === 'ask-someone')?.message;
    expect(asks).toContain('exclude the account');
    expect(problem.remedies.map((each) => each.do)).not.toContain('sign-in-as');
  });

  it('a principal that is missing in this very directory is on its way', () => {
    const missing = (directory: string) =>
      new MicrosoftError(
        azure(400, 'PrincipalNotFound', `Principal 1f does not exist in the directory ${directory}.`),
        { cloud: clouds.public, tenantId: '99999999-0000-4000-8000-00000000000A' },
      );
    expect(missing('99999999-0000-4000-8000-00000000000a').passes).toBe(true);
    expect(missing('99999999-0000-4000-8000-00000000000b').passes).toBe(false);
  });

  it('sends none of these to Microsoft support', () => {
    const sent = cases.filter(([, from]) => JSON.stringify(told(from).problem).includes('Microsoft support'));
    expect([...new Set(sent.map(([code]) => code))]).toEqual(['request-refused']);
  });

  it('says what cannot be done, and who could', () => {
    const { problem } = told(graph(403, 'Authorization_RequestDenied', 'Insufficient privileges'), {
      what: 'grant admin consent',
      role: 'Privileged Role Administrator',
    });
    expect(problem.title).toBe('Cannot grant admin consent');
    expect(problem.who?.role).toBe('Privileged Role Administrator');
    const message = problem.remedies.find((each) => each.do === 'ask-someone')?.message ?? '';
    expect(message).toContain(
      'To: an administrator with the role Privileged Role Administrator in tenant tenant-1',
    );
    expect(message).toContain('Please grant admin consent');
    expect(message).toContain(where.correlation);
  });

  it('says who is kept out by token protection the broker’s way, as a command to copy', () => {
    const { remedies } = told(login(530084, 'interaction_required')).problem;
    expect(remedies.slice(0, 2)).toEqual([
      { do: 'run', command: 'az login --tenant "tenant-1"' },
      { do: 'sign-in', with: 'azure-cli' },
    ]);
  });

  it.each([
    ['device-code', 'browser'],
    ['browser', 'device-code'],
  ] as const)('suggests another way than %s, where a policy refused that one', (how, instead) => {
    for (const number of [53003, 50131, 50187]) {
      const { remedies } = told(login(number, 'interaction_required', { how })).problem;
      expect(remedies).toContainEqual({ do: 'sign-in', with: instead });
    }
    expect(told(login(53003, 'interaction_required')).problem.remedies).not.toContainEqual({
      do: 'sign-in',
      with: instead,
    });
  });

  it('links to the portals of the cloud at hand', () => {
    const from = azure(403, 'AuthorizationFailed', 'no', { host: 'management.usgovcloudapi.net' });
    const doing = { what: 'x', page: { label: 'y', url: 'https://portal.azure.us/#z' } };
    const gov = new MicrosoftError(from, { cloud: clouds.usgov, doing });
    expect(gov.problem.remedies).toContainEqual({
      do: 'open',
      label: 'y',
      url: 'https://portal.azure.us/#z',
    });
    expect(JSON.stringify(gov.problem)).not.toMatch(/azure\.com|entra\.microsoft\.com/u);
    expect(JSON.stringify(told(login(7000112, 'unauthorized_client')).problem)).toContain(
      'entra.microsoft.com',
    );
  });

  it('keeps hostile text harmless', () => {
    const evil = `a\u001B[31mred\u202Etxt.exe\u200B\r\nfake line\u0000 ${'x'.repeat(5000)}`;
    const { problem } = told(graph(400, 'Request_BadRequest', evil));
    const said = JSON.stringify(problem);
    expect(said).toContain('red');
    // oxlint-disable-next-line no-control-regex -- these are what must be gone
    expect(`${problem.because}${problem.trace?.answer}`).not.toMatch(/[\u0000-\u001F\u200B\u202E]/u);
    expect(problem.because.length).toBeLessThan(500);
  });
});

describe('what is known of the outcome', () => {
  it.each([
    ['rejected', graph(400, 'Request_BadRequest', 'no')],
    ['throttled', graph(429, 'TooManyRequests', 'slow down')],
    ['indeterminate', graph(500, 'InternalServerError', 'oops')],
    ['indeterminate', graph(504, 'GatewayTimeout', 'oops')],
    ['indeterminate', heard(502, '<html>bad gateway</html>')],
    ['indeterminate', heard(200, null, { code: 'unreadable' })],
    ['indeterminate', heard(403, '<html>blocked</html>')],
    ['indeterminate', silence('timeout')],
    ['indeterminate', silence('lost')],
    ['not-sent', silence('offline')],
    ['not-sent', silence('refused')],
    ['not-sent', silence('certificate')],
    ['not-sent', silence('foreign')],
    ['not-sent', heard(407, null)],
    ['rejected', silence('timeout', { reads: true })],
    ['rejected', graph(500, 'InternalServerError', 'oops', { reads: true })],
  ] as const)('%s', (outcome, from) => {
    expect(told(from).outcome).toBe(outcome);
  });

  it('passes by itself while replicas disagree, and only then', () => {
    expect(told(graph(400, 'Request_BadRequest', 'Not a valid reference update.')).passes).toBe(true);
    expect(told(azure(400, 'PrincipalNotFound', 'x')).passes).toBe(true);
    expect(told(graph(403, 'Authorization_RequestDenied', 'Insufficient privileges')).passes).toBe(false);
    expect(told(login(7000215, 'invalid_client', { age: 12 })).passes).toBe(true);
    expect(told(login(7000215, 'invalid_client', { age: 61 })).passes).toBe(false);
    expect(told(login(7000215, 'invalid_client')).passes).toBe(false);
    expect(told(login(700016, 'unauthorized_client', { age: 3 })).passes).toBe(true);
  });

  it('tells how long Microsoft asked to wait', () => {
    const error = told(graph(429, 'TooManyRequests', 'slow down', { retryAfter: 17 }));
    expect(error.retryAfter).toBe(17);
    expect(error.problem.remedies).toContainEqual({ do: 'retry', after: 17 });
  });
});

describe('the pages in docs/problems', () => {
  const root = new URL('../../', import.meta.url);
  const pages = readdirSync(new URL('docs/problems/', root)).map((name) => name.replace(/\.md$/u, ''));
  const sources = ['engine', 'recipes', 'microsoft', 'host', 'main', 'cli'].flatMap((layer) =>
    sourcesIn(layer),
  );

  it('has a page for every code of this layer', () => {
    expect(pages.length).toBeGreaterThan(50);
    expect(problemCodes.filter((code) => !pages.includes(code))).toEqual([]);
  });

  it('has a code for every page', () => {
    const said = new Set(
      sources.flatMap((text) =>
        [...text.matchAll(/code: (?:\w+ \? '([a-z-]+)' : )?'([a-z-]+)'/gu)].flatMap((found) =>
          found.slice(1),
        ),
      ),
    );
    expect(said.has('throttled')).toBe(true);
    expect(pages.filter((page) => !said.has(page))).toEqual([]);
  });

  it('has a page for every code that any layer says', () => {
    const said = sources.flatMap((text) =>
      [...text.matchAll(/^ +code: '([a-z-]+)'/gmu)].map((found) => found[1]),
    );
    expect(said.length).toBeGreaterThan(80);
    expect(said.filter((code) => !pages.includes(code ?? ''))).toEqual([]);
  });

  it('says on each page its code and what to do', () => {
    for (const page of pages) {
      const text = readFileSync(new URL(`docs/problems/${page}.md`, root), 'utf8');
      expect(text).toContain(`\`${page}\``);
      expect(text).toMatch(/## What to do\n\n- \S/u);
    }
  });

  function sourcesIn(layer: string): readonly string[] {
    try {
      return readdirSync(new URL(`${layer}/`, root), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.includes('.spec'))
        .map((name) => readFileSync(new URL(`${layer}/${name}`, root), 'utf8'));
    } catch {
      // A layer that is not built yet has no codes.
      return [];
    }
  }
});
