import type { ErrorResponse } from '../http/error-response.ts';
import type { Context, ProblemRule } from './row.ts';
import { askSomeone, azurePage, coded, ownPage, retry, says, withoutRole } from './text.ts';

const granters = 'Owner, User Access Administrator or Role Based Access Control Administrator';
const subscriptions = (context: Context) =>
  azurePage(context, 'Open subscriptions', '#view/Microsoft_Azure_Billing/SubscriptionsBladeV2');
const asApplication = (heard: ErrorResponse) => heard.identity === 'application';
const refused = (heard: ErrorResponse) => heard.status === 403;

/**
 * The policy in its owner's words. Azure names it in JSON after its sentence
 * (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy).
 */
function byPolicy(message: string): string {
  const [sentence = ''] = message.split(/\s*Policy identifiers: /u);
  const name = /"policyAssignment":\s*\{\s*"name":\s*"([^"]{1,200})"/u.exec(message)?.[1];
  return name === undefined
    ? `An Azure Policy of the organization prevents it: ${message}`
    : `The Azure Policy "${name}" of the organization prevents it: ${sentence}`;
}

/** The directory in a refusal: "Principal … does not exist in the directory <tenant>." Undefined if none */
const directoryIn = (message: string): string | undefined =>
  /does not exist in the directory '?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/iu.exec(message)?.[1];

const denied = says(/because of the deny assignment|blocked by deny assignments/iu);

/** A deny assignment as its owner knows it: its name and, if Azure gives it, its scope. */
function denyAssignment(message: string): string {
  const found =
    /deny assignment with name '(.{1,200}?)' and Id '([^']{1,200})'(?: at scope '([^']{1,500})')?/iu;
  const [, name, id, scope] = found.exec(message) ?? [];
  if (name === undefined) return 'A deny assignment';
  return `The deny assignment "${name}" (${id})${scope === undefined ? '' : ` on ${scope}`}`;
}

