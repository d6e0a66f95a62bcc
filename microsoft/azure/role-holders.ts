import type { Arm } from '../clients/arm.ts';
import { unwatched } from '../clients/evidence.ts';
import type { Graph } from '../clients/graph.ts';
import type { CouldNotLook } from '../contract/could-not-look.ts';
import type { RoleHolders } from '../contract/role-holders.ts';
import { at, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';

/** The most names to list. A person doesn't ask more people than this. */
const most = 4;
const looking = { what: 'look who holds a role', role: 'Directory Readers' };

/** Reads who holds a role. A read that fails for any reason becomes "couldn't look" and never an error. */
export function roleHolders(graph: Graph, arm: Arm): RoleHolders {
  const seen = new Map<string, Promise<readonly string[]>>();
  const once = async (
    key: string,
    look: () => Promise<readonly string[]>,
  ): Promise<readonly string[] | CouldNotLook> => {
    // No finding depends on these names, so these requests aren't evidence for any look.
    const answer = seen.get(key) ?? unwatched(look);
    seen.set(key, answer);
    try {
      return await answer;
    } catch (error) {
      seen.delete(key);
      if (!(error instanceof MicrosoftError)) throw error;
      return { couldNotLook: error.problem.because };
    }
  };

  /** https://learn.microsoft.com/graph/api/directoryrole-list-members: active, for the whole tenant, groups unexpanded. */
  const membersOf = async (role: string): Promise<readonly string[]> => {
    const path = `/directoryRoles(roleTemplateId='${encodeURIComponent(role)}')/members?$select=id,displayName,accountEnabled`;
    const found = await graph.list(path, looking).catch((error: unknown) => {
      // A role that was never assigned has no object in the tenant.
      if (error instanceof MicrosoftError && error.is(404)) return [];
      throw error;
    });
    return found.filter((each) => isPersonOrGroup(textAt(each, '@odata.type'))).flatMap(named);
  };

  /** https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope: `atScope()` is this scope or above. */
  const assignedAt = async (scope: string, roles: readonly string[]): Promise<readonly Assigned[]> => {
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`;
    const found = (await arm.list(path, '2022-04-01', looking)).map((each) => at(each, 'properties'));
    const plain = found.filter((each) => textAt(each, 'condition') === '');
    const of = (role: string) =>
      plain.filter((each) => textAt(each, 'roleDefinitionId').toLowerCase().endsWith(role.toLowerCase()));
    const people = roles.flatMap(of).flatMap((each): readonly Assigned[] => {
      const kind = textAt(each, 'principalType');
      const id = textAt(each, 'principalId');
      return kind === 'User' || kind === 'Group' ? [{ kind, id }] : [];
    });
    return [...new Map(people.map((each) => [each.id, each])).values()];
  };

  /** https://learn.microsoft.com/graph/api/user-get, https://learn.microsoft.com/graph/api/group-get */
  const nameOf = async ({ kind, id }: Assigned): Promise<readonly string[]> => {
    const path =
      kind === 'User'
        ? `/users/${encodeURIComponent(id)}?$select=id,displayName,accountEnabled`
        : `/groups/${encodeURIComponent(id)}?$select=id,displayName`;
    const found = await graph.find(path, looking);
    return found === undefined ? [] : named(found);
  };

  return {
    inEntra: (roles) =>
      once(roles.join(), async () => handful((await Promise.all(roles.map(membersOf))).flat())),
    inAzure: (scope, roles) =>
      once(`${scope.toLowerCase()} ${roles.join()}`, async () => {
        const assigned = await assignedAt(scope, roles);
        return handful((await Promise.all(assigned.slice(0, most * 2).map(nameOf))).flat());
      }),
  };
}

interface Assigned {
  readonly kind: 'User' | 'Group';
  readonly id: string;
}

const isPersonOrGroup = (type: string): boolean => /^#microsoft\.graph\.(?:user|group)$/u.test(type);

/** Its name, safe to show. Empty if the account is blocked from sign-in or the name can't be read. */
function named(each: unknown): readonly string[] {
  const name = nameAt(each, 'displayName', 60);
  return name === '' || at(each, 'accountEnabled') === false ? [] : [name];
}

const handful = (names: readonly string[]): readonly string[] => [...new Set(names)].slice(0, most);
