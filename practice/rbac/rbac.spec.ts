import { describe, expect, test } from 'vitest';
import { conditionAllows } from './abac.ts';
import { builtInRole } from './built-in-roles.ts';
import { entriesAllow, matchesAction, reachOf, scopeCovers } from './rbac.ts';

const me = 'aaaaaaaa-0000-4000-8000-000000000001';
const workspace =
  '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law';
const roleNamed: Readonly<Record<string, string>> = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  sentinelReader: '8d289c81-5878-46d4-8554-54e1e3d8b5cb',
  sentinelResponder: '3e150937-b8fe-4cfb-8069-0eaf05ecd056',
  logAnalyticsReader: '73c42c96-874c-492b-b04d-ab87d138a893',
  logAnalyticsDataReader: '3b03c2da-16b3-4a49-8834-0f8130efdd3b',
};

const grant = (role: string, scope: string) => ({ scope, role: builtInRole(roleNamed[role] ?? '') });

const may = (
  grants: readonly ReturnType<typeof grant>[],
  action: string,
  target: string,
  above: readonly string[] = [],
): boolean =>
  entriesAllow(
    reachOf(grants, () => above)(target).flatMap(({ role }) => role?.permissions ?? []),
    action,
  );

describe('an action and a pattern', () => {
  test('a star spans any text, slashes included, and case does not matter', () => {
    expect(matchesAction('*', 'Microsoft.Compute/virtualMachines/delete')).toBe(true);
    expect(matchesAction('*/read', 'microsoft.operationalinsights/workspaces/query/READ')).toBe(true);
    expect(
      matchesAction(
        'Microsoft.SecurityInsights/*/read',
        'Microsoft.SecurityInsights/incidents/comments/read',
      ),
    ).toBe(true);
  });

  test('a star does not stand for nothing between slashes, and a dot is a dot', () => {
    expect(
      matchesAction(
        'Microsoft.OperationalInsights/workspaces/*/read',
        'Microsoft.OperationalInsights/workspaces/read',
      ),
    ).toBe(false);
    expect(matchesAction('Microsoft.Web/sites/read', 'MicrosoftXWeb/sites/read')).toBe(false);
  });
});

