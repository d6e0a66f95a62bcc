import { type TenantName, tenantNames } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { Entry, RunState } from '../engine/journal/journal.ts';
import { answeredBy } from '../engine/model/answers.ts';
import { graph } from '../engine/model/graph.ts';
import type { Recipe } from '../engine/model/recipe.ts';
import { verdict } from '../engine/run/run.ts';
import { profileOf } from '../engine/view/build-profile.ts';
import { cards } from '../engine/view/card.ts';
import { sha256 } from '../host/storage/seal.ts';
import type { World } from './catalogue/step.ts';
import { recipes } from './index.ts';
import {
  idsIn,
  namingOthers,
  namingTwin,
  objectsIn,
  touchedDecoys,
  withDecoys,
} from './scenarios/decoys.spec-kit.ts';
import {
  answersFor,
  isWrite,
  type Lab,
  lab,
  labOf,
  strays,
  tenantsOfPart,
  withoutDeleted,
} from './scenarios/lab.spec-kit.ts';

/** Tenants in which somebody else acts during the run cannot promise that nothing changes. */
const still = tenantNames.filter((name) => name !== 'two-admins');
const ends = (picture: RunState) =>
  Object.fromEntries(
    picture.steps.map(({ heading, is, finding }) => [heading.id, [is, finding?.problem?.code, finding?.on]]),
  );

/** A set-up on a new tenant: how it ended, what the tenant held before it, and the desk as it was left. */
async function setUp(name: TenantName, recipe: Recipe<World>, lagSeconds = 0) {
  const at = lab(name, { lagSeconds });
  const before = withoutDeleted(at.tenant.state());
  const { picture, entries, plan } = await (await at.open()).run(recipe, 'set-up');
  return { at, before, picture, entries, plan, left: at.copy() };
}

/** The same set-up for whoever asks: made when the first one does, whichever law that is. */
function setUpOnce(name: TenantName, recipe: Recipe<World>): () => ReturnType<typeof setUp> {
  let made: ReturnType<typeof setUp> | undefined;
  return () => (made ??= setUp(name, recipe));
}

/**
 * What was there before and is neither as it was nor as set-up left it: set-up may have changed an object that was there,
 * and undo may put that back; anything else is somebody else's.
 */
function touchedOf(before: unknown, made: ReadonlyMap<string, string>, at: Lab): readonly string[] {
  const after = objectsIn(withoutDeleted(at.tenant.state()));
  return [...objectsIn(before)].flatMap(([key, was]) =>
    [was, made.get(key)].includes(after.get(key)) ? [] : [key],
  );
}

/** The recipe as it would be if undo took a receipt's word: its steps know nothing of whose a thing is. */
function blind(recipe: Recipe<World>): Recipe<World> {
  const took = { is: 'ours' } as const;
  return {
    ...recipe,
    steps: (answered) => recipe.steps(answered).map((step) => ({ ...step, whose: async () => took })),
  };
}

/** Set-up only ever adds, but for the orphan credential of its own interrupted run; what it would take is a repair's. */
const takesAway = ({ verb, what }: { verb: string; what: string }) =>
  (verb === 'remove' || verb === 'revoke') && what !== 'Client secret of the interrupted run';

/** What looks found. A change that Microsoft refused is a finding of the attempt, which a check does not make. */
const looks = (picture: RunState, attempt: RunState) => {
  const refused = new Set(
    attempt.steps
      .filter((step) => step.finding?.problem?.trace && step.heading.changes)
      .map(({ heading }) => heading.id),
  );
  return Object.fromEntries(Object.entries(ends(picture)).filter(([id]) => !refused.has(id)));
};

/** What holds of a recipe wherever it is run. */
function lawsOfRecipe(recipe: Recipe<World>): void {
  it('its steps order themselves, for every choice of yes and no', () => {
    const confirms = recipe.questions.filter(({ kind: ask }) => ask === 'confirm');
    for (let bits = 0; bits < 2 ** confirms.length; bits++) {
      const answers = Object.fromEntries(confirms.map(({ id }, at) => [id, Boolean(bits & (2 ** at))]));
      const steps = recipe.steps(
        answeredBy({ ...answers, workspace: ['/subscriptions/s/resourceGroups/r/providers/p/workspaces/w'] }),
      );
      expect(graph(steps).steps).toHaveLength(steps.length);
    }
  });

  it('every question has a screen, and every default is allowed', () => {
    const screens = new Set(recipe.screens.map(({ id }) => id));
    for (const ask of recipe.questions) expect(screens, ask.id).toContain(ask.screen);
    expect(answersFor(recipe.questions, {})).toBeDefined();
  });
}

