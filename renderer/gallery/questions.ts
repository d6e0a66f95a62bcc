import type { AnswerValue, Question, Refusal } from '../../engine/model/question.ts';
import type { Fixture } from './fixture.ts';

type Kind = Question['kind'];
type Asked<K extends Kind> = Extract<Question, { readonly kind: K }>;

const workspaces = [
  ['soc-prod-weu', 'On', 'West Europe', 'Security', 'rg-soc-weu'],
  ['soc-prod-neu', 'On', 'North Europe', 'Security', 'rg-soc-neu'],
  ['logs-shared-platform-engineering', 'Not seen', 'West Europe', 'Platform Engineering', 'rg-observability'],
  ['logs-dev', 'Not seen', 'North Europe', 'Development', 'rg-dev'],
] as const;

const idOf = (name: string, group: string) =>
  `/subscriptions/0c7d5e11-3a52-4b8e-8f69-91c2a4d7e830/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/${name}`;

/** One question of every kind. A kind without one fails to compile. */
export const questions = {
  text: {
    kind: 'text',
    id: 'appName',
    screen: 'features',
    title: 'Application name',
    helper: 'We use this name to find it next time.',
    default: 'Dropzone AI Sentinel Integration',
    max: 120,
  },
  number: {
    kind: 'number',
    id: 'secretMonths',
    screen: 'features',
    title: 'Client secret lasts',
    helper: 'Your tenant allows up to 12 months.',
    default: 6,
    min: 1,
    max: 24,
    unit: 'months',
  },
  duration: {
    kind: 'duration',
    id: 'pollInterval',
    screen: 'form',
    title: 'Poll interval',
    helper: 'How often Dropzone checks. Measured, unless you change it.',
    default: 'auto',
    minSeconds: 60,
    maxSeconds: 86_400,
  },
  choice: {
    kind: 'choice',
    id: 'use',
    screen: 'features',
    title: 'Use Dropzone AI as',
    helper: 'Both is what most people choose.',
    default: 'both',
    options: [
      { id: 'both', title: 'Alert source and data source', consequence: 'Reads incidents and queries logs' },
      {
        id: 'alert-source',
        title: 'Alert source',
        consequence: 'Reads incidents, and queries only for them',
      },
      { id: 'data-source', title: 'Data source', consequence: 'Queries logs, but imports no incidents' },
    ],
  },
  choices: {
    kind: 'choices',
    id: 'severities',
    screen: 'form',
    title: 'Enabled severity levels',
    helper: "Incidents of other severities aren't imported.",
    default: ['High', 'Medium', 'Low'],
    options: ['High', 'Medium', 'Low', 'Informational'].map((id) => ({ id, title: id })),
  },
  list: {
    kind: 'list',
    id: 'allowedDomains',
    screen: 'form',
    title: 'Email domains of your organization',
    helper: 'Press Enter after each domain.',
    default: ['contoso.com', 'contoso.onmicrosoft.com'],
    max: 20,
  },
  query: {
    kind: 'query',
    id: 'kqlQueries',
    screen: 'form',
    title: 'KQL Queries',
    helper: 'Further queries for Dropzone to run. Each is tested as the application.',
    default: [],
    max: 20,
  },
  confirm: {
    kind: 'confirm',
    id: 'ticketSync',
    screen: 'features',
    title: 'Update status on investigation change',
    helper: 'Sets an incident to active or closed as the investigation moves.',
    consequence: 'Needs to write: Microsoft Sentinel Responder instead of a reading role',
    default: false,
  },
  secret: {
    kind: 'secret',
    id: 'clientSecret',
    screen: 'features',
    title: 'Existing client secret (optional)',
    helper: 'The value, not its ID. Stored encrypted on this computer.',
    optional: true,
    refuse: [{ rule: 'guid', say: "That is the secret's ID. Paste its value." }],
  },
  pick: {
    kind: 'pick',
    id: 'workspace',
    screen: 'workspaces',
    title: 'Workspaces',
    many: true,
    columns: ['Microsoft Sentinel', 'Region', 'Subscription', 'Resource group'],
    options: workspaces.map(([name, ...cells]) => ({
      id: idOf(name, cells[3]),
      title: name,
      cells,
      ...(cells[0] === 'On' ? { preferred: true as const } : {}),
      ...(name === 'logs-dev' ? { unusable: "You don't have a role on it." } : {}),
    })),
    default: [idOf('soc-prod-weu', 'rg-soc-weu')],
    empty: 'You have access to no workspace.',
  },
  file: {
    kind: 'file',
    id: 'template',
    screen: 'form',
    title: 'Playbook template (optional)',
    helper: 'A file that the vendor gave you.',
    accept: ['.json'],
    maxBytes: 262_144,
    optional: true,
  },
} as const satisfies { readonly [K in Kind]: Asked<K> };

/** The questions of the recipe that the pages show. */
export const asks: readonly Question[] = [
  questions.pick,
  questions.choice,
  questions.confirm,
  questions.number,
  questions.text,
  questions.choices,
  {
    ...questions.choices,
    id: 'statuses',
    title: 'Enabled statuses',
    helper: "Incidents in other statuses aren't imported.",
    default: ['New', 'Active'],
    options: ['New', 'Active', 'Closed'].map((id) => ({ id, title: id })),
  },
  questions.query,
  questions.duration,
];

/** What is typed into each, if not its default. */
const values: Readonly<Partial<Record<Kind, AnswerValue>>> = {
  query: ['SecurityIncident | where Severity == "High"', 'SigninLogs | where ResultType != 0 | take 100'],
  duration: '5m',
};

const tooLong: Refusal = {
  field: 'secretMonths',
  reason: "Tenant policy doesn't allow a 24-month client secret.",
  remedy: 'Enter 12 or fewer.',
};

export const questionFixtures: readonly Fixture[] = [
  ...Object.values<Question>(questions).map((ask): Fixture => {
    const value = values[ask.kind] ?? ('default' in ask ? ask.default : undefined);
    return {
      name: `question-${ask.kind}`,
      // A picker is named by its page.
      sees: [
        ask.kind === 'pick' ? 'With Microsoft Sentinel' : ask.title,
        ...(ask.helper === undefined ? [] : [ask.helper]),
      ],
      word: { is: 'question', ask, ...(value === undefined ? {} : { value }) },
    };
  }),
  {
    name: 'question-refused',
    sees: [tooLong.reason],
    word: { is: 'question', ask: questions.number, value: 24, refusal: tooLong },
  },
  {
    name: 'question-secret-held',
    sees: ['Kept by this app. Never displayed.'],
    word: { is: 'question', ask: questions.secret },
    store: { secretsGiven: [questions.secret.id] },
  },
];