describe('rights at a scope', () => {
  test('what nobody grants is denied', () => {
    expect(may([], 'Microsoft.OperationalInsights/workspaces/read', workspace)).toBe(false);
  });

  test.each([
    ['39bc4728-0917-49c7-9d2c-d95423bc2eb4', 'Microsoft.OperationalInsights/workspaces/tables/read', true],
    ['39bc4728-0917-49c7-9d2c-d95423bc2eb4', 'Microsoft.SecurityInsights/incidents/read', false],
    ['fb1c8493-542b-48eb-b624-b4c8fea62acd', 'Microsoft.Authorization/policyAssignments/write', true],
    ['fb1c8493-542b-48eb-b624-b4c8fea62acd', 'Microsoft.Authorization/roleAssignments/write', false],
    ['f25e0fa2-a7c8-4377-a976-54943a77a395', 'Microsoft.KeyVault/vaults/write', true],
    [
      'f25e0fa2-a7c8-4377-a976-54943a77a395',
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      false,
    ],
    ['a4417e6f-fecd-4de8-b567-7b0420556985', 'Microsoft.KeyVault/vaults/write', false],
  ])('role %s and action %s: %s', (role, action, allowed) => {
    expect(may([{ scope: '/subscriptions/s1', role: builtInRole(role) }], action, workspace)).toBe(allowed);
  });

  test('a grant above reaches down, one beside or below does not reach', () => {
    const action = 'Microsoft.OperationalInsights/workspaces/read';
    expect(may([grant('logAnalyticsReader', '/subscriptions/s1')], action, workspace)).toBe(true);
    expect(may([grant('logAnalyticsReader', '/subscriptions/S1/resourcegroups/RG')], action, workspace)).toBe(
      true,
    );
    expect(may([grant('logAnalyticsReader', '/subscriptions/s1/resourceGroups/r')], action, workspace)).toBe(
      false,
    );
    expect(may([grant('logAnalyticsReader', `${workspace}/tables/Usage`)], action, workspace)).toBe(false);
    expect(may([grant('owner', '/')], action, workspace)).toBe(true);
  });

  test('a management group above reaches down only where it is an ancestor', () => {
    const root = '/providers/Microsoft.Management/managementGroups/root';
    const action = 'Microsoft.OperationalInsights/workspaces/read';
    expect(may([grant('owner', root)], action, workspace, [root])).toBe(true);
    expect(may([grant('owner', root)], action, workspace)).toBe(false);
  });

  test('notActions take away from their own role only', () => {
    const action = 'Microsoft.Authorization/roleAssignments/write';
    expect(may([grant('contributor', '/subscriptions/s1')], action, workspace)).toBe(false);
    const both = [grant('contributor', '/subscriptions/s1'), grant('userAccessAdministrator', workspace)];
    expect(may(both, action, workspace)).toBe(true);
  });

  test('a Responder may do everything to incidents but delete', () => {
    const held = [grant('sentinelResponder', workspace)];
    expect(may(held, 'Microsoft.SecurityInsights/incidents/comments/write', workspace)).toBe(true);
    expect(may(held, 'Microsoft.SecurityInsights/incidents/comments/delete', workspace)).toBe(false);
    expect(may(held, 'Microsoft.SecurityInsights/automationRules/write', workspace)).toBe(true);
    expect(may(held, 'Microsoft.Logic/workflows/triggers/listCallbackUrl/action', workspace)).toBe(false);
  });

  test('a Sentinel Reader may query a workspace and not read the workspace itself', () => {
    const held = [grant('sentinelReader', workspace)];
    expect(may(held, 'Microsoft.OperationalInsights/workspaces/query/read', workspace)).toBe(true);
    expect(may(held, 'Microsoft.OperationalInsights/workspaces/read', workspace)).toBe(false);
  });

  test('data actions are another plane than actions', () => {
    const entries = builtInRole(roleNamed['logAnalyticsDataReader'] ?? '')?.permissions ?? [];
    const action = 'Microsoft.OperationalInsights/workspaces/tables/data/read';
    expect(entriesAllow(entries, action, 'dataActions')).toBe(true);
    expect(entriesAllow(entries, action)).toBe(false);
    expect(
      entriesAllow(builtInRole(roleNamed['owner'] ?? '')?.permissions ?? [], action, 'dataActions'),
    ).toBe(false);
  });

  test('scopes are compared by whole segments, without doubled slashes', () => {
    expect(scopeCovers('//subscriptions//s1/', '/subscriptions/s1/resourceGroups/rg')).toBe(true);
    expect(scopeCovers('/subscriptions/s1', '/subscriptions/s12')).toBe(false);
  });
});

describe('a condition on who may assign what', () => {
  const responder = roleNamed['sentinelResponder'] ?? '';
  const condition = `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${responder}, ${roleNamed['sentinelReader'] ?? ''}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`;
  const write = {
    action: 'Microsoft.Authorization/roleAssignments/write',
    role: responder,
    principalId: me,
    principalType: 'ServicePrincipal',
  };

  test('lets the named roles through, for the named kind of principal', () => {
    expect(conditionAllows(condition, write)).toBe(true);
    expect(conditionAllows(condition, { ...write, principalType: 'User' })).toBe(false);
    expect(conditionAllows(condition, { ...write, role: roleNamed['owner'] ?? '' })).toBe(false);
  });

  test('leaves other actions alone, and no condition is no constraint', () => {
    expect(
      conditionAllows(condition, { ...write, action: 'Microsoft.Authorization/roleAssignments/delete' }),
    ).toBe(true);
    expect(conditionAllows(null, write)).toBe(true);
  });

  test('can exclude privileged roles', () => {
    const except = `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {${roleNamed['owner'] ?? ''}}`;
    expect(conditionAllows(except, write)).toBe(true);
    expect(conditionAllows(except, { ...write, role: roleNamed['owner'] ?? '' })).toBe(false);
  });

  test('lets nothing through that it cannot read', () => {
    expect(conditionAllows('@Resource[Microsoft.Storage/x:Name] StringLike {a}', write)).toBe(false);
    expect(conditionAllows(`${condition} AND`, write)).toBe(false);
    expect(conditionAllows(`!(@Principal[x:Y] StringEquals {'a'})`, write)).toBe(false);
  });
});
