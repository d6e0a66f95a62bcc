import type { Kind, TenantState } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { AnswerValue } from '../../engine/model/question.ts';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import dropzone from '../dropzone-sentinel.recipe.ts';
import intezer from '../intezer-playbooks.recipe.ts';
import { cutEverywhere, type Lab, lab, labOf, strays, withoutDeleted } from './lab.spec-kit.ts';

type Answers = Readonly<Record<string, AnswerValue>>;

/** A run that ends with its process, at the first write to a path. */
async function cutOff(at: Lab, path: string, when: 'before' | 'after', answers: Answers = {}) {
  const process = await at.open({ at: path, when });
  await process.run(dropzone, 'set-up', { answers }).catch(() => undefined);
  expect(process.dead()).toBe(true);
}

const setUp = async (at: Lab, answers: Answers = {}) =>
  (await at.open()).run(dropzone, 'set-up', { answers });

async function undo(at: Lab) {
  const runId = at.journal.find(({ kind }) => kind === 'run-began')?.runId ?? '';
  return (await at.open()).undo(dropzone, runId);
}

const list = <K extends keyof TenantState>(at: Lab, kind: K) =>
  Object.values(at.tenant.state()[kind]) as unknown as Readonly<Record<string, unknown>>[];

/** What the first run here was answered. */
function answersOf(at: Lab): Answers {
  const began = at.journal.find((entry) => entry.kind === 'run-began');
  return began?.kind === 'run-began' ? (began.answers as Answers) : {};
}

const minutesPass = (at: Lab, minutes: number) => at.tenant.clock.sleep(minutes * 60_000);

/** A tenant where somebody has registered an application by hand, and done nothing else with it. */
function handMade(lagSeconds: number): { at: Lab; answers: Answers } {
  const at = lab('fresh');
  const [blank] = list(lab('half-finished'), 'applications');
  const appId = 'c1000000-0000-4000-8000-00000000c001';
  const value = {
    ...blank,
    id: 'c1000000-0000-4000-8000-00000000c002',
    appId,
    displayName: 'Made by hand',
    uniqueName: null,
    tags: [],
    requiredResourceAccess: [],
    passwordCredentials: [],
    keyCredentials: [],
  };
  at.tenant.act({ do: 'put', kind: 'applications', value: JSON.parse(JSON.stringify(value)) });
  return {
    at: labOf({ ...at.copy(), lagSeconds, now: at.tenant.clock.now() + 3_600_000 }),
    answers: { application: appId },
  };
}

const worlds = {
  'a fresh tenant': (lagSeconds: number) => ({ at: lab('fresh', { lagSeconds }), answers: {} }),
  'an application made by hand': handMade,
} as const;

describe.each(['a fresh tenant', 'an application made by hand'] as const)('on %s', (world) => {
  it.each([
    [0, 'finished and undone'],
    [3, 'finished and undone'],
    [0, 'undone at once'],
    [3, 'undone at once'],
  ] as const)(
    'replicas %i s behind, a run cut off at any write and %s leaves nothing of ours',
    async (lagSeconds, then) => {
      const { at, answers } = worlds[world](lagSeconds);
      const before = withoutDeleted(at.tenant.state());
      const { cuts } = await cutEverywhere(at, (process) => process.run(dropzone, 'set-up', { answers }));
      const wrong: string[] = [];
      for (const { left, nth, when } of cuts) {
        const next = labOf(left);
        if (then === 'finished and undone') await setUp(next, answers);
        const ended = await undo(next);
        const after = JSON.stringify(withoutDeleted(next.tenant.state()));
        const same = after === JSON.stringify(before);
        if (!same || ended.failed > 0 || ended.left.length > 0)
          wrong.push(
            `${when} write ${nth}: ${same ? '' : 'something remains; '}${ended.failed} failed; ${ended.left}`,
          );
      }
      expect(wrong).toEqual([]);
      expect(cuts.length).toBeGreaterThan(10);
    },
  );

  it('an answer lost at the client secret is made good in the same run', async () => {
    const { at, answers } = worlds[world](0);
    at.tenant.setWeather({
      faults: [{ kind: 'reset', when: 'after', method: 'POST', path: '/addPassword' }],
    });
    const { picture } = await setUp(at, answers);
    expect(picture.ended).toBe('done');
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });

  it('replicas 60 s behind, a run cut off after the client secret is finished by the next', async () => {
    const { at, answers } = worlds[world](60);
    await cutOff(at, '/addPassword', 'after', answers);
    const { picture } = await setUp(at, answers);
    expect(picture.ended).toBe('done');
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });
});

