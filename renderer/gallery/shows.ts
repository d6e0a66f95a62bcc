import { pollShow } from '../../engine/model/latency.ts';
import type { AccessChart, DelayChart, IncidentsChart, Show } from '../../engine/model/show.ts';
import { at, type Fixture } from './fixture.ts';

type Kind = Show['show'];
type Chart = Extract<Show, { readonly show: 'chart' }>;

/** Rows in bins of 12 s: most within two minutes, a few much later. */
const late = [4, 31, 88, 131, 117, 84, 61, 45, 32, 26, 19, 14, 11, 9, 7, 6, 4, 3, 3, 2, 2, 1, 1, 1];

const delay: DelayChart = {
  chart: 'delay',
  binSeconds: 12,
  counts: late,
  marks: { p50: 54, p95: 158, p99: 231 },
};

const days = Array.from({ length: 14 }, (_, day) => at((day - 13) * 86_400).slice(0, 10));

const incidents: IncidentsChart = {
  chart: 'incidents',
  vendor: 'Dropzone AI',
  history: {
    days,
    parts: [
      { severity: 'High', statuses: ['New'], counts: [1, 0, 2, 1, 3, 0, 0, 1, 2, 1, 4, 1, 0, 1] },
      { severity: 'Medium', statuses: ['New'], counts: [4, 3, 6, 5, 7, 2, 1, 4, 5, 6, 9, 4, 2, 3] },
      { severity: 'Low', statuses: ['New'], counts: [8, 6, 9, 11, 12, 4, 3, 9, 10, 8, 14, 9, 4, 5] },
      { severity: 'Informational', statuses: ['New'], counts: [5, 7, 4, 6, 9, 2, 2, 5, 6, 7, 8, 4, 3, 2] },
    ],
  },
  takes: { severities: ['High', 'Medium', 'Low'], statuses: ['New', 'Active'] },
};

const access: AccessChart = {
  chart: 'access',
  application: 'Dropzone AI Sentinel Integration',
  given: [
    { name: 'Data.Read', by: 'data-consent', reaches: 'soc-prod-weu', verb: 'queries logs' },
    {
      name: 'SecurityEvents.Read.All',
      by: 'graph-consent',
      reaches: 'Microsoft Graph',
      verb: 'reads',
    },
    {
      name: 'Microsoft Sentinel Responder',
      by: 'azure-role',
      reaches: 'soc-prod-weu',
      verb: 'updates incidents',
    },
    {
      name: 'Key Vault Secrets User',
      by: 'vault-role',
      reaches: 'kv-soc-weu',
      verb: 'reads',
    },
    { name: 'Get secrets', by: 'vault-policy', reaches: 'kv-soc-legacy', verb: 'reads' },
  ],
  leftOut: [{ name: 'Microsoft Sentinel Contributor', because: 'Also edits analytics rules and watchlists' }],
};

/** One chart of every kind. A kind without one fails to compile. */
export const charts = {
  delay: {
    show: 'chart',
    title: '95 of 100 rows arrive within 2 min 38 s',
    caption: '702 rows of the last 24 hours, by how late they arrived',
    chart: delay,
  },
  incidents: {
    show: 'chart',
    title: 'Dropzone AI would have received 14 incidents a day',
    caption: 'Incidents created in the last 14 days, by day and severity',
    chart: incidents,
  },
  access: {
    show: 'chart',
    title: 'What the application has access to',
    caption: 'Each line is a permission or a role',
    chart: access,
  },
} as const satisfies Record<Chart['chart']['chart'], Chart>;

const poll = {
  ingestionDelay: 'Log ingestion delay',
  pollInterval: 'Poll interval',
  pollLookback: 'Poll lookback',
};

/** One of every show. A show without one fails to compile. */
export const shows = {
  text: {
    show: 'text',
    text: 'Access is proven. No rows arrived in the last 24 hours.',
    learnMore: 'https://learn.microsoft.com/azure/sentinel/',
  },
  pairs: {
    show: 'pairs',
    title: 'Incidents',
    pairs: [
      ['Read', '142'],
      ['Newest', at(-540)],
    ],
  },
  table: pollShow(poll, { rows: 702, p99: 231 }),
  checklist: {
    show: 'checklist',
    title: 'Permissions Dropzone asks for',
    at: at(-120),
    items: [
      { is: 'met', title: 'Data.Read', caption: 'Granted on the Log Analytics API' },
      {
        is: 'unmet',
        title: 'SecurityEvents.Read.All',
        caption: 'Its alerts are retired. Secure scores still work.',
      },
      { is: 'waiting', title: 'SecurityAlert.Read.All', caption: 'Microsoft is still copying the new grant' },
      { is: 'blocked', title: 'Mail.Read', caption: 'Needs Privileged Role Administrator' },
      { is: 'unknown', title: 'Files.Read.All', caption: "The Azure CLI sign-in can't read this" },
      { is: 'not-reached', title: 'Sites.Read.All', caption: 'Starts after: Register the application' },
    ],
  },
  chart: charts.delay,
  code: {
    show: 'code',
    title: 'Command',
    code: 'az role assignment create --assignee b2a90c14-77e3-4f0d-9c1a-5de8347f6a20 \\\n  --role "Microsoft Sentinel Responder" --scope /subscriptions/0c7d5e11-3a52-4b8e-8f69-91c2a4d7e830',
  },
  'held-secret': {
    show: 'held-secret',
    title: 'Client secret',
    handle: 'dropzone-ai/client-secret',
    expires: at(180 * 86_400),
  },
} as const satisfies { readonly [K in Kind]: Extract<Show, { readonly show: K }> };

/** The first words of a show that a reader finds. */
const firstWords = (show: Show) => (show.show === 'text' ? show.text : (show.title ?? ''));

/** The words a checklist adds to its title are a time, which is the reader's own. */
export const showFixtures: readonly Fixture[] = [
  ...Object.entries<Show>(shows).map(
    ([name, show]): Fixture => ({
      name: `show-${name}`,
      sees: [firstWords(show)],
      word: { is: 'show', show },
    }),
  ),
  ...Object.entries<Chart>(charts).flatMap(([name, show]): readonly Fixture[] => [
    { name: `chart-${name}`, sees: [show.title, show.caption], word: { is: 'show', show } },
    {
      name: `chart-${name}-as-table`,
      sees: [show.title],
      word: { is: 'show', show },
      press: ['Show as a table'],
    },
  ]),
  {
    name: 'show-checklist-to-do',
    sees: ['At Dropzone AI', 'Paste the client secret'],
    word: {
      is: 'show',
      show: {
        show: 'checklist',
        title: 'At Dropzone AI',
        items: [
          { is: 'not-reached', title: 'Open Settings, then Integrations' },
          { is: 'not-reached', title: 'Paste the client secret', caption: 'Copy it from the form.' },
          { is: 'not-reached', title: 'Select Test connection' },
        ],
      },
    },
  },
];
