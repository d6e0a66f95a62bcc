import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, type Outcome, objects } from '../commands/world.spec-kit.ts';

const built = folder();
let serving: ChildProcess;
let environment: Readonly<Record<string, string>>;
let control: (path: string, body?: unknown) => Promise<unknown>;
let signsIn: string;
const vendorKey = 'canary-Qk8d-0123456789-vendor-key';

beforeAll(async () => {
  await build({
    configFile: path.resolve(import.meta.dirname, '../../vite.cli.config.ts'),
    logLevel: 'error',
    build: { outDir: built, emptyOutDir: false },
  });
  serving = program(
    ['practice', '--practice=fresh', '--practice-lag', '0', '--port', '0', '--json', '--home', folder()],
    {},
  );
  let said = '';
  await new Promise<void>((resolve) => {
    serving.stdout?.on('data', (part: Buffer) => {
      said += part.toString('utf8');
      if (said.includes('\n')) resolve();
    });
  });
  const line = objects({ code: 0, stdout: said, stderr: '' })[0] as unknown as {
    readonly [name in 'proxy' | 'ca' | 'tenantId' | 'control' | 'controlToken']: string;
  } & { readonly automation: { readonly clientId: string; readonly clientSecret: string } };
  signsIn = line.automation.clientSecret;
  environment = {
    HTTPS_PROXY: line.proxy,
    NODE_EXTRA_CA_CERTS: line.ca,
    AZURE_TENANT_ID: line.tenantId,
    AZURE_CLIENT_ID: line.automation.clientId,
    AZURE_CLIENT_SECRET: signsIn,
    VENDOR_KEY: vendorKey,
  };
  control = async (of, body) => {
    const response = await fetch(`${line.control}/${of}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${line.controlToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
});
afterAll(() => serving.kill('SIGTERM'));

function program(argv: readonly string[], more: Readonly<Record<string, string>>): ChildProcess {
  return spawn(globalThis.process.execPath, [path.join(built, 'cli.cjs'), ...argv], {
    env: { PATH: globalThis.process.env['PATH'], HOME: built, NO_COLOR: '1', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(argv: readonly string[], home: string): Promise<Outcome> {
  const child = program([...argv, '--json', '--sign-in', 'environment', '--home', home], environment);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (part: Buffer) => {
      said[name] += part.toString('utf8');
      // A response that isn't Microsoft's is an unknown outcome, which the run waits for. By then it has said enough.
      if (said.stdout.includes('"kind":"failed"')) child.kill('SIGINT');
    });
  const [code] = await once(child, 'close');
  return { code: Number(code), ...said };
}

/** Everything the program wrote: to the terminal and below its home. */
function written(outcome: Outcome, home: string): string {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const texts = files.map((file) => readFileSync(path.join(file.parentPath, file.name), 'latin1'));
  return [outcome.stdout, outcome.stderr, ...texts].join('\n');
}

/** A secret as somebody could read it. */
const spellings = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/u, ''),
];
const token = /eyJ[\w-]{30,}\.[\w-]{30,}/u;

const setUp = ['set-up', 'intezer-playbooks', '--yes', '--secret', 'apiKey=env:VENDOR_KEY'];
const faults = [
  ['the sign-in service', { host: 'login', path: '/token' }, ['verify', 'dropzone-sentinel']],
  ['Microsoft Graph', { host: 'graph', method: 'POST', path: '/$batch' }, ['verify', 'dropzone-sentinel']],
  ['Key Vault', { host: 'vault', method: 'PUT' }, setUp],
] as const;

describe.each(['echo', 'echo-page'])('%s: what a request carried stands in the answer', (kind) => {
  it.each(faults)('of %s: no secret and no token is written anywhere', async (_name, where, argv) => {
    const home = folder();
    await control('reset', {});
    await control('weather', { faults: [{ kind, ...where, times: 'always' }] });
    const outcome = await run(argv, home);
    // The service did repeat it, and the program did end on that.
    const requests = (await control('requests')) as readonly { readonly fault?: string }[];
    expect(requests.filter(({ fault }) => fault === kind).length).toBeGreaterThan(0);
    expect(outcome.code).not.toBe(0);
    const issued = (await control('issued')) as readonly { readonly value: string }[];
    const text = written(outcome, home);
    const secrets = [signsIn, vendorKey, ...issued.map(({ value }) => value)].filter(
      ({ length }) => length > 15,
    );
    expect(secrets.flatMap(spellings).filter((each) => text.includes(each))).toEqual([]);
    expect(text).not.toMatch(token);
    // The same search finds what is there.
    const planted = `${text} ${spellings(vendorKey)[2]} eyJ${'a'.repeat(40)}.${'b'.repeat(40)}`;
    expect(spellings(vendorKey).filter((each) => planted.includes(each))).toHaveLength(1);
    expect(planted).toMatch(token);
  });
});
