import { formats } from '../../host/profile/renderings/format.ts';

/** An option as the help shows it. `value` is what stands for its value; without one it is a switch. */
export interface OptionWords {
  readonly value?: string;
  readonly repeats?: true;
  readonly about: string;
}

export const options = {
  practice: {
    value: 'NAME',
    about:
      'use a sample tenant on this computer, signed in as its admin (default: fresh, another: --practice=NAME). No network',
  },
  'practice-reset': { about: 'start that practice tenant over' },
  'practice-lag': { value: 'SECONDS', about: "the practice tenant's replication lag (0: none)" },
  'practice-strict': { about: 'let that lag delay even what the reader itself just wrote' },
  tenant: { value: 'ID|DOMAIN', about: 'the tenant to work in' },
  cloud: { value: 'NAME', about: 'public, usgov, usgov-dod or china' },
  'sign-in': {
    value: 'HOW',
    about:
      'browser, device-code, azure-cli, environment (the Azure SDK variables: AZURE_CLIENT_ID and so on), or workload-identity (AZURE_FEDERATED_TOKEN_FILE)',
  },
  'client-id': { value: 'ID', about: 'the public client to sign in with' },
  answers: { value: 'FILE', about: "answers to the recipe's questions, YAML or JSON" },
  answer: { value: 'KEY=VALUE', repeats: true, about: 'one answer' },
  workspace: { value: 'ID', repeats: true, about: 'a workspace, by name or id' },
  secret: {
    value: 'KEY=env:NAME|file:PATH|stdin',
    repeats: true,
    about: 'a secret answer, or the passphrase of a sealed profile (never as plain text)',
  },
  yes: { about: 'make the changes without asking' },
  plan: { value: 'HASH', about: 'make the changes without asking, only if the plan still has that hash' },
  only: { value: 'STEP', repeats: true, about: 'repair this step alone, with what it needs' },
  wait: {
    value: 'SECONDS',
    about: 'how long to wait for another person before continuing (default: no wait)',
  },
  out: { value: 'FILE', about: 'file for the connection profile' },
  report: {
    value: 'FILE',
    about: 'file for the report of this run: FILE.html for people or FILE.json for programs',
  },
  format: { value: 'NAME', about: `profile format: ${formats.join(', ')} (default: json)` },
  'show-secret': { about: 'show the secret as plain text, in the --out file or on the terminal' },
  'retire-after': {
    value: 'TIME',
    about: 'how long the earlier credential stays valid: 0, or a time such as 12h or 7d (default: 7d)',
  },
  retire: { about: 'retire the earlier credential now, when the vendor uses the new one' },
  calendar: { value: 'FILE', about: 'file for a calendar with the day the credential expires' },
  port: { value: 'NUMBER', about: 'the port of the practice proxy (0: any free port)' },
  home: { value: 'DIR', about: 'folder for journal, vault and practice contents' },
  json: { about: 'print one JSON object per line on stdout and nothing else' },
} as const satisfies Record<string, OptionWords>;

export type OptionName = keyof typeof options;

const common = ['home', 'json'] as const;
const whose = [
  'practice',
  'practice-reset',
  'practice-lag',
  'practice-strict',
  'tenant',
  'cloud',
  'sign-in',
  'client-id',
] as const;
const answering = ['answers', 'answer', 'workspace', 'secret'] as const;
const output = ['out', 'format', 'show-secret'] as const;

interface VerbWords {
  readonly words: readonly string[];
  readonly about: string;
  readonly options: readonly OptionName[];
}

export const verbs = {
  recipes: { words: [], about: 'list what can be connected', options: common },
  plan: {
    words: ['<recipe>'],
    about: 'check the tenant and print every planned change. Changes nothing',
    options: [...whose, ...answering, ...common],
  },
  'set-up': {
    words: ['<recipe>'],
    about: 'plan, confirm, apply, check, test, and write the profile',
    options: [...whose, ...answering, 'yes', 'plan', 'wait', ...output, 'report', 'calendar', ...common],
  },
  verify: {
    words: ['<recipe-or-profile>'],
    about: 'check the same steps, read only',
    options: [...whose, ...answering, 'report', ...common],
  },
  repair: {
    words: ['<recipe-or-profile>'],
    about: 'set up again, and remove or revoke what the plan names',
    options: [...whose, ...answering, 'yes', 'plan', 'only', 'wait', ...output, 'report', ...common],
  },
  rotate: {
    words: ['<profile>'],
    about: 'create a new credential, test it, then retire the old one',
    options: [
      ...whose,
      'answer',
      'secret',
      'retire-after',
      'retire',
      'yes',
      'plan',
      ...output,
      'report',
      'calendar',
      ...common,
    ],
  },
  undo: {
    words: ['<run-or-profile-or-recipe>'],
    about:
      'undo a run, newest change first, or disconnect a profile (or a recipe with --answer application=CLIENT-ID)',
    options: [...whose, 'answer', 'secret', 'yes', 'plan', ...common],
  },
  runs: {
    words: [],
    about: 'list earlier runs. A new set-up continues an unfinished one',
    options: ['practice', ...common],
  },
  profile: {
    words: ['<file>', '[show|seal|unseal]'],
    about: 'show a connection profile, seal it with a passphrase, or unseal it',
    options: [...output, 'secret', ...common],
  },
  practice: {
    words: [],
    about: 'serve a practice tenant to any program until stopped',
    options: ['practice', 'practice-reset', 'practice-lag', 'practice-strict', 'port', ...common],
  },
} as const satisfies Record<string, VerbWords>;

export type Verb = keyof typeof verbs;
