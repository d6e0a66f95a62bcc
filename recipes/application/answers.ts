import type { AnswerValue, Question } from '../../engine/model/question.ts';
import type { Microsoft, RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import { type ApiKey, apis, azureRoles } from '../catalogue/microsoft-ids.ts';
import { appliesAt } from '../sign-in/role-assignment-right.ts';

/** Graph permissions with which an application may look at other applications. */
const readsDirectory =
  /^(?:Application\.(?:Read|ReadWrite)\.(?:All|OwnedBy)|Directory\.(?:Read|ReadWrite)\.All)$/u;

/** What an application holds, as the answers a connection with it would have been made from. */
interface Inferred {
  readonly workspace: readonly string[];
  readonly role: string | undefined;
  readonly permissions: readonly string[];
}

/**
 * Defaults for a check that begins with an application: its client ID in the tenant of the signed-in one, or its own
 * credential and nothing else (then `ownCredentials`). The answers a person gave stay as they are. `permissionAnswers`
 * says which answers stand for the permissions it holds.
 */
export async function fromApplication(
  asks: readonly Question[],
  microsoft: Microsoft,
  known: { readonly given: Readonly<Record<string, unknown>>; readonly checks: boolean } | undefined,
  permissionAnswers: (held: readonly string[]) => Readonly<Record<string, AnswerValue>>,
): Promise<readonly Question[]> {
  if (!known?.checks || known.given.workspace !== undefined) return asks;
  const { kind, clientId } = microsoft.signedInAs;
  const named = typeof known.given.application === 'string' ? known.given.application.trim() : '';
  const itself = kind === 'application' && (named === '' || named.toLowerCase() === clientId.toLowerCase());
  if (itself) {
    const { objectId, appRoles } = await microsoft.identity.whoAmI();
    if (!appRoles.some((role) => readsDirectory.test(role))) {
      const seen = await inferred(microsoft, objectId, appRoles);
      // A role on the workspace alone does not show whether Microsoft Sentinel is on: all it can list are its own.
      const listed = (await microsoft.workspaces.list()).map(({ armId }) => armId);
      const workspace = seen.workspace.length > 0 ? seen.workspace : listed;
      return withDefaults(asks, {
        ...answersOf({ ...seen, workspace }),
        ownCredentials: true,
        application: clientId,
      });
    }
  }
  if (named === '') return asks;
  const principal = await microsoft.servicePrincipals.byAppId(named);
  if (!principal) return asks;
  const [graph, grants, application] = await Promise.all([
    microsoft.servicePrincipals.byAppId(apis.graph.appId),
    microsoft.consent.granted(principal.id),
    microsoft.applications.byAppId(named),
  ]);
  // What it declares was meant for it, even where the consent has been taken back since.
  const meant = new Set([
    ...grants.filter(({ resourceId }) => resourceId === graph?.id).map(({ appRoleId }) => appRoleId),
    ...(application?.declared ?? []).map(({ id }) => id),
  ]);
  const permissions = (graph?.appRoles ?? []).filter(({ id }) => meant.has(id)).map(({ value }) => value);
  return withDefaults(asks, answersOf(await inferred(microsoft, principal.id, permissions)));

  function answersOf({ workspace, role, permissions: held }: Inferred): Record<string, AnswerValue> {
    return {
      ...(workspace.length > 0 ? { workspace } : {}),
      ...(role ? { role } : {}),
      ...permissionAnswers(held),
    };
  }
}

/** Workspaces it holds a role on, those with Microsoft Sentinel; and the least of the known roles it holds there. */
async function inferred(
  microsoft: Microsoft,
  principalId: string,
  permissions: readonly string[],
): Promise<Inferred> {
  const roles = async () => {
    const groups = await microsoft.servicePrincipals.groups(principalId);
    return microsoft.roleSurvey.heldAnywhere(
      principalId,
      'couldNotLook' in groups ? [] : groups.map(({ id }) => id),
    );
  };
  const [listed, held] = await Promise.all([microsoft.workspaces.list(), roles()]);
  const onIt = (armId: string): readonly RoleAssignment[] =>
    held.filter(({ scope }) => appliesAt(scope, armId));
  const found = listed.filter(({ sentinel, armId }) => sentinel === 'on' && onIt(armId).length > 0);
  const within = found.length > 0 ? found : listed;
  const there = within.flatMap(({ armId }) => onIt(armId).map(({ roleId }) => roleId.toLowerCase()));
  // The recipe's roles are listed from the least to the widest.
  const role = Object.entries(azureRoles).find(([, { id }]) => there.includes(id))?.[0];
  return { workspace: found.map(({ armId }) => armId), role, permissions };
}

function withDefaults(
  asks: readonly Question[],
  answers: Readonly<Record<string, AnswerValue>>,
): readonly Question[] {
  return asks.map((each) =>
    Object.hasOwn(answers, each.id) ? ({ ...each, default: answers[each.id] } as Question) : each,
  );
}

/** The APIs a set of permissions belongs to, in the shape the checks take. */
export function neededBy(
  graph: readonly string[],
  queries = true,
): Readonly<Partial<Record<ApiKey, readonly string[]>>> {
  return {
    ...(queries ? { 'log-analytics': ['Data.Read'] } : {}),
    ...(graph.length > 0 ? { graph } : {}),
  };
}
