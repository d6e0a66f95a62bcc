import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { BadInput, echo, refused } from './bad-input.ts';
import { didYouMean } from './nearest.ts';
import { parseStrictJson } from './strict-json.ts';
import { parseStrictYaml } from './strict-yaml.ts';

const megabyte = 1024 * 1024;

/**
 * The text of a file from outside: a regular file, at most `maxBytes` (1 MB unless said), UTF-8 without a mark.
 * `field` names the flag or question it was given for.
 * @throws BadInput
 */
export async function readText(path: string, field: string, maxBytes = megabyte): Promise<string> {
  return decode(await readBytes(path, field, maxBytes), field);
}

/** The same for a document: JSON where the name or the first character says so, YAML otherwise. */
export async function readDocument(path: string, field: string): Promise<unknown> {
  const text = await readText(path, field);
  const json = /\.json$/i.test(path) || (!/\.ya?ml$/i.test(path) && /^\s*[[{]/.test(text));
  return json ? parseStrictJson(text, field) : parseStrictYaml(text, field);
}

async function readBytes(path: string, field: string, maxBytes: number): Promise<Buffer> {
  if (path === '' || path.includes('\0')) {
    throw refused(field, `${echo(path)} is not a file name.`, 'Enter a file name.');
  }
  // Without O_NONBLOCK, opening a FIFO would block until another process writes to it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    throw unreadable(path, field, error);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) {
      const kind = stat.isDirectory() ? 'a folder' : 'not a regular file';
      throw refused(field, `${echo(path)} is ${kind}.`, 'Use a regular file.');
    }
    if (stat.size > maxBytes) throw tooLarge(path, field, maxBytes);
    const bytes = Buffer.alloc(stat.size + 1);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled > stat.size) {
      throw refused(field, `${echo(path)} changed while being read.`, 'Try again after it is saved.');
    }
    return bytes.subarray(0, filled);
  } catch (error) {
    throw error instanceof BadInput ? error : unreadable(path, field, error);
  } finally {
    await file.close();
  }
}

function tooLarge(path: string, field: string, maxBytes: number): BadInput {
  const most = maxBytes >= megabyte ? `${maxBytes / megabyte} MB` : `${maxBytes} bytes`;
  return refused(field, `${echo(path)} is larger than ${most}.`, 'Check that it is the right file.');
}

function unreadable(path: string, field: string, error: unknown): BadInput {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return refused(field, `There is no file ${echo(path)}.`, 'Check the name and the folder you are in.');
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return refused(
      field,
      `You can't read ${echo(path)}.`,
      'Ask its owner for read access, or use another file.',
    );
  }
  return refused(
    field,
    `${echo(path)} could not be read (${code ?? 'no reason given'}).`,
    'Use another file.',
  );
}

/**
 * UTF-8 bytes as text; `field` names the source.
 * @throws BadInput naming the byte where it stops being UTF-8
 */
export function decode(bytes: Buffer, field: string): string {
  const marks = bytes.subarray(0, 2).toString('hex');
  if (marks === 'fffe' || marks === 'feff') {
    throw refused(field, 'It is encoded as UTF-16.', 'Save it as UTF-8.');
  }
  if (bytes.subarray(0, 3).toString('hex') === 'efbbbf') {
    throw refused(
      field,
      'It begins with a byte order mark.',
      'Save it as UTF-8 without a byte order mark ("UTF-8", not "UTF-8 with BOM").',
    );
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    throw refused(field, `Byte ${nul + 1} is zero, so this is not text.`, 'Check that it is the right file.');
  }
  const text = bytes.toString('utf8');
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    const byte = Buffer.byteLength(text.slice(0, at));
    // A replacement character may also stand in the file itself.
    if (bytes.subarray(byte, byte + 3).toString('hex') === 'efbfbd') continue;
    throw refused(field, `Byte ${byte + 1} is not UTF-8.`, 'Save it as UTF-8.');
  }
  return text;
}

/**
 * A value of exactly the schema's shape.
 * @throws BadInput with one refusal a fault, each naming its field as `source.path[0]`
 */
export function checkShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  source: string,
  knownFields: readonly string[] = [],
): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const refusals = checked.error.issues.flatMap((issue) => {
    const field = fieldAt(source, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownField(fieldAt(source, [...issue.path, key]), key, knownFields));
    }
    return [{ field, reason: sentence(issue.message), remedy: 'Correct it, or use the original file.' }];
  });
  const [first, ...more] = refusals.slice(0, 20);
  throw first
    ? new BadInput(first, ...more)
    : refused(source, "It isn't in the expected format.", 'Check that it is the right file.');
}

/** Addresses are the product's own: one taken from a file could send a token to a stranger. */
const addressLike = /endpoint|authority|url|uri|host|audience|proxy/i;

function unknownField(field: string, key: string, known: readonly string[]) {
  if (addressLike.test(key)) {
    return {
      field,
      reason: "Addresses can't come from a file.",
      remedy: 'Remove it and choose the cloud by name.',
    };
  }
  return {
    field,
    reason: 'This field is not known.',
    remedy: `${didYouMean(key, known)}Remove it, or correct its name.`,
  };
}

function fieldAt(source: string, path: readonly PropertyKey[]): string {
  let field = source;
  for (const part of path) {
    field += typeof part === 'number' ? `[${part}]` : `.${echo(String(part)).slice(1, -1)}`;
  }
  return field;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
