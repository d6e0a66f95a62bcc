import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Seconds after which the CLI is stopped, because it might wait for the network or for an answer to a hidden
 * question.
 */
const longest = 90;
const largest = 1024 * 1024;

/**
 * Runs the Azure CLI of this computer as a child of ours, its words handed over one by one: no shell reads them. Answers
 * with its exit code and output, or `missing` where it is not installed.
 */
export function azureCli(environment: Environment) {
  return async (words: readonly string[], signal?: AbortSignal) => {
    const found = await programFor(environment);
    if (!found) return 'missing' as const;
    const { program, before } = found;
    return await new Promise<{ code: number; stdout: string; stderr: string } | 'missing'>((done) => {
      const child = execFile(
        program,
        [...before, ...words],
        {
          env: { ...environment, AZURE_CORE_NO_COLOR: 'true', AZURE_CORE_COLLECT_TELEMETRY: 'false' },
          maxBuffer: largest,
          timeout: longest * 1000,
          windowsHide: true,
          ...(signal ? { signal } : {}),
        },
        (error, stdout, stderr) => {
          const code: unknown = error?.code;
          if (code === 'ENOENT') return done('missing');
          const words = error?.killed === true ? `It didn't respond within ${longest} seconds.` : stderr;
          return done({ code: typeof code === 'number' ? code : error ? 1 : 0, stdout, stderr: words });
        },
      );
      // It must not wait for a question to be answered.
      child.stdin?.end();
    });
  };
}

/**
 * On Windows the CLI is a batch file, which only a shell can run. Its bundled Python runs without one
 * (https://github.com/Azure/azure-cli/blob/dev/build_scripts/windows/scripts/az.cmd).
 */
async function programFor(environment: Environment) {
  if (globalThis.process.platform !== 'win32') return { program: 'az', before: [] };
  for (const folder of (environment['PATH'] ?? environment['Path'] ?? '').split(';')) {
    if (!path.isAbsolute(folder) || !(await isThere(path.join(folder, 'az.cmd')))) continue;
    return { program: path.join(folder, '..', 'python.exe'), before: ['-IBm', 'azure.cli'] };
  }
  return undefined;
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
