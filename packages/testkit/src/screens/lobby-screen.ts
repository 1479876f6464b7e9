import type { Language } from '@saal/protocol';
import type { Locator, Page } from 'playwright-core';
import { anyOf, text } from '../catalogue.ts';

/** Where people wait who have not been admitted. */
export class LobbyScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  get heading(): Locator {
    return this.page.getByRole('heading', { name: anyOf(this.language, 'join:lobby.heading', 'join:lobby.sentBackHeading') });
  }

  async here(): Promise<void> {
    await this.heading.waitFor({ timeout: 30_000 });
  }

  async isHere(): Promise<boolean> {
    return (await this.heading.count()) > 0;
  }

  async leave(): Promise<void> {
    await this.page.getByRole('button', { name: text(this.language, 'join:lobby.leave') }).click();
  }
}
