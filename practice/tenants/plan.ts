import type { Act } from '../core/acts.ts';
import { clouds } from '../core/clouds.ts';
import type {
  ApplicationObject,
  AppRoleAssignmentObject,
  CloudName,
  GroupObject,
  PolicyObject,
  ProviderRegistrationObject,
  ResourceGroupObject,
  ResourceObject,
  RoleAssignmentObject,
  RoleDefinitionObject,
  Seed,
  ServicePrincipalObject,
  SubscriptionObject,
  TenantObject,
  UserObject,
  WorkspaceObject,
} from '../core/contents.ts';
import { guidOf, hashOf, practiceTenantId, tokenOf } from '../core/ids.ts';
import { entraRoles, graphAppId, logsAppId } from '../core/known-ids.ts';
import type { Context } from '../core/router.ts';
import type { Reading } from '../core/store.ts';
import { applicationFrom } from '../entra/applications.ts';
import { firstParties, firstPartyOf, firstPartyPrincipal } from '../entra/first-party.ts';
import { principalOf } from '../entra/service-principals.ts';

/** Something another admin does during a run, once a request of that kind has been answered. */
export interface Surprise {
  readonly id: string;
  readonly method: string;
  readonly path: RegExp;
  /** What is done, or nothing as long as the time has not come. */
  act(truth: Reading, context: Context): Act | undefined;
}

export interface Seeded {
  readonly tenant: TenantObject;
  readonly seed: Seed;
  readonly admin: { readonly userName: string; readonly password: string; readonly displayName: string };
  readonly automation: { readonly clientId: string; readonly clientSecret: string };
  readonly surprises: readonly Surprise[];
}

const day = 86_400_000;

/** Built-in Azure roles that tenants start with; transcribed from https://learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
export const azureRoles = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  logAnalyticsReader: '73c42c96-874c-492b-b04d-ab87d138a893',
  sentinelReader: '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
  sentinelContributor: 'ab8e14d6-4a74-4a29-9ba8-549422addade',
} as const;

export interface PersonFacts {
  readonly givenName: string;
  readonly surname: string;
  readonly jobTitle: string;
  readonly active?: readonly (keyof typeof entraRoles)[];
  readonly eligible?: readonly (keyof typeof entraRoles)[];
  readonly guest?: boolean;
  /** An account of a partner's, with the roles that a delegated admin relationship gives it. */
  readonly partner?: boolean;
  /** Another way to write the name, where a tenant's names are hostile on purpose. */
  readonly displayName?: string;
  /** The AADSTS number of what keeps the person out. */
  readonly signInBlockedBy?: number;
}

export interface CompanyFacts {
  readonly name: string;
  readonly displayName: string;
  readonly domain: string;
  readonly cloud?: CloudName;
  readonly country?: string;
  readonly premiumP2?: boolean;
  readonly legacyAlerts?: TenantObject['legacyAlerts'];
  readonly bornAt: number;
  readonly seed: number;
  /** Microsoft's applications that nobody here has used yet. */
  readonly without?: readonly string[];
}

export interface WorkspaceFacts {
  readonly subscription: SubscriptionObject;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  readonly sentinel?: 'on' | 'onboarded' | 'legacy' | 'off';
  readonly profile?: WorkspaceObject['signals']['profile'];
  readonly hostile?: boolean;
}

/** Builds a tenant object by object. Every id depends on the tenant's name, the seed and the object's own name. */
export class Plan {
  readonly tenant: TenantObject;
  readonly #facts: CompanyFacts;
  readonly #password: string;
  readonly users: UserObject[] = [];
  readonly groups: GroupObject[] = [];
  readonly roleDefinitions: RoleDefinitionObject[] = [];
  readonly applications: ApplicationObject[] = [];
  readonly servicePrincipals: ServicePrincipalObject[] = [];
  readonly appRoleAssignments: AppRoleAssignmentObject[] = [];
  readonly subscriptions: SubscriptionObject[] = [];
  readonly resourceGroups: ResourceGroupObject[] = [];
  readonly workspaces: WorkspaceObject[] = [];
  readonly roleAssignments: RoleAssignmentObject[] = [];
  readonly roleEligibilities: NonNullable<Seed['roleEligibilities']>[number][] = [];
  readonly resources: ResourceObject[] = [];
  readonly deletedVaults: NonNullable<Seed['deletedVaults']>[number][] = [];
  readonly providerRegistrations: ProviderRegistrationObject[] = [];
  policy: PolicyObject = {
    id: 'tenant',
    usersMayCreateApps: true,
    appManagementPolicy: { isEnabled: false, secretsForbidden: false, maxSecretDays: null },
  };
  readonly surprises: Surprise[] = [];

