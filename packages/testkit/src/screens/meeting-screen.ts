import type { GoneReason, Language, LobbyBypass, Role } from '@saal/protocol';
import type { Locator, Page } from 'playwright-core';
import { anyOf, pattern, text } from '../catalogue.ts';
import { until } from '../until.ts';
import { accessibleName } from './join-screen.ts';

export type NamedBox = { name: string; x: number; y: number; width: number; height: number };

/** A running meeting, as one of its participants sees and works it. Everything is found by role and by the product's own words. */
export class MeetingScreen {
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

  get tiles(): Locator {
    return this.page.locator('[data-tile][data-participant-id]:not([data-tile="share"])');
  }

  tile(name: string): Locator {
    return this.page.locator(`[data-tile][data-participant-id][data-name=${JSON.stringify(name)}]:not([data-tile="share"])`);
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

  // ---- who is here ---------------------------------------------------------

  /** Names on the tiles, in seat order as drawn. */
  async names(): Promise<string[]> {
    return this.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-name') ?? ''));
  }

  async untilNames(names: readonly string[]): Promise<void> {
    const wanted = [...names].sort().join('|');
    await until(`tiles of ${names.join(', ')}`, async () => {
      const found = (await this.names()).sort().join('|');
      if (found === wanted) return true;
      throw new Error(`tiles of ${found}`);
    });
  }

  async participantId(name: string): Promise<string | null> {
    return this.tile(name).getAttribute('data-participant-id');
  }

  async participantIds(): Promise<string[]> {
    const ids = await this.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-participant-id') ?? ''));
    return ids.sort();
  }

  /** What the tile says about the connection. */
  async presenceOf(name: string): Promise<'here' | 'reconnecting' | 'away' | 'gone'> {
    const tile = this.tile(name);
    if ((await tile.count()) === 0) return 'gone';
    const label = `${(await tile.getAttribute('aria-label')) ?? ''} ${(await tile.textContent()) ?? ''}`;
    if (label.includes(this.word('tile.reconnecting'))) return 'reconnecting';
    return label.includes(this.word('tile.away')) ? 'away' : 'here';
  }

  async speakingNames(): Promise<string[]> {
    return this.page
      .locator('[data-tile][data-speaking="true"]')
      .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-name') ?? ''));
  }

  // ---- where things are ----------------------------------------------------

  private async boxOf(locator: Locator, name: string): Promise<NamedBox> {
    const box = await locator.boundingBox();
    if (!box) throw new Error(`${name} is not on the screen`);
    return { name, x: Math.round(box.x), y: Math.round(box.y), width: Math.round(box.width), height: Math.round(box.height) };
  }

  /** Boxes of the people's tiles in the order they are drawn, whole pixels. */
  async tileBoxes(): Promise<NamedBox[]> {
    return this.tiles.evaluateAll((tiles) =>
      tiles.map((tile) => {
        const { x, y, width, height } = tile.getBoundingClientRect();
        return {
          name: tile.getAttribute('data-name') ?? '',
          x: Math.round(x),
          y: Math.round(y),
          width: Math.round(width),
          height: Math.round(height),
        };
      }),
    );
  }

  /** What is largest: the share on the stage, or who stands on it. */
  stageBox(): Promise<NamedBox> {
    return this.boxOf(this.page.locator('[data-stage] [data-tile]').first(), 'stage');
  }

  barBox(): Promise<NamedBox> {
    return this.boxOf(this.bar, 'bar');
  }

  // ---- sharing -------------------------------------------------------------

  /** Shares the made-up screen of the test browser, with its sound when asked. */
  async startShare(options: { withSound: boolean }): Promise<void> {
    await this.bar.getByRole('button', { name: this.anyWord('bar.shareName', 'bar.share') }).click();
    const choice = this.page.getByRole('menuitem', { name: this.word(options.withSound ? 'bar.withSound' : 'bar.withoutSound') });
    const began = this.bar.getByRole('button', { name: this.anyWord('bar.sharing') });
    await choice.or(began).first().waitFor();
    if (await choice.isVisible()) await choice.click();
    await began.waitFor();
  }

  async stopShare(): Promise<void> {
    await this.bar.getByRole('button', { name: this.anyWord('bar.sharing') }).click();
    await this.bar.getByRole('button', { name: this.anyWord('bar.shareName', 'bar.share') }).waitFor();
  }

  get shares(): Locator {
    return this.page.locator('[data-tile="share"]');
  }

  async untilShareShown(): Promise<void> {
    await this.shares.locator('video').first().waitFor();
  }

  async untilNoShare(): Promise<void> {
    await until('no share', async () => (await this.shares.count()) === 0);
  }

  // ---- panels --------------------------------------------------------------

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

  // ---- lobby ---------------------------------------------------------------

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
      if (await confirm.first().isVisible()) await confirm.first().click();
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
