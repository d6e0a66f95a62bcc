import { LogicManagementClient } from '@azure/arm-logic';
import { expect, it } from 'vitest';
import { playbooksIn } from '../playbooks/playbooks.spec-kit.ts';

interface SentBySdk {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  readonly body?: unknown;
}

/** Microsoft's own client as it is, with the tenant as its transport. */
async function client() {
  const at = await playbooksIn();
  const httpClient = {
    async sendRequest(request: SentBySdk) {
      const reply = await at.tenant.fetch(
        new Request(request.url, {
          method: request.method,
          headers: Object.fromEntries(request.headers),
          body: typeof request.body === 'string' ? request.body : null,
        }),
      );
      return { request, status: reply.status, headers: reply.headers, bodyAsText: await reply.text() };
    },
  };
  const credential = {
    getToken: async () => ({ token: at.token, expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const logic = new LogicManagementClient(credential, at.workspace.subscriptionId, {
    httpClient: httpClient as never,
    retryOptions: { maxRetries: 0 },
  });
  return {
    at,
    logic,
    group: at.workspace.resourceGroup,
    name: at.workflow('Webhook').split('/').at(-1) ?? '',
  };
}

it('Microsoft’s client lists, reads, puts back, switches and deletes a workflow, and is given its address and runs', async () => {
  const { at, logic, group, name } = await client();
  const names: string[] = [];
  for await (const one of logic.workflows.listByResourceGroup(group)) names.push(one.name ?? '');
  expect(names).toHaveLength(4);
  const before = await logic.workflows.get(group, name);
  expect(before).toMatchObject({ state: 'Enabled', location: 'westeurope', provisioningState: 'Succeeded' });
  expect(before.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
  const { location, tags, definition, parameters, state } = before;
  const wanted = { location, tags, definition, parameters, state, identity: { type: 'SystemAssigned' } };
  const again = await logic.workflows.createOrUpdate(group, name, wanted as never);
  expect([again.definition, again.parameters, again.identity]).toEqual([
    definition,
    parameters,
    before.identity,
  ]);
  await logic.workflows.disable(group, name);
  expect((await logic.workflows.get(group, name)).state).toBe('Disabled');
  await logic.workflows.enable(group, name);
  const address = await logic.workflowTriggers.listCallbackUrl(group, name, 'manual');
  await at.tenant.fetch(new Request(address.value ?? '', { method: 'POST', body: '{}' }));
  const runs: (string | undefined)[] = [];
  for await (const run of logic.workflowRuns.list(group, name, { top: 5 })) runs.push(run.status);
  expect(runs).toEqual(['Failed']);
  await logic.workflows.regenerateAccessKey(group, name, { keyType: 'Primary' });
  expect((await logic.workflowTriggers.listCallbackUrl(group, name, 'manual')).value).not.toBe(address.value);
  await logic.workflows.delete(group, name);
  await expect(logic.workflows.get(group, name)).rejects.toMatchObject({
    statusCode: 404,
    code: 'ResourceNotFound',
  });
});
