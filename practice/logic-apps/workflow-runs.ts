import { armOperation, ok, pageOf } from '../arm/arm.ts';
import { notFound } from '../arm/errors.ts';
import type { Json, JsonObject, ResourceObject, WorkflowRunObject } from '../core/contents.ts';
import { fractionOf } from '../core/ids.ts';
import type { Context, Operation, WireResponse } from '../core/router.ts';
import type { Reading, Store } from '../core/store.ts';
import type { CallAs, Reach } from './workflow-connectors.ts';
import { isOver, runOn } from './workflow-run.ts';
import { shownAction, shownRun } from './workflow-run-view.ts';
import { ticksLeft, triggersOf, workflowType } from './workflow-view.ts';
import { workflowAt } from './workflows.ts';

/** What a run needs of a tenant while it goes on. */
export interface Stage {
  readonly store: Store;
  readonly now: number;
  readonly arm: string;
  readonly vaultSuffix: string;
  readonly pace: number;
  readonly call: CallAs;
}

/** What actions were given and gave, secrets included: for as long as this program runs. */
type Exposed = Map<string, { readonly inputs: Json; readonly outputs: JsonObject }>;

const exposures = new WeakMap<Store, Exposed>();

/** Starts a run; it goes on by itself from there. Undefined where the workflow is not there, or is switched off. */
export function startRun(
  context: Pick<Context, 'store' | 'truth' | 'clock' | 'newId'>,
  workflow: ResourceObject,
  trigger: WorkflowRunObject['trigger'],
): WorkflowRunObject | undefined {
  if (workflow.properties['state'] !== 'Enabled') return undefined;
  const now = context.clock.now();
  const digits = (words: string, most: number): string =>
    String(Math.floor(fractionOf(words, context.newId()) * most)).padStart(String(most - 1).length, '0');
  const name = `${ticksLeft(now)}${digits('run', 1_000_000_000)}CU${digits('unit', 100)}`;
  const run: WorkflowRunObject = {
    id: `${workflow.id}/runs/${name}`,
    workflowId: workflow.id,
    name,
    trigger,
    startedAt: now,
    endedAt: null,
    status: 'Running',
    error: null,
    actions: {},
  };
  context.store.put('workflowRuns', run);
  return run;
}

/**
 * Starts a playbook for an incident, as an automation rule does: only one whose trigger waits for incidents runs.
 * @param incident the incident as Sentinel shows it, with the entities its alerts brought along.
 * @returns the run's id, or nothing where nothing was started.
 */
export function startPlaybook(
  context: Pick<Context, 'store' | 'truth' | 'clock' | 'newId'>,
  workflowId: string,
  incident: {
    readonly id: string;
    readonly name: string;
    readonly etag: string;
    readonly properties: JsonObject;
  },
  relatedEntities: readonly JsonObject[] = [],
): string | undefined {
  const workflow = context.truth.get('resources', workflowId);
  if (workflow?.type !== workflowType) return undefined;
  const [name] =
    Object.entries(triggersOf(workflow)).find(([, { type }]) => type === 'ApiConnectionWebhook') ?? [];
  if (name === undefined) return undefined;
  const workspace = context.truth
    .list('workspaces')
    .find(({ id }) => incident.id.toLowerCase().startsWith(`${id.toLowerCase()}/`));
  return startRun(context, workflow, {
    name,
    // https://learn.microsoft.com/connectors/azuresentinel, the incident trigger's body.
    body: {
      eventUniqueId: context.newId(),
      objectSchemaType: 'Incident',
      objectEventType: 'Create',
      workspaceInfo: {
        SubscriptionId: workspace?.subscriptionId ?? '',
        ResourceGroupName: workspace?.resourceGroup ?? '',
        WorkspaceName: workspace?.name ?? '',
      },
      workspaceId: workspace?.customerId ?? '',
      object: {
        id: incident.id,
        name: incident.name,
        etag: incident.etag,
        type: 'Microsoft.SecurityInsights/Incidents',
        properties: { ...incident.properties, relatedEntities },
      },
    },
  })?.id;
}

/** Takes every run under way as far as it goes by now. */
export async function advanceRuns(stage: Stage): Promise<void> {
  const truth = stage.store.authoritative();
  for (const run of truth.list('workflowRuns')) {
    if (isOver(run)) continue;
    const workflow = truth.get('resources', run.workflowId);
    if (workflow === undefined) continue;
    const held = exposures.get(stage.store) ?? (new Map() as Exposed);
    exposures.set(stage.store, held);
    const next = await runOn(run, reachOf(stage, truth, workflow, run), stage.now, {
      secrets: new Set(),
      exposed: (path, both) => void held.set(`${run.id} ${path}`, both),
    });
    if (JSON.stringify(next) !== JSON.stringify(run)) stage.store.put('workflowRuns', next);
  }
}

