import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../input/bad-input.ts';
import { azureCli } from './azure-cli.ts';
import { bicepFile } from './bicep.ts';
import { framed, ids, parts, withObjects, withoutObjects, words } from './connection.spec-kit.ts';
import { readBicep, readPowershell } from './languages.spec-kit.ts';
import { powershellScript } from './powershell.ts';
import { runScript } from './stand-in-az.spec-kit.ts';
import { terraform } from './terraform.ts';

const run = promisify(execFile);
const byHand = withObjects((objects) => ({
  ...objects,
  application: { objectId: ids.application, displayName: 'SOC', ours: false },
}));
const unconsented = withObjects((objects) => ({
  ...objects,
  apis: objects.apis.map((api) => ({
    ...api,
    permissions: api.permissions.map(({ grantId: _grantId, ...rest }) => rest),
  })),
}));

describe('the Azure CLI script', () => {
  it('is a program to bash', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'script-')), 'connect.sh');
    writeFileSync(file, azureCli(framed(), words));
    await run('bash', ['-n', file]);
    writeFileSync(file, azureCli(framed(), words).replace('fi\n', '\n'));
    await expect(run('bash', ['-n', file])).rejects.toThrow('syntax error');
  });

  it('where everything stands, writes nothing', async () => {
    const { calls, stdout, code } = await runScript(azureCli(framed(), words), 'standing');
    expect(code).toBe(0);
    expect(calls.filter(writes)).toEqual([]);
    expect(calls.length).toBeGreaterThan(10);
    expect(stdout).toContain('Application: there');
    expect(stdout).toContain(`Client ID: ${ids.client}`);
  });

  it('where nothing stands, makes each thing once, under its own key', async () => {
    const { calls, stdout, code } = await runScript(azureCli(framed(), words), 'empty');
    expect(code).toBe(0);
    const made = calls.filter(writes);
    expect(made.map((call) => call.slice(0, 3).join(' '))).toEqual([
      'rest --method PATCH',
      'ad sp create',
      'ad app permission',
      'ad app permission',
      'ad sp create',
      'rest --method POST',
      'ad sp create',
      'rest --method POST',
      'role assignment create',
      'role assignment create',
    ]);
    const upsert = made[0] ?? [];
    expect(after(upsert, '--url')).toBe(
      "https://graph.microsoft.com/v1.0/applications(uniqueName='sentinel-onboarding-dropzone-ai-0123-g1')",
    );
    expect(JSON.parse(after(upsert, '--body') ?? '')).toEqual({
      displayName: 'Dropzone AI Sentinel Integration',
      signInAudience: 'AzureADMyOrg',
    });
    const roles = made.filter(([noun]) => noun === 'role');
    expect(
      roles.map((call) => [after(call, '--scope'), after(call, '--name'), after(call, '--role')]),
    ).toEqual(
      parts().proof.objects?.roleAssignments.map(({ scope, id }) => [
        scope,
        id.split('/').at(-1),
        ids.reader,
      ]),
    );
    expect(stdout).toContain('It has a new client ID');
  });

  it('stops before anything in another tenant, in another cloud, and where a call fails', async () => {
    for (const [world, says] of [
      ['other-tenant', 'az login --tenant'],
      ['other-cloud', 'az cloud set --name AzureCloud'],
    ] as const) {
      const { calls, stderr, code } = await runScript(azureCli(framed(), words), world);
      expect(code).toBe(1);
      expect(stderr).toContain(says);
      expect(calls.filter(writes)).toEqual([]);
    }
    const { calls, code } = await runScript(azureCli(framed(), words), 'failing');
    expect(code).not.toBe(0);
    expect(calls.filter(writes)).toHaveLength(1);
  });

  it('never makes somebody else’s application again, nor grants what nobody has consented to', async () => {
    const gone = await runScript(azureCli(byHand, words), 'empty');
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('only applications that setup created');
    expect(gone.calls.filter(writes)).toEqual([]);
    const { calls } = await runScript(azureCli(unconsented, words), 'empty');
    expect(calls.some((call) => call.includes('POST'))).toBe(false);
    expect(calls.some((call) => call.includes('permission'))).toBe(true);
  });

  it('refuses a NUL by name, as no command line carries one', () => {
    const scope = `/subscriptions/${ids.subscriptions[0]}/resourceGroups/a\0b`;
    const profile = withObjects((objects) => ({
      ...objects,
      roleAssignments: objects.roleAssignments.map((each) => ({ ...each, scope })),
    }));
    expect(() => azureCli(profile, words)).toThrow(BadInput);
    expect(() => azureCli(profile, words)).toThrow(/NUL/);
  });
});

const writes = (call: readonly string[]): boolean =>
  call.some((word) => ['create', 'add', 'PATCH', 'POST', 'PUT', 'DELETE', 'delete', 'update'].includes(word));
const after = (call: readonly string[], option: string): string | undefined => call[call.indexOf(option) + 1];

