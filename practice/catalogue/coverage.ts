import type { Behavior } from '../core/behavior.ts';
import { apiAt } from '../core/clouds.ts';
import { createRouter, normalizePath, type Operation } from '../core/router.ts';
import { operations } from '../server/operations.ts';
import { behaviors, notImitated } from './behaviors.ts';

/** The number of imitated operations and behaviors that have a source, and the number that are assumed. */
export interface Coverage {
  readonly operations: number;
  readonly operationsSourced: number;
  readonly operationsAssumed: number;
  /** The official examples that answers are compared with, as file paths. */
  readonly examples: readonly string[];
  readonly behaviorsSourced: number;
  readonly behaviorsAssumed: number;
}

/** Counts the operations, examples and behaviors declared in the code. */
export function coverage(): Coverage {
  const sourced = operations.filter(({ source }) => source !== 'assumed');
  return {
    operations: operations.length,
    operationsSourced: sourced.length,
    operationsAssumed: operations.length - sourced.length,
    examples: [...new Set(operations.flatMap(examplesOf))].sort(),
    behaviorsSourced: behaviors.filter(({ source }) => source !== 'assumed').length,
    behaviorsAssumed: behaviors.filter(({ source }) => source === 'assumed').length,
  };
}

/** The examples an operation is compared with, as paths below practice/. */
export function examplesOf({ source }: Operation): readonly string[] {
  if (source === 'assumed') return [];
  return source.flatMap((each) => /(?:^|\s)(examples\/[\w./()-]+\.json)/.exec(each)?.[1] ?? []);
}

const router = createRouter(operations);

/**
 * The operation that serves a request.
 * @param path with or without a query
 * @returns 'none' if a practice tenant refuses the path, undefined if it doesn't imitate the host
 */
export function operationServing(method: string, host: string, path: string): Operation | 'none' | undefined {
  const api = apiAt(host)?.api;
  if (api === undefined) return undefined;
  const found = router.find(api, method, normalizePath(api, path.split('?')[0] ?? ''));
  return 'operation' in found ? found.operation : 'none';
}

const titles: Readonly<Record<Operation['host'], string>> = {
  login: 'Sign-in',
  graph: 'Microsoft Graph',
  arm: 'Azure Resource Manager',
  logs: 'Log Analytics',
  vault: 'Key Vault',
  portal: 'Azure portal',
  logic: 'Callback addresses of Logic Apps',
  consent: 'Consent to API connections',
  published: 'Published files',
};

function sources(source: Operation['source']): string {
  if (source === 'assumed') return '**assumed**';
  return source.map((each) => (each.startsWith('http') ? `<${each}>` : `\`${each}\``)).join(', ');
}

// Lists are used, not tables: a formatter would widen every row of a table for the widest one.
function behaviorLine({ what, source, held: [file] }: Behavior): string {
  return `- ${what.replaceAll('<', '&lt;')}. Source: ${sources(source)}. Spec: \`practice/${file}\`.`;
}

/** The text of docs/practice-tenant.md, made from the code: everything that is imitated, with its source. */
export function documentOf(): string {
  const { operationsSourced, operationsAssumed, examples, behaviorsSourced, behaviorsAssumed } = coverage();
  const hosts = Object.keys(titles) as Operation['host'][];
  return [
    '# The practice tenant: what it imitates, and its sources',
    '',
    '`npm run practice:coverage -- --write` writes this page from the code. Don’t edit it by hand.',
    '',
    'A practice tenant follows Microsoft’s documentation. You can check each entry in the source it names.',
    'An entry that says **assumed** is a guess that real services might prove wrong.',
    '',
    `Operations: ${operationsSourced} with a source, ${operationsAssumed} assumed. Behaviors: ${behaviorsSourced} with a source, ${behaviorsAssumed} assumed. Official examples held against: ${examples.length}.`,
    '',
    '## Behaviors',
    '',
    ...behaviors.map(behaviorLine),
    '',
    '## Not imitated',
    '',
    ...notImitated.map((each) => `- ${each}`),
    ...hosts.flatMap((host) => {
      const served = operations.filter((each) => each.host === host);
      if (served.length === 0) return [];
      return [
        '',
        `## ${titles[host]}: ${served.length} operations`,
        '',
        ...served.map(({ method, path, source }) => `- \`${method} ${path}\`: ${sources(source)}`),
      ];
    }),
    '',
  ].join('\n');
}
