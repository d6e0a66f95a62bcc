import { describe, expect, it } from 'vitest';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { profileSchema } from '../../host/profile/profile-schema.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { recipes } from '../index.ts';
import { cutEverywhere, lab, labOf, strays, withoutDeleted } from './lab.spec-kit.ts';

const generic = recipes.find(({ id }) => id === 'generic-siem');
if (!generic) throw new Error('no such recipe');
const { validate: refuses } = generic;
const answered = (fields: readonly string[]) => answeredBy({ fields, role: 'sentinel-reader' });

describe('another product', () => {
  it('holds what was chosen, is proven with it, and its profile speaks the words of its form', async () => {
    const at = lab('fresh');
    const answers = {
      role: 'sentinel-responder',
      graph: ['SecurityAlert.Read.All', 'SecurityIncident.Read.All', 'ThreatHunting.Read.All'],
      appName: 'Acme connector',
      fields: [
        'App key=clientId',
        'App password=clientSecret',
        'Log store=workspaceId',
        'Space=region',
        'First run="1000 incidents"',
        'Token address=tokenAddress',
        'Token address for logs=tokenAddressV1',
        'API=azureAddress',
      ],
    };
    const { picture } = await (await at.open()).run(generic, 'set-up', { answers });
    expect(verdict(picture)).toBe(0);
    const profile = profileOf(generic, picture, answeredBy(picture.answers), sha256);
    if (!profile) throw new Error('no profile');
    expect(profile.permissions).toEqual([
      'Data.Read',
      'SecurityAlert.Read.All',
      'SecurityIncident.Read.All',
      'ThreatHunting.Read.All',
    ]);
    expect(profile.roles).toEqual(['Microsoft Sentinel Responder']);
    expect(profileSchema.safeParse(profile).error).toBeUndefined();
    expect(generic.form(profile).map(({ title, value }) => [title, value])).toEqual([
      ['App key', profile.clientId],
      ['App password', ''],
      ['Log store', profile.workspaces[0]?.workspaceId],
      ['Space', profile.workspaces[0]?.region],
      ['First run', '1000 incidents'],
      ['Token address', `https://login.microsoftonline.com/${profile.tenantId}/oauth2/v2.0/token`],
      ['Token address for logs', `https://login.microsoftonline.com/${profile.tenantId}/oauth2/token`],
      ['API', 'https://management.azure.com'],
    ]);

    const check = await (await at.open()).run(generic, 'verify', { answers: generic.answersOf(profile) });
    expect(verdict(check.picture)).toBe(0);
  });

  it('without queries and without Graph nothing is consented to, and incidents are read all the same', async () => {
    const at = lab('fresh');
    const { picture } = await (await at.open()).run(generic, 'set-up', { answers: { queries: false } });
    expect(verdict(picture)).toBe(0);
    expect(at.writes().filter((write) => write.includes('appRoleAssign'))).toEqual([]);
  });

  it.each([
    [['Client ID'], 'has no usable title'],
    [['Client ID=password'], 'names no fact'],
    [['Client ID=constructor'], 'names no fact'],
    [['=HYPERLINK()=clientId'], 'has no usable title'],
    [['Client ID="unended'], 'names no fact'],
    [['="text"'], 'has no usable title'],
    [['Client ID=clientId', 'client id=tenantId'], 'same title'],
  ])('refuses %j before anything is sent', (fields, reason) => {
    expect(refuses(answered(fields)).map((each) => [each.field, each.reason])).toEqual([
      ['fields', expect.stringContaining(reason)],
    ]);
  });

  it('may be given what changes alerts and incidents, and its drawing says so', async () => {
    const at = lab('fresh');
    const answers = { graph: ['SecurityAlert.ReadWrite.All', 'SecurityIncident.ReadWrite.All'] };
    const { picture } = await (await at.open()).run(generic, 'set-up', { answers });
    expect(verdict(picture)).toBe(0);
    const profile = profileOf(generic, picture, answeredBy(picture.answers), sha256);
    if (!profile) throw new Error('no profile');
    const drawn = JSON.stringify(generic.vendorSteps(profile));
    expect(drawn).toContain('reads and changes');
    expect(drawn).toContain('the whole tenant');
  });

  it.each([
    'RoleManagement.ReadWrite.Directory',
    'AppRoleAssignment.ReadWrite.All',
    'Application.ReadWrite.All',
    'Directory.ReadWrite.All',
  ])('is never given %s, which could take over the tenant', (permission) => {
    const parsed = parseAnswers(generic.questions, { graph: [permission] }, 'offline');
    expect('refusals' in parsed && parsed.refusals.map(({ field }) => field)).toEqual(['graph']);
  });

  it('and takes lines that are right', () => {
    expect(refuses(answered(['Client ID=clientId', 'a=b=tenantId', 'Interval="5=6 min"']))).toEqual([]);
  });
});

