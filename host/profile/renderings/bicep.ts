import type { ConnectionProfile, ProfileApi, ProfileRoleAssignment } from '../../../engine/model/profile.ts';
import { visible } from '../../../engine/model/visible.ts';
import { labels, remark, shell, bicep as text } from './quote.ts';
import { aboutSecret, opening, standing, type Words } from './standing.ts';

/**
 * The connection's objects as Bicep with the Microsoft Graph extension (generally available since 1.0.0; Bicep 0.36.1,
 * https://learn.microsoft.com/graph/templates/bicep/whats-new). It adopts what stands by the keys Microsoft gives it:
 * an application by its uniqueName, a service principal by its appId, a role assignment by its name. It never holds
 * the secret.
 * @throws BadInput where the profile does not know what stands
 */
export function bicepFile(profile: ConnectionProfile, words: Words): string {
  const { application, apis, roleAssignments, clientId } = standing(profile, 'bicep');
  const labelOf = labels();
  const named = apis.map((api) => ({ api, label: `api_${labelOf(api.title)}` }));
  const adopts = application.ours && application.uniqueName !== undefined;
  const groups = groupsOf(profile, roleAssignments);
  const sections = [
    remark(
      '//',
      ...opening(profile, words),
      '',
      'Deploy the same file once to each resource group with a role in it:',
      ...groups.map(
        ({ subscriptionId, resourceGroup }) =>
          `  az deployment group create --subscription ${subscriptionId} --resource-group ${shell(visible(resourceGroup))} --template-file FILE`,
      ),
      'What-if does not show Microsoft Graph resources, so compare with the profile before you deploy',
      '(https://learn.microsoft.com/graph/templates/bicep/known-issues-graph-bicep).',
      '',
      aboutSecret(profile),
      "Bicep can't create one, because Microsoft Entra shows its value only at creation. It stays unchanged.",
    ),
    "targetScope = 'resourceGroup'",
    "extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0'",
    ...named.map(({ api, label }) =>
      [
        remark('//', api.title),
        `resource ${label} 'Microsoft.Graph/servicePrincipals@v1.0' existing = {`,
        `  appId: ${text(api.appId)}`,
        '}',
      ].join('\n'),
    ),
    adopts
      ? theApplication(application, named)
      : remark(
          '//',
          'The application existed before the connection, or has no uniqueName, so it is left',
          'alone. This file describes only its service principal.',
        ),
    [
      "resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {",
      `  appId: ${adopts ? 'application.appId' : text(clientId)}`,
      '}',
    ].join('\n'),
    ...consents(named),
    ...roles(profile, roleAssignments),
    [
      `output tenantId string = ${text(profile.tenantId)}`,
      `output clientId string = ${adopts ? 'application.appId' : text(clientId)}`,
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

type Named = { readonly api: ProfileApi; readonly label: string };

function theApplication(
  { uniqueName = '', displayName }: { readonly uniqueName?: string; readonly displayName: string },
  named: readonly Named[],
): string {
  return [
    "resource application 'Microsoft.Graph/applications@v1.0' = {",
    `  uniqueName: ${text(uniqueName)}`,
    `  displayName: ${text(displayName)}`,
    "  signInAudience: 'AzureADMyOrg'",
    '  requiredResourceAccess: [',
    ...named
      .filter(({ api }) => api.permissions.length > 0)
      .flatMap(({ api }) => [
        '    {',
        `      resourceAppId: ${text(api.appId)}`,
        '      resourceAccess: [',
        ...api.permissions.flatMap(({ permission, appRoleId }) => [
          `        ${remark('//', permission)}`,
          '        {',
          `          id: ${text(appRoleId)}`,
          "          type: 'Role'",
          '        }',
        ]),
        '      ]',
        '    }',
      ]),
    '  ]',
    '}',
  ].join('\n');
}

function consents(named: readonly Named[]): readonly string[] {
  const labelOf = labels();
  return named.flatMap(({ api, label }) =>
    api.permissions.map(({ permission, appRoleId, grantId }) =>
      grantId
        ? [
            remark('//', permission),
            `resource consent_${labelOf(`${label} ${permission}`)} 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {`,
            `  appRoleId: ${text(appRoleId)}`,
            '  principalId: servicePrincipal.id',
            `  resourceId: ${label}.id`,
            '}',
          ].join('\n')
        : remark('//', `${permission} (${api.title}) is declared but not consented.`),
    ),
  );
}

interface Placed {
  readonly name: string;
  readonly roleId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** The workspace it is on; without one it is on the resource group. */
  readonly workspace: string | undefined;
}

/** An assignment on a workspace or its resource group; undefined where it stands above. */
function placed({ id, roleId, scope }: ProfileRoleAssignment): Placed | undefined {
  const found =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)(?:\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]+))?$/i.exec(
      scope,
    );
  if (!found) return undefined;
  const [, subscriptionId = '', resourceGroup = '', workspace] = found;
  return { name: id.slice(id.lastIndexOf('/') + 1), roleId, subscriptionId, resourceGroup, workspace };
}

