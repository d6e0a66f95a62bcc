// cspell:disable -- names of columns as Microsoft spells them
/**
 * Microsoft's published columns of tables for which the practice tenant has fewer values than columns. The
 * other columns are empty. From https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs,
 * and auditlogs, officeactivity, securityevent and azureactivity (read from
 * MicrosoftDocs/azure-reference-other and MicrosoftDocs/azure-monitor-docs).
 */
import type { KqlType } from '../kql/values/language.ts';

/** Column names by type. `other` gives the types of columns that are not strings. */
interface Published {
  readonly string: string;
  readonly other: Readonly<Record<string, KqlType>>;
}

const published: Readonly<Record<string, Published>> = {
  SigninLogs: {
    string:
      'AADTenantId AlternateSignInName AuthenticationContextClassReferences AuthenticationDetails AuthenticationMethodsUsed AuthenticationProcessingDetails AuthenticationRequirementPolicies AutonomousSystemNumber HomeTenantId IPAddressFromResourceProvider NetworkLocationDetails OriginalRequestId ProcessingTimeInMilliseconds Resource ResourceGroup ResourceId ResourceIdentity ResourceProvider ResourceServicePrincipalId ResourceTenantId RiskDetail RiskEventTypes RiskEventTypes_V2 RiskLevelAggregated ServicePrincipalId ServicePrincipalName SessionLifetimePolicies SignInIdentifier SignInIdentifierType TokenIssuerName TokenIssuerType UniqueTokenIdentifier UserAgent',
    other: {
      ConditionalAccessPolicies: 'dynamic',
      DurationMs: 'long',
      FlaggedForReview: 'bool',
      IsRisky: 'bool',
    },
  },
  AzureActivity: {
    string:
      'ActivityStatus ActivityStatusValue ActivitySubstatus ActivitySubstatusValue Category Claims Hierarchy HTTPRequest OperationName Resource ResourceGroup ResourceId ResourceProvider SubscriptionId',
    other: { Authorization_d: 'dynamic', Claims_d: 'dynamic' },
  },
  AuditLogs: {
    string:
      'AADOperationType AADTenantId Level Location OperationVersion Resource ResourceGroup ResourceId ResourceProvider ResultDescription ResultReason ResultSignature ResultType',
    other: { DurationMs: 'long' },
  },
  OfficeActivity: {
    string:
      'AADGroupId AADTarget Activity Actor ActorContextId ActorIpAddress AddOnGuid AddonName AddOnType AffectedItems AppDistributionMode AppId Application ApplicationId AzureActiveDirectory_EventType AzureADAppId ChannelGuid ChannelName ChannelType ChatName ChatThreadId Client ClientAppId ClientInfoString Client_IPAddress ClientMachineName ClientProcessName ClientVersion CommunicationType CustomEvent DestFolder DestinationFileExtension DestinationFileName DestinationRelativeUrl DestMailboxId DestMailboxOwnerMasterAccountSid DestMailboxOwnerSid DestMailboxOwnerUPN EffectiveOrganization ElevationApprover ElevationRequestId ElevationRole Event_Data EventSource ExtendedProperties ExternalAccess Folder Folders GenericInfo InterSystemsId IntraSystemId Item ItemName ItemType Logon_Type LogonUserDisplayName LogonUserSid MachineDomainInfo MachineId MailboxGuid MailboxOwnerMasterAccountSid MailboxOwnerSid MailboxOwnerUPN MessageId ModifiedObjectResolvedName ModifiedProperties Name NewValue OfficeTenantId OldValue OperationScope OrganizationName OriginatingServer Parameters ResultReasonType SendAsUserMailboxGuid SendAsUserSmtp SendonBehalfOfUserMailboxGuid SendOnBehalfOfUserSmtp SharingType Site_ SourceFileExtension SourceRecordId SRPolicyId SRPolicyName SupportTicketId TabType TargetContextId TargetUserId TargetUserOrGroupName TargetUserOrGroupType TeamGuid TeamName UserDomain UserSharedWith',
    other: {
      CrossMailboxOperations: 'bool',
      DataCenterSecurityEventType: 'int',
      ElevationApprovedTime: 'datetime',
      ElevationDuration: 'int',
      ElevationTime: 'datetime',
      ExtraProperties: 'dynamic',
      InternalLogonType: 'int',
      IsManagedDevice: 'bool',
      LoginStatus: 'int',
      Members: 'dynamic',
      OperationProperties: 'dynamic',
      SRRuleMatchDetails: 'dynamic',
      Start_Time: 'datetime',
    },
  },
  SecurityEvent: {
    string:
      'AccessMask AccountDomain AccountExpires AccountName AccountSessionIdentifier AdditionalInfo AdditionalInfo2 AllowedToDelegateTo Attributes AuditPolicyChanges AuthenticationProvider AuthenticationServer AuthenticationType AzureDeploymentID CACertificateHash CalledStationID CallerProcessId CallerProcessName CallingStationID CAPublicKeyHash CategoryId CertificateDatabaseHash ClassId ClassName ClientAddress ClientIPAddress ClientName CompatibleIds DCDNSName DeviceDescription DeviceId DisplayName Disposition DomainBehaviorVersion DomainName DomainPolicyChanged DomainSid EAPType ElevatedToken EventData ExtendedQuarantineState FailureReason FileHash FilePath FilePathNoUser Filter ForceLogoff Fqbn FullyQualifiedSubjectMachineName FullyQualifiedSubjectUserName GroupMembership HandleId HardwareIds HomeDirectory HomePath InterfaceUuid IpPort Level LmPackageName LocationInformation LockoutDuration LockoutObservationWindow LockoutThreshold LoggingResult LogonGuid LogonHours LogonID MachineAccountQuota MachineInventory MachineLogon ManagementGroupName MandatoryLabel MaxPasswordAge MemberName MemberSid MinPasswordAge MinPasswordLength MixedDomainMode NASIdentifier NASIPv4Address NASIPv6Address NASPort NASPortType NetworkPolicyName NewDate NewMaxUsers NewProcessId NewRemark NewShareFlags NewTime NewUacValue NewValue NewValueType ObjectName ObjectServer ObjectType ObjectValueName OemInformation OldMaxUsers OldRemark OldShareFlags OldUacValue OldValue OldValueType OperationType PackageName PasswordHistoryLength PasswordLastSet PasswordProperties PreviousDate PreviousTime PrimaryGroupId PrivateKeyUsageCount PrivilegeList ProcessId ProcessName ProfilePath Properties ProtocolSequence ProxyPolicyName QuarantineHelpURL QuarantineSessionID QuarantineSessionIdentifier QuarantineState QuarantineSystemHealthResult RelativeTargetName RemoteIpAddress RemotePort Requester RequestId RestrictedAdminMode RowsDeleted SamAccountName ScriptPath SecurityDescriptor ServiceAccount ServiceFileName ServiceName ServiceType SessionName ShareLocalPath ShareName SidHistory SourceComputerId Status StorageAccount SubcategoryGuid SubcategoryId Subject SubjectAccount SubjectDomainName SubjectKeyIdentifier SubjectLogonId SubjectMachineName SubjectMachineSID SubjectUserName SubjectUserSid SubStatus TableId TargetInfo TargetLinkedLogonId TargetLogonGuid TargetLogonId TargetOutboundDomainName TargetOutboundUserName TargetServerName TargetSid TargetUser TargetUserSid TemplateContent TemplateDSObjectFQDN TemplateInternalName TemplateOID TemplateSchemaVersion TemplateVersion TokenElevationType TransmittedServices UserAccountControl UserParameters UserPrincipalName UserWorkstations VendorIds VirtualAccount Workstation',
    other: {
      AuditsDiscarded: 'int',
      AuthenticationLevel: 'int',
      AuthenticationService: 'int',
      ErrorCode: 'int',
      KeyLength: 'int',
      ServiceStartType: 'int',
      Task: 'int',
    },
  },
};

/** The published columns of a table that the practice tenant doesn't fill. */
export const publishedBeside = (
  table: string,
  filled: ReadonlySet<string>,
): readonly { readonly name: string; readonly type: KqlType }[] => {
  const { string = '', other = {} } = published[table] ?? {};
  const all: readonly (readonly [string, KqlType])[] = [
    ...string.split(' ').map((name) => [name, 'string'] as const),
    ...Object.entries(other),
  ];
  return all
    .filter(([name]) => name !== '' && !filled.has(name))
    .map(([name, type]) => ({ name, type }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
};
