import { bodyOf, type Shape } from '../arm/body.ts';
import type { Json, JsonObject, ResourceObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { badProperty } from './errors.ts';

const text: Shape = { is: 'string' };
const flag: Shape = { is: 'boolean' };
const texts: Shape = { is: 'array', of: text };

const accessPolicies: Shape = {
  is: 'array',
  of: {
    is: 'object',
    type: 'AccessPolicyEntry',
    members: {
      tenantId: { is: 'string', required: true },
      objectId: { is: 'string', required: true },
      applicationId: text,
      permissions: {
        is: 'object',
        required: true,
        type: 'Permissions',
        members: { keys: texts, secrets: texts, certificates: texts, storage: texts },
      },
    },
  },
};

const networkAcls: Shape = {
  is: 'object',
  type: 'NetworkRuleSet',
  members: {
    bypass: { is: 'string', oneOf: ['AzureServices', 'None'] },
    defaultAction: { is: 'string', oneOf: ['Allow', 'Deny'] },
    ipRules: {
      is: 'array',
      of: { is: 'object', type: 'IPRule', members: { value: { is: 'string', required: true } } },
    },
    virtualNetworkRules: {
      is: 'array',
      of: {
        is: 'object',
        type: 'VirtualNetworkRule',
        members: { id: { is: 'string', required: true }, ignoreMissingVnetServiceEndpoint: flag },
      },
    },
  },
};

/** VaultProperties of Microsoft.KeyVault; a PATCH requires none of them. */
const properties = (patching: boolean): Shape => ({
  is: 'object',
  ...(patching ? {} : { required: true as const }),
  type: 'VaultProperties',
  members: {
    tenantId: { is: 'string', ...(patching ? {} : { required: true as const }) },
    sku: {
      is: 'object',
      ...(patching ? {} : { required: true as const }),
      type: 'Sku',
      members: {
        family: { is: 'string', required: true, oneOf: ['A'] },
        name: { is: 'string', required: true, oneOf: ['standard', 'premium'] },
      },
    },
    accessPolicies,
    vaultUri: text,
    enabledForDeployment: flag,
    enabledForDiskEncryption: flag,
    enabledForTemplateDeployment: flag,
    enableSoftDelete: flag,
    softDeleteRetentionInDays: { is: 'number' },
    enableRbacAuthorization: flag,
    createMode: { is: 'string', oneOf: ['default', 'recover'] },
    enablePurgeProtection: flag,
    networkAcls,
    provisioningState: text,
    publicNetworkAccess: text,
  },
});

/** The body of a vault's PUT or PATCH, refused where the service would. */
export const vaultBody = (context: Context, patching: boolean): JsonObject =>
  bodyOf(context, {
    is: 'object',
    type: patching ? 'VaultPatchParameters' : 'VaultCreateOrUpdateParameters',
    members: {
      ...(patching ? {} : { location: { is: 'string', required: true } as const }),
      tags: { is: 'any' },
      properties: properties(patching),
    },
  });

/** The body of accessPolicies/add, replace and remove. */
export const policiesBody = (context: Context): readonly JsonObject[] => {
  const body = bodyOf(context, {
    is: 'object',
    type: 'VaultAccessPolicyParameters',
    members: {
      id: text,
      name: text,
      type: text,
      location: text,
      properties: {
        is: 'object',
        required: true,
        type: 'VaultAccessPolicyProperties',
        members: { accessPolicies: { ...accessPolicies, required: true } as Shape },
      },
    },
  });
  return (body['properties'] as JsonObject)['accessPolicies'] as readonly JsonObject[];
};

/** A vault's properties once the given ones are laid over what stood before. Answers of the service fill in the rest. */
export function laidOver(
  context: Context,
  before: ResourceObject | undefined,
  given: JsonObject,
): JsonObject {
  const { createMode: _mode, provisioningState: _state, vaultUri: _uri, ...asked } = given;
  const old = before?.properties ?? {};
  demandAllowed(context, old, asked, before === undefined);
  return { ...old, ...asked };
}

// The words of these refusals are those that templates and the Azure CLI are met with; none is in the documents.
function demandAllowed(context: Context, old: JsonObject, asked: JsonObject, isNew: boolean): void {
  const says = (name: string): Json | undefined => asked[name];
  if (typeof says('tenantId') === 'string' && String(says('tenantId')).toLowerCase() !== context.tenant.id)
    throw badProperty(`The tenant ID '${String(says('tenantId'))}' is not that of the subscription.`);
  if (says('enablePurgeProtection') === false)
    throw badProperty(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  if (says('enableSoftDelete') === false)
    throw badProperty(
      'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the \'soft delete\' functionality is an irreversible action.',
    );
  const days = says('softDeleteRetentionInDays');
  if (typeof days !== 'number') return;
  if (days < 7 || days > 90)
    throw badProperty('The property "softDeleteRetentionInDays" must be between 7 and 90.');
  if (!isNew && days !== (old['softDeleteRetentionInDays'] ?? 90))
    throw badProperty(
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
}
