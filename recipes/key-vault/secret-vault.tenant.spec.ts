import type { WorkspaceObject } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { rotating, rotationAnswers, rotationSteps } from '../credentials/rotation.ts';
import dropzone from '../dropzone-sentinel.recipe.ts';
import { type Lab, lab, withoutDeleted } from '../scenarios/lab.spec-kit.ts';
import { secretVaultRule, vaultWanted } from './secret-vault.ts';

const secretName = 'dropzone-sentinel-client-secret';
const id =
  '/subscriptions/7a5e1c1e-1111-4111-8111-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-own';

/** A tenant whose organization has a vault beside the workspace. */
function withVault(enableRbacAuthorization = true, lagSeconds = 0): Lab {
  const at = lab('fresh', { lagSeconds });
  const workspaces: readonly WorkspaceObject[] = Object.values(at.tenant.state().workspaces);
  const { subscriptionId, resourceGroup } = workspaces.find(
    ({ name }) => name === 'soc-prod-neu',
  ) as WorkspaceObject;
  at.tenant.act({
    do: 'put',
    kind: 'resources',
    value: {
      id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/kv-own`,
      type: 'Microsoft.KeyVault/vaults',
      subscriptionId,
      resourceGroup,
      name: 'kv-own',
      location: 'northeurope',
      tags: {},
      properties: {
        tenantId: at.tenant.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
        enableRbacAuthorization,
      },
      more: {},
    },
  });
  return at;
}
const answers = { secretVault: 'kv-own' };
const stepOf = ({ steps }: RunState, step: string) => steps.find(({ heading }) => heading.id === step);
const stored = (at: Lab) =>
  Object.values(at.tenant.state().secrets).map(({ name, versions }) => [name, versions.at(-1)?.tags]);

describe('a client secret delivered to a vault of the organization’s own', () => {
  it.each([
    [true, 'assign Key Vault Secrets Officer to yourself'],
    [false, 'grant Secret permissions list, set, delete, recover to yourself'],
  ])(
    'lies there under its credential’s key ID, by a reviewed plan (RBAC mode: %s)',
    async (mode, letting) => {
      const at = withVault(mode, 3);
      await at.tenant.clock.sleep(60_000);
      const { picture, plan } = await (await at.open()).run(dropzone, 'set-up', { answers });
      expect([verdict(picture), stepOf(picture, 'deliver-secret')?.is]).toEqual([0, 'met']);
      const delivered = plan.changes.filter(({ step }) => step === 'deliver-secret');
      expect(delivered.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
        letting,
        `send Client secret, as the secret ${secretName}`,
      ]);
      const { keyId } = picture.facts.credential as { keyId: string };
      expect(stored(at)).toMatchObject([[secretName, { 'sentinel-onboarding-mark': keyId }]]);
      const secret = at.tenant.issued().find(({ kind }) => kind === 'key vault secret')?.value ?? '';
      expect(at.tenant.issued().filter(({ value }) => value === secret).length).toBeGreaterThan(1);
      for (const text of [at.journal, picture, at.lines()])
        expect(JSON.stringify(text)).not.toContain(secret);
    },
  );

  it('is not delivered twice, and a check finds it; a new credential’s secret becomes its newest version', async () => {
    const at = withVault();
    await (await at.open()).run(dropzone, 'set-up', { answers });
    const before = JSON.stringify(at.tenant.state());
    const { plan, picture } = await (await at.open()).run(dropzone, 'set-up', { answers });
    expect([plan.changes, verdict(picture)]).toEqual([[], 0]);
    const { picture: checked } = await (await at.open()).run(dropzone, 'verify', { answers });
    expect(stepOf(checked, 'deliver-secret')?.is).toBe('met');
    expect(JSON.stringify(at.tenant.state())).toBe(before);

    const anew = { answers: { ...answers, newSecret: true }, runId: 'anew' };
    const { picture: rotated } = await (await at.open()).run(dropzone, 'set-up', anew);
    const { keyId } = rotated.facts.credential as { keyId: string };
    expect(stored(at)).toMatchObject([[secretName, { 'sentinel-onboarding-mark': keyId }]]);
    expect(Object.values(at.tenant.state().secrets)[0]?.versions).toHaveLength(2);
  });

  /** A client secret that was delivered, rotated without overlap. */
  async function rotatedIn(at: Lab, meanwhile: () => void) {
    const { picture } = await (await at.open()).run(dropzone, 'set-up', { answers });
    const profile = profileOf(dropzone, picture, answeredBy(picture.answers), sha256);
    if (!profile) throw new Error('no profile');
    expect(profile.form.secretVault).toBe('kv-own');
    const asked = rotating(dropzone);
    const parsed = parseAnswers(
      asked.questions,
      rotationAnswers(asked, profile, { retireAfter: '0s' }),
      'offline',
    );
    if ('refusals' in parsed) throw new Error(JSON.stringify(parsed.refusals));
    const only = rotationSteps(asked, answeredBy(parsed.answers));
    // Versions are told apart by the second they were made in.
    await at.tenant.clock.sleep(60_000);
    meanwhile();
    const before = at.writes().length;
    const run = { answers: parsed.answers, only, runId: 'rotation' };
    const { picture: rotated } = await (await at.open()).run(asked, 'rotate', run);
    const secrets = Object.values(at.tenant.state().applications).flatMap(({ appId, passwordCredentials }) =>
      appId === profile.clientId ? passwordCredentials.map((each) => each.keyId) : [],
    );
    const { keyId } = rotated.facts.credential as { keyId: string };
    return { rotated, secrets, keyId, earlier: profile.credential?.keyId, writes: at.writes().slice(before) };
  }

  it('rotated lies there as its newest version before the old one is retired', async () => {
    const at = withVault();
    const { rotated, secrets, keyId, writes } = await rotatedIn(at, () => undefined);
    expect([verdict(rotated), secrets]).toEqual([0, [keyId]]);
    expect(stored(at)).toMatchObject([[secretName, { 'sentinel-onboarding-mark': keyId }]]);
    expect(Object.values(at.tenant.state().secrets)[0]?.versions).toHaveLength(2);
    const order = writes.map((each) => /addPassword|removePassword|secrets\/[^/?]+/u.exec(each)?.[0] ?? each);
    expect(order).toEqual(['addPassword', `secrets/${secretName}`, 'removePassword']);
  });

  it('that the vault would not take is rotated, and the old one stays until it did', async () => {
    const at = withVault();
    const { rotated, secrets, keyId, earlier } = await rotatedIn(at, () =>
      at.tenant.setWeather({ faults: [{ kind: '403', host: 'vault', times: 'always' }] }),
    );
    expect(stepOf(rotated, 'retire-credential')?.is).toBe('not-reached');
    expect([verdict(rotated), secrets]).toEqual([1, [earlier, keyId]]);
  });

  it('is taken back by undo, the vault left as it was', async () => {
    const at = withVault();
    const before = withoutDeleted(at.tenant.state());
    const { picture } = await (await at.open()).run(dropzone, 'set-up', { answers });
    const { failed, remains } = await (await at.open()).undo(dropzone, picture.runId);
    expect([failed, withoutDeleted(at.tenant.state())]).toEqual([0, before]);
    expect(remains.join()).toContain(`The secret ${secretName} stays in kv-own, deleted`);
  });

  it('needs a vault that is seen, and the connection stands without', async () => {
    const at = withVault();
    const { picture } = await (await at.open()).run(dropzone, 'set-up', {
      answers: { secretVault: 'kv-none' },
    });
    expect(stepOf(picture, 'find-vault')?.finding?.problem?.code).toBe('vault-not-seen');
    expect(stepOf(picture, 'deliver-secret')?.is).toBe('not-reached');
    expect([verdict(picture), stored(at)]).toEqual([0, []]);
  });
});

it.each([
  ['', true],
  ['kv-own', true],
  [id, true],
  ['1kv', false],
  ['kv_own', false],
  ['https://kv-own.vault.azure.net', false],
  [`${id}/secrets/x`, false],
  ['/subscriptions/x/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-own', false],
])('"%s" may stand for a vault: %s', (answer, may) => {
  expect(new RegExp(secretVaultRule.source).test(answer)).toBe(may);
});

it('a vault is looked for where its ID says, else in the workspace’s subscription', () => {
  const workspace =
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc';
  expect(vaultWanted(id, workspace)).toEqual({
    subscriptionId: '7a5e1c1e-1111-4111-8111-000000000001',
    name: 'kv-own',
  });
  expect(vaultWanted('kv-own', workspace)).toEqual({ subscriptionId: 's', name: 'kv-own' });
});
