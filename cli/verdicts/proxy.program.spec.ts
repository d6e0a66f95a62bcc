import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cli, folder } from '../commands/world.spec-kit.ts';

/** A port nothing listens at: taken a moment ago, and given back. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}

const verify = (proxy: string) =>
  cli(
    [
      'verify',
      'dropzone-sentinel',
      '--tenant',
      '5e471e1a-0000-4000-8000-08d181339947',
      '--sign-in',
      'device-code',
      '--home',
      folder(),
    ],
    { environment: { HTTPS_PROXY: proxy } },
  );

describe('a proxy', () => {
  it('that is down is named, not Microsoft', async () => {
    const { code, stderr, stdout } = await verify(`http://127.0.0.1:${await closedPort()}`);
    expect(code).toBe(3);
    const said = `${stdout}${stderr}`.replaceAll(/\s+/gu, ' ');
    expect(said).toContain("The proxy on the way to login.microsoftonline.com doesn't answer");
  });

  it('that refuses to pass a request on is told apart from it', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, stderr, stdout } = await verify(`http://127.0.0.1:${port}`);
    server.close();
    expect(code).toBe(3);
    expect(`${stdout}${stderr}`.replaceAll(/\s+/gu, ' ')).toContain('refused to pass the request on');
  });
});
