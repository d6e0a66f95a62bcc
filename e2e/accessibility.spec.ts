import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { everyLook } from './appearance.ts';
import { freshHome, removeHome } from './practice-app.ts';
import { blockedTour, dialogsTour, handOffTour, playbooksTour, repairTour, tour } from './tour.ts';

/** Pictures of every page, to be looked at; git ignores them. */
const pictures = path.resolve(import.meta.dirname, '..', 'test-results', 'pictures');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands, in a line each. */
async function axeFindings(page: Page): Promise<readonly string[]> {
  // Electron makes no second page for axe to work in: https://github.com/dequelabs/axe-core-npm/tree/develop/packages/playwright
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** What is cut off: only parts of a page scroll, never the page, and never sideways. */
function layoutFindings(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return [
      ...(scrollWidth > clientWidth ? [`scrolls sideways by ${scrollWidth - clientWidth}`] : []),
      ...(scrollHeight > clientHeight ? [`the window itself scrolls by ${scrollHeight - clientHeight}`] : []),
    ];
  });
}

for (const [who, walk] of [
  ['of an admin who succeeds', tour],
  ['of an admin who may not do everything', blockedTour],
  ['that waits for somebody else', handOffTour],
  ['of a repair', repairTour],
  ['of an admin who connects playbooks', playbooksTour],
  ['and dialog of an admin who looks into everything', dialogsTour],
] as const) {
  test(`axe finds nothing and nothing is cut off on any page ${who}`, async () => {
    mkdirSync(pictures, { recursive: true });
    const home = freshHome();
    const found: string[] = [];
    const visited: string[] = [];
    const planted: string[] = [];
    await walk(home, async (name, started) => {
      const { page } = started;
      visited.push(name);
      // A page that changes by itself is measured in its colors, not in those on the way from one to the next.
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await everyLook(started, async (looks) => {
        await page.screenshot({ path: path.join(pictures, `${name}-${looks}.png`) });
        for (const finding of await axeFindings(page)) found.push(`${name}, ${looks}: ${finding}`);
        for (const finding of await layoutFindings(page)) found.push(`${name}, ${looks}: ${finding}`);
      });
      if (visited.length > 1) return;
      // Planted once, each mistake is found, so that nothing found means something.
      await page.evaluate(() => {
        const image = document.createElement('img');
        Object.assign(image, { id: 'planted', width: 5000, height: 5000 });
        document.body.append(image);
      });
      planted.push(...(await axeFindings(page)), ...(await layoutFindings(page)));
      await page.evaluate(() => document.querySelector('#planted')?.remove());
    });
    process.stdout.write(`  ${visited.length} pages: ${visited.join(', ')}\n`);
    expect(planted.join('; ')).toMatch(/image-alt.*scrolls sideways.*window itself scrolls/u);
    expect(found).toEqual([]);
    removeHome(home);
  });
}