/** What holds of a recipe on one tenant. */
function lawsOn(name: TenantName, recipe: Recipe<World>): void {
  it('verifying and planning change nothing', async () => {
    const at = lab(name);
    const before = JSON.stringify(at.tenant.state());
    const process = await at.open();
    await process.run(recipe, 'verify');
    await process.run(recipe, 'plan');
    expect(at.writes()).toEqual([]);
    expect(JSON.stringify(at.tenant.state())).toBe(before);
  });

  // A set-up that the laws below only look at, or go on from at a copy of the desk.
  const once = setUpOnce(name, recipe);

  it('setting up a second time changes nothing, and a check then finds what the last look found', async () => {
    const { picture: first, left } = await once();
    const at = labOf(left);
    const made = JSON.stringify(at.tenant.state());
    const { picture: second, plan } = await (await at.open()).run(recipe, 'set-up');
    expect(JSON.stringify(at.tenant.state())).toBe(made);
    // What Microsoft refused may be tried again; what is whole is left alone.
    const whole = verdict(first) === 0;
    expect(whole ? plan.changes : []).toEqual([]);
    expect(whole ? at.writes() : []).toEqual([]);
    expect(ends(second)).toEqual(ends(first));
    const { picture: checked } = await (await at.open()).run(recipe, 'verify');
    expect(looks(checked, first)).toEqual(looks(first, first));
    expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
  });

  it('makes only what was planned, and ends with a way out of everything that is not met', async () => {
    const { picture, entries, plan } = await once();
    const planned = plan.changes.map(({ step, verb, what, where }) => `${step} ${verb} ${what} ${where}`);
    for (const entry of entries) {
      if (entry.kind !== 'intent') continue;
      const { step, change } = entry;
      expect(planned).toContain(`${step} ${change.verb} ${change.what} ${change.where}`);
    }
    expect(plan.changes.filter(takesAway)).toEqual([]);
    for (const { heading, is, finding } of picture.steps) {
      if (is === 'met' || is === 'not-reached') continue;
      expect(finding?.problem?.remedies.length, heading.id).toBeGreaterThan(0);
      expect(finding?.problem?.because, heading.id).toMatch(/\S/);
      expect(finding?.problem?.code, heading.id).not.toBe('unexpected');
    }
    expect([0, 1, 4]).toContain(verdict(picture));
  });

  it.each([0, 3])(
    'undo, replicas %i s behind, leaves the tenant as it was but for what Microsoft keeps; set-up then works again',
    async (lagSeconds) => {
      const { before, picture, left } = await (lagSeconds === 0 ? once() : setUp(name, recipe, lagSeconds));
      const at = labOf(left);
      const { failed, remains } = await (await at.open()).undo(recipe, picture.runId);
      expect(failed).toBe(0);
      expect(withoutDeleted(at.tenant.state())).toEqual(before);
      const made = picture.steps.flatMap((step) => step.made);
      expect(remains.length > 0).toBe(made.some(({ receipt }) => receipt.remains && receipt.owned));
      const again = await (await at.open()).run(recipe, 'set-up', { runId: 'again' });
      expect(ends(again.picture)).toEqual(ends(picture));
    },
  );

  it('repairing a second time changes nothing, and undo puts back all but what it says is lost', async () => {
    const at = lab(name);
    const before = withoutDeleted(at.tenant.state());
    const { picture } = await (await at.open()).run(recipe, 'repair', { runId: 'repair' });
    const writes = at.writes().length;
    const { plan } = await (await at.open()).run(recipe, 'repair');
    const whole = verdict(picture) === 0;
    expect(whole ? plan.changes : []).toEqual([]);
    expect(whole ? at.writes().length - writes : 0).toBe(0);
    const { failed, lost } = await (await at.open()).undo(recipe, 'repair');
    expect(failed).toBe(0);
    expect(lost.length === 0 ? withoutDeleted(at.tenant.state()) : before).toEqual(before);
  });

  it('nothing but a hint is for information: it is never found missing', async () => {
    const { picture } = await once();
    const hints = picture.steps.filter(({ heading }) => heading.severity === 'info');
    expect(
      hints.filter(({ is }) => is === 'unmet' || is === 'blocked').map(({ heading }) => heading.id),
    ).toEqual([]);
  });

  // Where the admin may do everything.
  it.each([name].filter((each) => each === 'fresh'))(
    'a check right after set-up finds nothing that set-up left undone',
    async () => {
      const { left } = await once();
      const { picture } = await (await labOf(left).open()).run(recipe, 'verify');
      const notMet = picture.steps.filter(({ is }) => is !== 'met' && is !== 'unknown');
      expect(notMet.map(({ heading, is, finding }) => [heading.id, is, finding?.problem?.code])).toEqual([]);
    },
  );

  it('undo of a journal that names what others have touches none of it', async () => {
    const { left, picture, before } = await once();
    const at = labOf({ ...left, journal: namingOthers(left.journal, idsIn(before)) });
    const made = objectsIn(withoutDeleted(at.tenant.state()));
    await (await at.open()).undo(recipe, picture.runId);
    expect(touchedOf(before, made, at)).toEqual([]);
  });

  // Shown on one tenant: what lies around the run is made here, and is not the tenant's.
  it.each([name].filter((each) => each === 'fresh'))(
    'undo of a journal that names what looks like our own touches none of it, and of the true one our own',
    async () => {
      const { left, picture } = await once();
      const decoys = withDecoys(left, 40);
      const undo = async (at: ReturnType<typeof labOf>) => (await at.open()).undo(recipe, picture.runId);
      const named = namingTwin(left.journal, decoys.twins[0] ?? new Map());
      expect((await touchedDecoys(decoys, named, undo)).touched).toEqual([]);
      const own = await touchedDecoys(decoys, left.journal, undo);
      expect(own.touched).toEqual([]);
      expect(own.others).toBeGreaterThan(0);
    },
  );

  it('no secret is seen anywhere but in the vault', async () => {
    const { at, picture } = await once();
    const seen = [
      JSON.stringify(at.journal),
      JSON.stringify(cards(picture)),
      JSON.stringify(profileOf(recipe, picture, answeredBy(picture.answers), sha256) ?? null),
      JSON.stringify(at.lines()),
      JSON.stringify([...at.vault.values()].map(({ handle, value }) => [handle, value])),
    ];
    const pretended = recipe.questions.flatMap((ask) =>
      ask.kind === 'secret' && ask.pretend ? [{ kind: ask.id, value: ask.pretend }] : [],
    );
    const issued = [...at.tenant.issued(), ...pretended];
    expect(issued.length).toBeGreaterThan(0);
    for (const { kind, value } of issued) {
      for (const text of seen) expect(text.includes(value), kind).toBe(false);
    }
  });
}

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (_id, recipe) => {
  // Shown with the first tenant, and with no other.
  if (tenantsOfPart(still).includes('fresh')) lawsOfRecipe(recipe);
  describe.each(tenantsOfPart(still))('on %s', (name) => {
    lawsOn(name, recipe);
  });
});

