import type { ConnectionProfile } from '../../engine/model/profile.ts';
import type { AccessChart, Show } from '../../engine/model/show.ts';
import { azureRoles, retirements } from '../catalogue/microsoft-ids.ts';

/**
 * Graph application permissions apply to the whole tenant. Those of a data API apply only where a role grants access
 * too.
 */
const graphPermissions: Readonly<Record<string, string>> = {
  'SecurityEvents.Read.All': 'Secure scores',
  'SecurityAlert.Read.All': 'Alerts',
  'SecurityAlert.ReadWrite.All': 'Alerts',
  'SecurityIncident.Read.All': 'Incidents in Microsoft Defender',
  'SecurityIncident.ReadWrite.All': 'Incidents in Microsoft Defender',
  'ThreatHunting.Read.All': 'What Microsoft Defender collects',
};

const graphVerb = (permission: string): string =>
  permission.includes('ReadWrite') ? 'reads and changes' : 'reads';

/**
 * Who may reach what, as a drawing, from a finished profile. `asked` are the permissions the vendor's document asks
 * for: one that was not granted is drawn as left out.
 */
export function accessShow(profile: ConnectionProfile, application: string, asked: readonly string[]): Show {
  const names = profile.workspaces.map(({ workspaceName }) => workspaceName);
  const given: AccessChart['given'] = [
    ...profile.permissions.flatMap((name): AccessChart['given'] => {
      const whole = graphPermissions[name];
      if (whole !== undefined) return [{ name, by: 'graph-consent', reaches: whole, verb: graphVerb(name) }];
      return names.map((reaches) => ({ name, by: 'data-consent', reaches, verb: 'queries logs' }));
    }),
    ...profile.roles.flatMap((name) =>
      names.map((reaches) => ({ name, by: 'azure-role' as const, reaches, verb: verbOf(name) })),
    ),
  ];
  const reached = names.length === 1 ? (names[0] ?? '') : `${names.length} workspaces`;
  const beyond = profile.permissions.some((name) => graphPermissions[name] !== undefined);
  return {
    show: 'chart',
    title: `${application} reaches ${reached}${beyond ? ' and, through Microsoft Graph, the whole tenant' : ' and nothing else'}`,
    caption: 'Reading logs needs both the API permission and a role on the workspace',
    chart: {
      chart: 'access',
      application,
      given,
      leftOut: asked
        .filter((name) => !profile.permissions.includes(name))
        .map((name) => ({ name, because: whyLeftOut(name, profile.createdAt) })),
    },
  };
}

function verbOf(role: string): string {
  const known = Object.values(azureRoles).find(({ title }) => title === role);
  return known?.writes ? 'updates incidents' : 'reads';
}

/** `at`: ISO-8601, when the profile was made. */
function whyLeftOut(permission: string, at: string): string {
  const rule = retirements.find((each) => each.permission === permission);
  return rule ? `${rule.on <= at.slice(0, 10) ? 'retired' : 'retires'} ${rule.on}` : 'not chosen';
}
