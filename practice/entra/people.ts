import type { JsonObject, UserObject } from '../core/contents.ts';
import { groupsOf, rolesWithGroups } from '../core/groups.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { bodyOf, flag, guidText, list, shape, text } from './bodies.ts';
import { refuseMissing } from './graph-errors.ts';
import { contextUrl, countAnswer, type EntitySet, entityAnswer, jsonType, listAnswer } from './odata.ts';
import { demand, demandPerson } from './rights.ts';
import { forPrincipal, principalAt } from './service-principals.ts';
import {
  selectableUser,
  shownDirectoryRole,
  shownGroup,
  shownOrganization,
  shownPrincipal,
  shownUser,
} from './shapes.ts';

const users: EntitySet = { name: 'users', type: 'User', most: 999, usual: 100 };
const organization: EntitySet = { name: 'organization', type: 'Organization', most: 999, usual: 100 };
const memberships: EntitySet = { name: 'directoryObjects', type: 'DirectoryObject', most: 999, usual: 100 };
const groups: EntitySet = { name: 'groups', type: 'Group', most: 999, usual: 100 };
const roles: EntitySet = { name: 'directoryRoles', type: 'DirectoryRole', most: 999, usual: 100 };

function me(context: Context): UserObject {
  demandPerson(context);
  demand(context, 'readSelf');
  return here(context, context.caller.objectId) ?? refuseMissing(context, context.caller.objectId);
}

/** A person in the directory. A partner's account can sign in but isn't in the directory. */
function here(context: Context, id: string): UserObject | undefined {
  const found = context.truth.get('users', id);
  return found?.partner ? undefined : found;
}

const everybody = (context: Context): readonly UserObject[] =>
  context.truth.list('users').filter(({ partner }) => partner !== true);

function shownPerson(context: Context, user: UserObject): JsonObject {
  return context.query('$select') === undefined ? shownUser(user) : selectableUser(user);
}

function userAt(context: Context): UserObject {
  demand(context, 'readUsers');
  const wanted = context.params['user']?.toLowerCase() ?? '';
  const found = everybody(context).find(
    (user) => user.id === wanted || user.userPrincipalName.toLowerCase() === wanted,
  );
  return found ?? refuseMissing(context, wanted);
}

interface Member {
  readonly id: string;
  readonly activeRoles: readonly string[];
}

/**
 * Only active roles: a role that is only eligible doesn't appear
 * (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-configure).
 */
function rolesOf(context: Context, held: readonly string[]): readonly JsonObject[] {
  return held.map((role) => shownDirectoryRole(context.tenant, role));
}

/** Groups and roles, including those that come through a group. Both lists of memberships give this. */
function membershipsOf(context: Context, member: Member): readonly JsonObject[] {
  return [
    ...groupsOf(context.truth, member.id).map((group) => ({
      '@odata.type': '#microsoft.graph.group',
      ...shownGroup(group),
    })),
    ...rolesOf(context, rolesWithGroups(context.truth, member)),
  ];
}

function onlyRoles(context: Context, held: readonly string[]): WireResponse {
  const items = rolesOf(context, held).map(({ '@odata.type': _type, ...rest }) => rest);
  return listAnswer(context, roles, items);
}

function ids(context: Context, member: Member): WireResponse {
  bodyOf(context, shape('action', { securityEnabledOnly: flag }));
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: {
      '@odata.context': contextUrl(context, 'Collection(Edm.String)'),
      value: membershipsOf(context, member).map(({ id }) => id ?? null),
    },
  };
}

