import { keyed, optional, toJudge } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Microsoft, RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import {
  additionalKey,
  type HeldRole,
  heldRole,
  servicePrincipalId,
  workspaceRights,
} from '../catalogue/facts.ts';
import {
  type AzureRoleKey,
  azureRoles,
  knownRole,
  least,
  type PickedWorkspace,
} from '../catalogue/microsoft-ids.ts';
import { named, needsNamed, step } from '../catalogue/step.ts';
import { couldNotLook } from '../sign-in/entra-rights.ts';
import { appliesAt } from '../sign-in/role-assignment-right.ts';
import { assignByName, assignmentName, recognized, whoseRole } from './assigned-roles.ts';
import {
  type Definitions,
  definitionsOf,
  isRole,
  isWithin,
  roleName,
  spokenScope,
  sufficiencyOf,
} from './sufficient-roles.ts';

type Picked = readonly PickedWorkspace[];
/** An assignment beyond the needed ones, with the names of its role and of the group it is held through. */
type Extra = RoleAssignment & { readonly role: string; readonly groupName?: string };

/**
 * The application holds the needed role and the additional ones (`more`) on each workspace, or a custom one that grants
 * no more, and no other role anywhere it can be seen: none above a workspace, none elsewhere, none through a group, no Owner
 * (https://learn.microsoft.com/azure/role-based-access-control/best-practices). Where a workspace rests on what is too
 * much, repair assigns the needed role there before it removes that. It leaves what a group holds alone: others are in
 * the group as well.
 */
