import { describe, expect, it } from 'vitest';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { verdict } from '../../engine/run/run.ts';
import { profileOf } from '../../engine/view/build-profile.ts';
import { profileSchema } from '../../host/profile/profile-schema.ts';
import { sha256 } from '../../host/storage/seal.ts';
import { recipes } from '../index.ts';
import { lab } from './lab.spec-kit.ts';

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

describe('a role that the document wants on more than the workspaces', () => {
  const workspace = ['/subscriptions/s/resourceGroups/g/providers/p/workspaces/soc'];
  const named = (askedScope: string) => {
    const steps = generic.steps(answeredBy({ workspace, askedScope, role: 'sentinel-reader' }));
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

  it('is not named where it asks for no more', () => {
    expect(named('workspace')).toEqual({ assigned: ['soc'], said: 'null' });
  });
});
