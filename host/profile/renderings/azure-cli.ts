import type { ConnectionProfile, ProfileObjects } from '../../../engine/model/profile.ts';
import { visible } from '../../../engine/model/visible.ts';
import { asciiJson, remark, shell } from './quote.ts';
import { aboutSecret, opening, standing, type Words } from './standing.ts';
import { toolCloud } from './tool-clouds.ts';

/** What the script does with each kind of object: look first, make only what is missing, never remove. */
const functions = `say() { printf '%s\\n' "$1"; }
fail() { printf '%s\\n' "$1" >&2; exit 1; }

# The first service principal of a client ID, or nothing.
principal_of() {
  az ad sp list --filter "appId eq '$1'" --query '[0].id' --output tsv
}

# api_principal API_APP_ID
api_principal() {
  local found
  found="$(principal_of "$1")"
  if [[ -z "$found" ]]; then
    found="$(az ad sp create --id "$1" --query id --output tsv)"
  fi
  printf '%s' "$found"
}

# declare_permission API_APP_ID APP_ROLE_ID TITLE
declare_permission() {
  local found
  found="$(az ad app permission list --id "$client_id" --query "[?resourceAppId=='$1'].resourceAccess[] | [?id=='$2' && type=='Role'].id | [0]" --output tsv)"
  if [[ -n "$found" ]]; then
    say "$3: declared"
  else
    az ad app permission add --id "$client_id" --api "$1" --api-permissions "$2=Role" --only-show-errors --output none
    say "$3: declared now"
  fi
}

# consent API_APP_ID APP_ROLE_ID TITLE
consent() {
  local resource found
  resource="$(api_principal "$1")"
  found="$(az rest --method GET --resource "$graph" --url "$graph/v1.0/servicePrincipals/$principal_id/appRoleAssignments" --query "value[?resourceId=='$resource' && appRoleId=='$2'].id | [0]" --output tsv)"
  if [[ -n "$found" ]]; then
    say "$3: consented"
  else
    az rest --method POST --resource "$graph" --url "$graph/v1.0/servicePrincipals/$resource/appRoleAssignedTo" --headers 'Content-Type=application/json' --body "{\\"principalId\\":\\"$principal_id\\",\\"resourceId\\":\\"$resource\\",\\"appRoleId\\":\\"$2\\"}" --output none
    say "$3: consented now"
  fi
}

# assign ROLE_ID SCOPE NAME TITLE
assign() {
  local found
  found="$(az role assignment list --scope "$2" --include-inherited --fill-principal-name false --query "[?principalId=='$principal_id' && ends_with(roleDefinitionId, '/$1')].id | [0]" --output tsv)"
  if [[ -n "$found" ]]; then
    say "$4: assigned"
  else
    az role assignment create --role "$1" --scope "$2" --name "$3" --assignee-object-id "$principal_id" --assignee-principal-type ServicePrincipal --output none
    say "$4: assigned now"
  fi
}`;

/**
 * The connection's objects as a bash script of Azure CLI commands. It may be run any number of times: it looks, makes
 * only what is missing, and removes nothing. It never holds the secret.
 * @throws BadInput where the profile does not know what stands, or a text in it holds a NUL
 */
export function azureCli(profile: ConnectionProfile, words: Words): string {
  const { application, apis, roleAssignments, clientId } = standing(profile, 'azure-cli');
  const { azure, graph } = toolCloud(profile);
  const permissions = apis.flatMap((api) => api.permissions.map((each) => ({ api, ...each })));
  const title = (text: string) => shell(visible(text));
  const sections = [
    '#!/usr/bin/env bash',
    remark(
      '#',
      ...opening(profile, words),
      '',
      'You can run it any number of times. It checks first, creates only what is missing, and removes nothing.',
      'If a command fails because Microsoft is still copying a new object, wait a minute and run it again.',
      `Sign in before: az cloud set --name ${azure}; az login --tenant ${profile.tenantId}`,
      aboutSecret(profile),
    ),
    'set -euo pipefail',
    [`tenant_id=${shell(profile.tenantId)}`, `client_id=${shell(clientId)}`, `graph=${shell(graph)}`].join(
      '\n',
    ),
    functions,
    [
      "command -v az >/dev/null || fail 'The Azure CLI (az) is not installed.'",
      `[[ "$(az cloud show --query name --output tsv)" == ${shell(azure)} ]] || fail ${shell(`Choose the cloud first: az cloud set --name ${azure}`)}`,
      '[[ "$(az account show --query tenantId --output tsv)" == "$tenant_id" ]] || fail "Sign in to the tenant first: az login --tenant $tenant_id"',
    ].join('\n'),
    theApplication(application),
    [
      'principal_id="$(principal_of "$client_id")"',
      'if [[ -z "$principal_id" ]]; then',
      '  principal_id="$(az ad sp create --id "$client_id" --query id --output tsv)"',
      '  say "Service principal: created now"',
      'else',
      '  say "Service principal: there"',
      'fi',
    ].join('\n'),
    [
      ...permissions.map(
        ({ api, permission, appRoleId }) =>
          `declare_permission ${shell(api.appId)} ${shell(appRoleId)} ${title(`${permission} (${api.title})`)}`,
      ),
      ...permissions.map(({ api, permission, appRoleId, grantId }) =>
        grantId
          ? `consent ${shell(api.appId)} ${shell(appRoleId)} ${title(`${permission} (${api.title})`)}`
          : remark('#', `${permission} (${api.title}) is declared but not consented.`),
      ),
      ...roleAssignments.map(
        (each) =>
          `assign ${shell(each.roleId)} ${shell(each.scope)} ${shell(each.id.slice(each.id.lastIndexOf('/') + 1))} ${title(each.role)}`,
      ),
    ].join('\n'),
    [
      `say ${title(`Tenant ID: ${profile.tenantId}`)}`,
      'say "Client ID: $client_id"',
      ...profile.workspaces.map((each) => `say ${title(`${each.workspaceName}: ${each.workspaceId}`)}`),
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function theApplication(application: ProfileObjects['application']): string {
  const found =
    'found="$(az ad app list --filter "appId eq \'$client_id\'" --query \'[0].appId\' --output tsv)"';
  if (!application.ours || application.uniqueName === undefined) {
    return [
      found,
      '[[ -n "$found" ]] || fail "There is no application $client_id in this tenant. This script creates only applications that setup created."',
      'say "Application: there"',
    ].join('\n');
  }
  const key = encodeURIComponent(application.uniqueName.replaceAll("'", "''")).replaceAll("'", '%27');
  const body = asciiJson({ displayName: application.displayName, signInAudience: 'AzureADMyOrg' });
  return [
    remark('#', 'An upsert by its unique name (https://learn.microsoft.com/graph/api/application-upsert).'),
    found,
    'if [[ -z "$found" ]]; then',
    `  key=${shell(key)}`,
    `  az rest --method PATCH --resource "$graph" --url "$graph/v1.0/applications(uniqueName='$key')" --headers 'Content-Type=application/json' 'Prefer=create-if-missing' --body ${shell(body)} --output none`,
    '  client_id="$(az rest --method GET --resource "$graph" --url "$graph/v1.0/applications(uniqueName=\'$key\')" --query appId --output tsv)"',
    '  say "Application: created now. It has a new client ID and no client secret yet."',
    'else',
    '  say "Application: there"',
    'fi',
  ].join('\n');
}
