import type { ProfileApi, ProfileObjects } from '../../../engine/model/profile.ts';
import { adopt, attributes, block, lifecycle } from './hcl-blocks.ts';
import { hcl, labels, remark } from './quote.ts';

/** An API and the name its data source goes by. */
type Named = { readonly api: ProfileApi; readonly label: string };

/** Everything of an application that the connection does not speak of; without this an adopted one would lose it. */
const leftAlone = {
  application: [
    'api',
    'app_role',
    'description',
    'device_only_auth_enabled',
    'fallback_public_client_enabled',
    'feature_tags',
    'group_membership_claims',
    'identifier_uris',
    'logo_image',
    'marketing_url',
    'notes',
    'oauth2_post_response_required',
    'optional_claims',
    'owners',
    'password',
    'privacy_statement_url',
    'public_client',
    'service_management_reference',
    'single_page_application',
    'support_url',
    'tags',
    'terms_of_service_url',
    'web',
  ],
  servicePrincipal: [
    'app_role_assignment_required',
    'description',
    'feature_tags',
    'login_url',
    'notes',
    'notification_email_addresses',
    'owners',
    'preferred_single_sign_on_mode',
    'saml_single_sign_on',
    'tags',
  ],
} as const;

/** The application and its service principal, each with its import block, and the APIs they are given access to. */
export function directoryObjects(objects: ProfileObjects): readonly string[] {
  const labelOf = labels();
  const named = objects.apis.map((api) => ({ api, label: labelOf(api.title) }));
  return [
    ...named.map(({ api, label }) =>
      block(`data "azuread_service_principal" "${label}"`, attributes('  ', ['client_id', hcl(api.appId)])),
    ),
    theApplication(objects.application, named),
    adopt('azuread_application.connection', `/applications/${objects.application.objectId}`),
    block(
      'resource "azuread_service_principal" "connection"',
      attributes('  ', ['client_id', 'azuread_application.connection.client_id']),
      lifecycle(leftAlone.servicePrincipal),
    ),
    adopt('azuread_service_principal.connection', `/servicePrincipals/${objects.servicePrincipalId}`),
    ...consents(named),
  ];
}

function theApplication(
  { displayName, uniqueName, ours }: ProfileObjects['application'],
  named: readonly Named[],
): string {
  const access = named
    .filter(({ api }) => api.permissions.length > 0)
    .map(({ api, label }) =>
      [
        '  required_resource_access {',
        attributes('    ', ['resource_app_id', `data.azuread_service_principal.${label}.client_id`]),
        ...api.permissions.map(({ permission }) =>
          [
            '',
            '    resource_access {',
            attributes('      ', ['id', appRole(label, permission)], ['type', hcl('Role')]),
            '    }',
          ].join('\n'),
        ),
        '  }',
      ].join('\n'),
    );
  return [
    ...(uniqueName
      ? [
          remark(
            '#',
            `Its unique name is ${uniqueName}. The provider has no argument for it, and it can't change.`,
          ),
        ]
      : []),
    ...(ours
      ? []
      : [
          remark(
            '#',
            'This application existed before the connection. It might declare more than the connection needs,',
            'so its permissions and sign-in settings are left alone.',
          ),
        ]),
    block(
      'resource "azuread_application" "connection"',
      attributes(
        '  ',
        ['display_name', hcl(displayName)],
        ...(ours ? [['sign_in_audience', hcl('AzureADMyOrg')] as const] : []),
      ),
      ...(ours ? access : []),
      lifecycle([
        ...leftAlone.application,
        ...(ours ? [] : ['required_resource_access', 'sign_in_audience']),
      ]),
    ),
  ].join('\n');
}

function appRole(label: string, permission: string): string {
  return `data.azuread_service_principal.${label}.app_role_ids[${hcl(permission)}]`;
}

function consents(named: readonly Named[]): readonly string[] {
  const labelOf = labels();
  return named.flatMap(({ api, label }) =>
    api.permissions.flatMap(({ permission, grantId }) => {
      if (!grantId) {
        return [
          remark('#', `${permission} (${api.title}) is declared but not consented. Nothing to import.`),
        ];
      }
      const name = labelOf(`${label} ${permission}`);
      return [
        block(
          `resource "azuread_app_role_assignment" "${name}"`,
          attributes(
            '  ',
            ['app_role_id', appRole(label, permission)],
            ['principal_object_id', 'azuread_service_principal.connection.object_id'],
            ['resource_object_id', `data.azuread_service_principal.${label}.object_id`],
          ),
        ),
        adopt(
          `azuread_app_role_assignment.${name}`,
          `/servicePrincipals/${api.servicePrincipalId}/appRoleAssignedTo/${grantId}`,
        ),
      ];
    }),
  );
}
