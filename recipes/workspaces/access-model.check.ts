import { step } from '../catalogue/step.ts';

/** What a person says of who decides over the workspace's data. */
export type AccessModel = 'not-said' | 'azure' | 'unified';

/**
 * Azure roles decide who reads the workspace. With unified RBAC switched on in Microsoft Defender they no longer do
 * (https://learn.microsoft.com/defender-xdr/manage-rbac), and no interface that tells is documented: a person says it.
 */
export const accessModel = (said: AccessModel) =>
  step({
    id: 'access-model',
    title: 'Azure roles decide who reads the workspace',
    why: "Defender's unified RBAC, where it is on, decides instead of them",
    severity: 'warn',
    checks: ['WSP-06'],
    needs: {},
    gives: {},
    look: async () => ({ said }),
    judge(seen) {
      if (seen.said === 'azure') {
        const text = 'As you have said; Microsoft documents no way to look.';
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
            title: "Defender's unified RBAC decides over this workspace",
            because:
              'A role given in Azure may have no effect there, and changing Azure roles can end in errors when the two are brought together. What the application itself reads is the proof.',
            who: { role: 'Security Administrator' },
            remedies: [page],
          },
        };
      }
      return {
        is: 'unknown',
        problem: {
          code: 'access-model-not-said',
          title: 'Could not look who decides over the workspace',
          because: 'Microsoft documents no way to look; a person can say it (answer accessModel).',
          who: { role: 'Security Administrator' },
          remedies: [page, { do: 'redo', step: 'questions' }],
        },
      };
    },
    foresee: () => [],
  });
