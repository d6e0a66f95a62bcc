import { type Context, type Operation, operation, Refusal, type WireResponse } from '../core/router.ts';
import { activeRoles } from '../entra/rights.ts';
import { consentToAll, mayConsentToAll } from './admin-consent.ts';

function refuse(status: number, code: string, words: string): never {
  throw new Refusal({
    status,
    body: {
      ClassName: 'Microsoft.Portal.Framework.Exceptions.ClientException',
      Message: `Graph call failed with httpCode=${status === 403 ? 'Forbidden' : 'NotFound'}, errorCode=${code}, errorMessage=${words}`,
    },
  });
}

/** What the portal's button "Grant admin consent" does: everything the application declares, or nothing. */
function grantEverything(context: Context): WireResponse {
  const appId = context.params['appId']?.toLowerCase() ?? '';
  const login = context.served('login');
  const app = login.list('applications').find((each) => each.appId === appId);
  const client = login.list('servicePrincipals').find((each) => each.appId === appId);
  if (app === undefined || client === undefined) {
    return refuse(404, 'Request_ResourceNotFound', `Resource '${appId}' does not exist.`);
  }
  if (context.caller.kind === 'app' || !mayConsentToAll(app, activeRoles(context))) {
    return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  consentToAll(context, app, client);
  return { status: 204 };
}

/** The Azure portal's own API, which the Azure CLI borrows for `az ad app permission admin-consent`. */
export const portalOperations: readonly Operation[] = [
  operation({
    host: 'portal',
    method: 'POST',
    path: '/api/RegisteredApplications/{appId}/Consent',
    source: ['https://github.com/Azure/azure-cli (command_modules/role, grant_application admin_consent)'],
    run: grantEverything,
  }),
];
