import { type Playbooks, playbooksIn } from '@sentinel-onboarding/practice/spec-kit';
import { describe, expect, it } from 'vitest';
import { keyed } from '../../engine/model/fact.ts';
import { playbookId } from '../catalogue/facts.ts';
import { recipe, step } from '../catalogue/step.ts';
import { playbookSecretsHidden } from '../playbook-definitions/playbook-secrets-hidden.step.ts';
import { scanCondition } from '../playbook-definitions/scan-condition.step.ts';
import { authorizeConnection } from '../playbooks/authorize-connection.step.ts';
import { enablePlaybooks } from '../playbooks/enable-playbooks.step.ts';
import { playbookRuns } from '../playbooks/playbook-runs.check.ts';
import { type PlaybookKey, playbookKeys, playbooks } from '../playbooks/playbooks.ts';
import { triggerUrl } from '../playbooks/trigger-url.step.ts';
import { lab } from './lab.spec-kit.ts';

/** The steps about playbooks that are there already, in the place of those that deploy them. */
function aboutPlaybooks(
  at: Playbooks,
  more: { how?: 'managed-identity' | 'user'; anew?: boolean; inSetUp?: boolean } = {},
) {
  const idOf = (key: PlaybookKey) =>
    `${at.group}/providers/Microsoft.Logic/workflows/${playbooks[key].defaultName}`;
  const found = playbookKeys.map((key) =>
    step({
      id: `found:${key}`,
      title: key,
      why: '',
      severity: 'block',
      needs: {},
      gives: { id: keyed(playbookId, key) },
      look: async () => idOf(key),
      judge: (id) => ({ is: 'met', facts: { id } }),
      foresee: () => [],
    }),
  );
  return recipe({
    id: 'about-playbooks',
    title: 'About playbooks',
    description: '',
    vendor: 'Intezer',
    asks: [],
    screens: [],
    choose: async () => [],
    steps: () => [
      ...found,
      enablePlaybooks({ playbooks: playbookKeys }),
      scanCondition({ inSetUp: more.inSetUp ?? false }),
      authorizeConnection({
        workspace: { armId: at.workspace.id },
        playbooks: playbookKeys,
        how: more.how ?? 'managed-identity',
      }),
      triggerUrl({ workspaceName: at.workspace.name, anew: more.anew ?? false }),
      playbookSecretsHidden({ playbooks: playbookKeys, inSetUp: more.inSetUp ?? false }),
      playbookRuns({ playbooks: playbookKeys }),
    ],
  } as unknown as Parameters<typeof recipe>[0]);
}

type Picture = Awaited<ReturnType<Awaited<ReturnType<ReturnType<typeof lab>['open']>>['run']>>['picture'];
const states = (picture: Picture) =>
  Object.fromEntries(
    picture.steps
      .filter(({ heading }) => !heading.id.startsWith('found'))
      .map(({ heading, is }) => [heading.id, is]),
  );
const logs = (at: Playbooks) =>
  at.send(
    'GET',
    `${at.group}/providers/Microsoft.Web/connections/monitorlogs-intezer-connection`,
    undefined,
    '2016-06-01',
  );

