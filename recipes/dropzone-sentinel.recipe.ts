import { duration, seconds } from '../engine/model/answers.ts';
import { keyed } from '../engine/model/fact.ts';
import { type LatencyStats, recommended } from '../engine/model/latency.ts';
import type { FormValue, ProfileParts } from '../engine/model/profile.ts';
import type { Answered, Question } from '../engine/model/question.ts';
import type { Known } from '../engine/model/recipe.ts';
import { addPermissions } from './application/add-permissions.step.ts';
import { fromApplication, neededBy } from './application/answers.ts';
import { connectionChecks } from './application/connection-checks.ts';
import { findApi } from './application/find-api.step.ts';
import { grantConsent } from './application/grant-consent.step.ts';
import { ownApplication } from './application/own-application.check.ts';
import { permissionRetirement } from './application/permission-retirement.check.ts';
import { applicationParts } from './application/profile-parts.ts';
import { registerApplication } from './application/register-application.step.ts';
import { proof } from './catalogue/facts.ts';
import { type AzureRoleKey, azureRoles, workspaceKeys } from './catalogue/microsoft-ids.ts';
import { recipe } from './catalogue/step.ts';
import { createSecret } from './credentials/create-secret.step.ts';
import { notAsApplication } from './credentials/own-credentials.ts';
import { retireCredential } from './credentials/retire-credential.step.ts';
import { rotationOf } from './credentials/rotation.ts';
import { secretDelivery } from './credentials/secret-delivery.ts';
import { dropzoneFinish, dropzoneForm } from './dropzone-sentinel/form.ts';
import { asks, closes } from './dropzone-sentinel/questions.ts';
import { readIngestion } from './ingestion/incident-history.ts';
import { whereAlertsAre } from './ingestion/security-alerts.ts';
import { type Intake, testIngestion } from './ingestion/test-ingestion.check.ts';
import { computerClock } from './sign-in/computer-clock.check.ts';
import { whoAmI } from './sign-in/who-am-i.check.ts';
import { assignRole } from './workspaces/assign-role.step.ts';
import { findAnyWorkspace, findWorkspace } from './workspaces/find-workspace.check.ts';
import { withWorkspaces } from './workspaces/picker.ts';

const vendor = 'Dropzone AI';

/** Whether incidents are imported: as a data source it only queries. */
const imports = (answered: Answered): boolean => answered(asks.use) !== 'data-source';
const syncs = (answered: Answered): boolean => imports(answered) && answered(asks.ticketSync);

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
  return syncs(answered) ? 'sentinel-responder' : 'log-analytics-reader';
}

/** What its document asks an administrator to consent to, whatever is chosen. */
const askedByDropzone = [
  { api: 'log-analytics', permission: 'Data.Read' },
  { api: 'graph', permission: 'SecurityEvents.Read.All' },
] as const;

/** For keeping ticket status in step its document names Responder or Contributor; the narrower one does it. */
function widerRoles(answered: Answered) {
  const role = roleOf(answered);
  if (!syncs(answered) || role === 'sentinel-contributor') return [];
  const also = 'edit analytics rules and watchlists';
  return [{ role: azureRoles['sentinel-contributor'].title, also, enough: azureRoles[role].title }];
}

/** As a data source it queries logs, and takes no incidents in. */
function intake(answered: Answered): Intake {
  return {
    vendor,
    takes: imports(answered)
      ? { severities: answered(asks.severities), statuses: answered(asks.statuses) }
      : undefined,
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

/** The lines of the form that only the alert source has. */
function importing(answered: Answered, arrival: LatencyStats | undefined): Record<string, FormValue> {
  const stages = [asks.ticketStart, asks.ticketReview, asks.ticketReviewed, asks.ticketReopened];
  const set = Object.fromEntries(stages.map((each) => [each.id, answered(each)]));
  return {
    ticketSync: syncs(answered),
    ...(syncs(answered)
      ? { ...set, ...(closes((id) => set[id]) ? { classification: answered(asks.classification) } : {}) }
      : {}),
    emailFetching: answered(asks.emailFetching),
    ...poll(answered, arrival),
  };
}

/** The profile's parts from what was seen; undefined until enough is known. */
function partsOf(known: Known, answered: Answered): ProfileParts | undefined {
  const picked = workspaceKeys(answered(asks.workspace));
  const parts = applicationParts(known, picked);
  if (!parts) return undefined;
  const { workspaces } = parts;
  const logs = known(keyed(proof, 'log-analytics'));
  const form: Record<string, FormValue> = {
    use: answered(asks.use),
    workspaceId: workspaces.map(({ workspaceId }) => workspaceId),
    subscriptionId: workspaces.map(({ subscriptionId }) => subscriptionId),
    resourceGroup: workspaces.map(({ resourceGroup }) => resourceGroup),
    ...(imports(answered)
      ? { severities: answered(asks.severities), statuses: answered(asks.statuses) }
      : {}),
    kqlQueries: answered(asks.kqlQueries),
    ...(imports(answered) ? importing(answered, logs as LatencyStats | undefined) : {}),
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
    if (!syncs(answered) || azureRoles[roleOf(answered)].writes) return [];
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
            testIngestion.azure(picked, syncs(answered), whose),
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
  vendorSteps: (profile) => dropzoneFinish(profile, vendor),

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
