import { virtualClock } from '@sentinel-onboarding/practice/values';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/model/problem.ts';
import { Secret } from '../../engine/model/secret.ts';
import { azureRoles } from '../../recipes/catalogue/microsoft-ids.ts';
import { network } from '../clients/network.ts';
import { clouds } from '../http/clouds.ts';
import { knownApplications } from '../http/known-ids.ts';
import { applicationSession } from './application-session.ts';
import { graphAppRoles, present, signedIn } from './signed-in.spec-kit.ts';

const { microsoftGraph, logAnalyticsApi } = knownApplications;

/** A new application with a secret, in front of a workspace with Sentinel; its rights are given as a spec asks. */
async function newApplication(lagSeconds = 0) {
  const clock = virtualClock(Date.now());
  const world = await signedIn('fresh', { clock });
  const { microsoft, tenant } = world;
  const workspace = present((await microsoft.workspaces.list()).find(({ sentinel }) => sentinel === 'on'));
  const { appId, appObjectId } = await microsoft.applications.create({
    uniqueName: 'acme-g1',
    displayName: 'Acme',
    tags: [],
  });
  const principal = await microsoft.servicePrincipals.create(appId);
  await microsoft.servicePrincipals.create(logAnalyticsApi);
  // Everybody knows the application by now; only what is made from here on is young.
  clock.advance(120_000);
  tenant.setWeather({ lag: lagSeconds });
  const { secret } = await microsoft.applications.addPassword(appObjectId, {
    displayName: 'acme/1',
    endDateTime: '2027-05-22T00:00:00Z',
  });
  const grant = async (resource: string, value: string) => {
    const api = present(await microsoft.servicePrincipals.byAppId(resource));
    const appRoleId = present(api.appRoles.find((role) => role.value === value)).id;
    await microsoft.consent.grant({ principalId: principal.id, resourceId: api.id, appRoleId });
  };
  const assign = () =>
    microsoft.roles.assign({
      scope: workspace.armId,
      name: '8f14e45f-ceea-567d-8f14-e45fceea567d',
      roleId: azureRoles['log-analytics-reader'].id,
      principalId: principal.id,
    });
  return { ...world, workspace, appId, secret, grant, assign };
}

const problemOf = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
};

describe('the new application, signed in as itself', () => {
  it('shows in each token what it may do, and a new token gains what was granted since', async () => {
    const { microsoft, appId, secret, grant, lines } = await newApplication();
    const session = microsoft.asApplication(appId, secret);
    const before = lines.length;
    expect(await session.token('graph')).toMatchObject({ resource: 'graph', roles: [] });
    await grant(microsoftGraph, 'SecurityEvents.Read.All');
    const gained = await session.token('graph');
    expect(gained.roles).toEqual(['SecurityEvents.Read.All']);
    expect(Date.parse(gained.expiresAt)).toBeGreaterThan(Date.now());
    expect(lines.slice(before).filter(({ identity }) => identity === 'application')).toHaveLength(2);
  });

  it('reads what the vendor will read', async () => {
    const { microsoft, appId, secret, grant, assign, workspace } = await newApplication();
    await Promise.all([
      grant(logAnalyticsApi, 'Data.Read'),
      grant(microsoftGraph, 'SecurityEvents.Read.All'),
      assign(),
    ]);
    const session = microsoft.asApplication(appId, secret);
    await Promise.all([session.token('graph'), session.token('log-analytics'), session.token('azure')]);
    const [reach, incidents, scores, legacy, rights] = await Promise.all([
      session.query(workspace.workspaceId, 'print ok=1', 'P1D'),
      session.incidents(workspace.armId, 3),
      session.secureScores(),
      session.legacyAlerts(),
      session.permissionsAt(workspace.armId),
    ]);
    expect(reach).toEqual({ columns: [{ name: 'ok', type: 'long' }], rows: [[1]] });
    expect(incidents).toHaveLength(3);
    expect(incidents[0]).toMatchObject({ severity: expect.stringMatching(/High|Medium|Low|Informational/u) });
    expect(scores).toBeGreaterThan(0);
    expect(legacy.status).toBe(200);
    expect(rights).toContainEqual(expect.objectContaining({ actions: expect.arrayContaining(['*/read']) }));
  });

  it('reads with one token an API, however much is asked', async () => {
    const { microsoft, appId, secret, grant, assign, workspace, lines } = await newApplication();
    await Promise.all([
      grant(logAnalyticsApi, 'Data.Read'),
      grant(microsoftGraph, 'SecurityEvents.Read.All'),
      assign(),
    ]);
    const session = microsoft.asApplication(appId, secret);
    const before = lines.length;
    await Promise.all([
      session.query(workspace.workspaceId, 'print a=1', 'P1D'),
      session.query(workspace.workspaceId, 'print b=1', 'P1D'),
      session.secureScores(),
      session.legacyAlerts(),
    ]);
    expect(
      lines
        .slice(before)
        .map(({ host }) => host)
        .toSorted(),
    ).toEqual([
      'api.loganalytics.azure.com',
      'api.loganalytics.azure.com',
      'graph.microsoft.com',
      'login.microsoftonline.com',
      'login.microsoftonline.com',
    ]);
  });

  it('says times as text and the mistake in a query in words', async () => {
    const { microsoft, appId, secret, grant, assign, workspace } = await newApplication();
    await Promise.all([grant(logAnalyticsApi, 'Data.Read'), assign()]);
    const session = microsoft.asApplication(appId, secret);
    const { rows } = await session.query(workspace.workspaceId, 'print datetime(2026-11-22)', 'P1D');
    expect(rows).toEqual([[expect.stringMatching(/^2026-11-22T00:00:00/u)]]);
    const { problem } = await problemOf(session.query(workspace.workspaceId, 'NoSuchTable | take 1', 'P1D'));
    expect(problem.code).toBe('query-not-understood');
  });

  it('learns what it lacks, each by its own name', async () => {
    const { microsoft, appId, secret, workspace, grant } = await newApplication();
    const session = microsoft.asApplication(appId, secret);
    expect((await problemOf(session.secureScores())).problem.code).toBe('app-permission-missing');
    expect((await problemOf(session.alerts())).problem.code).toBe('app-permission-missing');
    expect((await problemOf(session.incidents(workspace.armId, 1))).problem.code).toBe(
      'app-azure-role-missing',
    );
    await grant(logAnalyticsApi, 'Data.Read');
    const withData = microsoft.asApplication(appId, secret);
    const refused = await problemOf(withData.query(workspace.workspaceId, 'print ok=1', 'P1D'));
    expect(refused.problem.code).toBe('log-access-missing');
    expect(refused.outcome).toBe('rejected');
    // The retired endpoint's answer is information, also where it is a refusal.
    expect(await session.legacyAlerts()).toEqual({ status: 403, count: 0 });
  });

  it('is told to wait while its secret is young, and not when it is old', async () => {
    const { microsoft, appId, secret, tenant } = await newApplication(20);
    const now = new Date(tenant.clock.now());
    const young = { secretMadeAt: now.toISOString() };
    const old = { secretMadeAt: new Date(now.getTime() - 300_000).toISOString() };
    const early = await problemOf(microsoft.asApplication(appId, secret, young).token('graph'));
    expect([early.problem.code, early.passes]).toEqual(['secret-not-accepted', true]);
    const late = await problemOf(microsoft.asApplication(appId, secret, old).token('graph'));
    expect([late.problem.code, late.passes]).toEqual(['secret-not-accepted', false]);
  });

  it('keeps its secret out of every problem and every line', async () => {
    const { microsoft, appId, secret, lines, tenant } = await newApplication(20);
    const { problem, message } = await problemOf(microsoft.asApplication(appId, secret).token('graph'));
    const value = secret.reveal('microsoft');
    expect(tenant.requests().some(({ body }) => body.includes(encodeURIComponent(value)))).toBe(true);
    expect(JSON.stringify([problem, message, lines])).not.toContain(value);
  });
});

