import type { JsonObject } from '../core/contents.ts';
import { entraRoleTitles } from '../core/known-ids.ts';
import { type Context, type Operation, operation, type WireResponse } from '../core/router.ts';
import { applicationAt, forApplication } from './applications.ts';
import { refuseMissing } from './graph-errors.ts';
import { contextUrl, type EntitySet, entityAnswer, jsonType, listAnswer } from './odata.ts';
import { demand } from './rights.ts';
import { shownGroup, shownPrincipal, shownUser } from './shapes.ts';

const learn = 'https://learn.microsoft.com/graph/api';
const domains: EntitySet = { name: 'domains', type: 'Domain', most: 999, usual: 100 };
const templates: EntitySet = {
  name: 'directoryRoleTemplates',
  type: 'DirectoryRoleTemplate',
  most: 999,
  usual: 100,
};
const members: EntitySet = { name: 'directoryObjects', type: 'DirectoryObject', most: 999, usual: 100 };
const managed: EntitySet = {
  name: 'appManagementPolicies',
  type: 'AppManagementPolicy',
  most: 999,
  usual: 100,
};

/** The verified domains of the tenant. The default domain comes first. */
const shownDomains = ({ tenant }: Context): readonly JsonObject[] =>
  tenant.domains.map((id, index) => ({
    authenticationType: 'Managed',
    availabilityStatus: null,
    id,
    isAdminManaged: true,
    isDefault: index === 0,
    isInitial: /\.onmicrosoft\.[a-z]+$/iu.test(id),
    isRoot: true,
    isVerified: true,
    manufacturer: null,
    model: null,
    passwordNotificationWindowInDays: 14,
    passwordValidityPeriodInDays: 2147483647,
    state: null,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
  }));

const shownTemplates: readonly JsonObject[] = Object.entries(entraRoleTitles).map(([id, displayName]) => ({
  id,
  deletedDateTime: null,
  description: `${displayName} of the organization.`,
  displayName,
}));

/** The members of a group, each once. With `deep`, the members of groups in the group are included. */
function membersOf(context: Context, deep: boolean): WireResponse {
  demand(context, 'readApplications');
  const { truth, params } = context;
  const found = new Map<string, JsonObject>();
  const add = (id: string): void => {
    if (found.has(id)) return;
    const [user, principal, group] = [
      truth.get('users', id),
      truth.get('servicePrincipals', id),
      truth.get('groups', id),
    ];
    if (user !== undefined) found.set(id, { '@odata.type': '#microsoft.graph.user', ...shownUser(user) });
    if (principal !== undefined)
      found.set(id, {
        '@odata.type': '#microsoft.graph.servicePrincipal',
        ...shownPrincipal(context, principal),
      });
    if (group === undefined) return;
    found.set(id, { '@odata.type': '#microsoft.graph.group', ...shownGroup(group) });
    if (deep) group.members.forEach(add);
  };
  const id = params['id']?.toLowerCase() ?? '';
  const group = truth.get('groups', id) ?? refuseMissing(context, id);
  group.members.forEach(add);
  found.delete(group.id);
  return listAnswer(context, members, [...found.values()]);
}

/** The list of policies for single applications. It is always empty here. */
function noPolicies(context: Context): WireResponse {
  demand(context, 'readPolicies');
  if (context.path.includes('/applications')) applicationAt(context);
  return listAnswer(context, managed, []);
}

const graph = { host: 'graph', method: 'GET' } as const;

export const directoryOperations: readonly Operation[] = [
  operation({
    ...graph,
    path: '/v1.0/domains',
    source: [`${learn}/domain-list`],
    assumed: ['whoever reads the organization may read its domains'],
    run: (context) => {
      demand(context, 'readOrganization');
      return listAnswer(context, domains, shownDomains(context));
    },
  }),
  operation({
    ...graph,
    path: '/v1.0/domains/{domain}',
    source: [`${learn}/domain-get`],
    run: (context) => {
      demand(context, 'readOrganization');
      const wanted = context.params['domain']?.toLowerCase() ?? '';
      const found = shownDomains(context).find(({ id }) => id === wanted);
      return entityAnswer(context, domains, found ?? refuseMissing(context, wanted));
    },
  }),
  operation({
    ...graph,
    path: '/v1.0/directoryRoleTemplates',
    source: [`${learn}/directoryroletemplate-list`],
    assumed: ['only roles that matter to a connection are there'],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      return listAnswer(context, templates, shownTemplates);
    },
  }),
  operation({
    ...graph,
    path: '/v1.0/directoryRoleTemplates/{template}',
    source: [`${learn}/directoryroletemplate-get`],
    run: (context) => {
      demand(context, 'readDirectoryRoles');
      const wanted = context.params['template']?.toLowerCase() ?? '';
      const found = shownTemplates.find(({ id }) => id === wanted);
      return entityAnswer(context, templates, found ?? refuseMissing(context, wanted));
    },
  }),
  operation({
    ...graph,
    path: '/v1.0/groups/{id}/members',
    source: [`${learn}/group-list-members`],
    run: (context) => membersOf(context, false),
  }),
  operation({
    ...graph,
    path: '/v1.0/groups/{id}/transitiveMembers',
    source: [`${learn}/group-list-transitivemembers`],
    run: (context) => membersOf(context, true),
  }),
  operation({
    ...graph,
    path: '/v1.0/policies/appManagementPolicies',
    source: [`${learn}/appmanagementpolicy-list`],
    assumed: ['there is none'],
    run: noPolicies,
  }),
  ...forApplication('GET', '/appManagementPolicies', [`${learn}/resources/appmanagementpolicy`], noPolicies),
  ...forApplication('GET', '/appRoles', [`${learn}/resources/application`], (context) => {
    demand(context, 'readApplications');
    const app = applicationAt(context);
    return {
      status: 200,
      headers: { 'content-type': jsonType },
      body: {
        '@odata.context': contextUrl(context, `applications('${app.id}')/appRoles`),
        value: app.appRoles as unknown as JsonObject[],
      },
    };
  }),
];
