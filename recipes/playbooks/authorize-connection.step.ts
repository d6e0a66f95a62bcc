import { type Fact, keyed, optional } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Begun, Change } from '../../engine/model/step.ts';
import type { ApiConnection } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import { logsConnection, playbookId, playbooksOn } from '../catalogue/facts.ts';
import { partsOf } from '../catalogue/microsoft-ids.ts';
import { step } from '../catalogue/step.ts';
import { type ConnectionKey, connectionNames, type PlaybookKey, playbooks } from './playbooks.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

/** A playbook that lists the connection to Monitor Logs. */
interface Listing {
  readonly key: PlaybookKey;
  readonly asItself: boolean;
  /** ISO-8601 UTC, of its last change; undefined where it is not there. */
  readonly changedAt: string | undefined;
}

export interface SeenConnections {
  readonly at: string;
  readonly logs: ApiConnection | undefined;
  readonly others: readonly (ApiConnection | undefined)[];
  readonly listing: readonly Listing[];
  /** The operations of ours that turned the connection to managed identity, or may have. */
  readonly turns: readonly Begun[];
  /** Where a person authorizes it. */
  readonly link: string | undefined;
  readonly page: string;
}

/**
 * Every connection the chosen playbooks use can be used. The template leaves the one to Monitor Logs to a person, and
 * its deployment succeeds without one: so it is turned to the playbooks' own identity, or authorized in the browser.
 * A playbook must then say itself how it signs in, or it cannot be saved again
 * (https://github.com/Azure/LogicAppsUX/issues/8543), also where it lists the connection and never uses it.
 */
