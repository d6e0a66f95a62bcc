import { type CloudAddresses, cloudAddresses } from '../../engine/model/cloud-addresses.ts';
import type { CloudName, Resource } from '../contract/microsoft.ts';

/** A cloud's addresses: the services, the audiences of their tokens, and the portals for a person. */
export interface Cloud extends CloudAddresses {
  readonly name: CloudName;
  readonly title: string;
  /** The part of a vault's address after its name (".vault.azure.net"). */
  readonly vaultSuffix: string;
  /** The part of a playbook's call address after `prod-NN.<region>` (".logic.azure.com"). */
  readonly logicSuffix: string;
  /** The audience of each API's tokens, without `/.default`. */
  readonly audiences: Readonly<Record<Resource, string>>;
  readonly portal: string;
  readonly entraPortal: string;
  /** The sign-in servers' name for this cloud (`cloud_instance_name` of openid-configuration). */
  readonly instanceName: string;
  /** Whether Microsoft Graph serves security alerts here: https://learn.microsoft.com/graph/deployments#supported-features */
  readonly securityAlerts: boolean;
}

/**
 * Log Analytics in the public cloud uses the new host, but the audience keeps the older name
 * (https://learn.microsoft.com/azure/azure-monitor/logs/api/access-api). Key Vault in other clouds:
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

/** The address of the vault with that name. Names are global, and each has its own address. */
export const vaultAddress = (cloud: Cloud, name: string): string =>
  `https://${name.toLowerCase()}${cloud.vaultSuffix}`;

/** Whether it is the address of a vault in this cloud: one label, in the characters of a vault name. */
export const isVaultHost = (cloud: Cloud, host: string): boolean =>
  host.endsWith(cloud.vaultSuffix) && /^[a-z0-9-]{3,24}$/u.test(host.slice(0, -cloud.vaultSuffix.length));

/**
 * Whether it is a call address of playbooks in this cloud (`prod-NN.region.logic.azure.com`). It never gets
 * a token, because the signature in the address is the only credential.
 * https://learn.microsoft.com/rest/api/logic/workflow-triggers/list-callback-url
 */
export const isPlaybookHost = (cloud: Cloud, host: string): boolean =>
  host.endsWith(cloud.logicSuffix) &&
  /^[a-z0-9-]+\.[a-z0-9-]+$/u.test(host.slice(0, -cloud.logicSuffix.length));

/** The only hosts that this product talks to in a cloud, apart from vaults and playbooks. */
export function hostsOf(cloud: Cloud): ReadonlySet<string> {
  return new Set(
    [cloud.login, cloud.graph, cloud.azure, cloud.logAnalytics].map((each) => new URL(each).host),
  );
}
