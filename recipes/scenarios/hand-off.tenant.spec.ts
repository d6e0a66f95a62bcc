import type { Act, UserObject } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { messageOf } from '../../engine/model/problem.ts';
import type { RunResult } from '../../engine/run/run.ts';
import { verdict } from '../../engine/run/run.ts';
import type { Waits } from '../../engine/run/wait-policy.ts';
import { reportOf } from '../../engine/view/report.ts';
import dropzone from '../dropzone-sentinel.recipe.ts';
import { type Lab, lab, strays } from './lab.spec-kit.ts';

/** What others do before the nth look at what waits; nobody waits longer than twenty looks. */
function looking(at: Lab, acts: Readonly<Record<number, () => readonly Act[]>>) {
  let nth = 0;
  const renewed: number[] = [];
  const waits = (process: { world: { microsoft: { identity: { renew(): Promise<void> } } } }): Waits => ({
    async pause() {
      nth++;
      for (const act of acts[nth]?.() ?? []) at.tenant.act(act);
      return nth > 20 ? 'enough' : 'time';
    },
    async renew() {
      renewed.push(nth);
      await process.world.microsoft.identity.renew();
    },
  });
  return { waits, looks: () => nth, renewed };
}

const stateOf = (picture: RunState, id: string) => picture.steps.find(({ heading }) => heading.id === id)?.is;
const clientIdOf = (at: Lab) =>
  at.journal.flatMap((entry) =>
    entry.kind === 'done' && entry.receipt.made.kind === 'application' ? (entry.receipt.made.of ?? []) : [],
  )[0] ?? '';
const others = ({ plan }: RunResult) =>
  plan.changes.filter(({ by }) => by === 'someone-else').map(({ what }) => what);

describe('handing over on consent-blocked', () => {
  it('the run waits, a second admin consents, and it goes on by itself to the end', async () => {
    const at = lab('consent-blocked');
    const process = await at.open();
    const before: string[] = [];
    const { waits, looks } = looking(at, {
      3: () => {
        before.push(...at.writes());
        return [{ do: 'grant-consent', appId: clientIdOf(at) }];
      },
    });
    const result = await process.run(dropzone, 'set-up', { waits: waits(process) });
    expect(others(result)).toEqual(['SecurityEvents.Read.All']);
    expect(verdict(result.picture)).toBe(0);
    expect(looks()).toBe(3);
    // All that is ours to do was done while it waited, and nothing after.
    expect(at.writes()).toEqual(before);
    expect(stateOf(result.picture, 'test-ingestion:graph')).toBe('met');
  });

  it('the card names who can, in its message too; the evidence and the report do not', async () => {
    const at = lab('consent-blocked');
    const process = await at.open();
    const { picture, entries } = await process.run(dropzone, 'set-up');
    const finding = picture.steps.find(({ heading }) => heading.id === 'grant-consent:graph')?.finding;
    expect(finding?.problem?.who).toEqual({
      role: 'Privileged Role Administrator',
      people: ['Jonas Weber'],
    });
    expect(finding?.problem && messageOf(finding.problem)).toMatch(/^To: Jonas Weber\n\nHello, /u);
    expect(JSON.stringify(finding?.evidence)).not.toMatch(/Jonas|directoryRoles/u);
    const report = reportOf(entries, { vendor: 'Dropzone AI', program: '', madeAt: '' });
    expect(JSON.stringify(report)).toContain('Privileged Role Administrator');
    expect(JSON.stringify(report)).not.toContain('Jonas');
  });

  it('nobody is looked up where nobody has to be asked', async () => {
    const at = lab('fresh');
    await (await at.open()).run(dropzone, 'set-up');
    expect(at.tenant.requests().filter(({ path }) => /directoryRoles|atScope/u.test(path))).toEqual([]);
  });

  it('closed while it waits nothing is lost: the next start finds it done and finishes', async () => {
    const at = lab('consent-blocked');
    const first = await at.open();
    const { picture } = await first.run(dropzone, 'set-up', {
      waits: { pause: async () => 'enough' },
    });
    expect(stateOf(picture, 'grant-consent:graph')).toBe('waiting');
    at.tenant.act({ do: 'grant-consent', appId: clientIdOf(at) });
    const writes = at.writes().length;
    const next = await at.open();
    const again = await next.run(dropzone, 'set-up');
    expect(again.picture.runId).toBe(picture.runId);
    expect(verdict(again.picture)).toBe(0);
    expect(at.writes().length).toBe(writes);
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });
});

