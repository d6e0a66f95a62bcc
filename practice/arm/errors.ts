/**
 * The refusals of Azure Resource Manager, in its own envelope, codes and words, as values: the route that throws one
 * does not know how it is sent.
 */
import type { Cloud } from '../core/clouds.ts';
import type { Json } from '../core/contents.ts';
import { Refusal } from '../core/router.ts';

export interface ArmErrorBody {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly details?: readonly Record<string, unknown>[];
  readonly additionalInfo?: readonly { readonly type: string; readonly info: unknown }[];
}

/** A refusal in ARM's envelope. */
function arm(status: number, body: ArmErrorBody, headers: Readonly<Record<string, string>> = {}): Refusal {
  return new Refusal({ status, headers, body: { error: body as unknown as Json } });
}

const refuse = (status: number, code: string, message: string): Refusal => arm(status, { code, message });

// MicrosoftDocs/azure-docs articles/role-based-access-control/troubleshooting.md. The same text answers a scope that
// does not exist to a caller without rights there: absence and denial cannot be told apart.
export function authorizationFailed(caller: {
  name: string;
  objectId: string;
  action: string;
  scope: string;
  abac?: boolean;
}): Refusal {
  const condition = caller.abac === true ? ' or an ABAC condition not fulfilled' : '';
  return refuse(
    403,
    'AuthorizationFailed',
    `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization${condition} to perform action '${caller.action}' over scope '${caller.scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/**
 * The challenge's own shape as the Azure CLI reads it (azure-cli test_auth_util, `_generate_login_command`); the sentence
 * is assumed.
 */
export const multifactorNeeded = (cloud: Pick<Cloud, 'login'>, claims: string): Refusal =>
  arm(
    401,
    {
      code: 'RequestDisallowedByAzure',
      message:
        'Users must authenticate with multifactor authentication to create, update or delete resources. Learn more: https://aka.ms/mfaforazure.',
    },
    {
      'www-authenticate': `Bearer realm="", authorization_uri="https://${cloud.login}/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
    },
  );

export const missingApiVersion = (): Refusal =>
  refuse(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );

/** ARM's own types (subscriptions, resource groups): Azure/azure-rest-api-specs issue 18857 shows the family. */
export const invalidApiVersion = (given: string, supported: readonly string[]): Refusal =>
  refuse(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${given}' is invalid. The supported versions are '${supported.join(',')}'.`,
  );

/** A provider's type: text as in Azure/azure-rest-api-specs issues 18857 and 22203. */
export const noRegisteredProvider = (asked: {
  location: string;
  given: string;
  type: string;
  supported: readonly string[];
  locations: readonly string[];
}): Refusal =>
  refuse(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${asked.location}' and API version '${asked.given}' for type '${asked.type}'. The supported api-versions are '${asked.supported.join(', ')}'. The supported locations are '${asked.locations.join(', ')}'.`,
  );

/** A type without a location, asked with a version that it never had. Assumed. */
export const invalidResourceType = (
  type: string,
  namespace: string,
  given: string,
  supported: readonly string[],
): Refusal =>
  refuse(
    400,
    'InvalidResourceType',
    `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${given}'. The supported api-versions are '${supported.join(',')}'.`,
  );

export const subscriptionNotFound = (subscriptionId: string): Refusal =>
  refuse(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);

export const invalidSubscriptionId = (given: string): Refusal =>
  refuse(
    400,
    'InvalidSubscriptionId',
    `The provided subscription identifier '${given}' is malformed or invalid.`,
  );

export const resourceGroupNotFound = (name: string): Refusal =>
  refuse(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);

export const resourceNotFound = (type: string, name: string, group: string): Refusal =>
  refuse(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );

/** A body that is no JSON, or has unknown, missing or mistyped members. `why` in Json.NET's words. */
export const invalidRequestContent = (why: string): Refusal =>
  refuse(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${why}'.`,
  );

export const badRequest = (code: string, message: string): Refusal => refuse(400, code, message);

export const notFound = (code: string, message: string): Refusal => refuse(404, code, message);
