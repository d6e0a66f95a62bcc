import type { TenantName } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { keyed } from '../../engine/model/fact.ts';
import { Secret } from '../../engine/model/secret.ts';
import { verdict } from '../../engine/run/run.ts';
import { playbookPrincipal } from '../catalogue/facts.ts';
import { workspaceKeys } from '../catalogue/microsoft-ids.ts';
import { ask, step } from '../catalogue/step.ts';
import { lab, withoutDeleted } from '../scenarios/lab.spec-kit.ts';
import { oneWorkspace, workspaceAsk } from '../scenarios/one-workspace.spec-kit.ts';
import { findWorkspace } from '../workspaces/find-workspace.check.ts';
import { createKeyVault } from './create-key-vault.step.ts';
import { storeSecret } from './store-secret.step.ts';
import { vaultAccess } from './vault-access.step.ts';
import { defaultVaultName } from './vault-name.ts';

const secretName = 'intezer-sentinel-api-key';
const value = 'practice-0f4c7a1e-2222-4222-8222-000000000002';
const given = { secretAnswers: { apiKey: new Secret(value) } };

const vaultName = ask<string>({
  id: 'vault',
  kind: 'text',
  title: 'Vault',
  screen: 'one',
  default: '',
  max: 24,
});

/** The vault's steps alone, with a playbook whose identity is some application of the tenant. */
const vaultRecipe = (reader: string) =>
  oneWorkspace(
    'vault-only',
    (answered) => {
      const [picked] = workspaceKeys(answered(workspaceAsk));
      if (!picked) return [];
      const name = answered(vaultName) || defaultVaultName(picked.armId);
      return [
        findWorkspace(picked),
        createKeyVault({ workspace: picked, name }),
        storeSecret({
          vaultName: name,
          secretName,
          answer: 'apiKey',
          title: 'Intezer API key',
          workspaceKey: picked.key,
        }),
        step({
          id: 'some-playbook',
          title: 'A playbook',
          why: 'Stands for one',
          severity: 'block',
          needs: {},
          gives: { principal: keyed(playbookPrincipal, 'submit-alert') },
          look: async ({ microsoft }) => (await microsoft.servicePrincipals.byAppId(reader))?.id ?? '',
          judge: (principal: string) => ({ is: 'met', facts: { principal } }),
          foresee: () => [],
        }),
        vaultAccess({ playbook: 'submit-alert', vaultName: name }),
      ];
    },
    [vaultName],
  );

const ends = (picture: RunState) =>
  Object.fromEntries(
    picture.steps.map(({ heading, is, finding }) => [heading.id, finding?.problem?.code ?? is]),
  );
const made = (picture: RunState) =>
  picture.steps.flatMap(({ made: all }) => all.map(({ change }) => `${change.verb} ${change.what}`));

/** A desk before a tenant of that name, with the recipe and the vault's name in it. */
function at(name: TenantName, lagSeconds = 0) {
  const of = lab(name, { lagSeconds });
  const reader = Object.values(of.tenant.state().servicePrincipals).find(
    ({ displayName }) => displayName === 'Expense Reports',
  );
  const [sentinel] = Object.values(of.tenant.state().workspaces);
  return { of, it: vaultRecipe(reader?.appId ?? ''), name: defaultVaultName(sentinel?.id ?? '') };
}

const vaultsOf = (state: { resources: object; deletedVaults: object }) => [
  Object.values(state.resources as Record<string, { type: string; name: string }>)
    .filter(({ type }) => type === 'Microsoft.KeyVault/vaults')
    .map(({ name }) => name),
  Object.values(state.deletedVaults as Record<string, { vault: { name: string } }>).map(
    ({ vault }) => vault.name,
  ),
];

