import type { PracticeApp } from './practice-app.ts';

export type Theme = 'light' | 'dark';
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const themes: readonly Theme[] = ['light', 'dark'];
/** As it opens first, and the smallest a person can make it. */
export const sizes: readonly [Size, Size] = [
  { width: 1280, height: 800 },
  { width: 900, height: 640 },
];

/** How a page looks in one theme and size, in words that name a file. */
export type Look = (looks: string, theme: Theme, size: Size) => Promise<void>;

/** Shows the page in every theme and size, and leaves it as it opened. */
export async function everyLook(started: PracticeApp, look: Look): Promise<void> {
  for (const size of sizes) {
    await resize(started, size);
    for (const theme of themes) {
      await showIn(started, theme);
      await look(`${theme}-${size.width}x${size.height}`, theme, size);
    }
  }
  await resize(started, sizes[0]);
  await showIn(started, 'light');
}

/** Shows the window in a theme, as if the system had changed to it, and waits until the page has. */
export async function showIn(started: PracticeApp, theme: Theme): Promise<void> {
  const { app, page } = started;
  await app.evaluate(({ nativeTheme }, to) => {
    nativeTheme.themeSource = to;
  }, theme);
  await page.waitForFunction((to) => document.documentElement.style.colorScheme === to, theme);
  await settled(started);
}

/** Gives the page this many CSS pixels, as the person who drags the window's corner does. */
export async function resize(started: PracticeApp, { width, height }: Size): Promise<void> {
  const { app, page } = started;
  await app.evaluate(
    ({ BrowserWindow }, to) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(to.width, to.height);
    },
    { width, height },
  );
  await page.waitForFunction((to) => window.innerWidth === to.width && window.innerHeight === to.height, {
    width,
    height,
  });
  await settled(started);
}

/** Two frames in a row without an animation that ends by itself: one may begin when another has ended. */
async function settled({ page }: PracticeApp): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const ending = () =>
      document
        .getAnimations()
        .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime ?? Infinity))
        .filter(({ playState }) => playState === 'running');
    for (let still = 0; still < 2; still += 1) {
      await frame();
      const running = ending();
      if (running.length > 0) still = -1;
      await Promise.allSettled(running.map((each) => each.finished));
    }
  });
}
