import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { practiceTenant, type TenantName } from '@sentinel-onboarding/practice';
import { type ServedPractice, servePractice } from '@sentinel-onboarding/practice/serve';
import { folder, type Outcome } from '../commands/world.spec-kit.ts';

/** A tenant or a network in which a careless program says something untrue, as plain commands that show it. */
export interface VerdictCase {
  /** The heading of its table. */
  readonly about: string;
  /** What is the matter, in a line. */
  readonly situation: string;
  readonly tenant: TenantName;
  /** Sent to the control endpoint, one after the other. Words in capitals stand for IDs: {@link idsOf}. */
  readonly prepare?: readonly Preparation[];
  /** Who signs in: the tenant's automation, or its admin with a device code. The automation, unless said. */
  readonly as?: 'automation' | 'admin';
  /** Arguments of `sentinel-onboard`. */
  readonly command: readonly string[];
  /** What was said before it was right. */
  readonly before: string;
  /** What is said now: the output has all of it. */
  readonly now: readonly string[];
  /** What must not be said. */
  readonly never?: readonly string[];
  readonly exit: number;
}

export type Preparation =
  | { readonly weather: object }
  | { readonly act: object }
  /** Another command before, which ends with 0. */
  | { readonly command: readonly string[] };

/** Set-up of Dropzone AI, read in objects. */
export const setUp = ['set-up', 'dropzone-sentinel', '--yes', '--json'];
export const verify = ['verify', 'dropzone-sentinel', '--json'];

/** A command line as a person types it. */
export const typed = (argv: readonly string[]): string =>
  ['sentinel-onboard', ...argv].map((word) => (/^[\w./:=-]+$/u.test(word) ? word : `'${word}'`)).join(' ');

/** The built program, beside a served practice tenant. */
export class VerdictStage {
  readonly #program: string;
  readonly #home = folder();
  readonly #tenant: ReturnType<typeof practiceTenant>;
  #served: ServedPractice | undefined;

  constructor(program: string, tenant: TenantName) {
    this.#program = program;
    this.#tenant = practiceTenant(tenant, { lagSeconds: 0 });
  }

  async run({ prepare = [], command, as = 'automation' }: VerdictCase): Promise<Outcome> {
    this.#served = await servePractice(this.#tenant);
    for (const each of prepare) {
      if ('command' in each) {
        const { code, stderr, stdout } = await this.#command(each.command, 'automation');
        if (code !== 0)
          throw new Error(`${typed(each.command)} ended with ${code}: ${stdout.slice(-2000)}${stderr}`);
      } else if ('weather' in each) await this.#control('weather', each.weather);
      else await this.#control('act', await this.#withIds(each.act));
    }
    return this.#command(await this.#withIds(command), as);
  }

  async close(): Promise<void> {
    await this.#served?.close();
  }

  async #control(of: string, body?: unknown): Promise<unknown> {
    const { control, controlToken } = this.#served as ServedPractice;
    const response = await fetch(`${control}/${of}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${of}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async #withIds<T extends object>(said: T): Promise<T> {
    let text = JSON.stringify(said);
    for (const [word, id] of Object.entries(idsOf((await this.#control('state')) as State)))
      text = text.replaceAll(word, id);
    return JSON.parse(text) as T;
  }

  async #command(argv: readonly string[], as: NonNullable<VerdictCase['as']>): Promise<Outcome> {
    const { proxy, caFile } = this.#served as ServedPractice;
    const { automation, tenantId } = this.#tenant;
    const signIn = ['--tenant', tenantId, '--sign-in', as === 'admin' ? 'device-code' : 'environment'];
    const child = spawn(process.execPath, [this.#program, ...argv, ...signIn, '--home', this.#home], {
      env: {
        PATH: process.env['PATH'],
        HOME: this.#home,
        NO_COLOR: '1',
        HTTPS_PROXY: proxy,
        NODE_EXTRA_CA_CERTS: caFile,
        AZURE_TENANT_ID: tenantId,
        AZURE_CLIENT_ID: automation.clientId,
        AZURE_CLIENT_SECRET: automation.clientSecret,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return this.#heard(child, as === 'admin');
  }

  async #heard(child: ChildProcess, typesCode: boolean): Promise<Outcome> {
    const said = { stdout: '', stderr: '' };
    const entered = new Set<string>();
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.on('data', (part: Buffer) => {
        said[name] += part.toString('utf8');
        const shown = typesCode ? said.stderr.matchAll(/enter the code ([A-Z0-9]+)\./gu) : [];
        for (const [, userCode = ''] of shown) {
          if (entered.has(userCode)) continue;
          entered.add(userCode);
          void this.#control('act', { do: 'enter-device-code', userCode });
        }
      });
    // Ends what waits without end, and is told from an exit by the missing code.
    const limit = setTimeout(() => child.kill('SIGKILL'), 90_000);
    const [code] = await once(child, 'close');
    clearTimeout(limit);
    return { code: Number(code), ...said };
  }
}

interface State {
  readonly [kind: string]: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Application.ReadWrite.All of Microsoft Graph (https://learn.microsoft.com/graph/permissions-reference). */
const registers = '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9';
const logsApi = 'ca7f3f0b-7d91-482c-8e09-c5d840d0eac5';

/** What the words in capitals stand for: what the last set-up of Dropzone AI made, and what the tenant began with. */
export function idsOf(state: State): Readonly<Record<string, string>> {
  const find = (kind: string, is: (each: Readonly<Record<string, string>>) => boolean) =>
    Object.values(state[kind] ?? {}).findLast(is);
  const application = find('applications', ({ displayName }) => /Dropzone/u.test(displayName ?? ''));
  const principal = find('servicePrincipals', ({ appId }) => appId === application?.['appId']);
  const workspace = find('workspaces', ({ name }) => name?.startsWith('soc-') === true)?.['id'] ?? '';
  const automation = find('servicePrincipals', ({ displayName }) => displayName === 'Practice Automation');
  return {
    /** The grant with which the tenant's automation registers applications. */
    REGISTRAR:
      find(
        'appRoleAssignments',
        ({ principalId, appRoleId }) => principalId === automation?.['id'] && appRoleId === registers,
      )?.['id'] ?? '',
    ADMIN: find('users', ({ givenName }) => givenName === 'Ada')?.['id'] ?? '',
    /** Of the workspace with Microsoft Sentinel. */
    SUBSCRIPTION:
      find('subscriptions', ({ displayName }) => displayName === 'Security Operations')?.['id'] ?? '',
    OBJECT: application?.['id'] ?? '',
    LOGS_PRINCIPAL: find('servicePrincipals', ({ appId }) => appId === logsApi)?.['id'] ?? '',
    PRINCIPAL: principal?.['id'] ?? '',
    APPLICATION: application?.['appId'] ?? '',
    WORKSPACE: workspace,
    RESOURCE_GROUP: workspace.split('/providers/')[0] ?? '',
    TENANT: Object.keys(state['tenant'] ?? {})[0] ?? '',
  };
}
