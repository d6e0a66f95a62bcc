import type { Json } from '../core/contents.ts';
import { type Context, type Operation, operation, Refusal, type WireResponse } from '../core/router.ts';
import { holdsSignature } from './workflow-callback.ts';
import { startRun } from './workflow-runs.ts';
import { accessIdOf, triggersOf, workflowType } from './workflow-view.ts';

const refuse = (status: number, code: string, message: string): Refusal =>
  new Refusal({ status, body: { error: { code, message } } });

/** Calls a workflow at its callback address: the signature in it is all there is to show. Assumed: the words. */
function invoke(context: Context): WireResponse {
  const { access = '', trigger = '' } = context.params;
  const workflow = context.truth
    .list('resources')
    .find((one) => one.type === workflowType && accessIdOf(one) === access);
  if (workflow === undefined)
    throw refuse(404, 'WorkflowNotFound', `The workflow '${access}' could not be found.`);
  if (context.query('sig') === undefined)
    throw refuse(
      401,
      'DirectApiAuthorizationRequired',
      'The request must be authenticated only by Shared Access scheme.',
    );
  if (!holdsSignature(context, workflow, trigger))
    throw refuse(401, 'AuthorizationFailed', 'The authentication credentials are not valid.');
  if (triggersOf(workflow)[trigger] === undefined)
    throw refuse(404, 'WorkflowTriggerNotFound', `The trigger '${trigger}' could not be found.`);
  const run = startRun(context, workflow, { name: trigger, body: bodyIn(context) });
  if (run === undefined)
    throw refuse(
      400,
      'WorkflowTriggerIsNotEnabled',
      `Could not execute workflow '${workflow.name}' trigger '${trigger}' with state 'Disabled': trigger is not enabled.`,
    );
  return {
    status: 202,
    headers: {
      'x-ms-workflow-run-id': run.name,
      'x-ms-workflow-id': access,
      'x-ms-workflow-name': workflow.name,
      'x-ms-trigger-history-name': run.name,
    },
  };
}

function bodyIn(context: Context): Json {
  if (context.text.trim() === '') return null;
  try {
    return JSON.parse(context.text) as Json;
  } catch {
    throw refuse(
      400,
      'InvalidRequestContent',
      'The request content is not valid and could not be deserialized.',
    );
  }
}

export const workflowInvokeOperations: readonly Operation[] = [
  operation({
    host: 'logic',
    method: 'POST',
    path: '/workflows/{access}/triggers/{trigger}/paths/invoke',
    source: [
      'examples/logic-apps/Workflows_ListCallbackUrl.json',
      'https://learn.microsoft.com/azure/connectors/connectors-native-reqres',
    ],
    assumed: ['the words of its refusals'],
    open: true,
    run: invoke,
  }),
];
