import type { Option } from '../../engine/model/question.ts';
import { ask } from '../catalogue/step.ts';
import { secretVaultRule } from '../key-vault/secret-vault.ts';
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

/** What every recipe asks whose vendor signs in as an application, on the screens that recipe names. */
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
      empty: 'You see no Log Analytics workspace. What concerns Microsoft Entra can be done all the same.',
    }),
    secretMonths: ask<number>({
      kind: 'number',
      id: 'secretMonths',
      screen: on.credential,
      title: `${on.lasts} lasts`,
      helper: 'Shorter is safer; a new one can be made before it ends.',
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
        otherwise: 'It is empty or begins with a character that spreadsheets read as a formula.',
      },
    }),
    application: ask<string>({
      kind: 'text',
      id: 'application',
      screen: on.application,
      title: 'Existing application',
      helper: 'The client id of an application to use instead of registering one. Usually empty.',
      default: '',
      max: 36,
      pattern: {
        source: '^$|^(?!0{8}-)[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
        otherwise: 'It is not a client id (a GUID).',
      },
    }),
    newSecret: ask<boolean>({
      kind: 'confirm',
      id: 'newSecret',
      screen: on.credential,
      title: 'Make a new client secret even if one is live',
      helper: 'Only when the value of the old one is lost. The old one stays until you remove it.',
      default: false,
    }),
    clientSecret: ask<undefined>({
      kind: 'secret',
      id: 'clientSecret',
      screen: on.credential,
      title: 'Client secret of the existing application',
      helper: 'Only where this computer does not hold it.',
      optional: true,
      refuse: [
        { rule: 'guid', say: "That is the secret's ID. Paste its value." },
        { rule: 'blank-ends', say: 'It begins or ends with a blank. Paste it again.' },
        { rule: 'max', length: 256, say: 'It is too long for a client secret.' },
      ],
    }),
    secretVault: ask<string>({
      kind: 'text',
      id: 'secretVault',
      screen: on.credential,
      title: 'Key Vault for the client secret',
      helper:
        'Name or resource ID of a vault you have, to store the client secret in as well. Usually empty.',
      default: '',
      max: 300,
      pattern: secretVaultRule,
    }),
    accessModel: ask<AccessModel>({
      kind: 'choice',
      id: 'accessModel',
      screen: on.application,
      title: 'Who reads the workspace is decided by',
      helper:
        "Microsoft documents no way to look. Defender's unified RBAC, where it is on, decides instead of Azure.",
      default: 'not-said',
      options: options(
        ['not-said', 'I do not know'],
        ['azure', 'Azure roles'],
        ['unified', "Defender's unified RBAC"],
      ),
    }),
    remove: ask<readonly string[]>({
      kind: 'list',
      id: 'remove',
      screen: on.credential,
      title: 'Credentials repair may remove',
      helper: 'Ids of credentials that are live and not in use; without being named here they stay.',
      default: [],
      max: 20,
      aside: true,
    }),
    ownCredentials: ask<boolean>({
      kind: 'confirm',
      id: 'ownCredentials',
      screen: on.credential,
      title: 'Check with the credential of the application itself',
      helper: 'What can be seen without an administrator is looked at; the rest says who could look.',
      default: false,
      aside: true,
    }),
  }) as const;
