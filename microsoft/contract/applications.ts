import type { Secret } from '../../engine/model/secret.ts';
import type { CouldNotLook } from './could-not-look.ts';

/** An Entra role of the organization's own, or one over a part of the directory. */
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
  /** `partner`: an account of another tenant that this one doesn't hold; a partner with delegated admin privileges. */
  readonly userType: 'member' | 'guest' | 'partner' | 'application' | 'unknown';
  /** Active Entra roles for the whole tenant, by template ID; an application's Graph app roles are in `appRoles`. */
  readonly roles: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** What memberships don't show: custom roles, and roles over a part of the directory, direct or through a group. */
  readonly otherRoles: readonly OtherRole[] | CouldNotLook;
  /** For an application: `roles` of its Graph token. */
  readonly appRoles: readonly string[];
  /** PIM-eligible roles. The default client can't read them. */
  readonly eligible: readonly { readonly name: string; readonly templateId: string }[] | CouldNotLook;
  /** May every user register applications? authorizationPolicy, usually not readable. */
  readonly usersMayRegister: boolean | CouldNotLook;
  /** Longest client secret the app management policy allows, in days. */
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
    /** Entra's own, the first characters. Never journaled. */
    readonly hint: string;
  }[];
  readonly keyCredentials: readonly KeyCredential[];
  readonly declared: readonly {
    readonly resourceAppId: string;
    readonly id: string;
    readonly type: 'Role' | 'Scope';
  }[];
  /** Addresses Entra sends a signed-in person back to. */
  readonly redirects: readonly Redirect[];
  /** Whether it may sign people in without proving who it is itself. */
  readonly publicClient: boolean;
}

/** An address that a sign-in is sent back to. */
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
  /** Sets what is named and leaves the rest; `redirects` are then all there are. Safe to repeat. */
  change(
    appObjectId: string,
    to: {
      readonly redirects?: readonly Redirect[];
      readonly publicClient?: boolean;
      readonly signInAudience?: string;
    },
  ): Promise<void>;
}

/** A certificate an application may sign in with. Public: the private key is elsewhere. */
export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** DER in base64; empty where Entra left it out of its answer. Public. */
  readonly certificate: string;
  /** SHA-256 over the certificate, hex; empty where Entra left the certificate out of its answer. */
  readonly thumbprint: string;
}

/** A new key pair and the certificate over it, made on this computer. */
export interface NewCertificate {
  /** DER in base64. */
  readonly certificate: string;
  /** SHA-256 over it, hex. */
  readonly thumbprint: string;
  /** ISO-8601 UTC. */
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** PKCS#8 PEM. */
  readonly privateKey: Secret;
}

/** Whose tokens an application takes for its own: a pipeline's, a cluster's, another cloud's. */
export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Certificates of an application. */
export interface CertificateVerbs {
  /** RSA 2048, signed by itself. Sends nothing. `endDateTime` is ISO-8601 UTC. */
  newCertificate(wanted: { readonly subject: string; readonly endDateTime: string }): Promise<NewCertificate>;
  /** Adds a certificate to those there are, reading the list first. Known by its thumbprint, so safe to repeat. */
  addCertificate(
    appObjectId: string,
    wanted: Pick<NewCertificate, 'certificate' | 'startDateTime' | 'endDateTime'> & {
      readonly displayName: string;
    },
  ): Promise<{ readonly created: boolean }>;
  /** By its keyId or its thumbprint; the others stay. */
  removeCertificate(appObjectId: string, which: string): Promise<void>;
}

/** Federated credentials of an application (https://learn.microsoft.com/graph/api/resources/federatedidentitycredential). */
export interface FederatedVerbs {
  federatedCredentials(appObjectId: string): Promise<readonly FederatedCredential[]>;
  /** `created: false` where one of the same name, or of the same issuer and subject, is there. */
  addFederatedCredential(
    appObjectId: string,
    wanted: Omit<FederatedCredential, 'id'>,
  ): Promise<{ readonly id: string; readonly created: boolean }>;
  removeFederatedCredential(appObjectId: string, id: string): Promise<void>;
}

