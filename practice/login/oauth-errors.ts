import type { Context } from '../core/router.ts';
import { Refusal, type WireResponse } from '../core/router.ts';

interface OAuthTrouble {
  readonly error: string;
  readonly status: number;
  readonly says: string;
}

/**
 * What the sign-in servers say, by AADSTS number. Numbers and meanings after
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes; the OAuth error names
 * and the full sentences as seen in public issues (microsoft-apis section 3.1).
 * Words in braces are filled in.
 */
const troubles: Readonly<Record<number, OAuthTrouble>> = {
  16000: {
    error: 'interaction_required',
    status: 400,
    says: "User account '{user}' from identity provider '{issuer}' does not exist in tenant '{tenant}' and cannot access the application '{app}' in that tenant.",
  },
  50011: {
    error: 'invalid_request',
    status: 400,
    says: "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{app}'.",
  },
  50012: {
    error: 'invalid_client',
    status: 401,
    says: 'Authentication failed. The assertion is expired, not yet valid, or meant for another audience.',
  },
  50020: {
    error: 'invalid_grant',
    status: 400,
    says: "User account '{user}' from identity provider '{issuer}' does not exist in tenant '{tenant}' and cannot access the application '{app}' in that tenant. The account needs to be added as an external user in the tenant first.",
  },
  50034: {
    error: 'invalid_grant',
    status: 400,
    says: 'The user account {user} does not exist in the {tenantId} directory. To sign into this application, the account must be added to the directory.',
  },
  50053: {
    error: 'invalid_grant',
    status: 400,
    says: 'The account is locked, you have tried to sign in too many times with an incorrect user ID or password.',
  },
  50055: { error: 'invalid_grant', status: 400, says: 'The password is expired.' },
  50057: { error: 'invalid_grant', status: 400, says: 'The user account is disabled.' },
  50058: {
    error: 'login_required',
    status: 400,
    says: 'A silent sign-in request was sent but no user is signed in.',
  },
  50059: {
    error: 'invalid_request',
    status: 400,
    says: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
  },
  50076: {
    error: 'interaction_required',
    status: 400,
    says: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
  },
  50078: {
    error: 'interaction_required',
    status: 400,
    says: "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resource}'.",
  },
  50079: {
    error: 'interaction_required',
    status: 400,
    says: "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
  },
  50105: {
    error: 'access_denied',
    status: 400,
    says: "Your administrator has configured the application {appName} ('{app}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.",
  },
  50126: {
    error: 'invalid_grant',
    status: 400,
    says: 'Error validating credentials due to invalid username or password.',
  },
  50131: {
    error: 'interaction_required',
    status: 400,
    says: 'Device is not in required device state, or the request was blocked due to suspicious activity, access policy, or security policy decisions.',
  },
  50173: {
    error: 'invalid_grant',
    status: 400,
    says: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  },
  50177: {
    error: 'interaction_required',
    status: 400,
    says: "User account '{user}' from identity provider '{issuer}' does not exist in tenant '{tenant}' and cannot access the application '{app}' in that tenant: an external challenge is not supported for passthrough users.",
  },
  50187: {
    error: 'interaction_required',
    status: 400,
    says: 'The service failed to perform device authentication.',
  },
  50194: {
    error: 'invalid_request',
    status: 400,
    says: "Application '{app}'({appName}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  },
  53000: {
    error: 'interaction_required',
    status: 400,
    says: 'Device is not in required device state: unknown. Conditional Access policy requires a compliant device, and the device is not compliant.',
  },
  53001: {
    error: 'interaction_required',
    status: 400,
    says: 'Device is not in required device state: unknown. Conditional Access policy requires a domain joined device, and the device is not domain joined.',
  },
  53002: {
    error: 'interaction_required',
    status: 400,
    says: 'Application used is not an approved application for Conditional Access. User needs to use one of the apps from the list of approved apps to use in order to get access.',
  },
  53003: {
    error: 'interaction_required',
    status: 400,
    says: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  53004: {
    error: 'interaction_required',
    status: 400,
    says: 'User needs to complete the multi-factor authentication registration process before accessing this content. User should register for multi-factor authentication.',
  },
  53010: {
    error: 'interaction_required',
    status: 400,
    says: 'Cannot configure multi-factor authentication methods because the organization requires this information to be set from specific locations or devices.',
  },
  53011: { error: 'interaction_required', status: 400, says: 'User blocked due to risk on home tenant.' },
  54005: {
    error: 'invalid_grant',
    status: 400,
    says: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  65001: {
    error: 'invalid_grant',
    status: 400,
    says: "The user or administrator has not consented to use the application with ID '{app}' named '{appName}'. Send an interactive authorization request for this user and resource.",
  },
  65002: {
    error: 'invalid_request',
    status: 400,
    says: "Consent between first party application '{app}' and first party resource '{resource}' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API.",
  },
  65004: { error: 'access_denied', status: 400, says: 'User declined to consent to access the app.' },
  65005: {
    error: 'invalid_resource',
    status: 400,
    says: "The application '{app}' asked for scope '{scope}' that doesn't exist on the resource '{resource}'.",
  },
  70002: {
    error: 'invalid_client',
    status: 401,
    says: "The request body must contain the following parameter: 'client_secret or client_assertion'.",
  },
  70003: {
    error: 'unsupported_grant_type',
    status: 400,
    says: "The app requested an unsupported grant type '{grant}'.",
  },
  70008: {
    error: 'invalid_grant',
    status: 400,
    says: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  70011: {
    error: 'invalid_scope',
    status: 400,
    says: "The provided value for the input parameter 'scope' isn't valid. The scope {scope} isn't valid.",
  },
  70016: {
    error: 'authorization_pending',
    status: 400,
    says: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  70018: {
    error: 'bad_verification_code',
    status: 400,
    says: 'Invalid verification code due to User typing in wrong user code for device code flow.',
  },
  70019: {
    error: 'expired_token',
    status: 400,
    says: 'Verification code expired. Have the user retry the sign-in.',
  },
  90002: {
    error: 'invalid_request',
    status: 400,
    says: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  },
  90014: {
    error: 'invalid_request',
    status: 400,
    says: "The required field '{field}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  },
  90038: {
    error: 'invalid_request',
    status: 400,
    says: "Confidential Client is not supported in Cross Cloud request. Tenant '{tenant}' request is being redirected to the National Cloud '{cloud}'.",
  },
  90072: {
    error: 'interaction_required',
    status: 400,
    says: "User account '{user}' from identity provider '{issuer}' does not exist in tenant '{tenant}' and cannot access the application '{app}' in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different user account.",
  },
  90094: {
    error: 'access_denied',
    status: 400,
    says: 'Admin consent is required for the permissions requested by this application.',
  },
  // https://github.com/Azure/azure-cli/issues/31428
  530084: {
    error: 'interaction_required',
    status: 400,
    says: 'Access has been blocked by conditional access token protection policy configured by this organization. To learn more, see https://aka.ms/TBCADocs.',
  },
  530034: {
    error: 'interaction_required',
    status: 400,
    says: 'A delegated administrator was blocked from accessing the tenant due to account risk in their home tenant.',
  },
  530035: {
    error: 'interaction_required',
    status: 400,
    says: 'Access has been blocked by security defaults. This is due to the request using legacy auth or being deemed unsafe by security defaults policies.',
  },
  530021: {
    error: 'interaction_required',
    status: 400,
    says: 'Application does not meet the conditional access approved app requirements.',
  },
  530004: {
    error: 'interaction_required',
    status: 400,
    says: "AcceptCompliantDevice setting isn't configured for this organization. The admin needs to configure this setting to allow external user access to protected resources.",
  },
  500121: {
    error: 'invalid_grant',
    status: 400,
    says: 'Authentication failed during strong authentication request.',
  },
  500113: {
    error: 'invalid_request',
    status: 400,
    says: 'No reply address is registered for the application.',
  },
  // https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/error-code-aadsts500014-app-is-disabled
  500014: {
    error: 'invalid_resource',
    status: 400,
    says: "The service principal for resource '{resource}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.",
  },
  500011: {
    error: 'invalid_resource',
    status: 400,
    says: 'The resource principal named {resource} was not found in the tenant named {tenantName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  501481: {
    error: 'invalid_grant',
    status: 400,
    says: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  700016: {
    error: 'unauthorized_client',
    status: 400,
    says: "Application with identifier '{app}' was not found in the directory '{tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700022: {
    error: 'invalid_grant',
    status: 400,
    says: 'The provided value for the input parameter scope is not valid because it contains more than one resource.',
  },
  700025: {
    error: 'invalid_client',
    status: 401,
    says: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700027: {
    error: 'invalid_client',
    status: 401,
    says: "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '{thumbprint}'].",
  },
  700211: {
    error: 'invalid_client',
    status: 401,
    says: "No matching federated identity record found for presented assertion issuer '{issuer}'.",
  },
  700212: {
    error: 'invalid_client',
    status: 401,
    says: "No matching federated identity record found for presented assertion audience '{audience}'.",
  },
  700213: {
    error: 'invalid_client',
    status: 401,
    says: "No matching federated identity record found for presented assertion subject '{subject}'.",
  },
  700082: { error: 'invalid_grant', status: 400, says: 'The refresh token has expired due to inactivity.' },
  900144: {
    error: 'invalid_request',
    status: 400,
    says: "The request body must contain the following parameter: '{field}'.",
  },
  900561: {
    error: 'invalid_request',
    status: 400,
    says: 'The endpoint only accepts POST requests. Received a GET request.',
  },
  1002012: {
    error: 'invalid_scope',
    status: 400,
    says: 'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
  7000112: { error: 'unauthorized_client', status: 400, says: "Application '{app}'({appName}) is disabled." },
  7000215: {
    error: 'invalid_client',
    status: 401,
    says: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app}'.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    says: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    error: 'invalid_client',
    status: 401,
    says: "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  },
  7000229: {
    error: 'unauthorized_client',
    status: 400,
    says: 'The client application {app} is missing service principal in the tenant {tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119',
  },
  9001023: {
    error: 'invalid_request',
    status: 400,
    says: 'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  },
};

/** One trouble of the sign-in servers, in words. */
export interface OAuthProblem {
  readonly number: number;
  readonly error: string;
  readonly status: number;
  /** The sentence, with its AADSTS number. */
  readonly text: string;
}

/** Fills in the sentence of an AADSTS number. */
export function oauthProblem(number: number, words: Readonly<Record<string, string>> = {}): OAuthProblem {
  const trouble = troubles[number];
  if (trouble === undefined) throw new Error(`no words for AADSTS${number}`);
  const says = trouble.says.replace(/\{(\w+)\}/g, (_whole, name: string) => words[name] ?? '');
  return { number, error: trouble.error, status: trouble.status, text: `AADSTS${number}: ${says}` };
}

/** The same as an answer of the token endpoint (envelope: microsoft-apis section 3). */
export function oauthAnswer(context: Context, problem: OAuthProblem): WireResponse {
  const timestamp = `${new Date(context.clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const trace = context.newId();
  const correlation = context.headers.get('client-request-id') ?? context.newId();
  return {
    status: problem.status,
    headers: { 'cache-control': 'no-store, no-cache', 'x-ms-request-id': trace },
    body: {
      error: problem.error,
      error_description: [
        problem.text,
        `Trace ID: ${trace}`,
        `Correlation ID: ${correlation}`,
        `Timestamp: ${timestamp}`,
      ].join('\r\n'),
      error_codes: [problem.number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://${context.cloud.login}/error?code=${problem.number}`,
    },
  };
}

/**
 * Ends an application's request that Conditional Access for workload identities blocks
 * (https://learn.microsoft.com/entra/identity/conditional-access/workload-identity). No page can help an application,
 * so the error is `invalid_grant`: assumed.
 */
export function refuseApplication(context: Context, number: number): never {
  throw new Refusal(oauthAnswer(context, { ...oauthProblem(number), error: 'invalid_grant' }));
}

/** Ends the request with that trouble, as the token endpoint answers it. */
export function refuseOAuth(
  context: Context,
  number: number,
  words: Readonly<Record<string, string>> = {},
): never {
  throw new Refusal(oauthAnswer(context, oauthProblem(number, words)));
}
