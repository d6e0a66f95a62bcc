import type { ProblemRule } from './row.ts';
import { coded, ownPage } from './text.ts';

/** Errors of Logic Apps about workflows and the connections that they use. */
export const playbookRows: readonly ProblemRule[] = [
  {
    // https://github.com/Azure/LogicAppsUX/issues/8543
    code: 'playbook-connection-disagree',
    when: coded('WorkflowManagedIdentityConfigurationInvalid'),
    say: (heard, context) => ({
      because: `The playbook and its connection don't agree on who signs in: ${heard.message}`,
      remedies: [{ do: 'redo', step: 'authorize-connection' }, ...ownPage(context)],
    }),
  },
];
