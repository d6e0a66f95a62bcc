import type { Behavior } from '../core/behavior.ts';

const learn = 'https://learn.microsoft.com';
const securing = `${learn}/azure/logic-apps/logic-apps-securing-a-logic-app`;

/** How Logic Apps and API connections behave here, and how that is held. */
export const playbookBehaviors: readonly Behavior[] = [
  {
    area: 'azure',
    what: 'A connection deployed without credentials is created well and stands in Error, Unauthenticated, until a person authorizes it',
    source: ['examples/api-connections/unauthenticated-status.json'],
    held: [
      'logic-apps/workflows.tenant.spec.ts',
      'is created throughout, with a connection nobody can use yet among it',
    ],
  },
  {
    area: 'azure',
    what: 'A workflow and its connections must agree on who signs in, and lie in one region',
    source: [
      'https://github.com/Azure/LogicAppsUX/issues/8543',
      'https://github.com/microsoft/Azure-Secure-Enclave-for-Research/issues/23',
    ],
    held: [
      'logic-apps/workflows.tenant.spec.ts',
      'where it signs in to a connection as itself that is a person’s',
    ],
  },
  {
    area: 'azure',
    what: 'A system-assigned identity is a principal of the directory, gone with its workflow',
    source: [`${learn}/entra/identity/managed-identities-azure-resources/overview`],
    held: [
      'logic-apps/workflows.tenant.spec.ts',
      'has an identity of its own in each playbook, known to the directory after a while',
    ],
  },
  {
    area: 'azure',
    what: 'A callback address never ends and is proof enough by itself; a redeployment keeps it, a new access key ends it',
    source: [securing, 'examples/logic-apps/WorkflowTriggers_ListCallbackUrl.json'],
    held: ['logic-apps/workflows.tenant.spec.ts', 'ends with its access key, and not before'],
  },
  {
    area: 'azure',
    what: 'What an action was given and gave is in the run’s history for whoever may read runs, unless the definition hides it',
    source: [securing],
    held: [
      'playbooks/playbook-runs.tenant.spec.ts',
      'shows what went through an action to whoever may read runs',
    ],
  },
  {
    area: 'azure',
    what: 'A comment by a playbook is refused until its identity is a Responder, as Azure has heard of it',
    source: [`${learn}/azure/sentinel/automation/authenticate-playbooks-to-sentinel`],
    held: [
      'logic-apps/workflows.tenant.spec.ts',
      'writes a comment once its identity is a Responder, and is refused until then',
    ],
  },
  {
    area: 'azure',
    what: 'A person lets a connection act as them on a page of its own; whoever asked for the link hands the code in',
    source: [
      'examples/api-connections/connectionsListConsentLinks.json',
      'examples/api-connections/connectionsConfirmConsentCode.json',
    ],
    held: [
      'api-connections/connections.tenant.spec.ts',
      'is authorized by whoever signs in at its link, once the code is handed in',
    ],
  },
  {
    area: 'azure',
    what: 'The portal’s own page hands a consent code in by itself',
    source: 'assumed',
    held: [
      'api-connections/connections.tenant.spec.ts',
      'is authorized at once where the link leads back to the portal',
    ],
  },
  {
    area: 'azure',
    what: 'A policy’s refusal names the assignment: 403 RequestDisallowedByPolicy',
    source: [`${learn}/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy`],
    held: [
      'api-connections/connections.tenant.spec.ts',
      'is refused by managed identity where a policy says so',
    ],
  },
  {
    area: 'azure',
    what: 'Definitions are played as the vendor’s are written: variables, loops within loops, waits, and ends with a code and words of their own',
    source: [
      `${learn}/azure/logic-apps/logic-apps-workflow-actions-triggers`,
      `${learn}/azure/logic-apps/logic-apps-create-variables-store-values`,
    ],
    held: [
      'logic-apps/workflow-run.spec.ts',
      'goes through a loop within a loop, and knows its variables still after a wait',
    ],
  },
  {
    area: 'azure',
    what: 'What ends a run early is seen in its actions alone: a run that an action cancelled carries no reason',
    source: 'assumed',
    held: [
      'playbooks/playbook-runs.tenant.spec.ts',
      'that is called and cannot comment reads as cancelled, whatever the comment failed for',
    ],
  },
  {
    area: 'azure',
    what: 'The playbook that scans URLs ends where there is one, and waits ten minutes for nothing where there is none, as the published one does',
    source: [
      'https://github.com/intezer/microsoft-sentinel-integration/blob/bb3b881a49cdf590fc779dbc19680e888ca43cc2/playbooks/azuredeploy.json',
    ],
    held: [
      'playbooks/playbook-runs.tenant.spec.ts',
      'as published scans no URL: it ends where there is one, and waits ten minutes for none',
    ],
  },
  {
    area: 'azure',
    what: 'On the machine’s own clock the waits of a playbook pass 60 times as fast as its definition says',
    source: 'assumed',
    held: ['logic-apps/workflow-run.spec.ts', 'waits its minutes, or seconds where practice has it faster'],
  },
  {
    area: 'azure',
    what: 'What the vendor’s service answers to the playbooks',
    source: 'assumed',
    held: [
      'playbooks/playbook-runs.tenant.spec.ts',
      'is cancelled where the vendor knows the incident already',
    ],
  },
];
