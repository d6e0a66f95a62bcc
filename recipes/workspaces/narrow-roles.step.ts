import { keyed, optional, toJudge } from '../../engine/model/fact.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Change } from '../../engine/model/step.ts';
import type { Microsoft, RoleAssignment } from '../../microsoft/contract/microsoft.ts';
import { type HeldRole, heldRole, servicePrincipalId, workspaceRights } from '../catalogue/facts.ts';
import { type AzureRoleKey, azureRoles, knownRole, least } from '../catalogue/microsoft-ids.ts';
import { named, needsNamed, step } from '../catalogue/step.ts';
import { appliesAt } from '../sign-in/role-assignment-right.ts';
import { assignmentName, recognized, whoseRole } from './assigned-roles.ts';

type Picked = readonly { readonly key: string; readonly armId: string; readonly name: string }[];
/** An assignment beyond the needed ones, with its role's name. */
type Extra = RoleAssignment & { readonly role: string };

/**
 * The application holds the needed role on each workspace and no other role anywhere it can be seen: none above a
 * workspace, none elsewhere, no Owner (https://learn.microsoft.com/azure/role-based-access-control/best-practices). If
 * the needed role is inherited from above only, repair assigns it on the workspace before it removes the wide one.
 */
export const narrowRoles = (role: AzureRoleKey, picked: Picked) => {
  const { id: needed, title } = azureRoles[role];
  const assign = (name: string): Change => ({
    verb: 'assign',
    what: title,
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
  const exact = (each: RoleAssignment, armId: string) =>
    each.roleId.toLowerCase() === needed && each.scope.toLowerCase() === armId.toLowerCase();
  /** Wherever it can be seen, and above each workspace: management groups are in no subscription. */
  const heldOf = async (microsoft: Microsoft, principal: string): Promise<readonly Listed[]> => {
    const [anywhere, ...above] = await Promise.all([
      microsoft.roleSurvey.heldAnywhere(principal),
      ...picked.map(({ armId }) => microsoft.roles.heldBy(principal, armId)),
    ]);
    const all = [...anywhere, ...above.flat().map((each) => ({ ...each, isLive: true }))];
    return [...new Map(all.map((each) => [each.id.toLowerCase(), each])).values()];
  };
  const isExtra = (each: RoleAssignment) => !picked.some(({ armId }) => exact(each, armId));

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
        ...picked.map(({ key }) => [`role ${key}`, optional(keyed(heldRole, key))] as const),
        // What was refused is asked for again once a role became active.
        ...picked.map(({ key }) => [`may ${key}`, toJudge(keyed(workspaceRights, key))] as const),
      ]),
    },
    gives: {},
    settle: { within: 120, every: 3, usually: { from: 5, to: 40 } },
    async look({ microsoft, given, uuidFor }) {
      const held = await heldOf(microsoft, given.principal);
      const nameOn = (scope: string) =>
        assignmentName(uuidFor, { scope, principal: given.principal, roleId: needed });
      const names = Object.fromEntries(picked.map(({ armId }) => [armId, nameOn(armId)]));
      return {
        held,
        names,
        extras: await standing(microsoft, held.filter(isExtra)),
        portal: microsoft.portal,
      };
    },
    judge({ extras, portal }, given) {
      if (extras.length === 0) return { is: 'met', facts: {} };
      // Held from above: the same on the workspace itself comes first.
      const from = picked.filter(({ key, armId }) => {
        const scope = named<HeldRole>(given, `role ${key}`)?.scope;
        return scope !== undefined && scope.toLowerCase() !== armId.toLowerCase();
      });
      return {
        is: 'unmet',
        changes: [...from.map(({ name }) => assign(name)), ...extras.map(revoke)],
        problem: tooWide(extras, picked, portal),
      };
    },
    foresee: () => [],
    async apply({ verb, what, where }, { microsoft, given, uuidFor }) {
      if (verb === 'assign') {
        const scope = picked.find(({ name }) => name === where)?.armId ?? '';
        const name = assignmentName(uuidFor, { scope, principal: given.principal, roleId: needed });
        const made = await microsoft.roles.assign({
          scope,
          name,
          roleId: needed,
          principalId: given.principal,
        });
        return { made: { kind: 'role-assignment', id: made.id }, owned: made.created };
      }
      const held = await heldOf(microsoft, given.principal);
      const extras = await standing(microsoft, held.filter(isExtra));
      const gone = extras.find((each) => each.role === what && spokenScope(each.scope) === where);
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
        const scope = picked.find(({ name }) => name === where)?.armId ?? '';
        return recognized(begun, held, names[scope] ?? '', { scope, roleId: needed });
      }
      if (extras.some((each) => each.role === what && spokenScope(each.scope) === where))
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
      return whoseRole(made, microsoft, uuidFor, {
        scope: scope ?? '',
        principal: scope && principal,
        roleId: needed,
      });
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

/** The index may run late: what it lists is looked at once more, and named. */
/** An assignment as a list shows it: one of Azure itself, or of Resource Graph, which is behind. */
type Listed = RoleAssignment & { readonly isLive?: boolean };

async function standing(microsoft: Microsoft, listed: readonly Listed[]): Promise<readonly Extra[]> {
  const seen = await Promise.all(
    listed.map(async (each) => {
      if (!each.isLive && !(await microsoft.roleSurvey.standing(each.id))) return undefined;
      const role = knownRole(each.roleId) ?? (await microsoft.roleSurvey.roleName(each.scope, each.roleId));
      return { ...each, role };
    }),
  );
  return seen.filter((each) => each !== undefined);
}

/** A scope as the plan names it: the kind and the name, with the whole path where names may repeat. */
function spokenScope(scope: string): string {
  const parts = scope.split('/').filter(Boolean);
  const name = parts.at(-1) ?? '/';
  if (parts.length === 0) return 'the whole tenant';
  if (/managementGroups\/[^/]+$/i.test(scope)) return `management group ${name}`;
  if (parts.length === 2) return `subscription ${name}`;
  return `${/resourceGroups\/[^/]+$/i.test(scope) ? 'resource group ' : ''}${name} (${scope})`;
}

function tooWide(extras: readonly Extra[], picked: Picked, portal: string): Problem {
  const above = (each: Extra) => picked.some(({ armId }) => appliesAt(each.scope, armId));
  const parts = extras.map(
    (each) =>
      `${each.role} on ${spokenScope(each.scope)}${above(each) ? ', which covers the workspace' : ''}`,
  );
  return {
    code: 'role-too-wide',
    title: `It holds ${extras.length === 1 ? 'a role' : `${extras.length} roles`} it does not need`,
    because: `${parts.join('; ')}.`,
    who: { role: `${least.assignRole}, User Access Administrator or Owner there` },
    remedies: [
      { do: 'redo', step: 'narrow-roles' },
      { do: 'open', label: 'Open access control', url: `${portal}/#resource${extras[0]?.scope ?? ''}/users` },
    ],
  };
}