export const narrowRoles = (role: AzureRoleKey, picked: Picked, more: readonly AzureRoleKey[] = []) => {
  const roles = [role, ...more];
  /** Each role on each workspace, with the key of its own step. */
  const places = picked.flatMap(({ key, name, armId }) =>
    roles.map((each) => ({
      key: each === role ? key : additionalKey(key, each),
      name,
      role: each,
      armId,
      exactly: each !== role,
    })),
  );
  const assign = ({ name, role: given }: (typeof places)[number]): Change => ({
    verb: 'assign',
    what: azureRoles[given].title,
    where: name,
    right: least.assignRole,
    undoneBy: 'Undo removes it',
  });
  const revoke = (extra: Extra): Change => ({
    verb: 'revoke',
    what: extra.role,
    where: spokenScope(extra.scope),
    right: least.assignRole,
    undoneBy: 'Undo assigns it again',
  });
  /** Wherever it can be seen, and above each workspace: management groups are in no subscription. */
  const look = async (microsoft: Microsoft, principal: string): Promise<Seen> => {
    const found = await microsoft.servicePrincipals.groups(principal);
    const groups = couldNotLook(found) ? [] : found;
    const [anywhere, ...above] = await Promise.all([
      microsoft.roleSurvey.heldAnywhere(
        principal,
        groups.map(({ id }) => id),
      ),
      ...picked.map(({ armId }) => microsoft.roles.heldBy(principal, armId)),
    ]);
    const live = above.flat().map((each) => ({ ...each, isLive: true }));
    const all = [...new Map([...anywhere, ...live].map((each) => [each.id.toLowerCase(), each])).values()];
    const held = await standing(microsoft, all, (each) => isExact(each));
    const others = held.filter((each) => !isExact(each));
    const definitions =
      others.length === 0
        ? {}
        : await definitionsOf(microsoft, [
            ...others,
            ...roles.map((each) => ({
              ...needless,
              roleId: azureRoles[each].id,
              scope: others[0]?.scope ?? '',
            })),
          ]);
    const extras = others
      .filter((each) => !isNarrow(each, definitions))
      .map((each) => ({
        ...each,
        role: roleName(each, definitions),
        ...(each.group === undefined ? {} : { groupName: nameOf(groups, each.group) }),
      }));
    return { held, definitions, extras, groupsSeen: !couldNotLook(found) };
  };
  const onPicked = ({ scope }: RoleAssignment) =>
    picked.some(({ armId }) => scope.toLowerCase() === armId.toLowerCase());
  const isExact = (each: RoleAssignment) => roles.some((key) => isRole(each, key)) && onPicked(each);
  /** A role that the organization wrote itself, on a workspace, which grants nothing that a chosen one does not. */
  const isNarrow = (each: RoleAssignment, definitions: Definitions) => {
    const own = definitions[each.roleId.toLowerCase()];
    if (!onPicked(each) || knownRole(each.roleId) !== undefined || !own || !('permissions' in own))
      return false;
    return roles.some((key) => {
      const most = definitions[azureRoles[key].id];
      return !!most && 'permissions' in most && isWithin(own.permissions, most.permissions);
    });
  };
  /** Where a role would be missing without what is too much. */
  const resting = ({ held, definitions, extras }: Seen) => {
    const gone = new Set(extras.filter(isOwn).map(({ id }) => id));
    const left = held.filter(({ id }) => !gone.has(id));
    return places.filter((each) => sufficiencyOf(left, definitions, each).is !== 'enough');
  };
  /** What an assignment of ours gives, from what its change says; empty where that is picked or chosen no more. */
  const givenBy = ({ what, where }: Change) => ({
    scope: picked.find(({ name }) => name === where)?.armId ?? '',
    roleId: roles.map((key) => azureRoles[key]).find(({ title }) => title === what)?.id ?? '',
  });

  return step({
    id: 'narrow-roles',
    title: 'No unneeded roles',
    why: 'A role above the workspace grants access to everything below it',
    severity: 'warn',
    checks: ['WSP-04'],
    repairs: true,
    needs: {
      principal: servicePrincipalId,
      ...needsNamed([
        ...places.map(({ key }) => [`role ${key}`, optional(keyed(heldRole, key))] as const),
        // What was refused is asked for again once a role became active.
        ...picked.map(({ key }) => [`may ${key}`, toJudge(keyed(workspaceRights, key))] as const),
      ]),
    },
    gives: {},
    settle: { within: 120, every: 3, usually: { from: 5, to: 40 } },
    async look({ microsoft, given, uuidFor }) {
      const seen = await look(microsoft, given.principal);
      const names = Object.fromEntries(
        places.map(({ role: key, armId: scope }) => {
          const roleId = azureRoles[key].id;
          const name = assignmentName(uuidFor, { scope, principal: given.principal, roleId });
          return [`${scope} ${roleId}`, name];
        }),
      );
      return { ...seen, names, resting: resting(seen).map(({ key }) => key), portal: microsoft.portal };
    },
    judge({ extras, groupsSeen, resting: keys, portal }, given) {
      if (extras.length === 0)
        return { is: 'met', facts: {}, ...(groupsSeen ? {} : { shows: [groupsElsewhere] }) };
      const own = extras.filter(isOwn);
      if (own.length === 0) return { is: 'blocked', problem: throughGroups(extras, picked, portal) };
      // Where no role is held yet, assigning it is a step of its own.
      const from = places.filter(
        ({ key }) => keys.includes(key) && named<HeldRole>(given, `role ${key}`) !== undefined,
      );
      return {
        is: 'unmet',
        changes: [...from.map(assign), ...own.map(revoke)],
        problem: tooWide(extras, picked, portal),
      };
    },
    foresee: () => [],
    async apply(change, { microsoft, given, uuidFor }) {
      const { verb, what, where } = change;
      if (verb === 'assign')
        return assignByName(microsoft, uuidFor, { ...givenBy(change), principal: given.principal });
      const { extras } = await look(microsoft, given.principal);
      const gone = extras.find(
        (each) => isOwn(each) && each.role === what && spokenScope(each.scope) === where,
      );
      if (!gone) return { made: { kind: 'nothing', id: what }, owned: false };
      await microsoft.roles.remove(gone.id);
      return {
        made: { kind: 'removed-role', id: gone.id, of: `${gone.roleId} ${given.principal}` },
        owned: true,
      };
    },
    recognize(begun, { held, names, extras }) {
      const { verb, what, where } = begun.change;
      if (verb === 'assign') {
        const gave = givenBy(begun.change);
        return recognized(begun, held, names[`${gave.scope} ${gave.roleId}`] ?? '', gave);
      }
      if (extras.some((each) => isOwn(each) && each.role === what && spokenScope(each.scope) === where))
        return 'never-happened';
      return { receipt: { made: { kind: 'nothing', id: what }, owned: true, lost: `${what} on ${where}` } };
    },
    // A removed role leaves no trace to compare with, so it is assigned only to our own principal again.
    async whose({ made }, { microsoft, uuidFor, given: { principal } }) {
      if (made.kind === 'removed-role')
        return { is: (made.of ?? '').split(' ')[1] === principal ? 'ours' : 'not-ours' };
      const scope = picked.find(({ armId }) =>
        made.id.toLowerCase().startsWith(`${armId.toLowerCase()}/`),
      )?.armId;
      const found = await Promise.all(
        roles.map((key) =>
          whoseRole(made, microsoft, uuidFor, {
            scope: scope ?? '',
            principal: scope && principal,
            roleId: azureRoles[key].id,
          }),
        ),
      );
      return found.find(({ is }) => is !== 'not-ours') ?? { is: 'not-ours' };
    },

    async undo({ made }, { microsoft }) {
      if (made.kind === 'role-assignment') return microsoft.roles.remove(made.id);
      if (made.kind !== 'removed-role') return;
      const [scope = '', name = ''] = made.id.split(
        /\/providers\/Microsoft\.Authorization\/roleAssignments\//i,
      );
      const [roleId = '', principalId = ''] = (made.of ?? '').split(' ');
      await microsoft.roles.assign({ scope, name, roleId, principalId });
    },
  });
};

