import { duration, seconds } from '../engine/model/answers.ts';
import { keyed } from '../engine/model/fact.ts';
import { type LatencyStats, recommended } from '../engine/model/latency.ts';
import type { ConnectionProfile, FormField, FormValue, ProfileParts } from '../engine/model/profile.ts';
import type { Answered, Question } from '../engine/model/question.ts';
import type { Known } from '../engine/model/recipe.ts';
import type { Show } from '../engine/model/show.ts';
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
import { proof } from './catalogue/facts.ts';
import { type AzureRoleKey, azureRoles, workspaceKeys } from './catalogue/microsoft-ids.ts';
import { ask, recipe } from './catalogue/step.ts';
import { createSecret, handleOf } from './credentials/create-secret.step.ts';
import { notAsApplication } from './credentials/own-credentials.ts';
import { retireCredential } from './credentials/retire-credential.step.ts';
import { rotationOf } from './credentials/rotation.ts';
import { secretDelivery } from './credentials/secret-delivery.ts';
import { readIngestion } from './ingestion/incident-history.ts';
import { whereAlertsAre } from './ingestion/security-alerts.ts';
import { type Intake, testIngestion } from './ingestion/test-ingestion.check.ts';
import { computerClock } from './sign-in/computer-clock.check.ts';
import { whoAmI } from './sign-in/who-am-i.check.ts';
import { assignRole } from './workspaces/assign-role.step.ts';
import { findAnyWorkspace, findWorkspace } from './workspaces/find-workspace.check.ts';
import { withWorkspaces } from './workspaces/picker.ts';

const status = options(['New', 'New'], ['Active', 'Active'], ['Closed', 'Closed']);

const shared = applicationQuestions({
  application: 'features',
  credential: 'features',
  appName: 'Dropzone AI Sentinel Integration',
  appNameHelper: 'We use this name to find it next time.',
  lasts: 'Client secret',
});

const asks = {
  workspace: shared.workspace,
  use: ask<string>({
    kind: 'choice',
    id: 'use',
    screen: 'features',
    title: 'Use Dropzone AI as',
    helper: 'Both is what most people choose.',
    default: 'both',
    options: options(
      ['both', 'Alert source and data source'],
      ['alert-source', 'Alert source', 'Reads incidents, and queries only for them'],
      ['data-source', 'Data source', 'Queries logs, but imports no incidents'],
    ),
  }),
  ticketSync: ask<boolean>({
    kind: 'confirm',
    id: 'ticketSync',
    screen: 'features',
    title: 'Sync ticket status',
    helper: 'Sets an incident to active or closed as the investigation moves.',
    consequence: 'Needs to write: Microsoft Sentinel Responder instead of a reading role',
    default: false,
  }),
  role: ask<string>({
    kind: 'choice',
    id: 'role',
    screen: 'features',
    title: 'Role on each workspace',
    helper: 'The least that does what you chose, unless you say otherwise.',
    default: 'derived',
    options: [...options(['derived', 'The least that is enough']), ...roleOptions],
  }),
  graphAlerts: ask<boolean>({
    kind: 'confirm',
    id: 'graphAlerts',
    screen: 'features',
    title: 'Read alerts through Microsoft Graph',
    helper: 'Dropzone asks for this. Its alerts were retired on 15 October 2026. Secure scores still work.',
    consequence: 'Needs SecurityEvents.Read.All, consented by a Privileged Role Administrator',
    default: true,
  }),
  successorAlerts: ask<boolean>({
    kind: 'confirm',
    id: 'successorAlerts',
    screen: 'features',
    title: 'Read current alerts through Microsoft Graph',
    helper:
      'The successor of the retired alerts. Holds Microsoft Sentinel alerts once the workspace is in Defender.',
    consequence: 'Needs SecurityAlert.Read.All, consented by a Privileged Role Administrator',
    default: false,
  }),
  emailFetching: ask<boolean>({
    kind: 'confirm',
    id: 'emailFetching',
    screen: 'features',
    title: 'Fetch reported emails from Microsoft Defender',
    helper:
      "Only a setting in Dropzone's form. Its document asks for no further access, so no permission is added.",
    default: false,
  }),
  secretMonths: shared.secretMonths,
  appName: shared.appName,
  application: shared.application,
  owner: shared.owner,
  serviceReference: shared.serviceReference,
  newSecret: shared.newSecret,
  clientSecret: shared.clientSecret,
  secretVault: shared.secretVault,
  accessModel: shared.accessModel,
  remove: shared.remove,
  ownCredentials: shared.ownCredentials,
  severities: ask<readonly string[]>({
    kind: 'choices',
    id: 'severities',
    screen: 'form',
    title: 'Enabled severities',
    helper: "Incidents of other severities aren't imported.",
    default: ['High', 'Medium', 'Low'],
    options: options(
      ['High', 'High'],
      ['Medium', 'Medium'],
      ['Low', 'Low'],
      ['Informational', 'Informational'],
    ),
  }),
  statuses: ask<readonly string[]>({
    kind: 'choices',
    id: 'statuses',
    screen: 'form',
    title: 'Enabled statuses',
    helper: "Incidents in other statuses aren't imported.",
    default: ['New', 'Active'],
    options: status,
  }),
  kqlQueries: ask<readonly string[]>({
    kind: 'query',
    id: 'kqlQueries',
    screen: 'form',
    title: 'KQL queries',
    helper: 'Further queries for Dropzone to run. Each is checked by running it as the application.',
    default: [],
    max: 20,
  }),
  ticketStart: stage('ticketStart', 'Status at the start', 'Active'),
  ticketReview: stage('ticketReview', 'Status when completed or in review', 'Active'),
  ticketReviewed: stage('ticketReviewed', 'Status when reviewed', 'Closed'),
  ticketReopened: stage('ticketReopened', 'Status when reopened', 'Active'),
  ingestionDelay: length(
    'ingestionDelay',
    'Log ingestion delay',
    'How late data arrives, measured as the application.',
  ),
  pollInterval: length('pollInterval', 'Poll interval', 'How often Dropzone looks.'),
  pollLookback: length('pollLookback', 'Poll lookback', 'How far back it looks each time.'),
} as const;

