/** The list of a large meeting's people in a real browser: scrolled and walked through by keys, little of it in the page. */
import { accessibilityViolations, createGuest, until, WireParticipant, type PersonInBrowser } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, startCast, type Cast } from './cast.ts';

const guests = 300;
const together = 25;
let cast: Cast;
const inside: WireParticipant[] = [];

beforeAll(async () => {
  // Nobody sends: one worker bears them all.
  cast = await startCast({ env: { SAAL_MEDIA_PACKETS_PER_WORKER: '200000' } });
});
afterAll(async () => {
  for (const guest of inside) guest.drop();
  await cast?.end();
});

const rowsOf = ({ page }: PersonInBrowser) => page.locator('[data-scrolls] li[aria-setsize]');

test(
  'a list of 301 is scrolled and walked through to its end, and only what is in sight is in the page',
  { timeout: 180_000 },
  async () => {
    const meeting = await cast.meeting('Personalversammlung', { size: 'stage', lobbyBypass: 'everyone' });
    const anna = await cast.openAnna({ viewport: { width: 1440, height: 900 } });
    const screen = await enter(anna, meeting, { guest: false, microphone: false, camera: false });
    for (let first = 0; first < guests; first += together) {
      const some = Array.from({ length: together }, async (_, index) => {
        const guest = await WireParticipant.connect(await createGuest(cast.saal.baseUrl));
        inside.push(guest);
        await guest.join(meeting.id, { name: `Gast ${String(first + index + 1).padStart(3, '0')}` });
      });
      await Promise.all(some);
    }
    await screen.openPeople();
    const rows = rowsOf(anna);
    await until('the list to tell its length', async () => (await rows.first().getAttribute('aria-setsize')) === String(guests + 1));
    await anna.page.getByText('Gast 001').waitFor();
    expect(await rows.count()).toBeLessThan(40);
    expect(await accessibilityViolations(anna.page)).toEqual([]);

    await anna.page
      .locator('[data-scrolls]')
      .first()
      .evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await anna.page.getByText('Gast 300').waitFor();
    expect(await rows.count()).toBeLessThan(40);

    await anna.page.locator('[data-scrolls] li[aria-setsize][tabindex="0"]').focus();
    await anna.page.keyboard.press('End');
    await until('the last row to have the focus', () =>
      anna.page.evaluate((last) => document.activeElement?.getAttribute('aria-posinset') === last, String(guests + 1)),
    );
    await anna.page.keyboard.press('Home');
    await until('the first row to have the focus', () =>
      anna.page.evaluate(() => document.activeElement?.getAttribute('aria-posinset') === '1'),
    );
    expect(await rows.count()).toBeLessThan(40);
    expect(anna.consoleErrors).toEqual([]);
    await anna.close();
  },
);
