import type { Secret } from '../../engine/model/secret.ts';
import type { CouldNotLook } from './could-not-look.ts';

/** An Entra role that the organization defined itself, or a role over only part of the directory. */
export interface OtherRole {
  readonly name: string;
  /** Empty for a custom role. */
  readonly templateId: string;
  /** What it allows, such as "microsoft.directory/applications/create". */
  readonly actions: readonly string[];
  /** "/" for the whole tenant; otherwise an application's or an administrative unit's ("/administrativeUnits/…"). */
  readonly scope: string;
}

/** Who is signed in. */
export interface Identity {
  readonly kind: 'person' | 'application';
  readonly tenantId: string;
  readonly tenantName: string;
  readonly domain: string;
  readonly name: string;
  /** userPrincipalName, or the client ID of an application. */
  readonly userName: string;
  readonly objectId: string;
  /** `partner`: an account of another tenant, unknown to this one, with delegated admin privileges. */
  readonly userType: 'member' | 'guest' | 'partner' | 'application' | 'unknown';
  /** Active Entra roles for the whole tenant, by template ID; an application's Graph app roles are in `appRoles`. */
  readonly roles: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** Roles that memberships don't show: custom, or over part of the directory, direct or through a group. */
  readonly otherRoles: readonly OtherRole[] | CouldNotLook;
  /** The `roles` claim of its Graph token. Only for an application. */
  readonly appRoles: readonly string[];
  /** PIM-eligible roles. The default client isn't allowed to read them. */
  readonly eligible: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** Whether every user can register applications, from authorizationPolicy, usually not readable. */
  readonly usersMayRegister: boolean | CouldNotLook;
  /** The longest lifetime of a client secret, in days, that the app management policy allows. */
  readonly longestSecretDays: number | 'unlimited' | 'forbidden' | CouldNotLook;
}

/** An application registration (https://learn.microsoft.com/graph/api/resources/application). */
export interface Application {
  /** The client ID. */
  readonly appId: string;
  readonly appObjectId: string;
  readonly displayName: string;
  readonly uniqueName: string | undefined;
  readonly signInAudience: string;
  readonly tags: readonly string[];
  /** ISO-8601 UTC. */
  readonly createdAt: string;
  readonly passwordCredentials: readonly {
    readonly keyId: string;
    readonly displayName: string;
    readonly endDateTime: string;
    readonly startDateTime: string;
    /** The first characters of the secret, as Entra shows them. Never journaled. */
    readonly hint: string;
  }[];
  readonly keyCredentials: readonly KeyCredential[];
  readonly declared: readonly {
    readonly resourceAppId: string;
    readonly id: string;
    readonly type: 'Role' | 'Scope';
  }[];
  /** The addresses to which Entra sends a person back after sign-in. */
  readonly redirects: readonly Redirect[];
  /** Whether it can sign people in without a credential of its own. */
  readonly publicClient: boolean;
}

/** An address to which a sign-in returns. */
export interface Redirect {
  readonly kind: 'web' | 'spa' | 'publicClient';
  readonly uri: string;
}

/** Who owns an application. */
export interface Owner {
  readonly id: string;
  readonly name: string;
  readonly kind: 'member' | 'guest' | 'application';
}

/** Owners of an application, and the ways to sign in with it. */
export interface ApplicationAccess {
  owners(appObjectId: string): Promise<readonly Owner[]>;
  addOwner(appObjectId: string, objectId: string): Promise<void>;
  removeOwner(appObjectId: string, objectId: string): Promise<void>;
  /** Sets only the properties given. `redirects` replaces the whole list. Safe to repeat. */
  change(
    appObjectId: string,
    to: {
      readonly redirects?: readonly Redirect[];
      readonly publicClient?: boolean;
      readonly signInAudience?: string;
    },
  ): Promise<void>;
}

/** A certificate that an application can sign in with. It is public; the private key is kept elsewhere. */
export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** DER in base64. Empty if Entra left it out of its answer. Public. */
  readonly certificate: string;
  /** SHA-256 over the certificate, in hex. Empty if Entra left the certificate out of its answer. */
  readonly thumbprint: string;
}

/** A new key pair and its certificate, both made on this computer. */
export interface NewCertificate {
  /** DER in base64. */
  readonly certificate: string;
  /** SHA-256 over the certificate, in hex. */
  readonly thumbprint: string;
  /** ISO-8601 UTC. */
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** PKCS#8 PEM. */
  readonly privateKey: Secret;
}

/** A token issuer that an application trusts as its proof: a pipeline, a cluster, or another cloud. */
export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Certificates of an application. */
export interface CertificateVerbs {
  /** Makes a self-signed certificate, RSA 2048. Sends nothing. `endDateTime` is ISO-8601 UTC. */
  newCertificate(wanted: { readonly subject: string; readonly endDateTime: string }): Promise<NewCertificate>;
  /** Reads the list of certificates, then adds one. Safe to repeat: the thumbprint identifies it. */
  addCertificate(
    appObjectId: string,
    wanted: Pick<NewCertificate, 'certificate' | 'startDateTime' | 'endDateTime'> & {
      readonly displayName: string;
    },
  ): Promise<{ readonly created: boolean }>;
  /** Removes one certificate, by its keyId or its thumbprint. The others stay. */
  removeCertificate(appObjectId: string, which: string): Promise<void>;
}

