import { describe, expect, it } from 'vitest';
import { refusedAtStart } from './refused-start.ts';

describe('a released app does not start', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0',
    '--js-flags=--expose-gc',
    '--load-extension=/somewhere',
    '--proxy-server=http://127.0.0.1:1',
    '--host-rules=MAP * 127.0.0.1',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--ignore-certificate-errors',
    '--ignore-certificate-errors-spki-list=x',
    '--disable-web-security',
    '--no-sandbox',
    '--user-data-dir=/elsewhere',
    '--NO-SANDBOX',
    '-no-sandbox',
  ])('with %s', (argument) => {
    const refused = refusedAtStart(['--home', 'x', argument], {});
    expect(refused).toBe(`--${argument.replace(/^--?/u, '').split('=')[0]?.toLowerCase()}`);
  });

  it.each(['NODE_TLS_REJECT_UNAUTHORIZED', 'SSLKEYLOGFILE', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'])(
    'with %s in its environment',
    (name) => {
      expect(refusedAtStart([], { [name]: '1' })).toBe(name);
    },
  );
});

describe('a released app starts', () => {
  it('with its own switches and an ordinary environment', () => {
    const env = { PATH: '/usr/bin', HOME: '/home/ada', HTTPS_PROXY: 'http://proxy:3128', SSLKEYLOGFILE: '' };
    expect(refusedAtStart(['--home', '/home/ada/x', '--ozone-platform=x11'], env)).toBeUndefined();
  });
});
