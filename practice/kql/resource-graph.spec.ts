import { describe, expect, it } from 'vitest';
import { evaluateResourceGraph } from './resource-graph.ts';

const workspace = (name: string, location = 'westeurope') => ({
  id: `/subscriptions/S1/resourceGroups/RG-Soc/providers/Microsoft.OperationalInsights/workspaces/${name}`,
  name,
  type: 'Microsoft.OperationalInsights/workspaces',
  tenantId: 'T1',
  location,
  resourceGroup: 'RG-Soc',
  subscriptionId: 'S1',
  properties: { customerId: `customer-${name}`, retentionInDays: 90 },
  tags: { owner: 'soc' },
});
const solution = (name: string) => ({
  id: `/subscriptions/S1/resourceGroups/RG-Soc/providers/Microsoft.OperationsManagement/solutions/SecurityInsights(${name})`,
  name: `SecurityInsights(${name})`,
  type: 'Microsoft.OperationsManagement/solutions',
  tenantId: 'T1',
  location: 'westeurope',
  resourceGroup: 'RG-Soc',
  subscriptionId: 'S1',
  // The casing of ids varies between providers.
  properties: {
    workspaceResourceId: workspace(name).id.replace('resourceGroups', 'resourcegroups').toUpperCase(),
  },
  tags: null,
});
const tables = {
  resources: [
    workspace('ws-soc'),
    workspace('ws-dev', 'northeurope'),
    workspace('ws-log'),
    solution('ws-soc'),
  ],
  resourcecontainers: [
    {
      id: '/subscriptions/S1',
      name: 'Security',
      type: 'Microsoft.Resources/subscriptions',
      subscriptionId: 'S1',
      properties: {},
    },
  ],
};

const page = { top: 1000, skip: 0 };
const data = async (query: string, at = page) => {
  const answer = await evaluateResourceGraph(query, tables, at);
  if ('notImitated' in answer) return answer;
  return 'error' in answer ? answer.error : answer.data;
};
const codes = async (query: string) => {
  const answer = await evaluateResourceGraph(query, tables, page);
  if ('notImitated' in answer) return answer;
  return 'error' in answer ? answer.error.details.map((detail) => detail.code) : answer.data;
};

describe('what Resource Graph answers', () => {
  it('finds the workspaces with Sentinel by their solutions', async () => {
    expect(
      await data(`resources
        | where type =~ 'microsoft.operationsmanagement/solutions' and name startswith 'SecurityInsights('
        | project wid = tolower(tostring(properties.workspaceResourceId))
        | join kind=inner (resources | where type =~ 'microsoft.operationalinsights/workspaces'
            | project wid = tolower(id), id, name, resourceGroup, subscriptionId, tenantId, location, customerId = tostring(properties.customerId)) on wid
        | project id, name, resourceGroup, customerId`),
    ).toEqual([
      { id: workspace('ws-soc').id, name: 'ws-soc', resourceGroup: 'rg-soc', customerId: 'customer-ws-soc' },
    ]);
  });

  it('keeps types, locations and groups in lower case, ids as they are, dynamics as JSON', async () => {
    expect(
      await data(
        "Resources | where name == 'ws-soc' | project id, type, location, resourceGroup, kind, tags, properties",
      ),
    ).toEqual([
      {
        id: workspace('ws-soc').id,
        type: 'microsoft.operationalinsights/workspaces',
        location: 'westeurope',
        resourceGroup: 'rg-soc',
        kind: '',
        tags: { owner: 'soc' },
        properties: { customerId: 'customer-ws-soc', retentionInDays: 90 },
      },
    ]);
    // The operator that minds the case finds the stored casing only.
    expect(await data("resources | where type == 'Microsoft.OperationalInsights/workspaces'")).toEqual([]);
    expect(
      await data("resources | where type == 'microsoft.operationalinsights/workspaces' | count"),
    ).toEqual([{ Count: 3 }]);
  });

  it('reads tables in any casing and resources where none is named', async () => {
    expect(await data('ResourceContainers | project name')).toEqual([{ name: 'Security' }]);
    expect(
      await data("where type has 'workspaces' | summarize n = count() by location | order by n desc"),
    ).toEqual([
      { location: 'westeurope', n: 2 },
      { location: 'northeurope', n: 1 },
    ]);
    expect(
      await data(
        'Resources | join kind=leftouter (resourcecontainers | project subscriptionId, subscription = name) on subscriptionId | take 1 | project name, subscription',
      ),
    ).toEqual([{ name: 'ws-soc', subscription: 'Security' }]);
  });

  it('filters by in~, contains and extend', async () => {
    expect(
      await data(
        "resources | where location in~ ('WestEurope') and name contains 'LOG' | extend days = toint(properties.retentionInDays) | project name, days",
      ),
    ).toEqual([{ name: 'ws-log', days: 90 }]);
  });

  it('answers a page, with the number of all', async () => {
    const query = 'resources | project id, name | order by name asc';
    expect(await evaluateResourceGraph(query, tables, { top: 3, skip: 0 })).toMatchObject({
      totalRecords: 4,
      count: 3,
      more: true,
      pageable: true,
    });
    expect(await evaluateResourceGraph(query, tables, { top: 3, skip: 3 })).toMatchObject({
      totalRecords: 4,
      count: 1,
      data: [{ name: 'ws-soc' }],
      more: false,
    });
    expect(
      await evaluateResourceGraph('resources | project name', tables, { top: 3, skip: 0 }),
    ).toMatchObject({
      more: true,
      pageable: false,
    });
  });
});

describe('what Resource Graph refuses', () => {
  it('a query that does not parse, as it locates it', async () => {
    expect(await data('resources | where')).toEqual({
      code: 'BadRequest',
      details: [
        {
          code: 'InvalidQuery',
          message:
            'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
        },
        {
          code: 'ParserFailure',
          message: 'ParserFailure',
          line: 1,
          characterPositionInLine: 17,
          token: '<EOF>',
        },
      ],
    });
  });

  it('tables it does not have and functions nobody knows', async () => {
    // https://github.com/Azure/azqr/issues/847
    expect(await data('appserviceresources | take 1')).toEqual({
      code: 'BadRequest',
      details: [
        {
          code: 'DisallowedLogicalTableName',
          message: 'Table appserviceresources is invalid, unsupported or disallowed.',
        },
      ],
    });
    expect(await data('resources | project x = cout(name)')).toMatchObject({
      details: [{ code: 'InvalidQuery' }, { code: 'UnknownFunction', message: "Unknown function: 'cout'." }],
    });
    expect(await codes('resources | where nope == 1')).toEqual(['InvalidQuery', 'SemanticError']);
  });

  it('the parts of Kusto that are not in its dialect, which the query engine has', async () => {
    const outside = [
      'print 1',
      'let x = 1; resources | take x',
      'resources | render piechart',
      'datatable(a:long)[1]',
      'range x from 1 to 2 step 1',
      'resources | evaluate bag_unpack(properties)',
      `resources ${'| join (resources | project id) on id '.repeat(4)}`,
    ];
    const answers = await Promise.all(outside.map(codes));
    expect(answers).toEqual(outside.map(() => ['InvalidQuery', 'InvalidQueryLanguage']));
    expect(await codes(`resources ${'| join (resources | project id) on id '.repeat(3)} | count`)).toEqual([
      { Count: 4 },
    ]);
  });
});
