import { readFile } from 'node:fs/promises';
import { app, protocol, type Session, type WebContents } from 'electron';
import { isOurs, type UiFile, uiFileFor, uiHeaders } from './ui-files.ts';

/** Must run before the app is ready: a scheme gets its rights once. */
export function claimScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
}

/** A session that serves our own files and nothing else: no network, no permission, no download, no device. */
export function lockSession(session: Session, files: ReadonlyMap<string, UiFile>): void {
  session.protocol.handle('app', async (request) => {
    const found = uiFileFor(files, request);
    if (found === undefined) return new Response('', { status: 404, headers: uiHeaders('text/plain') });
    return new Response(await readFile(found.file), { headers: uiHeaders(found.type) });
  });
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !isOurs(url) && !isDevTools(url) });
  });
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    event.preventDefault();
    item.cancel();
  });
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
  session.setSpellCheckerEnabled(false);
}

/** Every page this app ever makes stays where it is and opens nothing; also one we did not think of. */
export function lockEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => lockPage(contents));
  // Without this the first certificate of the system's store would be sent unasked.
  app.on('select-client-certificate', (event, _contents, _url, _list, choose) => {
    event.preventDefault();
    choose();
  });
}

function lockPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Developer tools fetch their own parts; a released app cannot open them at all. */
function isDevTools(url: string): boolean {
  return !app.isPackaged && url.startsWith('devtools://devtools/');
}
