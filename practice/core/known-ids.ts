/**
 * IDs that are the same in every tenant, from microsoft-apis sections 1.1, 1.2 and 1.4
 * (https://github.com/merill/microsoft-info, a daily dump of a live tenant).
 * They are written here a second time on purpose: the product has its own table, and a spec compares the two.
 */
export const graphAppId = '00000003-0000-0000-c000-000000000000';
export const armAppId = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
export const logsAppId = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';
export const vaultAppId = 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093';
export const azureCliAppId = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
export const azurePowerShellAppId = '1950a258-227b-4e31-a9cf-717495945fc2';
export const graphToolsAppId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
export const securityInsightsAppId = '98785600-1bb7-4fb9-b9fa-19afe2c8a360';
export const portalAppId = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
export const portalApiAppId = '74658136-14ec-4630-ad9b-26e160ff0fc6';

/** The tenant that owns Microsoft's own applications. */
export const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

export const entraRoles = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  applicationAdministrator: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  cloudApplicationAdministrator: '158c047a-c907-4556-b7ef-446551a6b5f7',
  securityAdministrator: '194ae4cb-b126-40b2-bd5b-6091b380977d',
  securityReader: '5d6b6bb7-de71-4623-b4af-96380a352509',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
} as const;

export const entraRoleTitles: Readonly<Record<string, string>> = {
  [entraRoles.globalAdministrator]: 'Global Administrator',
  [entraRoles.privilegedRoleAdministrator]: 'Privileged Role Administrator',
  [entraRoles.applicationAdministrator]: 'Application Administrator',
  [entraRoles.cloudApplicationAdministrator]: 'Cloud Application Administrator',
  [entraRoles.securityAdministrator]: 'Security Administrator',
  [entraRoles.securityReader]: 'Security Reader',
  [entraRoles.globalReader]: 'Global Reader',
  [entraRoles.directoryReaders]: 'Directory Readers',
};