describe('answers of Log Analytics', () => {
  const over = (answer: () => Response) => {
    const token = `e30.${Buffer.from(JSON.stringify({ exp: 1_900_000_000 })).toString('base64url')}.x`;
    const wire = network({
      cloud: clouds.public,
      fetch: (request) =>
        Promise.resolve(
          request.url.includes('/token')
            ? Response.json({ token_type: 'Bearer', expires_in: 3599, access_token: token })
            : answer(),
        ),
    });
    const tenantId = '5e471e1a-0000-4000-8000-08d181339947';
    return applicationSession({ network: wire, tenantId, clientId: tenantId, proof: new Secret('s') });
  };

  it('may be none at all: a workspace that never had data', async () => {
    const session = over(() => new Response(null, { status: 204 }));
    expect(await session.query('w', 'print 1', 'P1D')).toEqual({ columns: [], rows: [] });
  });

  it('may be a part, and then it says so', async () => {
    const session = over(() =>
      Response.json({
        tables: [{ name: 'PrimaryResult', columns: [{ name: 'n', type: 'long' }], rows: [[7]] }],
        error: { code: 'PartialError', message: 'There were some errors when processing your query.' },
      }),
    );
    expect(await session.query('w', 'print 1', 'P1D')).toMatchObject({
      rows: [[7]],
      partial: 'There were some errors when processing your query.',
    });
  });

  it('are not understood where a 200 is empty', async () => {
    const session = over(() => new Response('', { status: 200 }));
    expect((await problemOf(session.query('w', 'print 1', 'P1D'))).problem.code).toBe(
      'answer-not-understood',
    );
  });
});

describe('ids written down here', () => {
  it('agree with what the practice tenant wrote down by itself', async () => {
    const { microsoft, tenant } = await signedIn('fresh');
    const graph = present(await microsoft.servicePrincipals.byAppId(microsoftGraph));
    for (const [value, id] of Object.entries(graphAppRoles)) {
      expect(graph.appRoles).toContainEqual({ id, value, isEnabled: true });
    }
    const definitions = Object.values(azureRoles).map(async ({ id: role }) => {
      const token = (await (await signedIn('fresh')).session.token('azure')).reveal('microsoft');
      const url = `https://management.azure.com/providers/Microsoft.Authorization/roleDefinitions/${role}?api-version=2022-04-01`;
      return (await tenant.fetch(new Request(url, { headers: { authorization: `Bearer ${token}` } }))).status;
    });
    expect(new Set(await Promise.all(definitions))).toEqual(new Set([200]));
  });
});
