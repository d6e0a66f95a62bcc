import { addressesOf } from '../engine/model/cloud-addresses.ts';
import type {
  ConnectionProfile,
  FormField,
  ProfileParts,
  ProfileWorkspace,
} from '../engine/model/profile.ts';
import type { Answered, Refusal } from '../engine/model/question.ts';
import type { Known } from '../engine/model/recipe.ts';
import type { AnyStep } from '../engine/model/step.ts';
import { accessShow } from './application/access.ts';
import { addPermissions } from './application/add-permissions.step.ts';
import { fromApplication, neededBy } from './application/answers.ts';
import { connectionChecks } from './application/connection-checks.ts';
import { findApi } from './application/find-api.step.ts';
import { grantConsent } from './application/grant-consent.step.ts';
import { ownApplication } from './application/own-application.check.ts';
import { permissionRetirement } from './application/permission-retirement.check.ts';
import { applicationParts } from './application/profile-parts.ts';
import { applicationQuestions, options, roleOptions } from './application/questions.ts';
import { registerApplication } from './application/register-application.step.ts';
import { credential } from './catalogue/facts.ts';
import { type AzureRoleKey, azureRoles, workspaceKeys } from './catalogue/microsoft-ids.ts';
import { ask, recipe, type World } from './catalogue/step.ts';
import { addFederatedCredential } from './credentials/add-federated-credential.step.ts';
import { createCertificate, keyHandleOf } from './credentials/create-certificate.step.ts';
import { createSecret, handleOf } from './credentials/create-secret.step.ts';
import { notAsApplication } from './credentials/own-credentials.ts';
import { retireCredential } from './credentials/retire-credential.step.ts';
import { rotationOf } from './credentials/rotation.ts';
import { secretDelivery } from './credentials/secret-delivery.ts';
import { whereAlertsAre } from './ingestion/security-alerts.ts';
import { testIngestion } from './ingestion/test-ingestion.check.ts';
import { computerClock } from './sign-in/computer-clock.check.ts';
import { whoAmI } from './sign-in/who-am-i.check.ts';
import { assignMoreRole, assignRole } from './workspaces/assign-role.step.ts';
import { findAnyWorkspace, findWorkspace } from './workspaces/find-workspace.check.ts';
import { withWorkspaces } from './workspaces/picker.ts';

type Kind = NonNullable<ConnectionProfile['credential']>['kind'];

/** What a line of the vendor's form can hold: of the connection once, or of each workspace. */
const connectionFacts: Readonly<Record<string, (profile: ConnectionProfile) => string>> = {
  clientId: (profile) => profile.clientId ?? '',
  tenantId: (profile) => profile.tenantId,
  tenantName: (profile) => profile.tenantName,
  cloud: (profile) => profile.cloud,
  secretExpires: (profile) => (profile.credential?.expiresAt ?? '').slice(0, 10),
  // https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, and its older form
  tokenAddress: ({ cloud, tenantId }) => `${addressesOf(cloud).login}/${tenantId}/oauth2/v2.0/token`,
  tokenAddressV1: ({ cloud, tenantId }) => `${addressesOf(cloud).login}/${tenantId}/oauth2/token`,
  loginAddress: ({ cloud }) => addressesOf(cloud).login,
  graphAddress: ({ cloud }) => addressesOf(cloud).graph,
  azureAddress: ({ cloud }) => addressesOf(cloud).azure,
  logsAddress: ({ cloud }) => addressesOf(cloud).logAnalytics,
};
/** Lines that only one kind of credential has; under another they are left out of the form. */
const credentialFacts: Readonly<
  Record<string, { readonly of: Kind; readonly secret?: (appId: string) => string }>
> = {
  /** The value stays in the vault; the line leads to it. */
  clientSecret: { of: 'secret', secret: handleOf },
  privateKey: { of: 'certificate', secret: keyHandleOf },
  certificate: { of: 'certificate' },
};
const workspaceFacts: Readonly<Record<string, keyof ProfileWorkspace>> = {
  workspaceId: 'workspaceId',
  workspaceName: 'workspaceName',
  subscriptionId: 'subscriptionId',
  resourceGroup: 'resourceGroup',
  region: 'region',
  resourceId: 'armId',
};
const factNames = [connectionFacts, credentialFacts, workspaceFacts].flatMap(Object.keys);

