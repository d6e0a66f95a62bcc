import type { PracticeTenant } from '@sentinel-onboarding/practice';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Microsoft } from '../contract/microsoft.ts';
import { signedIn } from '../sessions/signed-in.spec-kit.ts';

/** The tenant in which an application reads one workspace through a group that is in a group. */
let tenant: PracticeTenant;
let microsoft: Microsoft;
beforeEach(async () => {
  ({ tenant, microsoft } = await signedIn('groups-and-scopes'));
});

const objectOf = (name: string) =>
  [...Object.values(tenant.state().servicePrincipals), ...Object.values(tenant.state().groups)].find(
    ({ displayName }) => displayName.startsWith(name),
  )?.id ?? '';
const workspace = (name: string) =>
  Object.values(tenant.state().workspaces).find((each) => each.name === name)?.id ?? '';

describe('roles of an application', () => {
  it('are those of its groups as well, each with the group', async () => {
    const held = await microsoft.roles.heldBy(objectOf('Dropzone'), workspace('soc-neu'));
    expect(held.map(({ scope, group }) => [scope, group])).toEqual([
      [workspace('soc-neu'), objectOf('SOC log readers')],
    ]);
    const own = await microsoft.roles.heldBy(objectOf('Dropzone'), workspace('soc-eus'));
    expect(own.map(({ group }) => group)).toEqual([undefined]);
  });

  it('are its own where Azure does not list those of its groups', async () => {
    const path = 'roleAssignments';
    const answer = { status: 400, code: 'PrincipalNotFound', message: 'Not known here.' };
    tenant.setWeather({ faults: [{ kind: 'answer', host: 'arm', method: 'GET', path, times: 1, answer }] });
    const held = await microsoft.roles.heldBy(objectOf('Dropzone'), workspace('soc-eus'));
    expect(held.map(({ scope }) => scope)).toEqual([workspace('soc-eus')]);
  });

  it('are found anywhere, for it and for its groups', async () => {
    const [application, group] = [objectOf('Dropzone'), objectOf('SOC log readers')];
    const anywhere = async (groups: readonly string[]) =>
      (await microsoft.roleSurvey.heldAnywhere(application, groups)).map((each) => each.group);
    expect(await anywhere([])).toEqual([undefined, undefined]);
    expect((await anywhere([group])).filter((each) => each === group)).toHaveLength(1);
  });

  it('say what they grant, whoever wrote them', async () => {
    const [assignment] = await microsoft.roles.heldBy(objectOf('Dropzone'), workspace('soc-eus'));
    const { scope = '', roleId = '' } = assignment ?? {};
    expect(await microsoft.roleSurvey.definition(scope, roleId)).toMatchObject({
      name: 'Sentinel Query Only',
      permissions: [{ actions: expect.arrayContaining(['Microsoft.SecurityInsights/*/read']) }],
    });
    const gone = '0a000000-0000-4000-8000-000000000009';
    expect(await microsoft.roleSurvey.definition(scope, gone)).toBeUndefined();
  });

  it('come with the names of the groups it is in, those around them included', async () => {
    const groups = await microsoft.servicePrincipals.groups(objectOf('Dropzone'));
    expect('couldNotLook' in groups ? [] : groups.map(({ name }) => name).sort()).toEqual([
      'SOC integrations',
      'SOC log readers',
    ]);
    tenant.setWeather({
      faults: [{ kind: '403', host: 'graph', path: 'transitiveMemberOf', times: 'always' }],
    });
    expect(await microsoft.servicePrincipals.groups(objectOf('Dropzone'))).toHaveProperty('couldNotLook');
  });
});
