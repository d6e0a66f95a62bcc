import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { resize, type Size, showIn, type Theme } from './appearance.ts';
import { freshHome, type PracticeApp, removeHome } from './practice-app.ts';
import { blockedTour, tour } from './tour.ts';

const themes: readonly Theme[] = ['light', 'dark'];
const sizes: readonly Size[] = [
  { width: 1280, height: 800 },
  { width: 900, height: 640 },
];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands, in a line each. */
async function findings(page: Page): Promise<readonly string[]> {
  // Electron makes no second page for axe to work in: https://github.com/dequelabs/axe-core-npm/tree/develop/packages/playwright
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

async function findingsEverywhere(started: PracticeApp, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await showIn(started, theme);
    for (const size of sizes) {
      await resize(started, size);
      for (const finding of await findings(started.page)) {
        found.push(`${name}, ${theme}, ${size.width} by ${size.height}: ${finding}`);
      }
    }
  }
  // Where it is narrow, quiet actions are in a menu: the walk goes on as wide as it began.
  const [first] = sizes;
  if (first) await resize(started, first);
  return found;
}

for (const [name, walk] of [
  ['of an admin who succeeds', tour],
  ['of an admin who may not do everything', blockedTour],
] as const) {
  test(`axe finds nothing on any page ${name}`, async () => {
    test.setTimeout(300_000);
    const home = freshHome();
    const found: string[] = [];
    const visited: string[] = [];
    let control: readonly string[] = [];
    await walk(home, async (page, started) => {
      visited.push(page);
      found.push(...(await findingsEverywhere(started, page)));
      if (visited.length > 1) return;
      // A planted mistake is found, so that nothing found means something.
      await started.page.evaluate(() => {
        const image = document.createElement('img');
        image.id = 'planted';
        document.querySelector('main')?.append(image);
      });
      control = await findings(started.page);
      await started.page.evaluate(() => document.querySelector('#planted')?.remove());
    });
    process.stdout.write(`  ${visited.length} pages in ${themes.length} themes and ${sizes.length} sizes\n`);
    expect(control.join()).toContain('image-alt');
    expect(found).toEqual([]);
    removeHome(home);
  });
}