/**
 * What a security product needs of Microsoft Graph, by https://learn.microsoft.com/graph/permissions-reference. Nothing
 * else is offered: permissions over the directory, its roles or other applications could take over the tenant.
 */
const graphOptions = options(
  ['SecurityAlert.Read.All', 'SecurityAlert.Read.All', 'Reads alerts'],
  ['SecurityAlert.ReadWrite.All', 'SecurityAlert.ReadWrite.All', 'Reads and changes alerts'],
  ['SecurityIncident.Read.All', 'SecurityIncident.Read.All', 'Reads incidents'],
  ['SecurityIncident.ReadWrite.All', 'SecurityIncident.ReadWrite.All', 'Reads and changes incidents'],
  ['ThreatHunting.Read.All', 'ThreatHunting.Read.All', 'Runs hunting queries'],
  ['SecurityEvents.Read.All', 'SecurityEvents.Read.All', 'Its alerts were retired in October 2026'],
);

const shared = applicationQuestions({
  application: 'form',
  credential: 'credential',
  appName: 'Microsoft Sentinel connector',
  appNameHelper: "The product's name, for example. We use this name to find it next time.",
  lasts: 'Client secret or certificate',
});

const ofWorkload = (id: string, title: string, helper: string, otherwise: string) =>
  ask<string>({
    kind: 'text',
    id,
    screen: 'credential',
    title,
    helper,
    default: otherwise,
    max: 600,
    pattern: { source: '^\\S*$', otherwise: 'It contains a space. It must match exactly.' },
  });

const asks = {
  workspace: shared.workspace,
  queries: ask<boolean>({
    kind: 'confirm',
    id: 'queries',
    screen: 'access',
    title: 'Run queries over the logs',
    helper: 'Grants access to the Log Analytics API. The role limits what it can read there.',
    consequence: 'Needs Data.Read, consented by a Cloud Application Administrator',
    default: true,
  }),
  role: ask<string>({
    kind: 'choice',
    id: 'role',
    screen: 'access',
    title: 'Role on each workspace',
    helper: 'Incidents and logs are read with it.',
    default: 'sentinel-reader',
    options: roleOptions,
  }),
  moreRoles: ask<readonly string[]>({
    kind: 'choices',
    id: 'moreRoles',
    screen: 'access',
    title: 'Additional roles on each workspace',
    helper: "Only if the product's document names more than one. Usually none.",
    default: [],
    options: roleOptions,
  }),
  askedScope: ask<string>({
    kind: 'choice',
    id: 'askedScope',
    screen: 'access',
    title: "Where the product's document asks for the role",
    helper:
      'The role is assigned on each workspace. A wider place is named in the result as more than it needs.',
    default: 'workspace',
    options: options(
      ['workspace', 'On each workspace', 'What it needs'],
      ['resource-group', 'On the resource group', 'Applies to all else in the group too'],
      ['subscription', 'On the subscription', 'Applies to every workspace and resource there'],
    ),
  }),
  graph: ask<readonly string[]>({
    kind: 'choices',
    id: 'graph',
    screen: 'access',
    title: 'Permissions of Microsoft Graph',
    helper:
      "Each applies to the whole tenant and needs a Privileged Role Administrator's consent. Usually none.",
    default: [],
    options: graphOptions,
  }),
  kind: ask<Kind>({
    kind: 'choice',
    id: 'kind',
    screen: 'credential',
    title: 'It signs in with',
    helper: 'Most products use a client secret.',
    default: 'secret',
    options: options(
      ['secret', 'A client secret', 'A long password, typed into its form'],
      ['certificate', 'A certificate', 'Its private key never crosses the network at sign-in'],
      ['federated', 'A federated credential', "Its own token, so there's no secret to keep or renew"],
    ),
  }),
  secretMonths: shared.secretMonths,
  secretVault: shared.secretVault,
  issuer: ofWorkload(
    'issuer',
    'Issuer of its tokens',
    'For a federated credential: the issuer in its tokens.',
    '',
  ),
  subject: ofWorkload(
    'subject',
    'Subject of its tokens',
    'For a federated credential: the subject in its tokens. It must match exactly.',
    '',
  ),
  audience: ofWorkload(
    'audience',
    'Audience of its tokens',
    'For a federated credential: keep this value in most cases.',
    'api://AzureADTokenExchange',
  ),
  certificate: ask<string>({
    kind: 'text',
    id: 'certificate',
    screen: 'credential',
    title: 'Certificate in use',
    helper: 'As its profile names it, in base64.',
    default: '',
    max: 16_384,
    pattern: { source: '^[A-Za-z0-9+/]*={0,2}$', otherwise: "It isn't base64." },
    aside: true,
  }),
  appName: shared.appName,
  application: shared.application,
  owner: shared.owner,
  serviceReference: shared.serviceReference,
  clientSecret: { ...shared.clientSecret, screen: 'form' },
  newSecret: {
    ...shared.newSecret,
    screen: 'form',
    title: 'Create a new client secret or certificate',
    helper: 'Only if the value or key of the old one is lost. The old one stays until you remove it.',
  },
  workloadToken: ask<undefined>({
    kind: 'secret',
    id: 'workloadToken',
    screen: 'credential',
    title: 'A token of its issuer',
    helper:
      'For a federated credential: with one, the connection is tried as the product. It holds for minutes.',
    optional: true,
    refuse: [{ rule: 'blank-ends', say: 'It starts or ends with a space. Paste it again.' }],
  }),
  consentEndsAt: ask<string>({
    kind: 'text',
    id: 'consentEndsAt',
    screen: 'form',
    title: 'Page where consent ends',
    helper:
      "The product's web redirect address, where its application has one: an administrator who consents lands there. Usually empty.",
    default: '',
    max: 256,
    pattern: {
      source: '^$|^https://[A-Za-z0-9.-]+(?:/[^\\s?#]*)?$',
      otherwise: 'It is not an address that begins with https:// and has no question mark.',
    },
  }),
  accessModel: shared.accessModel,
  remove: shared.remove,
  ownCredentials: shared.ownCredentials,
  fields: ask<readonly string[]>({
    kind: 'list',
    id: 'fields',
    screen: 'form',
    title: "Lines of the vendor's form",
    helper: `One title=fact a line, in the form's order, or title="text" for a fixed value. Facts: ${factNames.join(', ')}.`,
    default: [
      'Tenant ID=tenantId',
      'Client ID=clientId',
      'Client secret=clientSecret',
      'Certificate=certificate',
      'Private key=privateKey',
      'Workspace ID=workspaceId',
      'Workspace name=workspaceName',
      'Subscription ID=subscriptionId',
      'Resource group=resourceGroup',
    ],
    max: 40,
  }),
} as const;

