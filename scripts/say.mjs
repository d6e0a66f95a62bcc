/** How the scripts speak: one line a thing they do, and an exact line to type where they cannot go on. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Bounded, because a set-up step that hangs is worse than one that fails. */
export const minutes = (/** @type {number} */ count) => count * 60_000;

/** @param {string} line */
export function say(line) {
  console.error(`• ${line}`);
}

/** A reason people can act on: shown without a stack. */
export class CannotGoOn extends Error {
  /**
   * @param {string} because
   * @param {string} [type] the exact line to type
   */
  constructor(because, type) {
    super(type === undefined ? because : `${because}\n  Type this, then try again:\n    ${type}`);
    this.name = 'CannotGoOn';
  }
}

/**
 * Runs a script's body; a reason for people ends the program with 1 and no stack.
 * @param {() => Promise<number>} body resolves to the exit code
 */
export async function runScript(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    console.error(`✗ ${error.message}`);
    process.exitCode = 1;
  }
}

/** Whether this file is the program, not a module of another. @param {string} url `import.meta.url` */
export const isProgram = (url) =>
  process.argv[1] !== undefined && fileURLToPath(url) === path.resolve(process.argv[1]);

/** True when we may install and must switch Chromium's sandbox off. */
export const isRoot = () => process.getuid?.() === 0;

/**
 * Starts a program in the checkout with the terminal's own input and output.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ env?: Record<string, string | undefined>, cwd?: string }} [options] additions to the environment
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export function show(command, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs a program quietly and keeps what it said.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ env?: Record<string, string | undefined>, cwd?: string, timeout?: number }} [options] timeout in ms
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when there is no such program
 */
export function listen(command, parameters, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Not spawn's own timeout: for a program that does not exist it keeps this one waiting all the same.
    const limit = setTimeout(() => child.kill(), options.timeout ?? minutes(10));
    const end = (/** @type {{ code: number, stdout: string, stderr: string }} */ heard) => {
      clearTimeout(limit);
      resolve(heard);
    };
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.once('error', (error) => end({ code: 127, stdout, stderr: error.message }));
    child.once('close', (code) => end({ code: code ?? 1, stdout, stderr }));
  });
}

/** The local command of an installed package, started by this very Node. @param {string} name */
export const localProgram = (name) => path.join(root, 'node_modules', '.bin', name);

/** The folders that hold the product's sources. */
export const sourceFolders = [
  'engine',
  'recipes',
  'microsoft',
  'practice',
  'host',
  'app',
  'main',
  'preload',
  'renderer',
  'cli',
];
