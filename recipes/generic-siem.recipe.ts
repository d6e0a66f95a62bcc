import type { Answered, Option } from '../engine/ask.ts';
import { keyed } from '../engine/fact.ts';
import type { ConnectionProfile, FormField, ProfileWorkspace } from '../engine/profile.ts';
import { accessShow } from './access.ts';
import { applicationObjects } from './application-objects.ts';
import { findAnyWorkspace, findWorkspace } from './checks/find-workspace.check.ts';
import { permissionsLast } from './checks/permissions-last.check.ts';
import { testIngestion } from './checks/test-ingestion.check.ts';
import { whoAmI } from './checks/who-am-i.check.ts';
import { clientId, credential, granted, heldRole, proof, workspace } from './facts.ts';
import { type AzureRoleKey, azureRoles, workspaceKeys } from './known.ts';
import { rotationOf } from './rotation.ts';
import { whereAlertsAre } from './security-alerts.ts';
import { ask, recipe } from './step.ts';
import { addPermissions } from './steps/add-permissions.step.ts';
import { assignRole } from './steps/assign-role.step.ts';
import { createSecret, handleOf } from './steps/create-secret.step.ts';
import { findApi } from './steps/find-api.step.ts';
import { grantConsent } from './steps/grant-consent.step.ts';
import { registerApp } from './steps/register-app.step.ts';
import { retireCredential } from './steps/retire-credential.step.ts';
import { withWorkspaces, workspaceColumns } from './workspace-picker.ts';

const option = (id: string, title: string, consequence?: string): Option => ({
  id,
  title,
  ...(consequence ? { consequence } : {}),
});

/** What a line of the vendor's form can hold: of the connection once, or of each workspace. */
const connectionFacts: Readonly<Record<string, (profile: ConnectionProfile) => string>> = {
  clientId: (profile) => profile.clientId ?? '',
  tenantId: (profile) => profile.tenantId,
  tenantName: (profile) => profile.tenantName,
  cloud: (profile) => profile.cloud,
  secretExpires: (profile) => (profile.credential?.expiresAt ?? '').slice(0, 10),
  /** The value stays in the vault; the line leads to it. */
  clientSecret: () => '',
};
const workspaceFacts: Readonly<Record<string, keyof ProfileWorkspace>> = {
  workspaceId: 'workspaceId',
  workspaceName: 'workspaceName',
  subscriptionId: 'subscriptionId',
  resourceGroup: 'resourceGroup',
  region: 'region',
  resourceId: 'armId',
};
const factNames = [...Object.keys(connectionFacts), ...Object.keys(workspaceFacts)];

const asks = {
  workspace: ask<readonly string[]>({
    ask: 'pick',
    id: 'workspace',
    screen: 'workspaces',
    title: 'Workspaces',
    helper: 'Workspaces with Microsoft Sentinel come first.',
    many: true,
    columns: workspaceColumns,
    options: [],
    default: [],
    empty: 'You see no Log Analytics workspace. What concerns Microsoft Entra can be done all the same.',
  }),
  queries: ask<boolean>({
    ask: 'confirm',
    id: 'queries',
    screen: 'access',
    title: 'Run queries over the logs',
    helper: 'Opens the Log Analytics API; what it may read there is what the role allows.',
    consequence: 'Needs Data.Read, consented by a Cloud Application Administrator',
    default: true,
  }),
  role: ask<string>({
    ask: 'choice',
    id: 'role',
    screen: 'access',
    title: 'Role on each workspace',
    helper: 'Incidents and logs are read with it.',
    default: 'sentinel-reader',
    options: [
      option('log-analytics-reader', 'Log Analytics Reader', 'Reads'),
      option('sentinel-reader', 'Microsoft Sentinel Reader', 'Reads'),
      option('sentinel-responder', 'Microsoft Sentinel Responder', 'Reads, and updates incidents'),
      option(
        'sentinel-contributor',
        'Microsoft Sentinel Contributor',
        'Reads, and edits rules and watchlists too',
      ),
    ],
  }),
  graph: ask<readonly string[]>({
    ask: 'choices',
    id: 'graph',
    screen: 'access',
    title: 'Permissions of Microsoft Graph',
    helper:
      'Each opens the whole tenant and is consented by a Privileged Role Administrator. None is the usual.',
    default: [],
    options: [
      option('SecurityAlert.Read.All', 'SecurityAlert.Read.All', 'Reads alerts'),
      option('SecurityIncident.Read.All', 'SecurityIncident.Read.All', 'Reads incidents'),
      option('ThreatHunting.Read.All', 'ThreatHunting.Read.All', 'Runs hunting queries'),
      option('SecurityEvents.Read.All', 'SecurityEvents.Read.All', 'Its alerts were retired in October 2026'),
    ],
  }),
  secretMonths: ask<number>({
    ask: 'number',
    id: 'secretMonths',
    screen: 'access',
    title: 'Client secret lasts',
    helper: 'Shorter is safer; a new one can be made before it ends.',
    default: 6,
    min: 1,
    max: 24,
    unit: 'months',
  }),
  newSecret: ask<boolean>({
    ask: 'confirm',
    id: 'newSecret',
    screen: 'access',
    title: 'Make a new client secret even if one is live',
    helper: 'Only when the value of the old one is lost. The old one stays until you remove it.',
    default: false,
  }),
  appName: ask<string>({
    ask: 'text',
    id: 'appName',
    screen: 'form',
    title: 'Application name',
    helper: "The product's name, for example. Under this name it is found again; nothing is made twice.",
    default: 'Microsoft Sentinel connector',
    max: 120,
    pattern: {
      source: '^[^=+@\\-\\s].*$',
      otherwise: 'It is empty or begins with a character that spreadsheets read as a formula.',
    },
  }),
  application: ask<string>({
    ask: 'text',
    id: 'application',
    screen: 'form',
    title: 'Existing application',
    helper: 'The client id of an application to use instead of registering one. Usually empty.',
    default: '',
    max: 36,
    pattern: {
      source: '^$|^(?!0{8}-)[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      otherwise: 'It is not a client id (a GUID).',
    },
  }),
  clientSecret: ask<undefined>({
    ask: 'secret',
    id: 'clientSecret',
    screen: 'form',
    title: 'Client secret of the existing application',
    helper: 'Only where this computer does not hold it.',
    optional: true,
    refuse: [
      { rule: 'guid', say: "That is the secret's ID. Paste its value." },
      { rule: 'blank-ends', say: 'It begins or ends with a blank. Paste it again.' },
      { rule: 'max', length: 256, say: 'It is too long for a client secret.' },
    ],
  }),
  fields: ask<readonly string[]>({
    ask: 'list',
    id: 'fields',
    screen: 'form',
    title: "Lines of the vendor's form",
    helper: `One title=fact a line, in the form's order. Facts: ${factNames.join(', ')}.`,
    default: [
      'Tenant ID=tenantId',
      'Client ID=clientId',
      'Client secret=clientSecret',
      'Workspace ID=workspaceId',
      'Workspace name=workspaceName',
      'Subscription ID=subscriptionId',
      'Resource group=resourceGroup',
    ],
    max: 40,
  }),
} as const;

