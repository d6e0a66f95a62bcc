/**
 * The logs of Entra, Microsoft 365 and Windows machines. Columns as in
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/auditlogs, and OfficeActivity and
 * SecurityEvent; columns that are always empty here are in published-columns.ts.
 */

import { outsideAddress, perDay } from './activity-tables.ts';
import { arrivalDelay } from './daily-pattern.ts';
import { hosts, people } from './detections.ts';
import { guidFor, type Random } from './random.ts';
import type { Made, StoredRecords } from './records.ts';
import { domainOf, type WorkspaceSeed } from './workspace.ts';

type Pair = readonly [operation: string, category: string];
type Triple = readonly [operation: string, workload: string, record: string];
type Event = readonly [id: number, activity: string];

const auditColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  OperationName: 'string',
  Category: 'string',
  CorrelationId: 'string',
  Identity: 'string',
  ActivityDateTime: 'datetime',
  ActivityDisplayName: 'string',
  AdditionalDetails: 'dynamic',
  Id: 'string',
  InitiatedBy: 'dynamic',
  LoggedByService: 'string',
  Result: 'string',
  TargetResources: 'dynamic',
  Type: 'string',
} as const;

/** https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const audited: readonly [Pair, ...Pair[]] = [
  ['Update user', 'UserManagement'],
  ['Add member to group', 'GroupManagement'],
  ['Reset user password', 'UserManagement'],
  ['Add member to role', 'RoleManagement'],
  ['Consent to application', 'ApplicationManagement'],
];

const audit = (workspace: WorkspaceSeed, chance: Random, at: number): Made<typeof auditColumns> => {
  const [who, whom] = [chance.pick(people), chance.pick(people)];
  const [operation, category] = chance.pick(audited);
  const address = (account: string) => `${account}@${domainOf(workspace)}`;
  return {
    at,
    seenAt: at + arrivalDelay(chance),
    cells: {
      TenantId: workspace.customerId,
      SourceSystem: 'Azure AD',
      TimeGenerated: at,
      OperationName: operation,
      Category: category,
      CorrelationId: chance.guid(),
      Identity: who.name,
      ActivityDateTime: at,
      ActivityDisplayName: operation,
      AdditionalDetails: [],
      Id: `Directory_${chance.guid()}`,
      InitiatedBy: {
        user: {
          id: guidFor('person', workspace.customerId, who.account),
          userPrincipalName: address(who.account),
          ipAddress: outsideAddress(chance),
        },
      },
      LoggedByService: 'Core Directory',
      Result: chance.happens(0.97) ? 'success' : 'failure',
      TargetResources: [
        {
          id: guidFor('person', workspace.customerId, whom.account),
          displayName: whom.name,
          type: 'User',
          userPrincipalName: address(whom.account),
          modifiedProperties: [],
        },
      ],
      Type: 'AuditLogs',
    },
  };
};

const officeColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  ClientIP: 'string',
  OfficeId: 'string',
  OfficeObjectId: 'string',
  OfficeWorkload: 'string',
  Operation: 'string',
  OrganizationId: 'string',
  RecordType: 'string',
  ResultStatus: 'string',
  Site_Url: 'string',
  Source_Name: 'string',
  SourceFileName: 'string',
  SourceRelativeUrl: 'string',
  UserAgent: 'string',
  UserId: 'string',
  UserKey: 'string',
  UserType: 'string',
  Type: 'string',
} as const;

/** https://learn.microsoft.com/purview/audit-log-activities */
const officeOperations: readonly [Triple, ...Triple[]] = [
  ['FileAccessed', 'SharePoint', 'SharePointFileOperation'],
  ['FileDownloaded', 'OneDrive', 'SharePointFileOperation'],
  ['MailItemsAccessed', 'Exchange', 'ExchangeItemAggregated'],
  ['New-InboxRule', 'Exchange', 'ExchangeAdmin'],
  ['TeamsSessionStarted', 'MicrosoftTeams', 'MicrosoftTeams'],
];

