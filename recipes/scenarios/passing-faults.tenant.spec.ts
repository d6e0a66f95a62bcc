import type { Fault, FaultKind } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { recipes } from '../index.ts';
import { isWrite, type LabCopy, lab, labOf, strays, withoutDeleted } from './lab.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];

/** Faults that pass: nobody said no, and the next attempt need not meet them. */
const passing = [
  '500',
  '502-html',
  '503-retry-after',
  '504-before-commit',
  '429-seconds',
  'timeout',
  'reset',
  'reset-mid-body',
  'truncated-json',
  'empty-body',
  'deep-json',
  'captive-portal',
] as const satisfies readonly FaultKind[];

const codes = (picture: RunState) =>
  picture.steps.flatMap(({ heading, is, finding }) =>
    heading.severity === 'block' && is !== 'met' ? [`${heading.id} ${finding?.problem?.code ?? is}`] : [],
  );
const blind = (path: string) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/giu, '…').split('?')[0] ?? '';

const intents = ['set-up', 'verify', 'plan'] as const;
type Intent = (typeof intents)[number];

let connected: Promise<LabCopy> | undefined;
/** A tenant that is set up, or a fresh one where that is what a run is for. */
async function deskFor(intent: Intent) {
  if (intent !== 'verify') return lab('fresh');
  connected ??= (async () => {
    const at = lab('fresh');
    await (await at.open()).run(recipe, 'set-up');
    return at.copy();
  })();
  return labOf(await connected);
}

/** Every kind of read a run makes, as host, method and the path it can be struck by. */
async function reads(intent: Intent) {
  const at = await deskFor(intent);
  const process = await at.open();
  const from = at.tenant.requests().length;
  await process.run(recipe, intent);
  const seen = new Map<string, { readonly fault: Omit<Fault, 'kind'>; readonly path: string }>();
  for (const { method, host, path, inner } of at.tenant.requests().slice(from)) {
    const struck =
      host === 'management.azure.com' ? 'arm' : host === 'graph.microsoft.com' ? 'graph' : undefined;
    if (isWrite({ method, path }) || struck === undefined) continue;
    const part = path.split('?')[0] ?? '';
    const fault = { method, host: struck, path: part, ...(inner ? { batched: true as const } : {}) } as const;
    seen.set(`${method} ${inner ? '$batch of ' : ''}${blind(path)}`, { fault, path: part });
  }
  return [...seen.values()].map(({ fault }) => fault);
}

async function struck(intent: Intent, fault: Fault) {
  const at = await deskFor(intent);
  const process = await at.open();
  at.tenant.setWeather({ lag: 0, faults: [fault] });
  const { picture } = await process.run(recipe, intent);
  const met = at.tenant.requests().filter(({ fault: kind }) => kind !== undefined).length;
  return { at, picture, met };
}

describe.each(intents)('one passing fault of a read (%s)', (intent) => {
  it.each(passing)('%s is not noticed, whichever it strikes', async (kind) => {
    // A third of them with each kind: over the three intents each read meets each.
    const turn = passing.indexOf(kind) + intents.indexOf(intent);
    const all = (await reads(intent)).filter((_, nth) => (nth + turn) % 3 === 0);
    expect(all.length).toBeGreaterThan(2);
    const calm = await struck(intent, { kind, path: 'nothing has this path' });
    let strikes = 0;
    for (const fault of all) {
      const { picture, met, at } = await struck(intent, { kind, ...fault });
      strikes += met;
      expect([fault.path, picture.ended, codes(picture)]).toEqual([fault.path, 'done', codes(calm.picture)]);
      expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
    }
    expect(strikes).toBeGreaterThan(all.length / 2);
  });
});

describe('a fault of a read that stays', () => {
  it.each(passing)('%s is named as what it is, and never as a change of the tenant', async (kind) => {
    const named = new Set<string | undefined>();
    for (const path of ['onboardingStates', 'permissions', '/workspaces/']) {
      const { picture } = await struck('set-up', { kind, method: 'GET', host: 'arm', path, times: 'always' });
      const problems = picture.steps.flatMap(({ finding }) => finding?.problem?.code ?? []);
      for (const code of problems) named.add(code);
    }
    expect([...named]).not.toContain('plan-went-stale');
    expect([...named]).not.toContain('unexpected');
    expect([...named]).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^(?:microsoft-unavailable|answer-not-understood|throttled|no-answer-in-time|connection-lost)$/u,
        ),
      ]),
    );
  });
});

describe('an answer that was lost after the change was made', () => {
  it.each([
    ['504-after-commit', 'PATCH', 'graph', '/applications('],
    ['504-after-commit', 'PATCH', 'graph', '/servicePrincipals('],
    ['504-after-commit', 'POST', 'graph', 'appRoleAssignedTo'],
    ['504-after-commit', 'POST', 'graph', '/addPassword'],
    ['504-after-commit', 'PUT', 'arm', 'roleAssignments'],
    ['503-retry-after', 'PUT', 'arm', 'roleAssignments'],
    ['502-html', 'PATCH', 'graph', '/applications('],
    ['empty-body', 'PUT', 'arm', 'roleAssignments'],
  ] as const)(
    '%s to %s %s %s: what was made is known as ours, and undo leaves nothing',
    async (kind, method, host, path) => {
      const at = lab('fresh');
      const before = withoutDeleted(at.tenant.state());
      const process = await at.open();
      at.tenant.setWeather({ lag: 0, faults: [{ kind, method, host, path, when: 'after' }] });
      const { picture } = await process.run(recipe, 'set-up');
      expect([picture.ended, codes(picture)]).toEqual(['done', []]);
      expect(strays(at)).toEqual({ duplicates: [], orphans: [] });
      at.tenant.setWeather({ lag: 0 });
      const undone = await process.undo(recipe, picture.runId);
      expect([undone.failed, undone.left]).toEqual([0, []]);
      expect(withoutDeleted(at.tenant.state())).toEqual(before);
    },
  );
});
