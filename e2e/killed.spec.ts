import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type PracticeTenant, practiceTenant } from '@sentinel-onboarding/practice';
import { servePractice } from '@sentinel-onboarding/practice/serve';

const program = path.resolve(import.meta.dirname, '../out/cli/cli.cjs');

interface Ended {
  readonly code: number | null;
  readonly result: { changes: number; steps: { id: string; is: string; severity: string }[] } | undefined;
}

/** A tenant in which the process is killed at its nth write, before Microsoft has it or after. */
interface Trap {
  nth: number;
  when: 'before' | 'after';
  /** Counts writes to these addresses alone; any, unless said. */
  at?: RegExp;
  child: ChildProcess | undefined;
  writes: number;
  sprung: boolean;
}

const isWrite = (request: Request) =>
  !['GET', 'HEAD'].includes(request.method) &&
  !/\/(query|resources|\$batch|token)$/i.test(new URL(request.url).pathname);

/** The tenant as it is, with a trap between it and the wire. */
function trapped(tenant: PracticeTenant, trap: Trap): PracticeTenant {
  const kill = async (): Promise<never> => {
    trap.sprung = true;
    trap.child?.kill('SIGKILL');
    // The one who asked is gone; nobody waits for this answer.
    return new Promise<never>(() => {});
  };
  const fetch = async (request: Request): Promise<Response> => {
    const counts = isWrite(request) && (trap.at === undefined || trap.at.test(new URL(request.url).pathname));
    if (!counts || trap.sprung) return tenant.fetch(request);
    trap.writes++;
    if (trap.writes !== trap.nth) return tenant.fetch(request);
    if (trap.when === 'before') return kill();
    await tenant.fetch(request);
    return kill();
  };
  return new Proxy(tenant, {
    get(of, name) {
      if (name === 'fetch') return fetch;
      const held: unknown = Reflect.get(of, name, of);
      return typeof held === 'function' ? held.bind(of) : held;
    },
  });
}

async function setUp(
  tenant: PracticeTenant,
  served: { proxy: string; caFile: string },
  home: string,
  trap?: Trap,
  asked: readonly string[] = ['dropzone-sentinel'],
): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [
      program,
      'set-up',
      ...asked,
      '--yes',
      '--json',
      '--home',
      home,
      '--show-secret',
      '--out',
      path.join(home, 'profile.json'),
      '--tenant',
      tenant.tenantId,
      '--sign-in',
      'environment',
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        HTTPS_PROXY: served.proxy,
        NODE_EXTRA_CA_CERTS: served.caFile,
        AZURE_TENANT_ID: tenant.tenantId,
        AZURE_CLIENT_ID: tenant.automation.clientId,
        AZURE_CLIENT_SECRET: tenant.automation.clientSecret,
        INTEZER_KEY: 'a-key-that-nobody-owns',
      },
    },
  );
  if (trap) trap.child = child;
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const last = out.trim().split('\n').at(-1);
  const result = last?.startsWith('{"result"')
    ? (JSON.parse(last) as { result: Ended['result'] }).result
    : undefined;
  if (code !== null && code !== 0) process.stdout.write(err);
  return { code, result };
}

/** What was made twice, and secrets whose operation no journal of this home finished. */
function strays(tenant: PracticeTenant, home: string): string[] {
  const state = tenant.state();
  const seen = new Map<string, number>();
  const count = (key: string) => seen.set(key, (seen.get(key) ?? 0) + 1);
  for (const each of Object.values(state.applications)) {
    if (each.uniqueName?.startsWith('sentinel-onboarding')) count(`application ${each.displayName}`);
    const ours = each.passwordCredentials.filter(({ displayName }) =>
      displayName?.startsWith('Sentinel Onboarding '),
    );
    if (ours.length > 1) count(`secret of ${each.displayName}`);
    for (let extra = 1; extra < ours.length; extra++) count(`secret of ${each.displayName}`);
  }
  for (const each of Object.values(state.servicePrincipals)) count(`service principal ${each.appId}`);
  for (const each of Object.values(state.appRoleAssignments))
    count(`grant ${each.principalId} ${each.appRoleId}`);
  for (const each of Object.values(state.roleAssignments)) {
    count(`role ${each.principalId} ${each.roleDefinition} ${each.scope}`.toLowerCase());
  }
  // The secret that was handed over is the one that is live.
  const profile = JSON.parse(readFileSync(path.join(home, 'profile.json'), 'utf8')) as {
    clientSecret: string;
  };
  const hash = createHash('sha256').update(profile.clientSecret).digest('base64url');
  const live = Object.values(state.applications).flatMap(({ passwordCredentials }) => passwordCredentials);
  if (!live.some(({ secretHash }) => secretHash === hash))
    return ['a secret in the profile that is not live'];
  return [...seen].filter(([, times]) => times > 1).map(([key]) => key);
}