/** Federated credentials of an application (https://learn.microsoft.com/graph/api/resources/federatedidentitycredential). */
export interface FederatedVerbs {
  federatedCredentials(appObjectId: string): Promise<readonly FederatedCredential[]>;
  /** `created: false` if one with the same name, or the same issuer and subject, already exists. */
  addFederatedCredential(
    appObjectId: string,
    wanted: Omit<FederatedCredential, 'id'>,
  ): Promise<{ readonly id: string; readonly created: boolean }>;
  removeFederatedCredential(appObjectId: string, id: string): Promise<void>;
}

/** Application registrations, by object ID unless noted otherwise. */
export interface Applications extends CertificateVerbs, FederatedVerbs {
  byUniqueName(uniqueName: string): Promise<Application | undefined>;
  byAppId(appId: string): Promise<Application | undefined>;
  byObjectId(appObjectId: string): Promise<Application | undefined>;
  /** A soft-deleted application that still occupies the unique name. */
  deletedWithUniqueName(
    uniqueName: string,
  ): Promise<{ readonly appObjectId: string; readonly displayName: string } | undefined>;
  /** Creates or updates by `uniqueName`, single tenant. Safe to repeat. */
  create(wanted: {
    readonly uniqueName: string;
    readonly displayName: string;
    readonly tags: readonly string[];
    /** The application's ID in the organization's service catalog, if the organization requires one. */
    readonly serviceManagementReference?: string;
  }): Promise<{ readonly appId: string; readonly appObjectId: string; readonly created: boolean }>;
  restore(appObjectId: string): Promise<void>;
  delete(appObjectId: string): Promise<void>;
  /** Adds app roles of a resource to the declared ones. Reads the list first and keeps every entry. */
  declare(
    appObjectId: string,
    resourceAppId: string,
    appRoleIds: readonly string[],
  ): Promise<{ readonly created: boolean }>;
  undeclare(appObjectId: string, resourceAppId: string, appRoleIds: readonly string[]): Promise<void>;
  /** Not repeatable: each call makes another client secret. */
  addPassword(
    appObjectId: string,
    wanted: { readonly displayName: string; readonly endDateTime: string },
  ): Promise<{
    readonly keyId: string;
    readonly secret: Secret;
    readonly hint: string;
    readonly endDateTime: string;
  }>;
  removePassword(appObjectId: string, keyId: string): Promise<void>;
}

/** An application in this tenant (https://learn.microsoft.com/graph/api/resources/serviceprincipal). */
export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  /** ISO-8601 UTC. Empty if Microsoft doesn't give it. */
  readonly createdAt: string;
  /** The app roles it offers. `value` is the role's name. */
  readonly appRoles: readonly { readonly id: string; readonly value: string; readonly isEnabled: boolean }[];
}

/** Service principals, by client ID or object ID. */
export interface ServicePrincipals {
  byAppId(appId: string): Promise<ServicePrincipal | undefined>;
  byId(id: string): Promise<ServicePrincipal | undefined>;
  /** The groups it belongs to, directly or through other groups. A name is empty if it can't be read. */
  groups(id: string): Promise<readonly { readonly id: string; readonly name: string }[] | CouldNotLook>;
  /** Creates or updates by client ID. Safe to repeat. */
  create(appId: string): Promise<{ readonly id: string; readonly created: boolean }>;
  delete(id: string): Promise<void>;
}

/** An app role assignment: one application permission that was granted. */
export interface Grant {
  readonly id: string;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** Application permissions of service principals: granting, listing, revoking. */
export interface Consent {
  /** The app role assignments that a service principal holds. */
  granted(principalId: string): Promise<readonly Grant[]>;
  grant(wanted: {
    readonly principalId: string;
    readonly resourceId: string;
    readonly appRoleId: string;
    /** The permission's name, for the error message if granting it is refused. */
    readonly permission?: string;
  }): Promise<{
    readonly id: string;
    readonly created: boolean;
  }>;
  revoke(principalId: string, grantId: string): Promise<void>;
  /**
   * The address where an administrator consents, in their browser, to what an application declares of an API.
   * The browser ends at `endsAt`, which must be registered as a web redirect address. Nothing is sent.
   */
  page(of: {
    readonly clientId: string;
    readonly api: 'graph' | 'log-analytics';
    readonly endsAt: string;
    /** Returned unchanged with the answer. */
    readonly state: string;
  }): string;
  /** The number of app role assignments that a resource has given, whoever holds them. */
  givenBy(resourceId: string): Promise<number>;
}

/** Delegated permissions of one API, for all users or for one person. */
export interface DelegatedGrant {
  readonly id: string;
  readonly resourceId: string;
  /** Scope names, separated by spaces. */
  readonly scope: string;
  /** Object ID of the person, if it is for one person only. */
  readonly person?: string;
}

/** Delegated permissions of service principals. */
export interface DelegatedGrants {
  heldBy(principalId: string): Promise<readonly DelegatedGrant[]>;
  give(
    wanted: Omit<DelegatedGrant, 'id'> & { readonly principalId: string },
  ): Promise<{ readonly id: string }>;
  revoke(id: string): Promise<void>;
}
