import { connectionType, isManaged } from '../api-connections/connection-view.ts';
import { badRequest, notFound } from '../arm/errors.ts';
import type { JsonObject, ResourceObject } from '../core/contents.ts';
import { type Context, Refusal } from '../core/router.ts';
import { rightsOf } from '../rbac/arm-rights.ts';

const objectIn = (of: JsonObject, name: string): JsonObject =>
  typeof of[name] === 'object' && of[name] !== null ? (of[name] as JsonObject) : {};

/** The value of a workflow's `$connections`, by the name its definition uses. */
export const connectionsIn = (parameters: JsonObject): Readonly<Record<string, JsonObject>> =>
  objectIn(objectIn(parameters, '$connections'), 'value') as Readonly<Record<string, JsonObject>>;

/** Whether a workflow says it signs in to this connection as itself. */
export const signsInItself = (use: JsonObject): boolean =>
  objectIn(objectIn(use, 'connectionProperties'), 'authentication')['type'] === 'ManagedServiceIdentity';

/**
 * Refuses a workflow whose connections are not there, lie in another region, may not be joined by the caller, or do
 * not agree with it on who signs in:
 * https://github.com/Azure/LogicAppsUX/issues/8543, https://github.com/microsoft/Azure-Secure-Enclave-for-Research/issues/23.
 * Assumed: that ApiConnectionNotFound comes with 404.
 */
export function demandConnections(
  context: Context,
  scope: string,
  location: string,
  parameters: JsonObject,
): void {
  for (const [name, use] of Object.entries(connectionsIn(parameters))) {
    const id = String(use['connectionId'] ?? '');
    const found = context.truth.get('resources', id);
    if (found?.type !== connectionType || found.location !== location || isUnseen(context, found))
      throw notFound(
        'ApiConnectionNotFound',
        `The API connection '${id.split('/').at(-1) ?? ''}' could not be found.`,
      );
    if (!rightsOf(context).may(`${connectionType}/join/action`, found.id))
      throw mayNotJoin(context, scope, found.id);
    if (isManaged(found) && !signsInItself(use))
      throw badRequest(
        'WorkflowManagedIdentityConfigurationInvalid',
        `The workflow connection parameter '${name}' is not valid. The API connection '${found.name}' is configured to support managed identity but the connection parameter is either missing 'authentication' property in connection properties or authentication type is not 'ManagedServiceIdentity'.`,
      );
    if (!isManaged(found) && signsInItself(use))
      throw badRequest(
        'WorkflowManagedIdentityConfigurationInvalid',
        `The workflow connection parameter '${name}' is not valid. The API connection '${found.name}' is not configured to support managed identity.`,
      );
  }
}

/** Whether it is so new that Logic Apps does not see it yet, where the weather includes that delay. */
const isUnseen = ({ store, clock }: Context, { properties }: ResourceObject): boolean =>
  clock.now() - Date.parse(String(properties['createdTime'] ?? '')) < store.unseenConnections * 1000;

/** https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors, LinkedAuthorizationFailed. */
function mayNotJoin(context: Context, scope: string, connection: string): Refusal {
  const { name, objectId } = context.caller;
  return new Refusal({
    status: 403,
    body: {
      error: {
        code: 'LinkedAuthorizationFailed',
        message: `The client '${name}' with object id '${objectId}' has permission to perform action 'Microsoft.Logic/workflows/write' on scope '${scope}'; however, it does not have permission to perform action(s) '${connectionType}/join/action' on the linked scope(s) '${connection}' (respectively) or the linked scope(s) are invalid.`,
      },
    },
  });
}
