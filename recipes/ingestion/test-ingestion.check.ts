import { keyed, optional } from '../../engine/model/fact.ts';
import { incidentsShow, type Takes } from '../../engine/model/incidents.ts';
import {
  delayChart,
  formatDuration,
  latencyOf,
  type PollSettings,
  pollShow,
} from '../../engine/model/latency.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Secret } from '../../engine/model/secret.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Finding } from '../../engine/model/step.ts';
import type {
  ApplicationSession,
  CouldNotLook,
  Microsoft,
  PermissionEntry,
} from '../../microsoft/contract/microsoft.ts';
import {
  type Credential,
  clientId,
  clientSecret,
  credential,
  granted,
  grantedAt,
  heldRole,
  proof,
  roleKeys,
  workspace,
} from '../catalogue/facts.ts';
import { type AzureRoleKey, allows, type PickedWorkspace } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import {
  mayTakeMinutes,
  orOnItsWay,
  proofOf,
  refusedOr,
  roleNotInToken,
  secretNotHere,
  type Tried,
  tried,
  type Young,
} from '../sign-in/as-application.ts';
import { networkPage, onlyPrivate } from '../workspaces/query-network.check.ts';
import { historyOf, incidentSpan, ingestionQuery } from './incident-history.ts';
import { arrivalQuery, lateOf } from './latency.ts';

type Picked = readonly PickedWorkspace[];

const settle = { within: 600, every: 3, usually: { from: 10, to: 60 } } as const;
const severity = 'block' as const;
const keysOf = (picked: Picked, more: readonly AzureRoleKey[] = []) =>
  roleKeys(
    picked.map(({ key }) => key),
    more,
  );
const facts = (picked: Picked, whose: Whose, more: readonly AzureRoleKey[] = []) =>
  Object.fromEntries([
    ...picked.map(({ key }) => [`workspace ${key}`, keyed(workspace, key)]),
    // The application might not see its own role. What it can read shows whether it has it.
    ...keysOf(picked, more).map((key) => [
      `role ${key}`,
      whose === 'connection' ? keyed(heldRole, key) : optional(keyed(heldRole, key)),
    ]),
  ]) as Record<string, ReturnType<typeof keyed<never>>>;
const application = { clientId, credential, secret: optional(clientSecret) };

/** Whose session the tests use: that of the connection, or that of the application which is itself signed in. */
export type Whose = 'connection' | 'signed-in';

/** The application's session with what the tests were given; undefined where its secret is not here. */
function sessionOf(microsoft: Microsoft, whose: Whose, given: object): ApplicationSession | undefined {
  if (whose === 'signed-in') return microsoft.asSignedIn();
  const of = given as {
    readonly clientId: string;
    readonly credential: Credential;
    readonly secret: Secret | undefined;
  };
  if (!of.secret) return undefined;
  return microsoft.asApplication(of.clientId, proofOf(of.credential, of.secret), {
    secretMadeAt: of.credential.startedAt,
  });
}

/** What is needed for that session. */
const callerOf = (whose: Whose) => onlyOf(whose, application);
const consentOf = (api: 'log-analytics' | 'graph') => ({
  granted: keyed(granted, api),
  consented: optional(keyed(grantedAt, api)),
});
/** Only the connection's facts are there to be needed. */
function onlyOf<T extends object>(whose: Whose, needs: T): T {
  return whose === 'connection' ? needs : ({} as T);
}

/** The role's age and the secret's, where they are young enough for a refusal to mean "not yet". */
function young(
  keys: readonly string[],
  given: Readonly<Record<string, unknown>>,
  roleMinutes: number,
): readonly Young[] {
  const roles = keys.map((key) => (given[`role ${key}`] as { since?: string } | undefined)?.since);
  return [...roles.map((since) => ({ since, minutes: roleMinutes, of: 'access' as const })), ageOf(given)];
}
const consentAge = (since: string | undefined): Young => ({
  since: since || undefined,
  minutes: mayTakeMinutes.grant,
  of: 'access',
});

function ageOf(given: Readonly<Record<string, unknown>>): Young {
  return {
    since: (given.credential as { startedAt: string } | undefined)?.startedAt,
    minutes: mayTakeMinutes.secret,
    of: 'credential',
  };
}

