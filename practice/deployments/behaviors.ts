import type { Behavior } from '../core/behavior.ts';

const learn = 'https://learn.microsoft.com/azure/azure-resource-manager';

/** What deployments of templates imitate. */
export const deploymentBehaviors: readonly Behavior[] = [
  {
    area: 'azure',
    what: 'A body is read with comments and names without quotes, as the Azure CLI sends templates',
    source: [
      'Azure/azure-cli src/azure-cli/azure/cli/command_modules/resource/custom.py (JSONCTemplatePolicy)',
    ],
    held: [
      'deployments/deployments.tenant.spec.ts',
      'a body as the Azure CLI sends it is read: the file as it is behind a name without quotes',
    ],
  },
  {
    area: 'azure',
    what: 'Templates are evaluated: parameters, variables, functions, loops, conditions, children, order by dependsOn; what is unknown is InvalidTemplate',
    source: [
      `${learn}/templates/syntax`,
      `${learn}/templates/template-functions`,
      `${learn}/troubleshooting/error-invalid-template`,
    ],
    held: [
      'deployments/template.spec.ts',
      'come in the order of dependsOn, by id, by name or by loop; what is conditioned away is gone',
    ],
  },
  {
    area: 'azure',
    what: 'A circle of dependsOn is refused by the name of a resource in it',
    source: [
      'https://github.com/Azure/azure-cli/issues/6677',
      'https://github.com/polymind-inc/acmebot/issues/1089',
    ],
    held: ['deployments/template.spec.ts', 'that wait for each other in a circle are refused'],
  },
  {
    area: 'azure',
    what: 'A deployment makes its resources in the deployer’s name through each provider, which judges the body itself',
    source: [`${learn}/management/overview`],
    held: [
      'deployments/deployments.tenant.spec.ts',
      'is accepted, goes from resource to resource in the order of dependsOn, and ends with its outputs',
    ],
  },
  {
    area: 'azure',
    what: 'In the weather of a first deployment a playbook is refused, ApiConnectionNotFound, for as long as its new connection is not seen; repeating the deployment makes it',
    source: ['https://github.com/briandelmsft/SentinelAutomationModules/issues/78'],
    held: [
      'deployments/deployments.tenant.spec.ts',
      'of a playbook right behind its connection is refused in the weather of a first deployment',
    ],
  },
  {
    area: 'azure',
    what: 'A failed deployment holds each resource’s own error as JSON text among its details',
    source: [
      'https://github.com/MicrosoftDocs/azure-docs/issues/54366',
      'https://github.com/microsoftgraph/msgraph-bicep-types/issues/161',
    ],
    held: [
      'deployments/deployments.tenant.spec.ts',
      'that fails says so with the resource’s own error as text in text, and makes nothing that waited for it',
    ],
  },
  {
    area: 'azure',
    what: 'A what-if answers 202 and, a second later, what would be created and changed',
    source: [
      `${learn}/templates/deploy-what-if`,
      'examples/arm-deployments/PostDeploymentWhatIfOnResourceGroup.json',
    ],
    held: [
      'deployments/deployments.tenant.spec.ts',
      'a what-if says later what would be created and changed, in the shape of the official example',
    ],
  },
  {
    area: 'time',
    what: 'A resource of a deployment takes about a second; those that do not wait for each other take it together',
    source: 'assumed',
    held: [
      'deployments/deployments.tenant.spec.ts',
      'cannot be begun again while it runs; cancelled, it leaves what is made and begins nothing more',
    ],
  },
  {
    area: 'azure',
    what: 'A published template can be linked to; what no practice publishes cannot be downloaded',
    source: [`${learn}/templates/linked-templates`],
    held: [
      'deployments/deployments.tenant.spec.ts',
      'a template is also read from where it is published, and from nowhere else',
    ],
  },
];