describe('what somebody else made between a cut and the next run stays theirs', () => {
  const ours = (at: Lab) =>
    list(at, 'servicePrincipals').find(({ displayName }) => String(displayName).startsWith('Dropzone'));

  /** Ids that this computer's journal says are its own. */
  const claimed = (at: Lab) =>
    at.journal.flatMap((entry) =>
      entry.kind === 'done' && entry.receipt.owned ? [entry.receipt.made.id] : [],
    );

  it('a role that another admin assigned', async () => {
    const at = lab('fresh');
    await cutOff(at, '/roleAssignments/', 'before');
    await minutesPass(at, 5);
    const principalId = String(ours(at)?.id);
    const [scope = ''] = (answersOf(at).workspace ?? []) as readonly string[];
    const { id: role } = azureRoles['log-analytics-reader'];
    at.tenant.act({ do: 'assign-role', scope, role, principalId });
    const theirs = list(at, 'roleAssignments').find((each) => each.principalId === principalId);
    expect(theirs).toBeDefined();
    const { picture } = await setUp(at);
    expect(picture.ended).toBe('done');
    await undo(at);
    expect(claimed(at)).not.toContain(theirs?.id);
    expect(list(at, 'roleAssignments').map(({ id }) => id)).toContain(theirs?.id);
  });

  it('a consent that another admin gave', async () => {
    const { at, answers } = handMade(0);
    await cutOff(at, '/appRoleAssignedTo', 'before', answers);
    await minutesPass(at, 5);
    const begun = at.journal.flatMap((entry) =>
      entry.kind === 'intent' && entry.change.verb === 'grant' ? [entry.change.what] : [],
    );
    const principal = list(at, 'servicePrincipals').find(({ appId }) => appId === answers.application);
    const theirs = list(at, 'servicePrincipals').flatMap(({ id: resourceId, appRoles }) =>
      (appRoles as readonly { readonly id: string; readonly value: string }[])
        .filter(({ value }) => begun.includes(value))
        .map(({ id: appRoleId, value }) => {
          const [id, createdDateTime] = [`by-hand-${value}`, new Date(at.tenant.clock.now()).toISOString()];
          const whom = { principalId: String(principal?.id), principalType: 'ServicePrincipal' };
          const grant = { id, appRoleId, ...whom, resourceId: String(resourceId), createdDateTime };
          at.tenant.act({ do: 'put', kind: 'appRoleAssignments', value: grant });
          return id;
        }),
    );
    expect(theirs.length).toBeGreaterThan(0);
    const { picture } = await setUp(at, answers);
    expect(picture.ended).toBe('done');
    await undo(at);
    const after = list(at, 'appRoleAssignments').map(({ id }) => id);
    for (const id of theirs) {
      expect(claimed(at)).not.toContain(id);
      expect(after).toContain(id);
    }
  });

  it.each([0, 3, 60])(
    'everything a colleague set up on another computer, replicas %i s behind',
    async (lagSeconds) => {
      const mine = lab('fresh', { lagSeconds });
      await cutOff(mine, '/applications(', 'before');
      await minutesPass(mine, 5);
      const colleague = lab(mine.tenant, { lagSeconds, computer: 2 });
      await setUp(colleague);
      const made = withoutDeleted(mine.tenant.state());
      await setUp(mine);
      const { failed } = await undo(mine);
      expect(failed).toBe(0);
      const { applications, servicePrincipals, appRoleAssignments, roleAssignments } = made as TenantState;
      const after = mine.tenant.state();
      expect(Object.keys(after.applications)).toEqual(Object.keys(applications));
      expect(Object.keys(after.servicePrincipals)).toEqual(Object.keys(servicePrincipals));
      expect(after.appRoleAssignments).toEqual(appRoleAssignments);
      expect(after.roleAssignments).toEqual(roleAssignments);
    },
  );
});