describe('roles in addition to the first', () => {
  const answers = { role: 'sentinel-reader', moreRoles: ['log-analytics-reader', 'sentinel-responder'] };
  const titles = ['Microsoft Sentinel Reader', 'Log Analytics Reader', 'Microsoft Sentinel Responder'];

  it('are planned, assigned, checked with the profile, left alone the next time, and undone', async () => {
    const at = lab('fresh');
    const before = JSON.stringify(withoutDeleted(at.tenant.state()));
    const { picture, plan } = await (await at.open()).run(generic, 'set-up', { answers });
    expect(verdict(picture)).toBe(0);
    const assigned = plan.changes.filter(({ step }) => step.startsWith('assign-role:'));
    expect(assigned.map(({ step, what, where }) => [step, what, where])).toEqual([
      ['assign-role:soc-prod-neu', titles[0], 'soc-prod-neu'],
      ['assign-role:soc-prod-neu:log-analytics-reader', titles[1], 'soc-prod-neu'],
      ['assign-role:soc-prod-neu:sentinel-responder', titles[2], 'soc-prod-neu'],
    ]);
    expect(picture.steps.find(({ heading }) => heading.id === 'narrow-roles')?.is).toBe('met');

    const made = JSON.stringify(at.tenant.state());
    const again = await (await at.open()).run(generic, 'set-up', { answers });
    expect(again.plan.changes).toEqual([]);
    expect(JSON.stringify(at.tenant.state())).toBe(made);

    const profile = profileOf(generic, picture, answeredBy(picture.answers), sha256);
    if (!profile) throw new Error('no profile');
    expect(profile.roles).toEqual(titles);
    expect(profile.proof.objects?.roleAssignments.map(({ role }) => role)).toEqual(titles);
    expect(profileSchema.safeParse(profile).error).toBeUndefined();
    const withIt = { answers: generic.answersOf(profile) };
    expect(withIt.answers).toMatchObject(answers);
    const check = await (await at.open()).run(generic, 'verify', withIt);
    expect(verdict(check.picture)).toBe(0);

    const undone = await (await at.open()).undo(generic, picture.runId);
    expect(undone.failed).toBe(0);
    expect(JSON.stringify(withoutDeleted(at.tenant.state()))).toBe(before);
  });

  it('are finished and undone by the next run where the power went at the write of one', async () => {
    const whole = lab('fresh');
    const before = JSON.stringify(withoutDeleted(whole.tenant.state()));
    const { cuts } = await cutEverywhere(whole, (process) => process.run(generic, 'set-up', { answers }));
    const roles = whole
      .writes()
      .flatMap((write, at) => (write.includes('/roleAssignments/') ? [at + 1] : []));
    expect(roles).toHaveLength(3);
    for (const { left, nth, when } of cuts.filter((cut) => roles.includes(cut.nth))) {
      const at = labOf(left);
      const { picture } = await (await at.open()).run(generic, 'set-up', { answers });
      expect(verdict(picture), `${when} write ${nth}`).toBe(0);
      expect(strays(at), `${when} write ${nth}`).toEqual({ duplicates: [], orphans: [] });
      await (await at.open()).undo(generic, picture.runId);
      expect(JSON.stringify(withoutDeleted(at.tenant.state())), `${when} write ${nth}`).toBe(before);
    }
  });

  it('are missed where one was taken away, by the check with the profile', async () => {
    const at = lab('fresh');
    const { picture } = await (await at.open()).run(generic, 'set-up', { answers });
    const profile = profileOf(generic, picture, answeredBy(picture.answers), sha256);
    const taken = profile?.proof.objects?.roleAssignments.find(({ role }) => role === titles[1]);
    if (!profile || !taken) throw new Error('no such role');
    const principalId = profile.proof.objects?.servicePrincipalId ?? '';
    at.tenant.act({ do: 'remove-role', scope: taken.scope, principalId, role: taken.roleId });
    const check = await (await at.open()).run(generic, 'verify', { answers: generic.answersOf(profile) });
    const missing = check.picture.steps.find(({ heading }) => heading.id.endsWith(':log-analytics-reader'));
    expect([missing?.heading.id, missing?.is]).toEqual([
      'assign-role:soc-prod-neu:log-analytics-reader',
      'unmet',
    ]);
    expect(verdict(check.picture)).toBe(1);
  });

  it('a profile from before there were any asks for none', async () => {
    const at = lab('fresh');
    const { picture } = await (await at.open()).run(generic, 'set-up', { answers: {} });
    const profile = profileOf(generic, picture, answeredBy(picture.answers), sha256);
    if (!profile) throw new Error('no profile');
    expect(Object.keys(profile.form)).not.toContain('moreRoles');
    expect(generic.answersOf(profile)).toMatchObject({ moreRoles: [] });
  });

  it.each([['owner'], ['key-vault-administrator'], ['contributor']])('are never %s', (role) => {
    const parsed = parseAnswers(generic.questions, { moreRoles: [role] }, 'offline');
    expect('refusals' in parsed && parsed.refusals.map(({ field }) => field)).toEqual(['moreRoles']);
  });

  it('name the first once, and count where it is said what the product cannot do', () => {
    const workspace = ['soc', 'dev'].map(
      (name) => `/subscriptions/s/resourceGroups/g/providers/p/workspaces/${name}`,
    );
    const given = {
      workspace,
      role: 'sentinel-reader',
      moreRoles: ['sentinel-reader', 'sentinel-responder', 'sentinel-responder'],
    };
    const chosen = answeredBy(given);
    const ids = generic.steps(chosen).map(({ id }) => id);
    expect(ids.filter((id) => /^(?:assign-role|role-condition):/u.test(id))).toEqual([
      'assign-role:soc',
      'assign-role:dev',
      'assign-role:soc:sentinel-responder',
      'assign-role:dev:sentinel-responder',
      'role-condition:soc',
      'role-condition:dev',
      'role-condition:soc:sentinel-responder',
      'role-condition:dev:sentinel-responder',
    ]);
    const knowing = generic.steps(chosen).filter(({ needs }) => {
      const needed = Object.values(needs as Readonly<Record<string, { id: string }>>).map(({ id }) => id);
      return needed.includes('heldRole:soc:sentinel-responder');
    });
    expect(knowing.map(({ id }) => id)).toEqual([
      'could-activate',
      'test-ingestion:azure',
      'role-condition:soc:sentinel-responder',
      'workspace-locks:soc',
      'narrow-roles',
      'profile-complete',
    ]);
    expect(generic.limitations(chosen)).not.toContain('Change incidents');
    expect(generic.limitations(answeredBy({ ...given, moreRoles: [] }))).toContain('Change incidents');
  });
});

