import type { Locator } from 'playwright-core';
import { until } from '../until.ts';
import { BarScreen } from './bar-screen.ts';

type NamedBox = { name: string; x: number; y: number; width: number; height: number };

/** The pictures of a running meeting: who is here, where they are drawn, and what is shared. */
export class TilesScreen extends BarScreen {
  get tiles(): Locator {
    return this.page.locator('[data-tile][data-participant-id]:not([data-tile="share"])');
  }

  tile(name: string): Locator {
    return this.page.locator(`[data-tile][data-participant-id][data-name=${JSON.stringify(name)}]:not([data-tile="share"])`);
  }

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
}
