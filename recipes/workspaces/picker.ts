import type { Question } from '../../engine/model/question.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import { whyNot } from './subscription.ts';

/** The picker of workspaces, before it is filled: the same columns in every recipe. */
export const workspaceColumns = ['Microsoft Sentinel', 'Region', 'Subscription', 'Resource group'] as const;

/**
 * A recipe's questions with the workspace picker filled from what the signed-in one sees: those with Microsoft Sentinel
 * first, and picked already where it is the only one. Those in which nothing can be set up are listed last, with the
 * reason; a check (`checks`) may pick them all the same, and says it as its finding.
 */
export async function withWorkspaces(
  asks: readonly Question[],
  microsoft: Microsoft,
  checks = false,
): Promise<readonly Question[]> {
  const seen = (await microsoft.workspaces.list()).map((each) => {
    const hindered = whyNot(each, microsoft.tenantId);
    return { ...each, ...(hindered === undefined ? {} : { hindered }) };
  });
  const rank = ({ sentinel, hindered }: (typeof seen)[number]) =>
    (hindered === undefined ? 0 : 2) + (sentinel === 'on' ? 0 : 1);
  const sorted = [...seen].sort(
    (a, b) => rank(a) - rank(b) || a.workspaceName.localeCompare(b.workspaceName),
  );
  const withSentinel = sorted.filter((each) => rank(each) === 0);
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
            ...(rank(workspace) === 0 ? { preferred: true as const } : {}),
            ...(workspace.hindered === undefined || checks ? {} : { unusable: workspace.hindered }),
          })),
          default: withSentinel.length === 1 ? withSentinel.map(({ armId }) => armId) : [],
        },
  );
}
