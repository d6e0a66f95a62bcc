import type { LogsQueryClient } from '@azure/monitor-query-logs';
import { type Arm, type ArmOptions, type SdkTransport, sdkCredential, sdkOptions } from '../clients/arm.ts';
import type { Network } from '../clients/network.ts';
import type { ApplicationSession, Logs, QueryAnswer } from '../contract/microsoft.ts';
import { at, listAt, textAt } from '../http/text.ts';
import { trying } from '../problems/problems.ts';

/**
 * Queries of Log Analytics as a given identity, through Microsoft's library, loaded on first use. `token` is
 * for the Log Analytics API.
 */
export function logQueries(as: ArmOptions, what: string): ApplicationSession['query'] {
  return (workspaceId, kql, timespan) =>
    trying({ what, role: 'Log Analytics Reader' }, async () => {
      const { LogsQueryClient: Sdk } = await import('@azure/monitor-query-logs');
      const options = sdkOptions(as);
      const logs = new Sdk(sdkCredential, {
        ...options,
        httpClient: tolerant(options.httpClient, as),
        // The SDK uses the endpoint unchanged, so the endpoint must include the version.
        endpoint: `${as.network.cloud.logAnalytics}/v1`,
      });
      return answerOf(await logs.queryWorkspace(workspaceId, kql, { duration: timespan }));
    });
}

/**
 * The contents of a workspace, read as the signed-in account, over Azure Resource Manager. This needs a right
 * on the workspace but no consent. It works even if the Log Analytics API has no service principal yet
 * (https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format).
 */
export function logs(arm: Arm): Logs {
  return {
    async query(workspaceArmId, kql, timespan) {
      const body = await arm.ask(
        `${workspaceArmId}/query`,
        '2017-10-01',
        { query: kql, timespan },
        { what: 'query the workspace', role: 'Log Analytics Reader' },
      );
      const [table] = listAt(body, 'tables');
      const partial = textAt(at(body, 'error'), 'message');
      return {
        columns: listAt(table, 'columns').map((column) => ({
          name: textAt(column, 'name'),
          type: textAt(column, 'type'),
        })),
        rows: listAt(table, 'rows').map((row) => (Array.isArray(row) ? (row as unknown[]) : [])),
        ...(partial === '' ? {} : { partial }),
      };
    },

    async incidentsSince(workspaceArmId, since) {
      const path = `${workspaceArmId}/providers/Microsoft.SecurityInsights/incidents?$top=1000&$filter=properties/createdTimeUtc ge ${since}`;
      const found = await arm.list(path, '2024-03-01', {
        what: 'list incidents',
        role: 'Microsoft Sentinel Reader',
      });
      return found.map((each) => {
        const properties = at(each, 'properties');
        return {
          severity: textAt(properties, 'severity'),
          status: textAt(properties, 'status'),
          createdAt: textAt(properties, 'createdTimeUtc'),
        };
      });
    },
  };
}

/**
 * A workspace that never had data answers 204, which the SDK treats as an error. Log Analytics answers an
 * empty 200 if it sees no JSON body (https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format).
 */
function tolerant(
  wire: SdkTransport,
  { network, identity }: { readonly network: Network; readonly identity: 'person' | 'application' },
): SdkTransport {
  return {
    async sendRequest(request) {
      const reply = await wire.sendRequest(request);
      if (reply.status === 204) {
        return {
          ...reply,
          status: 200,
          bodyAsText: '{"tables":[{"name":"PrimaryResult","columns":[],"rows":[]}]}',
        };
      }
      if (reply.bodyAsText === '') throw network.trouble(request.url, identity, 'unreadable', '');
      return reply;
    },
  };
}

type SdkAnswer = Awaited<ReturnType<LogsQueryClient['queryWorkspace']>>;

/** The first table, unchanged. The SDK turns times into dates, which are turned back into ISO-8601. */
function answerOf(answer: SdkAnswer): QueryAnswer {
  const [table] = 'tables' in answer ? answer.tables : answer.partialTables;
  return {
    columns: (table?.columnDescriptors ?? []).map(({ name, type }) => ({
      name: name ?? '',
      type: type ?? '',
    })),
    rows: (table?.rows ?? []).map((row) =>
      row.map((cell: unknown) => (cell instanceof Date ? cell.toISOString() : cell)),
    ),
    ...('partialError' in answer ? { partial: answer.partialError.message ?? 'answered in part' } : {}),
  };
}
