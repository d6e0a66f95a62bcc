import type { ErrorResponse } from '../http/error-response.ts';
import type { ProblemRule } from './row.ts';
import { askSomeone, azurePage, coded, ownPage, retry } from './text.ts';

const vaultHost = /\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/iu;
const atVault = (heard: ErrorResponse): boolean => vaultHost.test(heard.host);
const vaultPage = '#browse/Microsoft.KeyVault%2Fvaults';

/**
 * Key Vault, its control plane and its secrets
 * (https://learn.microsoft.com/azure/key-vault/general/common-error-codes, …/rest-error-codes).
 */
export const vaultRows: readonly ProblemRule[] = [
  {
    // Before the rows of the network: a new vault's own name takes up to a minute to be known everywhere.
    code: 'vault-address-not-yet',
    when: (heard) => atVault(heard) && heard.code === 'offline',
    say: () => ({
      because: 'The address of the Key Vault is not known yet. A new vault’s address takes up to a minute.',
      passes: true,
      outcome: 'not-sent',
      remedies: [{ do: 'retry', after: 15 }],
    }),
  },
  {
    code: 'vault-name-taken',
    when: coded('VaultAlreadyExists'),
    say: () => ({
      because: 'Names of Key Vaults are shared by all of Azure’s customers, and somebody holds this one.',
      remedies: [{ do: 'redo', step: 'questions' }],
    }),
  },
  {
    code: 'vault-name-deleted',
    when: (heard) => coded('ConflictError')(heard) && /deleted state/iu.test(heard.message),
    say: (_, context) => ({
      because: 'A deleted Key Vault still holds this name until its days are over, or until it is recovered.',
      remedies: [retry, azurePage(context, 'Open Key Vaults', vaultPage)],
    }),
  },
  {
    code: 'vault-name-not-valid',
    when: coded('VaultNameNotValid'),
    say: (heard) => ({
      because: `Azure does not take the name: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'questions' }],
    }),
  },
  {
    code: 'vault-closed',
    when: coded('ForbiddenByFirewall', 'ForbiddenByConnection'),
    say: (heard, context) => ({
      because:
        'The Key Vault takes requests only from networks its owner named, and this computer is in none of them.',
      role: 'Key Vault Contributor',
      remedies: [
        askSomeone(
          context,
          'Key Vault Contributor',
          'Please allow my address in the networking settings of the Key Vault for the time of the set-up.',
          heard,
        ),
        azurePage(context, 'Open Key Vaults', vaultPage),
        retry,
      ],
    }),
  },
  {
    // Takes up to 10 minutes to arrive: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
    code: 'vault-role-missing',
    when: coded('ForbiddenByRbac'),
    say: (heard, context) => ({
      because:
        'Rights on a Key Vault give none on its secrets: that takes a role of its own, or it has not arrived yet.',
      role: context.doing?.role ?? 'Key Vault Secrets Officer',
      remedies: [
        { do: 'retry', after: 30 },
        askSomeone(
          context,
          'Owner',
          `Please give me the role ${context.doing?.role ?? 'Key Vault Secrets Officer'} on the Key Vault.`,
          heard,
        ),
        ...ownPage(context),
      ],
    }),
  },
  {
    code: 'vault-policy-missing',
    when: (heard) => atVault(heard) && coded('AccessDenied', 'ForbiddenByPolicy')(heard),
    say: (heard, context) => ({
      because:
        'The access policies of the Key Vault do not name you for this, or the change has not arrived yet.',
      role: 'Key Vault Contributor',
      remedies: [
        { do: 'retry', after: 10 },
        askSomeone(
          context,
          'Key Vault Contributor',
          'Please add an access policy for me to the Key Vault with the secret permissions Get, List, Set, Delete and Recover.',
          heard,
        ),
        ...ownPage(context),
      ],
    }),
  },
  {
    code: 'vault-secret-deleted',
    when: coded('ObjectIsDeletedButRecoverable'),
    say: () => ({
      because: 'A deleted secret still holds this name in the Key Vault; it has to be recovered first.',
      remedies: [{ do: 'redo', step: 'store-secret' }],
    }),
  },
  {
    code: 'vault-secret-busy',
    when: coded('ObjectIsBeingRecovered', 'ObjectIsBeingDeleted'),
    say: () => ({
      because: 'The Key Vault is still at work on this secret. This passes by itself.',
      passes: true,
      outcome: 'not-sent',
      remedies: [{ do: 'retry', after: 10 }],
    }),
  },
  {
    code: 'vault-secret-switched-off',
    when: coded('SecretDisabled'),
    say: () => ({
      because: 'The secret in the Key Vault is switched off, so nobody can read it.',
      remedies: [{ do: 'redo', step: 'store-secret' }],
    }),
  },
];