const workloadAsks = [asks.issuer, asks.subject, asks.audience] as const;

const roleOf = (answered: Answered) => answered(asks.role) as AzureRoleKey;
/** The roles in addition to the first, each once. */
const moreRolesOf = (answered: Answered) =>
  [...new Set(answered(asks.moreRoles) as readonly AzureRoleKey[])].filter(
    (role) => role !== roleOf(answered),
  );
const rolesOf = (answered: Answered) => [roleOf(answered), ...moreRolesOf(answered)];
/** Whether one of its roles changes incidents. */
const writes = (answered: Answered) => rolesOf(answered).some((role) => azureRoles[role].writes);

/** Roles that the product's document wants assigned above the workspaces: each applies to all that is below. */
function widerScopes(answered: Answered) {
  return rolesOf(answered).flatMap((role) => {
    const { title } = azureRoles[role];
    const enough = `${title} on each workspace`;
    switch (answered(asks.askedScope)) {
      case 'resource-group':
        return [{ role: `${title} on the resource group`, also: 'reach all else in the group', enough }];
      case 'subscription':
        return [{ role: `${title} on the subscription`, also: 'reach every other workspace in it', enough }];
      default:
        return [];
    }
  });
}

/** Which permissions are being retired, and what the document asks for beyond what is given. */
function besideWhatIsAsked(answered: Answered) {
  const [graph, roles] = [answered(asks.graph), widerScopes(answered)];
  return graph.length > 0 || roles.length > 0
    ? [permissionRetirement(graph, { vendor: 'the product', permissions: [], roles })]
    : [];
}

/**
 * `title=fact`, apart at the last equals sign: a fact's name holds none. `title="text"` is a text that stands as it is, apart
 * at the first `="`.
 */
