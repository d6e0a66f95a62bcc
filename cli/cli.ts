import { webcrypto } from 'node:crypto';
import { command } from './commands/command.ts';

// Absent in Node 18; the Azure libraries ask for it by this name.
if (Reflect.get(globalThis, 'crypto') === undefined) {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
}

const { process } = globalThis;
const stopping = new AbortController();
let asked = 0;

/** The first request to stop lets what is under way end well; the second does not wait. The journal allows both. */
function stop(): void {
  asked += 1;
  if (asked > 1) process.exit(130);
  stopping.abort(new Error('cancelled'));
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

// Output pipe closed: stop quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    if (stream === process.stdout) stopping.abort(new Error('output closed'));
  });
}
process.stdin.on('error', () => undefined);

async function start(): Promise<void> {
  const code = await command(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    execArgv: process.execArgv,
    cwd: process.cwd(),
    signal: stopping.signal,
  });
  process.exitCode = code;
  // Pipes are written behind our back; an exit before they are empty would cut the last line.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  await new Promise<void>((resolve) => process.stderr.write('', () => resolve()));
  process.exit(code);
}

void start();
