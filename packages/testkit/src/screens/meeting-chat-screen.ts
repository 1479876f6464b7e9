import type { ChatAudience } from '@saal/protocol';
import type { Locator } from 'playwright-core';
import { text } from '../catalogue.ts';
import { until } from '../until.ts';
import { MeetingScreen } from './meeting-screen.ts';

/** The chat beside a running meeting. */
export class MeetingChatScreen extends MeetingScreen {
  get chatButton(): Locator {
    const name = new RegExp(`^(?:${this.word('chat.title')}|${this.word('chat.open')})`);
    return this.page.locator('[data-region="top"]').getByRole('button', { name });
  }

  get chatPanel(): Locator {
    return this.page.getByRole('complementary', { name: this.word('chat.title'), exact: true });
  }

  get field(): Locator {
    return this.chatPanel.getByRole('textbox');
  }

  async openChat(): Promise<void> {
    // Away from where the pointer has been: a tooltip there may lie over the button.
    await this.page.mouse.move(0, 0);
    if ((await this.chatPanel.count()) === 0) await this.chatButton.click();
    await this.chatPanel.waitFor();
  }

  async write(words: string): Promise<void> {
    await this.openChat();
    await this.field.fill(words);
    await this.field.press('Enter');
    await this.untilRead(words);
  }

  async sendFile(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.openChat();
    await this.chatPanel.locator('input[type="file"]').setInputFiles(file);
  }

  /** Pictures of the chat that are drawn. */
  async untilPictures(count: number): Promise<void> {
    const drawn = () =>
      this.chatPanel.locator('img').evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length);
    await until(`${count} pictures in the chat`, async () => (await drawn()) === count);
  }

  message(words: string): Locator {
    return this.chatPanel.locator('[data-line]').filter({ hasText: words });
  }

  async untilRead(words: string): Promise<void> {
    await this.message(words).first().waitFor();
  }

  /** The closed chat tells what came. */
  async untilTold(name: string, words: string): Promise<void> {
    await this.page
      .locator('[data-region="notices"]')
      .getByText(this.word('chat.notice', { name, text: words }))
      .waitFor();
  }

  async untilMayWrite(may: boolean): Promise<void> {
    const closed = this.chatPanel.getByText(text(this.language, 'chat:composer.mayNotWrite'));
    await until(`writing to be ${may ? 'open' : 'closed'}`, async () => (await closed.count()) > 0 !== may);
  }

  async setWriters(audience: ChatAudience): Promise<void> {
    await this.openSettings();
    await this.settingsPanel.getByRole('button', { name: new RegExp(this.word('settings.mayChat')) }).click();
    await this.page.getByRole('option', { name: this.word(`settings.audience.${audience}`) }).click();
  }
}
