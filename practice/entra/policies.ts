import type { Json, PolicyObject } from '../core/contents.ts';
import { type Context, type Operation, operation } from '../core/router.ts';
import { refuseMissing } from './graph-errors.ts';
import { type EntitySet, entityAnswer } from './odata.ts';
import { demand } from './rights.ts';

function policyOf(context: Context): PolicyObject {
  demand(context, 'readPolicies');
  return context.truth.get('policies', 'tenant') ?? refuseMissing(context, 'tenant');
}

const authorization: EntitySet = {
  name: 'policies/authorizationPolicy',
  type: 'AuthorizationPolicy',
  most: 1,
  usual: 1,
};
const management: EntitySet = {
  name: 'policies/defaultAppManagementPolicy',
  type: 'TenantAppManagementPolicy',
  most: 1,
  usual: 1,
};

/** The restrictions apply to applications created from this date on. */
export const restrictedFrom = ({ appliesFrom }: PolicyObject['appManagementPolicy']): string =>
  appliesFrom ?? '2024-01-01T00:00:00Z';

/** The restrictions on new secrets, as the default app management policy lists them. */
function restrictions({ appManagementPolicy }: PolicyObject): Json {
  const from = restrictedFrom(appManagementPolicy);
  const secrets: Json[] = [];
  if (appManagementPolicy.secretsForbidden) {
    secrets.push({
      restrictionType: 'passwordAddition',
      maxLifetime: null,
      state: 'enabled',
      restrictForAppsCreatedAfterDateTime: from,
    });
  }
  if (appManagementPolicy.maxSecretDays !== null) {
    secrets.push({
      restrictionType: 'passwordLifetime',
      maxLifetime: `P${appManagementPolicy.maxSecretDays}D`,
      state: 'enabled',
      restrictForAppsCreatedAfterDateTime: from,
    });
  }
  return { passwordCredentials: secrets, keyCredentials: [] };
}

export const policyOperations: readonly Operation[] = [
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/policies/authorizationPolicy',
    source: ['https://learn.microsoft.com/graph/api/authorizationpolicy-get'],
    run: (context) => {
      const policy = policyOf(context);
      return entityAnswer(context, authorization, {
        id: 'authorizationPolicy',
        allowInvitesFrom: 'everyone',
        allowedToSignUpEmailBasedSubscriptions: true,
        allowedToUseSSPR: true,
        allowEmailVerifiedUsersToJoinOrganization: false,
        blockMsolPowerShell: false,
        description: 'Used to manage authorization related settings across the company.',
        displayName: 'Authorization Policy',
        guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
        defaultUserRolePermissions: {
          allowedToCreateApps: policy.usersMayCreateApps,
          allowedToCreateSecurityGroups: true,
          allowedToCreateTenants: false,
          allowedToReadBitlockerKeysForOwnedDevice: true,
          allowedToReadOtherUsers: true,
          permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-low'],
        },
      });
    },
  }),
  operation({
    host: 'graph',
    method: 'GET',
    path: '/v1.0/policies/defaultAppManagementPolicy',
    source: ['https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get'],
    run: (context) => {
      const policy = policyOf(context);
      const rules = restrictions(policy);
      return entityAnswer(context, management, {
        id: '00000000-0000-0000-0000-000000000000',
        displayName: 'Default app management tenant policy',
        description:
          'Default tenant policy that enforces app management restrictions on applications and service principals.',
        isEnabled: policy.appManagementPolicy.isEnabled,
        applicationRestrictions: rules,
        servicePrincipalRestrictions: rules,
      });
    },
  }),
];
