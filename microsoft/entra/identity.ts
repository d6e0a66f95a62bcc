import type { Graph } from '../clients/graph.ts';
import type { CouldNotLook, Identity, Microsoft } from '../contract/microsoft.ts';
import type { Session } from '../contract/session.ts';
import { knownApplications } from '../http/known-ids.ts';
import { at, claimsOf, listAt, nameAt, textAt } from '../http/text.ts';
import { MicrosoftError } from '../problems/problems.ts';

const looking = { what: 'read who you are', role: 'Directory Readers' };

/** The signed-in account, its tenant, and its rights in Entra. */
export function identity(graph: Graph, session: Session): Microsoft['identity'] {
  return {
    whoAmI: () => (session.kind === 'application' ? automation(graph, session) : person(graph, session)),
    async renew() {
      await Promise.all([session.token('graph', true), session.token('azure', true)]);
    },
  };
}

async function person(graph: Graph, session: Session): Promise<Identity> {
  // These reads start in the same moment, so they travel as one $batch.
  const [me, organization, memberships, otherRoles, policies] = await Promise.all([
    // A partner's administrator isn't an object of this tenant
    // (https://learn.microsoft.com/partner-center/customers/gdap-introduction).
    graph.find('/me?$select=id,displayName,userPrincipalName,userType', looking),
    organizationOf(graph),
    rolesOf(graph, session),
    otherRolesOf(graph, '/me', session.account.objectId),
    policiesOf(graph, session),
  ]);
  if (me === undefined) return await partner(session, organization, policies);
  const userType = textAt(me, 'userType').toLowerCase();
  return {
    kind: 'person',
    tenantId: session.tenantId,
    ...organization,
    name: nameAt(me, 'displayName') || session.account.name,
    userName: nameAt(me, 'userPrincipalName') || session.account.userName,
    objectId: textAt(me, 'id') || session.account.objectId,
    userType: userType === 'guest' ? 'guest' : userType === 'member' ? 'member' : 'unknown',
    roles: memberships,
    otherRoles,
    appRoles: [],
    ...policies,
  };
}

/**
 * The active roles, including those through groups. Some tenants answer only from the advanced-query index
 * (https://learn.microsoft.com/graph/aad-advanced-queries). If Graph refuses it altogether, the token's
 * `wids` claim lists the roles that were active when the token was made.
 */
async function rolesOf(graph: Graph, session: Session): Promise<Identity['roles']> {
  const path = '/me/transitiveMemberOf/microsoft.graph.directoryRole?$select=displayName,roleTemplateId';
  const found = await mayLook(() => graph.list(path, looking));
  if (!couldNot(found)) return found.map(roleOf);
  const counted = await mayLook(() => graph.list(`${path}&$count=true`, looking));
  if (!couldNot(counted)) return counted.map(roleOf);
  const inToken = rolesIn(claimsOf((await session.token('graph')).reveal('microsoft')));
  return inToken.length > 0 ? inToken : found;
}

/** The identity of an account that the tenant doesn't have, taken from the token, including its roles. */
async function partner(
  session: Session,
  organization: Awaited<ReturnType<typeof organizationOf>>,
  policies: Policies,
): Promise<Identity> {
  const claims = claimsOf((await session.token('graph')).reveal('microsoft'));
  return {
    kind: 'person',
    tenantId: session.tenantId,
    ...organization,
    name: nameAt(claims, 'name') || session.account.name,
    userName: nameAt(claims, 'upn') || nameAt(claims, 'unique_name') || session.account.userName,
    objectId: textAt(claims, 'oid') || session.account.objectId,
    userType: 'partner',
    roles: rolesIn(claims),
    otherRoles: [],
    appRoles: [],
    ...policies,
  };
}

/** In `wids` for every ordinary member; not a role (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference). */
const ordinaryMember = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

/** The Entra roles in a token's `wids` claim, by template ID. */
const rolesIn = (claims: unknown): readonly { readonly name: string; readonly templateId: string }[] =>
  listAt(claims, 'wids').flatMap((each) =>
    typeof each === 'string' && each !== ordinaryMember ? [{ name: each, templateId: each }] : [],
  );

/**
 * Custom roles, and roles over one application or administrative unit, which no membership shows
 * (https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments). Role-assignable groups are
 * read one by one, because Graph lists transitive assignments only under /beta
 * (https://learn.microsoft.com/graph/api/rbacapplication-list-transitiveroleassignments).
 * @param who the account's path, such as "/me"
 */
async function otherRolesOf(graph: Graph, who: string, objectId: string): Promise<Identity['otherRoles']> {
  const assignedTo = (id: string) => {
    const path = `/roleManagement/directory/roleAssignments?$filter=principalId eq '${encodeURIComponent(id)}'&$expand=roleDefinition`;
    return graph.list(path, looking);
  };
  const throughGroups = async () => {
    // `isAssignableToRole` isn't selected, because the list's type, directory object, has no such property
    // (https://learn.microsoft.com/graph/api/resources/group, returned by default).
    const path = `${who}/transitiveMemberOf?$top=999`;
    const groups = (await graph.list(path, looking)).filter(
      (each) => at(each, 'isAssignableToRole') === true,
    );
    return Promise.all(groups.map((group) => assignedTo(textAt(group, 'id'))));
  };
  const found = await mayLook(() => Promise.all([assignedTo(objectId), throughGroups()]));
  if (couldNot(found)) return found;
  return found
    .flat(2)
    .map((each) => {
      const definition = at(each, 'roleDefinition');
      const isCustom = at(definition, 'isBuiltIn') === false;
      return {
        name: nameAt(definition, 'displayName') || textAt(each, 'roleDefinitionId'),
        templateId: isCustom ? '' : textAt(definition, 'templateId') || textAt(each, 'roleDefinitionId'),
        actions: listAt(definition, 'rolePermissions').flatMap((one) =>
          listAt(one, 'allowedResourceActions').filter((action) => typeof action === 'string'),
        ),
        scope: textAt(each, 'directoryScopeId') || '/',
      };
    })
    .filter(({ templateId, scope }) => templateId === '' || scope !== '/');
}

