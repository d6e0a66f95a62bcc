import { type Context, operation, Refusal, type WireResponse } from '../core/router.ts';
import { oauthAnswer } from './oauth-errors.ts';
import { userNamed } from './people.ts';
import { isProblem, tenantNamed } from './request.ts';
import { publishedKeys } from './tokens.ts';

const source = ['https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc'];

function configuration(context: Context, version: 1 | 2): WireResponse {
  const segment = context.params['tenant'] ?? '';
  const named = tenantNamed(context, segment);
  if (isProblem(named)) throw new Refusal(oauthAnswer(context, named));
  // The common endpoints cannot know the tenant yet and name it in braces.
  const tenant = named === 'this' ? context.tenant.id : '{tenantid}';
  const base = `https://${context.cloud.login}/${named === 'this' ? context.tenant.id : segment}`;
  const oauth = version === 2 ? `${base}/oauth2/v2.0` : `${base}/oauth2`;
  const [instance, region, subScope] = context.cloud.instance;
  return {
    status: 200,
    headers: { 'cache-control': 'max-age=86400, private', 'access-control-allow-origin': '*' },
    body: {
      token_endpoint: `${oauth}/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: version === 2 ? `${base}/discovery/v2.0/keys` : `${base}/discovery/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer:
        version === 2
          ? `https://${context.cloud.login}/${tenant}/v2.0`
          : `${context.cloud.issuerV1}${tenant}/`,
      request_uri_parameter_supported: false,
      userinfo_endpoint: `https://${context.cloud.graph}/oidc/userinfo`,
      authorization_endpoint: `${oauth}/authorize`,
      device_authorization_endpoint: `${oauth}/devicecode`,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: `${oauth}/logout`,
      code_challenge_methods_supported: ['plain', 'S256'],
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'nonce',
        'preferred_username',
        'name',
        'tid',
        'ver',
      ],
      tenant_region_scope: region,
      ...(subScope === undefined ? {} : { tenant_region_sub_scope: subScope }),
      cloud_instance_name: instance,
      cloud_graph_host_name: 'graph.windows.net',
      msgraph_host: context.cloud.graph,
      rbac_url: 'https://pas.windows.net',
    },
  };
}

async function keys(context: Context): Promise<WireResponse> {
  const issuer = `https://${context.cloud.login}/{tenantid}/v2.0`;
  const set = await publishedKeys(issuer);
  return {
    status: 200,
    headers: { 'cache-control': 'max-age=86400, private', 'access-control-allow-origin': '*' },
    body: set,
  };
}

function instance(context: Context): WireResponse {
  const endpoint = context.query('authorization_endpoint') ?? '';
  const segment = /^https:\/\/[^/]+\/([^/]+)\//.exec(endpoint)?.[1] ?? 'common';
  const named = tenantNamed(context, segment);
  if (isProblem(named)) throw new Refusal(oauthAnswer(context, named));
  const { login, name } = context.cloud;
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${login}/${segment}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata:
        name !== 'public'
          ? [{ preferred_network: login, preferred_cache: login, aliases: [login] }]
          : [
              {
                preferred_network: login,
                preferred_cache: 'login.windows.net',
                aliases: [login, 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
              },
            ],
    },
  };
}

/** What a program asks before it sends a password: whether the account is managed here. */
function userRealm(context: Context): WireResponse {
  const userName = context.params['user'] ?? '';
  const domain = userName.split('@')[1]?.toLowerCase() ?? '';
  const mine =
    context.tenant.domains.some((each) => each.toLowerCase() === domain) ||
    userNamed(context, userName) !== undefined;
  return {
    status: 200,
    body: {
      ver: '1.0',
      account_type: mine ? 'Managed' : 'Unknown',
      domain_name: domain,
      ...(mine
        ? {
            cloud_instance_name: context.cloud.login.replace(/^login\./, ''),
            cloud_audience_urn: 'urn:federation:MicrosoftOnline',
          }
        : {}),
    },
  };
}

const open = true;

/** Discovery: configuration, keys, instances, realms. */
export const metadataOperations = [
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/v2.0/.well-known/openid-configuration',
    source,
    open,
    run: (context) => configuration(context, 2),
  }),
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/.well-known/openid-configuration',
    source,
    open,
    run: (context) => configuration(context, 1),
  }),
  ...['/{tenant}/discovery/v2.0/keys', '/{tenant}/discovery/keys'].map((path) =>
    operation({ host: 'login', method: 'GET', path, source, open, run: keys }),
  ),
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/discovery/instance',
    source: ['AzureAD/microsoft-authentication-library-for-js lib/msal-common/src/utils/Constants.ts'],
    open,
    run: instance,
  }),
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/userrealm/{user}',
    source: 'assumed',
    open,
    run: userRealm,
  }),
  operation({
    host: 'login',
    method: 'GET',
    path: '/{tenant}/oauth2/v2.0/logout',
    source,
    open,
    run: () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      text: 'You signed out of your account.',
    }),
  }),
];
