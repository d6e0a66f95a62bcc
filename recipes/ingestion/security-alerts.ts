import type { Question } from '../../engine/model/question.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';

/**
 * Questions about Microsoft Graph's security alerts, in a cloud where Graph has none: the answer is no, and the question
 * says why (https://learn.microsoft.com/graph/deployments#supported-features). Elsewhere they stay as they are.
 */
export function whereAlertsAre(
  asks: readonly Question[],
  microsoft: Pick<Microsoft, 'securityAlerts' | 'cloud'>,
  about: readonly string[],
): readonly Question[] {
  if (microsoft.securityAlerts) return asks;
  const never = `Microsoft Graph has no security alerts and scores in this cloud (${microsoft.cloud}).`;
  return asks.map((ask) => {
    if (!about.includes(ask.id)) return ask;
    if (ask.kind === 'confirm') return { ...ask, default: false, never };
    if (ask.kind !== 'choices') return ask;
    return { ...ask, default: [], options: ask.options.map((each) => ({ ...each, unusable: never })) };
  });
}
