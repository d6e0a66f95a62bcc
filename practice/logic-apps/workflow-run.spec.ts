import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, ResourceObject, WorkflowRunObject } from '../core/contents.ts';
import type { Refusal } from '../core/router.ts';
import type { Reach } from './workflow-connectors.ts';
import { demandDefinition } from './workflow-definition.ts';
import { runOn } from './workflow-run.ts';

const started = Date.UTC(2026, 10, 22, 8);
const fresh: WorkflowRunObject = {
  id: '/run',
  workflowId: '/w',
  name: 'run',
  trigger: { name: 'manual', body: { rows: [['a', 'b'], ['c']], none: null } },
  startedAt: started,
  endedAt: null,
  status: 'Running',
  error: null,
  actions: {},
};

/** A definition played as far as it gets by some seconds after its start. */
function played(actions: JsonObject, seconds = 0, run = fresh, pace = 1): Promise<WorkflowRunObject> {
  const workflow = { properties: { definition: { actions } } } as unknown as ResourceObject;
  const reach = { workflow, pace } as Reach;
  return runOn(run, reach, started + seconds * 1000, { secrets: new Set(), exposed: () => undefined });
}

const declared = (name: string, type: string, value?: Json): JsonObject => ({
  type: 'InitializeVariable',
  inputs: { variables: [{ name, type, ...(value === undefined ? {} : { value }) }] },
});
const append = (value: string, runAfter: JsonObject = {}): JsonObject => ({
  type: 'AppendToArrayVariable',
  runAfter,
  inputs: { name: 'found', value },
});
const read = (content: string, schema: JsonObject, runAfter: JsonObject): JsonObject => ({
  type: 'ParseJson',
  runAfter,
  inputs: { content, schema },
});
const after = (name: string): JsonObject => ({ [name]: ['Succeeded'] });
const outputOf = (run: WorkflowRunObject, action: string) => run.actions[action]?.outputs['body'];

describe('a run', () => {
  const nested: JsonObject = {
    Declare: declared('found', 'array', []),
    Rows: {
      type: 'Foreach',
      runAfter: after('Declare'),
      foreach: "@triggerBody()?['rows']",
      actions: {
        Cells: {
          type: 'Foreach',
          foreach: "@items('Rows')",
          actions: { Keep: append("@items('Cells')") },
        },
      },
    },
    Pause: { type: 'Wait', runAfter: after('Rows'), inputs: { interval: { count: 10, unit: 'Minute' } } },
    Read: read("@variables('found')", { type: 'array' }, after('Pause')),
  };

  it('goes through a loop within a loop, and knows its variables still after a wait', async () => {
    const waiting = await played(nested, 599);
    expect(waiting.status).toBe('Waiting');
    const over = await played(nested, 700, waiting);
    expect([over.status, outputOf(over, 'Read')]).toEqual(['Succeeded', ['a', 'b', 'c']]);
  });

  it('waits its minutes, or seconds where practice has it faster', async () => {
    expect((await played(nested, 11)).status).toBe('Waiting');
    expect((await played(nested, 20, fresh, 60)).status).toBe('Succeeded');
  });

  it.each([
    ['of a type there is none of', { A: declared('found', 'list') }],
    ['of another type than its value', { A: declared('found', 'array', 'a') }],
    ['declared twice', { A: declared('found', 'array'), B: { ...declared('found', 'array') } }],
    ['that was never declared', { A: append('a') }],
    ['that is no array, to append to', { A: declared('found', 'string'), B: append('a', after('A')) }],
  ])('fails on a variable %s', async (_what, actions) => {
    expect((await played(actions)).status).toBe('Failed');
  });

  it('fails on a loop over what is no list', async () => {
    const over = (foreach: string) => played({ Loop: { type: 'Foreach', foreach, actions: {} } });
    expect((await over("@triggerBody()?['none']")).status).toBe('Failed');
    expect((await over("@triggerBody()?['rows']")).status).toBe('Succeeded');
  });

  it.each([
    ['Succeeded', undefined],
    ['Cancelled', undefined],
    ['Failed', { code: '500', message: '{"error":"busy"}' }],
  ])('ends as %s where an action says so, with the code and words it works out', async (runStatus, error) => {
    const runError = { code: "@{outputs('Say')['statusCode']}", message: "@{body('Say')}" };
    const run = await played({
      Say: read(`{"error":"busy"}`, {}, {}),
      End: {
        type: 'Terminate',
        runAfter: after('Say'),
        inputs: { runStatus, ...(error ? { runError } : {}) },
      },
      Never: { type: 'ParseJson', runAfter: after('End'), inputs: { content: 1 } },
    });
    expect([run.status, Object.keys(run.actions)]).toEqual([runStatus, ['Say', 'End']]);
    expect(run.error).toEqual(error ? { code: '200', message: '{"error":"busy"}' } : null);
  });

  it.each([
    [{ type: 'object' }, 'Failed'],
    [{ type: 'array', items: { type: 'array' } }, 'Succeeded'],
    [{ type: 'array', items: { type: 'string' } }, 'Failed'],
  ])('reads JSON of the schema %j: %s', async (schema, status) => {
    expect((await played({ Read: read("@triggerBody()?['rows']", schema, {}) })).status).toBe(status);
  });
});

it('a definition that declares a variable inside another action is refused', () => {
  const $schema = 'https://schema.management.azure.com/x#';
  const inner = { Declare: declared('found', 'array') };
  const refused = (actions: JsonObject): unknown => {
    try {
      demandDefinition({ $schema, actions });
      return undefined;
    } catch (thrown) {
      return (thrown as Refusal).answer.body;
    }
  };
  expect(refused(inner)).toBeUndefined();
  expect(refused({ Loop: { type: 'Foreach', actions: inner } })).toMatchObject({
    error: { code: 'InvalidTemplate', message: expect.stringContaining("'Declare'") },
  });
});
