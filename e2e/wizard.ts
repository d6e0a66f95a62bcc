import { expect, type Locator, type Page } from '@playwright/test';
import type { PracticeApp } from './practice-app.ts';
import { signInAt } from './practice-browser.ts';

/** The wizard in the words of an admin. Every click is counted, those in their browser included. */
export class Wizard {
  readonly page: Page;
  readonly #started: PracticeApp;
  clicks = 0;

  constructor(started: PracticeApp) {
    this.#started = started;
    this.page = started.page;
  }

  /** The page's title. */
  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async click(name: string | RegExp): Promise<void> {
    await this.button(name).click();
    this.clicks += 1;
  }

  /** Welcome: into the first pretend tenant. */
  async practice(): Promise<void> {
    await this.click(/^Try it with a sample tenant/u);
    await expect(this.page.getByText('Practice', { exact: true }).first()).toBeVisible();
  }

  async connect(vendor: string): Promise<void> {
    await this.click(`Connect ${vendor}`);
    await expect(this.title).toHaveText('Sign in to your tenant');
  }

  /** Sign in, with what stands there already, and through the person's own browser. */
  async signIn(): Promise<void> {
    await this.click('Open browser and sign in');
    this.clicks += await signInAt(await this.#started.browserAddress());
  }

  /** Next, until the plan is there. */
  async acceptDefaults(): Promise<void> {
    await expect(this.title).toHaveText(/^Signed in as /u);
    await this.goOnToReview();
  }

  /** Next, from wherever the questions stand. */
  async goOnToReview(): Promise<void> {
    while (!(await this.isAtReview())) {
      const before = await this.title.textContent();
      await this.click('Next');
      await expect(this.title).not.toHaveText(before ?? '');
    }
  }

  async isAtReview(): Promise<boolean> {
    return /^(?:Review|Nothing to change)/u.test((await this.title.textContent()) ?? '');
  }

  /** The one button that makes exactly the reviewed changes; gives how many it names. */
  async makeChanges(): Promise<number> {
    const button = this.button(/^Make \d+ changes?$/u);
    const count = Number(/\d+/u.exec((await button.textContent()) ?? '')?.[0]);
    await this.click(/^Make \d+ changes?$/u);
    return count;
  }

  /** Waits for Done: what now holds. */
  async isDone(vendor = 'Dropzone AI'): Promise<void> {
    await expect(this.title).toHaveText(new RegExp(`^${vendor} (?:can read|is connected)`, 'u'));
  }

  /** Pastes a secret into the question for it; it is out of the window as soon as the field is left. */
  async paste(question: string, secret: string): Promise<void> {
    await this.page.getByLabel(question, { exact: true }).click();
    this.clicks += 1;
    await this.page.keyboard.insertText(secret);
  }

  /** Leaves the field with the keyboard; what was pasted is held by then, and the page says so. */
  async leaveField(): Promise<void> {
    await this.page.keyboard.press('Tab');
    await expect(this.page.getByText('Kept by this app. Never displayed.')).toBeVisible();
  }

  /** Next, until this page stands there. */
  async nextUntil(title: string): Promise<void> {
    await expect(this.title).toHaveText(/^Signed in as |\?$/u);
    while ((await this.title.textContent()) !== title) {
      const before = await this.title.textContent();
      await this.click('Next');
      await expect(this.title).not.toHaveText(before ?? '');
    }
  }

  /** Next, until this question stands there. */
  async goToQuestion(question: string): Promise<void> {
    while (!(await this.page.getByLabel(question, { exact: true }).isVisible())) {
      const before = await this.title.textContent();
      await this.click('Next');
      await expect(this.title).not.toHaveText(before ?? '');
    }
  }

  /** Saves the profile as the dialog proposes it: JSON, without the secret. */
  async saveProfile(): Promise<void> {
    await this.click('Save profile');
    await this.click('Choose location');
  }

  /** Saves the report in one of the forms its dialog offers, and waits until it is saved. */
  async saveReport(form: 'Document' | 'Page' | 'For programs'): Promise<void> {
    await this.click('Save report');
    await this.page
      .getByRole('dialog')
      .getByRole('radio', { name: new RegExp(`^${form}`, 'u') })
      .check();
    await this.click('Choose location');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }

  /** The client secret into the clipboard. */
  async copySecret(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Connection profile' }).click();
    await this.click('Copy Client Secret (Alert source: connection)');
    await expect(this.page.getByText(/Clipboard clears in/u).first()).toBeVisible();
  }

  /** Undoes what this run made, and waits until it is undone. */
  async undo(): Promise<void> {
    await this.click(/^Undo \d+ changes?$/u);
    await this.undoAsked();
    await expect(this.title).toHaveText(/ is as it was$/u);
  }

  /** Says yes to what the dialog lists. */
  async undoAsked(): Promise<void> {
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Undo \d+ changes?$/u })
      .click();
    this.clicks += 1;
  }

  /** A row of the run's or the check's list: its title, and its state in a word. */
  step(title: string | RegExp, state: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: title }).filter({ hasText: state });
  }

  /** Welcome: looks at what a saved profile stands for, and changes nothing. The file is what the dialog gives. */
  async checkProfile(): Promise<void> {
    await this.click(/^Open a report or profile/u);
    await this.click('Check this connection');
    await this.signIn();
  }

  /** Welcome: plans a new client secret beside the one a saved profile names. The file is what the dialog gives. */
  async rotate(oldOne: string): Promise<void> {
    await this.click(/^Open a report or profile/u);
    await this.click('Rotate the client secret');
    await this.page.getByRole('radio', { name: new RegExp(`^${oldOne}`, 'u') }).check();
    await this.click('Show plan');
  }

  /** Welcome: looks without a profile, at what the questions name; an application somebody made, by its client ID. */
  async checkWithoutProfile(vendor: string, application?: string): Promise<void> {
    await this.goToApplication(vendor);
    if (application === undefined) {
      await this.click('Answer questions instead');
      await expect(this.button('Next')).toBeEnabled();
    } else await this.page.getByLabel('Client ID', { exact: true }).fill(application);
    while (await this.button('Next').isVisible()) {
      const before = await this.title.textContent();
      await this.click('Next');
      await expect(this.title).not.toHaveText(before ?? '');
    }
    await this.click('Check');
  }

  /** Welcome: looks at what an application was connected to, found from its client ID. */
  async goToApplication(vendor: string): Promise<void> {
    await this.click(/^Check a connection/u);
    await this.click(new RegExp(`^${vendor}, without a profile`, 'u'));
    await this.signIn();
    await expect(this.title).toHaveText(/^Signed in as /u);
    await this.click('Next');
    await expect(this.title).toHaveText('Which application should be checked?');
  }

  /** Waits until a check has ended. */
  async isChecked(): Promise<void> {
    await expect(this.title).toHaveText(/works|attention|repair|No problems/u);
  }

  /** From Welcome to the plan, in the tenant the app was started in. */
  async goToReview(): Promise<void> {
    await this.connect('Dropzone AI');
    await this.signIn();
    await this.acceptDefaults();
  }
}
