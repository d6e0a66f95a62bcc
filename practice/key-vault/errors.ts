import { Refusal } from '../core/router.ts';

/**
 * The refusals of Key Vault: its control plane in ARM's envelope (examples/key-vault-arm/errors.json), its data plane
 * in its own, where the telling code is one level down (examples/key-vault-data/errors.json).
 */
const refuse = (status: number, code: string, message: string, inner?: string): Refusal =>
  new Refusal({
    status,
    body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
  });

export const vaultNameInvalid =
  'The vault name should be string of 3 to 24 characters and can contain only numbers (0-9), letters (a-z, A-Z), and hyphens (-)';

export const vaultNameNotValid = (): Refusal => refuse(400, 'VaultNameNotValid', vaultNameInvalid);

export const vaultNameTaken = (name: string): string =>
  `The vault name '${name}' is already in use. Vault names are globaly unique so it is possible that the name is already taken.`;

export const vaultAlreadyExists = (name: string): Refusal =>
  refuse(409, 'VaultAlreadyExists', vaultNameTaken(name));

export const vaultInDeletedState = (): Refusal =>
  refuse(
    409,
    'ConflictError',
    'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
  );

/** ARM's own, for a name that stands in its group already, elsewhere. https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-location */
export const locationTaken = (name: string, group: string, held: string, asked: string): Refusal =>
  refuse(
    409,
    'InvalidResourceLocation',
    `The resource '${name}' already exists in location '${held}' in resource group '${group}'. A resource with the same name cannot be created in location '${asked}'. Please select a new resource name.`,
  );

/** https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider */
export const notRegistered = (namespace: string): Refusal =>
  refuse(
    409,
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );

export const deletedVaultNotFound = (name: string): Refusal =>
  refuse(404, 'DeletedVaultNotFound', `The specified deleted vault '${name}' does not exist.`);

/** Observed with the Azure CLI, where purge protection is on. */
export const purgeNotAllowed = (): Refusal =>
  refuse(405, 'MethodNotAllowed', "Operation 'DeletedVaultPurge' is not allowed.");

export const badProperty = (message: string): Refusal => refuse(400, 'BadRequest', message);

/** Who calls, as the data plane writes it. */
export interface CallerWords {
  readonly caller: string;
  /** `name;location=region` */
  readonly vault: string;
}

export const forbiddenByRbac = (who: CallerWords, action: string, resource: string): Refusal =>
  refuse(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: ${who.caller}\r\nAction: '${action}'\r\nResource: '${resource}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: ${who.vault}\r\n`,
    'ForbiddenByRbac',
  );

export const accessDenied = (who: CallerWords, permission: string): Refusal =>
  refuse(
    403,
    'Forbidden',
    `The user, group or application '${who.caller}' does not have secrets ${permission} permission on key vault '${who.vault}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    'AccessDenied',
  );

export const forbiddenByFirewall = (who: CallerWords): Refusal =>
  refuse(
    403,
    'Forbidden',
    `Client address is not authorized and caller is not a trusted service.\r\nClient address: 127.0.0.1\r\nCaller: ${who.caller}\r\nVault: ${who.vault}`,
    'ForbiddenByFirewall',
  );

export const secretNotFound = (name: string): Refusal =>
  refuse(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

export const deletedSecretNotFound = (name: string): Refusal =>
  refuse(404, 'SecretNotFound', `Deleted Secret not found: ${name}`);

export const secretInDeletedState = (name: string): Refusal =>
  refuse(
    409,
    'Conflict',
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    'ObjectIsDeletedButRecoverable',
  );

export const secretDisabled = (): Refusal =>
  refuse(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled');

export const badParameter = (message: string): Refusal => refuse(400, 'BadParameter', message);

/** The vault behind an address that still resolves is gone. Assumed. */
export const vaultGone = (name: string): Refusal =>
  refuse(404, 'VaultNotFound', `The vault '${name}' was not found.`);
