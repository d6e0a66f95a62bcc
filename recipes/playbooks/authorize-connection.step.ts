import { optional, type Values } from '../../engine/model/fact.ts';
import { type Problem, ProblemError } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Begun, Change, Finding, Receipt, Recognized, Tools, Whose } from '../../engine/model/step.ts';
import type { ApiConnection, Microsoft, Workflow } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import { logsConnection, playbooksOn } from '../catalogue/facts.ts';
import { partsOf } from '../catalogue/microsoft-ids.ts';
import { step, type Undoing, type World } from '../catalogue/step.ts';
import { idOfPart } from './playbook-template.ts';
import {
  type ConnectionKey,
  connectionNames,
  idIn,
  idsOf,
  type PlaybookKey,
  playbooks,
} from './playbooks.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration */
const right = 'Logic App Contributor';

interface Wanted {
  readonly workspace: { readonly armId: string };
  readonly playbooks: readonly PlaybookKey[];
  readonly how: 'managed-identity' | 'user';
}

const needsOf = (of: Wanted) => ({
  on: optional(playbooksOn),
  ...idsOf(listingIn(of)),
});
const gives = { logsConnection };
type Needs = ReturnType<typeof needsOf>;
type Working = Tools<Needs, World>;

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
export const authorizeConnection = (of: Wanted) =>
  step({
    id: 'authorize-connection',
    title: 'Authorize the connections of the playbooks',
    why:
      of.how === 'managed-identity'
        ? 'Uses managed identities, so it keeps working when people leave'
        : 'A person lets the connection query the workspace as them',
    severity: 'block',
    checks: ['PB-04'],
    needs: needsOf(of),
    gives,
    settle: { within: 60, every: 2 },
    look: (tools) => lookAtConnections(of, tools),
    judge: (seen) => judgeConnections(of, seen),
    foresee() {
      const listing = listingIn(of);
      return of.how === 'managed-identity' && listing.length > 0
        ? [turning(of), ...listing.map(sayingIn)]
        : [];
    },
    apply(change, tools) {
      const key = saidIn(of, change);
      return key === undefined ? applyTurning(of, tools) : applySaying(of, key, tools);
    },
    recognize(begun, seen, given) {
      const key = saidIn(of, begun.change);
      return key === undefined ? recognizeTurning(begun, seen) : recognizeSaying(of, key, begun, seen, given);
    },
    whose: (receipt, { microsoft }) => whoseSignIn(of, receipt, microsoft),
    undo: undoSignIn,
  });

const idOf = (of: Wanted, key: ConnectionKey): string =>
  idOfPart(of.workspace.armId, { type: 'Microsoft.Web/connections', name: connectionNames[key] });

/** The chosen playbooks that list the connection to Monitor Logs. */
const listingIn = (of: Wanted): readonly PlaybookKey[] =>
  of.playbooks.filter((key) => playbooks[key].connections.includes('azuremonitorlogs'));

/** The other connections that the chosen playbooks list. */
const othersIn = (of: Wanted) =>
  (['azuresentinel', 'keyvault'] as const).filter((other) =>
    of.playbooks.some((key) => playbooks[key].connections.includes(other)),
  );

const turning = (of: Wanted): Change => ({
  verb: 'update',
  what: `API connection ${connectionNames.azuremonitorlogs}: sign in as the playbook`,
  where: partsOf(of.workspace.armId).resourceGroup,
  right,
  undoneBy: "Undo requires a person's sign-in again",
});

const sayingIn = (key: PlaybookKey): Change => ({
  verb: 'update',
  what: `${playbooks[key].title}: sign in to Monitor Logs as itself`,
  where: playbooks[key].defaultName,
  right,
  undoneBy: 'Undo removes it',
});

/** The playbook that a change is made in; undefined for the one of the connection itself. */
const saidIn = (of: Wanted, { what }: Change): PlaybookKey | undefined =>
  listingIn(of).find((key) => sayingIn(key).what === what);

async function lookAtConnections(
  of: Wanted,
  { microsoft, given, begun, now }: Working,
): Promise<SeenConnections> {
  const { connections, logicApps } = microsoft;
  const listing = listingIn(of);
  const [logs, others, workflows] = await Promise.all([
    connections.find(idOf(of, 'azuremonitorlogs')),
    Promise.all(othersIn(of).map((key) => connections.find(idOf(of, key)))),
    Promise.all(listing.map((key) => logicApps.find(idIn(given, key)))),
  ]);
  const asks = of.how === 'user' && logs !== undefined && !works(logs);
  const link = asks ? await connections.consentLink(logs.id, await microsoft.identity.whoAmI()) : undefined;
  const { what } = turning(of);
  return {
    at: now(),
    logs,
    others,
    listing: listing.map((key, at) => ({
      key,
      asItself: signsInAsItself(workflows[at], idOf(of, 'azuremonitorlogs')),
      changedAt: workflows[at]?.changedAt,
    })),
    turns: begun.filter(({ change, outcome }) => change.what === what && outcome !== 'failed'),
    link,
    page: `${microsoft.portal}/#@${microsoft.tenantId}/resource${idOf(of, 'azuremonitorlogs')}/edit`,
  };
}