function stage(id: string, title: string, otherwise: string): Question<string> {
  return ask<string>({
    kind: 'choice',
    id,
    screen: 'form',
    title,
    helper: 'Used if ticket status is synced.',
    default: otherwise,
    options: status,
  });
}

function length(id: string, title: string, helper: string): Question<string> {
  return ask<string>({
    kind: 'duration',
    id,
    screen: 'form',
    title,
    helper: `${helper} Measured, unless you change it.`,
    default: 'auto',
    minSeconds: 60,
    maxSeconds: 86_400,
  });
}

const vendor = 'Dropzone AI';

/** Which question stands for which permission of Microsoft Graph. */
const graphAsks = { graphAlerts: 'SecurityEvents.Read.All', successorAlerts: 'SecurityAlert.Read.All' };
/** Under this name the client secret lies in a vault of the organization's own. */
const secretName = 'dropzone-sentinel-client-secret';

function graphPermissions(answered: Answered): readonly string[] {
  return [
    ...(answered(asks.graphAlerts) ? ['SecurityEvents.Read.All'] : []),
    ...(answered(asks.successorAlerts) ? ['SecurityAlert.Read.All'] : []),
  ];
}

function roleOf(answered: Answered): AzureRoleKey {
  const chosen = answered(asks.role);
  if (chosen !== 'derived') return chosen as AzureRoleKey;
  return answered(asks.ticketSync) ? 'sentinel-responder' : 'log-analytics-reader';
}

/** What its document asks an administrator to consent to, whatever is chosen. */
const askedByDropzone = [
  { api: 'log-analytics', permission: 'Data.Read' },
  { api: 'graph', permission: 'SecurityEvents.Read.All' },
] as const;

/** For keeping ticket status in step its document names Responder or Contributor; the narrower one does it. */
function widerRoles(answered: Answered) {
  const role = roleOf(answered);
  if (!answered(asks.ticketSync) || role === 'sentinel-contributor') return [];
  const also = 'edit analytics rules and watchlists';
  return [{ role: azureRoles['sentinel-contributor'].title, also, enough: azureRoles[role].title }];
}