/** Kills the set-up at one write, types the same command again, and holds the end against what must be. */
async function killedAt(nth: number, when: 'before' | 'after'): Promise<'killed' | 'no such write'> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'killed-'));
  const tenant = practiceTenant('fresh', { lagSeconds: 0 });
  const trap: Trap = { nth, when, child: undefined, writes: 0, sprung: false };
  const served = await servePractice(trapped(tenant, trap));
  try {
    const first = await setUp(tenant, served, home, trap);
    if (!trap.sprung) {
      expect(first.code).toBe(0);
      return 'no such write';
    }
    expect(first.code, `${when} write ${nth}`).toBeNull();
    const second = await setUp(tenant, served, home);
    expect(second.code, `${when} write ${nth}`).toBe(0);
    const unmet = second.result?.steps.filter(({ is, severity }) => severity === 'block' && is !== 'met');
    expect(unmet, `${when} write ${nth}`).toEqual([]);
    expect(strays(tenant, home), `${when} write ${nth}`).toEqual([]);
    return 'killed';
  } finally {
    await served.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Writes that are killed at the same time: each run waits half a minute for what may have been made, and computes little. */
const together = 3;

test('a process killed before and after every write is finished by the same command typed again', async () => {
  let killed = 0;
  for (let nth = 1, isMore = true; isMore; nth += together) {
    const places = Array.from({ length: together }, (_, at) => nth + at);
    const ended = await Promise.all(
      places.flatMap((write) => [killedAt(write, 'before'), killedAt(write, 'after')]),
    );
    killed += ended.filter((each) => each === 'killed').length;
    isMore = !ended.includes('no such write');
  }
  process.stdout.write(
    `killed ${killed} times, before and after each of ${killed / 2} writes; 0 duplicates, 0 orphan secrets\n`,
  );
  expect(killed).toBeGreaterThanOrEqual(14);
});

test('killed around the deployment of a playbook, the same command finishes it, and nothing is made twice', async () => {
  const asked = ['intezer-playbooks', '--secret', 'apiKey=env:INTEZER_KEY', '--answer', 'testIncident=no'];
  // The three connections come first, then the first playbook.
  for (const when of ['before', 'after'] as const) {
    const home = mkdtempSync(path.join(os.tmpdir(), 'killed-'));
    const tenant = practiceTenant('intezer-ready', { lagSeconds: 0 });
    const at = /\/Microsoft\.Resources\/deployments\/onboarding-[^/]+$/iu;
    const trap: Trap = { nth: 4, when, at, child: undefined, writes: 0, sprung: false };
    const served = await servePractice(trapped(tenant, trap));
    try {
      const first = await setUp(tenant, served, home, trap, asked);
      expect([trap.sprung, first.code], when).toEqual([true, null]);
      const second = await setUp(tenant, served, home, undefined, asked);
      expect(second.code, when).toBe(0);
      const unmet = second.result?.steps.filter(({ is, severity }) => severity === 'block' && is !== 'met');
      expect(unmet, when).toEqual([]);
      const { resources, roleAssignments } = tenant.state();
      const count = (type: string) => Object.values(resources).filter((each) => each.type === type).length;
      expect(
        ['Microsoft.KeyVault/vaults', 'Microsoft.Web/connections', 'Microsoft.Logic/workflows'].map(count),
      ).toEqual([1, 3, 4]);
      expect(count('Microsoft.SecurityInsights/automationRules')).toBe(3);
      const roles = Object.values(roleAssignments).map(
        ({ principalId, roleDefinition, scope }) => `${principalId} ${roleDefinition} ${scope.toLowerCase()}`,
      );
      expect(new Set(roles).size).toBe(roles.length);
    } finally {
      await served.close();
      rmSync(home, { recursive: true, force: true });
    }
  }
});
