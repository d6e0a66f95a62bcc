import { keyed, optional, type Values } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Show } from '../../engine/model/show.ts';
import type { Begun, Change, Finding, Receipt, Recognized, Tools } from '../../engine/model/step.ts';
import { forSomeoneElse } from '../../engine/run/plan.ts';
import type { DelegatedGrant, Grant, Microsoft } from '../../microsoft/contract/microsoft.ts';
import { bornOf } from '../catalogue/born.ts';
import {
  type ApiPrincipal,
  api,
  credential,
  type EntraRights,
  entraRights,
  granted,
  servicePrincipalId,
} from '../catalogue/facts.ts';
import { type ApiKey, apis, least, leastToConsent } from '../catalogue/microsoft-ids.ts';
import { az, commandLines } from '../catalogue/shell-commands.ts';
import { named, needsNamed, step, type Undoing, type World } from '../catalogue/step.ts';
import { activation } from '../sign-in/activation.ts';
import { mayConsent, mayConsentToGraph } from '../sign-in/entra-rights.ts';
import { namesOf, whoCan } from '../sign-in/role-assignment-right.ts';

/** What an application may hold: by API, and which of it the vendor's document asks for. */
export interface Permitted {
  readonly needed: Readonly<Partial<Record<ApiKey, readonly string[]>>>;
  /** What the vendor's document asks an administrator to consent to. */
  readonly asked: readonly { readonly api: ApiKey; readonly permission: string }[];
}

/** One permission the application holds, with what takes it away. */
interface Held {
  readonly permission: string;
  readonly where: string;
  readonly right: string;
  readonly extra: boolean;
  readonly grant: { readonly role: Grant } | { readonly delegated: DelegatedGrant };
}

/** Permissions that change things or open the directory, by their names (https://learn.microsoft.com/graph/permissions-reference). */
const highRisk =
  /ReadWrite|Manage|FullControl|^(?:Directory|RoleManagement|AppRoleAssignment|Mail|Files|Sites)\./u;

const needs = {
  principal: servicePrincipalId,
  credential: optional(credential),
  rights: optional(entraRights),
};
type Given = Values<typeof needs>;
type Working = Tools<typeof needs, World>;

/** What the look returns: what is held, and how the portals and people are named. */
interface Seen {
  readonly held: readonly Held[];
  readonly people: ReturnType<typeof namesOf> | undefined;
  readonly portal: string;
  readonly graph: string;
  readonly at: string;
}

interface KnownApi {
  readonly key: ApiKey;
  readonly api: ApiPrincipal;
}

const keysOf = (of: Permitted) => Object.keys(of.needed) as ApiKey[];

/**
 * The application holds no permission beyond those the chosen features need, application or delegated, as Microsoft
 * Entra grants them now (https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments).
 */
export const revokeExtras = (of: Permitted) =>
  step({
    id: 'revoke-extras',
    title: 'No unneeded permissions',
    why: 'An attacker could use permissions that are granted but not used',
    severity: 'warn',
    checks: ['PRM-05'],
    repairs: true,
    needs: {
      ...needs,
      ...needsNamed([
        ...keysOf(of).map((key) => [`api ${key}`, optional(keyed(api, key))] as const),
        ...keysOf(of).map((key) => [`granted ${key}`, optional(keyed(granted, key))] as const),
      ]),
    },
    gives: {},
    settle: { within: 120, every: 2, usually: { from: 2, to: 40 } },
    look: (tools) => lookAtPermissions(of, tools),
    judge: (seen, given) => judgePermissions(of, seen, given),
    foresee: () => [],
    apply: (change, tools) => applyRevocation(of, change, tools),
    recognize: (begun, seen, given) => recognizeRevocation(of, begun, seen, given),
    undo: undoRevocation,
  });

async function lookAtPermissions(of: Permitted, { microsoft, given, now }: Working): Promise<Seen> {
  const held = await holdings(microsoft, given.principal, apisOf(of, given), of);
  const theirs = held.filter((each) => each.extra && mayNot(each, given.rights));
  const people = theirs[0] && namesOf(await microsoft.holders.inEntra(sufficient(theirs[0])));
  const { portal, graph } = microsoft;
  return { held, people, portal, graph, at: now() };
}

function judgePermissions(
  of: Permitted,
  { held, people, portal, graph, at }: Seen,
  { principal, rights }: Given,
): Finding<Record<never, never>> {
  const extras = held.filter(({ extra }) => extra);
  const shows = [comparison(of, held)];
  if (extras.length === 0) return { is: 'met', facts: {}, shows };
  const theirs = extras.filter((each) => mayNot(each, rights));
  const mine = extras.filter((each) => !theirs.includes(each));
  const changes = [...mine.map(revoke), ...forSomeoneElse(theirs.map(revoke))];
  const problem = tooMany(extras, portal);
  if (mine.length > 0) return { is: 'unmet', changes, problem, shows };
  const asked = forOthers(problem, theirs, { principal, portal, graph, rights, people });
  return { is: 'waiting', on: 'person', since: at, problem: asked, changes, shows };
}