const roleOf = (answered: Answered) => answered(asks.role) as AzureRoleKey;

/** `title=fact`, apart at the last equals sign: a fact's name holds none. */
function line(text: string): { readonly title: string; readonly fact: string } {
  const at = text.lastIndexOf('=');
  return { title: text.slice(0, Math.max(at, 0)).trim(), fact: text.slice(at + 1).trim() };
}

/**
 * Connects Microsoft Sentinel to any product that signs in as an application: which permissions, which role, and what
 * the product's form is called, line by line, are the person's to say.
 */
export default recipe({
  id: 'generic-siem',
  title: 'Connect another product to Microsoft Sentinel',
  vendor: 'The other product',
  lead: 'You choose what it may read and what its form asks for.',
  caption: 'About 3 minutes, up to 9 changes',
  tile: { letter: '+', ground: '#143a3a', ink: '#8fe0d6', darkGround: '#1f4f4e', darkInk: '#aeeee5' },
  screens: [
    {
      id: 'workspaces',
      title: 'Which workspaces may it read?',
      lead: 'Workspaces with Microsoft Sentinel come first.',
    },
    { id: 'access', title: 'What may it do?', lead: 'Each choice says what it costs in access.' },
    { id: 'form', title: 'What does it ask for?', lead: 'Its name, and the lines of its form.' },
  ],
  asks: Object.values(asks),
  choose: async ({ microsoft }) =>
    whereAlertsAre(await withWorkspaces(Object.values(asks), microsoft), microsoft, [asks.graph.id]),

  refuses(answered) {
    const lines = answered(asks.fields).map(line);
    const refuse = (reason: string, remedy: string) => [{ field: asks.fields.id, reason, remedy }];
    const untitled = lines.findIndex(({ title }) => !/^[^=+@\-\s\p{C}][^\p{C}]{0,79}$/u.test(title));
    if (untitled >= 0) {
      return refuse(`Line ${untitled + 1} has no title that will do.`, 'Write it as Client ID=clientId.');
    }
    const unknown = lines.findIndex(({ fact }) => !factNames.includes(fact));
    if (unknown >= 0) {
      return refuse(`Line ${unknown + 1} names no fact.`, `The facts are: ${factNames.join(', ')}.`);
    }
    const titles = new Set(lines.map(({ title }) => title.toLowerCase()));
    if (titles.size < lines.length) return refuse('Two lines have the same title.', 'Give each its own.');
    return [];
  },

  whoAmI: 'who-am-i',

  steps(answered) {
    const picked = workspaceKeys(answered(asks.workspace));
    const graph = answered(asks.graph);
    const existing = answered(asks.application);
    const queries = answered(asks.queries);
    return [
      whoAmI(),
      ...(picked.length > 0 ? picked.map(findWorkspace) : [findAnyWorkspace()]),
      registerApp({
        vendor: 'The product',
        key: 'generic-siem',
        name: answered(asks.appName),
        existing,
      }),
      createSecret({
        months: answered(asks.secretMonths),
        anew: answered(asks.newSecret),
        existing: existing !== '',
        rotation: rotationOf(answered),
      }),
      ...(queries
        ? [
            findApi('log-analytics'),
            addPermissions('log-analytics', ['Data.Read']),
            grantConsent('log-analytics', ['Data.Read']),
          ]
        : []),
      ...(graph.length > 0
        ? [findApi('graph'), addPermissions('graph', graph), grantConsent('graph', graph)]
        : []),
      ...picked.map((each) => assignRole(roleOf(answered), each)),
      ...(queries && picked.length > 0 ? [testIngestion.logAnalytics(picked, [])] : []),
      ...(picked.length > 0 ? [testIngestion.azure(picked, azureRoles[roleOf(answered)].writes)] : []),
      ...(graph.length > 0 ? [testIngestion.graph(graph), permissionsLast(graph)] : []),
      retireCredential({
        rotation: rotationOf(answered),
        proofs: [
          ...(queries && picked.length > 0 ? ['log-analytics'] : []),
          ...(picked.length > 0 ? ['azure'] : []),
          ...(graph.length > 0 ? ['graph'] : []),
        ],
      }),
    ];
  },

  cannot(answered) {
    return [
      ...(roleOf(answered) === 'sentinel-contributor' ? [] : ['Change analytics rules or watchlists']),
      ...(azureRoles[roleOf(answered)].writes ? [] : ['Change incidents']),
      ...(answered(asks.queries) ? [] : ['Run queries over the logs']),
      'Read mail, files or other workspaces',
      'Sign in as a person',
    ];
  },

  profile(known, answered) {
    const application = known(clientId);
    const held = known(credential);
    const picked = workspaceKeys(answered(asks.workspace)).map(({ key }) => key);
    const workspaces = picked.flatMap((key) => known(keyed(workspace, key)) ?? []);
    if (!application || !held || workspaces.length === 0) return undefined;
    return {
      clientId: application,
      credential: { kind: 'secret', keyId: held.keyId, expiresAt: held.expiresAt },
      workspaces,
      permissions: (['log-analytics', 'graph'] as const).flatMap((api) => known(keyed(granted, api)) ?? []),
      roles: [...new Set(picked.flatMap((key) => known(keyed(heldRole, key))?.role ?? []))],
      form: { fields: answered(asks.fields) },
      proof: {
        ...applicationObjects(known, picked),
        ...Object.fromEntries(
          ['log-analytics', 'azure', 'graph'].flatMap((resource) => {
            const seen = known(keyed(proof, resource));
            return seen ? [[resource, seen]] : [];
          }),
        ),
      },
    };
  },

  form(profile) {
    const several = profile.workspaces.length > 1;
    return fieldsOf(profile).flatMap((text, at): readonly FormField[] => {
      const { title, fact } = line(text);
      const field = { section: 'Connection', id: `${fact}.${at}`, title };
      const once = Object.hasOwn(connectionFacts, fact) ? connectionFacts[fact] : undefined;
      if (fact === 'clientSecret')
        return [{ ...field, value: '', secretHandle: handleOf(profile.clientId ?? '') }];
      if (once) return [{ ...field, value: once(profile) }];
      const of = Object.hasOwn(workspaceFacts, fact) ? workspaceFacts[fact] : undefined;
      if (!of) return [];
      return profile.workspaces.map((each, nth) => ({
        ...field,
        id: `${field.id}.${nth}`,
        title: several ? `${title} (${each.workspaceName})` : title,
        value: each[of],
      }));
    });
  },

  finish: (profile) => [
    {
      show: 'checklist',
      title: 'Finish at the other product',
      items: [
        "Open the product's page for Microsoft Sentinel.",
        'Copy the lines of the connection profile into its form, from top to bottom.',
        'Let it test the connection, where it can.',
      ].map((title) => ({ is: 'not-reached' as const, title })),
    },
    accessShow(profile, profile.proof.objects?.application.displayName || 'The application', []),
  ],

  answersOf(profile) {
    const role = Object.entries(azureRoles).find(([, { title }]) => title === profile.roles[0])?.[0];
    const offered = (asks.graph as { options?: readonly Option[] }).options ?? [];
    return {
      application: profile.clientId ?? '',
      workspace: profile.workspaces.map(({ armId }) => armId),
      queries: profile.permissions.includes('Data.Read'),
      graph: offered.map(({ id }) => id).filter((id) => profile.permissions.includes(id)),
      fields: fieldsOf(profile),
      ...(role ? { role } : {}),
    };
  },
});

/** The lines as the profile keeps them. */
function fieldsOf({ form }: ConnectionProfile): readonly string[] {
  return typeof form.fields === 'object' ? form.fields : [];
}
