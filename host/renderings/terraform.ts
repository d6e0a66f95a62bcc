import type { ConnectionProfile, FormValue, ProfileApi } from '../../engine/profile.ts';
import { hcl, labels, remark } from './quote.ts';
import { aboutSecret, opening, standing, type Words } from './standing.ts';
import { toolCloud } from './tool-clouds.ts';

type Attribute = readonly [name: string, expression: string];

/** Attributes of one block, their equals signs below one another as `terraform fmt` has them. */
function attributes(indent: string, ...all: readonly Attribute[]): string {
  const width = Math.max(0, ...all.map(([name]) => name.length));
  return all.map(([name, expression]) => `${indent}${name.padEnd(width)} = ${expression}`).join('\n');
}

function block(head: string, ...parts: readonly string[]): string {
  return `${head} {\n${parts.filter((part) => part !== '').join('\n\n')}\n}`;
}

function adopt(to: string, id: string): string {
  return block('import', attributes('  ', ['to', to], ['id', hcl(id)]));
}

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

function lifecycle(ignored: readonly string[]): string {
  return [
    '  lifecycle {',
    '    prevent_destroy = true',
    '    ignore_changes = [',
    ...ignored.map((name) => `      ${name},`),
    '    ]',
    '  }',
  ].join('\n');
}

/**
 * The connection's objects as Terraform resources (providers azuread 3 and azurerm 4), with import blocks
 * (Terraform 1.5, https://developer.hashicorp.com/terraform/language/import) so that what stands is adopted and
 * nothing is made a second time. Import ids are in the form each resource documents. It never holds the secret.
 * @throws BadInput where the profile does not know the ids of what stands
 */
export function terraform(profile: ConnectionProfile, words: Words): string {
  const { application, servicePrincipalId, apis, roleAssignments } = standing(profile, 'terraform');
  const granted = apis.flatMap(({ permissions }) => permissions.filter(({ grantId }) => grantId));
  const imports = 2 + granted.length + roleAssignments.length;
  const apiLabel = labels();
  const named = apis.map((api) => ({ api, label: apiLabel(api.title) }));
  const sections = [
    remark(
      '#',
      ...opening(profile, words),
      '',
      'The import blocks adopt what stands in the tenant. The first plan says:',
      `  ${imports} to import, 0 to add, 0 to change, 0 to destroy.`,
      'Where it says anything else, the tenant differs from this file: look at it before you apply.',
    ),
    ...providers(profile),
    ...named.map(({ api, label }) =>
      block(`data "azuread_service_principal" "${label}"`, attributes('  ', ['client_id', hcl(api.appId)])),
    ),
    ...workspaceData(profile),
    ...theApplication(profile, application.displayName, application.ours, named),
    adopt('azuread_application.connection', `/applications/${application.objectId}`),
    block(
      'resource "azuread_service_principal" "connection"',
      attributes('  ', ['client_id', 'azuread_application.connection.client_id']),
      lifecycle(leftAlone.servicePrincipal),
    ),
    adopt('azuread_service_principal.connection', `/servicePrincipals/${servicePrincipalId}`),
    ...consents(named),
    ...roles(profile),
    ...password(profile),
    ...outputs(profile),
  ];
  return `${sections.join('\n\n')}\n`;
}

function providers(profile: ConnectionProfile): readonly string[] {
  const cloud = toolCloud(profile);
  const subscriptions = subscriptionsOf(profile);
  const azurerm = (subscription: string, at: number): string =>
    block(
      'provider "azurerm"',
      [
        attributes(
          '  ',
          ...(at === 0 ? [] : [['alias', hcl(aliasOf(at))] as const]),
          ['tenant_id', hcl(profile.tenantId)],
          ['subscription_id', hcl(subscription)],
          ['environment', hcl(cloud.azurerm)],
          // Nothing here needs a resource provider that is not registered, and registering takes more rights.
          ['resource_provider_registrations', hcl('none')],
        ),
        '',
        '  features {}',
      ].join('\n'),
    );
  return [
    [
      'terraform {',
      '  required_version = ">= 1.5.0"',
      '  required_providers {',
      '    azuread = {',
      '      source  = "hashicorp/azuread"',
      '      version = "~> 3.0"',
      '    }',
      '    azurerm = {',
      '      source  = "hashicorp/azurerm"',
      '      version = "~> 4.0"',
      '    }',
      '  }',
      '}',
    ].join('\n'),
    block(
      'provider "azuread"',
      attributes('  ', ['tenant_id', hcl(profile.tenantId)], ['environment', hcl(cloud.azuread)]),
    ),
    ...subscriptions.map(azurerm),
  ];
}

function subscriptionsOf({ workspaces }: ConnectionProfile): readonly string[] {
  return [...new Set(workspaces.map(({ subscriptionId }) => subscriptionId.toLowerCase()))];
}

const aliasOf = (at: number): string => `subscription_${at + 1}`;

function workspaceData(profile: ConnectionProfile): readonly string[] {
  const subscriptions = subscriptionsOf(profile);
  return profile.workspaces.map((each, at) => {
    const alias = subscriptions.indexOf(each.subscriptionId.toLowerCase());
    return block(
      `data "azurerm_log_analytics_workspace" "workspace_${at + 1}"`,
      attributes(
        '  ',
        ...(alias === 0 ? [] : [['provider', `azurerm.${aliasOf(alias)}`] as const]),
        ['name', hcl(each.workspaceName)],
        ['resource_group_name', hcl(each.resourceGroup)],
      ),
      [
        '  lifecycle {',
        '    postcondition {',
        `      condition     = lower(self.workspace_id) == ${hcl(each.workspaceId.toLowerCase())}`,
        `      error_message = "This is another workspace than the one that was connected: it was made again under its name."`,
        '    }',
        '  }',
      ].join('\n'),
    );
  });
}

