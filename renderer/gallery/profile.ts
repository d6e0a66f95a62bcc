import { reportOf } from '../../engine/view/report.ts';
import type { OpenedFile, ProfileView } from '../../preload/contract.ts';
import { armId, clientId, tenant, tenantId } from './contoso.ts';
import { at } from './fixture.ts';
import { runs } from './runs.ts';

const section = 'Microsoft Sentinel';

/** A profile as Done shows it, with the vendor's form. */
export const profileView: ProfileView = {
  profile: {
    profile: 1,
    recipe: 'dropzone-sentinel',
    createdAt: at(-60),
    practice: false,
    cloud: 'public',
    tenantId,
    tenantName: tenant.tenantName,
    clientId,
    credential: {
      kind: 'secret',
      keyId: '5f0e9c1d-2a7b-4c3f-b8d6-90e1a4c7f352',
      expiresAt: at(182 * 86_400),
    },
    workspaces: [
      {
        workspaceName: 'soc-prod-weu',
        workspaceId: '9d2f6c84-10ab-4e7d-8f35-c6b1e0a97d23',
        subscriptionId: '0c7d5e11-3a52-4b8e-8f69-91c2a4d7e830',
        resourceGroup: 'rg-soc-weu',
        region: 'westeurope',
        armId,
      },
    ],
    permissions: ['Data.Read on the Log Analytics API', 'SecurityEvents.Read.All on Microsoft Graph'],
    roles: ['Microsoft Sentinel Responder on soc-prod-weu'],
    form: { pollInterval: '5m' },
    proof: {},
    integrity: '0'.repeat(64),
  },
  form: [
    { section, id: 'tenantId', title: 'Tenant ID', value: tenantId },
    { section, id: 'clientId', title: 'Client ID', value: clientId },
    {
      section,
      id: 'clientSecret',
      title: 'Client secret',
      value: '',
      secretHandle: 'dropzone-ai/client-secret',
    },
    { section, id: 'workspaceId', title: 'Workspace ID', value: '9d2f6c84-10ab-4e7d-8f35-c6b1e0a97d23' },
    { section, id: 'resource', title: 'Workspace resource ID', value: armId },
    { section: 'Intake', id: 'severities', title: 'Enabled severity levels', value: 'High, Medium, Low' },
    { section: 'Intake', id: 'pollInterval', title: 'Poll interval', value: '5m' },
  ],
  vendorSteps: [
    {
      show: 'checklist',
      title: 'At Dropzone AI',
      items: [
        { is: 'not-reached', title: 'Open Settings, then Integrations' },
        { is: 'not-reached', title: 'Paste these values' },
        { is: 'not-reached', title: 'Select Test connection' },
      ],
    },
  ],
  handle: 'dropzone-ai/client-secret',
};

export const openedProfile = {
  ...profileView,
  handle: undefined,
  file: '/home/ada/contoso-dropzone.profile.json',
  sealed: false,
};

const report = reportOf(runs.finished, {
  program: '0.1.0',
  madeAt: at(0),
  vendor: 'Dropzone AI',
});

export const openedReport = {
  file: '/home/ada/contoso-dropzone.report.json',
  report: { ...(report as NonNullable<typeof report>), integrity: '0'.repeat(64) },
} satisfies OpenedFile;