describe('a vault for the playbooks', () => {
  it.each([
    ['intezer-ready', 0, 'create'],
    ['intezer-ready', 5, 'create'],
    ['rbac-vault', 5, undefined],
    ['vault-deleted', 5, 'update'],
  ] as const)(
    'on %s, replicas %i s behind, holds the key and lets one playbook read it',
    async (name, lag, verb) => {
      const { of, it: only, name: vault } = at(name, lag);
      const { picture } = await (await of.open()).run(only, 'set-up', given);
      expect([ends(picture), verdict(picture)]).toEqual([
        Object.fromEntries(picture.steps.map(({ heading }) => [heading.id, 'met'])),
        0,
      ]);
      expect(
        picture.steps.find(({ heading }) => heading.id === 'create-key-vault')?.made[0]?.change.verb,
      ).toBe(verb);
      const state = of.tenant.state();
      expect(vaultsOf(state)).toEqual([[vault], []]);
      expect(
        Object.values(state.secrets).map(({ name: called, versions }) => [called, versions.length]),
      ).toEqual([[secretName, 1]]);
      expect(made(picture)).toContain('assign Key Vault Secrets Officer to yourself');
      expect(made(picture)).toContain('assign Key Vault Secrets User to the playbook Submit Alert');
    },
  );

  it.each(['intezer-ready', 'rbac-vault', 'vault-deleted'] as const)(
    'on %s changes nothing the second time, with the key typed again or not',
    async (name) => {
      const { of, it: only } = at(name);
      await (await of.open()).run(only, 'set-up', given);
      const before = JSON.stringify(of.tenant.state());
      for (const more of [given, {}]) {
        const { picture, plan } = await (await of.open()).run(only, 'set-up', more);
        expect([plan.changes, verdict(picture)]).toEqual([[], 0]);
      }
      const { picture } = await (await of.open()).run(only, 'verify');
      expect(verdict(picture)).toBe(0);
      expect(JSON.stringify(of.tenant.state())).toBe(before);
    },
  );

  it.each([
    ['intezer-ready', 0],
    ['rbac-vault', 0],
    ['vault-deleted', 0],
    ['intezer-ready', 3],
    ['rbac-vault', 3],
  ] as const)(
    'on %s, replicas %i s behind, is undone but for what Azure keeps, says so, and comes back',
    async (name, lag) => {
      const { of, it: only } = at(name, lag);
      const before = withoutDeleted(of.tenant.state());
      const { picture } = await (await of.open()).run(only, 'set-up', given);
      const { failed, remains } = await (await of.open()).undo(only, picture.runId);
      expect(failed).toBe(0);
      expect(withoutDeleted(of.tenant.state())).toEqual(before);
      expect(remains.join()).toMatch(/stays in .+, deleted/);
      const again = await (await of.open()).run(only, 'set-up', { ...given, runId: 'again' });
      expect(ends(again.picture)).toEqual(ends(picture));
    },
  );

  it('whatever write it is cut off at, the next run finishes it, and one vault and one version are there', async () => {
    const whole = at('intezer-ready', 2);
    await (await whole.of.open()).run(whole.it, 'set-up', given);
    const writes = whole.of.writes().length;
    expect(writes).toBeGreaterThan(3);
    for (let nth = 1; nth <= writes; nth++) {
      for (const when of ['before', 'after'] as const) {
        const { of, it: only, name } = at('intezer-ready', 2);
        const process = await of.open({ at: nth, when });
        await process.run(only, 'set-up', given).catch(() => undefined);
        expect(process.dead()).toBe(true);
        const { picture } = await (await of.open()).run(only, 'set-up', given);
        const state = of.tenant.state();
        expect([when, nth, verdict(picture), ends(picture)]).toEqual([
          when,
          nth,
          0,
          Object.fromEntries(picture.steps.map(({ heading }) => [heading.id, 'met'])),
        ]);
        expect(vaultsOf(state)).toEqual([[name], []]);
        expect(Object.values(state.secrets).map(({ versions }) => versions.length)).toEqual([1]);
        const { failed } = await (await of.open()).undo(only, picture.runId);
        expect([when, nth, failed, vaultsOf(of.tenant.state())]).toEqual([when, nth, 0, [[], [name]]]);
      }
    }
  });

  it('the key is seen nowhere: not in the journal, the lines, the tenant’s books, nor a finding', async () => {
    const { of, it: only } = at('rbac-vault');
    const { picture } = await (await of.open()).run(only, 'set-up', given);
    expect(of.tenant.issued().map((each) => each.value)).toContain(value);
    for (const text of [of.journal, picture, of.lines(), of.tenant.state()].map((each) =>
      JSON.stringify(each),
    ))
      expect(text).not.toContain(value);
    const values = of.tenant
      .requests()
      .filter(({ method, path }) => method === 'GET' && /\/secrets\/[^/]+\/?(\?|$)/.test(path));
    expect(values).toEqual([]);
  });

  it("without the key a check can't see into a vault that is closed, and says so", async () => {
    const { of, it: only } = at('rbac-vault');
    const { picture } = await (await of.open()).run(only, 'verify');
    expect(ends(picture)).toMatchObject({
      'create-key-vault': 'met',
      'store-secret': 'vault-secrets-not-looked-at',
      'vault-access:submit-alert': 'vault-access-missing',
    });
    expect(picture.steps.find(({ heading }) => heading.id === 'store-secret')?.is).toBe('unknown');
    expect(of.writes()).toEqual([]);
  });

  it.each([
    ['contoso', 'vault-name-taken'],
    ['kv-intezer', 'vault-name-taken'],
  ])('named %s is refused by name before anything is written', async (vault, code) => {
    const { of, it: only } = at('intezer-ready');
    const { picture } = await (await of.open()).run(only, 'set-up', { ...given, answers: { vault } });
    expect(ends(picture)).toMatchObject({ 'create-key-vault': code });
    expect(of.writes()).toEqual([]);
  });

  it('with access policies of its own is recognized, and opened by `get` alone and by no role', async () => {
    const { of, it: only, name } = at('rbac-vault', 3);
    const [key = '', vault] = Object.entries(of.tenant.state().resources)[0] ?? [];
    expect(key).toContain(name);
    of.tenant.act({
      do: 'put',
      kind: 'resources',
      value: { ...vault, properties: { ...vault?.properties, enableRbacAuthorization: false } } as never,
    });
    const before = withoutDeleted(of.tenant.state());
    const roles = Object.keys(of.tenant.state().roleAssignments).length;
    const { picture } = await (await of.open()).run(only, 'set-up', given);
    expect(verdict(picture)).toBe(0);
    expect(made(picture)).toEqual(
      expect.arrayContaining([
        'grant Secret permissions list, set, delete, recover to yourself',
        'grant Secret permission get to the playbook Submit Alert',
      ]) as string[],
    );
    expect(Object.keys(of.tenant.state().roleAssignments)).toHaveLength(roles);
    const { failed } = await (await of.open()).undo(only, picture.runId);
    expect([failed, withoutDeleted(of.tenant.state())]).toEqual([0, before]);
  });

  it('an admin who may neither store nor let themselves in gets a card to hand on', async () => {
    const { of, it: only } = at('rbac-vault');
    const state = of.tenant.state();
    const roleAdministrator = 'f58310d9-a9f6-439a-9e8d-f62e7b41a168';
    for (const { id, roleDefinition } of Object.values(state.roleAssignments))
      if (roleDefinition === roleAdministrator) of.tenant.act({ do: 'remove', kind: 'roleAssignments', id });
    const { picture } = await (await of.open()).run(only, 'set-up', given);
    expect(ends(picture)).toMatchObject({
      'store-secret': 'vault-needs-someone-else',
      'vault-access:submit-alert': 'role-needs-someone-else',
    });
    expect(JSON.stringify(picture)).toContain('az role assignment create --role b86a8fe4');
  });
});

it('the practice tenants arrive at the name by themselves', () => {
  for (const name of ['rbac-vault', 'vault-deleted'] as const) {
    const { of, name: ours } = at(name);
    expect(vaultsOf(of.tenant.state()).flat()).toEqual([ours]);
  }
});
