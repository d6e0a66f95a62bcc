import type { Arm } from '../clients/arm.ts';
import type { Network } from '../clients/network.ts';
import { missingIsNone } from '../clients/unseen.ts';
import type { CouldNotLook, RoleAssignment, RoleSurvey } from '../contract/microsoft.ts';
import type { Session } from '../contract/session.ts';
import { same } from '../entra/applications.ts';
import { at, listAt, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError, trying } from '../problems/problems.ts';
import { permissionEntry } from './roles.ts';

const provider = '/providers/Microsoft.Authorization';
const mostPages = 100;

/**
 * Facts about roles beyond the one being assigned: roles held elsewhere, conditions, eligibility, and locks.
 */
export function roleSurvey(arm: Arm, network: Network, session: Session): RoleSurvey {
  const looking = (what: string) => ({ what, role: 'Reader' });

  return {
    heldAnywhere: (principalId, groups) =>
      // https://learn.microsoft.com/azure/governance/resource-graph/samples/samples-by-table#authorizationresources
      trying(looking('look at role assignments'), async () => {
        const client = await arm.resourceGraph();
        const query = `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| where tostring(properties.principalId) in~ (${[principalId, ...groups].map((id) => `'${id.replaceAll(/[^0-9a-fA-F-]/gu, '')}'`).join(', ')})
| project id, name, principal = tostring(properties.principalId), scope = tostring(properties.scope), role = tostring(properties.roleDefinitionId), createdOn = tostring(properties.createdOn)
| order by id asc`;
        const found: RoleAssignment[] = [];
        let skipToken: string | undefined;
        for (let page = 0; page < mostPages; page += 1) {
          const answer: { data: unknown; skipToken?: string } = await client.resources({
            query,
            options: { resultFormat: 'objectArray', ...(skipToken === undefined ? {} : { skipToken }) },
          });
          if (!Array.isArray(answer.data))
            throw network.trouble(network.cloud.azure, 'person', 'unreadable', '');
          const rows: readonly unknown[] = answer.data;
          found.push(...rows.map((row) => fromRow(row, principalId)));
          skipToken = answer.skipToken;
          if (skipToken === undefined || skipToken === '') return found;
        }
        throw network.trouble(network.cloud.azure, 'person', 'too-large', '');
      }),

    async standing(assignmentId) {
      const doing = looking('look at a role assignment');
      const found = await arm.get(assignmentId, '2022-04-01', doing).catch(missingIsNone);
      if (found === undefined) return undefined;
      const properties = at(found, 'properties');
      return {
        name: textAt(found, 'name'),
        scope: textAt(properties, 'scope'),
        roleId: textAt(properties, 'roleDefinitionId').split('/').at(-1) ?? '',
        principalId: textAt(properties, 'principalId'),
      };
    },

    async definition(assignmentScope, roleId) {
      const subscription = /^\/subscriptions\/[^/]+/iu.exec(assignmentScope)?.[0] ?? '';
      try {
        // https://learn.microsoft.com/rest/api/authorization/role-definitions/get
        const path = `${subscription}${provider}/roleDefinitions/${encodeURIComponent(roleId)}`;
        const found = at(await arm.get(path, '2022-04-01', looking('look at a role')), 'properties');
        return {
          name: nameAt(found, 'roleName') || roleId,
          permissions: listAt(found, 'permissions').map(permissionEntry),
        };
      } catch (error) {
        if (!(error instanceof MicrosoftError)) throw error;
        if (error.is(404)) return undefined;
        if (error.is(403)) return { couldNotLook: error.problem.because };
        throw error;
      }
    },

    mine: (scope) =>
      refusedIsUnknown(async () => {
        // This includes groups (https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest).
        const path = `${scope}${provider}/roleAssignments?$filter=assignedTo('${session.account.objectId}')`;
        return (await arm.list(path, '2022-04-01', looking('look at your Azure roles'))).map((each) => {
          const properties = at(each, 'properties');
          return {
            scope: textAt(properties, 'scope'),
            roleId: lastOf(textAt(properties, 'roleDefinitionId')),
            ...(textAt(properties, 'condition') === '' ? {} : { condition: textAt(properties, 'condition') }),
          };
        });
      }),

    eligible: (scope) =>
      refusedIsUnknown(async () => {
        // https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope
        const path = `${scope}${provider}/roleEligibilityScheduleInstances?$filter=asTarget()`;
        return (await arm.list(path, '2020-10-01', looking('look at what you may activate'))).map((each) => {
          const expanded = at(at(each, 'properties'), 'expandedProperties');
          const roleId = lastOf(textAt(at(each, 'properties'), 'roleDefinitionId'));
          return { name: nameAt(at(expanded, 'roleDefinition'), 'displayName') || roleId, roleId };
        });
      }),

    locks: (scope) =>
      refusedIsUnknown(async () => {
        // https://learn.microsoft.com/rest/api/resources/management-locks/list-by-scope
        const found = await arm.list(`${scope}${provider}/locks`, '2020-05-01', looking('look at locks'));
        return found.map((each) => ({
          name: nameAt(each, 'name'),
          scope: textAt(each, 'id').split(/\/providers\/Microsoft\.Authorization\/locks\//iu)[0] ?? '',
          level: textAt(at(each, 'properties'), 'level') === 'ReadOnly' ? 'read-only' : 'cannot-delete',
        }));
      }),
  };
}

/** A refusal, or a feature without a license in the tenant, becomes "couldn't check". Others are thrown. */
async function refusedIsUnknown<T>(look: () => Promise<T>): Promise<T | CouldNotLook> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof MicrosoftError && (error.is(403) || error.is(400)))) throw error;
    return { couldNotLook: error.problem.because };
  }
}

function fromRow(row: unknown, principalId: string): RoleAssignment {
  const holder = textAt(row, 'principal');
  return {
    id: textAt(row, 'id'),
    name: textAt(row, 'name'),
    scope: textAt(row, 'scope'),
    roleId: lastOf(textAt(row, 'role')),
    createdOn: textAt(row, 'createdOn') || undefined,
    ...(same(holder, principalId) ? {} : { group: holder }),
  };
}

const lastOf = (id: string): string => id.split('/').at(-1) ?? '';
