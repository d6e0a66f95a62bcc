import { readFileSync } from 'node:fs';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { LogicManagementClient } from '@azure/arm-logic';
import { DeploymentsClient } from '@azure/arm-resourcesdeployments';
import { SecurityInsights } from '@azure/arm-securityinsight';
import { SecretClient } from '@azure/keyvault-secrets';
import { collected, type Recording, replay, sdk } from '@sentinel-onboarding/practice/spec-kit';
import { expect, it } from 'vitest';
import { answeredBy } from '../../engine/model/answers.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { type StoredSecret, storedSecret } from '../catalogue/facts.ts';
import recipe from '../intezer-playbooks.recipe.ts';
import { playbookKeys, playbooks } from '../playbooks/playbooks.ts';
import { lab } from './lab.spec-kit.ts';

/** Roles as Microsoft publishes them: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roles = {
  reader: '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
  responder: '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
  automation: 'f4c81013-99ee-4d62-a7ee-b3f1f648599a',
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
};
/** Azure Security Insights, by the application id Microsoft's documentation gives. */
const securityInsights = '98785600-1bb7-4fb9-b9fa-19afe2c8a360';

interface Standing {
  readonly playbook: keyof typeof playbooks;
  readonly id: string;
  readonly principalId: string;
  readonly roleAssignmentId: string;
  readonly automationRuleId?: string;
}

/** A set-up as a person makes it, and Microsoft's clients as they are before the tenant it was made in. */
async function madeAndRead() {
  const { open, tenant } = lab('intezer-ready');
  const { picture } = await (await open()).run(recipe, 'set-up');
  expect(verdict(picture)).toBe(0);
  const profile = profileOf(recipe, picture, answeredBy(picture.answers), sha256);
  const [workspace] = profile?.workspaces ?? [];
  if (!profile || !workspace) throw new Error('no profile');
  const { subscriptionId, resourceGroup: group, workspaceName, armId } = workspace;
  const { credential, options } = sdk(tenant, 'https://management.azure.com', 'admin');
  const data = sdk(tenant, 'https://vault.azure.net', 'admin');
  const proof = profile.proof as unknown as {
    readonly playbooks: readonly Standing[];
    readonly vault: { readonly id: string; readonly mode: string };
  };
  return {
    tenant,
    proof,
    stored: picture.facts[storedSecret.id] as StoredSecret,
    group,
    workspaceName,
    scopeOfGroup: armId.split('/').slice(0, 5).join('/'),
    vaults: new KeyVaultManagementClient(credential, subscriptionId, options).vaults,
    secretsOf: (uri: string) => new SecretClient(uri, data.credential, data.options),
    deployments: new DeploymentsClient(credential, subscriptionId, options).deployments,
    workflows: new LogicManagementClient(credential, subscriptionId, options).workflows,
    rules: new SecurityInsights(credential, subscriptionId, options).automationRules,
    assignments: new AuthorizationManagementClient(credential, subscriptionId, options).roleAssignments,
  };
}

