import type { ConnectionProfile, ProfileObjects } from '../../../engine/model/profile.ts';
import { visible } from '../../../engine/model/visible.ts';
import { asciiRemark, powershell as text } from './quote.ts';
import { aboutSecret, opening, standing, type Words } from './standing.ts';
import { toolCloud } from './tool-clouds.ts';

/**
 * The connection's objects as a PowerShell script with the Microsoft Graph and Az cmdlets, for Windows PowerShell 5.1
 * and PowerShell 7. It may be run any number of times: it looks, makes only what is missing, and removes nothing. It
 * never holds the secret.
 * @throws BadInput where the profile does not know what stands
 *
 * Longer than a screen: it is one script, read from top to bottom.
 */
export function powershellScript(profile: ConnectionProfile, words: Words): string {
  const { application, apis, roleAssignments, clientId } = standing(profile, 'powershell');
  const cloud = toolCloud(profile);
  const permissions = apis.flatMap((api) => api.permissions.map((each) => ({ api, ...each })));
  const table = (name: string, rows: readonly string[]): string =>
    rows.length === 0
      ? `$${name} = @()`
      : [`$${name} = @(`, ...rows.map((row) => `    ${row}`), ')'].join('\n');
  const sections = [
    asciiRemark(
      '#',
      ...opening(profile, words),
      '',
      'You can run it any number of times. It checks first, creates only what is missing, and removes nothing.',
      'If a command fails because Microsoft is still copying a new object, wait a minute and run it again.',
      aboutSecret(profile),
    ),
    [
      '#Requires -Version 5.1',
      '#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications, Az.Accounts, Az.Resources',
    ].join('\n'),
    ['Set-StrictMode -Version Latest', "$ErrorActionPreference = 'Stop'"].join('\n'),
    [`$tenantId = ${text(profile.tenantId)}`, `$clientId = ${text(clientId)}`].join('\n'),
    table(
      'permissions',
      permissions.map(
        ({ api, permission, appRoleId, grantId }) =>
          `@{ Api = ${text(api.appId)}; Title = ${text(visible(`${permission} (${api.title})`))}; AppRoleId = ${text(appRoleId)}; Consented = ${grantId ? '$true' : '$false'} }`,
      ),
    ),
    table(
      'roles',
      roleAssignments.map(
        (each) =>
          `@{ Title = ${text(visible(each.role))}; RoleId = ${text(each.roleId)}; Scope = ${text(each.scope)} }`,
      ),
    ),
    [
      `Connect-MgGraph -TenantId $tenantId -Environment ${text(cloud.graphEnvironment)} -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome`,
      '$context = Get-AzContext',
      'if (-not $context -or $context.Tenant.Id -ne $tenantId) {',
      `    Connect-AzAccount -Tenant $tenantId -Environment ${text(cloud.azure)} | Out-Null`,
      '}',
    ].join('\n'),
    theApplication(application),
    `$principal = Get-MgServicePrincipal -Filter "appId eq '$clientId'"
if ($principal) {
    Write-Output 'Service principal: there'
} else {
    $principal = New-MgServicePrincipal -AppId $clientId
    Write-Output 'Service principal: created now'
}`,
    `$access = @{}
foreach ($entry in $application.RequiredResourceAccess) {
    $access[$entry.ResourceAppId] = @($entry.ResourceAccess | ForEach-Object { @{ id = $_.Id; type = $_.Type } })
}
$undeclared = 0
foreach ($permission in $permissions) {
    if (-not $access.ContainsKey($permission.Api)) {
        $access[$permission.Api] = @()
    }
    $there = @($access[$permission.Api] | Where-Object { $_.id -eq $permission.AppRoleId -and $_.type -eq 'Role' })
    if ($there.Count -eq 0) {
        $access[$permission.Api] += @{ id = $permission.AppRoleId; type = 'Role' }
        $undeclared += 1
    }
}
if ($undeclared -gt 0) {
    $required = @($access.Keys | ForEach-Object { @{ resourceAppId = $_; resourceAccess = @($access[$_]) } })
    Update-MgApplication -ApplicationId $application.Id -RequiredResourceAccess $required
}
Write-Output "Permissions declared now: $undeclared"`,
    `$held = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All)
foreach ($permission in $permissions) {
    $resource = Get-MgServicePrincipal -Filter "appId eq '$($permission.Api)'"
    if (-not $resource) {
        $resource = New-MgServicePrincipal -AppId $permission.Api
    }
    $there = @($held | Where-Object { $_.ResourceId -eq $resource.Id -and $_.AppRoleId -eq $permission.AppRoleId })
    if ($there.Count -gt 0) {
        Write-Output "$($permission.Title): consented"
    } elseif ($permission.Consented) {
        New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $resource.Id -AppRoleId $permission.AppRoleId | Out-Null
        Write-Output "$($permission.Title): consented now"
    } else {
        Write-Output "$($permission.Title): declared but not consented"
    }
}`,
    `foreach ($role in $roles) {
    $there = @(Get-AzRoleAssignment -ObjectId $principal.Id -Scope $role.Scope | Where-Object { $_.RoleDefinitionId -like "*$($role.RoleId)" })
    if ($there.Count -gt 0) {
        Write-Output "$($role.Title): assigned"
    } else {
        New-AzRoleAssignment -ObjectId $principal.Id -ObjectType 'ServicePrincipal' -RoleDefinitionId $role.RoleId -Scope $role.Scope | Out-Null
        Write-Output "$($role.Title): assigned now"
    }
}`,
    [
      'Write-Output "Tenant ID: $tenantId"',
      'Write-Output "Client ID: $clientId"',
      ...profile.workspaces.map(
        (each) => `Write-Output ${text(visible(`${each.workspaceName}: ${each.workspaceId}`))}`,
      ),
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function theApplication(application: ProfileObjects['application']): string {
  const found = '$application = Get-MgApplication -Filter "appId eq \'$clientId\'"';
  if (!application.ours || application.uniqueName === undefined) {
    return `${found}
if (-not $application) {
    throw "There is no application $clientId in this tenant. This script creates only applications that setup created."
}
Write-Output 'Application: there'`;
  }
  const key = encodeURIComponent(application.uniqueName.replaceAll("'", "''")).replaceAll("'", '%27');
  return `# An upsert by its unique name (https://learn.microsoft.com/graph/api/application-upsert).
${found}
if ($application) {
    Write-Output 'Application: there'
} else {
    $uri = ${text(`v1.0/applications(uniqueName='${key}')`)}
    $body = @{ displayName = ${text(application.displayName)}; signInAudience = 'AzureADMyOrg' } | ConvertTo-Json
    Invoke-MgGraphRequest -Method PATCH -Uri $uri -Headers @{ Prefer = 'create-if-missing' } -Body $body -ContentType 'application/json' | Out-Null
    $made = Invoke-MgGraphRequest -Method GET -Uri $uri
    $application = Get-MgApplication -ApplicationId $made.id
    $clientId = $application.AppId
    Write-Output 'Application: created now. It has a new client ID and no client secret yet.'
}`;
}
