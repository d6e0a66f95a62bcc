import { createHash } from 'node:crypto';
import { playbookTemplateHash, practiceTenantId, virtualClock } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { isPracticeTenant } from '../../host/storage/practice-home.ts';
import { network } from '../clients/network.ts';
import type { Deployment } from '../contract/microsoft.ts';
import { clouds } from '../http/clouds.ts';
import { intezerTemplate, isPublished, templateAt, templateCommits } from '../http/published.ts';
import { MicrosoftError } from '../problems/problems.ts';
import { refusalOf, signedIn } from '../sessions/signed-in.spec-kit.ts';
import { isPractice, publishedTemplate } from './playbook-template.ts';

const real = '0b7a6b0e-1111-4111-8111-000000000001';
const practice = practiceTenantId('fresh');

/** A wire on which one text is published, and what was asked on it. */
function wire(text: string) {
  const asked: Request[] = [];
  const wired = network({
    cloud: clouds.public,
    fetch: async (request) => {
      asked.push(request);
      return new Response(text);
    },
  });
  return { wired, asked };
}

const codeOf = async (work: Promise<unknown>) => {
  const refusal = await refusalOf(work);
  return refusal instanceof MicrosoftError ? refusal.problem.code : refusal;
};

describe('the published template', () => {
  it('is read from practice without a token or a trace of the run, and has the hash pinned for practice', async () => {
    const { tenant, microsoft } = await signedIn('intezer-ready', { clock: virtualClock() });
    const template = await microsoft.deployments.playbookTemplate();
    expect(template.resources).toHaveLength(7);
    expect(intezerTemplate.practiceSha256).toBe(playbookTemplateHash);
    const asked = tenant.requests().filter(({ host }) => host === 'raw.githubusercontent.com');
    expect(asked.map(({ method, caller }) => [method, caller])).toEqual([['GET', '']]);
  });

  it('sends nothing but what it takes to read a file', async () => {
    const { wired, asked } = wire('{}');
    await refusalOf(publishedTemplate(wired, 'person', real));
    expect(asked.map(({ headers }) => [...headers.keys()])).toEqual([['accept']]);
  });

  const stand = '{"resources":[]}';
  const file = {
    ...intezerTemplate,
    sha256: 'f'.repeat(64),
    practiceSha256: 'f'.repeat(64),
  };

  it('is taken where its hash is the pinned one, with or without a byte order mark in front', async () => {
    for (const bytes of [stand, `\uFEFF${stand}`]) {
      const pinned = { ...file, sha256: createHash('sha256').update(bytes).digest('hex') };
      expect(await publishedTemplate(wire(bytes).wired, 'person', real, pinned)).toEqual({ resources: [] });
    }
  });

  it('of practice is taken in practice and nowhere else', async () => {
    const pinned = { ...file, practiceSha256: createHash('sha256').update(stand).digest('hex') };
    expect(await publishedTemplate(wire(stand).wired, 'person', practice, pinned)).toEqual({ resources: [] });
    expect(await codeOf(publishedTemplate(wire(stand).wired, 'person', real, pinned))).toBe(
      'template-changed',
    );
  });

  it.each([
    ['changed by one letter', `${stand} `],
    ['too long to be it', ' '.repeat(intezerTemplate.atMost + 1)],
  ])('%s is refused by name', async (_how, text) => {
    expect(await codeOf(publishedTemplate(wire(text).wired, 'person', practice))).toMatch(
      /^(?:template-changed|answer-not-understood)$/u,
    );
  });

  it('knows the reserved range as the host knows it', () => {
    for (const id of [practice, real, practice.toUpperCase(), `${practice}0`, ''])
      expect(isPractice(id), id).toBe(isPracticeTenant(id));
  });

  it.each([
    ['another file there', { method: 'GET', url: `${intezerTemplate.address}?x` }],
    ['the same address, written to', { method: 'PUT', url: intezerTemplate.address }],
    ['what is no commit', { method: 'GET', url: intezerTemplate.address.replace('bb3b881a', 'main') }],
    ['another file of a commit', { method: 'GET', url: `${templateAt('a'.repeat(40))}/x` }],
    ['another list', { method: 'GET', url: templateCommits.replace('intezer/', 'other/') }],
    ['the list, written to', { method: 'POST', url: templateCommits }],
    ['the same path elsewhere', { method: 'GET', url: intezerTemplate.address.replace('raw.', 'evil.') }],
  ])('opens the way to nothing else: %s', async (_what, wanted) => {
    const { wired, asked } = wire('{}');
    expect(isPublished(wanted)).toBe(false);
    expect(await codeOf(wired.send(wanted, { identity: 'person' }))).toBe('foreign-address');
    expect(asked).toEqual([]);
  });

  it('is not read with a token: an address that is not Microsoft’s never sees one', async () => {
    const { wired, asked } = wire('{}');
    const token = () => Promise.reject(new Error('was asked for'));
    const sent = wired.send({ method: 'GET', url: intezerTemplate.address }, { identity: 'person', token });
    expect(await codeOf(sent)).toBe('foreign-address');
    expect(asked).toEqual([]);
  });
});

