import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { command } from './command.ts';

/** What a command line came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The last line of `--json`. */
export interface Result {
  readonly recipe: string;
  readonly intent: string;
  readonly runId: string;
  readonly tenantId: string;
  readonly practice: boolean;
  readonly planHash: string;
  readonly steps: readonly {
    readonly id: string;
    readonly is: string;
    readonly severity: string;
    readonly problem?: {
      readonly code: string;
      readonly remedies: readonly { readonly do: string; readonly role?: string }[];
    };
  }[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly changes: number;
  readonly requests: number;
  readonly roundTrips: number;
  readonly ms: number;
}

/** A folder of one spec's own. */
export function folder(): string {
  return mkdtempSync(path.join(tmpdir(), 'cli-'));
}

interface Around {
  readonly stdin?: string | Readable;
  readonly environment?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  /** Somebody sits at the terminal. */
  readonly person?: true;
  /** What is written goes to a screen, and nobody sits there. */
  readonly screen?: true;
  /** Hears what is written, as it is written. */
  readonly hears?: (text: string) => void;
}

/** Carries out a command line as the program does, in this process. */
export async function cli(argv: readonly string[], around: Around = {}): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const out = (name: 'stdout' | 'stderr') => {
    const stream = new PassThrough();
    stream.on('data', (part: Buffer) => {
      written[name] += part.toString('utf8');
      around.hears?.(part.toString('utf8'));
    });
    return around.person || around.screen ? Object.assign(stream, { isTTY: true, columns: 90 }) : stream;
  };
  const stdin =
    typeof around.stdin === 'object' ? around.stdin : Readable.from([Buffer.from(around.stdin ?? '')]);
  const code = await command(argv, {
    stdin: around.person ? Object.assign(stdin, { isTTY: true }) : stdin,
    stdout: out('stdout'),
    stderr: out('stderr'),
    environment: { NO_COLOR: '1', ...around.environment },
    execArgv: around.execArgv ?? [],
    cwd: around.cwd ?? folder(),
    signal: around.signal ?? new AbortController().signal,
  });
  return { code, ...written };
}

/** Every line of stdout as the object it must be. */
export function objects({ stdout }: Outcome): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The result line, which is the last. */
export function resultOf(outcome: Outcome): Result {
  const last = objects(outcome).at(-1);
  if (!last || !('result' in last))
    throw new Error(`no result: ${outcome.stdout.slice(-500)}${outcome.stderr}`);
  return last['result'] as Result;
}

/** Stands where the network would be and counts who comes: a proxy that lets nobody through. */
export async function closedProxy(): Promise<{ readonly url: string; connections(): number; close(): void }> {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    close: () => server.close(),
  };
}

/** Everything under a folder, as paths from it. */
export function treeOf(home: string): readonly string[] {
  try {
    return (readdirSync(home, { recursive: true }) as string[]).sort();
  } catch {
    return [];
  }
}
