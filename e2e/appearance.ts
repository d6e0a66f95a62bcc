import type { PracticeApp } from './practice-app.ts';

export type Theme = 'light' | 'dark';
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Shows the window in a theme, as if the system had changed to it, and waits until the page has. */
export async function showIn({ app, page }: PracticeApp, theme: Theme): Promise<void> {
  await app.evaluate(({ nativeTheme }, to) => {
    nativeTheme.themeSource = to;
  }, theme);
  await page.waitForFunction((to) => document.documentElement.style.colorScheme === to, theme);
  await settled({ page });
}

/** Gives the page this many CSS pixels, as the person who drags the window's corner does. */
export async function resize({ app, page }: PracticeApp, { width, height }: Size): Promise<void> {
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
  await settled({ page });
}

/** Two frames, and every animation that ends by itself has ended. */
export async function settled({ page }: Pick<PracticeApp, 'page'>): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    const ending = document
      .getAnimations()
      .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime ?? Infinity));
    await Promise.allSettled(ending.map((each) => each.finished));
    await frame();
  });
}
