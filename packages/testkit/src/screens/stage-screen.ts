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

  private get comeButton(): Locator {
    return this.page.getByRole('button', { name: this.word('notice.come'), exact: true }).first();
  }

  async untilInvited(): Promise<void> {
    await this.comeButton.waitFor();
  }

  /** Answers the invitation. */
  async come(): Promise<void> {
    await this.comeButton.click();
  }

  /** In a narrow window the bar keeps it under "more". */
  async leaveStage(): Promise<void> {
    const button = this.bar.getByRole('button', { name: this.word('stage.leave') });
    if ((await button.count()) > 0) await button.click();
    else await this.moreItem('stage.leave');
    await this.askButton.waitFor();
  }

  /** May send: the bar has a microphone. */
  async untilOnStage(): Promise<void> {
    await this.microphoneButton.waitFor();
  }

  async startEvent(): Promise<void> {
    await this.page.getByRole('button', { name: this.word('greenRoom.start') }).click();
  }

  /** Asks somebody who did not ask. */
  async inviteToStage(name: string): Promise<void> {
    await this.openPeople();
    await this.peoplePanel.getByRole('button', { name: this.word('tile.menu', { name }) }).click();
    await this.choose(this.page.getByRole('menuitem', { name: this.word('stage.invite') }));
  }

  // ---- questions -----------------------------------------------------------

  get questionPanel(): Locator {
    return this.page.getByRole('complementary', { name: this.word('questions.title') });
  }

  async openQuestions(): Promise<void> {
    if ((await this.questionPanel.count()) > 0) return;
    await this.bar.getByText(this.word('questions.title'), { exact: true }).click();
    await this.questionPanel.waitFor();
  }

  async askQuestion(question: string): Promise<void> {
    await this.openQuestions();
    await this.questionPanel.getByRole('textbox', { name: this.word('questions.ask') }).fill(question);
    await this.questionPanel.getByRole('button', { name: this.word('questions.send') }).click();
    await this.untilQuestion(question, 'ownPending');
  }

  async letThrough(question: string): Promise<void> {
    await this.openQuestions();
    await this.questionPanel.getByRole('button', { name: `${this.word('questions.letThrough')}: ${question}` }).click();
    await this.untilQuestion(question);
  }

  /** Shown in a section of the desk. */
  async untilQuestion(question: string, section: 'ownPending' | 'open' | 'answered' = 'open'): Promise<void> {
    await this.openQuestions();
    const part = this.questionPanel.getByRole('region', { name: this.word(`questions.section.${section}`), exact: true });
    await part.getByText(question, { exact: true }).waitFor();
  }
}
