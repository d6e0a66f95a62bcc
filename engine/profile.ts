import type { Plain } from './secret.ts';

/** One workspace as the vendor needs it. */
export interface ProfileWorkspace {
  readonly workspaceName: string;
  /** The customer id, a GUID. */
  readonly workspaceId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly armId: string;
}

/** What a recipe adds to a profile; the frame (version, tenant, time, integrity) is the engine's. */
export interface ProfileParts {
  readonly clientId: string;
  readonly credential: {
    readonly kind: 'secret' | 'certificate' | 'federated';
    readonly keyId: string;
    readonly expiresAt: string;
  };
  readonly workspaces: readonly ProfileWorkspace[];
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  /** The vendor's fields in the form's order. */
  readonly form: Readonly<Record<string, FormValue>>;
  readonly proof: Readonly<Record<string, unknown>>;
}

export type FormValue = string | number | boolean | readonly string[];

/** Version 1 of the connection profile (the command line's contract). Times are ISO-8601 UTC. */
export interface ConnectionProfile extends ProfileParts {
  readonly profile: 1;
  readonly recipe: string;
  readonly createdAt: string;
  readonly practice: boolean;
  readonly cloud: string;
  readonly tenantId: string;
  readonly tenantName: string;
  /** Only when a person asked for it in the clear, or inside a seal. */
  readonly clientSecret?: string;
  /** SHA-256, hex, of the canonical JSON of everything else but the secret. */
  readonly integrity: string;
}

/** One line of the vendor's form. A secret line carries a handle, never a value. */
export interface FormField {
  readonly section: string;
  readonly id: string;
  readonly title: string;
  readonly value: string;
  readonly secretHandle?: string;
}

/** JSON with keys sorted at every depth and no spaces: the text that hashes are taken over. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const known = Object.entries(value).filter(([, held]) => held !== undefined);
    known.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${known.map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** The text whose hash is a profile's `integrity`: everything but the secret and the integrity itself. */
export function integrityText(
  profile: Omit<ConnectionProfile, 'integrity'> & { readonly integrity?: string },
): string {
  const { clientSecret: _secret, integrity: _integrity, ...rest } = profile;
  return canonicalJson(rest);
}

/** Puts the frame around a recipe's parts. `hash` is the host's SHA-256. The secret is never part of it. */
export function connectionProfile(
  frame: {
    readonly recipe: string;
    readonly createdAt: string;
    readonly practice: boolean;
    readonly cloud: string;
    readonly tenantId: string;
    readonly tenantName: string;
  },
  parts: Plain<ProfileParts>,
  hash: (text: string) => string,
): ConnectionProfile {
  const whole = {
    profile: 1 as const,
    recipe: frame.recipe,
    createdAt: frame.createdAt,
    practice: frame.practice,
    cloud: frame.cloud,
    tenantId: frame.tenantId,
    tenantName: frame.tenantName,
    ...(parts as ProfileParts),
  };
  return { ...whole, integrity: hash(integrityText(whole)) };
}
