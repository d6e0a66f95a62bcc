import { step } from '../catalogue/step.ts';

/** A person's answer to what controls access to the workspace's data. */
export type AccessModel = 'not-said' | 'azure' | 'unified';

/**
 * Azure roles decide who reads the workspace. If unified RBAC is turned on in Microsoft Defender, they no longer do
 * (https://learn.microsoft.com/defender-xdr/manage-rbac), and no documented API tells, so a person answers it.
 */
export const accessModel = (said: AccessModel) =>
  step({
    id: 'access-model',
    title: 'Azure roles control who reads the workspace',
    why: "If Defender's unified RBAC is on, it replaces them",
    severity: 'warn',
    checks: ['WSP-06'],
    needs: {},
    gives: {},
    look: async () => ({ said }),
    judge(seen) {
      if (seen.said === 'azure') {
        const text = 'This is your answer. Microsoft has no API to check it.';
        return { is: 'met', facts: {}, shows: [{ show: 'text', text }] };
      }
      const page = {
        do: 'open' as const,
        label: 'Open permissions in Microsoft Defender',
        url: 'https://security.microsoft.com/mtp_roles',
      };
      if (seen.said === 'unified') {
        return {
          is: 'unmet',
          changes: [],
          problem: {
            code: 'unified-rbac-decides',
            title: "Defender's unified RBAC controls this workspace",
            because:
              'An Azure role might have no effect there, and changing Azure roles can cause errors. The tests as the application show whether access works.',
            who: { role: 'Security Administrator' },
            remedies: [page],
          },
        };
      }
      return {
        is: 'unknown',
        problem: {
          code: 'access-model-not-said',
          title: "Couldn't check what controls workspace access",
          because: 'Microsoft has no API for this. If you know, answer it in Questions.',
          who: { role: 'Security Administrator' },
          remedies: [page, { do: 'redo', step: 'questions' }],
        },
      };
    },
    foresee: () => [],
  });