function byIds(context: Context): WireResponse {
  demand(context, 'readApplications');
  const body = bodyOf(context, shape('action', { ids: list(guidText), types: list(text()) }, ['ids']));
  const types = (body['types'] as readonly string[] | undefined)?.map((type) => type.toLowerCase());
  const wanted = (body['ids'] as readonly string[]).map((id) => id.toLowerCase());
  const found = wanted.flatMap((id): readonly JsonObject[] => {
    const user = here(context, id);
    if (user !== undefined) return [{ '@odata.type': '#microsoft.graph.user', ...shownUser(user) }];
    const principal = context.truth.get('servicePrincipals', id);
    if (principal !== undefined) {
      return [{ '@odata.type': '#microsoft.graph.servicePrincipal', ...shownPrincipal(context, principal) }];
    }
    return [];
  });
  const value = found.filter(
    (item) =>
      types === undefined ||
      types.includes(String(item['@odata.type']).replace('#microsoft.graph.', '').toLowerCase()),
  );
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: { '@odata.context': contextUrl(context, 'directoryObjects'), value },
  };
}

function anyObject(context: Context): WireResponse {
  demand(context, 'readApplications');
  const id = context.params['id']?.toLowerCase() ?? '';
  const user = here(context, id);
  if (user !== undefined) {
    return entityAnswer(context, memberships, { '@odata.type': '#microsoft.graph.user', ...shownUser(user) });
  }
  const principal = context.served('directory').get('servicePrincipals', id) ?? refuseMissing(context, id);
  return entityAnswer(context, memberships, {
    '@odata.type': '#microsoft.graph.servicePrincipal',
    ...shownPrincipal(context, principal),
  });
}

function allUsers(context: Context): readonly JsonObject[] {
  demand(context, 'readUsers');
  const wide = ['$select', '$filter'].some((name) => context.query(name) !== undefined);
  return everybody(context).map((user) => (wide ? selectableUser(user) : shownUser(user)));
}

const source = {
  me: ['https://learn.microsoft.com/graph/api/user-get', 'examples/graph/user-get.json'],
  memberOf: [
    'https://learn.microsoft.com/graph/api/user-list-transitivememberof',
    'examples/graph/user-list-transitivememberof.json',
  ],
  organization: [
    'https://learn.microsoft.com/graph/api/organization-get',
    'examples/graph/organization-get.json',
  ],
  members: ['examples/graph/directoryobject-getmemberobjects.json'],
  roles: [
    'https://learn.microsoft.com/graph/api/directoryrole-list',
    'examples/graph/directoryrole-list.json',
  ],
};

const graph = { host: 'graph' } as const;