async function applyRevocation(
  of: Permitted,
  { what, where }: Change,
  { microsoft, given }: Working,
): Promise<Receipt> {
  const held = await holdings(microsoft, given.principal, apisOf(of, given), of);
  const gone = held.find((each) => each.extra && each.permission === what && each.where === where);
  if (!gone) return { made: { kind: 'nothing', id: what }, owned: false };
  if ('role' in gone.grant) {
    const { id, resourceId, appRoleId } = gone.grant.role;
    await microsoft.consent.revoke(given.principal, id);
    return {
      made: { kind: 'revoked-grant', id: appRoleId, of: `${given.principal} ${resourceId}` },
      owned: true,
    };
  }
  const { id, resourceId, scope, person = '' } = gone.grant.delegated;
  await microsoft.delegated.revoke(id);
  return {
    made: { kind: 'revoked-delegated', id: scope, of: `${given.principal} ${resourceId} ${person}` },
    owned: true,
  };
}

function recognizeRevocation(of: Permitted, begun: Begun, { held, at }: Seen, given: Given): Recognized {
  const { what, where } = begun.change;
  if (held.some((each) => each.extra && each.permission === what && each.where === where)) {
    return 'never-happened';
  }
  const offering = apisOf(of, given).find(({ key }) => apis[key].title === where)?.api;
  const id = offering?.appRoles[what];
  // Who revoked it is kept nowhere. What another admin may have revoked since is said, and not granted again.
  return offering && id && bornOf(begun, at)
    ? {
        receipt: {
          made: { kind: 'revoked-grant', id, of: `${given.principal} ${offering.id}` },
          owned: true,
        },
      }
    : { receipt: { made: { kind: 'nothing', id: what }, owned: true, lost: `${what} on ${where}` } };
}

async function undoRevocation({ made }: Receipt, { microsoft }: Undoing): Promise<void> {
  const [principalId = '', resourceId = '', person = ''] = (made.of ?? '').split(' ');
  if (made.kind === 'revoked-grant') {
    await microsoft.consent.grant({ principalId, resourceId, appRoleId: made.id });
  } else if (made.kind === 'revoked-delegated') {
    const standing = await microsoft.delegated.heldBy(principalId);
    if (standing.some((each) => each.resourceId === resourceId && (each.person ?? '') === person)) return;
    const whose = person === '' ? {} : { person };
    await microsoft.delegated.give({ principalId, resourceId, scope: made.id, ...whose });
  }
}

function apisOf(of: Permitted, given: object): readonly KnownApi[] {
  return keysOf(of).flatMap((key) => {
    const seen = named<ApiPrincipal>(given, `api ${key}`);
    return seen ? [{ key, api: seen }] : [];
  });
}

async function holdings(
  microsoft: Microsoft,
  principal: string,
  known: readonly KnownApi[],
  { needed: needs }: Permitted,
): Promise<readonly Held[]> {
  const [roles, delegated] = await Promise.all([
    microsoft.consent.granted(principal),
    microsoft.delegated.heldBy(principal),
  ]);
  const nameOf = await resourceNames(microsoft, [...roles, ...delegated], known);
  return [
    ...roles.map((role): Held => {
      const { title, key, roles: offered } = nameOf(role.resourceId);
      const permission = Object.entries(offered).find(([, id]) => id === role.appRoleId)?.[0];
      const needed = permission !== undefined && key !== undefined && needs[key]?.includes(permission);
      return {
        permission: permission ?? role.appRoleId,
        where: title,
        right: key ? leastToConsent(key) : least.consent,
        extra: needed !== true,
        grant: { role },
      };
    }),
    ...delegated.map((grant): Held => {
      const whose = grant.person === undefined ? 'delegated, for everybody' : 'delegated, for one person';
      return {
        permission: `${grant.scope} (${whose})`,
        where: nameOf(grant.resourceId).title,
        right: least.consent,
        extra: true,
        grant: { delegated: grant },
      };
    }),
  ];
}

/** How the APIs of these grants are called, and what each offers: those of the catalogue, and any other. */
async function resourceNames(
  microsoft: Microsoft,
  grants: readonly { readonly resourceId: string }[],
  known: readonly KnownApi[],
) {
  const strangers = new Set(grants.map(({ resourceId }) => resourceId));
  for (const each of known) strangers.delete(each.api.id);
  const others = await Promise.all([...strangers].map((id) => microsoft.servicePrincipals.byId(id)));
  return (resourceId: string) => {
    const mine = known.find((each) => each.api.id === resourceId);
    if (mine) return { title: apis[mine.key].title, key: mine.key, roles: mine.api.appRoles };
    const other = others.find((each) => each?.id === resourceId);
    const key = (Object.keys(apis) as ApiKey[]).find((each) => apis[each].appId === other?.appId);
    const offered = (other?.appRoles ?? []).map(({ value, id }) => [value, id] as const);
    return {
      title: key ? apis[key].title : (other?.displayName ?? resourceId),
      key,
      roles: Object.fromEntries(offered),
    };
  };
}

