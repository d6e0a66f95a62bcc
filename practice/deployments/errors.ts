import type { Json, JsonObject } from '../core/contents.ts';
import { Refusal } from '../core/router.ts';
import type { TemplateRefused } from './template-parameters.ts';

/** The refusals of deployments, in ARM's codes and words: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
const refuse = (status: number, error: JsonObject): Refusal => new Refusal({ status, body: { error } });

/** A template that is wrong in itself. Microsoft's answer says where (Azure/azure-cli issue 6677, microsoft/vscode-azurearmtools issue 493). */
export const templateRefused = ({ code, message }: TemplateRefused): Refusal =>
  refuse(400, {
    code,
    message,
    ...(code === 'InvalidTemplate'
      ? {
          additionalInfo: [{ type: 'TemplateViolation', info: { lineNumber: 1, linePosition: 1, path: '' } }],
        }
      : {}),
  });

export const nameRefused = (name: string): Refusal =>
  refuse(400, {
    code: 'InvalidDeploymentName',
    message: `The deployment name '${name}' is not valid. A name has 1 to 64 letters, digits, hyphens, underscores, parentheses and periods, and does not end with a period.`,
  });

export const deploymentActive = (name: string, since: string): Refusal =>
  refuse(409, {
    code: 'DeploymentActive',
    message: `Unable to edit or replace deployment '${name}': previous deployment from '${since}' is still active. Please see https://aka.ms/arm-deploy for usage details.`,
  });

export const deploymentNotFound = (name: string): Refusal =>
  refuse(404, { code: 'DeploymentNotFound', message: `Deployment '${name}' could not be found.` });

export const notCancellable = (name: string, state: string): Refusal =>
  refuse(409, {
    code: 'DeploymentCannotBeCancelled',
    message: `The deployment '${name}' cannot be cancelled because its provisioning state is '${state}'.`,
  });

export const linkRefused = (uri: string): Refusal =>
  refuse(400, {
    code: 'InvalidContentLink',
    message: `Unable to download deployment content from '${uri}'. Please see https://aka.ms/arm-deploy for usage details.`,
  });

export const modeNotPlayed = (mode: string): Refusal =>
  refuse(501, {
    code: 'NotImplemented',
    message: `Practice plays deployments in Incremental mode, not in '${mode}'.`,
  });

/** What validation finds at single resources, wrapped as ARM wraps it. */
export function preflightFailed(details: readonly JsonObject[]): Refusal {
  const policy = details.some(({ code }) => code === 'RequestDisallowedByPolicy');
  const words = details.map(({ message }) => String(message)).join(' ');
  return refuse(400, {
    code: 'InvalidTemplateDeployment',
    message: policy
      ? 'The template deployment failed because of policy violation. Please see details for more information.'
      : `Deployment failed with multiple errors: '${words}'`,
    details,
  });
}

export const notPermitted = (of: {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly caller: string;
  readonly objectId: string;
}): JsonObject => ({
  code: 'AuthorizationFailed',
  target: of.name,
  message: `Authorization failed for template resource '${of.name}' of type '${of.type}'. The client '${of.caller}' with object id '${of.objectId}' does not have permission to perform action '${of.type}/write' at scope '${of.id}'.`,
});

const statusNames: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'NoContent',
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  501: 'NotImplemented',
};

/** How .NET names a status, as deployment operations show it. */
export const statusName = (status: number): string => statusNames[status] ?? 'InternalServerError';

/**
 * The error of a deployment that failed: each resource's own error as JSON text among the details, line breaks and
 * all (MicrosoftDocs/azure-docs issue 54366, microsoftgraph/msgraph-bicep-types issue 161).
 */
export const deploymentFailed = (
  refused: readonly { readonly status: number; readonly error: Json }[],
): JsonObject => ({
  code: 'DeploymentFailed',
  message:
    'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
  details: refused.map(({ status, error }) => ({
    code: statusName(status),
    message: JSON.stringify({ error }, null, 2).replaceAll('\n', '\r\n'),
  })),
});