describe('what is gone is put back already', () => {
  const remove = (at: Lab, kind: Kind, which: (object: Readonly<Record<string, unknown>>) => boolean) => {
    const found = list(at, kind).filter(which);
    expect(found.length).toBeGreaterThan(0);
    for (const { id } of found) at.tenant.act({ do: 'remove', kind, id: String(id) });
  };

  it.each<[string, (at: Lab) => void]>([
    [
      'the principal of an API, and what it gave',
      (at) => {
        remove(at, 'appRoleAssignments', ({ createdDateTime }) => String(createdDateTime) >= '2026-11');
        remove(at, 'servicePrincipals', ({ displayName }) => displayName === 'Log Analytics API');
      },
    ],
    [
      'a role',
      (at) => remove(at, 'roleAssignments', ({ createdOn }) => String(createdOn) >= '2026-11-22T08:00:00'),
    ],
    ['the application', (at) => at.tenant.act({ do: 'delete-application', appId: appIdIn(at) })],
  ])('%s', async (_what, goes) => {
    const at = lab('fresh');
    const before = withoutDeleted(at.tenant.state());
    await setUp(at);
    goes(at);
    const { failed, left, remains } = await undo(at);
    expect([failed, left]).toEqual([0, []]);
    expect(remains.filter((each) => each.includes('not found'))).toEqual([]);
    expect(withoutDeleted(at.tenant.state())).toEqual(before);
  });

  it('a vault, with all that was in it', async () => {
    const at = lab('intezer-ready');
    const { picture } = await (await at.open()).run(intezer, 'set-up');
    remove(at, 'resources', ({ id }) => /\/Microsoft\.KeyVault\/vaults\//iu.test(String(id)));
    const { failed, left } = await (await at.open()).undo(intezer, picture.runId);
    expect([failed, left]).toEqual([0, []]);
  });
});

const appIdIn = (at: Lab): string =>
  String(
    list(at, 'applications').find(({ displayName }) => String(displayName).startsWith('Dropzone'))?.appId,
  );

describe('a removal that a copy of the directory answers with "not found", for it does not know the thing yet', () => {
  const answer = { status: 404, code: 'Request_ResourceNotFound', message: 'Resource does not exist.' };
  const removals: readonly (readonly [string, object])[] = [
    ['a consent', { method: 'DELETE', path: '/appRoleAssignments/' }],
    ['a role', { host: 'arm', method: 'DELETE', path: '/roleAssignments/' }],
    ['a client secret', { method: 'POST', path: '/removePassword' }],
    ['a service principal', { method: 'DELETE', path: '/servicePrincipals/' }],
    ['the application', { method: 'DELETE', path: '/applications/' }],
  ];

  it.each(removals)('%s, once or five times: nothing of ours remains', async (_, of) => {
    for (const times of [1, 5]) {
      for (const { at, answers } of [worlds['a fresh tenant'](0), handMade(0)]) {
        const before = withoutDeleted(at.tenant.state());
        await setUp(at, answers);
        const fault = { kind: 'answer', answer, ...of } as const;
        at.tenant.setWeather({ faults: Array.from({ length: times }, () => fault) });
        const { failed, left } = await undo(at);
        expect([failed, left]).toEqual([0, []]);
        at.tenant.setWeather({ faults: [] });
        expect(withoutDeleted(at.tenant.state())).toEqual(before);
      }
    }
  });

  it('every time is named, and the next undo removes it', async () => {
    const at = lab('fresh');
    const before = withoutDeleted(at.tenant.state());
    await setUp(at);
    at.tenant.setWeather({
      faults: [{ kind: 'answer', answer, times: 'always', method: 'DELETE', path: '/applications/' }],
    });
    const { failed, picture } = await undo(at);
    // It and its owner.
    expect(failed).toBe(2);
    expect(
      at.journal.some((entry) => entry.kind === 'undo-failed' && entry.problem.code === 'still-there'),
    ).toBe(true);
    expect(picture.ended).toBe('incomplete');
    at.tenant.setWeather({ faults: [] });
    expect((await undo(at)).failed).toBe(0);
    expect(withoutDeleted(at.tenant.state())).toEqual(before);
  });
});

describe('two computers that set up at once', () => {
  it.each([3, 60])(
    'each say that the other made a client secret too, replicas %i s behind',
    async (lagSeconds) => {
      const one = lab('fresh', { lagSeconds, computer: 1 });
      const other = lab(one.tenant, { lagSeconds, computer: 2 });
      // The other one sets up in the moment in which this one is about to ask for a secret.
      let theirs: Promise<unknown> | undefined;
      const process = await one.open({
        wrapHost: (host) => ({
          ...host,
          async append(entry) {
            await host.append(entry);
            if (entry.kind === 'intent' && entry.step === 'create-secret') await (theirs ??= setUp(other));
          },
        }),
      });
      await process.run(dropzone, 'set-up');
      await theirs;
      const secrets = list(one, 'applications').flatMap(
        ({ passwordCredentials }) => passwordCredentials as { keyId: string; displayName: string }[],
      );
      expect(
        secrets.filter(({ displayName }) => displayName?.startsWith('Sentinel Onboarding')),
      ).toHaveLength(2);
      for (const at of [one, other]) {
        const [held] = [...at.vault.values()];
        const { picture } = await (await at.open()).run(dropzone, 'verify');
        const found = picture.steps.find(({ heading }) => heading.id === 'create-secret')?.finding;
        const beside = secrets.find(({ keyId }) => keyId !== held?.about.keyId);
        expect(found?.warning).toMatchObject({
          code: 'credential-made-twice',
          because: expect.stringContaining(String(beside?.keyId)),
          remedies: [{ do: 'redo', step: 'prune-credentials' }],
        });
      }
      const [kept] = [...one.vault.values()];
      const remove = secrets.find(({ keyId }) => keyId !== kept?.about.keyId)?.keyId ?? '';
      await (await one.open()).run(dropzone, 'repair', { answers: { remove } });
      const { picture } = await (await one.open()).run(dropzone, 'verify');
      const found = picture.steps.find(({ heading }) => heading.id === 'create-secret')?.finding;
      expect(found).toMatchObject({ is: 'met' });
      expect(found?.warning).toBeUndefined();
    },
  );
});
