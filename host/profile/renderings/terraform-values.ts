import type { ConnectionProfile, FormValue } from '../../../engine/model/profile.ts';
import { attributes, block } from './hcl-blocks.ts';
import { hcl, remark } from './quote.ts';
import { aboutSecret } from './standing.ts';

/** A certificate or a federated credential that stands: it stays as it is, and Terraform does not touch it. */
function otherCredential(profile: ConnectionProfile): readonly string[] {
  return [remark('#', aboutSecret(profile), "Terraform doesn't change it.")];
}

/** The client secret can't be imported, so Terraform leaves it alone and creates a new one only on rotation. */
export function clientSecret(profile: ConnectionProfile): readonly string[] {
  if (profile.credential && profile.credential.kind !== 'secret') return otherCredential(profile);
  return [
    [
      remark(
        '#',
        aboutSecret(profile),
        "Microsoft Entra shows a value only once, and azuread_application_password can't be imported",
        '(https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_password).',
        "Terraform doesn't change it. Set its value as the variable client_secret if other",
        'resources need it. To rotate, set rotate_client_secret. It creates a second one (its value is then in',
        'the state). Send it to the vendor, and only then remove the old one, by the key ID above.',
      ),
      block(
        'variable "client_secret"',
        attributes(
          '  ',
          ['type', 'string'],
          ['default', 'null'],
          ['sensitive', 'true'],
          ['description', hcl('The value of the current client secret, as setup showed it.')],
        ),
      ),
    ].join('\n'),
    block(
      'variable "rotate_client_secret"',
      attributes(
        '  ',
        ['type', 'bool'],
        ['default', 'false'],
        ['description', hcl('Whether to create a second client secret.')],
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

/** What the vendor's side needs, for other configurations to read. */
export function outputs(profile: ConnectionProfile): readonly string[] {
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
      attributes('  ', ['description', hcl("The vendor's values, without the secret.")]),
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