function judgeConnections(of: Wanted, seen: SeenConnections): Finding<typeof gives> {
  const { at, logs, others, listing, link, page } = seen;
  const all = [...others, ...(listingIn(of).length > 0 ? [logs] : [])];
  if (all.some((each) => each === undefined)) return { is: 'blocked', problem: missing() };
  const found = all as readonly ApiConnection[];
  const shows = [table(found)];
  const broken = (others as readonly ApiConnection[]).find((each) => !works(each));
  if (broken) return { is: 'waiting', on: 'person', since: at, problem: notReady(broken, page), shows };
  if (logs === undefined) return { is: 'met', facts: { logsConnection: none }, shows };
  const silent = listing.filter(({ asItself }) => !asItself).map(({ key }) => key);
  if (of.how === 'managed-identity' && (!logs.managed || silent.length > 0)) {
    const changes = [...(logs.managed ? [] : [turning(of)]), ...silent.map(sayingIn)];
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
}

async function applyTurning(of: Wanted, { microsoft }: Working): Promise<Receipt> {
  const id = idOf(of, 'azuremonitorlogs');
  await microsoft.connections.setManaged(id, true).catch((error: unknown) => {
    throw error instanceof ProblemError ? offeringAPerson(error) : error;
  });
  return { made: { kind: 'managed-connection', id }, owned: true };
}

async function applySaying(
  of: Wanted,
  key: PlaybookKey,
  { microsoft, given, made }: Working,
): Promise<Receipt> {
  const said = saidMade(of, idIn(given, key));
  await microsoft.logicApps.signInAsItself(said.id, said.of, true);
  // If someone else changed how the connection signs in, the playbook can't be saved without saying so.
  const ours = made.some((each) => each.made.kind === 'managed-connection');
  return { made: said, owned: ours };
}

const saidMade = (of: Wanted, id: string) => ({
  kind: 'signs-in-as-itself',
  id,
  of: idOf(of, 'azuremonitorlogs'),
});

function recognizeTurning(begun: Begun, { logs }: SeenConnections): Recognized {
  if (logs?.managed !== true) return 'never-happened';
  if (!bornOf(begun, logs.changedAt)) return 'not-ours';
  return { receipt: { made: { kind: 'managed-connection', id: logs.id }, owned: true } };
}

function recognizeSaying(
  of: Wanted,
  key: PlaybookKey,
  begun: Begun,
  { logs, listing, turns }: SeenConnections,
  given: Values<Needs>,
): Recognized {
  const there = listing.find((each) => each.key === key);
  if (there?.asItself !== true) return 'never-happened';
  if (!bornOf(begun, there.changedAt)) return 'not-ours';
  // As where it is applied: undo turns the connection back too, which is only ours to do where we turned it.
  const owned = turns.some((each) => bornOf(each, logs?.changedAt));
  return { receipt: { made: saidMade(of, idIn(given, key)), owned } };
}

async function whoseSignIn(
  of: Wanted,
  { made }: Receipt,
  { connections, logicApps }: Microsoft,
): Promise<Whose> {
  const logsId = idOf(of, 'azuremonitorlogs');
  if (made.kind === 'managed-connection') {
    if (!isSame(made.id, logsId)) return { is: 'not-ours' };
    return { is: (await connections.find(made.id))?.managed === true ? 'ours' : 'gone' };
  }
  if (!isSame(made.of ?? '', logsId) || !listingIn(of).some((key) => isSame(made.id, playbookIdOf(of, key))))
    return { is: 'not-ours' };
  return { is: signsInAsItself(await logicApps.find(made.id), logsId) ? 'ours' : 'gone' };
}

async function undoSignIn({ made }: Receipt, { microsoft }: Undoing): Promise<void> {
  const { connections, logicApps } = microsoft;
  const connectionId = made.of ?? made.id;
  // The connection first: a playbook that doesn't say how it signs in can't be saved with a managed identity
  // connection.
  if ((await connections.find(connectionId))?.managed === true)
    await connections.setManaged(connectionId, false);
  if (made.kind !== 'signs-in-as-itself') return;
  if (signsInAsItself(await logicApps.find(made.id), connectionId))
    await logicApps.signInAsItself(made.id, connectionId, false);
}

/** Playbooks have the names their vendor publishes, in the workspace's own group. */
const playbookIdOf = (of: Wanted, key: PlaybookKey): string =>
  idOfPart(of.workspace.armId, { type: 'Microsoft.Logic/workflows', name: playbooks[key].defaultName });

const isSame = (id: string, other: string): boolean => id.toLowerCase() === other.toLowerCase();

const signsInAsItself = (workflow: Workflow | undefined, connectionId: string): boolean =>
  workflow?.connections.some((each) => isSame(each.connectionId, connectionId) && each.asItself) === true;

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
