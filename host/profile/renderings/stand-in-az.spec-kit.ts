import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { practiceTenant } from '../profile-example.spec-kit.ts';

/** A program named az that writes its words down and answers as a tenant of one kind would. */
const standIn = `#!/bin/bash
printf '%s\\0' "$#" "$@" >> "$AZ_CALLS"
answer() { printf '%s\\n' "$1"; }
case "$1 $2 $3" in
  'cloud show'*) [[ $AZ_WORLD == other-cloud ]] && answer AzureChinaCloud || answer AzureCloud ;;
  'account show'*) [[ $AZ_WORLD == other-tenant ]] && answer 11111111-2222-4333-8444-555555555555 || answer "$AZ_TENANT" ;;
  'ad app list' | 'ad sp list' | 'ad app permission' | 'role assignment list' | 'rest --method GET')
    [[ $AZ_WORLD == standing && "$*" != *' add '* ]] && answer 12121212-1212-1212-1212-121212121212
    [[ $AZ_WORLD != standing && "$*" == *uniqueName* ]] && answer 34343434-3434-3434-3434-343434343434
    exit 0 ;;
  'ad sp create') answer 56565656-5656-5656-5656-565656565656 ;;
  'rest --method PATCH') [[ $AZ_WORLD == failing ]] && exit 1 || exit 0 ;;
  'rest --method POST' | 'role assignment create') exit 0 ;;
  *) printf 'az does not know: %s\\n' "$*" >&2; exit 2 ;;
esac
`;

export type AzWorld = 'standing' | 'empty' | 'other-tenant' | 'other-cloud' | 'failing';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The words of every call of az, in order. */
  readonly calls: readonly (readonly string[])[];
  /** Files that the script left in the folder it ran in. */
  readonly folder: string;
}

/** Runs a script in bash, in an empty folder, with the stand-in as the only az, signed in to `tenantId`. */
export async function runScript(script: string, world: AzWorld, tenantId = practiceTenant): Promise<Ran> {
  const tools = mkdtempSync(path.join(tmpdir(), 'az-'));
  const folder = mkdtempSync(path.join(tmpdir(), 'ran-'));
  const calls = path.join(tools, 'calls');
  writeFileSync(path.join(tools, 'az'), standIn, { mode: 0o755 });
  writeFileSync(calls, '');
  writeFileSync(path.join(tools, 'connect.sh'), script);
  const child = spawn('/bin/bash', [path.join(tools, 'connect.sh')], {
    cwd: folder,
    env: {
      PATH: `${tools}:/usr/bin:/bin`,
      AZ_CALLS: calls,
      AZ_WORLD: world,
      AZ_TENANT: tenantId,
      LC_ALL: 'C',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString('utf8');
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (ended) => resolve(ended ?? -1));
  });
  return { code, stdout, stderr, calls: wordsOf(readFileSync(calls, 'utf8')), folder };
}

function wordsOf(written: string): readonly (readonly string[])[] {
  const words = written.split('\0').slice(0, -1);
  const calls: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at]);
    calls.push(words.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return calls;
}
