import { BrowserWindow, type Session, session } from 'electron';

/** Where the one page of the printing window lives; nothing else is answered there. */
const address = 'app://report/';

/**
 * A page as a PDF, printed by a hidden window without scripts, preload or network, in a throwaway session that
 * serves only this page.
 */
export async function printed(page: string): Promise<Buffer> {
  const own = session.fromPartition(`print-${crypto.randomUUID()}`, { cache: false });
  answerWith(own, page);
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: own,
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      devTools: false,
    },
  });
  try {
    await window.loadURL(address);
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="font-size:8px;width:100%;text-align:center;color:#616161"><span class="pageNumber"></span> of <span class="totalPages"></span></div>',
      margins: { top: 0.6, bottom: 0.7, left: 0.6, right: 0.6 },
    });
  } finally {
    window.destroy();
  }
}

function answerWith(own: Session, page: string): void {
  own.protocol.handle('app', (request) =>
    request.url === address
      ? new Response(page, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
      : new Response('', { status: 404 }),
  );
  own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: url !== address }));
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  own.setPermissionCheckHandler(() => false);
}