describe('playbooks that were deployed', () => {
  it('are made to work, a second run changes nothing, and undo puts everything back', async () => {
    const at = await playbooksIn();
    await at.send('POST', `${at.workflow('ScanURL')}/disable`);
    const place = lab(at.tenant);
    const about = aboutPlaybooks(at, { inSetUp: true });
    const before = JSON.parse(JSON.stringify(at.tenant.state().resources)) as Record<
      string,
      { properties: object }
    >;
    const { picture } = await (await place.open()).run(about, 'set-up');
    expect(states(picture)).toEqual({
      'enable-playbooks': 'met',
      'scan-condition': 'met',
      'authorize-connection': 'met',
      'trigger-url': 'met',
      'playbook-secrets-hidden': 'met',
      'playbook-runs': 'met',
    });
    expect((await logs(at)).body.properties.overallStatus).toBe('Ready');
    const writes = place.writes().length;
    const again = await (await place.open()).run(about, 'set-up', { runId: 'again' });
    expect(states(again.picture)).toEqual(states(picture));
    expect(place.writes().length).toBe(writes);
    const { failed } = await (await place.open()).undo(about, picture.runId);
    expect(failed).toBe(0);
    const told = (of: Record<string, { properties: object }>) =>
      Object.entries(of).map(([id, { properties }]) => [id, { ...properties, changedTime: '', version: '' }]);
    expect(told(at.tenant.state().resources as never)).toEqual(told(before));
    expect(place.vault.size).toBe(0);
  });

  it('show the key in their runs’ history and never scan a URL until repair changes it; set-up only warns', async () => {
    const at = await playbooksIn();
    const place = lab(at.tenant);
    const about = aboutPlaybooks(at);
    const { picture } = await (await place.open()).run(about, 'set-up');
    expect(states(picture)).toMatchObject({ 'playbook-secrets-hidden': 'unmet', 'scan-condition': 'unmet' });
    const repaired = await (await place.open()).run(about, 'repair', { runId: 'repair' });
    expect(states(repaired.picture)).toMatchObject({
      'playbook-secrets-hidden': 'met',
      'scan-condition': 'met',
    });
  });

  it('are finished by the next run, wherever the power was cut', async () => {
    const whole = await playbooksIn();
    const first = lab(whole.tenant);
    await (await first.open()).run(aboutPlaybooks(whole, { inSetUp: true }), 'set-up');
    // The first seven put the playbooks there.
    const writes = first.writes().length - whole.statuses.length;
    expect(writes).toBe(8);
    for (let nth = 1; nth <= writes; nth += 1) {
      for (const when of ['before', 'after'] as const) {
        const at = await playbooksIn();
        const place = lab(at.tenant);
        const about = aboutPlaybooks(at, { inSetUp: true });
        const cut = await place.open({ at: nth, when });
        await cut.run(about, 'set-up').catch(() => undefined);
        expect(cut.dead()).toBe(true);
        const { picture } = await (await place.open()).run(about, 'set-up');
        expect(Object.values(states(picture)), `${when} write ${nth}`).toEqual([
          'met',
          'met',
          'met',
          'met',
          'met',
          'met',
        ]);
        const { failed } = await (await place.open()).undo(about, picture.runId);
        expect(failed, `${when} write ${nth}`).toBe(0);
      }
    }
  });

  it('have their trigger address kept where nobody sees it, and made anew on request', async () => {
    const at = await playbooksIn();
    const place = lab(at.tenant);
    await (await place.open()).run(aboutPlaybooks(at), 'set-up');
    const first = [...place.vault.values()].map(({ value }) => value);
    const { picture } = await (await place.open()).run(aboutPlaybooks(at, { anew: true }), 'set-up', {
      runId: 'anew',
    });
    expect(states(picture)['trigger-url']).toBe('met');
    const [old, next] = [first[0], [...place.vault.values()][0]?.value];
    expect(old !== undefined && next !== undefined && !old.is(next)).toBe(true);
    const secrets = at.tenant.issued().filter(({ kind }) => kind.startsWith('callback'));
    expect(secrets.length).toBeGreaterThan(0);
    for (const { value } of secrets) {
      expect(JSON.stringify(place.journal)).not.toContain(value);
      expect(JSON.stringify(place.lines())).not.toContain(value);
      expect(JSON.stringify([...place.vault.values()])).not.toContain(value);
    }
  });
});

describe('where a policy leaves the connection to a person', () => {
  it('managed identity is refused with the policy named, and a person’s consent lets the next run go on', async () => {
    const at = await playbooksIn('connection-unauthorized');
    const place = lab(at.tenant);
    const { picture } = await (await place.open()).run(aboutPlaybooks(at), 'set-up');
    const refused = picture.steps.find(({ heading }) => heading.id === 'authorize-connection');
    expect(refused?.finding?.problem).toMatchObject({ code: 'policy-forbids' });
    expect(refused?.finding?.problem?.remedies[0]).toEqual({ do: 'redo', step: 'questions' });
    expect(refused?.finding?.problem?.remedies.some((each) => each.do === 'ask-someone')).toBe(true);
    const byPerson = aboutPlaybooks(at, { how: 'user' });
    const waiting = await (await place.open()).run(byPerson, 'set-up');
    const step = waiting.picture.steps.find(({ heading }) => heading.id === 'authorize-connection');
    expect(step?.is).toBe('waiting');
    const link = step?.finding?.problem?.remedies.find(
      (each) => each.do === 'open' && each.label === 'Authorize it',
    );
    const url = link?.do === 'open' ? link.url : '';
    const { userName, password } = at.tenant.admin;
    await at.tenant.fetch(
      new Request(url, { method: 'POST', body: new URLSearchParams({ login: userName, passwd: password }) }),
    );
    const done = await (await place.open()).run(byPerson, 'set-up');
    expect(states(done.picture)['authorize-connection']).toBe('met');
  });
});
