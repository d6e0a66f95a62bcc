import { objectIn, textIn } from '../arm/body.ts';
import { badRequest } from '../arm/errors.ts';
import type { JsonObject } from '../core/contents.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u));

/** What a condition may ask of an incident, an alert and their entities: the enumerations of the REST API (2024-03-01). */
const properties = words(`
  IncidentTitle IncidentDescription IncidentSeverity IncidentStatus IncidentRelatedAnalyticRuleIds IncidentTactics
  IncidentLabel IncidentProviderName IncidentUpdatedBySource IncidentCustomDetailsKey IncidentCustomDetailsValue
  AccountAadTenantId AccountAadUserId AccountName AccountNTDomain AccountPUID AccountSid AccountObjectGuid
  AccountUPNSuffix AlertProductNames AlertAnalyticRuleIds AzureResourceResourceId AzureResourceSubscriptionId
  CloudApplicationAppId CloudApplicationAppName DNSDomainName FileDirectory FileName FileHashValue HostAzureID HostName
  HostNetBiosName HostNTDomain HostOSVersion IoTDeviceId IoTDeviceName IoTDeviceType IoTDeviceVendor IoTDeviceModel
  IoTDeviceOperatingSystem IPAddress MailboxDisplayName MailboxPrimaryAddress MailboxUPN MailMessageDeliveryAction
  MailMessageDeliveryLocation MailMessageRecipient MailMessageSenderIP MailMessageSubject MailMessageP1Sender
  MailMessageP2Sender MalwareCategory MalwareName ProcessCommandLine ProcessId RegistryKey RegistryValueData Url
`);
const operators = words(
  'Equals NotEquals Contains NotContains StartsWith NotStartsWith EndsWith NotEndsWith',
);

/** By kind of condition: which of its members has which choices. Optional ones may be left out. */
const choices: Readonly<Record<string, Readonly<Record<string, ReadonlySet<string>>>>> = {
  Property: { propertyName: properties, operator: operators },
  PropertyArray: {
    arrayType: words('CustomDetails CustomDetailValues'),
    arrayConditionType: words('AnyItem'),
  },
  PropertyChanged: {
    propertyName: words('IncidentSeverity IncidentStatus IncidentOwner'),
    changeType: words('ChangedFrom ChangedTo'),
    operator: operators,
  },
  PropertyArrayChanged: {
    arrayType: words('Alerts Labels Tactics Comments'),
    changeType: words('Added'),
  },
  Boolean: { operator: words('And Or') },
};

/**
 * Refuses conditions that no rule knows, those inside others too
 * (https://learn.microsoft.com/azure/templates/microsoft.securityinsights/automationrules). The words are assumed.
 */
export function demandConditions(conditions: readonly JsonObject[]): void {
  for (const condition of conditions) {
    const kind = textIn(condition, 'conditionType') ?? '';
    const known = Object.hasOwn(choices, kind) ? choices[kind] : undefined;
    if (known === undefined) throw badRequest('BadRequest', `Invalid condition type '${kind}'.`);
    const of = objectIn(condition, 'conditionProperties');
    for (const [name, values] of Object.entries(known)) {
      const value = textIn(of, name);
      if (value !== undefined && !values.has(value))
        throw badRequest('BadRequest', `Invalid value '${value}' for property '${name}' of a condition.`);
    }
    if (kind === 'Property' && textIn(of, 'propertyName') === undefined)
      throw badRequest('BadRequest', "A condition of type 'Property' requires a propertyName.");
    for (const inner of ['innerConditions', 'itemConditions'])
      demandConditions((of[inner] ?? []) as readonly JsonObject[]);
  }
}
