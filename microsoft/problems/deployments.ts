import type { ProblemRule } from './row.ts';
import { azurePage, coded, ownPage, retry } from './text.ts';

/**
 * Errors of template deployments. The rows before these handle a policy, a lock, or a missing role for one
 * resource. https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export const deploymentRows: readonly ProblemRule[] = [
  {
    code: 'template-changed',
    when: coded('template-changed'),
    say: (heard) => ({
      because: `The published template isn't the one that was reviewed: ${heard.message}. Nothing of it was used.`,
      remedies: [retry],
    }),
  },
  {
    // The template lets Azure start a playbook before the connection that it uses
    // (https://github.com/briandelmsft/SentinelAutomationModules/issues/78). It exists a moment later.
    code: 'connection-not-ready',
    when: coded('ApiConnectionNotFound'),
    say: (heard) => ({
      because: `Azure can't find the connection that the playbook uses yet. No action needed: ${heard.message}`,
      passes: true,
      remedies: [{ do: 'retry', after: 10 }],
    }),
  },
  {
    code: 'deployment-under-way',
    when: coded('DeploymentActive'),
    say: () => ({
      because: "A deployment with the same name is still running. We're waiting for it.",
      passes: true,
      remedies: [{ do: 'retry', after: 15 }],
    }),
  },
  {
    // Both the requested version and the cloud's own version were refused.
    code: 'api-version-not-served',
    when: (heard) => heard.apiVersions.length > 0,
    say: (heard, { cloud }) => ({
      because: `${cloud.title} doesn't serve what this product asks for, nor the newest version it named: ${heard.message}`,
      remedies: [retry],
    }),
  },
  {
    code: 'region-not-offered',
    when: coded('LocationNotAvailableForResourceType', 'InvalidResourceLocation'),
    say: (heard, context) => ({
      because: `Azure doesn't offer it in the region of the resource group: ${heard.message}`,
      role: 'Owner',
      remedies: [azurePage(context, 'See which products are offered where', ''), retry],
    }),
  },
  {
    code: 'template-refused',
    when: coded('InvalidTemplate', 'InvalidTemplateDeployment', 'InvalidDeploymentParameterValue'),
    say: (heard, context) => ({
      because: `Azure doesn't accept the template with these values: ${heard.message}`,
      remedies: [retry, ...ownPage(context)],
    }),
  },
  {
    code: 'deployment-failed',
    when: coded('DeploymentFailed', 'ResourceDeploymentFailure'),
    say: (heard, context) => ({
      because: `Azure couldn't finish the deployment: ${heard.message}`,
      remedies: [retry, ...ownPage(context)],
    }),
  },
  {
    code: 'deployment-cancelled',
    when: coded('DeploymentCanceled'),
    say: () => ({ because: 'The deployment was canceled in Azure.', remedies: [retry] }),
  },
];
