import { describe, expect, it } from 'vitest';
import type { RunState } from '../../engine/journal/journal.ts';
import { verdict } from '../../engine/run/run.ts';
import { recipes } from '../index.ts';
import { lab, withoutDeleted } from './lab.spec-kit.ts';

const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel') as (typeof recipes)[number];
const states = (picture: RunState) =>
  Object.fromEntries(
    picture.steps
      .filter(({ is }) => is !== 'met')
      .map(({ heading, is, finding }) => [heading.id, [is, finding?.problem?.code]]),
  );

/** Opens the tenant that drifted, at the application that somebody once made by hand. */
function drifted() {
  const at = lab('drifted');
  const applications = Object.values(at.tenant.state().applications) as unknown as readonly {
    appId: string;
    displayName: string;
  }[];
  const { appId } = applications.find(({ displayName }) => displayName.startsWith('Dropzone')) ?? {
    appId: '',
  };
  return { at, more: { answers: { application: appId }, known: { application: appId } } };
}

describe('a connection that drifted', () => {
  it('is found out: every planted difference with its state and remedy, and none invented', async () => {
    const { at, more } = drifted();
    const { picture, plan } = await (await at.open()).run(recipe, 'verify', more);
    expect(states(picture)).toEqual({
      // The last client secret has ended, and nobody holds another.
      'create-secret': ['unmet', 'client-secret-missing'],
      'grant-consent:graph': ['unmet', 'consent-missing'],
      // Too much.
      'revoke-extras': ['unmet', 'permission-not-needed'],
      'narrow-roles': ['unmet', 'role-too-wide'],
      'restrict-sign-in': ['unmet', 'application-open'],
      'ensure-owner': ['unmet', 'no-owner'],
      'remove-guest-owners': ['unmet', 'guest-owner'],
      'prune-credentials': ['unmet', 'credentials-beside'],
      // Behind them.
      'test-ingestion:log-analytics': ['not-reached', undefined],
      'test-ingestion:azure': ['not-reached', undefined],
      'test-ingestion:graph': ['not-reached', undefined],
      'profile-complete': ['not-reached', undefined],
      'retire-credential': ['not-reached', undefined],
      // What nobody can look at.
      'secret-policy': ['unknown', 'secret-policy-not-seen'],
      'access-model': ['unknown', 'access-model-not-said'],
    });
    for (const { is, finding } of picture.steps) {
      if (is === 'met' || is === 'not-reached') continue;
      expect(finding?.problem?.remedies.length).toBeGreaterThan(0);
    }
    // What set-up would add is in the plan; what repair would take away is not.
    expect(plan.changes.some(({ verb }) => verb === 'remove' || verb === 'revoke')).toBe(false);
    expect(at.writes()).toEqual([]);
  });

  it('names each thing that is too much, and who granted rights are read from', async () => {
    const { at, more } = drifted();
    const { picture } = await (await at.open()).run(recipe, 'verify', more);
    const because = (id: string) =>
      picture.steps.find(({ heading }) => heading.id === id)?.finding?.problem?.because ?? '';
    expect(because('revoke-extras')).toContain('Directory.Read.All on Microsoft Graph');
    expect(because('narrow-roles')).toContain('Contributor on resource group rg-soc-prod-neu');
    expect(because('narrow-roles')).toContain('which covers the workspace');
    expect(because('narrow-roles')).toContain('Log Analytics Reader on platform-logs-weu');
    expect(because('restrict-sign-in')).toContain('https://connector.proseware.example/signed-in');
    expect(because('restrict-sign-in')).toContain('public client flows are on');
    expect(because('prune-credentials')).toContain('Dropzone AI');
    const owner = picture.steps.find(({ heading }) => heading.id === 'remove-guest-owners')?.finding?.problem
      ?.title;
    expect(owner).toContain('Samuel Okoye');
    for (const { heading, is, finding } of picture.steps) {
      if (is === 'not-reached' || withoutRequests.has(heading.id)) continue;
      expect(finding?.evidence?.length, heading.id).toBeGreaterThan(0);
    }
  });

  it('repaired is whole: every block check met, every planted difference gone, each removal by name', async () => {
    const { at, more } = drifted();
    const { picture, plan } = await (await at.open()).run(recipe, 'repair', more);
    const removals = plan.changes.filter(({ verb }) => verb === 'remove' || verb === 'revoke');
    expect(removals.map(({ verb, what }) => `${verb} ${what}`).sort()).toEqual([
      expect.stringMatching(/^remove Client secret Dropzone AI \([0-9a-f-]{36}\), ends \d{4}-\d\d-\d\d$/),
      'remove Guest owner Samuel Okoye',
      'remove Web redirect address https://connector.proseware.example/signed-in',
      'revoke Contributor',
      'revoke Directory.Read.All',
      'revoke Log Analytics Reader',
    ]);
    for (const { where, right, undoneBy } of removals) {
      expect([where, right, undoneBy].every((text) => text.length > 0)).toBe(true);
    }
    expect(verdict(picture)).toBe(0);

    const { picture: again } = await (await at.open()).run(recipe, 'verify', more);
    expect(states(again)).toEqual({
      'access-model': ['unknown', 'access-model-not-said'],
    });
    expect(verdict(again)).toBe(0);
  });

  it('repaired in one finding alone changes that and nothing else', async () => {
    const { at, more } = drifted();
    const { plan } = await (await at.open()).run(recipe, 'repair', {
      ...more,
      only: ['ensure-owner', 'remove-guest-owners'],
    });
    expect(plan.changes.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
      'add Ada Lind as an owner',
      'remove Guest owner Samuel Okoye',
    ]);
    const { picture } = await (await at.open()).run(recipe, 'verify', more);
    expect(states(picture)).not.toHaveProperty('ensure-owner');
    expect(states(picture)).toHaveProperty('restrict-sign-in');
  });

  it('undone has back what repair took, but for the secret that nobody can bring back', async () => {
    const { at, more } = drifted();
    const before = withoutDeleted(at.tenant.state()) as Record<string, Record<string, object>>;
    const { picture } = await (await at.open()).run(recipe, 'repair', more);
    const { failed, lost } = await (await at.open()).undo(recipe, picture.runId);
    expect(failed).toBe(0);
    expect(lost).toEqual([expect.stringContaining('Client secret Dropzone AI')]);
    const after = withoutDeleted(at.tenant.state()) as typeof before;
    const values = (of: typeof before, kind: string, ...keys: string[]) =>
      Object.values(of[kind] ?? {})
        .map((each) => keys.map((key) => JSON.stringify((each as Record<string, unknown>)[key])).join(' '))
        .sort();
    for (const [kind, ...keys] of [
      ['appRoleAssignments', 'principalId', 'resourceId', 'appRoleId'],
      ['roleAssignments', 'principalId', 'scope', 'roleDefinition'],
      ['applications', 'appId', 'owners', 'isFallbackPublicClient', 'web'],
    ] as const) {
      expect(values(after, kind, ...keys), kind).toEqual(values(before, kind, ...keys));
    }
  });
});

/** These rest on dates, on what a person said, or on what other steps have seen. */
const withoutRequests = new Set([
  'computer-clock',
  'permission-retirement',
  'portal-retirement',
  'access-model',
  'secret-policy',
  'could-activate',
  'profile-complete',
]);
