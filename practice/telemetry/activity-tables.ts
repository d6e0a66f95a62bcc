/**
 * The data a workspace collects besides alerts: sign-ins, heartbeats, usage, Azure's own log, a firewall.
 * Columns and types as in https://learn.microsoft.com/azure/azure-monitor/reference/tables-category. The
 * widest tables (SigninLogs, CommonSecurityLog, AzureActivity) have only the columns in common use.
 */

import type { KqlType } from '../kql/values/language.ts';
import {
  arrivalDelay,
  busyness,
  day,
  dayOf,
  eventsOn,
  hour,
  minute,
  momentOn,
  windowDays,
} from './daily-pattern.ts';
import { hosts, people } from './detections.ts';
import { guidFor, type Random, randomOf } from './random.ts';
import { dailyRecordsOf, type Made, type StoredRecords } from './records.ts';
import { domainOf, ratesOf, type WorkspaceSeed } from './workspace.ts';

/** An address from the ranges reserved for documentation (RFC 5737), so that no real address is shown. */
export const outsideAddress = (chance: Random): string =>
  `${chance.pick(['192.0.2', '198.51.100', '203.0.113'])}.${chance.whole(1, 254)}`;

const days = (now: number): readonly number[] =>
  Array.from({ length: windowDays + 1 }, (_, at) => dayOf(now) - windowDays + at);

const chanceFor = (workspace: WorkspaceSeed, table: string, dayNumber: number): Random =>
  randomOf(table, workspace.signals.seed, workspace.customerId, dayNumber);

const signInColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  OperationName: 'string',
  OperationVersion: 'string',
  Category: 'string',
  ResultType: 'string',
  ResultSignature: 'string',
  ResultDescription: 'string',
  CorrelationId: 'string',
  Identity: 'string',
  Level: 'string',
  Location: 'string',
  AppDisplayName: 'string',
  AppId: 'string',
  AuthenticationRequirement: 'string',
  ClientAppUsed: 'string',
  ConditionalAccessStatus: 'string',
  CreatedDateTime: 'datetime',
  DeviceDetail: 'dynamic',
  Id: 'string',
  IPAddress: 'string',
  IsInteractive: 'bool',
  LocationDetails: 'dynamic',
  MfaDetail: 'dynamic',
  ResourceDisplayName: 'string',
  RiskLevelDuringSignIn: 'string',
  RiskState: 'string',
  Status: 'dynamic',
  UserDisplayName: 'string',
  UserId: 'string',
  UserPrincipalName: 'string',
  UserType: 'string',
  Type: 'string',
} as const;

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const signInResults: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['0', ''],
  ['0', ''],
  ['0', ''],
  ['0', ''],
  ['0', ''],
  ['0', ''],
  ['0', ''],
  ['0', ''],
  ['50126', 'Error validating credentials due to invalid username or password.'],
  ['50074', 'Strong Authentication is required.'],
  ['53003', 'Access has been blocked by Conditional Access policies.'],
];

const signIn = (workspace: WorkspaceSeed, chance: Random, at: number): Made<typeof signInColumns> => {
  const person = chance.pick(people);
  const [code, description] = chance.pick(signInResults);
  const country = chance.pick(['NL', 'NL', 'NL', 'DE', 'DE', 'GB', 'BR']);
  const application = chance.pick([
    'Office 365 Exchange Online',
    'Microsoft Teams',
    'SharePoint Online',
    'Azure Portal',
  ]);
  return {
    at,
    seenAt: at + arrivalDelay(chance),
    cells: {
      TenantId: workspace.customerId,
      SourceSystem: 'Azure AD',
      TimeGenerated: at,
      OperationName: 'Sign-in activity',
      OperationVersion: '1.0',
      Category: 'SignInLogs',
      ResultType: code,
      ResultSignature: 'None',
      ResultDescription: description,
      CorrelationId: chance.guid(),
      Identity: person.name,
      Level: '4',
      Location: country,
      AppDisplayName: application,
      AppId: guidFor('application', application),
      AuthenticationRequirement: chance.happens(0.7)
        ? 'multiFactorAuthentication'
        : 'singleFactorAuthentication',
      ClientAppUsed: chance.pick(['Browser', 'Mobile Apps and Desktop clients']),
      ConditionalAccessStatus: code === '53003' ? 'failure' : 'success',
      CreatedDateTime: at,
      DeviceDetail: {
        operatingSystem: chance.pick(['Windows10', 'MacOs', 'Ios', 'Android']),
        browser: 'Edge',
      },
      Id: chance.guid(),
      IPAddress: outsideAddress(chance),
      IsInteractive: true,
      LocationDetails: { countryOrRegion: country },
      MfaDetail: null,
      ResourceDisplayName: application,
      RiskLevelDuringSignIn: chance.happens(0.03) ? chance.pick(['low', 'medium']) : 'none',
      RiskState: 'none',
      Status: { errorCode: Number(code), ...(description !== '' && { failureReason: description }) },
      UserDisplayName: person.name,
      UserId: guidFor('person', workspace.customerId, person.account),
      UserPrincipalName: `${person.account}@${domainOf(workspace)}`,
      UserType: 'Member',
      Type: 'SigninLogs',
    },
  };
};

