import { type CloudAddresses, cloudAddresses } from '../../engine/model/cloud-addresses.ts';
import type { CloudName, Resource } from '../contract/microsoft.ts';

/** Where each service of a cloud is reached, what its tokens are asked for, and where a person looks at it. */
export interface Cloud extends CloudAddresses {
  readonly name: CloudName;
  readonly title: string;
  /** What stands behind a vault's name in its address (".vault.azure.net"). */
  readonly vaultSuffix: string;
  /** What stands behind `prod-NN.<region>` in the address a playbook is called at (".logic.azure.com"). */
  readonly logicSuffix: string;
  /** What tokens are asked for, without `/.default`. */
  readonly audiences: Readonly<Record<Resource, string>>;
  readonly portal: string;
  readonly entraPortal: string;
  /** How the sign-in servers name this cloud (`cloud_instance_name` of openid-configuration). */
  readonly instanceName: string;
  /** Does Microsoft Graph serve security alerts here? https://learn.microsoft.com/graph/deployments#supported-features */
  readonly securityAlerts: boolean;
}

/**
 * Log Analytics, public: the new host is asked, while the audience stays the older name
 * (https://learn.microsoft.com/azure/azure-monitor/logs/api/access-api). Key Vault elsewhere:
 * https://github.com/hashicorp/go-azure-sdk/tree/main/sdk/environments.
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: 'public',
    title: 'Azure (public)',
    ...cloudAddresses.public,
    vaultSuffix: '.vault.azure.net',
    logicSuffix: '.logic.azure.com',
    audiences: {
      graph: 'https://graph.microsoft.com',
      azure: 'https://management.azure.com',
      'log-analytics': 'https://api.loganalytics.io',
      vault: 'https://vault.azure.net',
    },
    portal: 'https://portal.azure.com',
    entraPortal: 'https://entra.microsoft.com',
    instanceName: 'microsoftonline.com',
    securityAlerts: true,
  },
  usgov: {
    name: 'usgov',
    title: 'Azure Government (United States)',
    ...cloudAddresses.usgov,
    vaultSuffix: '.vault.usgovcloudapi.net',
    logicSuffix: '.logic.azure.us',
    audiences: {
      graph: 'https://graph.microsoft.us',
      azure: 'https://management.usgovcloudapi.net',
      'log-analytics': 'https://api.loganalytics.us',
      vault: 'https://vault.usgovcloudapi.net',
    },
    portal: 'https://portal.azure.us',
    entraPortal: 'https://entra.microsoft.us',
    instanceName: 'microsoftonline.us',
    securityAlerts: true,
  },
  'usgov-dod': {
    name: 'usgov-dod',
    title: 'Azure Government (Department of Defense)',
    ...cloudAddresses['usgov-dod'],
    vaultSuffix: '.vault.usgovcloudapi.net',
    logicSuffix: '.logic.azure.us',
    audiences: {
      graph: 'https://dod-graph.microsoft.us',
      azure: 'https://management.usgovcloudapi.net',
      'log-analytics': 'https://api.loganalytics.us',
      vault: 'https://vault.usgovcloudapi.net',
    },
    portal: 'https://portal.azure.us',
    entraPortal: 'https://entra.microsoft.us',
    instanceName: 'microsoftonline.us',
    securityAlerts: true,
  },
  china: {
    name: 'china',
    title: 'Azure China (21Vianet)',
    ...cloudAddresses.china,
    vaultSuffix: '.vault.azure.cn',
    logicSuffix: '.logic.azure.cn',
    audiences: {
      graph: 'https://microsoftgraph.chinacloudapi.cn',
      azure: 'https://management.chinacloudapi.cn',
      'log-analytics': 'https://api.loganalytics.azure.cn',
      vault: 'https://vault.azure.cn',
    },
    portal: 'https://portal.azure.cn',
    entraPortal: 'https://entra.microsoftonline.cn',
    instanceName: 'partner.microsoftonline.cn',
    securityAlerts: false,
  },
};

/** Where a vault of that name is reached: names are global, and each has an address of its own. */
export const vaultAddress = (cloud: Cloud, name: string): string =>
  `https://${name.toLowerCase()}${cloud.vaultSuffix}`;

/** Is it the address of a vault in this cloud? One label, of the signs a vault's name may have. */
export const isVaultHost = (cloud: Cloud, host: string): boolean =>
  host.endsWith(cloud.vaultSuffix) && /^[a-z0-9-]{3,24}$/u.test(host.slice(0, -cloud.vaultSuffix.length));

/**
 * Is it an address at which playbooks of this cloud are called (`prod-NN.region.logic.azure.com`)? No token ever goes
 * there: the signature in the address is all there is to show.
 * https://learn.microsoft.com/rest/api/logic/workflow-triggers/list-callback-url
 */
export const isPlaybookHost = (cloud: Cloud, host: string): boolean =>
  host.endsWith(cloud.logicSuffix) &&
  /^[a-z0-9-]+\.[a-z0-9-]+$/u.test(host.slice(0, -cloud.logicSuffix.length));

/** The only hosts this product talks to in a cloud, besides those of vaults and playbooks. */
export function hostsOf(cloud: Cloud): ReadonlySet<string> {
  return new Set(
    [cloud.login, cloud.graph, cloud.azure, cloud.logAnalytics].map((each) => new URL(each).host),
  );
}