/** As a data source it queries logs, and takes no incidents in. */
function intake(answered: Answered): Intake {
  return {
    vendor,
    takes:
      answered(asks.use) === 'data-source'
        ? undefined
        : { severities: answered(asks.severities), statuses: answered(asks.statuses) },
    poll: pollTitles,
  };
}

const pollTitles = {
  ingestionDelay: asks.ingestionDelay.title,
  pollInterval: asks.pollInterval.title,
  pollLookback: asks.pollLookback.title,
};

/** Poll settings as answered, or as measured where they were left to us. */
function poll(answered: Answered, arrival: LatencyStats | undefined) {
  const measured = recommended(arrival);
  const of = (asked: Question<string>, otherwise: number) => duration(seconds(answered(asked)) ?? otherwise);
  return {
    ingestionDelay: of(asks.ingestionDelay, measured.ingestionDelay),
    pollInterval: of(asks.pollInterval, measured.pollInterval),
    pollLookback: of(asks.pollLookback, measured.pollLookback),
  };
}

/** The profile's parts from what was seen; undefined until enough is known. */
function partsOf(known: Known, answered: Answered): ProfileParts | undefined {
  const picked = workspaceKeys(answered(asks.workspace));
  const parts = applicationParts(known, picked);
  if (!parts) return undefined;
  const { workspaces } = parts;
  const logs = known(keyed(proof, 'log-analytics'));
  const settings = poll(answered, logs as LatencyStats | undefined);
  const sync = answered(asks.ticketSync);
  const form: Record<string, FormValue> = {
    use: answered(asks.use),
    workspaceId: workspaces.map(({ workspaceId }) => workspaceId),
    subscriptionId: workspaces.map(({ subscriptionId }) => subscriptionId),
    resourceGroup: workspaces.map(({ resourceGroup }) => resourceGroup),
    severities: answered(asks.severities),
    statuses: answered(asks.statuses),
    kqlQueries: answered(asks.kqlQueries),
    ticketSync: sync,
    ...(sync
      ? {
          ticketStart: answered(asks.ticketStart),
          ticketReview: answered(asks.ticketReview),
          ticketReviewed: answered(asks.ticketReviewed),
          ticketReopened: answered(asks.ticketReopened),
        }
      : {}),
    emailFetching: answered(asks.emailFetching),
    ...settings,
    // Where the secret went, so that a rotation takes the next one there too.
    ...(answered(asks.secretVault) === '' ? {} : { secretVault: answered(asks.secretVault) }),
  };
  return { ...parts, form };
}

/**
 * Connects Microsoft Sentinel to Dropzone AI: what its document asks an admin to do by hand in about 70 clicks and
 * fields, as steps that are checked, applied and checked again.
 */
