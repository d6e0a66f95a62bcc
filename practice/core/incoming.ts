import type { IncomingMessage } from 'node:http';

/** Thrown if a body is larger than its reader allows. */
export class TooLarge extends Error {}

/** Reads a request's whole body. Throws TooLarge if it is longer than `most` bytes. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) throw new TooLarge(`more than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