describe.each(tenantsOfPart(['fresh']).map(() => 'the laws themselves'))('%s', () => {
  it('can tell a write from a read', () => {
    expect(isWrite({ method: 'POST', path: '/v1.0/applications/x/addPassword' })).toBe(true);
    expect(isWrite({ method: 'PATCH', path: "/v1.0/applications(uniqueName='x')" })).toBe(true);
    expect(isWrite({ method: 'POST', path: '/v1/workspaces/x/query' })).toBe(false);
    expect(isWrite({ method: 'POST', path: '/t/oauth2/v2.0/token' })).toBe(false);
  });

  it('find an undo that takes a receipt’s word', async () => {
    const [recipe] = recipes as readonly [Recipe<World>];
    const { left, picture, before } = await setUp('fresh', recipe);
    let found: readonly string[] = [];
    for (let seed = 2; found.length === 0 && seed < 20; seed += 1) {
      const at = labOf({ ...left, journal: namingOthers(left.journal, idsIn(before), seed) });
      const made = objectsIn(withoutDeleted(at.tenant.state()));
      await (await at.open()).undo(blind(recipe), picture.runId);
      found = touchedOf(before, made, at);
    }
    expect(found.length).toBeGreaterThan(0);
  });

  it('find a secret that was planted in the journal', async () => {
    const at = lab('fresh');
    await (await at.open()).run(recipes[0] as (typeof recipes)[0], 'set-up');
    const secret = at.tenant.issued().find(({ kind }) => /secret/i.test(kind));
    expect(secret).toBeDefined();
    const planted = [...at.journal, { note: secret?.value } as unknown as Entry];
    expect(JSON.stringify(planted).includes(secret?.value ?? '')).toBe(true);
    expect(JSON.stringify(at.journal).includes(secret?.value ?? '')).toBe(false);
  });
});

/** Where others have much, and only where all is shown: each undo looks for every decoy until it may be late no more. */
it.each(tenantsOfPart(['drifted']).map((name) => [name] as const))(
  'undo leaves 1,000 decoys on %s alone',
  async (name) => {
    const [recipe] = recipes as readonly [Recipe<World>];
    const { left, picture, before } = await setUp(name, recipe);
    let decoys = 0;
    for (let seed = 2; decoys < 1000; seed += 1) {
      const journal = namingOthers(left.journal, idsIn(before), seed);
      decoys += 2 * journal.filter(({ kind }) => kind === 'done').length;
      const at = labOf({ ...left, journal });
      const made = objectsIn(withoutDeleted(at.tenant.state()));
      await (await at.open()).undo(recipe, picture.runId);
      expect(touchedOf(before, made, at), `seed ${seed}`).toEqual([]);
    }
    expect(decoys).toBeGreaterThanOrEqual(1000);
  },
);
