import type { GoneReason, LobbyBypass, Role } from '@saal/protocol';
import type { Locator } from 'playwright-core';
import { text } from '../catalogue.ts';
import { until } from '../until.ts';
import { TilesScreen } from './tiles-screen.ts';

/** A running meeting, as one of its participants sees and works it: with its lobby, what hosts do there, and the ways out. */
export class MeetingScreen extends TilesScreen {
  async untilWaiting(names: readonly string[]): Promise<void> {
    await this.openPeople();
    for (const name of names) await this.peoplePanel.getByRole('button', { name: this.word('people.admitNamed', { name }) }).waitFor();
  }

  async admit(name: string): Promise<void> {
    await this.untilWaiting([name]);
    await this.peoplePanel.getByRole('button', { name: this.word('people.admitNamed', { name }) }).click();
    await this.tile(name).waitFor();
  }

  // ---- what hosts do -------------------------------------------------------

  /** Opens the menu of a person: on the tile, shown by focus. */
  async openPersonMenu(name: string): Promise<void> {
    await this.tile(name).hover();
    await this.tile(name)
      .getByRole('button', { name: this.word('tile.menu', { name }) })
      .click();
    await this.page.getByRole('menu').first().waitFor();
  }

  private async personItem(name: string, key: string): Promise<void> {
    await this.openPersonMenu(name);
    await this.choose(this.page.getByRole('menuitem', { name: this.word(key), exact: true }));
  }

  async mute(name: string): Promise<void> {
    await this.personItem(name, 'person.mute');
  }

  async setRole(name: string, role: Role): Promise<void> {
    await this.openPersonMenu(name);
    const choice = this.page.getByRole('menuitemradio', { name: this.word(`role.${role}`), exact: true });
    if (!(await choice.isVisible())) await this.page.getByRole('menuitem', { name: this.word('person.role'), exact: true }).click();
    await this.choose(choice);
    await until('the menu to close', async () => {
      if ((await this.page.getByRole('menu').count()) === 0) return true;
      await this.page.keyboard.press('Escape');
      return false;
    });
  }

  private get dialog(): Locator {
    return this.page.getByRole('alertdialog').or(this.page.getByRole('dialog')).first();
  }

  /** Opens the question before removing somebody. */
  async askRemove(name: string): Promise<void> {
    await this.personItem(name, 'person.remove');
    await this.dialog.getByRole('button', { name: this.word('remove.do'), exact: true }).waitFor();
  }

  /** Opens the question before muting all. */
  async askMuteAll(): Promise<void> {
    await this.openPeople();
    await this.peoplePanel.getByRole('button', { name: this.word('people.muteAll') }).click();
    await this.dialog.getByRole('button', { name: this.word('muteAll.do'), exact: true }).waitFor();
  }

  async remove(name: string, keepOut = false): Promise<void> {
    await this.askRemove(name);
    const dialog = this.dialog;
    if (keepOut) await dialog.getByText(this.word('remove.keepOut')).click();
    await dialog.getByRole('button', { name: this.word('remove.do'), exact: true }).click();
  }

  /** Whether the panel of people offers what only hosts and co-hosts may. */
  async untilMayManage(may: boolean): Promise<void> {
    await this.openPeople();
    const muteAll = this.peoplePanel.getByRole('button', { name: this.word('people.muteAll') });
    await until(`"mute all" ${may ? 'offered' : 'not offered'}`, async () => (await muteAll.count()) > 0 === may);
  }

  async setLocked(locked: boolean): Promise<void> {
    await this.openSettings();
    const control = this.settingsPanel.getByRole('switch', { name: this.word('settings.lock') });
    // The server decides: the switch moves when its answer is there.
    if ((await control.isChecked()) !== locked) await control.click({ force: true });
    await this.untilLocked(locked);
  }

  async untilLocked(locked: boolean): Promise<void> {
    const sign = this.page
      .getByText(this.word('top.locked'), { exact: true })
      .or(this.page.getByLabel(this.word('top.locked'), { exact: true }));
    await until(`the sign "${this.word('top.locked')}" ${locked ? 'shown' : 'gone'}`, async () => (await sign.count()) > 0 === locked);
  }

  async changeLobby(bypass: LobbyBypass): Promise<void> {
    await this.openSettings();
    await this.settingsPanel.getByRole('button', { name: new RegExp(this.word('settings.lobby').replace('?', '\\?')) }).click();
    await this.page.getByRole('option', { name: this.word(`settings.lobbyBypass.${bypass}`) }).click();
  }

  /** Names with a raised hand, in the order of the queue. */
  async handsRaised(): Promise<string[]> {
    const raised = await this.page
      .locator('[data-tile][data-hand]')
      .evaluateAll((tiles) => tiles.map((tile) => [Number(tile.getAttribute('data-hand')), tile.getAttribute('data-name') ?? ''] as const));
    return raised
      .filter(([order]) => order > 0)
      .sort((a, b) => a[0] - b[0])
      .map(([, name]) => name);
  }

  async react(): Promise<void> {
    await this.bar.getByRole('button', { name: this.anyWord('bar.reactionName', 'bar.reaction') }).click();
    await this.page
      .getByRole('menuitem', { name: this.word('reaction.clap') })
      .or(this.page.getByRole('button', { name: this.word('reaction.clap') }))
      .first()
      .click();
  }

  async untilReaction(name: string): Promise<void> {
    const sentence = this.word('reaction.from', { name, reaction: this.word('reaction.clap') });
    await this.page.getByText(sentence).or(this.page.getByLabel(sentence)).first().waitFor({ state: 'attached' });
  }

  // ---- going ---------------------------------------------------------------

  async leave(): Promise<void> {
    await this.leaveButton.click();
    const dialog = this.page
      .getByRole('dialog')
      .or(this.page.getByRole('alertdialog'))
      .getByRole('button', { name: this.anyWord('leave.leave', 'leave.handOver') });
    await until('the meeting to be left', async () => {
      if (await dialog.first().isVisible()) await dialog.first().click();
      return !(await this.isHere());
    });
  }

  async endForAll(): Promise<void> {
    await this.bar.getByRole('button', { name: this.anyWord('bar.leaveMenu') }).click();
    await this.page.getByRole('menuitem', { name: this.word('bar.endForAll') }).click();
    const confirm = this.page
      .getByRole('alertdialog')
      .or(this.page.getByRole('dialog'))
      .getByRole('button', { name: this.word('leave.end') });
    await until('the meeting to be ended', async () => {
      // Redrawn under the pointer, or gone since the meeting has ended: both are looked at again.
      if (await confirm.first().isVisible()) await confirm.first().click({ timeout: 2_000 });
      return !(await this.isHere());
    });
  }

  async untilGone(reason: GoneReason): Promise<void> {
    await this.page.getByRole('heading', { name: text(this.language, `join:after.${reason}.title`) }).waitFor({ timeout: 30_000 });
  }

  async comeBack(): Promise<void> {
    await this.page.getByRole('button', { name: text(this.language, 'join:after.rejoin') }).click();
    await this.here();
  }

  /** No notice of a lost connection is shown. */
  async untilConnected(): Promise<void> {
    await until(
      'the connection to be back',
      async () => (await this.isHere()) && (await this.page.getByText(this.word('notice.reconnecting')).count()) === 0,
      { timeoutMs: 40_000 },
    );
  }
}