describe('the PowerShell script', () => {
  it('is balanced, ASCII, and knows every id', () => {
    const { texts, skeleton } = readPowershell(powershellScript(framed(), words));
    for (const id of [ids.client, ids.graph, ids.logs, ids.alerts, ids.read, ids.reader]) {
      expect(texts).toContain(id);
    }
    expect(texts).toEqual(
      expect.arrayContaining(parts().proof.objects?.roleAssignments.map(({ scope }) => scope) ?? []),
    );
    expect(skeleton).toContain('#Requires -Modules');
    expect(skeleton).toContain('$ErrorActionPreference = §');
  });

  it('names cmdlets of Microsoft.Graph and Az alone, and none that removes', () => {
    const { skeleton } = readPowershell(powershellScript(framed(), words));
    const cmdlets = new Set(skeleton.match(/\b[A-Z][A-Za-z]+-[A-Z][A-Za-z]+\b/g));
    expect([...cmdlets].sort()).toEqual([
      'Connect-AzAccount',
      'Connect-MgGraph',
      'ConvertTo-Json',
      'ForEach-Object',
      'Get-AzContext',
      'Get-AzRoleAssignment',
      'Get-MgApplication',
      'Get-MgServicePrincipal',
      'Get-MgServicePrincipalAppRoleAssignment',
      'Invoke-MgGraphRequest',
      'New-AzRoleAssignment',
      'New-MgServicePrincipal',
      'New-MgServicePrincipalAppRoleAssignment',
      'Out-Null',
      'Set-StrictMode',
      'Update-MgApplication',
      'Where-Object',
      'Write-Output',
    ]);
  });

  it('throws instead of making somebody else’s application again, and grants nothing nobody consented to', () => {
    const byOthers = powershellScript(byHand, words);
    expect(byOthers).toContain('throw "There is no application $clientId');
    expect(byOthers).not.toContain('create-if-missing');
    expect(powershellScript(unconsented, words)).not.toContain('Consented = $true');
    expect(powershellScript(framed(), words)).toContain('Consented = $true');
  });

  it('is read by a reader that sees planted mistakes', () => {
    const text = powershellScript(framed(), words);
    expect(() => readPowershell(text.replace("'Stop'", "'Stop"))).toThrow('over lines');
    expect(() => readPowershell(text.replace('}\n', '\n'))).toThrow(/closes nothing|stays open/);
    expect(() => readPowershell(text.replace("'Stop'", "'St‘op'"))).toThrow('ASCII');
  });
});

describe('the Bicep rendering', () => {
  it('adopts the application by its uniqueName, the rest by the keys Microsoft gives it', () => {
    const text = bicepFile(framed(), words);
    const { texts, skeleton } = readBicep(text);
    expect(text).toContain("extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0'");
    expect(texts).toContain('sentinel-onboarding-dropzone-ai-0123-g1');
    expect(texts).toEqual(expect.arrayContaining([...ids.assignments]));
    expect(text.match(/Microsoft\.Graph\/appRoleAssignedTo@v1\.0/g)).toHaveLength(2);
    expect(skeleton).toContain('scope: workspaces[at]');
    // Every name that is used is declared.
    const declared = new Set([...text.matchAll(/^(?:resource|var) (\w+)/gm)].map(([, name]) => name));
    for (const [, used] of text.matchAll(
      /\b(api_\w+|application|servicePrincipal|workspaces|\w+RolesHere)[.[]/g,
    )) {
      expect(declared).toContain(used);
    }
    expect(declared.size).toBeGreaterThan(6);
  });

  it('is deployed into each resource group once, and takes the roles of that group alone', () => {
    const text = bicepFile(framed(), words);
    expect(text.match(/az deployment group create/g)).toHaveLength(2);
    expect(text).toContain(`--subscription ${ids.subscriptions[1]} --resource-group 'rg-soc-neu'`);
    expect(text).toContain('toLower(each.resourceGroup) == toLower(resourceGroup().name)');
  });

  it('leaves a role that stands above, and an application it cannot know, as they are', () => {
    const above = withObjects((objects) => ({
      ...objects,
      roleAssignments: [
        {
          id: `/subscriptions/${ids.subscriptions[0]}/providers/Microsoft.Authorization/roleAssignments/${ids.assignments[0]}`,
          role: 'Reader',
          roleId: ids.reader,
          scope: `/subscriptions/${ids.subscriptions[0]}`,
        },
      ],
    }));
    const text = bicepFile(above, words);
    expect(text).toContain(`// Reader stands above, at /subscriptions/${ids.subscriptions[0]}`);
    expect(text).not.toContain('roleAssignments@');
    const byOthers = bicepFile(byHand, words);
    expect(byOthers).not.toContain('Microsoft.Graph/applications@');
    expect(readBicep(byOthers).texts).toContain(ids.client);
    expect(readBicep(bicepFile(unconsented, words)).texts).not.toContain(
      'Microsoft.Graph/appRoleAssignedTo@v1.0',
    );
  });

  it('a role on a resource group is assigned there', () => {
    const scope = `/subscriptions/${ids.subscriptions[0]}/resourceGroups/rg-soc`;
    const profile = withObjects((objects) => ({
      ...objects,
      roleAssignments: [
        {
          id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${ids.assignments[0]}`,
          role: 'Reader',
          roleId: ids.reader,
          scope,
        },
      ],
    }));
    const { skeleton } = readBicep(bicepFile(profile, words));
    expect(skeleton).toContain('var groupRoles = [');
    expect(skeleton).not.toContain('scope: workspaces');
  });

  it('is read by a reader that sees planted mistakes', () => {
    const text = bicepFile(framed(), words);
    expect(() => readBicep(text.replace("'AzureADMyOrg'", "'AzureADMyOrg"))).toThrow('ends at its line');
    expect(() => readBicep(text.replace("'AzureADMyOrg'", "'${resourceGroup()}'"))).toThrow('interpolated');
    expect(() => readBicep(text.replace('}\n', '\n'))).toThrow(/closes nothing|stays open/);
  });
});

describe('what adopts objects', () => {
  it.each([
    ['terraform', terraform],
    ['bicep', bicepFile],
    ['azure-cli', azureCli],
    ['powershell', powershellScript],
  ])('%s is refused for a profile that does not know them', (format, write) => {
    expect(() => write(framed(withoutObjects()), words)).toThrow(`${format} would make them again`);
  });
});