type Named = { readonly api: ProfileApi; readonly label: string };

function theApplication(
  profile: ConnectionProfile,
  displayName: string,
  ours: boolean,
  named: readonly Named[],
): readonly string[] {
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
  const uniqueName = profile.objects?.application.uniqueName;
  return [
    [
      ...(uniqueName
        ? [
            remark(
              '#',
              `Its unique name is ${uniqueName}; the provider has no argument for it, and it cannot change.`,
            ),
          ]
        : []),
      ...(ours
        ? []
        : [
            remark(
              '#',
              'This application was there before the connection. It may declare more than the connection needs,',
              'so what it declares, and who may sign in with it, are left alone.',
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
    ].join('\n'),
  ];
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
          remark(
            '#',
            `${permission} (${api.title}) is declared, and nobody has consented: nothing to adopt.`,
          ),
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

/**
 * The scope is the assignment's own, letter by letter: the provider compares it with what Azure answers, and another
 * spelling of the same workspace would make it be removed and made again.
 */
function roles(profile: ConnectionProfile): readonly string[] {
  const assignments = profile.objects?.roleAssignments ?? [];
  return assignments.flatMap((each, at) => {
    const name = `role_${at + 1}`;
    const subscription = /^\/subscriptions\/[^/]+/i.exec(each.scope)?.[0] ?? '';
    const on = profile.workspaces.flatMap(({ armId, workspaceName }) =>
      covers(each.scope, armId) ? [workspaceName] : [],
    );
    return [
      [
        remark('#', `${each.role} on ${on.join(', ')}`),
        block(
          `resource "azurerm_role_assignment" "${name}"`,
          attributes(
            '  ',
            ['scope', hcl(each.scope)],
            [
              'role_definition_id',
              hcl(`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${each.roleId}`),
            ],
            ['principal_id', 'azuread_service_principal.connection.object_id'],
          ),
          lifecycle(['condition', 'condition_version', 'description', 'skip_service_principal_aad_check']),
        ),
      ].join('\n'),
      adopt(`azurerm_role_assignment.${name}`, each.id),
    ];
  });
}

function covers(scope: string, armId: string): boolean {
  const [above, id] = [scope.toLowerCase().replace(/\/$/, ''), armId.toLowerCase()];
  return id === above || id.startsWith(`${above}/`);
}

function password(profile: ConnectionProfile): readonly string[] {
  return [
    [
      remark(
        '#',
        aboutSecret(profile),
        'Microsoft Entra shows a value once, at birth, and azuread_application_password cannot be imported',
        '(https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_password).',
        'It stays as it is, and Terraform does not touch it: give its value as the variable client_secret where other',
        'resources need it. To rotate, set rotate_client_secret: a second one is made beside it (its value is then in',
        'the state). Give it to the vendor, and only then remove the old one, with the key id above.',
      ),
      block(
        'variable "client_secret"',
        attributes(
          '  ',
          ['type', 'string'],
          ['default', 'null'],
          ['sensitive', 'true'],
          ['description', hcl('The value of the client secret that stands, as set-up handed it over.')],
        ),
      ),
    ].join('\n'),
    block(
      'variable "rotate_client_secret"',
      attributes(
        '  ',
        ['type', 'bool'],
        ['default', 'false'],
        ['description', hcl('Whether a new client secret is made beside the one that stands.')],
      ),
    ),
    block(
      'resource "azuread_application_password" "rotated"',
      attributes(
        '  ',
        ['count', 'var.rotate_client_secret ? 1 : 0'],
        ['application_id', 'azuread_application.connection.id'],
        ['display_name', hcl('Rotated by Terraform')],
      ),
    ),
    block(
      'output "client_secret"',
      attributes(
        '  ',
        [
          'value',
          'var.rotate_client_secret ? one(azuread_application_password.rotated[*].value) : var.client_secret',
        ],
        ['sensitive', 'true'],
      ),
    ),
  ];
}

function outputs(profile: ConnectionProfile): readonly string[] {
  const list = (items: readonly string[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map((each) => `      ${each},`).join('\n')}\n    ]`;
  const valueOf = (value: FormValue): string =>
    typeof value === 'string' ? hcl(value) : typeof value === 'object' ? list(value.map(hcl)) : String(value);
  const workspaces = profile.workspaces.map(({ subscriptionId }, at) => {
    const data = `data.azurerm_log_analytics_workspace.workspace_${at + 1}`;
    return [
      '{',
      attributes(
        '        ',
        ['name', `${data}.name`],
        ['workspace_id', `${data}.workspace_id`],
        ['resource_group_name', `${data}.resource_group_name`],
        ['subscription_id', hcl(subscriptionId)],
      ),
      '      }',
    ].join('\n');
  });
  return [
    block(
      'output "connection"',
      [
        '  value = {',
        attributes(
          '    ',
          ['tenant_id', hcl(profile.tenantId)],
          ['client_id', 'azuread_application.connection.client_id'],
          ['workspaces', list(workspaces)],
        ),
        '  }',
      ].join('\n'),
      attributes('  ', ['description', hcl("What the vendor's side needs to know, without the secret.")]),
    ),
    block(
      'output "form"',
      [
        '  value = {',
        attributes(
          '    ',
          ...Object.entries(profile.form).map(([key, value]) => [hcl(key), valueOf(value)] as const),
        ),
        '  }',
      ].join('\n'),
      attributes('  ', ['description', hcl("The vendor's form, field by field.")]),
    ),
  ];
}
