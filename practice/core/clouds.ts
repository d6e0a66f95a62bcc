import type { CloudName } from './contents.ts';
import { regions } from './regions.ts';

/**
 * The services a practice tenant answers for. `portal` is the Azure portal's own API, which the Azure CLI
 * calls. `logic` is where playbooks are called. `consent` is where a person authorizes an API connection.
 * `published` is where vendors publish files that anyone can read.
 */
export type ApiName =
  | 'login'
  | 'graph'
  | 'arm'
  | 'logs'
  | 'vault'
  | 'portal'
  | 'logic'
  | 'consent'
  | 'published';

export interface Cloud {
  readonly name: CloudName;
  readonly login: string;
  /** The issuer of version 1 tokens. The tenant ID and a slash follow it. */
  readonly issuerV1: string;
  readonly graph: string;
  readonly arm: string;
  readonly logs: string;
  readonly vaultSuffix: string;
  readonly portal: string;
  /** Values in openid-configuration: cloud_instance_name, tenant_region_scope, tenant_region_sub_scope. */
  readonly instance: readonly [name: string, region: string, subScope?: string];
  /** The page where a person enters a device code. */
  readonly deviceLogin: string;
  /** The suffix of a tenant's first domain. */
  readonly onMicrosoft: string;
  /** The security portal, which alerts link to. */
  readonly security: string;
  /** Whether Graph has security alerts here: https://learn.microsoft.com/graph/deployments#supported-features. */
  readonly securityAlerts: boolean;
  /** Follows `prod-NN.<region>`: https://learn.microsoft.com/rest/api/logic/workflows/list-callback-url */
  readonly logicSuffix: string;
  /** Follows `logic-apis-<region>`, as in examples/api-connections/managedApisGet.json. */
  readonly consentSuffix: string;
  readonly hosts: Readonly<Record<string, ApiName>>;
  /** The audiences that a token for each API can have, without a closing slash. */
  readonly audiences: Readonly<Record<Exclude<ApiName, 'login'>, readonly string[]>>;
}

const graphAppId = '00000003-0000-0000-c000-000000000000';
const armAppId = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
const logsAppId = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
const vaultAppId = 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093';
const portalAppId = '74658136-14ec-4630-ad9b-26e160ff0fc6';

/** Audiences that are the same in every cloud. The last three have none: their addresses carry the proof. */
const alikeEverywhere = { portal: [portalAppId], logic: [], consent: [], published: [] } as const;