/** A table of events. The rate is the average number of events per day. */
export const perDay = <Columns extends Readonly<Record<string, KqlType>>>(
  table: string,
  columns: Columns,
  workspace: WorkspaceSeed,
  now: number,
  rate: keyof ReturnType<typeof ratesOf>,
  make: (workspace: WorkspaceSeed, chance: Random, at: number) => Made<Columns>,
): StoredRecords =>
  dailyRecordsOf(table, columns, workspace, now, () =>
    days(now).flatMap((dayNumber) => {
      const chance = chanceFor(workspace, table, dayNumber);
      return Array.from({ length: eventsOn(chance, dayNumber, ratesOf(workspace)[rate]) }, () =>
        make(workspace, chance, momentOn(chance, dayNumber)),
      );
    }),
  );

export const signinLogs = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  perDay('SigninLogs', signInColumns, workspace, now, 'signIns', signIn);

const heartbeatColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  Computer: 'string',
  ComputerIP: 'string',
  OSType: 'string',
  OSName: 'string',
  OSMajorVersion: 'string',
  OSMinorVersion: 'string',
  Version: 'string',
  Category: 'string',
  SCAgentChannel: 'string',
  IsGatewayInstalled: 'bool',
  RemoteIPCountry: 'string',
  Solutions: 'string',
  ComputerEnvironment: 'string',
  ResourceGroup: 'string',
  ResourceId: 'string',
  Resource: 'string',
  ResourceProvider: 'string',
  ResourceType: 'string',
  SubscriptionId: 'string',
  Type: 'string',
} as const;

/** A real agent reports every minute. Here it reports every 15 minutes, which needs far fewer rows. */
const heartbeatEvery = 15 * minute;

export const heartbeat = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  dailyRecordsOf('Heartbeat', heartbeatColumns, workspace, now, () =>
    days(now).flatMap((dayNumber) => {
      const chance = chanceFor(workspace, 'Heartbeat', dayNumber);
      return hosts.slice(0, ratesOf(workspace).machines).flatMap((host, machine) =>
        Array.from({ length: day / heartbeatEvery }, (_, beat): Made<typeof heartbeatColumns> => {
          const at = dayNumber * day + beat * heartbeatEvery + machine * 7_000 + chance.whole(0, 900);
          return {
            at,
            seenAt: at + arrivalDelay(chance),
            cells: {
              TenantId: workspace.customerId,
              SourceSystem: 'Linux',
              TimeGenerated: at,
              Computer: host,
              ComputerIP: `10.0.0.${machine + 4}`,
              OSType: 'Linux',
              OSName: 'Ubuntu',
              OSMajorVersion: '24',
              OSMinorVersion: '04',
              Version: '1.34.1',
              Category: 'Azure Monitor Agent',
              SCAgentChannel: 'Direct',
              IsGatewayInstalled: false,
              RemoteIPCountry: 'Netherlands',
              Solutions: '',
              ComputerEnvironment: 'Azure',
              ResourceGroup: workspace.resourceGroup,
              ResourceId: `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${host}`,
              Resource: host,
              ResourceProvider: 'Microsoft.Compute',
              ResourceType: 'virtualMachines',
              SubscriptionId: workspace.subscriptionId,
              Type: 'Heartbeat',
            },
          };
        }),
      );
    }),
  );