/** What a vendor does with what it reads. */
export interface Intake {
  readonly vendor: string;
  /** Of the incidents, where it takes in any. */
  readonly takes: Takes | undefined;
  /** Its poll settings, as its form calls them. */
  readonly poll: Readonly<Record<keyof PollSettings, string>>;
}

/** The application itself runs a query on each workspace, and measures how late data arrives there. */
const testLogs = (picked: Picked, queries: readonly string[], intake?: Intake, whose: Whose = 'connection') =>
  step({
    id: 'test-ingestion:log-analytics',
    title: 'Run a query as the application',
    why: 'It signs in as itself and reads what the vendor will read',
    severity,
    checks: ['PRM-07', 'CRD-02', 'DAT-01', 'DAT-04', 'DAT-05'],
    needs: {
      ...callerOf(whose),
      ...onlyOf(whose, consentOf('log-analytics')),
      ...facts(picked, whose),
    },
    gives: { proof: keyed(proof, 'log-analytics') },
    settle,
    async look({ microsoft, counting, given, now }) {
      const session = sessionOf(microsoft, whose, given);
      if (!session) return undefined;
      const token = await refusedOr(() => session.token('log-analytics'));
      const idOf = (key: string) =>
        ((given as Readonly<Record<string, unknown>>)[`workspace ${key}`] as { workspaceId: string })
          .workspaceId;
      const [answers, own] = await Promise.all([
        'failed' in token
          ? []
          : Promise.all(
              picked.map(({ key }) =>
                refusedOr(() =>
                  intake?.takes
                    ? session.query(idOf(key), ingestionQuery, incidentSpan)
                    : session.query(idOf(key), arrivalQuery, 'P2D'),
                ),
              ),
            ),
        'failed' in token
          ? []
          : Promise.all(
              picked.flatMap(({ key, name }) =>
                queries.map(async (query) => ({
                  query,
                  name,
                  answer: await tried(async () => session.query(idOf(key), await counting(query), 'P1D')),
                })),
              ),
            ),
      ]);
      const at = answers.findIndex((answer) => 'failed' in answer);
      const closed = picked[at];
      // A refusal for want of access and one for the network have the same words: the workspace says which it is.
      const from = closed && (await tried(() => microsoft.workspaces.queriedFrom(closed.armId)));
      const isPrivate = closed && from && 'ok' in from && from.ok === 'private-link';
      return {
        token,
        answers,
        own,
        ...(isPrivate
          ? { onlyPrivate: onlyPrivate(closed.name, networkPage(microsoft.portal, closed.armId)) }
          : {}),
        at: now(),
      };
    },
    judge(seen, given) {
      if (!seen) return secretNotHere(given.credential) as Finding<{ proof: typeof proof }>;
      const { token, answers, own, at } = seen;
      const notYet = (problem: Problem) =>
        orOnItsWay(problem, at, [
          ...young(keysOf(picked), given, mayTakeMinutes.roleForQueries),
          consentAge(given.consented),
        ]) as Finding<{
          proof: typeof proof;
        }>;
      if ('failed' in token) return notYet(token.failed);
      const missing = (given.granted ?? ['Data.Read']).filter((role) => !token.ok.roles.includes(role));
      if (missing.length > 0) return notYet(roleNotInToken(missing, 'the Log Analytics API'));
      const refused = answers.find((answer) => 'failed' in answer);
      if (seen.onlyPrivate) return { is: 'blocked', problem: seen.onlyPrivate };
      if (refused && 'failed' in refused) return notYet(refused.failed);
      const read = answers.flatMap((answer) => ('ok' in answer ? [answer.ok] : []));
      const arrival = latencyOf(read.map(lateOf));
      const failed = own.filter(({ answer }) => 'failed' in answer);
      return {
        is: 'met',
        facts: { proof: { at, roles: token.ok.roles, workspaces: picked.length, ...arrival } },
        shows: [
          rolesShow('Log Analytics', token.ok.roles),
          {
            show: 'pairs',
            title: 'Queries',
            pairs: [
              ['Rows', count(arrival.rows)],
              ['Workspaces', `${picked.length} of ${picked.length}`],
            ],
          },
          ...(arrival.rows > 0
            ? [
                {
                  show: 'chart' as const,
                  title: `95 of 100 rows arrive within ${formatDuration(arrival.p95)}`,
                  caption: `${count(arrival.rows)} rows of the last 24 hours, by how late they arrived`,
                  chart: delayChart(arrival),
                },
              ]
            : [
                {
                  show: 'text' as const,
                  text: 'Access is proven. No row has arrived in the last 24 hours: nothing yet.',
                },
              ]),
          ...(intake?.takes ? [incidentsShow(intake.vendor, historyOf(read, at), intake.takes)] : []),
          ...(intake ? [pollShow(intake.poll, arrival)] : []),
          ...queriesShow(own, picked.length > 1),
        ],
        ...(failed[0] ? { warning: queryFailed(failed[0], failed.length - 1) } : {}),
      };
    },
    foresee: () => [],
  });