describe('a role that the document wants on more than the workspaces', () => {
  const workspace = ['/subscriptions/s/resourceGroups/g/providers/p/workspaces/soc'];
  const named = (askedScope: string, moreRoles: readonly string[] = []) => {
    const steps = generic.steps(answeredBy({ workspace, askedScope, role: 'sentinel-reader', moreRoles }));
    const check = steps.find(({ id }) => id === 'permission-retirement');
    const assigned = steps
      .filter(({ id }) => id.startsWith('assign-role:'))
      .flatMap((step) => step.foresee({}).map(({ where }) => where));
    return {
      assigned,
      said: JSON.stringify(check?.judge({ on: '2026-11-30' } as never, {} as never) ?? null),
    };
  };

  it.each([
    ['resource-group', 'Microsoft Sentinel Reader on the resource group'],
    ['subscription', 'Microsoft Sentinel Reader on the subscription'],
  ])('%s: is named as more than it needs, and assigned on the workspace alone', (scope, title) => {
    const { assigned, said } = named(scope);
    expect(assigned).toEqual(['soc']);
    expect(said).toContain(title);
    expect(said).toContain('Microsoft Sentinel Reader on each workspace is enough');
  });

  it('every chosen role is named', () => {
    const { assigned, said } = named('subscription', ['sentinel-responder']);
    expect(assigned).toEqual(['soc', 'soc']);
    expect(said).toContain('Microsoft Sentinel Reader on the subscription');
    expect(said).toContain('Microsoft Sentinel Responder on the subscription');
  });

  it('is not named where it asks for no more', () => {
    expect(named('workspace')).toEqual({ assigned: ['soc'], said: 'null' });
  });
});
