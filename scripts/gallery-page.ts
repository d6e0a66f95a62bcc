/** The gallery's page in a browser: built from renderer/gallery, opened at one fixture, and read. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { type Fixture, now } from '../renderer/gallery/fixture.ts';
import { browserPath } from './browser.mjs';
import { root } from './say.mjs';

/** No such host exists: every request is answered from the folder of the build. */
const host = 'http://gallery.test';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Ends what hangs, in milliseconds. */
const limit = 60_000;

export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Theme = 'light' | 'dark';

/** As the window opens first, and the smallest it can be. */
export const sizes: readonly [Size, Size] = [
  { width: 1280, height: 800 },
  { width: 900, height: 640 },
];
export const themes: readonly Theme[] = ['light', 'dark'];

/** Bundles a page of the renderer. Gives the sources it is made of, from the top of the checkout. */
export async function bundle(page: string, outDir?: string): Promise<readonly string[]> {
  const result = await build({
    root: path.join(root, 'renderer'),
    configFile: false,
    base: '/',
    logLevel: 'error',
    plugins: [react()],
    build: {
      target: 'chrome114',
      minify: false,
      emptyOutDir: true,
      ...(outDir === undefined ? { write: false } : { outDir }),
      rolldownOptions: { input: path.join(root, 'renderer', page) },
    },
  });
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : [];
  const chunks = outputs.flatMap(({ output }) => output).filter((each) => each.type === 'chunk');
  return chunks.flatMap(({ moduleIds }) => moduleIds).map((id) => path.relative(root, id));
}

/** Builds the gallery and opens a browser for it. `close` ends both. */
export async function openGallery(): Promise<Gallery> {
  // A folder of its own: two builds at once would empty each other's.
  await mkdir(path.join(root, '.cache'), { recursive: true });
  const built = await mkdtemp(path.join(root, '.cache/gallery-'));
  await bundle('gallery/index.html', built);
  const browser = await chromium.launch({
    executablePath: await browserPath(),
    // Chromium refuses its own sandbox to root. The page is ours and reaches no network.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return new Gallery(browser, built);
}

export class Gallery {
  readonly #browser: Browser;
  readonly #built: string;
  constructor(browser: Browser, built: string) {
    this.#browser = browser;
    this.#built = built;
  }

  /** A fresh page at a fixture, its buttons pressed. `faults` fills with what the page's scripts complain of. */
  async open(fixture: Fixture): Promise<Shown> {
    const context = await this.#browser.newContext({
      viewport: sizes[0],
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    await context.route(`${host}/**`, async (route) => {
      const file = path.join(this.#built, new URL(route.request().url()).pathname);
      const body = await readFile(file);
      await route.fulfill({ body, contentType: types[path.extname(file)] ?? 'application/octet-stream' });
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text());
    });
    await page.clock.setFixedTime(now);
    await page.goto(`${host}/gallery/index.html?fixture=${fixture.name}`);
    page.setDefaultTimeout(limit);
    for (const name of fixture.press ?? []) await press(page, name);
    return new Shown(context, page, faults, fixture);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#built, { recursive: true, force: true });
  }
}

/** A button or a tab, by the beginning of its name. */
async function press(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('tab', { name, exact: true });
  const button = page.getByRole('button', { name });
  await tab.or(button).first().click();
}

/** A fixture on the screen. */
export class Shown {
  readonly #context: BrowserContext;
  readonly page: Page;
  readonly faults: readonly string[];
  readonly #fixture: Fixture;
  constructor(context: BrowserContext, page: Page, faults: readonly string[], fixture: Fixture) {
    this.#context = context;
    this.page = page;
    this.faults = faults;
    this.#fixture = fixture;
  }

  /** Waits for the fixture's words. Gives those that did not come into sight. */
  async missing(within = limit): Promise<readonly string[]> {
    const words = this.#fixture.sees.map(async (text) => {
      const seen = this.page.getByText(text).filter({ visible: true }).first();
      const came = await seen.waitFor({ timeout: within }).then(
        () => true,
        () => false,
      );
      return came ? [] : [text];
    });
    return (await Promise.all(words)).flat();
  }

  /** By how many pixels the page is wider than its window; 0 where nothing is cut off. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  }

  /** The same page in another size and theme, as if a person dragged the corner and the system changed. */
  async showIn(theme: Theme, size: Size): Promise<void> {
    await this.page.setViewportSize(size);
    await this.page.evaluate((to) => window.showIn?.(to), theme);
    await this.#settled();
  }

  /** Waits until the layout is the same in three frames: a chart measures its box only after the box has changed. */
  async #settled(): Promise<void> {
    await this.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const layout = () => `${document.documentElement.scrollWidth} ${document.body.innerHTML.length}`;
      let before = '';
      for (let same = 0; same < 3; same += 1) {
        await frame();
        const now = layout();
        if (now !== before) same = 0;
        before = now;
      }
    });
  }

  /** The whole window, or as much of a sheet as its word takes. */
  async picture(file: string): Promise<void> {
    const of = this.#fixture.word === undefined ? this.page : this.page.getByRole('main');
    await of.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
