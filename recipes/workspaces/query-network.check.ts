import type { Problem } from '../../engine/model/problem.ts';
import { step } from '../catalogue/step.ts';

/**
 * A workspace answers queries from the public network, from where the vendor asks
 * (https://learn.microsoft.com/azure/azure-monitor/logs/private-link-security).
 */
export const queryNetwork = (of: { key: string; armId: string; name: string }) =>
  step({
    id: `query-network:${of.key}`,
    title: `${of.name} accepts queries from outside`,
    why: 'The vendor asks from its own network, over the public address',
    severity: 'warn',
    checks: ['WSP-05'],
    needs: {},
    gives: {},
    async look({ microsoft }) {
      return {
        from: await microsoft.workspaces.queriedFrom(of.armId),
        page: networkPage(microsoft.portal, of.armId),
      };
    },
    judge({ from, page }) {
      if (from !== 'private-link') return { is: 'met', facts: {} };
      return {
        is: 'unmet',
        changes: [],
        problem: onlyPrivate(of.name, page),
      };
    },
    foresee: () => [],
  });

/** The page of a workspace's network isolation. */
export const networkPage = (portal: string, armId: string): string =>
  `${portal}/#resource${armId}/networkIsolation`;

/** Why a workspace can't be queried from outside, whoever asks and whatever they hold. */
export const onlyPrivate = (name: string, page: string): Problem => ({
  code: 'queries-only-private',
  title: `${name} accepts queries only through Private Link`,
  because: 'Its network isolation refuses queries from public networks, and the vendor is outside.',
  who: { role: 'Log Analytics Contributor' },
  remedies: [
    { do: 'open', label: 'Open network isolation', url: page },
    {
      do: 'ask-someone',
      message: `Hello, the workspace ${name} accepts queries only through Private Link. A product we connect reads it from its own network. Can you allow queries from public networks, or does the vendor offer a private link?`,
    },
  ],
});
