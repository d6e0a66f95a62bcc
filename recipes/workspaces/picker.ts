import type { Question } from '../../engine/model/question.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';

/** The picker of workspaces, before it is filled: the same columns in every recipe. */
export const workspaceColumns = ['Microsoft Sentinel', 'Region', 'Subscription', 'Resource group'] as const;

/**
 * A recipe's questions with the workspace picker filled from what the signed-in one sees: those with Microsoft Sentinel
 * first, and picked already where it is the only one.
 */
export async function withWorkspaces(
  asks: readonly Question[],
  microsoft: Microsoft,
): Promise<readonly Question[]> {
  const seen = await microsoft.workspaces.list();
  const sorted = [...seen].sort((a, b) =>
    a.sentinel === b.sentinel ? a.workspaceName.localeCompare(b.workspaceName) : a.sentinel === 'on' ? -1 : 1,
  );
  const withSentinel = sorted.filter(({ sentinel }) => sentinel === 'on');
  return asks.map((each) =>
    each.id !== 'workspace' || each.kind !== 'pick'
      ? each
      : {
          ...each,
          options: sorted.map((workspace) => ({
            id: workspace.armId,
            title: workspace.workspaceName,
            also: [workspace.workspaceId],
            cells: [
              workspace.sentinel === 'on' ? 'On' : 'Not seen',
              workspace.region,
              workspace.subscriptionName,
              workspace.resourceGroup,
            ],
            ...(workspace.sentinel === 'on' ? { preferred: true as const } : {}),
          })),
          default: withSentinel.length === 1 ? withSentinel.map(({ armId }) => armId) : [],
        },
  );
}