/** Asked, needed and held, side by side. */
function comparison(of: Permitted, held: readonly Held[]): Show {
  const rows = new Map<string, { asked: boolean; needed: boolean; held: boolean }>();
  const row = (where: string, permission: string) => {
    const key = `${permission}\n${where}`;
    const found = rows.get(key) ?? { asked: false, needed: false, held: false };
    rows.set(key, found);
    return found;
  };
  for (const each of of.asked) row(apis[each.api].title, each.permission).asked = true;
  for (const key of keysOf(of))
    for (const each of of.needed[key] ?? []) row(apis[key].title, each).needed = true;
  for (const each of held) row(each.where, each.permission).held = true;
  const yes = (is: boolean) => (is ? 'Yes' : 'No');
  return {
    show: 'table',
    title: 'Asked, needed, held',
    columns: ['Permission', 'API', "Vendor's document asks", 'What you chose needs', 'It holds'].map(
      (title) => ({ title }),
    ),
    rows: [...rows].map(([key, each]) => {
      const [permission = '', where = ''] = key.split('\n');
      return [permission, where, yes(each.asked), yes(each.needed), yes(each.held)];
    }),
  };
}

/** Whether the signed-in one is known not to be let: what opens Microsoft Graph closes it too. */
const own = ({ right }: Held, rights: EntraRights | undefined) =>
  right === least.consentToGraph ? rights?.consentToGraph : rights?.consent;
const mayNot = (held: Held, rights: EntraRights | undefined) => own(held, rights)?.is === 'no';
const sufficient = ({ right }: Held) =>
  (right === least.consentToGraph ? mayConsentToGraph : mayConsent).map(({ id }) => id);

/** The same problem for a person who needs someone else to fix it. */
function forOthers(
  problem: Problem,
  theirs: readonly Held[],
  of: {
    readonly principal: string;
    readonly portal: string;
    readonly graph: string;
    readonly rights: EntraRights | undefined;
    readonly people: readonly string[] | undefined;
  },
): Problem {
  const role = problem.who?.role ?? least.consentToGraph;
  const mine = activation(theirs[0] && own(theirs[0], of.rights), of.portal);
  const page = `${of.portal}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Permissions/objectId/${of.principal}`;
  const names = theirs.map(({ permission, where }) => `${permission} (${where})`).join(', ');
  const address = `${of.graph}/v1.0/servicePrincipals/${of.principal}/appRoleAssignments`;
  const commands = theirs.flatMap(({ grant }) =>
    'role' in grant
      ? [az('rest', { method: 'DELETE', resource: of.graph, url: `${address}/${grant.role.id}` })]
      : [],
  );
  return {
    ...problem,
    because: `${problem.because} It takes ${role} to revoke. None of your active roles can do this.${mine.because}`,
    who: whoCan(role, of.people),
    remedies: [
      { do: 'sign-in-as', role },
      ...mine.remedies,
      { do: 'open', label: 'Open its permissions', url: page },
      {
        do: 'ask-someone',
        message: [
          `Hello, an application that reads Microsoft Sentinel has permissions that nothing uses, and I can't revoke them: ${names}.`,
          `It takes the role ${role}. Open this page, choose the permission, then "Revoke permission": ${page}`,
          ...(commands.length > 0 ? commandLines(commands) : []),
        ].join('\n'),
      },
    ],
  };
}

function revoke({ permission, where, right, grant }: Held): Change {
  const undoneBy = 'delegated' in grant ? 'Undo consents again' : 'Undo grants it again';
  return { verb: 'revoke', what: permission, where, right, undoneBy };
}

function tooMany(extras: readonly Held[], portal: string): Problem {
  const names = extras.map(({ permission, where }) => `${permission} on ${where}`);
  const risky = extras.filter(({ permission }) => highRisk.test(permission));
  return {
    code: 'permission-not-needed',
    title: `It holds ${extras.length === 1 ? 'a permission' : `${extras.length} permissions`} it does not need`,
    because: `${names.join(', ')}.${risky.length > 0 ? ` High risk: ${risky.map(({ permission }) => permission).join(', ')}.` : ''} Nothing you chose uses ${extras.length === 1 ? 'it' : 'them'}.`,
    who: { role: [...new Set(extras.map(({ right }) => right))].join(' and ') },
    remedies: [
      { do: 'redo', step: 'revoke-extras' },
      {
        do: 'open',
        label: 'Open enterprise applications',
        url: `${portal}/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview`,
      },
    ],
  };
}