const usageColumns = {
  TenantId: 'string',
  Computer: 'string',
  TimeGenerated: 'datetime',
  SourceSystem: 'string',
  StartTime: 'datetime',
  EndTime: 'datetime',
  ResourceUri: 'string',
  DataType: 'string',
  Solution: 'string',
  Quantity: 'real',
  QuantityUnit: 'string',
  IsBillable: 'bool',
  MeterId: 'string',
  Type: 'string',
} as const;

interface Metered {
  readonly table: string;
  readonly solution: string;
  /** Megabytes in an average hour of a lively workspace. */
  readonly megabytes: number;
  readonly billable: boolean;
  /** Whether its volume follows the working day. */
  readonly rhythmic: boolean;
}

const metered: readonly Metered[] = [
  { table: 'CommonSecurityLog', solution: 'Security', megabytes: 84, billable: true, rhythmic: true },
  { table: 'SigninLogs', solution: 'LogManagement', megabytes: 21, billable: true, rhythmic: true },
  { table: 'Heartbeat', solution: 'LogManagement', megabytes: 0.4, billable: false, rhythmic: false },
  { table: 'AzureActivity', solution: 'LogManagement', megabytes: 0.9, billable: false, rhythmic: true },
  { table: 'SecurityAlert', solution: 'SecurityInsights', megabytes: 0.05, billable: false, rhythmic: true },
  {
    table: 'SecurityIncident',
    solution: 'SecurityInsights',
    megabytes: 0.03,
    billable: false,
    rhythmic: true,
  },
];

/** One record for each table and hour, written some minutes after the hour. */
export const usage = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  dailyRecordsOf('Usage', usageColumns, workspace, now, () =>
    days(now).flatMap((dayNumber) => {
      const chance = chanceFor(workspace, 'Usage', dayNumber);
      const share = workspace.signals.profile === 'lively' ? 1 : 0.04;
      return Array.from({ length: 24 }, (_, at) => dayNumber * day + at * hour).flatMap((start) =>
        metered.map((one): Made<typeof usageColumns> => {
          const scale = one.rhythmic ? busyness(start) : 1;
          return {
            at: start,
            seenAt: start + hour + 4 * minute + arrivalDelay(chance),
            cells: {
              TenantId: workspace.customerId,
              Computer: 'Deprecated field: see http://aka.ms/LA-Usage',
              TimeGenerated: start,
              SourceSystem: 'OMS',
              StartTime: start,
              EndTime: start + hour,
              ResourceUri: workspace.id,
              DataType: one.table,
              Solution: one.solution,
              Quantity: Number((one.megabytes * share * scale * chance.between(0.8, 1.2)).toFixed(6)),
              QuantityUnit: 'MBytes',
              IsBillable: one.billable,
              MeterId: guidFor('meter', one.solution),
              Type: 'Usage',
            },
          };
        }),
      );
    }),
  );

const activityColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  CallerIpAddress: 'string',
  CategoryValue: 'string',
  CorrelationId: 'string',
  Authorization: 'string',
  EventDataId: 'string',
  EventSubmissionTimestamp: 'datetime',
  Level: 'string',
  OperationId: 'string',
  OperationNameValue: 'string',
  ResourceProviderValue: 'string',
  Properties: 'string',
  Properties_d: 'dynamic',
  Caller: 'string',
  ActivityStatusValue: 'string',
  ActivitySubstatusValue: 'string',
  ResourceGroup: 'string',
  SubscriptionId: 'string',
  Resource: 'string',
  _ResourceId: 'string',
  Type: 'string',
} as const;

const operations: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION', 'MICROSOFT.COMPUTE'],
  ['MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION', 'MICROSOFT.COMPUTE'],
  ['MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/WRITE', 'MICROSOFT.NETWORK'],
  ['MICROSOFT.STORAGE/STORAGEACCOUNTS/LISTKEYS/ACTION', 'MICROSOFT.STORAGE'],
  ['MICROSOFT.RESOURCES/DEPLOYMENTS/WRITE', 'MICROSOFT.RESOURCES'],
  ['MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE', 'MICROSOFT.AUTHORIZATION'],
];