it('what the set-up made is read back by Microsoft’s own clients: vault, secret, deployment, playbooks, rules and roles', async () => {
  const { tenant, proof, stored, group, workspaceName, scopeOfGroup, ...clients } = await madeAndRead();
  expect(proof.playbooks.map(({ playbook }) => playbook)).toEqual(playbookKeys);
  const lower = (text: string | undefined) => text?.toLowerCase();

  const vault = await clients.vaults.get(group, proof.vault.id.split('/').at(-1) ?? '');
  expect([vault.id, vault.properties.enableRbacAuthorization, vault.properties.provisioningState]).toEqual([
    proof.vault.id,
    proof.vault.mode === 'rbac',
    'Succeeded',
  ]);

  const secrets = clients.secretsOf(vault.properties.vaultUri ?? '');
  const listed = await collected(secrets.listPropertiesOfSecrets());
  expect(listed.map(({ name, enabled }) => [name, enabled])).toEqual([[stored.name, true]]);
  const versions = await collected(secrets.listPropertiesOfSecretVersions(stored.name));
  expect(versions.map(({ version, enabled }) => [version, enabled])).toEqual([[stored.version, true]]);

  const deployments = await collected(clients.deployments.listByResourceGroup(group));
  const states = new Set(deployments.map(({ properties }) => properties?.provisioningState));
  expect([...states]).toEqual(['Succeeded']);
  const deployed = deployments
    .flatMap(({ properties }) => properties?.outputResources ?? [])
    .map(({ id }) => lower(id));
  expect(deployed).toEqual(expect.arrayContaining(proof.playbooks.map(({ id }) => lower(id))));

  const workflows = await collected(clients.workflows.listByResourceGroup(group));
  const standing = workflows.map(({ id, state, identity }) => [lower(id), state, identity?.principalId]);
  expect(standing).toHaveLength(4);
  expect(standing).toEqual(
    expect.arrayContaining(proof.playbooks.map(({ id, principalId }) => [lower(id), 'Enabled', principalId])),
  );

  const rules = await collected(clients.rules.list(group, workspaceName));
  const starts = rules.map(({ id, triggeringLogic, actions }) => {
    const [action] = actions;
    const runs = action && 'actionConfiguration' in action ? action.actionConfiguration : undefined;
    const started = runs && 'logicAppResourceId' in runs ? runs.logicAppResourceId : undefined;
    return [lower(id), triggeringLogic.isEnabled, lower(started)];
  });
  const wanted = proof.playbooks.filter(({ playbook }) => playbooks[playbook].startedBy === 'incident');
  expect(wanted).toHaveLength(3);
  expect(starts).toHaveLength(3);
  expect(starts).toEqual(
    expect.arrayContaining(wanted.map((each) => [lower(each.automationRuleId), true, lower(each.id)])),
  );

  const held = async (scope: string, principalId: string) =>
    (await collected(clients.assignments.listForScope(scope, { filter: `principalId eq '${principalId}'` })))
      .filter((each) => lower(each.scope) === lower(scope))
      .map((each) => each.roleDefinitionId?.split('/').at(-1));
  for (const { playbook, principalId, roleAssignmentId } of proof.playbooks) {
    const { readsKey, writesIncidents } = playbooks[playbook];
    expect(await held(proof.vault.id, principalId)).toEqual(readsKey ? [roles.secretsUser] : []);
    const given = await clients.assignments.getById(roleAssignmentId);
    expect([given.principalId, given.roleDefinitionId?.split('/').at(-1)]).toEqual([
      principalId,
      writesIncidents ? roles.responder : roles.reader,
    ]);
  }
  const sentinel = Object.values(tenant.state().servicePrincipals).find(
    ({ appId }) => appId === securityInsights,
  );
  expect(await held(scopeOfGroup, sentinel?.id ?? '')).toEqual([roles.automation]);
});

it('the Azure CLI, as it was recorded, is shown the same', async () => {
  const { tenant, proof, stored } = await madeAndRead();
  const file = new URL('playbooks-read-back.azure-cli.json', import.meta.url);
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const { statuses, answers } = await replay(recording, tenant);
  expect(statuses).toEqual(recording.requests.map(({ status }) => status));
  const answered = (to: RegExp) =>
    answers
      .filter((_, index) => to.test(recording.requests[index]?.url ?? ''))
      .join('\n')
      .toLowerCase();
  expect(answered(/\/vaults\/[^/]+\?/)).toContain(`"id":"${proof.vault.id}"`.toLowerCase());
  expect(answered(/\/versions\?/)).toContain(`/secrets/${stored.name}/${stored.version}"`);
  expect(answered(/\/deployments\//)).toContain('"provisioningstate":"succeeded"');
  for (const { id, principalId, automationRuleId } of proof.playbooks) {
    expect(answered(/\/\/workflows\//)).toContain(`"id":"${id}"`.toLowerCase());
    expect(answered(/\/\/workflows\//)).toContain(`"principalid":"${principalId}"`);
    expect(answered(/\/sentinel-weu\/.*\/roleAssignments\?/)).toContain(`"principalid":"${principalId}"`);
    expect(answered(/\/automationRules\?/)).toContain(automationRuleId?.toLowerCase() ?? '');
  }
  expect(readFileSync(file, 'utf8')).not.toMatch(/eyJ[\w-]{20,}|8Q~|Practice-/);
});
