import type { Remedy } from '../../engine/model/problem.ts';
import type { Right } from '../catalogue/facts.ts';

/**
 * Where a person activates an eligible role: "My roles" in Privileged Identity Management
 * (https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-activate-role).
 */
const page = (portal: string, kind: 'aadmigratedroles' | 'azurerbac') =>
  `${portal}/#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade/~/${kind}`;

interface Activation {
  /** A sentence to follow the cause, with a blank before it; empty where there is nothing to activate. */
  readonly because: string;
  readonly remedies: readonly Remedy[];
}

/** What a person may do about an Entra right they do not hold: activate a role of their own, where they have one. */
export function activation(right: Right | undefined, portal: string): Activation {
  const open: Remedy = { do: 'open', label: 'Activate my role', url: page(portal, 'aadmigratedroles') };
  const { eligible } = right ?? {};
  if (eligible === undefined) return { because: '', remedies: [] };
  if (eligible === 'could-not-look') {
    return {
      because:
        ' Whether you may activate one could not be looked at: this sign-in may not read it, one through your own client application may.',
      remedies: [open],
    };
  }
  return {
    because: ` You may activate ${eligible.role}; once it is active, this goes on by itself.`,
    remedies: [open],
  };
}

/** The same for a role in Azure, where eligibility is not looked at. */
export function azureActivation(portal: string): Activation {
  return {
    because: ' An eligible role counts once you activate it.',
    remedies: [{ do: 'open', label: 'Activate my role', url: page(portal, 'azurerbac') }],
  };
}
