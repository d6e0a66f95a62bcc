import path from 'node:path';
import { type TenantName, tenantNames } from '@sentinel-onboarding/practice';
import { seconds } from '../../engine/model/answers.ts';
import type { Refusal } from '../../engine/model/question.ts';
import { homeDirectory } from '../../host/host.ts';
import { BadInput, echo } from '../../host/input/bad-input.ts';
import { didYouMean } from '../../host/input/nearest.ts';
import { type Format, formats } from '../../host/profile/renderings/format.ts';
import type { CloudName } from '../../microsoft/contract/microsoft.ts';
import { clouds } from '../../microsoft/http/clouds.ts';
import type { SignInHow } from '../../microsoft/sessions/sign-in.ts';
import { checkTenantName } from '../../microsoft/sessions/tenant-name.ts';
import type { Typed } from './parse.ts';
import type { OptionName } from './verbs.ts';

/** Whose tenant, as far as flags say it. */
export interface Whose {
  readonly practice:
    | {
        readonly name: TenantName;
        readonly reset: boolean;
        readonly strict: boolean;
        readonly lagSeconds: number | undefined;
      }
    | undefined;
  readonly tenant: string | undefined;
  readonly cloud: CloudName | undefined;
  readonly signIn: SignInHow;
  readonly clientId: string | undefined;
}

/** A command line, judged as far as it can be without reading a file or asking anybody. */
export interface Wanted {
  readonly home: string;
  readonly json: boolean;
  readonly port: number;
  readonly whose: Whose;
  readonly yes: boolean;
  readonly planHash: string | undefined;
  /** Steps to repair; all of them unless said. */
  readonly only: readonly string[];
  /** Seconds another person is waited for. */
  readonly waitSeconds: number;
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly format: Format;
  readonly showSecret: boolean;
  readonly answersFile: string | undefined;
  readonly answers: readonly string[];
  readonly workspaces: readonly string[];
  readonly secrets: readonly string[];
  /** How long a rotation keeps both credentials, as a duration text; undefined where it is not said. */
  readonly retireAfter: string | undefined;
  readonly retireNow: boolean;
  readonly calendar: string | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What is typed under a name, and where a fault of it is told. */
interface Reading {
  readonly typed: Typed;
  readonly refuse: (field: string, reason: string, remedy: string) => undefined;
  one(name: OptionName): string | undefined;
  has(name: OptionName): boolean;
}

/**
 * Judges a command line offline. Every fault is told, not the first alone.
 * @throws BadInput
 */
export function wanted(typed: Typed, cwd: string): Wanted {
  const { values } = typed;
  const refusals: Refusal[] = [];
  const reading: Reading = {
    typed,
    refuse: (field, reason, remedy) => void refusals.push({ field, reason, remedy }),
    one: (name) => values.get(name)?.[0],
    has: (name) => values.has(name),
  };
  const { one, has } = reading;
  const inFolder = (name: OptionName) => {
    const file = one(name);
    return file === undefined ? undefined : path.resolve(cwd, file);
  };
  const result: Wanted = {
    home: inFolder('home') ?? path.resolve(cwd, homeDirectory()),
    json: has('json'),
    port: portOf(reading),
    whose: whoseOf(reading),
    yes: has('yes'),
    planHash: planHashOf(reading),
    only: values.get('only') ?? [],
    waitSeconds: waitOf(reading),
    out: inFolder('out'),
    report: inFolder('report'),
    format: among(reading, 'format', formats) ?? 'json',
    showSecret: has('show-secret'),
    answersFile: inFolder('answers'),
    answers: values.get('answer') ?? [],
    workspaces: workspacesOf(reading),
    secrets: values.get('secret') ?? [],
    retireAfter: retireAfterOf(reading),
    retireNow: has('retire'),
    calendar: inFolder('calendar'),
  };
  const [first, ...more] = refusals;
  if (first) throw new BadInput(first, ...more);
  return result;
}

function among<T extends string>(
  { one, refuse }: Reading,
  name: OptionName,
  known: readonly T[],
): T | undefined {
  const said = one(name);
  if (said === undefined) return undefined;
  const found = known.find((each) => each === said);
  if (found !== undefined) return found;
  const remedy = `${didYouMean(said, known)}Use: ${known.join(', ')}.`;
  return refuse(`--${name}`, `${echo(said)} is not one of them.`, remedy);
}

/** Where to sign in, and as whom. */
function whoseOf(reading: Reading): Whose {
  const { one, has, refuse, typed } = reading;
  for (const name of ['tenant', 'cloud', 'sign-in', 'client-id'] as const) {
    if (has('practice') && has(name)) {
      refuse(
        `--${name}`,
        'It conflicts with --practice, which signs in to a sample tenant as its admin.',
        'Remove one of the two.',
      );
    }
  }
  for (const name of ['practice-reset', 'practice-lag', 'practice-strict'] as const) {
    if (!has('practice') && has(name) && typed.verb !== 'practice') {
      refuse(`--${name}`, 'Only for a practice tenant.', 'Add --practice, or remove it.');
    }
  }
  const practice =
    among(reading, 'practice', tenantNames) ?? (typed.verb === 'practice' ? 'fresh' : undefined);
  const lag = one('practice-lag');
  if (lag !== undefined && !/^(?:\d{1,3}(?:\.\d{1,3})?|[12]\d{3}|3[0-5]\d{2}|3600)$/.test(lag)) {
    refuse(
      '--practice-lag',
      `${echo(lag)} is not a number of seconds from 0 to 3600.`,
      'Write --practice-lag 2.',
    );
  }
  const tenant = one('tenant');
  const wrong = tenant === undefined ? undefined : checkTenantName(tenant);
  if (wrong) refuse('--tenant', wrong.reason, wrong.remedy);
  const cloud = among(reading, 'cloud', Object.keys(clouds) as CloudName[]);
  const lagSeconds = lag === undefined ? undefined : Number(lag);
  return {
    practice: practice && {
      name: practice,
      reset: has('practice-reset'),
      strict: has('practice-strict'),
      lagSeconds,
    },
    tenant: tenant?.trim(),
    cloud,
    ...clientOf(reading),
  };
}

function clientOf(reading: Reading): Pick<Whose, 'signIn' | 'clientId'> {
  const { one, refuse } = reading;
  const ways = ['browser', 'device-code', 'azure-cli', 'environment', 'workload-identity'] as const;
  const signIn = among(reading, 'sign-in', ways);
  const clientId = one('client-id');
  if (clientId !== undefined && (!guid.test(clientId) || /^[0-]+$/.test(clientId))) {
    refuse(
      '--client-id',
      `${echo(clientId)} isn't a client ID.`,
      'Enter the GUID of a public client application.',
    );
  }
  if (clientId !== undefined && signIn !== undefined && !['browser', 'device-code'].includes(signIn)) {
    refuse('--client-id', `With --sign-in ${signIn} the client is already known.`, 'Leave it out.');
  }
  return { signIn: signIn ?? 'browser', clientId };
}

function portOf({ one, refuse }: Reading): number {
  const port = one('port') ?? '0';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    refuse('--port', `${echo(port)} is not a port.`, 'Use --port 0 for any free port.');
  }
  return Number(port);
}

