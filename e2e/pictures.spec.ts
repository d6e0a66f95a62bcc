import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { resize, type Size, showIn, type Theme } from './appearance.ts';
import { freshHome, removeHome } from './practice-app.ts';
import { blockedTour, tour, type Visit } from './tour.ts';

const folder = path.resolve(import.meta.dirname, '..', 'test-results', 'pictures');
const sizes: readonly Size[] = [
  { width: 1280, height: 800 },
  { width: 900, height: 640 },
];
const themes: readonly Theme[] = ['light', 'dark'];

/** Takes the page's picture in every theme and size, and sees to it that nothing is cut off sideways. */
function taking(names: string[]): Visit {
  return async (name, started) => {
    names.push(name);
    for (const size of sizes) {
      await resize(started, size);
      for (const theme of themes) {
        await showIn(started, theme);
        await started.page.screenshot({
          path: path.join(folder, `${name}-${theme}-${size.width}x${size.height}.png`),
        });
      }
      const wider = await started.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, `${name} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0);
    }
    const [first] = sizes;
    if (first) await resize(started, first);
    await showIn(started, 'light');
  };
}

test('a picture of every page, light and dark, large and small', async () => {
  test.setTimeout(240_000);
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  for (const walk of [tour, blockedTour]) {
    const home = freshHome();
    await walk(home, taking(names));
    removeHome(home);
  }
  process.stdout.write(`  ${names.length} pages: ${names.join(', ')}\n`);
  expect(names.length).toBeGreaterThanOrEqual(12);
});
