import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { connectionProfile } from '../engine/model/profile.ts';
import { aProfile } from '../host/profile/profile-example.spec-kit.ts';
import { profileText } from '../host/profile/profile-text.ts';
import { sha256 } from '../host/storage/seal.ts';
import { giveAway } from './ordinary-user.ts';
import { answerOpenDialog, type PracticeApp, removeHome, startApp } from './practice-app.ts';

let started: PracticeApp;
let asked: string[];
let server: http.Server;
let address: string;

// One window for all of them.
test.describe.configure({ mode: 'default' });
test.beforeAll(async () => {
  asked = [];
  server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*').end('reached');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  started = await startApp();
  process.stdout.write(
    `  mode: ${started.sandboxed ? 'ordinary user, Chromium sandboxed' : 'root, NOT sandboxed: these figures do not count'}\n`,
  );
});

test.afterAll(async () => {
  await started.close();
  server.close();
  removeHome(started.home);
});

const inPage = <T>(body: () => T | Promise<T>): Promise<T> => started.page.evaluate(body);

test('the listener the page must not reach does answer others', async () => {
  expect(await (await fetch(`${address}/control`)).text()).toBe('reached');
  expect(asked).toEqual(['/control']);
  asked.length = 0;
});

test('the page runs in a sandboxed, isolated process without Node', async () => {
  const preferences = await started.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const globals = await inPage(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(globals).toEqual([]);

  const renderer = await started.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  const status = readFileSync(`/proc/${renderer}/status`, 'utf8');
  const held = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d)$`, 'mu').exec(status)?.[1]);
  // Without the sandbox, which the start has then said aloud, a container's own filter may still show.
  expect(held('Seccomp')).toBeGreaterThanOrEqual(started.sandboxed ? 2 : 0);
  expect(held('NoNewPrivs')).toBeGreaterThanOrEqual(started.sandboxed ? 1 : 0);
});

test('the doorway holds two functions and nothing else', async () => {
  const reached = await inPage(() => {
    const doorway = (globalThis as unknown as { onboarding: object }).onboarding;
    return Object.entries(doorway).map(([name, value]) => `${name}: ${typeof value}`);
  });
  expect(reached.toSorted()).toEqual(['call: function', 'on: function']);
});

test('a call of another name, shape or size is refused by name, without a stack', async () => {
  const refused = await inPage(async () => {
    type Call = (name: unknown, take?: unknown) => Promise<unknown>;
    const { call } = (globalThis as unknown as { onboarding: { call: Call } }).onboarding;
    const attempts: readonly (readonly [unknown, unknown?])[] = [
      ['no.such'],
      ['__proto__'],
      ['constructor'],
      [{ name: 'app.state' }],
      ['app.state', { more: 1 }],
      ['link.open', { url: 1 }],
      ['text.copy', { text: 'x'.repeat(300_000) }],
      ['run.start', { runId: '../x', planHash: 'y' }],
      ['text.copy', Object.assign([], { length: 20_000_000 })],
      ['text.copy', { text: Object.assign([], { length: 3_000_000 }) }],
    ];
    return Promise.all(
      attempts.map(([name, take]) =>
        call(name, take).then(
          () => 'answered',
          (error: Error) => `${error.message}|${/\.(cjs|ts|js):\d/u.test(error.message)}`,
        ),
      ),
    );
  });
  for (const answer of refused) {
    expect(answer).toMatch(/^(no-such-call|wrong-shape|too-large): .*\|false$/u);
  }
  expect(refused).toHaveLength(10);
});

test('a call that comes from another page is refused', async () => {
  // A second window with our own preload is what an attacker would need; main makes none, so the test does.
  const answer = await started.app.evaluate(
    async ({ app, BrowserWindow }) => {
      const place = `${app.getAppPath()}/out/preload/preload.cjs`;
      const other = new BrowserWindow({
        show: false,
        webPreferences: { preload: place, contextIsolation: true, sandbox: true },
      });
      await other.loadURL('data:text/html,<h1>other</h1>');
      const said: unknown = await other.webContents.executeJavaScript(
        "window.onboarding.call('app.state').then(() => 'answered', (error) => error.message)",
      );
      other.destroy();
      return said;
    },
    new URL('../out/preload/preload.cjs', import.meta.url).pathname,
  );
  expect(answer).toMatch(/^wrong-sender: /u);

  const ours = await inPage(() => {
    const { call } = (globalThis as unknown as { onboarding: { call(name: string): Promise<object> } })
      .onboarding;
    return call('app.state').then((state) => 'version' in state);
  });
  expect(ours).toBe(true);
});

test('what an opened profile calls an address or a message is neither opened nor mailed', async () => {
  // Hosts the product does lead to: only that nobody offered these addresses can refuse them.
  const inForm = 'https://portal.azure.com/#view/in-form';
  const inProof = 'https://learn.microsoft.com/in-proof';
  const message = 'Please approve this application.';
  const { profile: _version, form: _form, proof: _proof, integrity: _seal, ...rest } = aProfile();
  const hostile = connectionProfile(
    rest,
    {
      ...rest,
      form: { url: inForm, message, learnMore: inForm, verificationUri: inForm },
      proof: { url: inProof, learnMore: inProof },
    } as never,
    sha256,
  );
  const file = path.join(started.home, 'hostile.json');
  writeFileSync(file, profileText(hostile));
  giveAway(file);
  await answerOpenDialog(started, file);
  const said = await started.page.evaluate(
    async ({ addresses, text }) => {
      type Call = (name: string, take?: unknown) => Promise<{ problem?: { code: string }; ok?: unknown }>;
      const { call } = (globalThis as unknown as { onboarding: { call: Call } }).onboarding;
      const opened = await call('profile.open', {});
      const codes = [];
      for (const url of addresses) codes.push((await call('link.open', { url })).problem?.code ?? 'opened');
      const mailed = await call('mail.open', { subject: 'x', message: text });
      return { opened: JSON.stringify(opened), codes, mailed: mailed.problem?.code ?? 'mailed' };
    },
    { addresses: [inForm, inProof, 'https://microsoft.com/devicelogin'], text: message },
  );
  expect(said.opened).toContain(inForm);
  expect(said.codes).toEqual(['link-not-known', 'link-not-known', 'opened']);
  expect(said.mailed).toBe('link-not-known');
});

test('the page stays where it is', async () => {
  const before = started.page.url();
  const targets = [
    address,
    'https://example.com/',
    'file:///etc/passwd',
    'data:text/html,x',
    'app://ui/other.html',
  ];
  for (const target of targets) {
    await started.page.evaluate((to) => {
      location.href = to;
      location.assign(to);
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
      link.target = '_blank';
      link.click();
      link.remove();
      const form = document.createElement('form');
      form.action = to;
      form.method = 'post';
      document.body.append(form);
      form.submit();
      form.remove();
      const refresh = document.createElement('meta');
      refresh.httpEquiv = 'refresh';
      refresh.content = `0;url=${to}`;
      document.head.append(refresh);
      refresh.remove();
    }, target);
  }
  const opened = await started.page.evaluate(
    (all) => all.map((target) => window.open(target, '_blank') === null),
    targets,
  );
  expect(opened).toEqual(targets.map(() => true));
  const windows = await started.app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(windows).toBe(1);
  expect(started.page.url()).toBe(before);
  expect(asked).toEqual([]);
});

test('an empty page, which Chromium asks nobody about, leads back to ours with the doorway closed', async () => {
  const before = started.page.url();
  const wentTo = started.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<readonly string[]>((resolve) => {
      const seen: string[] = [];
      contents?.on('did-navigate', (_event, url) => {
        seen.push(url);
        if (seen.length === 2) resolve(seen);
      });
    });
  });
  // Queued, so that this call ends before the page does.
  await inPage(() => void setTimeout(() => location.assign('about:blank'), 50));
  expect(await wentTo).toEqual(['about:blank', before]);
  await started.page.waitForSelector('h1');
});

test('the page reaches no network, no file and nothing outside the built page', async () => {
  const results = await started.page.evaluate(async (to) => {
    const tried = new Map<string, unknown>();
    const attempt = async (name: string, reach: () => unknown): Promise<void> => {
      try {
        tried.set(name, await reach());
      } catch {
        tried.set(name, 'refused');
      }
    };
    const text = (from: string) => fetch(from).then((answer) => answer.text());
    await attempt('fetch', () => text(`${to}/fetch`));
    await attempt('own origin', () => text('app://ui/index.html'));
    await attempt('file', () => text('file:///etc/passwd'));
    await attempt('traversal', () => text('app://ui/..%2f..%2fpackage.json'));
    await attempt('beacon', () => (navigator.sendBeacon(`${to}/beacon`, 'x') ? 'queued' : 'refused'));
    await attempt('frame', () => {
      const frame = document.createElement('iframe');
      frame.src = `${to}/frame`;
      document.body.append(frame);
    });
    for (const [name, element] of [
      ['image', new Image()],
      ['script', document.createElement('script')],
      ['style', Object.assign(document.createElement('link'), { rel: 'stylesheet' })],
      ['prefetch', Object.assign(document.createElement('link'), { rel: 'prefetch' })],
    ] as const) {
      await attempt(name, () => {
        const came = new Promise((resolve) => {
          element.addEventListener('load', () => resolve('reached'));
          element.addEventListener('error', () => resolve('refused'));
          setTimeout(() => resolve('silent'), 1000);
        });
        element.setAttribute(element instanceof HTMLLinkElement ? 'href' : 'src', `${to}/${name}`);
        document.head.append(element);
        return came;
      });
    }
    await attempt('socket', () => {
      const socket = new WebSocket(to.replace('http', 'ws'));
      return new Promise((resolve) => {
        socket.onopen = () => resolve('reached');
        socket.onerror = () => resolve('refused');
      });
    });
    await attempt('events', () => {
      const source = new EventSource(`${to}/events`);
      return new Promise((resolve) => {
        source.onopen = () => resolve('reached');
        source.onerror = () => resolve('refused');
      });
    });
    await attempt('worker', () => {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      return new Promise((resolve) => {
        worker.onmessage = () => resolve('reached');
        worker.onerror = () => resolve('refused');
      });
    });
    return [...tried];
  }, address);
  for (const [name, result] of results) expect([name, result]).not.toEqual([name, 'reached']);
  expect(Object.fromEntries(results)).toMatchObject({
    fetch: 'refused',
    file: 'refused',
    traversal: 'refused',
  });
  expect(asked).toEqual([]);
});

test('injected script does not run', async () => {
  const ran = await inPage(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.effectiveDirective),
    );
    const marks: string[] = [];
    Object.assign(globalThis, { marks });
    const attempt = (body: () => unknown): void => {
      try {
        body();
      } catch {
        marks.push('refused');
      }
    };
    attempt(() => {
      const inline = document.createElement('script');
      inline.textContent = "marks.push('ran')";
      document.body.append(inline);
    });
    // In a turn of their own: what the test driver itself evaluates may use eval.
    setTimeout(() =>
      attempt(() => (Reflect.get(globalThis, 'eval') as (code: string) => unknown)("marks.push('ran')")),
    );
    setTimeout(() =>
      attempt(() =>
        (
          Reflect.construct(Reflect.get(globalThis, 'Function') as never, [
            "marks.push('ran')",
          ]) as () => unknown
        )(),
      ),
    );
    attempt(() => {
      document.createElement('div').innerHTML = '<img src=x onerror="marks.push(\'ran\')">';
    });
    attempt(() => document.createElement('div').setAttribute('onclick', "marks.push('ran')"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { marks, violations };
  });
  expect(ran.marks).not.toContain('ran');
  expect(ran.marks.length).toBeGreaterThanOrEqual(3);
  expect(ran.violations.length).toBeGreaterThanOrEqual(1);
});

test('no permission is given, and no device', async () => {
  const answers = await inPage(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'midi',
      'clipboard-read',
      'persistent-storage',
    ];
    const queried = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state as string,
          () => 'refused',
        ),
      ),
    );
    const refused = (asked: Promise<unknown> | undefined) =>
      asked?.then(
        () => 'given',
        () => 'refused',
      ) ?? 'absent';
    return [
      ...queried,
      await refused(navigator.mediaDevices?.getUserMedia({ audio: true, video: true })),
      await refused(navigator.mediaDevices?.getDisplayMedia()),
      await refused(navigator.clipboard?.readText()),
      await Notification.requestPermission(),
    ];
  });
  expect(answers).toHaveLength(11);
  for (const answer of answers) expect(['denied', 'refused', 'absent']).toContain(answer);
});

test('nothing is downloaded', async () => {
  const downloads = started.app.evaluate(
    ({ session }) =>
      new Promise((resolve) => {
        session.fromPartition('ui').once('will-download', (event) => resolve(event.defaultPrevented));
        setTimeout(() => resolve('none'), 1500);
      }),
  );
  await inPage(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['x']));
    link.download = 'x.txt';
    link.click();
  });
  expect(await downloads).not.toBe(false);
});

test('nothing of the page is written to the disk', async () => {
  const persistent = await started.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.session.isPersistent(),
  );
  expect(persistent).toBe(false);
});
