/** How a connection profile can be written: for its own program, for people, for other programs. */
export const formats = [
  'json',
  'vendor',
  'yaml',
  'env',
  'terraform',
  'bicep',
  'azure-cli',
  'powershell',
] as const;

/** A form a connection profile can be rendered in. */
export type Format = (typeof formats)[number];

interface FormatWords {
  readonly title: string;
  /** What the file's name ends with, without the dot. */
  readonly extension: string;
  /** Whether it has a place for the secret. The others describe objects, and a secret is none. */
  readonly secret: boolean;
}

/** Each format as a person chooses it. */
export const formatWords: Readonly<Record<Format, FormatWords>> = {
  json: { title: 'JSON', extension: 'json', secret: true },
  vendor: { title: "The vendor's form as text", extension: 'txt', secret: true },
  yaml: { title: 'YAML', extension: 'yaml', secret: true },
  env: { title: 'Environment file', extension: 'env', secret: true },
  terraform: { title: 'Terraform', extension: 'tf', secret: false },
  bicep: { title: 'Bicep', extension: 'bicep', secret: false },
  'azure-cli': { title: 'Azure CLI script', extension: 'sh', secret: false },
  powershell: { title: 'PowerShell script', extension: 'ps1', secret: false },
};
