import type { ProblemRule } from './row.ts';
import { azurePage, coded, ownPage, retry } from './text.ts';

/**
 * Deployments of templates. What a policy, a lock or a missing role says of one resource in them is said by the rows
 * before these. https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export const deploymentRows: readonly ProblemRule[] = [
  {
    code: 'template-changed',
    when: coded('template-changed'),
    say: (heard) => ({
      because: `What is published there is not the template that was read and reviewed: ${heard.message}. Nothing of it was used.`,
      remedies: [retry],
    }),
  },
  {
    // The template lets Azure begin a playbook before the connection it names
    // (https://github.com/briandelmsft/SentinelAutomationModules/issues/78); a moment later it is there.
    code: 'connection-not-ready',
    when: coded('ApiConnectionNotFound'),
    say: (heard) => ({
      because: `Azure does not see the connection that the playbook uses yet. This passes by itself: ${heard.message}`,
      passes: true,
      remedies: [{ do: 'retry', after: 10 }],
    }),
  },
  {
    code: 'deployment-under-way',
    when: coded('DeploymentActive'),
    say: () => ({
      because: 'A deployment of the same name is still at work. It is waited for.',
      passes: true,
      remedies: [{ do: 'retry', after: 15 }],
    }),
  },
  {
    code: 'region-not-offered',
    when: coded('LocationNotAvailableForResourceType', 'InvalidResourceLocation'),
    say: (heard, context) => ({
      because: `Azure does not offer it in the region of the resource group: ${heard.message}`,
      role: 'Owner',
      remedies: [azurePage(context, 'See which products are offered where', ''), retry],
    }),
  },
  {
    code: 'template-refused',
    when: coded('InvalidTemplate', 'InvalidTemplateDeployment', 'InvalidDeploymentParameterValue'),
    say: (heard, context) => ({
      because: `Azure does not accept the template with these values: ${heard.message}`,
      remedies: [retry, ...ownPage(context)],
    }),
  },
  {
    code: 'deployment-failed',
    when: coded('DeploymentFailed', 'ResourceDeploymentFailure'),
    say: (heard, context) => ({
      because: `Azure could not finish the deployment: ${heard.message}`,
      remedies: [retry, ...ownPage(context)],
    }),
  },
  {
    code: 'deployment-cancelled',
    when: coded('DeploymentCanceled'),
    say: () => ({ because: 'Somebody cancelled the deployment in Azure.', remedies: [retry] }),
  },
];
