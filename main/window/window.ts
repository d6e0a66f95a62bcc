import path from 'node:path';
import { app, BrowserWindow, Menu, nativeTheme, session } from 'electron';
import { lockSession } from './locked-session.ts';
import { isOurs, uiFiles, uiStart } from './ui-files.ts';
import {
  rememberedWindow,
  rememberWindow,
  smallest,
  type ThemeChoice,
  type WindowMemory,
} from './window-memory.ts';

/** Our window, its theme, and what it remembers. */
export interface OwnWindow {
  readonly window: BrowserWindow;
  /** What the person chose. */
  theme(): ThemeChoice;
  /** Follows the system from now on, or stays light or dark; remembered. */
  chooseTheme(theme: ThemeChoice): void;
}

/** webLightTheme's and webDarkTheme's colorNeutralBackground3: what shows before the page paints. */
const grounds = { light: '#f5f5f5', dark: '#141414' } as const;
const inks = { light: '#242424', dark: '#ffffff' } as const;
const titleBar = 48;

/**
 * Opens the one window, locked down, in the theme it will keep at its first paint.
 * `folder` is where its size and theme are remembered; `built` holds the built page and preload.
 */
export function openWindow(places: {
  readonly folder: string;
  readonly built: string;
  /** The practice tenant it starts in. */
  readonly practice: string | undefined;
}): OwnWindow {
  let memory = rememberedWindow(places.folder);
  nativeTheme.themeSource = memory.theme;
  // In memory, because nothing of a page is worth keeping: no cookie, no cache, no storage on the disk.
  const own = session.fromPartition('ui', { cache: false });
  lockSession(own, uiFiles(path.join(places.built, 'renderer')));
  const theme = shownTheme();

  const window = new BrowserWindow({
    width: memory.width,
    height: memory.height,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Sentinel Onboarding',
    backgroundColor: grounds[theme],
    ...frame(theme),
    webPreferences: {
      session: own,
      preload: path.join(places.built, 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      enableDeprecatedPaste: false,
      safeDialogs: true,
      spellcheck: false,
      disableBlinkFeatures: 'Auxclick',
      devTools: !app.isPackaged,
    },
  });
  if (memory.maximized) window.maximize();
  setMenu(window);

  const remember = (change: Partial<WindowMemory>): void => {
    memory = { ...memory, ...change };
    rememberWindow(places.folder, memory);
  };
  window.on('close', () => {
    const { width, height } = window.getNormalBounds();
    remember({ width, height, maximized: window.isMaximized() });
  });
  nativeTheme.on('updated', () => {
    if (window.isDestroyed()) return;
    const now = shownTheme();
    window.setBackgroundColor(grounds[now]);
    if (process.platform === 'win32') window.setTitleBarOverlay(overlay(now));
  });
  window.once('ready-to-show', () => window.show());

  const query = new URLSearchParams({
    theme,
    contrast: nativeTheme.shouldUseHighContrastColors ? 'more' : 'normal',
    ...(places.practice === undefined ? {} : { practice: places.practice }),
  });
  const show = () => window.loadURL(`${uiStart}?${query.toString()}`);
  // Chromium goes to about:blank without asking, so the bridge is closed there and the window returns.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isOurs(url)) void show();
  });
  void show();

  return {
    window,
    theme: () => memory.theme,
    chooseTheme(chosen) {
      nativeTheme.themeSource = chosen;
      remember({ theme: chosen });
    },
  };
}

function shownTheme(): 'light' | 'dark' {
  return nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
}

function overlay(theme: 'light' | 'dark'): Electron.TitleBarOverlay {
  return { color: grounds[theme], symbolColor: inks[theme], height: titleBar };
}

/** The page draws the title bar where the system lets it; on Linux the system's own frame stays. */
function frame(theme: 'light' | 'dark'): Electron.BrowserWindowConstructorOptions {
  switch (process.platform) {
    case 'win32':
      return { titleBarStyle: 'hidden', titleBarOverlay: overlay(theme) };
    case 'darwin':
      return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 16 } };
    default:
      return {};
  }
}

/**
 * A menu for its keys: zoom, clipboard, quit. macOS shows it, as its people expect; elsewhere it stays out of
 * sight. No reload and no developer tools once released.
 */
function setMenu(window: BrowserWindow): void {
  const view: Electron.MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false, acceleratorWorksWhenHidden: true },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
  ];
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      mac ? { role: 'appMenu' } : { label: 'File', submenu: [{ role: 'quit' }] },
      { role: 'editMenu' },
      { label: 'View', submenu: view },
      ...(mac ? [{ role: 'windowMenu' as const }] : []),
    ]),
  );
  if (!mac) window.setMenuBarVisibility(false);
}