export default recipe({
  id: 'dropzone-sentinel',
  title: 'Connect Dropzone AI to Microsoft Sentinel',
  vendor,
  lead: 'Let Dropzone read incidents and logs, and sync ticket status.',
  caption: 'About 3 minutes, up to 11 changes',
  tile: { letter: 'D', ground: '#1b1f3b', ink: '#9fb4ff', darkGround: '#2c3263', darkInk: '#b9c8ff' },
  screens: [
    {
      id: 'workspaces',
      title: 'Which workspaces may Dropzone AI read?',
      lead: 'Workspaces with Microsoft Sentinel come first.',
    },
    {
      id: 'features',
      title: 'What should Dropzone AI do?',
      lead: 'See what access each choice needs.',
    },
    {
      id: 'form',
      title: 'What should Dropzone AI take in?',
      lead: "The rest of Dropzone's form. We filled in the recommended values.",
    },
  ],
  questions: Object.values(asks),

  async choose({ microsoft }, known) {
    const filled = await fromApplication(
      await withWorkspaces(Object.values(asks), microsoft, known?.checks),
      microsoft,
      known,
      (held) =>
        Object.fromEntries(Object.entries(graphAsks).map(([asked, name]) => [asked, held.includes(name)])),
    );
    return whereAlertsAre(filled, microsoft, Object.keys(graphAsks));
  },

  sidePanel: {
    picks: asks.workspace.id,
    severities: asks.severities.id,
    statuses: asks.statuses.id,
    screen: asks.severities.screen,
    poll: pollTitles,
    look: (armId, { microsoft }, now) => readIngestion(microsoft, armId, now),
  },

  validate(answered) {
    if (!answered(asks.ticketSync) || azureRoles[roleOf(answered)].writes) return [];
    return [
      {
        field: asks.role.id,
        reason: `${azureRoles[roleOf(answered)].title} only reads, and keeping ticket status in step writes.`,
        remedy: 'Choose sentinel-responder, leave the role to us, or answer ticketSync with no.',
      },
    ];
  },

  whoAmI: 'who-am-i',

  steps(answered) {
    const picked = workspaceKeys(answered(asks.workspace));
    const graph = graphPermissions(answered);
    const existing = answered(asks.application);
    const own = answered(asks.ownCredentials);
    const whose = own ? 'signed-in' : 'connection';
    const checks = connectionChecks({
      picked,
      role: roleOf(answered),
      needed: neededBy(graph),
      asked: askedByDropzone,
      secretMonths: answered(asks.secretMonths),
      remove: answered(asks.remove),
      accessModel: answered(asks.accessModel),
      owner: answered(asks.owner),
      parts: (known) => partsOf(known, answered),
    });
    const entra = [
      registerApplication({
        vendor,
        key: 'dropzone-ai',
        name: answered(asks.appName),
        existing,
        reference: answered(asks.serviceReference),
      }),
      findApi('log-analytics'),
      ...(graph.length > 0 ? [findApi('graph')] : []),
      createSecret({
        months: answered(asks.secretMonths),
        anew: answered(asks.newSecret),
        existing: existing !== '',
        rotation: rotationOf(answered),
      }),
      ...secretDelivery(answered(asks.secretVault), picked[0]?.armId ?? '', secretName),
      addPermissions('log-analytics', ['Data.Read']),
      ...(graph.length > 0 ? [addPermissions('graph', graph)] : []),
      grantConsent('log-analytics', ['Data.Read']),
      ...(graph.length > 0 ? [grantConsent('graph', graph)] : []),
      ...checks.entra,
    ];
    return [
      whoAmI(),
      computerClock(),
      ...(picked.length > 0 ? picked.map(findWorkspace) : [findAnyWorkspace()]),
      ...(own
        ? [ownApplication(), ...entra.map(notAsApplication('Directory Readers or Global Reader'))]
        : entra),
      ...picked.map((each) => assignRole(roleOf(answered), each)),
      ...(picked.length > 0
        ? [
            testIngestion.logAnalytics(picked, answered(asks.kqlQueries), intake(answered), whose),
            testIngestion.azure(picked, answered(asks.ticketSync), whose),
          ]
        : []),
      ...(graph.length > 0 ? [testIngestion.graph(graph, whose)] : []),
      permissionRetirement(['Data.Read', ...graph], {
        vendor,
        permissions: askedByDropzone,
        roles: widerRoles(answered),
      }),
      ...checks.azure,
      ...(own ? checks.whole.map(notAsApplication('Directory Readers or Global Reader')) : checks.whole),
      ...(own
        ? []
        : [
            retireCredential({
              rotation: rotationOf(answered),
              delivered: answered(asks.secretVault) !== '',
              proofs: [
                ...(picked.length > 0 ? ['log-analytics', 'azure'] : []),
                ...(graph.length > 0 ? ['graph'] : []),
              ],
            }),
          ]),
    ];
  },

  limitations(answered) {
    const role = azureRoles[roleOf(answered)].title;
    return [
      ...(role === azureRoles['sentinel-contributor'].title ? [] : ['Change analytics rules or watchlists']),
      ...(azureRoles[roleOf(answered)].writes ? [] : ['Change incidents']),
      'Read mail, files or other workspaces',
      'Sign in as a person',
    ];
  },

  profile: partsOf,
  form: dropzoneForm,
  vendorSteps: dropzoneFinish,

  answersOf(profile) {
    const { form } = profile;
    const role = Object.entries(azureRoles).find(([, { title }]) => title === profile.roles[0])?.[0];
    const kept = Object.keys(asks).filter((id) => Object.hasOwn(form, id));
    return {
      ...Object.fromEntries(kept.map((id) => [id, form[id] as FormValue])),
      application: profile.clientId ?? '',
      workspace: profile.workspaces.map(({ armId }) => armId),
      graphAlerts: profile.permissions.includes('SecurityEvents.Read.All'),
      successorAlerts: profile.permissions.includes('SecurityAlert.Read.All'),
      ...(role ? { role } : {}),
    };
  },
});

