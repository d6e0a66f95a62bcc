import type { Behavior } from '../core/behavior.ts';

const learn = 'https://learn.microsoft.com';
const credentials = 'entra/credentials.tenant.spec.ts';
const rules = 'sentinel/automation-rules.spec.ts';

/** Values of the right type that a service still refuses, by area. Words without a source are assumed. */
export const refusalBehaviors: readonly Behavior[] = [
  {
    area: 'directory',
    what: 'A redirect address is https, or http on this computer; programs on a device have schemes of their own',
    source: [`${learn}/entra/identity-platform/reply-url`],
    held: [credentials, 'is a redirect address that is neither https nor on this computer'],
  },
  {
    area: 'directory',
    what: 'An identifier URI is on a verified domain, or carries the id of the tenant or of the application',
    source: [
      `${learn}/entra/identity-platform/identifier-uri-restrictions`,
      'Azure/Industrial-IoT pull 1432',
      'MicrosoftDocs/azure-docs issue 90448',
    ],
    held: [credentials, 'is an identifier on a domain that is not verified'],
  },
  {
    area: 'directory',
    what: 'A key of an application is a certificate',
    source: [`${learn}/graph/api/resources/keycredential`, 'ansible-collections/azure pull 2127'],
    held: [credentials, 'is a key that is no certificate'],
  },
  {
    area: 'directory',
    what: 'A federated credential has a name that can be in an address, an https issuer and one audience; an application holds 20',
    source: [
      `${learn}/graph/api/application-post-federatedidentitycredentials`,
      `${learn}/graph/api/resources/federatedidentitycredential`,
      `${learn}/entra/workload-id/workload-identity-federation-considerations`,
    ],
    held: [credentials, 'is a 21st federated credential'],
  },
  {
    area: 'directory',
    what: '$skip is refused, and so are $orderby and $filter together without ConsistencyLevel: eventual and $count=true',
    source: [
      `${learn}/graph/aad-advanced-queries`,
      'microsoftgraph/msgraph-metadata issue 135',
      'microsoftgraph/microsoft-graph-docs issue 10835',
    ],
    held: ['entra/graph.tenant.spec.ts', 'are sorted together with a filter only with ConsistencyLevel'],
  },
  {
    area: 'directory',
    what: 'One write of a $batch without Content-Type or body spoils the whole batch',
    source: [`${learn}/graph/json-batching`, 'microsoftgraph/msgraph-sdk-dotnet issue 2628'],
    held: ['entra/graph.tenant.spec.ts', 'is refused whole for one write %s'],
  },
  {
    area: 'azure',
    what: 'A region that the cloud does not have is refused, in a template as in a request of its own',
    source: ['Azure/azure-rest-api-specs pull 8577', `${learn}/azure/reliability/regions-list`],
    held: ['key-vault/key-vault.tenant.spec.ts', 'is made in a region of this cloud only'],
  },
  {
    area: 'azure',
    what: 'A secret of a vault holds 25 KB',
    source: [`${learn}/azure/key-vault/secrets/about-secrets`],
    held: ['key-vault/key-vault.tenant.spec.ts', 'holds 25 KB and not a byte more'],
  },
  {
    area: 'azure',
    what: 'A condition or action of an automation rule that the REST API does not list is refused',
    source: [`${learn}/azure/templates/microsoft.securityinsights/automationrules`],
    held: [rules, 'an unknown property inside another condition'],
  },
  {
    area: 'azure',
    what: 'An automation rule without any action is refused',
    source: 'assumed',
    held: [rules, "['no action'"],
  },
  {
    area: 'azure',
    what: 'A workflow is saved without a trigger or an action',
    source: ['hashicorp/terraform-provider-azurerm internal/services/logic/logic_app_workflow_resource.go'],
    held: ['logic-apps/workflows.tenant.spec.ts', 'a workflow is saved without a trigger or an action'],
  },
];