/**
 * Endpoints of each cloud, from microsoft-apis section 2
 * (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud,
 * https://learn.microsoft.com/graph/deployments). They are written here a second time on purpose:
 * if both ends of a connection shared this code, they would share its mistakes.
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: 'public',
    login: 'login.microsoftonline.com',
    issuerV1: 'https://sts.windows.net/',
    graph: 'graph.microsoft.com',
    arm: 'management.azure.com',
    logs: 'api.loganalytics.azure.com',
    vaultSuffix: '.vault.azure.net',
    portal: 'main.iam.ad.ext.azure.com',
    instance: ['microsoftonline.com', 'EU'],
    deviceLogin: 'devicelogin',
    onMicrosoft: 'onmicrosoft.com',
    security: 'https://security.microsoft.com',
    securityAlerts: true,
    logicSuffix: '.logic.azure.com',
    consentSuffix: '.consent.azure-apim.net',
    hosts: {
      'login.microsoftonline.com': 'login',
      'login.windows.net': 'login',
      'login.microsoft.com': 'login',
      'sts.windows.net': 'login',
      'graph.microsoft.com': 'graph',
      'management.azure.com': 'arm',
      'management.core.windows.net': 'arm',
      'api.loganalytics.azure.com': 'logs',
      'api.loganalytics.io': 'logs',
      'main.iam.ad.ext.azure.com': 'portal',
      'raw.githubusercontent.com': 'published',
      'api.github.com': 'published',
    },
    audiences: {
      graph: ['https://graph.microsoft.com', graphAppId],
      arm: ['https://management.azure.com', 'https://management.core.windows.net', armAppId],
      logs: ['https://api.loganalytics.io', 'https://api.loganalytics.azure.com', logsAppId],
      vault: ['https://vault.azure.net', vaultAppId],
      ...alikeEverywhere,
    },
  },
  usgov: {
    name: 'usgov',
    login: 'login.microsoftonline.us',
    issuerV1: 'https://sts.windows.net/',
    graph: 'graph.microsoft.us',
    arm: 'management.usgovcloudapi.net',
    logs: 'api.loganalytics.us',
    vaultSuffix: '.vault.usgovcloudapi.net',
    portal: 'main.iam.ad.ext.azure.us',
    instance: ['microsoftonline.us', 'USGov'],
    deviceLogin: 'deviceloginus',
    onMicrosoft: 'onmicrosoft.us',
    security: 'https://security.microsoft.us',
    securityAlerts: true,
    logicSuffix: '.logic.azure.us',
    consentSuffix: '.consent.azure-apim.us',
    hosts: {
      'login.microsoftonline.us': 'login',
      'graph.microsoft.us': 'graph',
      'management.usgovcloudapi.net': 'arm',
      'management.core.usgovcloudapi.net': 'arm',
      'api.loganalytics.us': 'logs',
      'main.iam.ad.ext.azure.us': 'portal',
    },
    audiences: {
      graph: ['https://graph.microsoft.us', graphAppId],
      arm: ['https://management.usgovcloudapi.net', 'https://management.core.usgovcloudapi.net', armAppId],
      logs: ['https://api.loganalytics.us', logsAppId],
      vault: ['https://vault.usgovcloudapi.net', vaultAppId],
      ...alikeEverywhere,
    },
  },
  'usgov-dod': {
    name: 'usgov-dod',
    login: 'login.microsoftonline.us',
    issuerV1: 'https://sts.windows.net/',
    graph: 'dod-graph.microsoft.us',
    arm: 'management.usgovcloudapi.net',
    logs: 'api.loganalytics.us',
    vaultSuffix: '.vault.usgovcloudapi.net',
    portal: 'main.iam.ad.ext.azure.us',
    logicSuffix: '.logic.azure.us',
    consentSuffix: '.consent.azure-apim.us',
    instance: ['microsoftonline.us', 'USGov', 'DOD'],
    deviceLogin: 'deviceloginus',
    onMicrosoft: 'onmicrosoft.us',
    security: 'https://security.microsoft.us',
    securityAlerts: true,
    hosts: {
      'login.microsoftonline.us': 'login',
      'dod-graph.microsoft.us': 'graph',
      'management.usgovcloudapi.net': 'arm',
      'management.core.usgovcloudapi.net': 'arm',
      'api.loganalytics.us': 'logs',
      'main.iam.ad.ext.azure.us': 'portal',
    },
    audiences: {
      graph: ['https://dod-graph.microsoft.us', graphAppId],
      arm: ['https://management.usgovcloudapi.net', 'https://management.core.usgovcloudapi.net', armAppId],
      logs: ['https://api.loganalytics.us', logsAppId],
      vault: ['https://vault.usgovcloudapi.net', vaultAppId],
      ...alikeEverywhere,
    },
  },
  china: {
    name: 'china',
    login: 'login.partner.microsoftonline.cn',
    issuerV1: 'https://sts.chinacloudapi.cn/',
    graph: 'microsoftgraph.chinacloudapi.cn',
    arm: 'management.chinacloudapi.cn',
    logs: 'api.loganalytics.azure.cn',
    vaultSuffix: '.vault.azure.cn',
    portal: 'main.iam.ad.ext.azure.cn',
    logicSuffix: '.logic.azure.cn',
    consentSuffix: '.consent.azure-apim.cn',
    instance: ['partner.microsoftonline.cn', 'AS'],
    deviceLogin: 'deviceloginchina',
    onMicrosoft: 'partner.onmschina.cn',
    security: 'https://security.microsoft.cn',
    securityAlerts: false,
    hosts: {
      'login.partner.microsoftonline.cn': 'login',
      'login.chinacloudapi.cn': 'login',
      'microsoftgraph.chinacloudapi.cn': 'graph',
      'management.chinacloudapi.cn': 'arm',
      'management.core.chinacloudapi.cn': 'arm',
      'api.loganalytics.azure.cn': 'logs',
      'main.iam.ad.ext.azure.cn': 'portal',
    },
    audiences: {
      graph: ['https://microsoftgraph.chinacloudapi.cn', graphAppId],
      arm: ['https://management.chinacloudapi.cn', 'https://management.core.chinacloudapi.cn', armAppId],
      logs: ['https://api.loganalytics.azure.cn', logsAppId],
      vault: ['https://vault.azure.cn', vaultAppId],
      ...alikeEverywhere,
    },
  },
};

/**
 * The API and the cloud of a host name, or undefined if no practice tenant answers for it. The two US
 * Government clouds share all hosts but Graph's, so the tenant's own cloud is checked first.
 */
export function apiAt(
  hostname: string,
  own?: CloudName,
): { readonly api: ApiName; readonly cloud: Cloud } | undefined {
  const host = hostname.toLowerCase();
  for (const cloud of [...(own === undefined ? [] : [clouds[own]]), ...Object.values(clouds)]) {
    const api = cloud.hosts[host] ?? bySuffix(cloud, host);
    if (api !== undefined) return { api, cloud };
  }
  return undefined;
}

function bySuffix(cloud: Cloud, host: string): ApiName | undefined {
  if (host.endsWith(cloud.vaultSuffix)) return 'vault';
  if (host.endsWith(cloud.logicSuffix)) return 'logic';
  return host.endsWith(cloud.consentSuffix) ? 'consent' : undefined;
}

/** The host names in the certificate. With them, programs reach the practice tenant under its real names. */
export const certifiedHosts: readonly string[] = [
  ...new Set(
    Object.values(clouds).flatMap((cloud) => [
      ...Object.keys(cloud.hosts),
      `*${cloud.vaultSuffix}`,
      `*${cloud.consentSuffix}`,
      // A wildcard covers only one label, and the region is a label of its own before the suffix.
      ...regions
        .filter((region) => region.cloud === cloud.name)
        .map(({ name }) => `*.${name}${cloud.logicSuffix}`),
    ]),
  ),
];