function planHashOf({ one, refuse }: Reading): string | undefined {
  const planHash = one('plan');
  if (planHash !== undefined && !/^[0-9a-f]{64}$/.test(planHash)) {
    refuse(
      '--plan',
      `${echo(planHash)} is not the hash of a plan.`,
      'Enter the 64 hex digits that plan printed.',
    );
  }
  return planHash;
}

function waitOf({ one, refuse }: Reading): number {
  const wait = one('wait') ?? '0';
  if (!/^\d{1,6}$/.test(wait)) {
    refuse('--wait', `${echo(wait)} is not a whole number of seconds.`, 'Write --wait 3600 for an hour.');
  }
  return Number(wait);
}

function workspacesOf({ typed: { values }, has, refuse }: Reading): readonly string[] {
  if (has('workspace') && (values.get('answer') ?? []).some((each) => each.startsWith('workspace='))) {
    refuse('--workspace', 'It conflicts with --answer workspace=….', 'Remove one of the two.');
  }
  return values.get('workspace') ?? [];
}

function retireAfterOf({ one, has, refuse }: Reading): string | undefined {
  const said = one('retire-after');
  const overlap = said === '0' ? '0s' : said;
  const length = overlap === undefined ? 0 : seconds(overlap);
  if (length === undefined || length > 90 * 86_400) {
    refuse(
      '--retire-after',
      `${echo(said ?? '')} isn't a time from 0 to 90d.`,
      'Use --retire-after 7d, or 0 for immediately.',
    );
  }
  if (overlap !== undefined && has('retire')) {
    refuse('--retire-after', 'It conflicts with --retire, which retires it now.', 'Remove one of the two.');
  }
  return overlap;
}