describe('Microsoft’s own client, through practice', () => {
  const vault = (name: string, tenantId: string, more: object = {}) => ({
    type: 'Microsoft.KeyVault/vaults',
    apiVersion: '2023-07-01',
    name,
    location: 'westeurope',
    properties: { tenantId, sku: { family: 'A', name: 'standard' }, accessPolicies: [], ...more },
  });

  async function place() {
    const { microsoft, tenant } = await signedIn('intezer-ready', { clock: virtualClock() });
    const [workspace] = Object.values(tenant.state().workspaces);
    if (workspace === undefined) throw new Error('no workspace');
    const { subscriptionId, resourceGroup } = workspace;
    const wanted = (resources: readonly object[]): Deployment => ({
      subscriptionId,
      resourceGroup,
      name: 'of-a-spec',
      template: {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        resources,
      },
      parameters: {},
    });
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults`;
    return { deployments: microsoft.deployments, tenant, wanted, id };
  }

  it('foresees, deploys, finds nothing left to change, and deletes', async () => {
    const { deployments, tenant, wanted, id } = await place();
    const one = wanted([vault('kv-of-a-spec', tenant.tenantId)]);
    expect(await deployments.foresee(one)).toEqual([
      { id: `${id}/kv-of-a-spec`, change: 'create', differs: [] },
    ]);
    expect(await deployments.state(one)).toBeUndefined();
    await deployments.deploy(one);
    expect(await deployments.state(one)).toBe('succeeded');
    expect((await deployments.resource(`${id}/kv-of-a-spec`, '2023-07-01'))?.id).toBe(`${id}/kv-of-a-spec`);
    expect(await deployments.foresee(one)).toMatchObject([{ change: 'same' }]);
    const other = wanted([{ ...vault('kv-of-a-spec', tenant.tenantId), tags: { of: 'spec' } }]);
    expect(await deployments.foresee(other)).toMatchObject([{ change: 'update', differs: ['tags.of'] }]);
    await deployments.delete(`${id}/kv-of-a-spec`, '2023-07-01');
    expect(await deployments.resource(`${id}/kv-of-a-spec`, '2023-07-01')).toBeUndefined();
    await deployments.delete(`${id}/kv-of-a-spec`, '2023-07-01');
  });

  it('says of a deployment that failed what the resource said, and that nothing is unknown about it', async () => {
    const { deployments, tenant, wanted } = await place();
    const bad = wanted([vault('kv-of-a-spec', tenant.tenantId, { nonsense: true })]);
    const refusal = (await refusalOf(deployments.deploy(bad))) as MicrosoftError;
    expect(refusal.outcome).toBe('rejected');
    expect(refusal.problem.because).toContain('nonsense');
  });

  it('names the role that is missing where Azure says so inside its refusal of the whole, before anything is made', async () => {
    const { deployments, tenant, wanted, id } = await place();
    const [contributor, sentinelContributor] = [
      'b24988ac-6180-42a0-ab88-20f7382dd24c',
      'ab8e14d6-4a74-4a29-9ba8-549422addade',
    ];
    for (const { scope, principalId, roleDefinition } of Object.values(tenant.state().roleAssignments)) {
      if (roleDefinition !== contributor || !id.startsWith(scope)) continue;
      tenant.act({ do: 'remove-role', scope, principalId, role: contributor });
      tenant.act({ do: 'assign-role', scope, principalId, role: sentinelContributor });
    }
    const one = wanted([vault('kv-of-a-spec', tenant.tenantId)]);
    for (const tried of [deployments.validate(one), deployments.deploy(one)]) {
      const refusal = (await refusalOf(tried)) as MicrosoftError;
      expect([refusal.outcome, refusal.problem.code]).toEqual(['rejected', 'azure-role-missing']);
      expect(refusal.problem.who).toEqual({ role: 'Contributor' });
      expect(refusal.problem.trace?.answer).toContain('Microsoft.KeyVault/vaults/write');
    }
    expect(await deployments.resource(`${id}/kv-of-a-spec`, '2023-07-01')).toBeUndefined();
  });

  it('says of a template that is wrong where it is wrong, before anything is made', async () => {
    const { deployments, tenant, wanted } = await place();
    const circle = wanted([
      { ...vault('kv-a-spec', tenant.tenantId), dependsOn: ['kv-b-spec'] },
      { ...vault('kv-b-spec', tenant.tenantId), dependsOn: ['kv-a-spec'] },
    ]);
    const refusal = (await refusalOf(deployments.foresee(circle))) as MicrosoftError;
    expect(refusal.problem.code).toBe('template-refused');
    expect(refusal.problem.because).toContain('Circular dependency detected');
  });
});
