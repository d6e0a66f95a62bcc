import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { SecretMetadata, SecretSeen } from '../../microsoft/contract/microsoft.ts';
import { azureRoles } from '../catalogue/microsoft-ids.ts';

/** What is stored, and where. */
export interface StoredAs {
  readonly vaultName: string;
  readonly secretName: string;
  readonly title: string;
}

const again = [{ do: 'redo', step: 'questions' }, { do: 'retry' }] as const;

export const missing = (of: StoredAs): Problem => ({
  code: 'vault-secret-missing',
  title: `The ${of.title} is not in ${of.vaultName}`,
  because: `The playbooks read it there under the name ${of.secretName}. We use the value you enter with this command and don't store it anywhere else.`,
  remedies: again,
});

export const notHeld = (of: StoredAs): Problem => ({
  code: 'secret-value-not-here',
  title: `This computer doesn't have the ${of.title.toLowerCase()}`,
  because: `So it cannot be stored in ${of.vaultName}. Microsoft Entra never shows a value again.`,
  remedies: [{ do: 'redo', step: 'create-secret' }, { do: 'retry' }],
});

export const switchedOff = (of: StoredAs): Problem => ({
  code: 'vault-secret-switched-off',
  title: `The ${of.title} in ${of.vaultName} is disabled`,
  because: `The newest version of ${of.secretName} is disabled, so playbooks can't read it.`,
  remedies: again,
});

export const expired = (of: StoredAs, { expiresOn }: SecretMetadata): Problem => ({
  code: 'vault-secret-expired',
  title: `The ${of.title} in ${of.vaultName} has ended`,
  because: `The newest version of ${of.secretName} ended on ${expiresOn?.slice(0, 10) ?? ''}.`,
  remedies: again,
});

export const expiring = (of: StoredAs, { expiresOn }: SecretMetadata): Problem => ({
  code: 'vault-secret-ends-soon',
  title: `The ${of.title} in ${of.vaultName} ends within 30 days`,
  because: `It ends on ${expiresOn?.slice(0, 10) ?? ''}. After that, the playbooks can't read it.`,
  remedies: again,
});

export const another = (of: StoredAs): Problem => ({
  code: 'vault-secret-another',
  title: `${of.vaultName} holds another ${of.title}, or one of unknown origin`,
  because: 'What you typed becomes its newest version. Earlier versions stay.',
  remedies: [{ do: 'redo', step: 'store-secret' }],
});

export const notLookedAt = (of: StoredAs, late: boolean, because: string): Problem => ({
  code: 'vault-secrets-not-looked-at',
  title: `The secrets of ${of.vaultName} couldn't be checked`,
  because: late ? `Your role on them has not arrived yet, or leaves out looking: ${because}` : because,
  who: { role: azureRoles['key-vault-secrets-officer'].title },
  remedies: [
    { do: 'retry', after: 30 },
    { do: 'sign-in-as', role: azureRoles['key-vault-secrets-officer'].title },
  ],
});

export const noAddressYet = (name: string): Problem => ({
  code: 'vault-address-not-yet',
  title: `The address of ${name} is not known yet`,
  because: 'A new vault’s address takes up to a minute to be known everywhere.',
  remedies: [{ do: 'retry', after: 15 }],
});

export const behindFirewall = (name: string, because: string, portal: string): Problem => ({
  code: 'vault-closed',
  title: `${name} does not take requests from this network`,
  because,
  who: { role: 'Key Vault Contributor' },
  remedies: [
    { do: 'open', label: 'Open Key Vaults', url: `${portal}/#browse/Microsoft.KeyVault%2Fvaults` },
    { do: 'redo', step: 'questions' },
  ],
});

/**
 * A refusal for want of rights, where they were given a moment ago: it passes, for a vault's replicas hear of them one
 * after the other. Anything else stays as it is.
 */
export function passing(error: unknown): unknown {
  const refused = error instanceof ProblemError && /^vault-(?:role|policy)-missing$/.test(error.problem.code);
  return refused
    ? new ProblemError(error.problem, { outcome: 'not-sent', passes: true, retryAfter: 5 }, error)
    : error;
}

/** What a look at a vault that is closed, or has no address yet, comes to where something was to be stored in it. */
export function refusedBy(
  before: Extract<SecretSeen, { is: 'closed' | 'no-address' }>,
  vaultName: string,
): ProblemError {
  if (before.is === 'no-address')
    return new ProblemError(noAddressYet(vaultName), { outcome: 'not-sent', passes: true, retryAfter: 5 });
  return new ProblemError({
    code: 'vault-role-missing',
    title: `${vaultName} does not let you store secrets yet`,
    because: before.because,
    remedies: [{ do: 'retry', after: 30 }],
  });
}