/**
 * The application itself lists incidents on each workspace, and where it keeps tickets in step, may write them. `more`
 * are its additional roles there, which it may need for that.
 */
const testIncidents = (
  picked: Picked,
  writes: boolean,
  whose: Whose = 'connection',
  more: readonly AzureRoleKey[] = [],
) =>
  step({
    id: 'test-ingestion:azure',
    title: 'List incidents as the application',
    why: 'Incidents are what the vendor investigates',
    severity,
    checks: ['DAT-02', 'DAT-03'],
    needs: { ...callerOf(whose), ...facts(picked, whose, more) },
    gives: { proof: keyed(proof, 'azure') },
    settle,
    async look({ microsoft, given, now }) {
      const session = sessionOf(microsoft, whose, given);
      if (!session) return undefined;
      const token = await refusedOr(() => session.token('azure'));
      if ('failed' in token) return { token, incidents: [], rights: [], at: now() };
      const [incidents, rights] = await Promise.all([
        Promise.all(picked.map(({ armId }) => refusedOr(() => session.incidents(armId, 3)))),
        writes ? Promise.all(picked.map(({ armId }) => refusedOr(() => session.permissionsAt(armId)))) : [],
      ]);
      return { token, incidents, rights, at: now() };
    },
    judge(seen, given) {
      if (!seen) return secretNotHere(given.credential) as Finding<{ proof: typeof proof }>;
      const { token, incidents, rights, at } = seen;
      const notYet = (problem: Problem) =>
        orOnItsWay(problem, at, young(keysOf(picked, more), given, mayTakeMinutes.roleForAzure)) as Finding<{
          proof: typeof proof;
        }>;
      if ('failed' in token) return notYet(token.failed);
      for (const answer of [...incidents, ...rights]) if ('failed' in answer) return notYet(answer.failed);
      const readOnly = rights.findIndex((answer) => 'ok' in answer && mayWrite(answer.ok) === false);
      if (readOnly >= 0) return notYet(mayNotWrite(picked[readOnly]?.name ?? ''));
      const read = incidents.flatMap((answer) => ('ok' in answer ? answer.ok : []));
      const newest = [...read].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
      return {
        is: 'met',
        facts: {
          proof: { at, roles: [], incidentsRead: read.length, newestIncident: newest?.createdAt ?? null },
        },
        shows: [
          {
            show: 'pairs',
            title: 'Incidents',
            pairs: [
              ['Read', String(read.length)],
              ['Newest', newest?.createdAt ?? 'Nothing yet'],
            ],
          },
          ...(read.length > 0
            ? [
                {
                  show: 'table' as const,
                  title: 'Newest incidents, as the application reads them',
                  columns: [
                    { title: 'Number', numeric: true as const },
                    { title: 'Title' },
                    { title: 'Severity' },
                    { title: 'Status' },
                  ],
                  rows: read.map((each) => [String(each.number), each.title, each.severity, each.status]),
                },
              ]
            : []),
        ],
      };
    },
    foresee: () => [],
  });

/**
 * The application's Graph permissions work. Each that opens something to read is tried: secure scores for
 * SecurityEvents.Read.All, since the alerts it opened are retired; the others are seen in the token's roles.
 */
