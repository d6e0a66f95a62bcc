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

const clouds: Readonly<Record<string, ToolCloud>> = {
  public: {
    azuread: 'global',
    azurerm: 'public',
    azure: 'AzureCloud',
    graphEnvironment: 'Global',
    graph: 'https://graph.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
  },
  usgov: {
    azuread: 'usgovernmentl4',
    azurerm: 'usgovernment',
    azure: 'AzureUSGovernment',
    graphEnvironment: 'USGov',
    graph: 'https://graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
  },
  'usgov-dod': {
    azuread: 'usgovernmentl5',
    azurerm: 'usgovernment',
    azure: 'AzureUSGovernment',
    graphEnvironment: 'USGovDoD',
    graph: 'https://dod-graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
  },
  china: {
    azuread: 'china',
    azurerm: 'china',
    azure: 'AzureChinaCloud',
    graphEnvironment: 'China',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authorityHost: 'https://login.partner.microsoftonline.cn',
  },
};

/** A profile's cloud in the words of the tools. */
export function toolCloud({ cloud }: Pick<ConnectionProfile, 'cloud'>): ToolCloud {
  const known = clouds[cloud];
  if (!known) throw new Error(`no cloud named ${cloud}`);
  return known;
}