const groupsElsewhere = {
  show: 'text',
  text: "Couldn't check which groups it is in, so roles that a group gives it elsewhere aren't seen.",
} as const;

const isOwn = ({ group }: RoleAssignment): boolean => group === undefined;
const needless = { id: '', name: '', createdOn: undefined };
const nameOf = (groups: readonly { readonly id: string; readonly name: string }[], id: string): string =>
  groups.find((each) => each.id.toLowerCase() === id.toLowerCase())?.name || id;

/** What the application holds, what that grants, and what of it is too much. */
interface Seen {
  readonly held: readonly RoleAssignment[];
  readonly definitions: Definitions;
  readonly extras: readonly Extra[];
  /** Whether Graph said which groups it is in; Azure itself knows them where a workspace is concerned. */
  readonly groupsSeen: boolean;
}

/** An assignment as a list shows it: one of Azure itself, or of Resource Graph, which is behind. */
type Listed = RoleAssignment & { readonly isLive?: boolean };

/** Those that stand: what the index lists is looked at once more, but for what is as it should be. */
async function standing(
  { roleSurvey }: Microsoft,
  listed: readonly Listed[],
  isRight: (each: Listed) => boolean,
): Promise<readonly RoleAssignment[]> {
  const seen = await Promise.all(
    listed.map(async (each) =>
      each.isLive || isRight(each) || (await roleSurvey.standing(each.id)) ? each : undefined,
    ),
  );
  return seen.filter((each) => each !== undefined);
}

const spoken = (each: Extra, picked: Picked): string => {
  const above = picked.some(({ armId }) => appliesAt(each.scope, armId));
  const through = each.groupName === undefined ? '' : `, through the group ${each.groupName}`;
  return `${each.role} on ${spokenScope(each.scope)}${above ? ', which covers the workspace' : ''}${through}`;
};

const titleOf = ({ length }: readonly Extra[]): string =>
  `It holds ${length === 1 ? 'a role' : `${length} roles`} it does not need`;

function tooWide(extras: readonly Extra[], picked: Picked, portal: string): Problem {
  return {
    code: 'role-too-wide',
    title: titleOf(extras),
    because: `${extras.map((each) => spoken(each, picked)).join('; ')}.`,
    who: { role: `${least.assignRole}, User Access Administrator or Owner there` },
    remedies: [
      { do: 'redo', step: 'narrow-roles' },
      { do: 'open', label: 'Open access control', url: `${portal}/#resource${extras[0]?.scope ?? ''}/users` },
    ],
  };
}

/** What repair can't take: a group's role is that of everyone in it. */
function throughGroups(extras: readonly Extra[], picked: Picked, portal: string): Problem {
  const what = extras.map((each) => spoken(each, picked)).join('; ');
  const members = `${portal}/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Members/groupId/${encodeURIComponent(extras[0]?.group ?? '')}`;
  return {
    code: 'group-role-too-wide',
    title: titleOf(extras),
    because: `${what}. Repair doesn't change what a group holds, because others are in it.`,
    who: { role: 'Groups Administrator, or an owner of the group' },
    remedies: [
      { do: 'open', label: 'Open the members of the group', url: members },
      {
        do: 'ask-someone',
        message: `Hello, a product we connect to Microsoft Sentinel has more access than it needs: ${what}. Can its service principal leave the group, or have a group of its own with a role on the workspace alone? Open this page: ${members}`,
      },
    ],
  };
}
