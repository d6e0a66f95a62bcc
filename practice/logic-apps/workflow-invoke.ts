import type { Json, JsonObject } from '../core/contents.ts';
import { notImitated } from '../core/not-imitated.ts';
import { type Context, type Operation, operation, Refusal, type WireResponse } from '../core/router.ts';
import { holdsSignature } from './workflow-callback.ts';
import { actionsWithin } from './workflow-definition.ts';
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
  const headers = {
    'x-ms-workflow-run-id': run.name,
    'x-ms-workflow-id': access,
    'x-ms-workflow-name': workflow.name,
    'x-ms-trigger-history-name': run.name,
  };
  const responses = responsesIn((workflow.properties['definition'] as JsonObject)['actions'] as JsonObject);
  return {
    status: 202,
    headers,
    ...(responses.size === 0 ? {} : { afterwards: () => responseOf(context, run.id, responses, headers) }),
  };
}

/** The names of a definition's Response actions, those inside loops and conditions included. */
const responsesIn = (actions: JsonObject = {}): ReadonlySet<string> =>
  new Set(
    Object.entries(actions).flatMap(([name, action]) => [
      ...((action as JsonObject)['type'] === 'Response' ? [name] : []),
      ...actionsWithin(action as JsonObject).flatMap((inner) => [...responsesIn(inner)]),
    ]),
  );

/** What the run's first Response action says. Assumed: the words where none was reached. */
function responseOf(
  context: Context,
  runId: string,
  names: ReadonlySet<string>,
  headers: Readonly<Record<string, string>>,
): WireResponse {
  const run = context.store.authoritative().get('workflowRuns', runId);
  const said = Object.values(run?.actions ?? {}).find(
    ({ name, status }) => names.has(name) && status === 'Succeeded',
  );
  if (said === undefined) {
    if (run?.status === 'Waiting') throw notImitated('a Response that comes after a wait');
    throw refuse(
      502,
      'NoResponse',
      `The server did not receive a response from an upstream server. Request tracking id '${run?.name ?? ''}'.`,
    );
  }
  const { statusCode = 200, headers: given = {}, body } = said.inputs as JsonObject;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw refuse(502, 'BadGateway', `The status code '${String(statusCode)}' of the response is not valid.`);
  const own = Object.entries(given as JsonObject)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name, value]) => /^[\w-]+$/u.test(name) && /^[\x20-\x7e]*$/u.test(value));
  const all = { ...headers, ...Object.fromEntries(own) };
  if (body === undefined || [204, 205, 304].includes(status)) return { status, headers: all };
  return typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...all }, text: body }
    : { status, headers: all, body };
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
