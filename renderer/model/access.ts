import type { AccessChart } from '../../engine/model/show.ts';

export type By = AccessChart['given'][number]['by'];

/** How access is given, in words. */
export const byWords: Readonly<Record<By, string>> = {
  'data-consent': 'by consent to a data API',
  'graph-consent': 'Microsoft Graph, by consent',
  'azure-role': 'Azure role',
  'vault-role': 'Azure role',
  'vault-policy': 'by the vault’s access policy',
};

export interface AccessPath {
  readonly permission: string;
  readonly by: By;
  readonly reaches: string;
  readonly verb: string;
}

/** What the drawing shows: distinct nodes of the two right columns, and the paths between them. */
export interface AccessNodes {
  readonly permissions: readonly { readonly name: string; readonly by: By }[];
  readonly reaches: readonly {
    readonly name: string;
    readonly wholeTenant: boolean;
    readonly vault: boolean;
  }[];
  readonly paths: readonly AccessPath[];
}

/** More than this many things of one kind fold into one node with a count. */
const most = 6;

const isVault = (by: By): boolean => by === 'vault-role' || by === 'vault-policy';

/** Turns the chart's lines into nodes and paths; too many workspaces become one node that says how many. */
export function accessNodes({ given }: AccessChart): AccessNodes {
  const isWorkspace = (by: By): boolean => by !== 'graph-consent' && !isVault(by);
  const workspaces = new Set(given.filter(({ by }) => isWorkspace(by)).map(({ reaches }) => reaches));
  const folds = workspaces.size > most;
  const one = `${workspaces.size} workspaces`;
  const paths = new Map<string, AccessPath>();
  for (const { name, by, reaches, verb } of given) {
    const to = folds && isWorkspace(by) ? one : reaches;
    paths.set(`${name}\n${by}\n${to}`, { permission: name, by, reaches: to, verb });
  }
  const permissions = new Map<string, { name: string; by: By }>();
  const targets = new Map<string, { name: string; wholeTenant: boolean; vault: boolean }>();
  for (const { permission, by, reaches } of paths.values()) {
    permissions.set(permission, { name: permission, by });
    targets.set(reaches, { name: reaches, wholeTenant: by === 'graph-consent', vault: isVault(by) });
  }
  return {
    permissions: [...permissions.values()],
    reaches: [...targets.values()],
    paths: [...paths.values()],
  };
}

/** The drawing as one sentence. */
export function accessSentence(chart: AccessChart): string {
  const said = accessNodes(chart).paths.map(
    ({ permission, reaches, verb }) => `${verb}, ${reaches}, through ${permission}`,
  );
  return `${chart.application}: ${said.join('; ')}.`;
}