  constructor(facts: CompanyFacts) {
    this.#facts = facts;
    this.#password = `Practice-${tokenOf(8, 'password', facts.name).replaceAll(/[-_]/g, 'x')}`;
    this.tenant = {
      id: practiceTenantId(facts.name),
      displayName: facts.displayName,
      cloud: facts.cloud ?? 'public',
      domains: [
        facts.domain,
        `${facts.domain.split('.')[0] ?? 'practice'}.${clouds[facts.cloud ?? 'public'].onMicrosoft}`,
      ],
      countryLetterCode: facts.country ?? 'DE',
      createdDateTime: this.ago(1400),
      premiumP2: facts.premiumP2 ?? false,
      legacyAlerts: facts.legacyAlerts ?? 'empty',
      ...(facts.cloud === undefined ? {} : { armVersionsUntil: '2023-12-31' }),
    };
    for (const app of firstParties) {
      if ((app.always || app.appId === logsAppId) && !(facts.without ?? []).includes(app.appId)) {
        this.servicePrincipals.push(firstPartyPrincipal(this.tenant.id, this.tenant.cloud, app));
      }
    }
  }

  /** A time in the past, counted from when this tenant was first opened. */
  ago(days: number): string {
    return new Date(Math.floor((this.#facts.bornAt - days * day) / 1000) * 1000).toISOString();
  }

  guid(...words: readonly (string | number)[]): string {
    return guidOf(this.#facts.name, this.#facts.seed, ...words);
  }

  person(facts: PersonFacts): UserObject {
    const plain = `${facts.givenName}.${facts.surname}`
      .normalize('NFKD')
      .replaceAll(/[^A-Za-z.]/g, '')
      .toLowerCase();
    const user: UserObject = {
      id: this.guid('user', plain),
      displayName: facts.displayName ?? `${facts.givenName} ${facts.surname}`,
      givenName: facts.givenName,
      surname: facts.surname,
      userPrincipalName:
        facts.guest === true
          ? `${plain}_contoso.example#EXT#@${this.tenant.domains[1] ?? this.tenant.domains[0]}`
          : `${plain}@${facts.partner === true ? 'partner.example' : this.tenant.domains[0]}`,
      jobTitle: facts.jobTitle,
      userType: facts.guest === true || facts.partner === true ? 'Guest' : 'Member',
      ...(facts.partner === true ? { partner: true as const } : {}),
      accountEnabled: true,
      passwordHash: hashOf(this.#password),
      activeRoles: (facts.active ?? []).map((role) => entraRoles[role]),
      eligibleRoles: (facts.eligible ?? []).map((role) => entraRoles[role]),
      ...(facts.signInBlockedBy === undefined ? {} : { signInBlockedBy: facts.signInBlockedBy }),
    };
    this.users.push(user);
    return user;
  }

  subscription(displayName: string, more: Partial<SubscriptionObject> = {}): SubscriptionObject {
    const made = {
      id: this.guid('subscription', displayName),
      displayName,
      state: 'Enabled' as const,
      ...more,
    };
    this.subscriptions.push(made);
    return made;
  }

  workspace(facts: WorkspaceFacts): WorkspaceObject {
    const group = `/subscriptions/${facts.subscription.id}/resourceGroups/${facts.resourceGroup}`;
    if (!this.resourceGroups.some(({ id }) => id === group)) {
      this.resourceGroups.push({
        id: group,
        subscriptionId: facts.subscription.id,
        name: facts.resourceGroup,
        location: facts.location,
        tags: {},
      });
    }
    const sentinel = facts.sentinel ?? 'off';
    const made: WorkspaceObject = {
      id: `${group}/providers/Microsoft.OperationalInsights/workspaces/${facts.name}`,
      subscriptionId: facts.subscription.id,
      resourceGroup: facts.resourceGroup,
      name: facts.name,
      location: facts.location,
      customerId: this.guid('workspace', facts.subscription.displayName, facts.name),
      sku: 'PerGB2018',
      retentionInDays: sentinel === 'off' ? 30 : 90,
      createdDate: this.ago(700),
      tags: {},
      sentinel: {
        onboardingState: sentinel === 'on' || sentinel === 'onboarded',
        legacySolution: sentinel === 'on' || sentinel === 'legacy',
      },
      signals: { profile: facts.profile ?? 'quiet', seed: this.#facts.seed },
      domain: this.tenant.domains[0] ?? '',
      ...(facts.hostile === true ? { hostile: true } : {}),
    };
    this.workspaces.push(made);
    return made;
  }

  role(
    scope: string,
    role: string,
    principal: { readonly id: string },
    by = principal.id,
  ): RoleAssignmentObject {
    const name = this.guid('role', scope.toLowerCase(), role, principal.id);
    const made: RoleAssignmentObject = {
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      name,
      scope,
      roleDefinition: role,
      principalId: principal.id,
      principalType: this.#principalType(principal.id),
      description: null,
      condition: null,
      conditionVersion: null,
      createdOn: this.ago(300),
      createdBy: by,
    };
    this.roleAssignments.push(made);
    return made;
  }

  #principalType(id: string): RoleAssignmentObject['principalType'] {
    const has = (list: readonly { readonly id: string }[]) => list.some((each) => each.id === id);
    if (has(this.users)) return 'User';
    return has(this.groups) ? 'Group' : 'ServicePrincipal';
  }

  /** A security group; its members may be groups. */
  group(displayName: string, ...members: readonly { readonly id: string }[]): GroupObject {
    const made = {
      id: this.guid('group', displayName),
      displayName,
      description: null,
      isAssignableToRole: false,
      members: members.map(({ id }) => id),
      activeRoles: [],
    };
    this.groups.push(made);
    return made;
  }

  /** A custom role of these actions, which may be assigned in one subscription. */
  customRole(
    roleName: string,
    subscription: SubscriptionObject,
    actions: readonly string[],
  ): RoleDefinitionObject {
    const name = this.guid('role-definition', roleName);
    const scope = `/subscriptions/${subscription.id}`;
    const made: RoleDefinitionObject = {
      id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${name}`,
      name,
      roleName,
      description: '',
      assignableScopes: [scope],
      permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
    };
    this.roleDefinitions.push(made);
    return made;
  }

  /** The same role on every subscription there is. */
  everywhere(role: string, principal: { readonly id: string }): void {
    for (const { id } of this.subscriptions) this.role(`/subscriptions/${id}`, role, principal);
  }

  eligible(scope: string, role: string, principal: { readonly id: string }): void {
    const name = this.guid('eligible', scope.toLowerCase(), role, principal.id);
    this.roleEligibilities.push({
      id: `${scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/${name}`,
      name,
      scope,
      roleDefinition: role,
      principalId: principal.id,
      startDateTime: this.ago(90),
      endDateTime: null,
    });
  }

  /** Resource providers somebody registered in a subscription before. */
  registered(subscription: SubscriptionObject, ...namespaces: readonly string[]): void {
    for (const namespace of namespaces) {
      this.providerRegistrations.push({
        id: `${subscription.id}/${namespace}`.toLowerCase(),
        subscriptionId: subscription.id,
        namespace,
        state: 'Registered',
      });
    }
  }

  application(displayName: string, given: Partial<ApplicationObject> = {}): ApplicationObject {
    const blank = applicationFrom(
      { displayName, signInAudience: 'AzureADMyOrg' },
      {
        id: this.guid('application', displayName),
        appId: this.guid('client', displayName),
        now: Date.parse(given.createdDateTime ?? this.ago(200)),
        uniqueName: null,
        owners: [],
      },
    );
    const made = { ...blank, ...given };
    this.applications.push(made);
    return made;
  }

  principal(app: ApplicationObject, given: Partial<ServicePrincipalObject> = {}): ServicePrincipalObject {
    const made = {
      ...principalOf(this.tenant.id, app, {
        id: this.guid('principal', app.appId),
        now: Date.parse(app.createdDateTime),
        owners: app.owners,
      }),
      ...given,
    };
    this.servicePrincipals.push(made);
    return made;
  }

  /** The principal of one of Microsoft's own applications here. */
  microsoft(appId: string): ServicePrincipalObject | undefined {
    return this.servicePrincipals.find((each) => each.appId === appId);
  }

  /** Consents to an application permission by its name. */
  consent(principal: ServicePrincipalObject, appId: string, value: string): void {
    const resource = this.microsoft(appId);
    const role = firstPartyOf(appId)?.permissions.appRoles.find((each) => each.value === value);
    if (resource === undefined || role === undefined) throw new Error(`nothing to consent to: ${value}`);
    this.appRoleAssignments.push({
      id: tokenOf(43, 'assignment', principal.id, resource.id, role.id),
      appRoleId: role.id,
      principalId: principal.id,
      principalType: 'ServicePrincipal',
      resourceId: resource.id,
      createdDateTime: this.ago(180),
    });
  }

  /** Permissions as an application declares them. */
  declared(
    ...wanted: readonly (readonly [appId: string, value: string])[]
  ): ApplicationObject['requiredResourceAccess'] {
    const byResource = new Map<string, { id: string; type: 'Role' }[]>();
    for (const [appId, value] of wanted) {
      const role = firstPartyOf(appId)?.permissions.appRoles.find((each) => each.value === value);
      if (role === undefined) throw new Error(`no such permission: ${value}`);
      byResource.set(appId, [...(byResource.get(appId) ?? []), { id: role.id, type: 'Role' }]);
    }
    return [...byResource].map(([resourceAppId, resourceAccess]) => ({ resourceAppId, resourceAccess }));
  }

  /** A client secret, kept as its hash. `days` from birth until it ends, negative where it has ended. */
  secret(displayName: string, text: string, madeDaysAgo: number, endsInDays: number) {
    return {
      keyId: this.guid('secret', displayName, text),
      displayName,
      startDateTime: this.ago(madeDaysAgo),
      endDateTime: this.ago(-endsInDays),
      hint: text.slice(0, 3),
      customKeyIdentifier: null,
      secretHash: hashOf(text),
    };
  }

  /** The tenant as it stands, with `admin` as the person practice signs in as and an automation with the same rights. */
  done(admin: UserObject, rights: AutomationRights = {}): Seeded {
    const automation = this.#automation(rights);
    return {
      tenant: this.tenant,
      seed: {
        tenant: [this.tenant],
        policies: [this.policy],
        users: this.users,
        applications: this.applications,
        servicePrincipals: this.servicePrincipals,
        appRoleAssignments: this.appRoleAssignments,
        subscriptions: this.subscriptions,
        resourceGroups: this.resourceGroups,
        workspaces: this.workspaces,
        roleAssignments: this.roleAssignments,
        roleEligibilities: this.roleEligibilities,
        resources: this.resources,
        deletedVaults: this.deletedVaults,
        providerRegistrations: this.providerRegistrations,
        // Only where there are any: what was saved of a tenant is known by the text of its start.
        ...(this.groups.length > 0 ? { groups: this.groups } : {}),
        ...(this.roleDefinitions.length > 0 ? { roleDefinitions: this.roleDefinitions } : {}),
      },
      admin: { userName: admin.userPrincipalName, password: this.#password, displayName: admin.displayName },
      automation,
      surprises: this.surprises,
    };
  }

  #automation(rights: AutomationRights): Seeded['automation'] {
    const clientSecret = `${tokenOf(3, 'automation', this.#facts.name).replaceAll(/[-_]/g, 'x')}8Q~${tokenOf(34, 'automation secret', this.#facts.name, this.#facts.seed)}`;
    const app = this.application('Practice Automation', {
      createdDateTime: this.ago(300),
      passwordCredentials: [this.secret('pipeline', clientSecret, 30, 700)],
    });
    const principal = this.principal(app, {
      activeRoles: (rights.entraRoles ?? []).map((role) => entraRoles[role]),
    });
    const graph = rights.graph ?? [
      'Application.ReadWrite.All',
      'AppRoleAssignment.ReadWrite.All',
      'DelegatedPermissionGrant.ReadWrite.All',
      'Directory.Read.All',
      'Organization.Read.All',
    ];
    for (const value of graph) this.consent(principal, graphAppId, value);
    if (rights.azure !== null) this.everywhere(rights.azure ?? azureRoles.owner, principal);
    for (const [scope, role] of rights.azureAt ?? []) this.role(scope, role, principal);
    return { clientId: app.appId, clientSecret };
  }
}

/** What the automation may do, where it is not what a full onboarding admin may. */
export interface AutomationRights {
  readonly graph?: readonly string[];
  readonly entraRoles?: readonly (keyof typeof entraRoles)[];
  /** An Azure role on every subscription; null for none at all. */
  readonly azure?: string | null;
  /** Azure roles at single scopes. */
  readonly azureAt?: readonly (readonly [scope: string, role: string])[];
}
