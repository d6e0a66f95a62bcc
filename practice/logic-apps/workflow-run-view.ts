import { armTime } from '../arm/arm.ts';
import type { JsonObject, ResourceObject, RunActionObject, WorkflowRunObject } from '../core/contents.ts';
import type { Context } from '../core/router.ts';
import { versionOf, workflowType } from './workflow-view.ts';

/** A run as its provider shows it. */
export function shownRun(context: Context, workflow: ResourceObject, run: WorkflowRunObject): JsonObject {
  const startTime = armTime(run.startedAt);
  const correlation = { clientTrackingId: run.name };
  return {
    properties: {
      waitEndTime: startTime,
      startTime,
      ...(run.endedAt === null ? {} : { endTime: armTime(run.endedAt) }),
      status: run.status,
      ...(run.error === null ? {} : { code: run.error.code, error: run.error }),
      correlation,
      workflow: versionOf(workflow),
      trigger: {
        name: run.trigger.name,
        startTime,
        endTime: startTime,
        scheduledTime: startTime,
        correlation,
        code: run.trigger.name === 'manual' ? 'Accepted' : 'OK',
        status: 'Succeeded',
        ...linkTo(context, workflow, run, 'trigger', 'outputs'),
      },
      outputs: {},
    },
    id: run.id,
    name: run.name,
    type: `${workflowType}/runs`,
  };
}

/** Where whoever may read runs reads what went through an action. */
function linkTo(
  context: Context,
  workflow: ResourceObject,
  run: WorkflowRunObject,
  path: string,
  which: 'inputs' | 'outputs',
): JsonObject {
  const uri = `https://${context.cloud.arm}${workflow.id}/runs/${run.name}/contents/${encodeURIComponent(path)}:${which}?api-version=2019-05-01`;
  return { [`${which}Link`]: { uri } };
}

/** One action of a run; what its definition hides is not even linked to. */
export function shownAction(
  context: Context,
  workflow: ResourceObject,
  run: WorkflowRunObject,
  path: string,
  action: RunActionObject,
): JsonObject {
  const link = (which: 'inputs' | 'outputs'): JsonObject =>
    action.secured.includes(which) || action.status === 'Skipped'
      ? {}
      : linkTo(context, workflow, run, path, which);
  return {
    properties: {
      ...link('inputs'),
      ...link('outputs'),
      startTime: armTime(action.startedAt),
      endTime: armTime(action.endedAt),
      correlation: { actionTrackingId: action.name, clientTrackingId: run.name },
      code: action.code,
      status: action.status,
      ...(action.error === undefined ? {} : { error: action.error }),
    },
    id: `${run.id}/actions/${action.name}`,
    name: action.name,
    type: `${workflowType}/runs/actions`,
  };
}