describe('activating a role on pim-eligible', () => {
  const subscription = (at: Lab) =>
    /^\/subscriptions\/[^/]+/u.exec(
      JSON.stringify(at.journal.find((entry) => entry.kind === 'run-began')?.answers).match(
        /\/subscriptions\/[^"]+/u,
      )?.[0] ?? '',
    )?.[0] ?? '';
  const activate = (at: Lab) => (): readonly Act[] => [
    { do: 'activate-role', user: at.tenant.admin.userName, role: 'Cloud Application Administrator' },
    { do: 'activate-role', user: at.tenant.admin.userName, role: 'Privileged Role Administrator' },
    {
      do: 'assign-role',
      scope: subscription(at),
      role: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
      principalId: userId(at),
    },
  ];
  const userId = (at: Lab) => {
    const { users } = JSON.parse(JSON.stringify(at.tenant.state())) as {
      users: Readonly<Record<string, { id: string; userPrincipalName: string }>>;
    };
    return (
      Object.values(users).find(({ userPrincipalName }) => userPrincipalName === at.tenant.admin.userName)
        ?.id ?? ''
    );
  };

  it('what waits for the role is planned, and made here once it is active, with a token of after it', async () => {
    const at = lab('pim-eligible');
    const process = await at.open();
    const { waits, looks, renewed } = looking(at, { 2: activate(at) });
    const result = await process.run(dropzone, 'set-up', { waits: waits(process) });
    expect(looks()).toBeLessThan(8);
    expect(renewed.length).toBeGreaterThan(1);
    expect(verdict(result.picture)).toBe(0);
    expect(others(result)).toContain('SecurityEvents.Read.All');
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });

  it('without a fresh token the role would not count', async () => {
    const at = lab('pim-eligible');
    const process = await at.open();
    const { waits } = looking(at, { 2: activate(at) });
    const { pause } = waits(process);
    const { picture } = await process.run(dropzone, 'set-up', { waits: { pause } });
    expect(verdict(picture)).not.toBe(0);
  });
});

describe('handing over inside a repair', () => {
  /** The connection that drifted, in the hands of somebody who may not consent to Microsoft Graph. */
  function drifted() {
    const at = lab('drifted');
    const user = at.tenant.admin.userName;
    at.tenant.act({ do: 'deactivate-role', user, role: 'globalAdministrator' });
    at.tenant.act({ do: 'activate-role', user, role: 'cloudApplicationAdministrator' });
    const applications = Object.values(at.tenant.state().applications);
    const appId = applications.find(({ displayName }) => displayName.startsWith('Dropzone'))?.appId ?? '';
    return { at, user, appId, more: { answers: { application: appId }, known: { application: appId } } };
  }

  it('what is too much is theirs in the plan, with whom to ask and the page', async () => {
    const { at, more } = drifted();
    const { picture } = await (await at.open()).run(dropzone, 'verify', more);
    const extra = picture.steps.find(({ heading }) => heading.id === 'revoke-extras')?.finding;
    expect(extra).toMatchObject({
      is: 'waiting',
      on: 'person',
      changes: [{ verb: 'revoke', by: 'someone-else' }],
    });
    expect(extra?.problem?.who?.role).toBe('Privileged Role Administrator');
    expect(extra?.problem && messageOf(extra.problem)).toContain('Directory.Read.All (Microsoft Graph)');
  });

  it('the rest is repaired, a second admin consents and a role becomes active, and it goes on to the end', async () => {
    const { at, user, appId, more } = drifted();
    const process = await at.open();
    const { waits, looks } = looking(at, {
      2: () => [{ do: 'grant-consent', appId }],
      4: () => [{ do: 'activate-role', user, role: 'privilegedRoleAdministrator' }],
    });
    const result = await process.run(dropzone, 'repair', { ...more, waits: waits(process) });
    expect(others(result)).toEqual(['SecurityEvents.Read.All', 'Directory.Read.All']);
    expect(looks()).toBeLessThan(8);
    expect(verdict(result.picture)).toBe(0);
    for (const id of [
      'grant-consent:graph',
      'revoke-extras',
      'ensure-owner',
      'remove-guest-owners',
      'restrict-sign-in',
      'narrow-roles',
    ])
      expect(stateOf(result.picture, id), id).toBe('met');
  });

  it('closed while it waits nothing is lost: the next repair makes what is left and finishes', async () => {
    const { at, user, appId, more } = drifted();
    const first = await at.open();
    const { picture } = await first.run(dropzone, 'repair', {
      ...more,
      waits: { pause: async () => 'enough' },
    });
    expect(verdict(picture)).toBe(4);
    at.tenant.act({ do: 'activate-role', user, role: 'privilegedRoleAdministrator' });
    at.tenant.act({ do: 'grant-consent', appId });
    const again = await (await at.open()).run(dropzone, 'repair', { ...more, runId: picture.runId });
    expect(again.plan.changes.map(({ what }) => what)).toEqual(['Directory.Read.All']);
    expect(verdict(again.picture)).toBe(0);
    expect(stateOf(again.picture, 'revoke-extras')).toBe('met');
  });
});

describe('registering the application, where one may not and may activate nothing', () => {
  /** The admin of pim-eligible without a role to activate. */
  const nothingToActivate = () => {
    const at = lab('pim-eligible');
    const users: readonly UserObject[] = Object.values(at.tenant.state().users);
    const me = users.find(({ userPrincipalName }) => userPrincipalName === at.tenant.admin.userName);
    if (!me) throw new Error('no admin');
    at.tenant.act({ do: 'put', kind: 'users', value: { ...me, eligibleRoles: [] } as never });
    return at;
  };
  const commandsOf = (entries: RunResult['entries']) =>
    JSON.stringify(entries).match(/applications\(uniqueName='([^']+)'\)/u)?.[1] ?? '';

  it('goes on once another admin gives the role outright', async () => {
    const at = nothingToActivate();
    const process = await at.open();
    const user = at.tenant.admin.userName;
    const { waits, looks } = looking(at, {
      2: () => [
        { do: 'activate-role', user, role: 'Application Administrator' },
        { do: 'activate-role', user, role: 'Privileged Role Administrator' },
      ],
    });
    const { picture } = await process.run(dropzone, 'set-up', { waits: waits(process) });
    expect(looks()).toBeGreaterThan(1);
    expect(stateOf(picture, 'register-application')).toBe('met');
    expect(stateOf(picture, 'create-secret')).toBe('met');
    expect(stateOf(picture, 'grant-consent:graph')).toBe('met');
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });

  it('goes on once somebody else registers it by the commands of the message, and makes no second one', async () => {
    const at = nothingToActivate();
    const process = await at.open();
    const { applications, servicePrincipals } = (await at.open({ as: at.tenant.automation })).world.microsoft;
    const others: { readonly appId: string }[] = [];
    let looks = 0;
    const waits: Waits = {
      async pause() {
        looks++;
        if (looks === 2) {
          const uniqueName = commandsOf(at.journal);
          const wanted = {
            uniqueName,
            displayName: 'As a colleague typed it',
            tags: ['sentinel-onboarding'],
          };
          const made = await applications.create(wanted);
          await servicePrincipals.create(made.appId);
          others.push(made);
        }
        return looks > 6 ? 'enough' : 'time';
      },
    };
    const { picture } = await process.run(dropzone, 'set-up', { waits });
    expect(stateOf(picture, 'register-application')).toBe('met');
    expect(picture.facts).toMatchObject({ clientId: others[0]?.appId, registration: { ours: true } });
    const step = picture.steps.find(({ heading }) => heading.id === 'register-application');
    expect(step?.made).toEqual([]);
    // What may not be done with it either is the next to be handed over.
    expect(stateOf(picture, 'create-secret')).toBe('waiting');
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });

  it('one of the same display name that anybody may have made is not taken for it', async () => {
    const at = nothingToActivate();
    const process = await at.open();
    const { applications } = (await at.open({ as: at.tenant.automation })).world.microsoft;
    await applications.create({
      uniqueName: 'somebody-elses',
      displayName: 'Dropzone AI Sentinel Integration',
      tags: [],
    });
    const { picture } = await process.run(dropzone, 'set-up', { waits: { pause: async () => 'enough' } });
    expect(stateOf(picture, 'register-application')).toBe('waiting');
  });
});

describe('whoever sees no workspace', () => {
  it('is told whom to ask; once a role is given, the next set-up uses what was made and finishes', async () => {
    const at = lab('no-azure-rights');
    const { picture } = await (await at.open()).run(dropzone, 'set-up');
    const found = picture.steps.find(({ heading }) => heading.id === 'find-workspace')?.finding;
    expect(found?.problem?.who?.role).toContain('Role Based Access Control Administrator');
    const { users, workspaces } = at.tenant.state();
    const ada = Object.values(users).find(({ displayName }) => displayName === 'Ada Lind')?.id ?? '';
    const soc = Object.values(workspaces).find(({ name }) => name === 'soc-prod-neu')?.id ?? '';
    const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
    const scope = soc.split('/providers/')[0] ?? '';
    at.tenant.act({ do: 'assign-role', scope, role: owner, principalId: ada });
    const next = await (await at.open()).run(dropzone, 'set-up');
    expect(next.plan.changes.map(({ what }) => what)).toEqual(['Log Analytics Reader']);
    expect(verdict(next.picture)).toBe(0);
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });
});