export const authorizeConnection = (of: {
  readonly workspace: { readonly armId: string };
  readonly playbooks: readonly PlaybookKey[];
  readonly how: 'managed-identity' | 'user';
}) => {
  const { subscriptionId, resourceGroup } = partsOf(of.workspace.armId);
  const idOf = (key: ConnectionKey) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Web/connections/${connectionNames[key]}`;
  const listed = new Set(of.playbooks.flatMap((key) => playbooks[key].connections));
  const others = (['azuresentinel', 'keyvault'] as const).filter((key) => listed.has(key));
  const listing = of.playbooks.filter((key) => playbooks[key].connections.includes('azuremonitorlogs'));

  const turn: Change = {
    verb: 'update',
    what: `API connection ${connectionNames.azuremonitorlogs}: sign in as the playbook`,
    where: resourceGroup,
    right,
    undoneBy: "Undo requires a person's sign-in again",
  };
  const sayIn = (key: PlaybookKey): Change => ({
    verb: 'update',
    what: `${playbooks[key].title}: sign in to Monitor Logs as itself`,
    where: playbooks[key].defaultName,
    right,
    undoneBy: 'Undo removes it',
  });
  const keyOf = ({ what }: Change) => listing.find((key) => sayIn(key).what === what);

  return step({
    id: 'authorize-connection',
    title: 'Authorize the connections of the playbooks',
    why:
      of.how === 'managed-identity'
        ? 'Uses managed identities, so it keeps working when people leave'
        : 'A person lets the connection query the workspace as them',
    severity: 'block',
    checks: ['PB-04'],
    needs: {
      on: optional(playbooksOn),
      ...(Object.fromEntries(listing.map((key) => [key, keyed(playbookId, key)])) as Readonly<
        Record<string, Fact<string>>
      >),
    },
    gives: { logsConnection },
    settle: { within: 60, every: 2 },

    async look({ microsoft, given, begun, now }): Promise<SeenConnections> {
      const { connections, logicApps } = microsoft;
      const [logs, rest, workflows] = await Promise.all([
        connections.find(idOf('azuremonitorlogs')),
        Promise.all(others.map((key) => connections.find(idOf(key)))),
        Promise.all(listing.map((key) => logicApps.find(idIn(given, key)))),
      ]);
      const asks = of.how === 'user' && logs !== undefined && !works(logs);
      const link = asks
        ? await connections.consentLink(logs.id, await microsoft.identity.whoAmI())
        : undefined;
      return {
        at: now(),
        logs,
        others: rest,
        listing: listing.map((key, at) => ({
          key,
          asItself:
            workflows[at]?.connections.some((each) => isLogs(each.connectionId) && each.asItself) === true,
          changedAt: workflows[at]?.changedAt,
        })),
        turns: begun.filter(({ change, outcome }) => change.what === turn.what && outcome !== 'failed'),
        link,
        page: `${microsoft.portal}/#@${microsoft.tenantId}/resource${idOf('azuremonitorlogs')}/edit`,
      };
    },

    judge({ at, logs, others: rest, listing: seen, link, page }) {
      const all = [...rest, ...(listing.length > 0 ? [logs] : [])];
      if (all.some((each) => each === undefined)) return { is: 'blocked', problem: missing() };
      const found = all as readonly ApiConnection[];
      const shows = [table(found)];
      const broken = (rest as readonly ApiConnection[]).find((each) => !works(each));
      if (broken) return { is: 'waiting', on: 'person', since: at, problem: notReady(broken, page), shows };
      if (logs === undefined) return { is: 'met', facts: { logsConnection: none }, shows };
      const silent = seen.filter(({ asItself }) => !asItself).map(({ key }) => key);
      if (of.how === 'managed-identity' && (!logs.managed || silent.length > 0)) {
        const changes = [...(logs.managed ? [] : [turn]), ...silent.map(sayIn)];
        return { is: 'unmet', changes, problem: leftToAPerson(logs), shows };
      }
      if (!works(logs)) {
        return { is: 'waiting', on: 'person', since: at, problem: toAuthorize(logs, link, page), shows };
      }
      const { id, person } = logs;
      const facts = logs.managed
        ? { id, signsInAs: 'playbook' as const }
        : { id, signsInAs: 'person' as const, ...(person === undefined ? {} : { person }) };
      return { is: 'met', facts: { logsConnection: facts }, shows };
    },

    foresee: () => (of.how === 'managed-identity' && listing.length > 0 ? [turn, ...listing.map(sayIn)] : []),

    async apply(change, { microsoft, given, made }) {
      const key = keyOf(change);
      if (key === undefined) {
        const id = idOf('azuremonitorlogs');
        await microsoft.connections.setManaged(id, true).catch((error: unknown) => {
          throw error instanceof ProblemError ? offeringAPerson(error) : error;
        });
        return { made: { kind: 'managed-connection', id }, owned: true };
      }
      const id = idIn(given, key);
      await microsoft.logicApps.signInAsItself(id, idOf('azuremonitorlogs'), true);
      // If someone else changed how the connection signs in, the playbook can't be saved without saying so.
      const ours = made.some((each) => each.made.kind === 'managed-connection');
      return { made: { kind: 'signs-in-as-itself', id, of: idOf('azuremonitorlogs') }, owned: ours };
    },

    recognize(begun, { logs, listing: seen, turns }, given) {
      const key = keyOf(begun.change);
      if (key === undefined) {
        if (logs?.managed !== true) return 'never-happened';
        if (!bornOf(begun, logs.changedAt)) return 'not-ours';
        return { receipt: { made: { kind: 'managed-connection', id: logs.id }, owned: true } };
      }
      const there = seen.find((each) => each.key === key);
      if (there?.asItself !== true) return 'never-happened';
      if (!bornOf(begun, there.changedAt)) return 'not-ours';
      const id = idIn(given, key);
      // As where it is applied: undo turns the connection back too, which is only ours to do where we turned it.
      const owned = turns.some((each) => bornOf(each, logs?.changedAt));
      return { receipt: { made: { kind: 'signs-in-as-itself', id, of: idOf('azuremonitorlogs') }, owned } };
    },

    async whose({ made }, { microsoft }) {
      const { connections, logicApps } = microsoft;
      if (made.kind === 'managed-connection') {
        if (!isLogs(made.id)) return { is: 'not-ours' };
        return { is: (await connections.find(made.id))?.managed === true ? 'ours' : 'gone' };
      }
      if (!isLogs(made.of ?? '') || !listing.some((key) => isAt(made.id, key))) return { is: 'not-ours' };
      const workflow = await logicApps.find(made.id);
      const says = workflow?.connections.some((each) => isLogs(each.connectionId) && each.asItself);
      return { is: says ? 'ours' : 'gone' };
    },

    async undo({ made }, { microsoft }) {
      const { connections, logicApps } = microsoft;
      const connectionId = made.of ?? made.id;
      // The connection first: a playbook that doesn't say how it signs in can't be saved with a managed identity
      // connection.
      if ((await connections.find(connectionId))?.managed === true)
        await connections.setManaged(connectionId, false);
      if (made.kind !== 'signs-in-as-itself') return;
      const workflow = await logicApps.find(made.id);
      if (
        workflow?.connections.some(
          (each) => each.connectionId.toLowerCase() === connectionId.toLowerCase() && each.asItself,
        )
      )
        await logicApps.signInAsItself(made.id, connectionId, false);
    },
  });

  /** Playbooks have the names their vendor publishes, in the workspace's own group. */
  function isAt(id: string, key: PlaybookKey): boolean {
    const at = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Logic/workflows/${playbooks[key].defaultName}`;
    return id.toLowerCase() === at.toLowerCase();
  }

  function isLogs(connectionId: string): boolean {
    return connectionId.toLowerCase() === idOf('azuremonitorlogs').toLowerCase();
  }
};

/** The playbook's id among the facts, which are keyed by the chosen playbooks. */
const idIn = (given: unknown, key: PlaybookKey): string =>
  (given as Readonly<Record<string, string | undefined>>)[key] ?? '';

const none = { id: '', signsInAs: 'playbook' as const };

/** Where a policy forbids it, a person may authorize the connection in its place. */
function offeringAPerson(error: ProblemError): ProblemError {
  if (error.problem.code !== 'policy-forbids') return error;
  const { problem, outcome } = error;
  const because = `${problem.because} A person may authorize the connection instead: answer so in the questions.`;
  const remedies: Problem['remedies'] = [{ do: 'redo', step: 'questions' }, ...problem.remedies];
  return new ProblemError({ ...problem, because, remedies }, { outcome }, error);
}

/** Azure says Connected of one that a person authorized, and Ready of one by managed identity. */
const works = ({ status }: ApiConnection): boolean => status === 'Connected' || status === 'Ready';

/** Statuses as they are, not as the deployment claims. */
function table(connections: readonly ApiConnection[]): Show {
  return {
    show: 'table',
    title: 'Connections as Azure sees them',
    columns: [{ title: 'Connection' }, { title: 'Status' }, { title: 'Signs in as' }],
    rows: connections.map((each) => [
      each.name,
      each.trouble === undefined ? each.status : `${each.status}: ${each.trouble}`,
      each.managed ? 'the playbook' : (each.person ?? 'no one yet'),
    ]),
  };
}

function missing(): Problem {
  return {
    code: 'connection-missing',
    title: 'A connection of the playbooks is missing',
    because: "The playbooks use it, but Azure can't find it in their resource group.",
    remedies: [{ do: 'redo', step: 'deploy-playbooks' }],
  };
}

function leftToAPerson({ name, trouble }: ApiConnection): Problem {
  return {
    code: 'connection-not-authorized',
    title: `${name} can't be used yet`,
    because: `The template leaves it to a person to authorize${trouble === undefined ? '' : `, and Azure says: ${trouble}`} It can sign in as the playbooks instead.`,
    remedies: [{ do: 'redo', step: 'authorize-connection' }],
  };
}

function toAuthorize({ name, trouble }: ApiConnection, link: string | undefined, page: string): Problem {
  return {
    code: 'connection-needs-person',
    title: `${name} needs a person to authorize it`,
    because: `The deployment created it. It can't be used until a person authorizes it to act as them.${trouble === undefined ? '' : ` Azure says: ${trouble}`}`,
    who: { role: 'Anyone who can query the workspace' },
    remedies: [
      ...(link === undefined ? [] : [{ do: 'open' as const, label: 'Authorize it', url: link }]),
      { do: 'open', label: 'Open it in the Azure portal', url: page },
      { do: 'retry', after: 10 },
    ] as unknown as Problem['remedies'],
  };
}

function notReady({ name, status, trouble }: ApiConnection, page: string): Problem {
  return {
    code: 'connection-in-error',
    title: `${name} can't be used`,
    because: `Azure says ${status}${trouble === undefined ? '.' : `: ${trouble}`} Its sign-in was changed.`,
    who: { role: right },
    remedies: [
      { do: 'open', label: 'Open the connections', url: page },
      { do: 'redo', step: 'deploy-playbooks' },
    ],
  };
}
