import type { ErrorResponse } from '../http/error-response.ts';
import type { ProblemRule } from './row.ts';
import { askSomeone, coded, entraPage, says, withoutRole } from './text.ts';

const atGraph = (heard: ErrorResponse) => /graph/u.test(heard.host);
const both =
  (...all: readonly ((heard: ErrorResponse) => boolean)[]) =>
  (heard: ErrorResponse) =>
    all.every((each) => each(heard));

const replicating = 'Microsoft is still copying the new object. No action needed.';

/** Errors of Microsoft Graph about applications, service principals, and consent. */
export const entraRows: readonly ProblemRule[] = [
  {
    // Graph reports this with 400 and a misleading 403: https://github.com/hashicorp/terraform-provider-azuread/issues/1364
    // "Not a valid reference update": https://github.com/microsoftgraph/msgraph-bicep-types/issues/193
    code: 'not-everywhere-yet',
    when: (heard) =>
      atGraph(heard) &&
      !heard.reads &&
      (both(coded('Request_ResourceNotFound'), () => heard.method !== 'DELETE')(heard) ||
        says(
          /does not reference a valid application object|backing application of the service principal being created|Not a valid reference update|reference-property objects are not present/iu,
        )(heard)),
    say: () => ({ because: replicating, passes: true, remedies: [{ do: 'retry', after: 10 }] }),
  },
  {
    // https://github.com/hashicorp/terraform-provider-azuread/pull/1896
    code: 'already-there',
    when: (heard) =>
      says(/Permission being assigned already exists|role assignment already exists/iu)(heard) ||
      coded('RoleAssignmentExists', 'Permission_Duplicate', 'Request_MultipleObjectsWithSameKeyValue')(heard),
    say: () => ({
      because: "Microsoft says that it already exists, but doesn't list it yet. No action needed.",
      passes: true,
      remedies: [{ do: 'retry', after: 10 }],
    }),
  },
  {
    // https://github.com/Azure/azure-cli/pull/31215
    code: 'secrets-forbidden',
    when: (heard) =>
      coded('CredentialTypeNotAllowedAsPerAppPolicy')(heard) ||
      says(/Credential type not allowed as per assigned policy/iu)(heard),
    say: (heard, context) => ({
      because:
        "The tenant's app management policy doesn't allow client secrets, but the vendor's form needs one.",
      role: 'Security Administrator',
      remedies: [
        askSomeone(
          context,
          'Security Administrator',
          'Please allow this one application a client secret in the app management policy, or tell me whom to ask.',
          heard,
        ),
        entraPage(
          context,
          'Open application policies',
          '#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppManagementPolicies',
        ),
      ],
    }),
  },
  {
    code: 'secret-lifetime-forbidden',
    when: (heard) =>
      coded('CredentialInvalidLifetimeAsPerAppPolicy')(heard) ||
      says(/Credential lifetime exceeds the max value/iu)(heard),
    say: () => ({
      because: "The tenant's app management policy doesn't allow a secret to last that long.",
      remedies: [{ do: 'redo', step: 'create-secret' }],
    }),
  },
  {
    // https://learn.microsoft.com/graph/api/resources/application (serviceManagementReference),
    // https://github.com/Azure/azure-cli/pull/31212: "ServiceManagementReference field is required for Create"
    code: 'service-reference-required',
    when: (heard) =>
      coded('ServiceTreeValueMissing', 'ServiceTreeInvalid')(heard) ||
      says(/ServiceManagementReference field is required|provided for property ServiceManagementReference/iu)(
        heard,
      ),
    say: (heard) => ({
      because: `This organization registers an application only with a reference to its service catalog. Answer "Service reference" (serviceReference) with it, and run this again: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'questions' }],
    }),
  },
  {
    code: 'name-held-by-deleted',
    when: both(
      atGraph,
      (heard) => heard.status === 400 || heard.status === 409,
      says(/same value for property uniqueName|uniqueName.{0,40}already/iu),
    ),
    say: (_, context) => ({
      because:
        'A deleted application still has this name. Restore it, or create a new one with the next name.',
      remedies: [
        { do: 'redo', step: 'register-application' },
        entraPage(
          context,
          'Open deleted applications',
          '#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
        ),
      ],
    }),
  },
  {
    code: 'changed-meanwhile',
    when: (heard) =>
      coded('Directory_ConcurrencyViolation')(heard) || (atGraph(heard) && heard.status === 412),
    say: () => ({
      because: 'The same object was changed at the same moment, by a person or by another part of this app.',
      passes: true,
      remedies: [{ do: 'retry', after: 2 }],
    }),
  },
  {
    code: 'directory-full',
    when: (heard) =>
      coded('Directory_QuotaExceeded')(heard) || says(/resource quota .{0,40}exceeded/iu)(heard),
    say: (heard, context) => ({
      because: "The directory doesn't allow this account any more objects.",
      role: 'Application Administrator',
      remedies: [
        { do: 'sign-in-as', role: 'Application Administrator' },
        askSomeone(
          context,
          'Application Administrator',
          'Please register the application for me, or assign me the role for a while: my own quota of directory objects is used up.',
          heard,
        ),
      ],
    }),
  },
  {
    // Four causes look the same: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8851
    code: 'entra-role-missing',
    when: (heard) =>
      atGraph(heard) &&
      heard.identity === 'person' &&
      (coded('Authorization_RequestDenied')(heard) || (heard.status === 403 && heard.understood)),
    say: (heard, context) => {
      const role = context.doing?.role ?? 'Cloud Application Administrator';
      return {
        because: `It needs the Entra role ${role}. This account doesn't have it, is only eligible for it, or got it after signing in.`,
        role,
        remedies: withoutRole(context, role, heard, 'aadmigratedroles'),
      };
    },
  },
  {
    code: 'app-permission-missing',
    when: (heard) => atGraph(heard) && heard.identity === 'application' && heard.status === 403,
    say: (heard, context) => ({
      because: `The application's token doesn't have the needed permission, or the grant isn't in effect yet: ${heard.message}`,
      role: context.doing?.role ?? 'Privileged Role Administrator',
      remedies: [
        { do: 'retry', after: 30 },
        { do: 'redo', step: 'grant-consent' },
      ],
    }),
  },
];
