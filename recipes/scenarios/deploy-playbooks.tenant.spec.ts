import type { TenantName } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { keyed } from '../../engine/model/fact.ts';
import { verdict } from '../../engine/run/run.ts';
import { playbookId, playbookPrincipal } from '../catalogue/facts.ts';
import { workspaceKeys } from '../catalogue/microsoft-ids.ts';
import { createKeyVault } from '../key-vault/create-key-vault.step.ts';
import { defaultVaultName } from '../key-vault/vault-name.ts';
import { deployPlaybooks } from '../playbooks/deploy-playbooks.step.ts';
import { connectionNames, type PlaybookKey, playbookKeys, playbooks } from '../playbooks/playbooks.ts';
import { findWorkspace } from '../workspaces/find-workspace.check.ts';
import { lab, withoutDeleted } from './lab.spec-kit.ts';
import { oneWorkspace, workspaceAsk } from './one-workspace.spec-kit.ts';

/** The playbooks alone, with the vault they read. */
const deploying = (chosen: readonly PlaybookKey[] = playbookKeys) =>
  oneWorkspace('playbooks-only', (answered) => {
    const [picked] = workspaceKeys(answered(workspaceAsk));
    if (!picked) return [];
    return [
      findWorkspace(picked),
      ...(chosen.some((key) => playbooks[key].readsKey)
        ? [createKeyVault({ workspace: picked, name: defaultVaultName(picked.armId) })]
        : []),
      deployPlaybooks({ workspace: picked, playbooks: chosen }),
    ];
  });

