import { addressesOf } from '../../../engine/model/cloud-addresses.ts';
import type { ConnectionProfile } from '../../../engine/model/profile.ts';

/** How the tools name a cloud, each as its own documentation spells it. */
interface ToolCloud {
  /** https://registry.terraform.io/providers/hashicorp/azuread/latest/docs */
  readonly azuread: string;
  /** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs */
  readonly azurerm: string;
  /** Azure CLI and Az PowerShell: `az cloud list`, `Get-AzEnvironment`. */
  readonly azure: string;
  /** https://learn.microsoft.com/powershell/module/microsoft.graph.authentication/get-mgenvironment */
  readonly graphEnvironment: string;
  /** Microsoft Graph's origin, without a slash at the end. */
  readonly graph: string;
  /** AZURE_AUTHORITY_HOST of the Azure SDKs. */
  readonly authorityHost: string;
}

const clouds: Readonly<Record<string, Omit<ToolCloud, 'graph' | 'authorityHost'>>> = {
  public: {
    azuread: 'global',
    azurerm: 'public',
    azure: 'AzureCloud',
    graphEnvironment: 'Global',
  },
  usgov: {
    azuread: 'usgovernmentl4',
    azurerm: 'usgovernment',
    azure: 'AzureUSGovernment',
    graphEnvironment: 'USGov',
  },
  'usgov-dod': {
    azuread: 'usgovernmentl5',
    azurerm: 'usgovernment',
    azure: 'AzureUSGovernment',
    graphEnvironment: 'USGovDoD',
  },
  china: {
    azuread: 'china',
    azurerm: 'china',
    azure: 'AzureChinaCloud',
    graphEnvironment: 'China',
  },
};

/** A profile's cloud in the words of the tools. @throws Error for a cloud that isn't known */
export function toolCloud({ cloud }: Pick<ConnectionProfile, 'cloud'>): ToolCloud {
  const known = clouds[cloud];
  if (!known) throw new Error(`no cloud named ${cloud}`);
  const { graph, login } = addressesOf(cloud);
  return { ...known, graph, authorityHost: login };
}
