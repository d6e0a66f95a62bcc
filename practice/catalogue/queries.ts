/** Measures which published queries the query engine can evaluate. */
import { evaluateKql } from '../kql/evaluate.ts';
import { tablesOf } from '../telemetry/signals.ts';

/** A lively workspace with Sentinel. Its data is always the same. */
const workspace = {
  id: '/subscriptions/5b8f0f5e-0000-4000-8000-000000000001/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc',
  subscriptionId: '5b8f0f5e-0000-4000-8000-000000000001',
  resourceGroup: 'soc',
  name: 'soc',
  customerId: '5b8f0f5e-0000-4000-8000-000000000002',
  signals: { profile: 'lively', seed: 1 },
} as const;

/**
 * The result of a query. `elsewhere`: it names a table the workspace doesn't have; `unreadable`: Microsoft's
 * own parser rejects it; `refused`: refused in Microsoft's words; `crashed`: a fault of the practice tenant.
 */
export interface QueryOutcome {
  readonly outcome: 'answered' | 'elsewhere' | 'unreadable' | 'not-imitated' | 'refused' | 'crashed';
  /** The message of the refusal. Empty if the query was answered. */
  readonly why: string;
}

/** Runs a query over the tables of a practice tenant. Never rejects. */
export async function outcomeOf(query: string): Promise<QueryOutcome> {
  const now = Date.UTC(2026, 10, 22, 8);
  const answer = await evaluateKql(query, tablesOf(workspace, now), { now }).catch((thrown: unknown) => ({
    error: { code: 'E_INTERNAL', message: String(thrown) },
  }));
  if (!('error' in answer)) return { outcome: 'answered', why: '' };
  const { code, message } = answer.error;
  const outcome =
    code === 'E_INTERNAL'
      ? 'crashed'
      : code === 'NotImitated'
        ? 'not-imitated'
        : code.startsWith('SYN') || /^No tabular expression|incomplete fragment/.test(message)
          ? 'unreadable'
          : /resolve table/.test(message)
            ? 'elsewhere'
            : 'refused';
  return { outcome, why: message };
}
