import type { Size } from '@saal/protocol';
import type { Locator } from 'playwright-core';
import { MeetingScreen } from './meeting-screen.ts';

/** A meeting that grew to a stage or an event. */
export class StageScreen extends MeetingScreen {
  /** By the settings, answering the question that is asked where people lose something. */
  async changeSize(size: Size): Promise<void> {
    await this.openSettings();
    const choice = this.settingsPanel.getByRole('radio', { name: this.word(`size.options.${size}.label`) });
    const confirm = this.page
      .getByRole('alertdialog')
      .or(this.page.getByRole('dialog'))
      .getByRole('button', { name: this.word('size.confirm.do') });
    await choice.click({ force: true });
    await confirm.or(this.settingsPanel.locator('input:checked').and(choice)).first().waitFor();
    if (await confirm.isVisible()) await confirm.click();
    await this.settingsPanel.locator('input:checked').and(choice).waitFor({ state: 'attached' });
  }

  /** The audience's one button. */
  get askButton(): Locator {
    return this.bar.getByRole('button', { name: this.word('stage.ask'), exact: true });
  }

  async askForStage(): Promise<void> {
    await this.askButton.click();
    await this.bar.getByRole('button', { name: new RegExp(`^${this.word('stage.takeBack')}`) }).waitFor();
  }

  /** From the hands in the panel of people. */
  async bringUp(name: string): Promise<void> {
    await this.openPeople();
    await this.peoplePanel.getByRole('button', { name: this.word('stage.bringNamed', { name }) }).click();
  }

  /** Answers the invitation. */
  async come(): Promise<void> {
    await this.page
      .getByRole('button', { name: this.word('notice.come'), exact: true })
      .first()
      .click();
  }

  async leaveStage(): Promise<void> {
    await this.bar.getByRole('button', { name: this.word('stage.leave') }).click();
    await this.askButton.waitFor();
  }

  /** May send: the bar has a microphone. */
  async untilOnStage(): Promise<void> {
    await this.microphoneButton.waitFor();
  }

  async startEvent(): Promise<void> {
    await this.page.getByRole('button', { name: this.word('greenRoom.start') }).click();
  }
}
