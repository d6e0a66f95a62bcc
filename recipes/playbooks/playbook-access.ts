import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { AccessChart, Show } from '../../engine/model/show.ts';
import { azureRoles } from '../catalogue/microsoft-ids.ts';
import { playbookKeys, playbooks } from './playbooks.ts';

/** Who may reach what where playbooks act as themselves, as a drawing, from a profile that anybody may have written. */
export function playbookAccess({ form, roles, proof, workspaces }: ConnectionProfile): Show {
  const chosen = typeof form.playbooks === 'object' ? form.playbooks : [];
  const key = playbookKeys.some((each) => chosen.includes(each) && playbooks[each].readsKey);
  const workspace = workspaces[0]?.workspaceName ?? '';
  const vault = String(form.vault ?? '');
  const { mode } = (proof.vault ?? {}) as { readonly mode?: unknown };
  const given: AccessChart['given'] = [
    ...roles.map((name) => ({
      name,
      by: 'azure-role' as const,
      reaches: workspace,
      verb: Object.values(azureRoles).find(({ title }) => title === name)?.writes ? 'comments' : 'reads',
    })),
    ...(key
      ? [
          {
            name: mode === 'policy' ? 'Secret permission get' : azureRoles['key-vault-secrets-user'].title,
            by: mode === 'policy' ? ('vault-policy' as const) : ('vault-role' as const),
            reaches: vault,
            verb: 'reads the key',
          },
        ]
      : []),
  ];
  return {
    show: 'chart',
    title: `The playbooks reach ${workspace}${key ? `, the secrets of ${vault},` : ''} and nothing else`,
    caption: 'Each acts as itself, with an identity that only it can use and no secret of its own',
    chart: { chart: 'access', application: 'Playbooks', given, leftOut: [] },
  };
}
