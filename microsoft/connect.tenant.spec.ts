import { readdirSync, readFileSync } from 'node:fs';
import type { TenantName } from '@sentinel-onboarding/practice';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../engine/model/problem.ts';
import { azureRoles } from '../recipes/catalogue/microsoft-ids.ts';
import { roundTrips } from './clients/round-trips.ts';
import type { Microsoft } from './contract/microsoft.ts';
import { knownApplications } from './http/known-ids.ts';
import { graphAppRoles, present, refusalOf, type SignedIn, signedIn } from './sessions/signed-in.spec-kit.ts';

const { microsoftGraph, logAnalyticsApi } = knownApplications;
const securityEvents = graphAppRoles['SecurityEvents.Read.All'];
const reader = azureRoles['log-analytics-reader'].id;
const wanted = { uniqueName: 'acme-connector-g1', displayName: 'Acme Connector', tags: ['acme'] };
const name1 = '8f14e45f-ceea-567d-8f14-e45fceea567d';
const name2 = 'c9f0f895-fb98-5b91-9f51-1c9f0f895fb9';

const sentinelOne = async (microsoft: Microsoft) =>
  present((await microsoft.workspaces.list()).find(({ sentinel }) => sentinel === 'on'));

/** An application with its service principal, in a tenant whose replicas agree. */
async function registered(name: TenantName = 'fresh') {
  const world = await signedIn(name);
  const { microsoft } = world;
  const application = await microsoft.applications.create(wanted);
  const principal = await microsoft.servicePrincipals.create(application.appId);
  const graph = present(await microsoft.servicePrincipals.byAppId(microsoftGraph));
  return { ...world, application, principal, graph };
}

const problemOf = async (work: Promise<unknown>) => {
  const error = await refusalOf(work);
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
};
const sent = ({ lines }: SignedIn, from: number) =>
  lines.slice(from).map(({ method, path }) => `${method} ${path.split('/').slice(2).join('/')}`);

describe('who is signed in', () => {
  it('is read in one request, and what the client may not read is not asked', async () => {
    const world = await signedIn('fresh');
    const before = world.lines.length;
    const who = await world.microsoft.identity.whoAmI();
    expect(who).toMatchObject({
      kind: 'person',
      tenantId: world.tenant.tenantId,
      tenantName: world.tenant.tenantName,
      domain: world.tenant.domain,
      userName: world.tenant.admin.userName,
      userType: 'member',
      roles: [{ name: 'Global Administrator', templateId: '62e90394-69f5-4237-9190-012177145e10' }],
    });
    expect(who.eligible).toHaveProperty('couldNotLook');
    expect(who.longestSecretDays).toHaveProperty('couldNotLook');
    // One for the Graph token, one for all there is to read.
    expect(sent(world, before)).toHaveLength(2);
  });

  it('is one request together with everything else read in the same moment', async () => {
    const world = await signedIn('fresh');
    await world.session.token('graph');
    const before = world.lines.length;
    await Promise.all([
      world.microsoft.identity.whoAmI(),
      world.microsoft.applications.byUniqueName('x'),
      world.microsoft.applications.byUniqueName('x'),
      world.microsoft.applications.deletedWithUniqueName('x'),
      world.microsoft.servicePrincipals.byAppId(microsoftGraph),
      world.microsoft.servicePrincipals.byAppId(logAnalyticsApi),
    ]);
    expect(sent(world, before)).toEqual(['POST $batch']);
  });
});

describe('names that people chose', () => {
  it('come in fit to show: nothing that moves a cursor, colors a terminal or turns the writing round', async () => {
    const { microsoft, session, tenant } = await signedIn('hostile-names');
    const [who, all] = await Promise.all([microsoft.identity.whoAmI(), microsoft.workspaces.list()]);
    const names = [
      who.name,
      who.tenantName,
      session.account.name,
      ...all.map((each) => each.subscriptionName),
    ];
    // oxlint-disable-next-line no-control-regex -- these are what must be gone
    const hostile = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u;
    expect(hostile.test(tenant.tenantName)).toBe(true);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => hostile.test(name) || name === '')).toEqual([]);
  });
});