/** Errors of Azure Resource Manager, Log Analytics, and Microsoft Sentinel. */
export const azureRows: readonly ProblemRule[] = [
  {
    // Azure looks for the principals of a delegated subscription in the tenant that delegated it
    // (https://github.com/Azure/enterprise-azure-policy-as-code/issues/951), so waiting doesn't help.
    code: 'principal-of-another-directory',
    when: (heard, { tenantId }) => {
      const directory = coded('PrincipalNotFound')(heard) ? directoryIn(heard.message) : undefined;
      return (
        directory !== undefined &&
        tenantId !== undefined &&
        directory.toLowerCase() !== tenantId.toLowerCase()
      );
    },
    say: (heard, context) => ({
      because: `The subscription belongs to tenant ${directoryIn(heard.message)}, and Azure looks for the application there. It is registered in ${context.tenantId}, so no role can be assigned to it.`,
      remedies: [{ do: 'redo', step: 'sign-in' }, subscriptions(context)],
    }),
  },
  {
    // This happens even if principalType is sent: https://github.com/MicrosoftDocs/azure-docs/issues/103085
    code: 'not-everywhere-yet',
    when: coded('PrincipalNotFound'),
    say: () => ({
      because: "Azure doesn't know the new service principal yet. No action needed.",
      passes: true,
      remedies: [{ do: 'retry', after: 10 }],
    }),
  },
  {
    // https://github.com/Azure/azure-cli/issues/5340
    code: 'wrong-principal',
    when: (heard) =>
      coded('PrincipalTypeNotSupported', 'UnmatchedPrincipalType')(heard) ||
      says(/Principals of type Application cannot validly be used/iu)(heard),
    say: () => ({
      because: "Azure wants the object ID of the service principal, not the application's.",
      remedies: [{ do: 'redo', step: 'register-application' }],
    }),
  },
  {
    code: 'assignment-name-used',
    when: coded('RoleAssignmentUpdateNotPermitted'),
    say: (_, context) => ({
      because: 'A role assignment with this name already exists and belongs to another principal or role.',
      remedies: [...pageOr(context, azurePage(context, 'Open role assignments', '')), retry],
    }),
  },
  {
    code: 'assignments-full',
    when: coded('RoleAssignmentLimitExceeded'),
    say: (_, context) => ({
      because: 'The subscription holds as many role assignments as Azure allows.',
      role: 'Owner',
      remedies: [
        azurePage(context, 'Open subscriptions', '#view/Microsoft_Azure_Billing/SubscriptionsBladeV2'),
        retry,
      ],
    }),
  },
  {
    code: 'policy-forbids',
    when: coded('RequestDisallowedByPolicy'),
    say: (heard, context) => ({
      because: byPolicy(heard.message),
      role: 'Resource Policy Contributor',
      remedies: [
        askSomeone(
          context,
          'Resource Policy Contributor',
          'Please look at the policy named in the answer below and exempt this change, or tell me how to do it.',
          heard,
        ),
        retry,
      ],
    }),
  },
  {
    // This row precedes the roles: the account has the role, but a deny assignment overrides it
    // (https://learn.microsoft.com/azure/role-based-access-control/deny-assignments).
    code: 'deny-assignment',
    when: (heard) => coded('DenyAssignmentAuthorizationFailed')(heard) || (refused(heard) && denied(heard)),
    say: (heard, context) => ({
      because: `${denyAssignment(heard.message)} prevents it. More roles don't help: a deny assignment wins over them.`,
      role: 'Owner or User Access Administrator',
      remedies: [
        askSomeone(
          context,
          'Owner or User Access Administrator',
          `${denyAssignment(heard.message)} stops me from this: ${context.doing?.what ?? 'the change below'}. Please exclude the account named in the answer below from it. Where a managed application, a deployment stack or a blueprint made it, please ask its owner to exclude the account.`,
          heard,
        ),
        ...ownPage(context),
        retry,
      ],
    }),
  },
  {
    // https://github.com/microsoft/vscode-apimanagement/issues/464
    code: 'region-closed-to-subscription',
    when: coded('RequestDisallowedByAzure'),
    say: (heard, context) => ({
      // No role changes this. The person must choose another region or an existing vault.
      because: `Azure doesn't offer this region to the subscription: ${heard.message}`,
      remedies: [
        { do: 'redo', step: 'questions' },
        askSomeone(
          context,
          'Owner',
          'Azure offers this subscription only certain regions. Please name a key vault in this subscription that I can use, or tell me the regions in which it may have new resources.',
          heard,
        ),
        subscriptions(context),
      ],
    }),
  },
  {
    code: 'locked',
    when: coded('ScopeLocked'),
    say: (heard, context) => ({
      because: 'A lock on the resource, its group or its subscription prevents changes.',
      role: 'Owner',
      remedies: [
        askSomeone(
          context,
          'Owner',
          'Please remove the lock named in the answer below during the setup.',
          heard,
        ),
        retry,
      ],
    }),
  },
  {
    // https://github.com/Azure/azure-sdk-for-net/issues/49391: this lasts up to an hour after a transfer
    code: 'subscription-elsewhere',
    when: coded('InvalidAuthenticationTokenTenant', 'SubscriptionNotFound'),
    say: (_, context) => ({
      because:
        'The subscription belongs to another tenant than the one signed in to, or was moved within the last hour.',
      remedies: [{ do: 'redo', step: 'sign-in' }, subscriptions(context)],
    }),
  },
  {
    code: 'subscription-switched-off',
    when: coded('ReadOnlyDisabledSubscription', 'DisallowedOperation'),
    say: (heard, context) => ({
      because: `The subscription is disabled, so nothing in it can be changed: ${heard.message}`,
      role: 'Owner',
      remedies: [subscriptions(context), retry],
    }),
  },
  {
    // https://learn.microsoft.com/azure/azure-monitor/logs/api/errors
    code: 'token-for-another-api',
    when: coded('InvalidAuthenticationTokenAudience', 'InvalidTokenError', 'InvalidTokenAudience'),
    say: () => ({
      because: 'The sign-in is for another Microsoft API.',
      remedies: [{ do: 'sign-in' }],
    }),
  },
  {
    code: 'provider-not-registered',
    when: coded('MissingSubscriptionRegistration'),
    say: (heard, context) => ({
      because: `The subscription isn't registered for a resource provider that is needed: ${heard.message}`,
      role: 'Contributor',
      remedies: [subscriptions(context), retry],
    }),
  },
  {
    // https://github.com/hashicorp/terraform-provider-azurerm/pull/20661
    code: 'sentinel-not-on',
    when: says(/is not onboarded to Microsoft Sentinel|not registered to 'Microsoft\.SecurityInsights'/iu),
    say: (_, context) => ({
      because: "The workspace collects logs, but Microsoft Sentinel isn't turned on for it.",
      role: 'Microsoft Sentinel Contributor',
      remedies: [
        { do: 'redo', step: 'find-workspace' },
        azurePage(
          context,
          'Open Microsoft Sentinel',
          '#view/HubsExtension/BrowseResource/resourceType/microsoft.securityinsightsarg%2Fsentinel',
        ),
      ],
    }),
  },
  {
    // https://learn.microsoft.com/azure/sentinel/automation/run-playbooks
    code: 'sentinel-may-not-run-playbooks',
    when: says(/Missing required permissions for Microsoft Sentinel on the playbook resource/iu),
    say: () => ({
      because:
        "Its own service principal needs Microsoft Sentinel Automation Contributor on the resource group of the playbook, and a role takes some minutes to take effect. More rights for you don't help.",
      passes: true,
      remedies: [
        { do: 'retry', after: 30 },
        { do: 'redo', step: 'sentinel-may-run-playbooks' },
      ],
    }),
  },
  {
    // https://github.com/hashicorp/terraform-provider-azurerm/pull/25175
    code: 'azure-right-conditioned',
    when: (heard) => refused(heard) && !asApplication(heard) && says(/\bcondition\b|ABAC/u)(heard),
    say: (heard, context) => ({
      because: 'You can assign roles here, but a condition on your own role excludes this one.',
      role: granters,
      remedies: [
        askSomeone(
          context,
          granters,
          `Please ${context.doing?.what ?? 'do it for me'}: my own right to assign roles carries a condition that forbids this one.`,
          heard,
        ),
        ...ownPage(context),
      ],
    }),
  },
  {
    // https://github.com/cudeso/misp2sentinel/issues/154
    code: 'sentinel-access-refused',
    when: (heard) => coded('UnauthorizedAccess')(heard),
    say: (heard) => ({
      because: `Microsoft Sentinel refuses, although Azure roles might allow it. This happens if the workspace uses unified role-based access in the Defender portal: ${heard.message}`,
      role: 'Owner',
      remedies: [
        retry,
        {
          do: 'open',
          label: 'Open permissions in the Defender portal',
          url: 'https://security.microsoft.com/mtp_roles',
        },
      ],
    }),
  },
  {
    // Absence and denial look the same: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    code: 'azure-role-missing',
    when: (heard) =>
      coded('AuthorizationFailed', 'LinkedAuthorizationFailed', 'AuthorizationPermissionMismatch')(heard) &&
      !asApplication(heard),
    say: (heard, context) => {
      const role = context.doing?.role ?? granters;
      return {
        because: `It needs the Azure role ${role} on this scope. Azure roles are separate from Entra roles, Global Administrator included.`,
        role,
        remedies: withoutRole(context, role, heard, 'azurerbac'),
      };
    },
  },
  {
    // A role takes up to 10 minutes to work: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    code: 'app-azure-role-missing',
    when: (heard) => asApplication(heard) && coded('AuthorizationFailed', 'LinkedAuthorizationFailed')(heard),
    say: (heard) => ({
      because: `The application can't do this in Azure, or its role isn't in effect yet: ${heard.message}`,
      role: granters,
      remedies: [
        { do: 'retry', after: 30 },
        { do: 'redo', step: 'assign-role' },
      ],
    }),
  },
  {
    // A role takes up to 60 minutes to work: https://learn.microsoft.com/azure/azure-monitor/logs/api/errors
    code: 'log-access-missing',
    when: coded('InsufficientAccessError', 'UnauthorizedClient'),
    say: (heard) => ({
      because: `The application can't query this workspace, or its role isn't in effect yet: ${heard.message}`,
      role: granters,
      remedies: [
        { do: 'retry', after: 30 },
        { do: 'redo', step: 'assign-role' },
      ],
    }),
  },
  {
    // https://github.com/Azure/azure-sdk-for-python/issues/45580
    code: 'workspace-id-unknown',
    when: coded('PathNotFoundError', 'WorkspaceNotFoundError'),
    say: () => ({
      because:
        "Log Analytics doesn't know a workspace with this ID. It needs the Workspace ID (a GUID), not the name.",
      remedies: [{ do: 'redo', step: 'find-workspace' }],
    }),
  },
  {
    // https://learn.microsoft.com/azure/azure-monitor/logs/api/errors
    code: 'query-not-understood',
    when: coded('BadArgumentError', 'SemanticError', 'SyntaxError', 'InvalidQuery', 'BadRequest_SyntaxError'),
    say: (heard) => ({
      because: `The query can't run: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'kql-queries' }],
    }),
  },
  {
    code: 'azure-resource-not-found',
    when: (heard) =>
      heard.status === 404 &&
      coded(
        'ResourceNotFound',
        'ResourceGroupNotFound',
        'NotFound',
        'ParentResourceNotFound',
        'SubscriptionNotFound',
      )(heard),
    say: (heard) => ({
      because: `Azure can't find it: ${heard.message}`,
      // The target of a write was just seen. Assumed: a region that doesn't know it yet also answers 404.
      ...(heard.reads ? {} : { passes: true }),
      remedies: [{ do: 'redo', step: 'find-workspace' }],
    }),
  },
];

function pageOr(
  context: Context,
  otherwise: ReturnType<typeof azurePage>,
): readonly [ReturnType<typeof azurePage>] {
  return [ownPage(context)[0] ?? otherwise];
}
