import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../input/bad-input.ts';
import { framed, ids, parts, withObjects, withoutObjects, words } from './connection.spec-kit.ts';
import { terraform } from './terraform.ts';

interface Parsed {
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly resource: Readonly<Record<string, Readonly<Record<string, readonly Record<string, unknown>[]>>>>;
  readonly data: Parsed['resource'];
  readonly provider: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly output: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly variable: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly terraform: readonly Record<string, unknown>[];
}

const read = async (text: string): Promise<Parsed> => (await parse('main.tf', text)) as unknown as Parsed;
const addresses = (parsed: Parsed): readonly string[] =>
  Object.entries(parsed.resource).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );
const only = (of: readonly Record<string, unknown>[] | undefined): Record<string, unknown> => {
  expect(of).toHaveLength(1);
  return of?.[0] ?? {};
};

describe('the Terraform rendering', () => {
  it('imports every object that can be imported, each in the form its resource documents', async () => {
    const parsed = await read(terraform(framed(), words));
    const imports = new Map(
      (parsed.import ?? []).map(({ to, id }) => [to.replace(/^\$\{(.*)\}$/, '$1'), id]),
    );
    const { roleAssignments } = parts().proof.objects ?? { roleAssignments: [] };
    expect(Object.fromEntries(imports)).toEqual({
      'azuread_application.connection': `/applications/${ids.application}`,
      'azuread_service_principal.connection': `/servicePrincipals/${ids.principal}`,
      'azuread_app_role_assignment.microsoft_graph_securityevents_read_all': `/servicePrincipals/${ids.graphPrincipal}/appRoleAssignedTo/grant-Graph_1`,
      'azuread_app_role_assignment.log_analytics_api_data_read': `/servicePrincipals/${ids.logsPrincipal}/appRoleAssignedTo/grant-Logs_1`,
      'azurerm_role_assignment.role_1': roleAssignments[0]?.id,
      'azurerm_role_assignment.role_2': roleAssignments[1]?.id,
    });
    // What is no import is made only when somebody rotates.
    const made = addresses(parsed).filter((address) => !imports.has(address));
    expect(made).toEqual(['azuread_application_password.rotated']);
    expect(only(parsed.resource['azuread_application_password']?.['rotated'])['count']).toBe(
      '${var.rotate_client_secret ? 1 : 0}',
    );
    expect(only(parsed.variable['rotate_client_secret'])['default']).toBe(false);
  });

  it('says how many it imports, and what to do about the secret that cannot be', () => {
    const text = terraform(framed(), words);
    expect(text).toContain('#   6 to import, 0 to add, 0 to change, 0 to destroy.');
    expect(text).toMatch(/azuread_application_password can't be imported/);
    expect(text).toMatch(/To rotate, set rotate_client_secret/);
    expect(text).toContain('key id ffffffff-ffff-ffff-ffff-ffffffffffff, ends 2027-05-22');
  });

  it('gives each workspace its subscription, and stops where another stands under its name', async () => {
    const { data, provider } = await read(terraform(framed(), words));
    const azurerm = provider['azurerm'] ?? [];
    expect(azurerm.map((each) => [each['subscription_id'], each['alias']])).toEqual([
      [ids.subscriptions[0], undefined],
      [ids.subscriptions[1], 'subscription_2'],
    ]);
    const workspaces = data['azurerm_log_analytics_workspace'] ?? {};
    expect(only(workspaces['workspace_1'])['provider']).toBeUndefined();
    expect(only(workspaces['workspace_2'])['provider']).toBe('${azurerm.subscription_2}');
    expect(JSON.stringify(workspaces['workspace_2'])).toContain(ids.workspaces[1]);
  });

  it('assigns by the scope and the role definition as Azure wrote them', async () => {
    const { resource } = await read(terraform(framed(), words));
    const role = only(resource['azurerm_role_assignment']?.['role_1']);
    const assignment = parts().proof.objects?.roleAssignments[0];
    expect(role['scope']).toBe(assignment?.scope);
    expect(role['role_definition_id']).toBe(
      `/subscriptions/${ids.subscriptions[0]}/providers/Microsoft.Authorization/roleDefinitions/${ids.reader}`,
    );
  });

  it('a role above the workspaces is one assignment, at its own scope', async () => {
    const scope = '/providers/Microsoft.Management/managementGroups/corp';
    const profile = withObjects((objects) => ({
      ...objects,
      roleAssignments: [
        {
          id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${ids.assignments[0]}`,
          role: 'Log Analytics Reader',
          roleId: ids.reader,
          scope,
        },
      ],
    }));
    const { resource } = await read(terraform(profile, words));
    expect(Object.keys(resource['azurerm_role_assignment'] ?? {})).toEqual(['role_1']);
    const role = only(resource['azurerm_role_assignment']?.['role_1']);
    expect(role['scope']).toBe(scope);
    expect(role['role_definition_id']).toBe(
      `/providers/Microsoft.Authorization/roleDefinitions/${ids.reader}`,
    );
  });

  it('what is declared and not consented is neither adopted nor granted', async () => {
    const profile = withObjects((objects) => ({
      ...objects,
      apis: objects.apis.map((api) => ({
        ...api,
        permissions: api.permissions.map(({ grantId: _grantId, ...rest }) => rest),
      })),
    }));
    const text = terraform(profile, words);
    const parsed = await read(text);
    expect(parsed.resource['azuread_app_role_assignment']).toBeUndefined();
    expect(parsed.import).toHaveLength(4);
    expect(text).toContain('4 to import');
    expect(JSON.stringify(parsed.resource['azuread_application'])).toContain('Data.Read');
    expect(text).toContain('# Data.Read (Log Analytics API) is declared but not consented');
  });

  it('of an application made by somebody else, only what the connection needs is spoken of', async () => {
    const profile = withObjects((objects) => ({
      ...objects,
      application: { objectId: ids.application, displayName: 'SOC', ours: false },
    }));
    const application = only(
      (await read(terraform(profile, words))).resource['azuread_application']?.['connection'],
    );
    expect(application['required_resource_access']).toBeUndefined();
    expect(application['sign_in_audience']).toBeUndefined();
    const ignored = JSON.stringify(application['lifecycle']);
    for (const name of ['required_resource_access', 'sign_in_audience', 'owners', 'tags', 'web']) {
      expect(ignored).toContain(name);
    }
    const ours = only(
      (await read(terraform(framed(), words))).resource['azuread_application']?.['connection'],
    );
    expect(ours['sign_in_audience']).toBe('AzureADMyOrg');
    expect(JSON.stringify(ours['lifecycle'])).not.toContain('required_resource_access');
    expect(JSON.stringify(ours['lifecycle'])).toContain('prevent_destroy');
  });

  it('hands the vendor’s form on as an output, and the secret as a sensitive one', async () => {
    const { output } = await read(terraform(framed(), words));
    expect(only(output['form'])['value']).toEqual(parts().form);
    expect(only(output['client_secret'])['sensitive']).toBe(true);
    expect(JSON.stringify(only(output['connection'])['value'])).toContain(
      'data.azurerm_log_analytics_workspace.workspace_2.workspace_id',
    );
  });

  it.each([
    ['usgov', 'usgovernmentl4', 'usgovernment'],
    ['usgov-dod', 'usgovernmentl5', 'usgovernment'],
    ['china', 'china', 'china'],
  ])('names the cloud %s as each provider does', async (cloud, azuread, azurerm) => {
    const { provider } = await read(terraform({ ...framed(), cloud }, words));
    expect(only(provider['azuread'])['environment']).toBe(azuread);
    expect(provider['azurerm']?.[0]?.['environment']).toBe(azurerm);
  });

  it('of a profile that does not know what stands, it would make everything again, and is refused', () => {
    let refused: unknown;
    try {
      terraform(framed(withoutObjects()), words);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(BadInput);
    expect((refused as BadInput).refusals[0].remedy).toContain('Run setup again');
  });

  it('is read by a parser that sees a planted mistake', async () => {
    const text = terraform(framed(), words);
    await expect(parse('main.tf', text.replace('"AzureADMyOrg"', '"AzureADMyOrg'))).rejects.toThrow(
      'main.tf',
    );
    await expect(parse('main.tf', text.replace('display_name', 'display name'))).rejects.toThrow('main.tf');
  });
});