function line(text: string): { readonly title: string; readonly fact: string; readonly constant?: string } {
  const constant = /^([^"]*?)="([^"\p{C}]{0,200})"$/u.exec(text.trim());
  if (constant) return { title: (constant[1] ?? '').trim(), fact: 'constant', constant: constant[2] ?? '' };
  const at = text.lastIndexOf('=');
  return { title: text.slice(0, Math.max(at, 0)).trim(), fact: text.slice(at + 1).trim() };
}

/**
 * Connects Microsoft Sentinel to any product that signs in as an application: which permissions, which role, and what
 * the product's form is called, line by line, are the person's to say.
 */
export default recipe({
  id: 'generic-siem',
  title: 'Connect another product to Microsoft Sentinel',
  vendor: 'Another product',
  generic: true,
  lead: 'You choose what it may read and what its form asks for.',
  caption: 'About 3 minutes, up to 10 changes',
  tile: { letter: '+', ground: '#143a3a', ink: '#8fe0d6', darkGround: '#1f4f4e', darkInk: '#aeeee5' },
  screens: [
    {
      id: 'workspaces',
      title: 'Which workspaces may it read?',
      lead: 'Workspaces with Microsoft Sentinel come first.',
    },
    { id: 'access', title: 'What may it do?', lead: 'See what access each choice needs.' },
    {
      id: 'credential',
      title: 'How does it sign in?',
      lead: "Leave fields that it doesn't use unchanged.",
    },
    { id: 'form', title: 'What does it ask for?', lead: 'Its name, and the lines of its form.' },
  ],
  questions: Object.values(asks),
  async choose({ microsoft }, known) {
    const offered = await withWorkspaces(Object.values(asks), microsoft, known?.checks);
    const filled = await fromApplication(offered, microsoft, known, (held) => ({
      graph: graphOptions.map(({ id }) => id).filter((id) => held.includes(id)),
    }));
    return whereAlertsAre(filled, microsoft, [asks.graph.id]);
  },

  validate(answered) {
    const lines = answered(asks.fields).map(line);
    const refuse = (reason: string, remedy: string) => [{ field: asks.fields.id, reason, remedy }];
    const untitled = lines.findIndex(({ title }) => !/^[^=+@\-\s\p{C}][^\p{C}]{0,79}$/u.test(title));
    if (untitled >= 0) {
      return refuse(`Line ${untitled + 1} has no usable title.`, 'Write it as Client ID=clientId.');
    }
    const unknown = lines.findIndex(
      ({ fact, constant }) => constant === undefined && !factNames.includes(fact),
    );
    if (unknown >= 0) {
      return refuse(`Line ${unknown + 1} names no fact.`, `The facts are: ${factNames.join(', ')}.`);
    }
    const titles = new Set(lines.map(({ title }) => title.toLowerCase()));
    if (titles.size < lines.length) return refuse('Two lines have the same title.', 'Give each its own.');
    return refusedCredential(answered);
  },

  whoAmI: 'who-am-i',

  steps(answered) {
    const picked = workspaceKeys(answered(asks.workspace));
    const graph = answered(asks.graph);
    const queries = answered(asks.queries);
    const own = answered(asks.ownCredentials);
    const whose = own ? 'signed-in' : 'connection';
    const kind = answered(asks.kind);
    const more = moreRolesOf(answered);
    const checks = connectionChecks({
      picked,
      role: roleOf(answered),
      more,
      needed: neededBy(graph, queries),
      asked: [],
      secretMonths: kind === 'secret' ? answered(asks.secretMonths) : undefined,
      remove: answered(asks.remove),
      accessModel: answered(asks.accessModel),
      owner: answered(asks.owner),
      consentEndsAt: answered(asks.consentEndsAt),
      parts: (known) => partsOf(known, answered),
    });
    const entra = [
      registerApplication({
        vendor: 'The product',
        key: 'generic-siem',
        name: answered(asks.appName),
        existing: answered(asks.application),
        reference: answered(asks.serviceReference),
      }),
      ...credentialSteps(answered),
      ...(queries
        ? [
            findApi('log-analytics'),
            addPermissions('log-analytics', ['Data.Read']),
            grantConsent('log-analytics', ['Data.Read'], answered(asks.consentEndsAt)),
          ]
        : []),
      ...(graph.length > 0
        ? [
            findApi('graph'),
            addPermissions('graph', graph),
            grantConsent('graph', graph, answered(asks.consentEndsAt)),
          ]
        : []),
      ...checks.entra,
    ];
    const byAnAdmin = notAsApplication('Directory Readers or Global Reader');
    return [
      whoAmI(),
      computerClock(),
      ...(picked.length > 0 ? picked.map(findWorkspace) : [findAnyWorkspace()]),
      ...(own ? [ownApplication(), ...entra.map(byAnAdmin)] : entra),
      ...picked.map((each) => assignRole(roleOf(answered), each)),
      ...picked.flatMap((each) => more.map((role) => assignMoreRole(role, each))),
      ...(queries && picked.length > 0 ? [testIngestion.logAnalytics(picked, [], undefined, whose)] : []),
      ...(picked.length > 0 ? [testIngestion.azure(picked, writes(answered), whose, more)] : []),
      ...(graph.length > 0 ? [testIngestion.graph(graph, whose)] : []),
      ...besideWhatIsAsked(answered),
      ...checks.azure,
      ...(own ? checks.whole.map(byAnAdmin) : checks.whole),
      ...(own || kind === 'federated'
        ? []
        : [
            retireCredential({
              what: kind === 'certificate' ? 'certificate' : 'client secret',
              rotation: rotationOf(answered),
              delivered: answered(asks.secretVault) !== '',
              proofs: [
                ...(queries && picked.length > 0 ? ['log-analytics'] : []),
                ...(picked.length > 0 ? ['azure'] : []),
                ...(graph.length > 0 ? ['graph'] : []),
              ],
            }),
          ]),
    ];
  },

  limitations(answered) {
    return [
      ...(rolesOf(answered).includes('sentinel-contributor') ? [] : ['Change analytics rules or watchlists']),
      ...(writes(answered) ? [] : ['Change incidents']),
      ...(answered(asks.queries) ? [] : ['Run queries over the logs']),
      'Read mail, files or other workspaces',
      'Sign in as a person',
    ];
  },

  profile: partsOf,

  form(profile) {
    const several = profile.workspaces.length > 1;
    return fieldsOf(profile).flatMap((text, at): readonly FormField[] => {
      const { title, fact, constant } = line(text);
      const field = { section: 'Connection', id: `${fact}.${at}`, title };
      if (constant !== undefined) return [{ ...field, value: constant }];
      const once = Object.hasOwn(connectionFacts, fact) ? connectionFacts[fact] : undefined;
      const ofKind = Object.hasOwn(credentialFacts, fact) ? credentialFacts[fact] : undefined;
      if (ofKind) {
        if (ofKind.of !== (profile.credential?.kind ?? 'secret')) return [];
        if (!ofKind.secret) return [{ ...field, value: pem(String(profile.form.certificate ?? '')) }];
        return [{ ...field, value: '', secretHandle: ofKind.secret(profile.clientId ?? '') }];
      }
      if (once) return [{ ...field, value: once(profile) }];
      const of = Object.hasOwn(workspaceFacts, fact) ? workspaceFacts[fact] : undefined;
      if (!of) return [];
      return profile.workspaces.map((each, nth) => ({
        ...field,
        id: `${field.id}.${nth}`,
        title: several ? `${title} (${each.workspaceName})` : title,
        value: each[of],
      }));
    });
  },

  vendorSteps: (profile) => [
    {
      show: 'checklist',
      title: 'Finish at your product',
      items: [
        "Open the product's page for Microsoft Sentinel.",
        'Copy the lines of the connection profile into its form, from top to bottom.',
        'Let it test the connection, where it can.',
      ].map((title) => ({ is: 'not-reached' as const, title })),
    },
    accessShow(profile, profile.proof.objects?.application.displayName || 'The application', []),
  ],

  answersOf(profile) {
    const role = Object.entries(azureRoles).find(([, { title }]) => title === profile.roles[0])?.[0];
    return {
      application: profile.clientId ?? '',
      workspace: profile.workspaces.map(({ armId }) => armId),
      queries: profile.permissions.includes('Data.Read'),
      graph: graphOptions.map(({ id }) => id).filter((id) => profile.permissions.includes(id)),
      fields: fieldsOf(profile),
      moreRoles: listIn(profile, asks.moreRoles.id),
      kind: profile.credential?.kind ?? 'secret',
      ...Object.fromEntries(
        [asks.secretVault, asks.certificate, asks.consentEndsAt, ...workloadAsks].flatMap(({ id }) => {
          const value = profile.form[id];
          return typeof value === 'string' ? [[id, value]] : [];
        }),
      ),
      ...(role ? { role } : {}),
    };
  },
});

/** Under this name the client secret lies in a vault of the organization's own. */
const secretName = 'sentinel-connector-client-secret';

/** The one step that gives the application a way to sign in, and what belongs to it. */
function credentialSteps(answered: Answered): readonly AnyStep<World>[] {
  const months = answered(asks.secretMonths);
  const rotation = rotationOf(answered);
  const anew = answered(asks.newSecret);
  switch (answered(asks.kind)) {
    case 'secret': {
      const existing = answered(asks.application) !== '';
      const armId = workspaceKeys(answered(asks.workspace))[0]?.armId ?? '';
      return [
        createSecret({ months, anew, existing, rotation }),
        ...secretDelivery(answered(asks.secretVault), armId, secretName),
      ];
    }
    case 'certificate':
      return [
        createCertificate({
          months,
          subject: answered(asks.appName),
          certificate: answered(asks.certificate),
          anew,
          rotation,
        }),
      ];
    case 'federated':
      return [
        addFederatedCredential({
          issuer: answered(asks.issuer),
          subject: answered(asks.subject),
          audience: answered(asks.audience),
        }),
      ];
  }
}

/** What does not go together in how it signs in. */
function refusedCredential(answered: Answered): readonly Refusal[] {
  const kind = answered(asks.kind);
  if (kind !== 'secret' && answered(asks.secretVault) !== '')
    return [
      {
        field: asks.secretVault.id,
        reason: 'Only a client secret can be stored in a key vault, and this connection has none.',
        remedy: 'Leave it empty, or choose a client secret.',
      },
    ];
  if (kind !== 'federated') return [];
  const address = /^https:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/u;
  return [
    ...(address.test(answered(asks.issuer))
      ? []
      : [
          {
            field: asks.issuer.id,
            reason: 'A federated credential trusts one issuer, by its https address.',
            remedy: 'Write it as the tokens name it, such as https://token.actions.githubusercontent.com.',
          },
        ]),
    ...[asks.subject, asks.audience]
      .filter((each) => answered(each) === '')
      .map(({ id, title }) => ({
        field: id,
        reason: `${title}: it is empty, and a federated credential names one.`,
        remedy: 'Write it as the tokens name it, to the letter.',
      })),
  ];
}

/** The profile's parts from what was seen; undefined until enough is known. */
function partsOf(known: Known, answered: Answered): ProfileParts | undefined {
  const more = moreRolesOf(answered);
  const parts = applicationParts(known, workspaceKeys(answered(asks.workspace)), more);
  if (!parts) return undefined;
  const certificate = known(credential)?.certificate;
  return {
    ...parts,
    form: {
      fields: answered(asks.fields),
      ...(more.length === 0 ? {} : { moreRoles: more }),
      ...(answered(asks.secretVault) === '' ? {} : { secretVault: answered(asks.secretVault) }),
      ...(answered(asks.consentEndsAt) === '' ? {} : { consentEndsAt: answered(asks.consentEndsAt) }),
      ...(certificate ? { certificate } : {}),
      ...(answered(asks.kind) === 'federated'
        ? Object.fromEntries(workloadAsks.map((each) => [each.id, answered(each)]))
        : {}),
    },
  };
}

/** A certificate as programs take it; `der` is base64 (https://datatracker.ietf.org/doc/html/rfc7468#section-5). */
function pem(der: string): string {
  const lines = der.match(/.{1,64}/gu) ?? [];
  return lines.length === 0
    ? ''
    : ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

/** The lines as the profile keeps them. */
const fieldsOf = (profile: ConnectionProfile) => listIn(profile, asks.fields.id);

/** A list as the profile keeps it; empty where it keeps none. */
function listIn({ form }: ConnectionProfile, id: string): readonly string[] {
  const held = form[id];
  return typeof held === 'object' ? held : [];
}
