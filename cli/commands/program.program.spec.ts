import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { practiceTenant } from '@sentinel-onboarding/practice';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { folder, type Outcome, objects, resultOf } from './world.spec-kit.ts';

const built = folder();
beforeAll(async () => {
  await build({
    configFile: path.resolve(import.meta.dirname, '../../vite.cli.config.ts'),
    logLevel: 'error',
    build: { outDir: built, emptyOutDir: false },
  });
});

interface Running {
  readonly child: ChildProcess;
  /** Resolves as soon as stdout has so many of these. */
  seen(text: string, times: number): Promise<void>;
  soFar(): Outcome;
  readonly ended: Promise<Outcome & { readonly signal: NodeJS.Signals | null }>;
}

function start(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(globalThis.process.execPath, [path.join(built, 'cli.cjs'), ...argv], {
    env: { PATH: globalThis.process.env['PATH'], HOME: built, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  child.stdout?.on('data', (part: Buffer) => {
    said.stdout += part.toString('utf8');
    for (const look of waiting) look();
  });
  child.stderr?.on('data', (part: Buffer) => {
    said.stderr += part.toString('utf8');
  });
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: Number(code),
    signal: signal as NodeJS.Signals | null,
    ...said,
  }));
  return {
    child,
    ended,
    soFar: () => ({ code: -1, ...said }),
    seen: (text, times) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (said.stdout.split(text).length - 1 < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

const done = '"kind":"done"';
const setUp = (home: string) => [
  'set-up',
  'dropzone-sentinel',
  '--practice',
  '--practice-lag',
  '0.3',
  '--yes',
  '--json',
  '--home',
  home,
];

// A story: each part goes on from the one before.
describe('the program itself', { shuffle: false }, () => {
  it('lists recipes, tells its version and its help, and ends', async () => {
    const [recipes, version, help, nothing] = await Promise.all(
      [['recipes'], ['--version'], ['set-up', '--help'], []].map((argv) => start(argv).ended),
    );
    expect(recipes).toMatchObject({ code: 0, stderr: '' });
    expect(recipes?.stdout).toContain('dropzone-sentinel');
    expect(version?.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(help?.stdout).toContain('--show-secret');
    expect(nothing?.code).toBe(0);
    expect(nothing?.stdout).toContain('profile');
  });

  it('refuses with 2 and without a stack', async () => {
    const outcome = await start(['set-up', 'dropzone-sentinel', '--practice', '--home', folder()]).ended;
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
  });

  it('interrupted ends with 130, and goes on where it was', async () => {
    const home = folder();
    const running = start(setUp(home));
    await running.seen(done, 2);
    running.child.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped.code).toBe(130);
    const first = resultOf(stopped);
    const on = await start(setUp(home)).ended;
    expect(on.code).toBe(0);
    expect(resultOf(on).runId).toBe(first.runId);
    expect(resultOf(on).changes + first.changes).toBe(10);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'stopped by %s ends with 130, its last line whole',
    async (signal) => {
      const running = start(setUp(folder()));
      await running.seen(done, 2);
      running.child.kill(signal);
      const stopped = await running.ended;
      expect(stopped.code).toBe(130);
      expect(resultOf(stopped).changes).toBeGreaterThanOrEqual(2);
    },
  );

  it('killed outright goes on at once, and in the end nothing is there twice', async () => {
    const home = folder();
    const running = start(setUp(home));
    await running.seen(done, 4);
    running.child.kill('SIGKILL');
    const killed = await running.ended;
    expect(killed.signal).toBe('SIGKILL');
    const on = await start(setUp(home)).ended;
    expect(on.code).toBe(0);
    const [first] = objects(killed) as readonly { readonly entry: { readonly runId: string } }[];
    expect(resultOf(on).runId).toBe(first?.entry.runId);

    const saved = readFileSync(path.join(home, 'practice', 'fresh.json'), 'utf8');
    const { applications, servicePrincipals, appRoleAssignments, roleAssignments } = practiceTenant('fresh', {
      saved,
    }).state();
    const ours = Object.values(applications).filter(
      ({ displayName }) => displayName === 'Dropzone AI Sentinel Integration',
    );
    expect(ours.map(({ passwordCredentials }) => passwordCredentials.length)).toEqual([1]);
    const principals = Object.values(servicePrincipals).filter(({ appId }) => appId === ours[0]?.appId);
    expect(principals).toHaveLength(1);
    const held = (each: { readonly principalId: string }) => each.principalId === principals[0]?.id;
    expect(Object.values(appRoleAssignments).filter(held)).toHaveLength(2);
    expect(Object.values(roleAssignments).filter(held)).toHaveLength(1);
  });

  it('whose reader has gone stops, and says nothing of it', async () => {
    const running = start(setUp(folder()));
    await running.seen(done, 2);
    running.child.stdout?.destroy();
    const outcome = await running.ended;
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).not.toMatch(/EPIPE|\n\s+at /);
  });

  it('is one at a time in a home: the second says so with 2', async () => {
    const home = folder();
    const running = start(setUp(home));
    await running.seen('"kind":"run-began"', 1);
    const second = await start(['plan', 'dropzone-sentinel', '--practice', '--home', home]).ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`process ${running.child.pid}`);
    expect((await running.ended).code).toBe(0);
  });

  it('serves a practice tenant until stopped, to itself too', async () => {
    const home = folder();
    const serving = start(['practice', '--practice-lag', '0', '--port', '0', '--json', '--home', home]);
    await serving.seen('\n', 1);
    const line = objects(serving.soFar())[0] as {
      readonly proxy: string;
      readonly ca: string;
      readonly tenantId: string;
      readonly automation: { readonly clientId: string; readonly clientSecret: string };
    };
    const outcome = await start(
      ['set-up', 'dropzone-sentinel', '--sign-in', 'environment', '--yes', '--json', '--home', home],
      {
        HTTPS_PROXY: line.proxy,
        NODE_EXTRA_CA_CERTS: line.ca,
        AZURE_TENANT_ID: line.tenantId,
        AZURE_CLIENT_ID: line.automation.clientId,
        AZURE_CLIENT_SECRET: line.automation.clientSecret,
      },
    ).ended;
    expect(outcome.code).toBe(0);
    expect(resultOf(outcome)).toMatchObject({ practice: true, tenantId: line.tenantId, changes: 10 });
    serving.child.kill('SIGTERM');
    const served = await serving.ended;
    expect(served.code).toBe(0);
    expect(objects(served).map((each) => Object.keys(each))).toEqual([
      ['proxy', 'ca', 'tenantId', 'admin', 'automation', 'control', 'controlToken'],
    ]);
  });
});
