import type { Language } from '@saal/protocol';
import type { Locator, Page } from 'playwright-core';
import { anyOf, pattern, text } from '../catalogue.ts';
import { until } from '../until.ts';

export type EnterOptions = { name?: string; passcode?: string; microphone?: boolean; camera?: boolean };

/** The page behind a meeting's link, before entering. */
export class JoinScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  get joinButton(): Locator {
    return this.page.getByRole('button', { name: text(this.language, 'join:join'), exact: true });
  }

  async open(meetingId: string): Promise<void> {
    await this.openLink(`/m/${meetingId}`);
  }

  async openLink(url: string): Promise<void> {
    await this.page.goto(url);
    await this.here();
  }

  async here(): Promise<void> {
    await this.joinButton.waitFor({ timeout: 30_000 });
  }

  /** Fills in everything but does not press the button. */
  async prepare(options: EnterOptions): Promise<void> {
    if (options.name !== undefined) await this.page.getByRole('textbox', { name: text(this.language, 'join:yourName') }).fill(options.name);
    if (options.passcode !== undefined) await this.page.getByLabel(text(this.language, 'join:passcode')).fill(options.passcode);
    if (options.microphone !== undefined) await this.toggle('microphone', options.microphone);
    if (options.camera !== undefined) await this.toggle('camera', options.camera);
  }

  /** Asks for a device whatever comes of it. */
  async askFor(kind: 'microphone' | 'camera'): Promise<void> {
    await this.page
      .getByRole('button', { name: pattern(this.language, kind === 'microphone' ? 'join:toggle.microphoneOff' : 'join:toggle.cameraOff') })
      .first()
      .click();
  }

  private async toggle(kind: 'microphone' | 'camera', on: boolean): Promise<void> {
    const [whenOn, whenOff] =
      kind === 'microphone' ? ['join:toggle.microphoneOn', 'join:toggle.microphoneOff'] : ['join:toggle.cameraOn', 'join:toggle.cameraOff'];
    const button = this.page.getByRole('button', { name: anyOf(this.language, whenOn, whenOff) }).first();
    await button.waitFor();
    const wanted = pattern(this.language, on ? whenOn : whenOff);
    const isWanted = async () => wanted.test((await accessibleName(button)) ?? '');
    await until(`the ${kind} to be ${on ? 'on' : 'off'}`, async () => {
      if (await isWanted()) return true;
      await button.click();
      // What was on at the last visit comes on by itself as the page opens: a press at that moment switches it off, and is made again.
      return until('the press to be seen', isWanted, { timeoutMs: 5_000 });
    });
  }

  async press(): Promise<void> {
    await this.joinButton.click();
  }

  async tryToEnter(options: EnterOptions): Promise<void> {
    await this.prepare(options);
    await this.press();
  }

  /** Fills in, presses, and waits until the page is left. */
  async enter(options: EnterOptions): Promise<void> {
    await this.tryToEnter(options);
    await until('the join page to be left', async () => (await this.joinButton.count()) === 0, { timeoutMs: 30_000 });
  }

  /** The page that says why nobody gets in here. */
  async untilRefused(
    code: 'meeting_locked' | 'meeting_full' | 'meeting_ended' | 'removed_from_meeting' | 'meeting_not_found',
  ): Promise<void> {
    const key = {
      meeting_locked: 'join:after.locked.title',
      meeting_full: 'join:after.full.title',
      meeting_ended: 'join:after.ended.title',
      removed_from_meeting: 'join:after.removed.title',
      meeting_not_found: 'join:after.notFound.title',
    }[code];
    await this.page.getByRole('heading', { name: text(this.language, key) }).waitFor({ timeout: 30_000 });
  }
}

/** What assistive technology calls an element: its label, else its text. */
export async function accessibleName(locator: Locator): Promise<string | null> {
  return (await locator.getAttribute('aria-label')) ?? (await locator.textContent());
}