/** `/me` doesn't exist for an application. Its token says who it is and what it can do in Graph. */
async function automation(graph: Graph, session: Session): Promise<Identity> {
  const claims = claimsOf((await session.token('graph')).reveal('microsoft'));
  const objectId = textAt(claims, 'oid') || session.account.objectId;
  const [organization, otherRoles, policies] = await Promise.all([
    organizationOf(graph),
    otherRolesOf(graph, `/servicePrincipals/${encodeURIComponent(objectId)}`, objectId),
    policiesOf(graph, session),
  ]);
  return {
    kind: 'application',
    tenantId: textAt(claims, 'tid') || session.tenantId,
    ...organization,
    name: nameAt(claims, 'app_displayname') || session.account.name,
    userName: session.clientId,
    objectId,
    userType: 'application',
    roles: rolesIn(claims),
    otherRoles,
    appRoles: listAt(claims, 'roles').filter((each): each is string => typeof each === 'string'),
    ...policies,
    eligible: [],
  };
}

const roleOf = (each: unknown) => ({
  // Without the right to read roles, the caller gets them with most fields empty.
  name: nameAt(each, 'displayName') || textAt(each, 'roleTemplateId'),
  templateId: textAt(each, 'roleTemplateId'),
});

async function organizationOf(graph: Graph): Promise<Pick<Identity, 'tenantName' | 'domain'>> {
  const found = await mayLook(() =>
    graph.list('/organization?$select=id,displayName,verifiedDomains', looking),
  );
  const organization = couldNot(found) ? undefined : found[0];
  const domains = listAt(organization, 'verifiedDomains');
  const first = domains.find((each) => at(each, 'isDefault') === true) ?? domains[0];
  return { tenantName: nameAt(organization, 'displayName'), domain: nameAt(first, 'name') };
}

type Policies = Pick<Identity, 'eligible' | 'usersMayRegister' | 'longestSecretDays'>;

/**
 * The settings of the tenant's policies. The Azure CLI's client can't read them
 * (https://github.com/Azure/azure-cli/issues/26471), so these requests aren't sent with that client.
 */
async function policiesOf(graph: Graph, session: Session): Promise<Policies> {
  if (session.clientId === knownApplications.azureCli) {
    const couldNotLook = {
      couldNotLook: "The Azure CLI sign-in can't read this. Use your own client ID to see it.",
    };
    return { eligible: couldNotLook, usersMayRegister: couldNotLook, longestSecretDays: couldNotLook };
  }
  const eligiblePath =
    "/roleManagement/directory/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')?$expand=roleDefinition";
  const [authorization, application, eligible] = await Promise.all([
    mayLook(() => graph.get('/policies/authorizationPolicy', looking)),
    mayLook(() => graph.get('/policies/defaultAppManagementPolicy', looking)),
    session.kind === 'application' ? [] : mayLook(() => graph.list(eligiblePath, looking)),
  ]);
  return {
    usersMayRegister: couldNot(authorization)
      ? authorization
      : at(at(authorization, 'defaultUserRolePermissions'), 'allowedToCreateApps') === true,
    longestSecretDays: couldNot(application) ? application : longestSecretDays(application),
    eligible: couldNot(eligible)
      ? eligible
      : eligible.map((each) => ({
          name: nameAt(at(each, 'roleDefinition'), 'displayName') || textAt(each, 'roleDefinitionId'),
          // A built-in role has its template's ID (https://learn.microsoft.com/graph/api/resources/unifiedroledefinition).
          templateId: textAt(at(each, 'roleDefinition'), 'templateId') || textAt(each, 'roleDefinitionId'),
        })),
  };
}

/** https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration */
function longestSecretDays(policy: unknown): number | 'unlimited' | 'forbidden' {
  if (at(policy, 'isEnabled') !== true) return 'unlimited';
  const restrictions = listAt(at(policy, 'applicationRestrictions'), 'passwordCredentials').filter(
    (each) => textAt(each, 'state') !== 'disabled',
  );
  if (restrictions.some((each) => textAt(each, 'restrictionType') === 'passwordAddition')) return 'forbidden';
  const lifetime = restrictions.find((each) => textAt(each, 'restrictionType') === 'passwordLifetime');
  return days(textAt(lifetime, 'maxLifetime')) ?? 'unlimited';
}

/** The whole days of an ISO-8601 duration ("P180D", "P6M", "P1Y"). A month counts 30 days, a year 365. */
function days(duration: string): number | undefined {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?/u.exec(duration);
  if (found === null || duration.length < 3) return undefined;
  const [years, months, weeks, rest] = found.slice(1, 5).map((part) => Number(part ?? 0));
  return (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (rest ?? 0);
}

/** A refusal, or a feature that the tenant doesn't have, becomes "couldn't check". Any other error is thrown. */
async function mayLook<T>(look: () => Promise<T>): Promise<T | CouldNotLook> {
  try {
    return await look();
  } catch (error) {
    const refused = error instanceof MicrosoftError && (error.is(403) || error.is(400) || error.is(404));
    if (!refused) throw error;
    return { couldNotLook: error.problem.because };
  }
}

const couldNot = <T>(found: T | CouldNotLook): found is CouldNotLook =>
  typeof found === 'object' && found !== null && 'couldNotLook' in found;