/** Application registrations, by their object IDs unless said. */
export interface Applications extends CertificateVerbs, FederatedVerbs {
  byUniqueName(uniqueName: string): Promise<Application | undefined>;
  byAppId(appId: string): Promise<Application | undefined>;
  byObjectId(appObjectId: string): Promise<Application | undefined>;
  /** A soft-deleted application that still holds the name. */
  deletedWithUniqueName(
    uniqueName: string,
  ): Promise<{ readonly appObjectId: string; readonly displayName: string } | undefined>;
  /** Upsert by `uniqueName`, single tenant. Safe to repeat. */
  create(wanted: {
    readonly uniqueName: string;
    readonly displayName: string;
    readonly tags: readonly string[];
    /** What the organization's service catalog knows it by, where it requires that. */
    readonly serviceManagementReference?: string;
  }): Promise<{ readonly appId: string; readonly appObjectId: string; readonly created: boolean }>;
  restore(appObjectId: string): Promise<void>;
  delete(appObjectId: string): Promise<void>;
  /** Adds app roles of a resource to what is declared, reading the list first and keeping everything on it. */
  declare(
    appObjectId: string,
    resourceAppId: string,
    appRoleIds: readonly string[],
  ): Promise<{ readonly created: boolean }>;
  undeclare(appObjectId: string, resourceAppId: string, appRoleIds: readonly string[]): Promise<void>;
  /** Not repeatable: each call makes another credential. */
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
  /** ISO-8601 UTC; empty where Microsoft does not say. */
  readonly createdAt: string;
  /** App roles it offers, by value. */
  readonly appRoles: readonly { readonly id: string; readonly value: string; readonly isEnabled: boolean }[];
}

/** Service principals, by client ID or object ID. */
export interface ServicePrincipals {
  byAppId(appId: string): Promise<ServicePrincipal | undefined>;
  byId(id: string): Promise<ServicePrincipal | undefined>;
  /** The groups it is in, directly and through other groups; a name is empty where it can't be read. */
  groups(id: string): Promise<readonly { readonly id: string; readonly name: string }[] | CouldNotLook>;
  /** Upsert by client ID. Safe to repeat. */
  create(appId: string): Promise<{ readonly id: string; readonly created: boolean }>;
  delete(id: string): Promise<void>;
}

/** An app role assignment: one application permission, granted. */
export interface Grant {
  readonly id: string;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** Application permissions of service principals: granting, listing, revoking. */
export interface Consent {
  /** App-role assignments held by a service principal. */
  granted(principalId: string): Promise<readonly Grant[]>;
  grant(wanted: {
    readonly principalId: string;
    readonly resourceId: string;
    readonly appRoleId: string;
    /** The permission's name, for what is said where it is refused. */
    readonly permission?: string;
  }): Promise<{
    readonly id: string;
    readonly created: boolean;
  }>;
  revoke(principalId: string, grantId: string): Promise<void>;
  /**
   * The address where an administrator consents to what an application declares of one API, in a browser of their own,
   * and lands at `endsAt`, which must be registered as a web redirect address. Nothing is sent.
   */
  page(of: {
    readonly clientId: string;
    readonly api: 'graph' | 'log-analytics';
    readonly endsAt: string;
    /** Comes back with the answer, unchanged. */
    readonly state: string;
  }): string;
  /** How many app-role assignments a resource has given, to anybody. */
  givenBy(resourceId: string): Promise<number>;
}

/** Delegated permissions of one API, for everybody or for one person. */
export interface DelegatedGrant {
  readonly id: string;
  readonly resourceId: string;
  /** Separated by blanks. */
  readonly scope: string;
  /** Object ID of the one person it is for. */
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
