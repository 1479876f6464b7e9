import type { Language } from '@saal/protocol';
import type { Locator, Page } from 'playwright-core';
import { anyOf, pattern, text } from '../catalogue.ts';
import { accessibleName } from './join-screen.ts';

/** The frame of a running meeting: its bar, panels and menus. Everything is found by role and by the product's own words. */
export class BarScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  /** A word of the meeting's catalogue. */
  protected word(key: string, values?: Record<string, string | number>): string {
    return text(this.language, `meeting:${key}`, values);
  }

  protected anyWord(...keys: string[]): RegExp {
    return anyOf(this.language, ...keys.map((key) => `meeting:${key}`));
  }

  get bar(): Locator {
    return this.page.getByRole('toolbar', { name: this.word('region.bar') });
  }

  /** Waits until the meeting is on the screen. */
  async here(): Promise<void> {
    await this.bar.waitFor({ timeout: 45_000 });
  }

  async isHere(): Promise<boolean> {
    return (await this.bar.count()) > 0;
  }

  private async toggle(onKey: string, offKey: string, on: boolean): Promise<void> {
    const wanted = pattern(this.language, `meeting:${on ? onKey : offKey}`);
    const button = this.bar.getByRole('button', { name: this.anyWord(onKey, offKey) });
    await button.waitFor();
    if (!wanted.test((await accessibleName(button)) ?? '')) await button.click();
    await this.bar.getByRole('button', { name: wanted }).waitFor();
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.toggle('bar.microphoneOn', 'bar.microphoneOff', on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.toggle('bar.cameraOn', 'bar.cameraOff', on);
  }

  async untilMicrophone(on: boolean): Promise<void> {
    await this.bar.getByRole('button', { name: this.anyWord(on ? 'bar.microphoneOn' : 'bar.microphoneOff') }).waitFor();
  }

  async setHand(up: boolean): Promise<void> {
    await this.toggle('bar.handDown', 'bar.handUp', up);
  }

  get peoplePanel(): Locator {
    return this.page.getByRole('complementary', { name: this.word('people.title') });
  }

  async openPeople(): Promise<void> {
    if ((await this.peoplePanel.count()) > 0) return;
    await this.page
      .getByRole('button', { name: new RegExp(`^${this.word('people.title')}`) })
      .first()
      .click();
    await this.peoplePanel.waitFor();
  }

  async closePanel(): Promise<void> {
    await this.page
      .getByRole('button', { name: this.anyWord('people.close', 'settings.close', 'diagnostics.close', 'chat.close', 'panel.close') })
      .first()
      .click();
  }

  protected async moreItem(key: string): Promise<void> {
    await this.bar.getByRole('button', { name: this.word('bar.more'), exact: true }).click();
    await this.choose(this.page.getByRole('menuitem', { name: this.word(key) }));
  }

  /** Takes an entry of an open menu by key: a menu may still slide while a click waits for it to stand. */
  protected async choose(item: Locator): Promise<void> {
    await item.waitFor();
    await item.focus();
    await this.page.keyboard.press('Enter');
  }

  get settingsPanel(): Locator {
    return this.page.getByRole('complementary', { name: this.word('settings.title') });
  }

  async openSettings(): Promise<void> {
    if ((await this.settingsPanel.count()) > 0) return;
    await this.moreItem('more.settings');
    await this.settingsPanel.waitFor();
  }

  async openDiagnostics(): Promise<void> {
    await this.moreItem('more.diagnostics');
    await this.page.getByRole('complementary', { name: this.word('diagnostics.title') }).waitFor();
  }

  /** Opens one of the menus of the control bar. */
  async openMenu(key: string): Promise<void> {
    await this.bar.getByRole('button', { name: this.anyWord(key) }).click();
    await this.page.getByRole('menu').or(this.page.getByRole('dialog')).first().waitFor();
  }

  async openView(): Promise<void> {
    await this.page.getByRole('button', { name: this.anyWord('top.view') }).click();
    await this.page.getByRole('menu').or(this.page.getByRole('dialog')).first().waitFor();
  }

  get microphoneButton(): Locator {
    return this.bar.getByRole('button', { name: this.anyWord('bar.microphoneOn', 'bar.microphoneOff', 'bar.microphoneBlocked') });
  }

  get leaveButton(): Locator {
    return this.bar.getByRole('button', { name: this.word('bar.leave'), exact: true });
  }
}