function reachOf(stage: Stage, truth: Reading, workflow: ResourceObject, run: WorkflowRunObject): Reach {
  const about = ({ trigger }: WorkflowRunObject): string =>
    String(
      (((trigger.body ?? {}) as JsonObject)['object'] as JsonObject | undefined)?.['id'] ?? '',
    ).toLowerCase();
  const earlier = truth
    .list('workflowRuns')
    .filter((one) => one.id !== run.id && one.workflowId === run.workflowId && one.status === 'Succeeded');
  return {
    truth,
    workflow,
    arm: stage.arm,
    vaultSuffix: stage.vaultSuffix,
    key: run.id,
    sentBefore: new Set(earlier.map(about)),
    pace: stage.pace,
    call: stage.call,
  };
}

const runsOf = (context: Context, workflow: ResourceObject): readonly WorkflowRunObject[] =>
  context.truth
    .list('workflowRuns')
    .filter((run) => run.workflowId.toLowerCase() === workflow.id.toLowerCase())
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));

function runIn(context: Context, workflow: ResourceObject): WorkflowRunObject {
  const wanted = context.params['run'] ?? '';
  const found = runsOf(context, workflow).find(({ name }) => name === wanted);
  if (found === undefined)
    throw notFound('WorkflowRunNotFound', `The workflow run '${wanted}' could not be found.`);
  return found;
}

function list(context: Context): WireResponse {
  const workflow = workflowAt(context, 'runs/read');
  const top = Number(context.query('$top') ?? 30);
  const size = Number.isInteger(top) && top > 0 ? Math.min(top, 250) : 30;
  return pageOf(
    context,
    runsOf(context, workflow).map((run) => shownRun(context, workflow, run)),
    size,
  );
}

function contents(context: Context): WireResponse {
  const workflow = workflowAt(context, 'runs/read');
  const run = runIn(context, workflow);
  const [, path = '', which = ''] = /^(.*):(inputs|outputs)$/.exec(context.params['part'] ?? '') ?? [];
  if (path === 'trigger') return ok({ body: run.trigger.body });
  const action = run.actions[path];
  if (action === undefined || action.secured.includes(which))
    throw notFound('ContentNotFound', 'The content could not be found.');
  const held = exposures.get(context.store)?.get(`${run.id} ${path}`) ?? action;
  return ok(which === 'inputs' ? held.inputs : held.outputs);
}

const runs =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Logic/workflows/{workflow}/runs';

const call = (
  path: string,
  source: Operation['source'],
  run: (context: Context) => WireResponse,
): Operation => armOperation({ method: 'GET', path, type: 'workflows', source, run });

export const workflowRunOperations: readonly Operation[] = [
  call(runs, ['examples/logic-apps/WorkflowRuns_List.json'], list),
  call(`${runs}/{run}`, ['examples/logic-apps/WorkflowRuns_Get.json'], (context) => {
    const workflow = workflowAt(context, 'runs/read');
    return ok(shownRun(context, workflow, runIn(context, workflow)));
  }),
  call(
    `${runs}/{run}/actions`,
    ['https://learn.microsoft.com/rest/api/logic/workflow-run-actions/list'],
    (context) => {
      const workflow = workflowAt(context, 'runs/actions/read');
      const run = runIn(context, workflow);
      return ok({
        value: Object.entries(run.actions).map(([path, one]) =>
          shownAction(context, workflow, run, path, one),
        ),
      });
    },
  ),
  armOperation({
    method: 'POST',
    path: `${runs.replace(/runs$/, 'triggers')}/{trigger}/run`,
    type: 'workflows',
    source: ['examples/logic-apps/WorkflowTriggers_Run.json'],
    assumed: ['that a workflow switched off is not started, and says nothing'],
    run: (context) => {
      const workflow = workflowAt(context, 'triggers/run/action');
      startRun(context, workflow, { name: context.params['trigger'] ?? '', body: null });
      return { status: 202 };
    },
  }),
  // The real ones lie on an address of their own, with a signature in it.
  call(`${runs}/{run}/contents/{part}`, 'assumed', contents),
];