const office = (workspace: WorkspaceSeed, chance: Random, at: number): Made<typeof officeColumns> => {
  const person = chance.pick(people);
  const [operation, workload, record] = chance.pick(officeOperations);
  const file = record === 'SharePointFileOperation' ? chance.pick(['Budget.xlsx', 'Notes.docx']) : '';
  const site = file === '' ? '' : `https://${domainOf(workspace)}/sites/finance/`;
  return {
    at,
    seenAt: at + arrivalDelay(chance),
    cells: {
      TenantId: workspace.customerId,
      SourceSystem: 'OfficeActivityManager',
      TimeGenerated: at,
      ClientIP: outsideAddress(chance),
      OfficeId: chance.guid(),
      OfficeObjectId: file === '' ? '' : `${site}Shared Documents/${file}`,
      OfficeWorkload: workload,
      Operation: operation,
      OrganizationId: guidFor('organization', workspace.customerId),
      RecordType: record,
      ResultStatus: 'Succeeded',
      Site_Url: site,
      Source_Name: '',
      SourceFileName: file,
      SourceRelativeUrl: file === '' ? '' : 'Shared Documents',
      UserAgent: 'Mozilla/5.0',
      UserId: `${person.account}@${domainOf(workspace)}`,
      UserKey: guidFor('person', workspace.customerId, person.account),
      UserType: 'Regular',
      Type: 'OfficeActivity',
    },
  };
};

const windowsColumns = {
  TenantId: 'string',
  SourceSystem: 'string',
  TimeGenerated: 'datetime',
  Account: 'string',
  AccountType: 'string',
  Activity: 'string',
  AuthenticationPackageName: 'string',
  Channel: 'string',
  CommandLine: 'string',
  Computer: 'string',
  EventID: 'int',
  EventSourceName: 'string',
  IpAddress: 'string',
  LogonProcessName: 'string',
  LogonType: 'int',
  LogonTypeName: 'string',
  NewProcessName: 'string',
  ParentProcessName: 'string',
  Process: 'string',
  TargetAccount: 'string',
  TargetDomainName: 'string',
  TargetUserName: 'string',
  WorkstationName: 'string',
  Type: 'string',
} as const;

/** https://learn.microsoft.com/windows-server/identity/ad-ds/plan/appendix-l--events-to-monitor */
const windowsEvents: readonly [Event, ...Event[]] = [
  [4624, 'An account was successfully logged on.'],
  [4625, 'An account failed to log on.'],
  [4688, 'A new process has been created.'],
  [4672, 'Special privileges assigned to new logon.'],
];

const windows = (workspace: WorkspaceSeed, chance: Random, at: number): Made<typeof windowsColumns> => {
  const person = chance.pick(people);
  const [id, activity] = chance.pick(windowsEvents);
  const program = id === 4688 ? chance.pick(['powershell.exe', 'cmd.exe', 'explorer.exe']) : '';
  const signedIn = id === 4624 || id === 4625;
  const domain = (domainOf(workspace).split('.', 1)[0] ?? '').toUpperCase();
  const folder = 'C:\\Windows\\System32\\';
  return {
    at,
    seenAt: at + arrivalDelay(chance),
    cells: {
      TenantId: workspace.customerId,
      SourceSystem: 'OpsManager',
      TimeGenerated: at,
      Account: `${domain}\\${person.account}`,
      AccountType: 'User',
      Activity: `${id} - ${activity}`,
      AuthenticationPackageName: signedIn ? 'Negotiate' : '',
      Channel: 'Security',
      CommandLine: program,
      Computer: chance.pick(hosts),
      EventID: id,
      EventSourceName: 'Microsoft-Windows-Security-Auditing',
      IpAddress: signedIn ? outsideAddress(chance) : '',
      LogonProcessName: signedIn ? 'User32' : '',
      LogonType: signedIn ? 3 : null,
      LogonTypeName: signedIn ? '3 - Network' : '',
      NewProcessName: program === '' ? '' : `${folder}${program}`,
      ParentProcessName: program === '' ? '' : `${folder}services.exe`,
      Process: program,
      TargetAccount: signedIn ? `${domain}\\${person.account}` : '',
      TargetDomainName: signedIn ? domain : '',
      TargetUserName: signedIn ? person.account : '',
      WorkstationName: '',
      Type: 'SecurityEvent',
    },
  };
};

export const auditLogs = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  perDay('AuditLogs', auditColumns, workspace, now, 'activities', audit);
export const officeActivity = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  perDay('OfficeActivity', officeColumns, workspace, now, 'firewall', office);
export const securityEvent = (workspace: WorkspaceSeed, now: number): StoredRecords =>
  perDay('SecurityEvent', windowsColumns, workspace, now, 'firewall', windows);