describe('workspaces', () => {
  it('are all found in one request, asked once a session', async () => {
    const world = await signedIn('fresh');
    const before = world.lines.length;
    const [all, again] = await Promise.all([
      world.microsoft.workspaces.list(),
      world.microsoft.workspaces.list(),
    ]);
    expect(again).toBe(all);
    expect(all.map(({ sentinel }) => sentinel).toSorted()).toEqual(['off', 'off', 'on']);
    expect(all.every((each) => each.subscriptionName !== each.subscriptionId)).toBe(true);
    expect(sent(world, before).filter((line) => !line.includes('token'))).toHaveLength(1);
    world.microsoft.workspaces.forget();
    await world.microsoft.workspaces.list();
    expect(sent(world, before).filter((line) => !line.includes('token'))).toHaveLength(2);
  });

  it('are all found, page after page', async () => {
    const world = await signedIn('busy');
    const before = world.lines.length;
    const all = await world.microsoft.workspaces.list();
    expect(all.length).toBe(3000);
    expect(new Set(all.map(({ armId }) => armId.toLowerCase())).size).toBe(3000);
    expect(sent(world, before).length).toBeLessThanOrEqual(4);
  });

  it('are none where the signed-in one has no rights in Azure', async () => {
    const { microsoft } = await signedIn('no-azure-rights');
    expect(await microsoft.workspaces.list()).toEqual([]);
  });

  it('are read by id, and confirmed to have Sentinel on', async () => {
    const { microsoft } = await signedIn('fresh');
    const one = await sentinelOne(microsoft);
    const { sentinel: _, ...workspace } = one;
    expect(await microsoft.workspaces.find(one.armId)).toEqual(workspace);
    expect(await microsoft.workspaces.sentinel(one.armId)).toBe('on');
    const plain = present((await microsoft.workspaces.list()).find(({ sentinel }) => sentinel === 'off'));
    expect(await microsoft.workspaces.sentinel(plain.armId)).toBe('off');
    expect(await microsoft.workspaces.find(`${one.armId}-gone`)).toBeUndefined();
    expect(await microsoft.workspaces.find('/subscriptions/x')).toBeUndefined();
  });
});