/** Azure's own log takes 3 to 20 minutes. https://learn.microsoft.com/azure/azure-monitor/logs/data-ingestion-time */
export const azureActivity = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  dailyRecordsOf('AzureActivity', activityColumns, workspace, now, () =>
    days(now).flatMap((dayNumber) => {
      const chance = chanceFor(workspace, 'AzureActivity', dayNumber);
      return Array.from(
        { length: eventsOn(chance, dayNumber, ratesOf(workspace).activities) },
        (): Made<typeof activityColumns> => {
          const at = momentOn(chance, dayNumber);
          const [operation, provider] = chance.pick(operations);
          const resource = chance.pick(hosts);
          return {
            at,
            seenAt: at + 2 * minute + arrivalDelay(chance, 3),
            cells: {
              TenantId: workspace.customerId,
              SourceSystem: 'Azure',
              TimeGenerated: at,
              CallerIpAddress: outsideAddress(chance),
              CategoryValue: 'Administrative',
              CorrelationId: chance.guid(),
              Authorization: '{}',
              EventDataId: chance.guid(),
              EventSubmissionTimestamp: at + minute,
              Level: 'Information',
              OperationId: chance.guid(),
              OperationNameValue: operation,
              ResourceProviderValue: provider,
              Properties: '{}',
              Properties_d: {},
              Caller: `${chance.pick(people).account}@${domainOf(workspace)}`,
              ActivityStatusValue: chance.happens(0.95) ? 'Success' : 'Failure',
              ActivitySubstatusValue: '',
              ResourceGroup: workspace.resourceGroup.toUpperCase(),
              SubscriptionId: workspace.subscriptionId,
              Resource: resource,
              _ResourceId: `/subscriptions/${workspace.subscriptionId}/resourcegroups/${workspace.resourceGroup.toLowerCase()}/providers/${provider.toLowerCase()}/${resource}`,
              Type: 'AzureActivity',
            },
          };
        },
      );
    }),
  );

const firewallColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  Computer: 'string',
  DeviceVendor: 'string',
  DeviceProduct: 'string',
  DeviceVersion: 'string',
  DeviceEventClassID: 'string',
  Activity: 'string',
  LogSeverity: 'string',
  DeviceAction: 'string',
  ApplicationProtocol: 'string',
  Protocol: 'string',
  SourceIP: 'string',
  SourcePort: 'int',
  SourceUserName: 'string',
  DestinationIP: 'string',
  DestinationPort: 'int',
  DestinationHostName: 'string',
  SentBytes: 'long',
  ReceivedBytes: 'long',
  Message: 'string',
  Type: 'string',
} as const;

export const commonSecurityLog = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  dailyRecordsOf('CommonSecurityLog', firewallColumns, workspace, now, () =>
    days(now).flatMap((dayNumber) => {
      const chance = chanceFor(workspace, 'CommonSecurityLog', dayNumber);
      return Array.from(
        { length: eventsOn(chance, dayNumber, ratesOf(workspace).firewall) },
        (): Made<typeof firewallColumns> => {
          const at = momentOn(chance, dayNumber);
          const allowed = chance.happens(0.8);
          return {
            at,
            seenAt: at + arrivalDelay(chance),
            cells: {
              TenantId: workspace.customerId,
              SourceSystem: 'Linux',
              TimeGenerated: at,
              Computer: 'fw-edge-01',
              DeviceVendor: 'Palo Alto Networks',
              DeviceProduct: 'PAN-OS',
              DeviceVersion: '11.1.2',
              DeviceEventClassID: 'TRAFFIC',
              Activity: allowed ? 'end' : 'deny',
              LogSeverity: allowed ? '1' : '3',
              DeviceAction: allowed ? 'allow' : 'deny',
              ApplicationProtocol: chance.pick(['ssl', 'dns', 'web-browsing', 'ssh']),
              Protocol: chance.pick(['tcp', 'udp']),
              SourceIP: `10.0.${chance.whole(0, 3)}.${chance.whole(4, 254)}`,
              SourcePort: chance.whole(1024, 65_535),
              SourceUserName: chance.pick(people).account,
              DestinationIP: outsideAddress(chance),
              DestinationPort: chance.pick([443, 53, 80, 22]),
              DestinationHostName: '',
              SentBytes: chance.whole(200, 90_000),
              ReceivedBytes: chance.whole(200, 900_000),
              Message: '',
              Type: 'CommonSecurityLog',
            },
          };
        },
      );
    }),
  );