const testGraph = (permissions: readonly string[], whose: Whose = 'connection') =>
  step({
    id: 'test-ingestion:graph',
    title: 'Read Microsoft Graph as the application',
    why: 'Shows that the consent works',
    severity,
    checks: ['DAT-06'],
    needs: { ...callerOf(whose), ...onlyOf(whose, consentOf('graph')) },
    gives: { proof: keyed(proof, 'graph') },
    settle,
    async look({ microsoft, given, now }) {
      const session = sessionOf(microsoft, whose, given);
      if (!session) return undefined;
      const token = await refusedOr(() => session.token('graph'));
      if ('failed' in token) return { token, at: now() };
      const events = permissions.includes('SecurityEvents.Read.All');
      const successor = permissions.some((each) => /^SecurityAlert\.Read(?:Write)?\.All$/u.test(each));
      const [scores, legacy, alerts] = await Promise.all([
        events ? refusedOr(() => session.secureScores()) : undefined,
        events ? tried(() => session.legacyAlerts()) : undefined,
        successor ? refusedOr(() => session.alerts()) : undefined,
      ]);
      return { token, scores, legacy, alerts, at: now() };
    },
    judge(seen, given) {
      if (!seen) return secretNotHere(given.credential) as Finding<{ proof: typeof proof }>;
      const { token, at } = seen;
      const notYet = (problem: Problem) =>
        orOnItsWay(problem, at, [ageOf(given), consentAge(given.consented)]) as Finding<{
          proof: typeof proof;
        }>;
      if ('failed' in token) return notYet(token.failed);
      const missing = permissions.filter((role) => !token.ok.roles.includes(role));
      if (missing.length > 0) return notYet(roleNotInToken(missing, 'Microsoft Graph'));
      if (seen.scores && 'failed' in seen.scores) return notYet(seen.scores.failed);
      if (seen.alerts && 'failed' in seen.alerts) return notYet(seen.alerts.failed);
      const legacy = seen.legacy && 'ok' in seen.legacy ? seen.legacy.ok : undefined;
      return {
        is: 'met',
        facts: { proof: { at, roles: token.ok.roles, legacyAlertsStatus: legacy?.status ?? null } },
        shows: [
          rolesShow('Microsoft Graph', token.ok.roles),
          ...(seen.legacy
            ? [
                {
                  show: 'text' as const,
                  text: legacy
                    ? `The retired /security/alerts answered ${legacy.status} with ${legacy.count} ${legacy.count === 1 ? 'alert' : 'alerts'}. This is for information only.`
                    : 'The retired /security/alerts did not answer. This is for information only.',
                },
              ]
            : []),
        ],
      };
    },
    foresee: () => [],
  });

function rolesShow(resource: string, roles: readonly string[]): Show {
  return { show: 'pairs', title: 'Token roles', pairs: [[resource, roles.join(', ') || 'None']] };
}

function count(of: number): string {
  return of.toLocaleString('en-US');
}

/** One query on one workspace. */
interface OwnQuery {
  readonly query: string;
  readonly name: string;
  readonly answer: Tried<{ rows: readonly (readonly unknown[])[] }>;
}

function queriesShow(own: readonly OwnQuery[], several: boolean): readonly Show[] {
  if (own.length === 0) return [];
  return [
    {
      show: 'table',
      title: 'Your queries, last 24 hours',
      columns: [
        { title: 'Query' },
        ...(several ? [{ title: 'Workspace' }] : []),
        { title: 'Rows', numeric: true },
      ],
      rows: own.map(({ query, name, answer }) => [
        query,
        ...(several ? [name] : []),
        'ok' in answer ? count(Number(answer.ok.rows[0]?.[0] ?? 0)) : 'refused',
      ]),
    },
  ];
}

function queryFailed({ query, name, answer }: OwnQuery, more: number): Problem {
  const also = more === 0 ? '' : ` ${more} more did not run either.`;
  return {
    code: 'query-refused',
    title: `A KQL query does not run on ${name}`,
    because: `${query.slice(0, 80)}: ${'failed' in answer ? answer.failed.because : 'no answer'}${also}`,
    remedies: [{ do: 'redo', step: 'questions' }],
  };
}

function mayWrite(rights: readonly PermissionEntry[] | CouldNotLook): boolean | undefined {
  return 'couldNotLook' in rights ? undefined : allows(rights, 'Microsoft.SecurityInsights/incidents/write');
}

function mayNotWrite(name: string): Problem {
  return {
    code: 'may-not-write-incidents',
    title: `The application can't update incidents on ${name}`,
    because: "Syncing ticket status needs Microsoft Sentinel Responder, which isn't in effect there.",
    remedies: [{ do: 'retry', after: 30 }],
  };
}

/** The three tests, one a resource, each with a token of its own. */
export const testIngestion = { logAnalytics: testLogs, azure: testIncidents, graph: testGraph } as const;