const uses: Readonly<Record<string, string>> = {
  both: 'Alert source and data source',
  'alert-source': 'Alert source',
  'data-source': 'Data source',
};

/** Dropzone's form, in its order. */
function dropzoneForm(profile: ConnectionProfile): readonly FormField[] {
  const { form } = profile;
  const text = (value: FormValue | undefined): string => {
    if (typeof value === 'boolean') return value ? 'Yes' : 'No';
    if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'None';
    return value === undefined ? '' : String(value);
  };
  const field = (section: string, id: string, title: string, value: string): FormField => ({
    section,
    id,
    title,
    value,
  });
  const sync = form.ticketSync === true;
  const take = 'What to investigate';
  const timing = 'Timing';
  return [
    field('Connection', 'use', 'Use as', uses[String(form.use)] ?? text(form.use)),
    field('Connection', 'clientId', 'Client ID', profile.clientId ?? ''),
    field('Connection', 'tenantId', 'Tenant ID', profile.tenantId),
    {
      ...field('Connection', 'clientSecret', 'Client Secret', ''),
      secretHandle: handleOf(profile.clientId ?? ''),
    },
    ...profile.workspaces.flatMap((each, at) => {
      const section = `Workspaces, ${at + 1} of ${profile.workspaces.length}: ${each.workspaceName}`;
      return [
        field(section, `workspaceName.${at}`, 'Workspace Name', each.workspaceName),
        field(section, `workspaceId.${at}`, 'Workspace ID', each.workspaceId),
        field(section, `subscriptionId.${at}`, 'Subscription ID', each.subscriptionId),
        field(section, `resourceGroup.${at}`, 'Resource Group', each.resourceGroup),
      ];
    }),
    field(take, 'severities', 'Enabled severity levels', text(form.severities)),
    field(take, 'statuses', 'Enabled statuses', text(form.statuses)),
    field(take, 'kqlQueries', 'KQL queries', text(form.kqlQueries)),
    field(take, 'emailFetching', 'Microsoft Defender email fetching', text(form.emailFetching)),
    field('Ticket sync', 'ticketSync', 'Sync ticket status', text(form.ticketSync)),
    ...(sync
      ? [
          field('Ticket sync', 'ticketStart', 'Start', text(form.ticketStart)),
          field('Ticket sync', 'ticketReview', 'Completed / In review', text(form.ticketReview)),
          field('Ticket sync', 'ticketReviewed', 'Reviewed', text(form.ticketReviewed)),
          field('Ticket sync', 'ticketReopened', 'Reopened', text(form.ticketReopened)),
        ]
      : []),
    field(timing, 'ingestionDelay', 'Log ingestion delay', text(form.ingestionDelay)),
    field(timing, 'pollInterval', 'Poll interval', text(form.pollInterval)),
    field(timing, 'pollLookback', 'Poll lookback', text(form.pollLookback)),
  ];
}

function dropzoneFinish(profile: ConnectionProfile): readonly Show[] {
  const several = profile.workspaces.length > 1;
  return [
    {
      show: 'checklist',
      title: 'Finish at Dropzone',
      items: [
        'In Dropzone, open System, Integrations, and choose Microsoft Sentinel.',
        `Switch on ${uses[String(profile.form.use)]?.toLowerCase() ?? 'what you use it for'}.`,
        'Copy the values of the connection profile into the form, from top to bottom. Enter the client secret last.',
        ...(several
          ? ['Add one connection for each workspace. Client ID, Tenant ID and Client Secret are the same.']
          : []),
        'Press Test & Save. Dropzone then reads what was read here.',
      ].map((title) => ({ is: 'not-reached' as const, title })),
    },
    accessShow(profile, profile.proof.objects?.application.displayName || vendor, [
      'SecurityEvents.Read.All',
    ]),
  ];
}
