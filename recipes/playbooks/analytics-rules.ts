import type { Option, Question } from '../../engine/model/question.ts';
import type { Microsoft } from '../../microsoft/contract/microsoft.ts';
import { whyNot } from '../workspaces/subscription.ts';

/** The question that is filled, and its columns. */
export const analyticsRuleAsk = 'analyticsRule';
export const analyticsRuleColumns = ['Workspace', 'Severity', 'State'] as const;

/** Workspaces whose rules are read before one of them is chosen: each takes a request. */
const atMost = 10;

/**
 * A recipe's questions with the picker of analytics rules filled: those of the workspace that was chosen already, or of
 * the first ones with Microsoft Sentinel. A workspace whose rules can't be read has none to pick. Rules that a
 * connection was made with can still be picked while it is checked, also where they are gone.
 * @param known answers that were given already, and whether a connection is only checked
 */
export async function withAnalyticsRules(
  asks: readonly Question[],
  microsoft: Microsoft,
  known: { readonly given: Readonly<Record<string, unknown>>; readonly checks: boolean } | undefined,
): Promise<readonly Question[]> {
  const given = textsIn(known?.given[analyticsRuleAsk]);
  // Who answered the other questions without it does not need it.
  if (known?.checks === true && given.length === 0) return asks;
  const chosen = textsIn(known?.given.workspace).map((text) => text.toLowerCase());
  const usable = (await microsoft.workspaces.list()).filter(
    (each) => each.sentinel === 'on' && whyNot(each, microsoft.tenantId) === undefined,
  );
  const named = usable.filter(({ armId, workspaceName, workspaceId }) =>
    [armId, workspaceName, workspaceId].some((name) => chosen.includes(name.toLowerCase())),
  );
  const read = (chosen.length > 0 ? named : usable).slice(0, atMost);
  const found = await Promise.all(
    read.map(async ({ armId, workspaceName }) => {
      const rules = await microsoft.sentinel.analyticsRules(armId).catch(() => []);
      return rules.map(({ id, displayName, severity, isEnabled }): Option => {
        const cells = [workspaceName, severity ?? 'Not set', isEnabled ? 'On' : 'Off'];
        return { id, title: displayName, cells, ...(isEnabled ? { preferred: true as const } : {}) };
      });
    }),
  );
  const options = found.flat();
  const gone = known?.checks === true ? given.filter((id) => !options.some((each) => same(each.id, id))) : [];
  return asks.map((each) =>
    each.id === analyticsRuleAsk && each.kind === 'pick'
      ? { ...each, options: [...options, ...gone.map(missing)] }
      : each,
  );
}

const missing = (id: string): Option => ({ id, title: id, cells: ['', '', 'Not found'] });

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function textsIn(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string' && each !== '') as readonly string[];
}
