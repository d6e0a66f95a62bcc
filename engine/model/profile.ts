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

/** An API whose permissions the application declares, with what an administrator consented to. */
export interface ProfileApi {
  /** The client ID of the API's own application, the same in every tenant. */
  readonly appId: string;
  readonly title: string;
  /** The object ID of its service principal in this tenant. */
  readonly servicePrincipalId: string;
  readonly permissions: readonly {
    readonly permission: string;
    readonly appRoleId: string;
    /** The app role assignment's ID. Without it the permission is declared but not consented. */
    readonly grantId?: string;
  }[];
}

/** An Azure role assignment as it stands: on a workspace, or on a scope above it. */
export interface ProfileRoleAssignment {
  /** Its ARM ID. */
  readonly id: string;
  readonly role: string;
  /** The role definition's GUID. */
  readonly roleId: string;
  readonly scope: string;
}

/**
 * The ids of what stands in the tenant, as it was seen, so that other tools (Terraform, Bicep, scripts) adopt it and
 * make nothing twice. None of it is secret.
 */
export interface ProfileObjects {
  readonly application: {
    readonly objectId: string;
    readonly displayName: string;
    readonly uniqueName?: string;
    /**
     * Whether this product registered it. Another's application might declare more than the connection needs,
     * and keeps it.
     */
    readonly ours: boolean;
  };
  readonly servicePrincipalId: string;
  readonly apis: readonly ProfileApi[];
  readonly roleAssignments: readonly ProfileRoleAssignment[];
}

/** What was seen, and so what stands: by resource what its test saw, in the recipe's own words, and the ids. */
export interface ProfileProof {
  /** Left out if it wasn't checked. */
  readonly objects?: ProfileObjects;
  readonly [seen: string]: unknown;
}

/** What a recipe adds to a profile; the frame (version, tenant, time, integrity) is the engine's. */
export interface ProfileParts {
  /** Left out, with the credential, where the connection has no application of its own: playbooks act as themselves. */
  readonly clientId?: string;
  readonly credential?: {
    readonly kind: 'secret' | 'certificate' | 'federated';
    readonly keyId: string;
    readonly expiresAt: string;
  };
  readonly workspaces: readonly ProfileWorkspace[];
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  /** The vendor's fields in the form's order. */
  readonly form: Readonly<Record<string, FormValue>>;
  readonly proof: ProfileProof;
}

/** A value of the vendor's form as the profile keeps it. */
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
  /** Our own explanation, next to the vendor's label. */
  readonly note?: string;
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
  frame: Omit<ConnectionProfile, keyof ProfileParts | 'profile' | 'clientSecret' | 'integrity'>,
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
