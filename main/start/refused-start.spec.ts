import { describe, expect, it } from 'vitest';
import { hostileSwitches, strangers } from './hostile-switches.spec-kit.ts';
import { refusedAtStart } from './refused-start.ts';

const refused = (argv: readonly string[], platform = 'linux', env = {}) =>
  refusedAtStart(argv, env, platform);

describe('a released app does not start', () => {
  it.each(strangers)('with %s', (argument) => {
    expect(refused(['--home', 'x', argument])).toBe(argument);
  });

  it.each([
    ' --remote-debugging-port=9333',
    '\t--host-resolver-rules=MAP * 127.0.0.1',
    '\u00a0--ignore-certificate-errors',
    '\u2003--no-sandbox',
    '\n--single-process',
    '--NO-SANDBOX',
    '-no-sandbox',
    ' --home=/elsewhere',
    '-home',
    '--HOME',
    '--homes',
    '--practice-pace-x=1',
  ])('with %j, which Chromium reads as a switch all the same', (argument) => {
    expect(refused([argument])).toBe(argument.trim());
  });

  it('with any of them, however it is written', () => {
    const all = hostileSwitches(7, 2_000);
    const passed = all.filter(({ argument, platform }) => refused([argument], platform) === undefined);
    expect(passed).toEqual([]);
    // Planted: a list of what is bad, compared as it is written, lets many pass.
    expect(all.filter(({ argument }) => !strangers.includes(argument)).length).toBeGreaterThan(500);
  });

  it('with a switch in the place of its folder', () => {
    expect(refused(['--home', '--remote-debugging-port=1'])).toBe('--remote-debugging-port=1');
  });

  it('with a switch as Windows writes it, there', () => {
    expect(refused(['/remote-debugging-port=1'], 'win32')).toBe('/remote-debugging-port=1');
    expect(refused([' /no-sandbox'], 'win32')).toBe('/no-sandbox');
    expect(refused(['/home/ada/profile.json'])).toBeUndefined();
  });

  it.each(['NODE_TLS_REJECT_UNAUTHORIZED', 'SSLKEYLOGFILE', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'])(
    'with %s in its environment',
    (name) => {
      expect(refused([], 'linux', { [name]: '1' })).toBe(name);
    },
  );
});

describe('a released app starts', () => {
  it('with its own switches and an ordinary environment', () => {
    const env = { PATH: '/usr/bin', HOME: '/home/ada', HTTPS_PROXY: 'http://proxy:3128', SSLKEYLOGFILE: '' };
    const argv = [
      '--home',
      '/home/ada/x',
      '--home=C:\\Users\\ada',
      '--practice=fresh',
      '--practice-pace=10',
      '--ozone-platform=x11',
    ];
    expect(refused(argv, 'linux', env)).toBeUndefined();
  });
});
