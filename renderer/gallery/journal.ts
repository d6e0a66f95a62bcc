import type {
  Entry,
  Event,
  Intent,
  PlainFinding,
  PlannedChange,
  StepHeading,
} from '../../engine/journal/journal.ts';
import type { Change, Receipt } from '../../engine/model/step.ts';
import { changes } from './cards.ts';
import { tenant } from './contoso.ts';
import { at } from './fixture.ts';

export const runId = 'run-1';
export const planHash = '3f9a1c52d07be8846610';

const step = (id: string, title: string, why: string, more: Partial<StepHeading> = {}): StepHeading => ({
  id,
  title,
  why,
  severity: 'block',
  checks: [],
  changes: true,
  ...more,
});

const only = { changes: false } as const;

/** The steps of a connection, in their order. */
export const steps: readonly StepHeading[] = [
  step(
    'who-am-i',
    'You are signed in to this tenant',
    'Every change uses your rights, so we check them first',
    {
      ...only,
      checks: ['ADM-01'],
    },
  ),
  step('find-workspace', 'Find soc-prod-weu', "Reads the workspace IDs so you don't have to copy them", {
    ...only,
    checks: ['WSP-01'],
  }),
  step('register-application', 'Register the application', 'Dropzone AI signs in as itself, not as you', {
    checks: ['APP-01'],
  }),
  step('create-secret', 'Create a client secret', 'Stored encrypted on this computer. Never displayed.', {
    checks: ['CRD-01'],
  }),
  step('add-permissions', 'Add permissions of the Log Analytics API', 'Keeps existing permissions', {
    checks: ['PRM-01'],
  }),
  step('grant-consent', 'Consent to the Log Analytics API', 'Grants only these permissions', {
    checks: ['PRM-02'],
  }),
  step('grant-consent-graph', 'Consent to Microsoft Graph', 'Grants only these permissions', {
    checks: ['PRM-03'],
  }),
  step(
    'assign-role',
    'Assign Microsoft Sentinel Responder on soc-prod-weu',
    'Access needs both API consent and a workspace role',
    { checks: ['WSP-02'], usually: { from: 30, to: 300 } },
  ),
  step(
    'test-logs',
    'Query logs as the application',
    'Proves that the application reads what Dropzone AI will read',
    {
      ...only,
      checks: ['DAT-01'],
    },
  ),
  step('test-incidents', 'Read incidents as the application', 'Proves that the role has arrived', {
    ...only,
    checks: ['DAT-02'],
  }),
  step(
    'workspace-locks',
    'Nothing on soc-prod-weu is locked or turned off',
    'A locked resource group accepts no new role',
    {
      ...only,
      severity: 'warn',
      checks: ['WSP-05'],
    },
  ),
];

const graph: Change = { ...changes.grant, what: 'SecurityEvents.Read.All', where: 'Microsoft Graph' };

/** What the run changes, in its order. */
export const plan: readonly PlannedChange[] = [
  { ...changes.create, step: 'register-application', by: 'you' },
  {
    ...changes.create,
    what: 'Its service principal',
    where: 'this tenant',
    step: 'register-application',
    by: 'you',
  },
  {
    ...changes.create,
    what: 'Client secret',
    where: 'the application',
    months: 6,
    step: 'create-secret',
    by: 'you',
  },
  { ...changes.add, step: 'add-permissions', by: 'you' },
  { ...changes.grant, step: 'grant-consent', by: 'you' },
  {
    ...graph,
    right: 'Privileged Role Administrator',
    step: 'grant-consent-graph',
    by: 'someone-else',
  },
  { ...changes.assign, step: 'assign-role', by: 'you' },
];

/** The plan of someone who can make every change. */
export const ownPlan: readonly PlannedChange[] = plan.map((change) => ({ ...change, by: 'you' }));

export const began = (intent: Intent, of: readonly StepHeading[] = steps): Event => ({
  kind: 'run-began',
  recipe: 'dropzone-sentinel',
  title: 'Connect Dropzone AI to Microsoft Sentinel',
  intent,
  tenant,
  answers: { workspace: ['soc-prod-weu'], use: 'both' },
  steps: of,
});

export const found = (id: string, finding: PlainFinding, ms = 640): Event => ({
  kind: 'found',
  step: id,
  finding,
  ms,
});

export const met = (id: string, more: Partial<PlainFinding> = {}): Event => found(id, { is: 'met', ...more });

export const planned = (of: readonly PlannedChange[] = plan): Event => ({
  kind: 'planned',
  planHash,
  changes: of,
});
export const approved: Event = { kind: 'approved', planHash };

export const receiptOf = (change: Change, more: Partial<Receipt> = {}): Receipt => ({
  made: { kind: change.verb, id: `${change.what} ${change.where}` },
  owned: true,
  ...more,
});

/** A change that was sent and confirmed. */
export function made({ step: id, by: _by, unmarked: _unmarked, ...change }: PlannedChange): readonly Event[] {
  const operation = `${id} ${change.what}`;
  return [
    { kind: 'looking', step: id },
    { kind: 'intent', step: id, operation, change },
    { kind: 'done', step: id, operation, receipt: receiptOf(change) },
    met(id),
  ];
}

/** Entries of one run, `gap` seconds apart, the last of them `ago` seconds before now. */
export function journal(
  events: readonly Event[],
  {
    id = runId,
    ago = 4,
    gap = 2,
  }: { readonly id?: string; readonly ago?: number; readonly gap?: number } = {},
): readonly Entry[] {
  return events.map((event, n) => ({
    v: 1,
    runId: id,
    seq: n + 1,
    at: at(-ago - (events.length - 1 - n) * gap),
    ...event,
  }));
}