export const peopleOperations: readonly Operation[] = [
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/me',
    source: source.me,
    run: (context) => entityAnswer(context, users, shownPerson(context, me(context))),
  }),
  ...['transitiveMemberOf', 'memberOf'].flatMap((name) => [
    operation({
      ...graph,
      method: 'GET',
      path: `/v1.0/me/${name}`,
      source: source.memberOf,
      run: (context) => listAnswer(context, memberships, membershipsOf(context, me(context))),
    }),
    operation({
      ...graph,
      method: 'GET',
      path: `/v1.0/me/${name}/microsoft.graph.directoryRole`,
      source: source.memberOf,
      run: (context) => onlyRoles(context, rolesWithGroups(context.truth, me(context))),
    }),
    operation({
      ...graph,
      method: 'GET',
      path: `/v1.0/users/{user}/${name}`,
      source: source.memberOf,
      run: (context) => listAnswer(context, memberships, membershipsOf(context, userAt(context))),
    }),
    operation({
      ...graph,
      method: 'GET',
      path: `/v1.0/users/{user}/${name}/microsoft.graph.directoryRole`,
      source: source.memberOf,
      run: (context) => onlyRoles(context, rolesWithGroups(context.truth, userAt(context))),
    }),
    ...forPrincipal('GET', `/${name}`, source.memberOf, (context) => {
      demand(context, 'readApplications');
      return listAnswer(context, memberships, membershipsOf(context, principalAt(context)));
    }),
    ...forPrincipal('GET', `/${name}/microsoft.graph.directoryRole`, source.memberOf, (context) => {
      demand(context, 'readApplications');
      return onlyRoles(context, rolesWithGroups(context.truth, principalAt(context)));
    }),
  ]),
  operation({
    ...graph,
    method: 'POST',
    path: '/v1.0/me/getMemberObjects',
    source: source.members,
    run: (context) => ids(context, me(context)),
  }),
  operation({
    ...graph,
    method: 'POST',
    path: '/v1.0/users/{user}/getMemberObjects',
    source: source.members,
    run: (context) => ids(context, userAt(context)),
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/organization',
    source: source.organization,
    run: (context) => {
      demand(context, 'readOrganization');
      return listAnswer(context, organization, [shownOrganization(context.tenant)]);
    },
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/organization/{id}',
    source: source.organization,
    run: (context) => {
      demand(context, 'readOrganization');
      const id = context.params['id']?.toLowerCase() ?? '';
      if (id !== context.tenant.id) refuseMissing(context, id);
      return entityAnswer(context, organization, shownOrganization(context.tenant));
    },
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/users',
    source: ['https://learn.microsoft.com/graph/api/user-list'],
    run: (context) => listAnswer(context, users, allUsers(context)),
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/users/$count',
    source: ['https://learn.microsoft.com/graph/api/user-list'],
    run: (context) => countAnswer(context, users, allUsers(context)),
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/users/{user}',
    source: source.me,
    run: (context) => entityAnswer(context, users, shownPerson(context, userAt(context))),
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/directoryRoles',
    source: source.roles,
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      const holders = [...everybody(context), ...context.truth.list('groups')];
      const held = new Set(holders.flatMap(({ activeRoles }) => activeRoles));
      return onlyRoles(context, [...held].sort());
    },
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/directoryRoles/{id}/members',
    source: ['https://learn.microsoft.com/graph/api/directoryrole-list-members'],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      const wanted = context.params['id']?.toLowerCase();
      const holders = everybody(context).filter(({ activeRoles }) =>
        activeRoles.some((role) => shownDirectoryRole(context.tenant, role)['id'] === wanted),
      );
      return listAnswer(
        context,
        memberships,
        holders.map((user) => ({ '@odata.type': '#microsoft.graph.user', ...shownUser(user) })),
      );
    },
  }),
  operation({
    ...graph,
    method: 'GET',
    path: "/v1.0/directoryRoles(roleTemplateId='{template}')/members",
    source: ['https://learn.microsoft.com/graph/api/directoryrole-list-members'],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      const wanted = context.params['template']?.toLowerCase() ?? '';
      const holders = everybody(context).filter(({ activeRoles }) => activeRoles.includes(wanted));
      // A role without members was never activated, so it isn't an object of this tenant.
      if (holders.length === 0) refuseMissing(context, wanted);
      return listAnswer(
        context,
        memberships,
        holders.map((user) => ({ '@odata.type': '#microsoft.graph.user', ...shownPerson(context, user) })),
      );
    },
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/directoryObjects/{id}',
    source: ['https://learn.microsoft.com/graph/api/directoryobject-get'],
    run: anyObject,
  }),
  operation({
    ...graph,
    method: 'POST',
    path: '/v1.0/directoryObjects/getByIds',
    source: ['https://learn.microsoft.com/graph/api/directoryobject-getbyids'],
    run: byIds,
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/groups/{id}',
    source: ['https://learn.microsoft.com/graph/api/group-get'],
    run: (context) => {
      demand(context, 'readApplications');
      const id = context.params['id']?.toLowerCase() ?? '';
      return entityAnswer(
        context,
        groups,
        shownGroup(context.truth.get('groups', id) ?? refuseMissing(context, id)),
      );
    },
  }),
  operation({
    ...graph,
    method: 'GET',
    path: '/v1.0/groups',
    source: ['https://learn.microsoft.com/graph/api/group-list'],
    run: (context) => {
      demand(context, 'readApplications');
      return listAnswer(context, groups, context.truth.list('groups').map(shownGroup));
    },
  }),
];
