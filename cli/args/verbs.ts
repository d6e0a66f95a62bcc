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
      'use the embedded practice tenant (fresh unless named, as --practice=NAME), signed in as its admin; no network',
  },
  'practice-reset': { about: 'start that practice tenant over' },
  'practice-lag': { value: 'SECONDS', about: "the practice tenant's replication lag; 0 switches it off" },
  tenant: { value: 'ID|DOMAIN', about: 'whose tenant' },
  cloud: { value: 'NAME', about: 'public, usgov, usgov-dod or china' },
  'sign-in': {
    value: 'HOW',
    about:
      'browser, device-code, azure-cli (its session), environment (the names the Azure SDKs read: AZURE_CLIENT_ID and so on), or workload-identity (AZURE_FEDERATED_TOKEN_FILE)',
  },
  'client-id': { value: 'ID', about: 'the public client to sign in with' },
  answers: { value: 'FILE', about: "answers to the recipe's questions, YAML or JSON" },
  answer: { value: 'KEY=VALUE', repeats: true, about: 'one answer' },
  workspace: { value: 'ID', repeats: true, about: 'a workspace, by name or id' },
  secret: {
    value: 'KEY=env:NAME|file:PATH|stdin',
    repeats: true,
    about: 'a secret answer, or the passphrase of a sealed profile; never taken on the command line itself',
  },
  yes: { about: 'make the changes without asking' },
  plan: { value: 'HASH', about: 'make the changes without asking, only if the plan still has that hash' },
  only: { value: 'STEP', repeats: true, about: 'repair this step alone, with what it needs' },
  wait: {
    value: 'SECONDS',
    about: 'wait so long for another person to do their part, and go on by itself; not at all unless said',
  },
  out: { value: 'FILE', about: 'where the profile goes' },
  report: {
    value: 'FILE',
    about: 'where the report of this run goes: a page (FILE.html) or for programs (FILE.json)',
  },
  format: { value: 'NAME', about: `how the profile goes: ${formats.join(', ')}; json unless said` },
  'show-secret': { about: "the secret in the clear: in --out's file if given, else on the terminal" },
  'retire-after': {
    value: 'TIME',
    about:
      'how long the earlier credential stays beside the new one: 0, or a time such as 12h or 7d; 7d unless said',
  },
  retire: { about: 'the vendor uses the new credential: retire the earlier one now' },
  calendar: { value: 'FILE', about: 'where a calendar file goes, with the day the credential ends' },
  port: { value: 'NUMBER', about: 'the port of the practice proxy; 0 for any free one' },
  home: { value: 'DIR', about: 'where journal, vault and practice contents live' },
  json: { about: 'one JSON object a line on stdout, nothing else there' },
} as const satisfies Record<string, OptionWords>;

export type OptionName = keyof typeof options;

const common = ['home', 'json'] as const;
const whose = [
  'practice',
  'practice-reset',
  'practice-lag',
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
  recipes: { words: [], about: 'what can be connected', options: common },
  plan: {
    words: ['<recipe>'],
    about: 'look and judge; print every change; write nothing',
    options: [...whose, ...answering, ...common],
  },
  'set-up': {
    words: ['<recipe>'],
    about: 'plan, ask for a yes, apply, look again, test, write the profile',
    options: [...whose, ...answering, 'yes', 'plan', 'wait', ...output, 'report', 'calendar', ...common],
  },
  verify: {
    words: ['<recipe-or-profile>'],
    about: 'the same steps read-only',
    options: [...whose, ...answering, 'report', ...common],
  },
  repair: {
    words: ['<recipe-or-profile>'],
    about: 'set-up that may also remove and revoke, each removal in the plan by name',
    options: [...whose, ...answering, 'yes', 'plan', 'only', 'wait', ...output, 'report', ...common],
  },
  rotate: {
    words: ['<profile>'],
    about: 'new credential beside the old, prove it, then retire the old',
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
      'put back what that run made, newest first; of a profile, or of a recipe with --answer application=CLIENT-ID, take the connection away, whoever made it',
    options: [...whose, 'answer', 'secret', 'yes', 'plan', ...common],
  },
  runs: {
    words: [],
    about: 'earlier runs, finished or not; a new set-up goes on with an unfinished one',
    options: ['practice', ...common],
  },
  profile: {
    words: ['<file>', '[show|seal|unseal]'],
    about: 'show a connection profile, seal it with a passphrase, or unseal it',
    options: [...output, 'secret', ...common],
  },
  practice: {
    words: [],
    about: 'serve a practice tenant to any program, until stopped',
    options: ['practice', 'practice-reset', 'practice-lag', 'port', ...common],
  },
} as const satisfies Record<string, VerbWords>;

export type Verb = keyof typeof verbs;