const place = (name: TenantName = 'intezer-ready', lagSeconds = 0) => lab(name, { lagSeconds });
const stepOf = (picture: RunState) => picture.steps.find(({ heading }) => heading.id === 'deploy-playbooks');
const standing = (at: ReturnType<typeof lab>) =>
  Object.values(at.tenant.state().resources)
    .filter(({ type }) => /^Microsoft\.(?:Logic|Web)\//.test(type))
    .map(({ name }) => name)
    .toSorted();
const everything = [
  ...Object.values(connectionNames),
  ...Object.values(playbooks).map(({ defaultName }) => defaultName),
].toSorted();

describe('the playbooks', () => {
  it('are deployed one resource a change, connections first, and a second run writes nothing', async () => {
    const at = place();
    const { picture, plan, facts } = await (await at.open()).run(deploying(), 'set-up');
    expect([verdict(picture), standing(at)]).toEqual([0, everything]);
    const planned = plan.changes.filter(({ step }) => step === 'deploy-playbooks');
    expect(planned.map(({ verb }) => verb)).toEqual(Array<string>(7).fill('create'));
    const puts = at.writes().filter((write) => /^PUT .*\/deployments\//.test(write));
    expect(puts).toHaveLength(7);
    for (const key of playbookKeys) {
      expect(facts.get(keyed(playbookPrincipal, key).id)).toMatch(/^[0-9a-f-]{36}$/);
      expect(facts.get(keyed(playbookId, key).id)).toMatch(
        new RegExp(`/workflows/${playbooks[key].defaultName}$`),
      );
    }

    const writes = at.writes().length;
    const again = await (await at.open()).run(deploying(), 'set-up');
    expect([again.plan.changes, at.writes().length - writes, verdict(again.picture)]).toEqual([[], 0, 0]);
  });

  it.each<[PlaybookKey, readonly string[]]>([
    ['update-incident', ['azuresentinel-intezer-connection', 'monitorlogs-intezer-connection']],
    ['submit-alert', ['azuresentinel-intezer-connection', 'keyvault-intezer-connection']],
  ])('of which only %s is chosen come with what it uses and nothing else', async (key, connections) => {
    const at = place();
    const { picture } = await (await at.open()).run(deploying([key]), 'set-up');
    expect(verdict(picture)).toBe(0);
    expect(standing(at)).toEqual([...connections, playbooks[key].defaultName].toSorted());
  });

  it('are planned alike before the vault exists and after', async () => {
    const at = place();
    const process = await at.open();
    const { plan: before } = await process.run(deploying(), 'plan');
    const mine = (changes: typeof before.changes) =>
      changes.filter(({ step }) => step === 'deploy-playbooks');
    const [vaultOnly] = [
      { ...deploying(), steps: (answered: never) => deploying().steps(answered).slice(0, 2) },
    ];
    await process.run(vaultOnly, 'set-up');
    const { plan: after } = await process.run(deploying(), 'plan');
    expect(mine(after.changes)).toEqual(mine(before.changes));
  });

  it('made by others from the same template are taken as they are', async () => {
    const at = place();
    await (await at.open()).run(deploying(), 'set-up');
    for (const resource of Object.values(at.tenant.state().resources)) {
      if (!/^Microsoft\.(?:Logic|Web)\//.test(resource.type)) continue;
      at.tenant.act({ do: 'put', kind: 'resources', value: { ...resource, tags: {} } as never });
    }
    const { plan, picture } = await (await at.open()).run(deploying(), 'set-up');
    expect([plan.changes, verdict(picture)]).toEqual([[], 0]);
  });

  it('made from another version are updated, and the plan says in what they differ', async () => {
    const at = place();
    await (await at.open()).run(deploying(), 'set-up');
    const name = playbooks['submit-alert'].defaultName;
    const one = Object.values(at.tenant.state().resources).find((each) => each.name === name);
    const older = JSON.parse(JSON.stringify(one).replace('Microsoft_Sentinel_incident', 'An_older_trigger'));
    at.tenant.act({ do: 'put', kind: 'resources', value: { ...older, tags: {} } });
    const { plan, picture } = await (await at.open()).run(deploying(), 'plan');
    expect(plan.changes.map(({ verb, what }) => [verb, what])).toEqual([['update', `Playbook ${name}`]]);
    expect(JSON.stringify(stepOf(picture)?.finding?.shows)).toContain(
      'Differs in properties.definition.triggers',
    );
    const { picture: after } = await (await at.open()).run(deploying(), 'set-up');
    expect(verdict(after)).toBe(0);
    expect(JSON.stringify(at.tenant.state())).not.toContain('An_older_trigger');
  });

  it('that a policy forbids wait for somebody, are named, and nothing of them is made', async () => {
    const at = place('policy-denies');
    await (await at.open()).run(deploying(), 'set-up');
    // With the vault there, the refusal is known before the plan is shown.
    const { picture, plan } = await (await at.open()).run(deploying(), 'set-up');
    const { is, finding } = stepOf(picture) ?? {};
    expect([is, finding?.problem?.code, plan.changes]).toEqual(['waiting', 'policy-forbids', []]);
    expect(finding?.problem?.because).toContain('Logic Apps are not used here');
    expect(standing(at).filter((name) => !name.endsWith('-connection'))).toEqual([]);
  });

  it('whose connections are not seen at first are deployed again until they are, and made once', async () => {
    const at = place();
    at.tenant.setWeather({ unseenConnections: 20 });
    const { picture, entries } = await (await at.open()).run(deploying(), 'set-up');
    expect([verdict(picture), standing(at)]).toEqual([0, everything]);
    const refused = entries.flatMap((entry) => (entry.kind === 'failed' ? [entry.problem.code] : []));
    expect(new Set(refused)).toEqual(new Set(['connection-not-ready']));
    const made = picture.steps
      .flatMap((step) => step.made)
      .filter(({ receipt }) => receipt.made.kind === 'playbook');
    expect(made.map(({ receipt }) => receipt.owned)).toEqual([true, true, true, true]);

    // Longer than anybody waits: it stops with a way on, and the next run finishes it.
    const slow = place();
    slow.tenant.setWeather({ unseenConnections: 900 });
    const first = await (await slow.open()).run(deploying(), 'set-up');
    expect(stepOf(first.picture)?.finding?.problem).toMatchObject({
      code: 'connection-not-ready',
      remedies: [{ do: 'retry' }],
    });
    await slow.tenant.clock.sleep(900_000);
    const next = await (await slow.open()).run(deploying(), 'set-up');
    expect([verdict(next.picture), standing(slow)]).toEqual([0, everything]);
  });

  it('are gone after undo, and the tenant is as it was but for what Azure keeps', async () => {
    const at = place();
    const before = withoutDeleted(at.tenant.state());
    const process = await at.open();
    const { picture } = await process.run(deploying(), 'set-up');
    await process.undo(deploying(), picture.runId);
    expect(standing(at)).toEqual([]);
    const after = withoutDeleted(at.tenant.state());
    expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(JSON.stringify(before)));
    expect((await (await at.open()).run(deploying(), 'set-up')).plan.changes.length).toBeGreaterThan(0);
  });

  it.each(['before', 'after'] as const)(
    'are finished by the next run, whatever write was cut off %s it',
    async (when) => {
      const whole = place();
      await (await whole.open()).run(deploying(), 'set-up');
      const writes = whole.writes().length;
      for (let cut = 1; cut <= writes; cut++) {
        const at = place();
        const process = await at.open({ at: cut, when });
        await process.run(deploying(), 'set-up').catch(() => undefined);
        expect(process.dead(), `cut ${cut}`).toBe(true);
        const { picture } = await (await at.open()).run(deploying(), 'set-up');
        expect([cut, verdict(picture), standing(at)]).toEqual([cut, 0, everything]);
      }
      process.stdout.write(`the playbooks: cut ${when} each of ${writes} writes, each finished\n`);
    },
  );
});
