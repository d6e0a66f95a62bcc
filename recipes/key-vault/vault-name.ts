/**
 * The name of the Key Vault that playbooks of a workspace read, if the person chose no other: the same for the same
 * workspace on every computer, so that a second run finds what the first one made. Names are shared by all of Azure's
 * customers, so eight digits made from the workspace's whole id keep ours apart.
 */
export function defaultVaultName(workspaceArmId: string): string {
  return `kv-intezer-${fnv1a(workspaceArmId.trim().toLowerCase().replace(/\/$/, ''))}`;
}

/** FNV-1a over UTF-8, 32 bits, as eight hexadecimal digits (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv). */
function fnv1a(text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** What Azure refuses of a vault's name: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault */
export const vaultNameRule = {
  source: '^(?=.{3,24}$)[A-Za-z](?:-?[A-Za-z0-9])+$',
  otherwise:
    'A vault’s name has 3 to 24 letters, digits and hyphens, begins with a letter, ends with a letter or digit, and has no two hyphens in a row.',
} as const;
