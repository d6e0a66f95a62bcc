import type { Remedy } from '../../engine/model/problem.ts';
import type { Right } from '../catalogue/facts.ts';

/**
 * Where a person activates an eligible role: "My roles" in Privileged Identity Management
 * (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-activate-role).
 */
const page = (portal: string, kind: 'aadmigratedroles' | 'azurerbac') =>
  `${portal}/#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade/~/${kind}`;

interface Activation {
  /** A sentence to add after the cause, with a leading space. Empty if there is nothing to activate. */
  readonly because: string;
  readonly remedies: readonly Remedy[];
}

/** How a person can get an Entra right they lack: by activating an eligible role, if they have one. */
export function activation(right: Right | undefined, portal: string): Activation {
  const open: Remedy = { do: 'open', label: 'Activate my role', url: page(portal, 'aadmigratedroles') };
  const { eligible } = right ?? {};
  if (eligible === undefined) return { because: '', remedies: [] };
  if (eligible === 'could-not-look') {
    return {
      because:
        " We couldn't check whether you can activate one. This sign-in can't read it, but a sign-in with your own client ID can.",
      remedies: [open],
    };
  }
  return {
    because: ` You can activate ${eligible.role}. After that, this continues by itself.`,
    remedies: [open],
  };
}

/** The same for a role in Azure, where eligibility isn't checked. */
export function azureActivation(portal: string): Activation {
  return {
    because: ' An eligible role counts once you activate it.',
    remedies: [{ do: 'open', label: 'Activate my role', url: page(portal, 'azurerbac') }],
  };
}
