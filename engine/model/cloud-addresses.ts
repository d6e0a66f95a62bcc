/** Origins of a cloud's services, without a closing slash. */
export interface CloudAddresses {
  readonly login: string;
  readonly graph: string;
  /** Azure Resource Manager. */
  readonly azure: string;
  readonly logAnalytics: string;
}

/**
 * Sign-in and Graph: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud and
 * https://learn.microsoft.com/graph/deployments. Log Analytics, public:
 * https://learn.microsoft.com/azure/azure-monitor/logs/api/access-api. Azure and Log Analytics elsewhere:
 * https://github.com/hashicorp/go-azure-sdk/tree/main/sdk/environments. GCC (not High) lives in the public cloud.
 */
export const cloudAddresses = {
  public: {
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    azure: 'https://management.azure.com',
    logAnalytics: 'https://api.loganalytics.azure.com',
  },
  usgov: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    azure: 'https://management.usgovcloudapi.net',
    logAnalytics: 'https://api.loganalytics.us',
  },
  'usgov-dod': {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    azure: 'https://management.usgovcloudapi.net',
    logAnalytics: 'https://api.loganalytics.us',
  },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    azure: 'https://management.chinacloudapi.cn',
    logAnalytics: 'https://api.loganalytics.azure.cn',
  },
} as const satisfies Readonly<Record<string, CloudAddresses>>;

/** @throws Error for a cloud that is none of these */
export function addressesOf(cloud: string): CloudAddresses {
  if (!Object.hasOwn(cloudAddresses, cloud)) throw new Error(`no cloud named ${cloud}`);
  return cloudAddresses[cloud as keyof typeof cloudAddresses];
}
