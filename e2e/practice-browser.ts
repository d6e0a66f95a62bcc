import { chromium, type Page } from '@playwright/test';

/** Started as an admin's is, but for what would look things up on a network that may be closed. */
export const browserSwitches = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Signs in at the page the app opened, in a real browser with an empty profile, as the practice tenant's admin.
 * @returns how many clicks that took
 */
export async function signInAt(address: string): Promise<number> {
  return inBrowser(async (page) => {
    await page.goto(address);
    let clicks = 0;
    // The page that hands the answer back posts itself; whatever asks something has a first button.
    while (await page.locator('button.primary').isVisible()) {
      const before = page.url();
      await page.locator('button.primary').click();
      clicks += 1;
      await page.waitForURL((url) => url.href !== before);
      await page.waitForLoadState();
      if (clicks > 5) throw new Error(`The sign-in pages never end: ${page.url()}`);
    }
    return clicks;
  });
}

/** A fresh browser for as long as something is done in it. */
async function inBrowser<T>(does: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({
    executablePath: process.env['SENTINEL_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: browserSwitches,
  });
  try {
    return await does(await browser.newPage());
  } finally {
    await browser.close();
  }
}

/** Types a code at the page for it, as the practice tenant's admin. */
export async function enterCodeAt(address: string, code: string): Promise<void> {
  await inBrowser(async (page) => {
    await page.goto(address);
    await page.getByRole('textbox', { name: /code/iu }).fill(code);
    await page.locator('button.primary').click();
    await page.waitForLoadState();
  });
}
