import type { ConnectionProfile } from '../../../engine/model/profile.ts';
import { attributes, block } from './hcl-blocks.ts';
import { hcl, remark } from './quote.ts';
import { opening, standing, type Words } from './standing.ts';
import { aliasOf, roleAssignments, subscriptionsOf, workspaceData } from './terraform-azure.ts';
import { directoryObjects } from './terraform-directory.ts';
import { clientSecret, outputs } from './terraform-values.ts';
import { toolCloud } from './tool-clouds.ts';

/**
 * The connection's objects as Terraform resources (providers azuread 3 and azurerm 4), with import blocks
 * (Terraform 1.5, https://developer.hashicorp.com/terraform/language/import) so that what stands is adopted and
 * nothing is made a second time. Import ids are in the form each resource documents. It never holds the secret.
 * @throws BadInput where the profile does not know the ids of what stands
 */
export function terraform(profile: ConnectionProfile, words: Words): string {
  const objects = standing(profile, 'terraform');
  const granted = objects.apis.flatMap(({ permissions }) => permissions.filter(({ grantId }) => grantId));
  const imports = 2 + granted.length + objects.roleAssignments.length;
  const sections = [
    remark(
      '#',
      ...opening(profile, words),
      '',
      'The import blocks import the existing resources. The first plan should say:',
      `  ${imports} to import, 0 to add, 0 to change, 0 to destroy.`,
      'If it says anything else, the tenant differs from this file. Check before you apply.',
    ),
    ...providers(profile),
    ...workspaceData(profile),
    ...directoryObjects(objects),
    ...roleAssignments(profile),
    ...clientSecret(profile),
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
