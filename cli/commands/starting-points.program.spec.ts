import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, type Outcome, objects, type Result, resultOf } from './world.spec-kit.ts';

const built = folder();
const profileFile = path.join(built, 'profile.json');
let serving: ChildProcess;
/** The practice tenant as any program reaches it, and the connection that was made in it. */
let reached: Readonly<Record<string, string>>;
let admin: Readonly<Record<string, string>>;
let connection: { readonly clientId: string; readonly clientSecret: string };

beforeAll(async () => {
  await build({
    configFile: path.resolve(import.meta.dirname, '../../vite.cli.config.ts'),
    logLevel: 'error',
    build: { outDir: built, emptyOutDir: false },
  });
  const child = program(['practice', '--practice-lag', '0', '--port', '0', '--json', '--home', folder()], {});
  serving = child;
  let said = '';
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString('utf8');
      if (said.includes('\n')) resolve();
    });
  });
  const line = objects({ code: 0, stdout: said, stderr: '' })[0] as {
    readonly proxy: string;
    readonly ca: string;
    readonly tenantId: string;
    readonly automation: { readonly clientId: string; readonly clientSecret: string };
  };
  reached = { HTTPS_PROXY: line.proxy, NODE_EXTRA_CA_CERTS: line.ca, AZURE_TENANT_ID: line.tenantId };
  admin = as(line.automation);
  const made = await run(
    ['set-up', 'dropzone-sentinel', '--yes', '--out', profileFile, '--show-secret', '--home', folder()],
    admin,
  );
  if (made.code !== 0) throw new Error(made.stderr);
  connection = JSON.parse(readFileSync(profileFile, 'utf8')) as typeof connection;
});
afterAll(() => serving.kill('SIGTERM'));

function as(who: { readonly clientId: string; readonly clientSecret: string }) {
  return { ...reached, AZURE_CLIENT_ID: who.clientId, AZURE_CLIENT_SECRET: who.clientSecret };
}

function program(argv: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(globalThis.process.execPath, [path.join(built, 'cli.cjs'), ...argv], {
    env: { PATH: globalThis.process.env['PATH'], HOME: built, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const child = program([...argv, '--sign-in', 'environment', '--json'], environment);
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (part: Buffer) => {
    said.stdout += part.toString('utf8');
  });
  child.stderr?.on('data', (part: Buffer) => {
    said.stderr += part.toString('utf8');
  });
  const [code] = await once(child, 'close');
  return { code: Number(code), ...said };
}

const is = (result: Result, id: string) => result.steps.find((step) => step.id.startsWith(id))?.is;

describe('a check begins', () => {
  it('with a client id: the workspaces are found from its roles; without its secret it could not sign in', async () => {
    const asked = ['verify', 'dropzone-sentinel', '--answer', `application=${connection.clientId}`];
    const without = await run([...asked, '--home', folder()], admin);
    expect(without.code).toBe(1);
    const seen = resultOf(without);
    for (const id of [
      'find-workspace:soc-prod-neu',
      'register-application',
      'grant-consent:graph',
      'assign-role',
    ])
      expect(is(seen, id), id).toBe('met');
    const withSecret = await run([...asked, '--secret', 'clientSecret=env:THEIRS', '--home', folder()], {
      ...admin,
      THEIRS: connection.clientSecret,
    });
    expect(withSecret.code, withSecret.stderr).toBe(0);
    expect(is(resultOf(withSecret), 'test-ingestion:log-analytics')).toBe('met');
  });

  it('with nothing but its own credential: what it can see is checked, the rest says who could look', async () => {
    const outcome = await run(['verify', 'dropzone-sentinel', '--home', folder()], as(connection));
    const result = resultOf(outcome);
    for (const id of [
      'own-application',
      'find-workspace:soc-prod-neu',
      'assign-role:soc-prod-neu',
      'test-ingestion:log-analytics',
      'test-ingestion:azure',
      'test-ingestion:graph',
      'narrow-roles',
    ]) {
      expect(is(result, id), id).toBe('met');
    }
    for (const id of ['register-application', 'grant-consent:graph', 'create-secret', 'revoke-extras']) {
      const step = result.steps.find((each) => each.id === id);
      expect(step?.is, id).toBe('unknown');
      expect(step?.problem?.remedies).toContainEqual({
        do: 'sign-in-as',
        role: 'Directory Readers or Global Reader',
      });
    }
    expect(result.steps.some((step) => step.is === 'not-reached')).toBe(false);
    // Somebody has to look at the rest: no check passes on what nobody saw.
    expect(outcome.code).toBe(1);
    expect(result.changes).toBe(0);
    const found = objects(outcome).flatMap(({ entry }) => {
      const of = entry as {
        kind: string;
        step: string;
        finding?: { evidence?: readonly { identity: string }[] };
      };
      return of?.kind === 'found' && of.step === 'test-ingestion:azure' ? (of.finding?.evidence ?? []) : [];
    });
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.map(({ identity }) => identity))).toEqual(new Set(['application']));
    expect(outcome.stdout + outcome.stderr).not.toContain(connection.clientSecret);
  });
});
