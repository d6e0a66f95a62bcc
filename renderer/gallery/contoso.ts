import type { RunTenant } from '../../engine/journal/journal.ts';
import type { Show } from '../../engine/model/show.ts';
import type { AppState, RecipeTile, RunSummary, SignedIn } from '../../preload/contract.ts';
import { at } from './fixture.ts';
import { asks } from './questions.ts';

export const tenantId = '6f1c2b7e-9d40-4c55-8a3f-2e7d10b94c61';
export const clientId = 'b2a90c14-77e3-4f0d-9c1a-5de8347f6a20';
export const armId =
  '/subscriptions/0c7d5e11-3a52-4b8e-8f69-91c2a4d7e830/resourceGroups/rg-soc-weu/providers/Microsoft.OperationalInsights/workspaces/soc-prod-weu';

export const tenant: RunTenant = {
  tenantId,
  tenantName: 'Contoso',
  cloud: 'public',
  practice: false,
  account: 'ada.lind@contoso.com',
};

const dropzone: RecipeTile = {
  id: 'dropzone-sentinel',
  title: 'Connect Dropzone AI to Microsoft Sentinel',
  vendor: 'Dropzone AI',
  lead: 'Let Dropzone read incidents and logs, and sync ticket status.',
  caption: 'About 3 minutes, up to 10 changes',
  tile: { letter: 'D', ground: '#1b1f3b', ink: '#9fb4ff', darkGround: '#2c3263', darkInk: '#b9c8ff' },
  screens: [
    {
      id: 'workspaces',
      title: 'Which workspaces may Dropzone AI read?',
      lead: 'Workspaces with Microsoft Sentinel come first.',
    },
    { id: 'features', title: 'What should Dropzone AI do?', lead: 'See what access each choice needs.' },
    {
      id: 'form',
      title: 'What should Dropzone AI take in?',
      lead: "The rest of Dropzone's form. We filled in the recommended values.",
    },
  ],
  asks,
  whoAmI: 'who-am-i',
  beside: {
    picks: 'workspace',
    severities: 'severities',
    statuses: 'statuses',
    screen: 'form',
    poll: {
      ingestionDelay: 'Log ingestion delay',
      pollInterval: 'Poll interval',
      pollLookback: 'Poll lookback',
    },
  },
};

const intezer: RecipeTile = {
  ...dropzone,
  id: 'intezer-playbooks',
  title: 'Connect Intezer to Microsoft Sentinel',
  vendor: 'Intezer',
  lead: 'Deploy the playbooks that send incidents to Intezer and add its verdicts.',
  caption: 'About 6 minutes, up to 20 changes',
  tile: { letter: 'I', ground: '#0f3d34', ink: '#7fe3c8', darkGround: '#14493e', darkInk: '#8ff0d5' },
  asks: [],
  beside: undefined,
};

const canDo: Show = {
  show: 'checklist',
  title: 'What you can do',
  items: [
    { is: 'met', title: 'Register the application', caption: 'Through Application Administrator' },
    { is: 'met', title: 'Create a client secret', caption: 'Through Application Administrator' },
    { is: 'met', title: 'Consent to the Log Analytics API', caption: 'Through Application Administrator' },
    { is: 'blocked', title: 'Consent to Microsoft Graph', caption: 'Needs Privileged Role Administrator' },
    {
      is: 'not-reached',
      title: 'Assign the application a role in Azure',
      caption:
        "Needs Role Based Access Control Administrator on the workspace. We'll check after you choose one.",
    },
  ],
};

export const signedIn: SignedIn = {
  tenant,
  domain: 'contoso.com',
  name: 'Ada Lind',
  userName: 'ada.lind@contoso.com',
  kind: 'person',
  shows: [
    canDo,
    {
      show: 'pairs',
      title: 'Microsoft Entra roles',
      pairs: [
        ['Active', 'Application Administrator'],
        ['Eligible', 'Privileged Role Administrator'],
      ],
    },
  ],
  finding: 'met',
};

const interrupted: RunSummary = {
  runId: 'run-1',
  recipe: dropzone.id,
  vendor: dropzone.vendor,
  tenant,
  intent: 'set-up',
  beganAt: at(-7200),
  lastAt: at(-7020),
  made: 6,
  planned: 8,
  finished: false,
};

/** As the window opens: no one signed in, and one run to continue. */
export const opened: AppState = {
  version: '0.1.0',
  platform: 'linux',
  theme: 'system',
  recipes: [dropzone, intezer],
  clouds: [
    { id: 'public', title: 'Public' },
    { id: 'us-government', title: 'US Government' },
  ],
  practice: undefined,
  practiceTenants: [
    { name: 'fresh', title: 'Fresh', about: 'Nothing is connected yet.' },
    { name: 'drifted', title: 'Drifted', about: 'A connection that changed after setup.' },
  ],
  keyStore: true,
  runs: [interrupted],
  signedIn: undefined,
  client: { name: 'Microsoft Azure CLI', clientId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' },
};

export const atWork: AppState = { ...opened, runs: [], signedIn };

export const practicing: AppState = {
  ...opened,
  runs: [],
  practice: { tenant: 'fresh', tenantName: 'Fabrikam', domain: 'fabrikam.example' },
};