function groupsOf(
  profile: ConnectionProfile,
  assignments: readonly ProfileRoleAssignment[],
): readonly { readonly subscriptionId: string; readonly resourceGroup: string }[] {
  const all = assignments.flatMap((each) => placed(each) ?? []);
  const places = all.length > 0 ? all : profile.workspaces;
  return [
    ...new Map(
      places.map((each) => [`${each.subscriptionId}/${each.resourceGroup}`.toLowerCase(), each]),
    ).values(),
  ];
}

/** Bicep deploys into one resource group at a time (BCP139), so each run takes those of its own group. */
function roles(profile: ConnectionProfile, assignments: readonly ProfileRoleAssignment[]): readonly string[] {
  const above = assignments.filter((each) => !placed(each));
  const here = assignments.flatMap((each) => placed(each) ?? []);
  return [
    ...above.map((each) => remark('//', `${each.role} stands above, at ${each.scope}: it stays unchanged.`)),
    ...list(
      'workspaceRole',
      here.filter(({ workspace }) => workspace !== undefined),
      profile,
    ),
    ...list(
      'groupRole',
      here.filter(({ workspace }) => workspace === undefined),
      profile,
    ),
  ];
}

function list(name: 'workspaceRole' | 'groupRole', all: readonly Placed[], profile: ConnectionProfile) {
  if (all.length === 0) return [];
  const onWorkspace = name === 'workspaceRole';
  const title = (roleId: string) =>
    profile.proof.objects?.roleAssignments.find((each) => each.roleId === roleId)?.role ?? roleId;
  return [
    [
      `var ${name}s = [`,
      ...all.flatMap((each) => [
        `  ${remark('//', title(each.roleId))}`,
        '  {',
        `    name: ${text(each.name)}`,
        `    roleId: ${text(each.roleId)}`,
        `    subscriptionId: ${text(each.subscriptionId)}`,
        `    resourceGroup: ${text(each.resourceGroup)}`,
        ...(each.workspace === undefined ? [] : [`    workspace: ${text(each.workspace)}`]),
        '  }',
      ]),
      ']',
    ].join('\n'),
    [
      `var ${name}sHere = filter(`,
      `  ${name}s,`,
      '  each => toLower(each.subscriptionId) == toLower(subscription().subscriptionId) && toLower(each.resourceGroup) == toLower(resourceGroup().name)',
      ')',
    ].join('\n'),
    ...(onWorkspace
      ? [
          [
            "resource workspaces 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = [",
            `  for each in ${name}sHere: {`,
            '    name: each.workspace',
            '  }',
            ']',
          ].join('\n'),
        ]
      : []),
    [
      `resource ${name}Assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [`,
      `  for (each, at) in ${name}sHere: {`,
      ...(onWorkspace ? ['    scope: workspaces[at]'] : []),
      '    name: each.name',
      '    properties: {',
      '      principalId: servicePrincipal.id',
      "      principalType: 'ServicePrincipal'",
      "      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', each.roleId)",
      '    }',
      '  }',
      ']',
    ].join('\n'),
  ];
}