describe('an application', () => {
  it('is made once, single-tenant, and found again', async () => {
    const { microsoft } = await signedIn('fresh');
    expect(await microsoft.applications.byUniqueName(wanted.uniqueName)).toBeUndefined();
    const made = await microsoft.applications.create(wanted);
    const again = await microsoft.applications.create(wanted);
    expect([made.created, again.created]).toEqual([true, false]);
    expect(again.appId).toBe(made.appId);
    const found = present(await microsoft.applications.byAppId(made.appId));
    expect(found).toMatchObject({ ...wanted, appObjectId: made.appObjectId, signInAudience: 'AzureADMyOrg' });
    expect(await microsoft.applications.byUniqueName(wanted.uniqueName)).toEqual(found);
  });

  it('keeps its name when deleted, and comes back when restored', async () => {
    const { microsoft } = await signedIn('fresh');
    const made = await microsoft.applications.create(wanted);
    await microsoft.applications.delete(made.appObjectId);
    await microsoft.applications.delete(made.appObjectId);
    expect(await microsoft.applications.byUniqueName(wanted.uniqueName)).toBeUndefined();
    expect(await microsoft.applications.deletedWithUniqueName(wanted.uniqueName)).toEqual({
      appObjectId: made.appObjectId,
      displayName: wanted.displayName,
    });
    const refused = await problemOf(microsoft.applications.create(wanted));
    expect(refused.problem.code).toBe('name-held-by-deleted');
    await microsoft.applications.restore(made.appObjectId);
    expect((await microsoft.applications.create(wanted)).appId).toBe(made.appId);
  });

  it('declares permissions beside what is declared already, and writes only what is missing', async () => {
    const world = await registered();
    const { applications } = world.microsoft;
    const { appObjectId, appId } = world.application;
    world.tenant.act({
      do: 'put',
      kind: 'applications',
      value: {
        ...world.tenant.state().applications[appObjectId],
        requiredResourceAccess: [
          {
            resourceAppId: microsoftGraph,
            resourceAccess: [{ id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' }],
          },
        ],
      } as never,
    });
    expect(await applications.declare(appObjectId, microsoftGraph, [securityEvents])).toEqual({
      created: true,
    });
    const before = world.lines.length;
    expect(await applications.declare(appObjectId, microsoftGraph, [securityEvents])).toEqual({
      created: false,
    });
    expect(sent(world, before)).toEqual([`GET applications/${appObjectId}`]);
    const declared = async () => present(await applications.byAppId(appId)).declared;
    expect(await declared()).toEqual([
      { resourceAppId: microsoftGraph, id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' },
      { resourceAppId: microsoftGraph, id: securityEvents, type: 'Role' },
    ]);
    await applications.undeclare(appObjectId, microsoftGraph, [securityEvents]);
    expect(await declared()).toHaveLength(1);
  });

  it('takes declarations of one moment together, and nothing gets lost', async () => {
    const world = await registered();
    const { appObjectId, appId } = world.application;
    const { applications } = world.microsoft;
    const before = world.lines.length;
    const answers = await Promise.all([
      applications.declare(appObjectId, microsoftGraph, [securityEvents]),
      applications.declare(appObjectId, logAnalyticsApi, ['e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5']),
      applications.addPassword(appObjectId, { displayName: 'acme/1', endDateTime: '2027-05-22T00:00:00Z' }),
      applications.declare(appObjectId, microsoftGraph, [graphAppRoles['SecurityAlert.Read.All']]),
    ]);
    expect(answers[0]).toEqual({ created: true });
    expect(answers[1]).toEqual({ created: true });
    expect(present(await applications.byAppId(appId)).declared).toHaveLength(3);
    expect(sent(world, before).toSorted()).toEqual([
      `GET applications(appId='${appId}')`,
      `GET applications/${appObjectId}`,
      `PATCH applications/${appObjectId}`,
      `POST applications/${appObjectId}/addPassword`,
    ]);
  });

  it('keeps the order of declarations that come while one is being written', async () => {
    const { microsoft, application } = await registered();
    const ids = Object.values(graphAppRoles);
    const first = microsoft.applications.declare(application.appObjectId, microsoftGraph, ids.slice(0, 1));
    await new Promise((later) => setTimeout(later, 1));
    const second = microsoft.applications.declare(application.appObjectId, microsoftGraph, ids.slice(1));
    await Promise.all([first, second]);
    expect(present(await microsoft.applications.byAppId(application.appId)).declared).toHaveLength(
      ids.length,
    );
  });

  it('gets a secret that is never shown, and loses it again', async () => {
    const { microsoft, application, tenant } = await registered();
    const made = await microsoft.applications.addPassword(application.appObjectId, {
      displayName: 'acme/1',
      endDateTime: '2027-05-22T00:00:00Z',
    });
    const value = made.secret.reveal('microsoft');
    expect(tenant.issued().map((each) => each.value)).toContain(value);
    expect(JSON.stringify(made)).not.toContain(value);
    const held = present(await microsoft.applications.byAppId(application.appId)).passwordCredentials;
    expect(held).toEqual([
      expect.objectContaining({ keyId: made.keyId, displayName: 'acme/1', hint: made.hint }),
    ]);
    await microsoft.applications.removePassword(application.appObjectId, made.keyId);
    await microsoft.applications.removePassword(application.appObjectId, made.keyId);
    expect(present(await microsoft.applications.byAppId(application.appId)).passwordCredentials).toEqual([]);
  });

  it.each([
    ['secrets-forbidden', 'secrets-forbidden'],
    ['short-secrets', 'secret-lifetime-forbidden'],
  ] as const)('learns the policy of "%s" from the refusal', async (name, code) => {
    const { microsoft, application } = await registered(name);
    const years = { displayName: 'acme/1', endDateTime: '2028-11-01T00:00:00Z' };
    const refused = await problemOf(microsoft.applications.addPassword(application.appObjectId, years));
    expect([refused.problem.code, refused.outcome]).toEqual([code, 'rejected']);
  });
});

describe('a write that Microsoft’s replicas cannot follow yet', () => {
  it('is told to pass by itself, and passes', async () => {
    const { microsoft, tenant } = await signedIn('fresh', { lagSeconds: 8, strict: true });
    const made = await microsoft.applications.create(wanted);
    const early = await problemOf(microsoft.servicePrincipals.create(made.appId));
    expect([early.problem.code, early.passes, early.outcome]).toEqual([
      'not-everywhere-yet',
      true,
      'rejected',
    ]);
    const tooEarly = await problemOf(
      microsoft.applications.declare(made.appObjectId, microsoftGraph, [securityEvents]),
    );
    expect([tooEarly.problem.code, tooEarly.passes]).toEqual(['not-everywhere-yet', true]);
    tenant.setWeather({ lag: 0 });
    await expect
      .poll(() => microsoft.servicePrincipals.create(made.appId).catch(() => undefined))
      .toBeDefined();
  });
});

describe('a service principal', () => {
  it('is made once, also of Microsoft’s own API', async () => {
    const { microsoft } = await signedIn('fresh');
    expect(await microsoft.servicePrincipals.byAppId(logAnalyticsApi)).toBeUndefined();
    const made = await microsoft.servicePrincipals.create(logAnalyticsApi);
    expect(await microsoft.servicePrincipals.create(logAnalyticsApi)).toEqual({
      id: made.id,
      created: false,
    });
    const found = present(await microsoft.servicePrincipals.byAppId(logAnalyticsApi));
    expect(found.appRoles.map(({ value }) => value)).toContain('Data.Read');
    await microsoft.servicePrincipals.delete(made.id);
    await microsoft.servicePrincipals.delete(made.id);
    expect(await microsoft.servicePrincipals.byAppId(logAnalyticsApi)).toBeUndefined();
  });
});

describe('consent', () => {
  it('is granted once, read back, and revoked', async () => {
    const { microsoft, principal, graph } = await registered();
    const what = { principalId: principal.id, resourceId: graph.id, appRoleId: securityEvents };
    const given = await microsoft.consent.givenBy(graph.id);
    const made = await microsoft.consent.grant(what);
    expect(made.created).toBe(true);
    expect(await microsoft.consent.grant(what)).toEqual({ id: made.id, created: false });
    expect(await microsoft.consent.granted(principal.id)).toEqual([
      {
        id: made.id,
        createdAt: expect.stringMatching(/^2026-/),
        resourceId: graph.id,
        appRoleId: securityEvents,
      },
    ]);
    expect(await microsoft.consent.givenBy(graph.id)).toBe(given + 1);
    await microsoft.consent.revoke(principal.id, made.id);
    await microsoft.consent.revoke(principal.id, made.id);
    expect(await microsoft.consent.granted(principal.id)).toEqual([]);
  });

  it('names the least role for each API where it is refused', async () => {
    const { microsoft, principal, graph } = await registered('consent-blocked');
    const refused = await problemOf(
      microsoft.consent.grant({ principalId: principal.id, resourceId: graph.id, appRoleId: securityEvents }),
    );
    expect(refused.problem).toMatchObject({
      code: 'entra-role-missing',
      title: 'Cannot grant admin consent',
      who: { role: 'Privileged Role Administrator' },
    });
    expect(refused.outcome).toBe('rejected');
    const api = present(await microsoft.servicePrincipals.byAppId(logAnalyticsApi));
    const role = present(api.appRoles.find(({ value }) => value === 'Data.Read'));
    const half = await microsoft.consent.grant({
      principalId: principal.id,
      resourceId: api.id,
      appRoleId: role.id,
    });
    expect(half.created).toBe(true);
  });
});

describe('an Azure role', () => {
  it('is assigned under the name given, found again, and removed', async () => {
    const { microsoft, principal } = await registered();
    const { armId: scope } = await sentinelOne(microsoft);
    const what = { scope, name: name1, roleId: reader, principalId: principal.id };
    const made = await microsoft.roles.assign(what);
    expect(made.created).toBe(true);
    // What stood already was not made by this request, under the same name neither; the same trio under another name is not.
    expect((await microsoft.roles.assign(what)).created).toBe(false);
    expect(await microsoft.roles.assign({ ...what, name: name2 })).toEqual({ id: made.id, created: false });
    expect(await microsoft.roles.heldBy(principal.id, scope)).toEqual([
      expect.objectContaining({ id: made.id, name: name1, roleId: reader }),
    ]);
    await microsoft.roles.remove(made.id);
    await microsoft.roles.remove(made.id);
    expect(await microsoft.roles.heldBy(principal.id, scope)).toEqual([]);
  });

  it('is refused to whoever may not assign roles, with the roles that may', async () => {
    const owner = await registered();
    const { armId: scope } = await sentinelOne(owner.microsoft);
    for (const assignment of Object.values(owner.tenant.state().roleAssignments)) {
      owner.tenant.act({ do: 'remove', kind: 'roleAssignments', id: assignment.id });
    }
    expect(await owner.microsoft.roles.permissionsAt(scope)).toEqual([]);
    const refused = await problemOf(
      owner.microsoft.roles.assign({ scope, name: name1, roleId: reader, principalId: owner.principal.id }),
    );
    expect(refused.problem.code).toBe('azure-role-missing');
    expect(refused.problem.who?.role).toContain('User Access Administrator');
    expect(refused.problem.remedies.map((each) => each.do)).toContain('ask-someone');
  });

  it('tells what the signed-in one may do', async () => {
    const { microsoft } = await signedIn('fresh');
    const { armId } = await sentinelOne(microsoft);
    expect(await microsoft.roles.permissionsAt(armId)).toContainEqual(
      expect.objectContaining({ actions: ['*'] }),
    );
  });
});

describe('what it costs', () => {
  it('signs in and finds everything there is to plan with in 3 round trips', async () => {
    const world = await signedIn('fresh', { latencyMs: 60 });
    await Promise.all([
      world.microsoft.identity.whoAmI(),
      world.microsoft.applications.byUniqueName('x'),
      world.microsoft.workspaces.list(),
    ]);
    expect(world.lines).toHaveLength(4);
    expect(roundTrips(world.lines)).toBe(3);
  });

  it('loads none of Microsoft’s libraries before something is asked', () => {
    const here = new URL('.', import.meta.url);
    const heavy = /^import (?!type\b)[^;]*from '@(?:azure|microsoft)\//mu;
    const own = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/\.spec(?:-kit)?\.ts$/u.test(name),
    );
    expect(own.length).toBeGreaterThan(20);
    expect(heavy.test("import { PublicClientApplication } from '@azure/msal-node';")).toBe(true);
    expect(own.filter((name) => heavy.test(readFileSync(new URL(name, here), 'utf8')))).toEqual([]);
  });
});
