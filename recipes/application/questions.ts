import type { Option } from '../../engine/model/question.ts';
import { ask } from '../catalogue/step.ts';
import { secretVaultRule } from '../key-vault/secret-vault.ts';
import type { WantedOwner } from '../owners/ensure-owner.step.ts';
import type { AccessModel } from '../workspaces/access-model.check.ts';
import { workspaceColumns } from '../workspaces/picker.ts';

/** Choices as they are written in a recipe: id, title, and what choosing it means. */
export const options = (
  ...titles: readonly (readonly [id: string, title: string, consequence?: string])[]
): readonly Option[] =>
  titles.map(([id, title, consequence]) => ({ id, title, ...(consequence ? { consequence } : {}) }));

/** The roles a connection may read a workspace with, from the least to the widest. */
export const roleOptions = options(
  ['log-analytics-reader', 'Log Analytics Reader', 'Reads'],
  ['sentinel-reader', 'Microsoft Sentinel Reader', 'Reads'],
  ['sentinel-responder', 'Microsoft Sentinel Responder', 'Reads, and updates incidents'],
  ['sentinel-contributor', 'Microsoft Sentinel Contributor', 'Reads, and edits rules and watchlists too'],
);

/**
 * What every recipe asks whose vendor signs in as an application, on the screens that recipe names. Longer than a screen:
 * it is one list, read from top to bottom.
 */
export const applicationQuestions = (on: {
  /** Where the application is named. */
  readonly application: string;
  /** Where its credential is chosen. */
  readonly credential: string;
  readonly appName: string;
  readonly appNameHelper: string;
  /** How the question for its lifetime begins ("Client secret"). */
  readonly lasts: string;
}) =>
  ({
    workspace: ask<readonly string[]>({
      kind: 'pick',
      id: 'workspace',
      screen: 'workspaces',
      title: 'Workspaces',
      helper: 'Workspaces with Microsoft Sentinel come first.',
      many: true,
      columns: workspaceColumns,
      options: [],
      default: [],
      empty: "You don't see any Log Analytics workspace. You can still do the Microsoft Entra part.",
    }),
    secretMonths: ask<number>({
      kind: 'number',
      id: 'secretMonths',
      screen: on.credential,
      title: `${on.lasts} lasts`,
      helper: 'Shorter is safer. You can create a new one before it expires.',
      default: 6,
      min: 1,
      max: 24,
      unit: 'months',
    }),
    appName: ask<string>({
      kind: 'text',
      id: 'appName',
      screen: on.application,
      title: 'Application name',
      helper: on.appNameHelper,
      default: on.appName,
      max: 120,
      pattern: {
        source: '^[^=+@\\-\\s].*$',
        otherwise: "It's empty or starts with a character that spreadsheets read as a formula.",
      },
    }),
    application: ask<string>({
      kind: 'text',
      id: 'application',
      screen: on.application,
      title: 'Existing application',
      helper: 'The client ID of an application to use instead of registering one. Usually empty.',
      default: '',
      max: 36,
      pattern: {
        source: '^$|^(?!0{8}-)[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
        otherwise: "It isn't a client ID (a GUID).",
      },
    }),
    owner: ask<WantedOwner>({
      kind: 'choice',
      id: 'owner',
      screen: on.application,
      title: 'Owner of the application',
      helper: 'An owner is notified before its credential expires, and can change it.',
      default: 'me',
      options: options(['me', 'The account that is signed in'], ['nobody', 'No one']),
    }),
    serviceReference: ask<string>({
      kind: 'text',
      id: 'serviceReference',
      screen: on.application,
      title: 'Service reference',
      helper:
        'Only if your organization requires one for each application, such as an ID of its service catalog.',
      default: '',
      max: 256,
    }),
    newSecret: ask<boolean>({
      kind: 'confirm',
      id: 'newSecret',
      screen: on.credential,
      title: 'Create a new client secret',
      helper: 'Only if the value of the old one is lost. The old one stays until you remove it.',
      default: false,
    }),
    clientSecret: ask<undefined>({
      kind: 'secret',
      id: 'clientSecret',
      screen: on.credential,
      title: 'Client secret of the existing application',
      helper: "Only if this computer doesn't have it.",
      optional: true,
      refuse: [
        { rule: 'guid', say: "That is the secret's ID. Paste its value." },
        { rule: 'blank-ends', say: 'It starts or ends with a space. Paste it again.' },
        { rule: 'max', length: 256, say: "It's too long for a client secret." },
      ],
    }),
    secretVault: ask<string>({
      kind: 'text',
      id: 'secretVault',
      screen: on.credential,
      title: 'Key Vault for the client secret',
      helper: 'Name or resource ID of your key vault, to store the client secret there too. Usually empty.',
      default: '',
      max: 300,
      pattern: secretVaultRule,
    }),
    accessModel: ask<AccessModel>({
      kind: 'choice',
      id: 'accessModel',
      screen: on.application,
      title: 'Access to the workspace is controlled by',
      helper:
        "Microsoft has no API to check this. If Defender's unified RBAC is on, it replaces Azure roles.",
      default: 'not-said',
      options: options(
        ['not-said', "I don't know"],
        ['azure', 'Azure roles'],
        ['unified', "Defender's unified RBAC"],
      ),
    }),
    remove: ask<readonly string[]>({
      kind: 'list',
      id: 'remove',
      screen: on.credential,
      title: 'Credentials repair may remove',
      helper: "IDs of active credentials that aren't in use. Credentials not listed here stay.",
      default: [],
      max: 20,
      aside: true,
    }),
    ownCredentials: ask<boolean>({
      kind: 'confirm',
      id: 'ownCredentials',
      screen: on.credential,
      title: 'Check with the credential of the application itself',
      helper: 'Checks what can be seen without an administrator. The rest names who can check it.',
      default: false,
      aside: true,
    }),
  }) as const;
