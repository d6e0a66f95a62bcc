import { type Browser, chromium } from '@playwright/test';

/** Started as an admin's is, but for what would look things up on a network that may be closed. */
const switches = [
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
  const browser: Browser = await chromium.launch({
    executablePath: process.env['SENTINEL_TEST_BROWSER'] ?? '/usr/bin/chromium',
    args: switches,
  });
  try {
    const page = await browser.newPage();
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
  } finally {
    await browser.close();
  }
}
