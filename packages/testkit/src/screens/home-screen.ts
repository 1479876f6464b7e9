import type { Language } from '@saal/protocol';
import type { Page } from 'playwright-core';
import { text } from '../catalogue.ts';

/** "Heute": what somebody with an account sees first. */
export class HomeScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  /** Name of the button that starts a meeting at once. */
  get startNowName(): string {
    return text(this.language, 'home:startNow');
  }

  async here(): Promise<void> {
    await this.page.getByRole('button', { name: this.startNowName }).first().waitFor({ timeout: 30_000 });
  }

  async startNow(): Promise<void> {
    await this.page.getByRole('button', { name: this.startNowName }).first().click();
  }
}
