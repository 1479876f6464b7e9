import type { Language } from '@saal/protocol';
import type { Page } from 'playwright-core';
import { text } from '../catalogue.ts';

/** The link of a meeting that asks for registration. */
export class RegistrationScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  private word(key: string): string {
    return text(this.language, `registration:${key}`);
  }

  async open(meetingId: string): Promise<void> {
    await this.page.goto(`/m/${meetingId}`);
    await this.page.getByRole('form', { name: this.word('title') }).waitFor({ timeout: 30_000 });
  }

  /** Takes a place. */
  async register(name: string): Promise<void> {
    await this.fillIn(name, 'register');
    await this.page.getByText(this.word('registeredTitle'), { exact: true }).waitFor();
  }

  /** All places are taken: goes on the waiting list. */
  async queue(name: string): Promise<void> {
    await this.fillIn(name, 'queue');
    await this.page.getByText(this.word('waitingTitle'), { exact: true }).waitFor();
  }

  private async fillIn(name: string, button: 'register' | 'queue'): Promise<void> {
    await this.page.getByRole('textbox', { name: this.word('yourName') }).fill(name);
    await this.page.getByRole('button', { name: this.word(button), exact: true }).click();
  }

  async goOn(): Promise<void> {
    await this.page.getByRole('button', { name: this.word('enter'), exact: true }).click();
  }
}
