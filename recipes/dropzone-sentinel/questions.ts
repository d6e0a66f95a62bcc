import type { AnswerValue, Question } from '../../engine/model/question.ts';
import { applicationQuestions, options, roleOptions } from '../application/questions.ts';
import { ask } from '../catalogue/step.ts';

const incidentStatuses = options(['New', 'New'], ['Active', 'Active'], ['Closed', 'Closed']);

const shared = applicationQuestions({
  application: 'features',
  credential: 'features',
  appName: 'Dropzone AI Sentinel Integration',
  appNameHelper: 'We use this name to find it next time.',
  lasts: 'Client secret',
});

/** Answers to `use` with which incidents are imported; the form of the data source has none of these lines. */
export const importing = { question: 'use', is: ['both', 'alert-source'] } as const;
const syncing = { question: 'ticketSync', is: [true] } as const;
/** A stage that changes nothing at Microsoft Sentinel. */
export const unchanged = 'unchanged';

const stages = ['ticketStart', 'ticketReview', 'ticketReviewed', 'ticketReopened'] as const;

/** What Dropzone AI asks beyond the application, under its own labels and in the order of its form. */
export const asks = {
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
    title: 'Update status on investigation change',
    helper: 'Sets an incident to active or closed as the investigation moves.',
    consequence: 'Needs to write: Microsoft Sentinel Responder instead of a reading role',
    default: false,
    where: [importing],
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
    title: 'Microsoft Defender Email Fetching',
    helper:
      'Dropzone reads reported emails through Microsoft 365, with permissions that this set-up does not add: docs.dropzone.ai/integrations/dual/ms365 (read on 30 November 2026).',
    default: false,
    where: [importing],
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
    title: 'Enabled severity levels',
    helper: "Incidents of other severities aren't imported.",
    default: ['High', 'Medium', 'Low'],
    options: options(
      ['High', 'High'],
      ['Medium', 'Medium'],
      ['Low', 'Low'],
      ['Informational', 'Informational'],
    ),
    where: [importing],
  }),
  statuses: ask<readonly string[]>({
    kind: 'choices',
    id: 'statuses',
    screen: 'form',
    title: 'Enabled statuses',
    helper: "Incidents in other statuses aren't imported.",
    default: ['New', 'Active'],
    options: incidentStatuses,
    where: [importing],
  }),
  kqlQueries: ask<readonly string[]>({
    kind: 'query',
    id: 'kqlQueries',
    screen: 'form',
    title: 'KQL Queries',
    helper: 'Further queries for Dropzone to run. Each is checked by running it as the application.',
    default: [],
    max: 20,
  }),
  ticketStart: stage('ticketStart', 'Status at the start', 'Active'),
  ticketReview: stage('ticketReview', 'Status when completed or in review', 'Active'),
  ticketReviewed: stage('ticketReviewed', 'Status when reviewed', 'Closed'),
  ticketReopened: stage('ticketReopened', 'Status when reopened', 'Active'),
  // https://learn.microsoft.com/rest/api/securityinsights/incidents/create-or-update (IncidentClassification)
  classification: ask<string>({
    kind: 'choice',
    id: 'classification',
    screen: 'form',
    title: 'Classification of closed incidents',
    helper: 'Microsoft Sentinel closes no incident without one.',
    default: 'Undetermined',
    options: options(
      ['Undetermined', 'Undetermined'],
      ['TruePositive', 'True positive: suspicious activity'],
      ['BenignPositive', 'Benign positive: suspicious but expected'],
      ['FalsePositive', 'False positive'],
    ),
    where: stages.map((question) => ({ question, is: ['Closed'] })),
  }),
  ingestionDelay: length(
    'ingestionDelay',
    'Log ingestion delay',
    'How late data arrives, measured as the application.',
  ),
  pollInterval: length('pollInterval', 'Poll interval', 'How often Dropzone looks.'),
  pollLookback: length('pollLookback', 'Poll lookback', 'How far back it looks each time.'),
} as const;

/** Whether any stage closes incidents. */
export const closes = (answer: (id: (typeof stages)[number]) => AnswerValue | undefined): boolean =>
  stages.some((id) => answer(id) === 'Closed');

function stage(id: string, title: string, otherwise: string): Question<string> {
  return ask<string>({
    kind: 'choice',
    id,
    screen: 'form',
    title,
    helper: 'What Dropzone sets the incident to.',
    default: otherwise,
    options: [...incidentStatuses, ...options([unchanged, 'Leave unchanged'])],
    where: [syncing],
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
    where: [importing],
  });
}
