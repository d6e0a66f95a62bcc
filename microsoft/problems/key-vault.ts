import type { ErrorResponse } from '../http/error-response.ts';
import type { ProblemRule } from './row.ts';
import { askSomeone, azurePage, coded, ownPage, retry, says } from './text.ts';

const vaultHost = /\.vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)$/iu;
const atVault = (heard: ErrorResponse): boolean => vaultHost.test(heard.host);
const vaultPage = '#browse/Microsoft.KeyVault%2Fvaults';

/**
 * Errors of Key Vault: its control plane and its secrets
 * (https://learn.microsoft.com/azure/key-vault/general/common-error-codes, …/rest-error-codes).
 */
export const vaultRows: readonly ProblemRule[] = [
  {
    // This row precedes the network's, because a new vault's name takes up to a minute to spread.
    code: 'vault-address-not-yet',
    when: (heard) => atVault(heard) && heard.code === 'offline',
    say: () => ({
      because: "The address of the key vault isn't known yet. This takes up to a minute for a new vault.",
      passes: true,
      outcome: 'not-sent',
      remedies: [{ do: 'retry', after: 15 }],
    }),
  },
  {
    // A vault trusts tokens of one tenant. A vault that was moved still trusts its old tenant: AKV10032
    // (https://learn.microsoft.com/azure/key-vault/general/move-subscription#moving-a-key-vault-to-another-subscription).
    code: 'vault-of-another-tenant',
    when: (heard) => atVault(heard) && heard.status === 401 && says(/AKV10032|Invalid issuer/iu)(heard),
    say: (_, context) => ({
      because: `The key vault takes sign-ins of another tenant${context.tenantId === undefined ? '' : `, not of ${context.tenantId}`}. It was moved here, or its subscription was.`,
      role: 'Key Vault Contributor',
      remedies: [
        { do: 'redo', step: 'questions' },
        askSomeone(
          context,
          'Key Vault Contributor',
          'Please set the tenant of the Key Vault to this one and give access to it again, or name another vault that I can use.',
        ),
        azurePage(context, 'Open Key Vaults', vaultPage),
      ],
    }),
  },
  {
    // https://learn.microsoft.com/azure/key-vault/general/rest-error-codes#http-401-unauthenticated-request
    code: 'vault-sign-in-not-accepted',
    when: (heard) => atVault(heard) && heard.status === 401 && heard.claims === undefined && heard.understood,
    say: (heard) => ({
      because: `The key vault doesn't accept the sign-in${heard.message === '' ? '.' : `: ${heard.message}`}`,
      remedies: [{ do: 'sign-in' }, retry],
    }),
  },
  {
    code: 'vault-name-taken',
    when: coded('VaultAlreadyExists'),
    say: () => ({
      because: 'Key vault names are shared by all Azure customers, and this one is taken.',
      remedies: [{ do: 'redo', step: 'questions' }],
    }),
  },
  {
    code: 'vault-name-deleted',
    when: (heard) => coded('ConflictError')(heard) && /deleted state/iu.test(heard.message),
    say: (_, context) => ({
      because: 'A deleted key vault has this name until its retention ends or it is recovered.',
      remedies: [retry, azurePage(context, 'Open Key Vaults', vaultPage)],
    }),
  },
  {
    code: 'vault-name-not-valid',
    when: coded('VaultNameNotValid'),
    say: (heard) => ({
      because: `Azure doesn't accept the name: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'questions' }],
    }),
  },
  {
    code: 'vault-closed',
    when: coded('ForbiddenByFirewall', 'ForbiddenByConnection'),
    say: (heard, context) => ({
      because:
        "The key vault accepts requests only from allowed networks, and this computer isn't in any of them.",
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
    // A role takes up to 10 minutes to work: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
    code: 'vault-role-missing',
    when: coded('ForbiddenByRbac'),
    say: (heard, context) => ({
      because:
        "Rights on a key vault don't include its secrets. You need a separate role, or it isn't in effect yet.",
      role: context.doing?.role ?? 'Key Vault Secrets Officer',
      remedies: [
        { do: 'retry', after: 30 },
        askSomeone(
          context,
          'Owner',
          `Please assign me the role ${context.doing?.role ?? 'Key Vault Secrets Officer'} on the Key Vault.`,
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
        "The access policies of the key vault don't allow you this, or the change isn't in effect yet.",
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
      because: 'A deleted secret still has this name in the key vault. Recover it first.',
      remedies: [{ do: 'redo', step: 'store-secret' }],
    }),
  },
  {
    code: 'vault-secret-busy',
    when: coded('ObjectIsBeingRecovered', 'ObjectIsBeingDeleted'),
    say: () => ({
      because: 'The key vault is still working on this secret. No action needed.',
      passes: true,
      outcome: 'not-sent',
      remedies: [{ do: 'retry', after: 10 }],
    }),
  },
  {
    code: 'vault-secret-switched-off',
    when: coded('SecretDisabled'),
    say: () => ({
      because: "The secret in the key vault is disabled, so it can't be read.",
      remedies: [{ do: 'redo', step: 'store-secret' }],
    }),
  },
];
