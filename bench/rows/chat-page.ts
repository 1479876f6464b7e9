/** The chat page of somebody with 200 rooms and 100,000 messages, in a browser that has never seen it: opened, rooms switched, words found. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPerson, launchBrowser, MatrixClient, openPerson, setUpAdministrator } from '@saal/testkit';
import type { Page } from 'playwright-core';
import { openOwnHouse } from '../chat/own-house.ts';
import { roomOf, seedChat, type Seeded } from '../chat/seed.ts';
import { percentile, type Result } from '../figures.ts';

const seeded: Seeded = { people: 400, rooms: 200, roomsPerPerson: 20, events: 110_000 };
const openings = 7;
const switches = 40;
/** What is written in every room, in one, and nowhere. */
const searches = ['message', '4711', 'person', 'something to say', 'nirgends', 'room 17'];
const searchRounds = 5;
/** Long enough for a search to have ended. */
const settledMs = 1_500;
/** Somebody who joins faster than this is held back. */
const joinEveryMs = 80;

/** @param workerBin binary of the media worker */
export async function chatPage(workerBin: string, say: (line: string) => void): Promise<Result> {
  const house = await openOwnHouse(workerBin);
  try {
    const { saal, db } = house;
    const administrator = await setUpAdministrator(saal);
    await saal.shutDown();
    await seedChat(db, seeded);
    await saal.restart();
    const person = await createPerson(administrator, 'Bea Lang');
    const onWire = await MatrixClient.signIn(saal.baseUrl, person);
    for (let room = 0; room < seeded.rooms; room++) {
      await onWire.ask('POST', `/join/${encodeURIComponent(roomOf(room))}`, {});
      await sleep(joinEveryMs);
    }
    say(`inside ${seeded.rooms} rooms`);

    const browser = await launchBrowser();
    try {
      const openMs: number[] = [];
      const switchMs: number[] = [];
      const searchMs: number[] = [];
      for (let n = 0; n < openings; n++) {
        // A new profile each time: nothing is cached, keys are made anew.
        const { page, close } = await openPerson(browser, saal.baseUrl, 'Bea Lang', { cookies: person.http.cookies });
        openMs.push(await open(page, roomOf(n)));
        if (n === openings - 1) {
          for (let at = 0; at < switches; at++) switchMs.push(await switchTo(page, at));
          for (let round = 0; round < searchRounds; round++)
            for (const words of searches) searchMs.push(await search(page, `${words} ${round === 0 ? '' : String(round)}`.trim()));
        }
        await close();
      }
      const both = (values: readonly number[]) =>
        `p50 ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms`;
      const size = '200 rooms, 100,000 messages';
      return {
        rows: [
          {
            what: `chat page to readable messages, ${size}, cold cache, loopback`,
            measured: both(openMs),
            bar: 'p50 < 1,500 ms',
            met: percentile(openMs, 0.5) < 1_500,
          },
          {
            what: `chat page: another room, not opened before, ${size}`,
            measured: both(switchMs),
            bar: 'p50 < 150 ms',
            met: percentile(switchMs, 0.5) < 150,
          },
          {
            what: `chat page: search to hits, from the last key, ${size}`,
            measured: both(searchMs),
            bar: 'p50 < 300 ms',
            met: percentile(searchMs, 0.5) < 300,
          },
        ],
        raw: { seeded, openMs, switchMs, searchMs },
      };
    } finally {
      await browser.close();
    }
  } finally {
    await house.close();
  }
}

/** @returns from the address to the first message that can be read, ms, by the clock of the page: who looks from outside looks too seldom */
async function open(page: Page, roomId: string): Promise<number> {
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('[role="feed"] article') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.mark('readable'));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto(`/chat/${encodeURIComponent(roomId)}`);
  await page.waitForFunction(() => performance.getEntriesByName('readable').length > 0, undefined, { timeout: 60_000 });
  return page.evaluate(() => performance.getEntriesByName('readable')[0]?.startTime ?? Number.NaN);
}

/** @returns from the press to the words of the other room, ms, by the clock of the page */
async function switchTo(page: Page, at: number): Promise<number> {
  return page.evaluate(async (nth) => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('nav a[href^="/chat/"]')];
    const others = links.filter((link) => link.getAttribute('href') !== decodeURI(location.pathname));
    const link = others[nth % others.length];
    const name = () => document.querySelector('main header h2, section > header h2')?.textContent ?? '';
    const before = name();
    if (!link) throw new Error('no room to switch to');
    const beganAtMs = performance.now();
    link.click();
    const shown = () => name() !== before && name() !== '' && document.querySelector('[role="feed"] article') !== null;
    while (!shown()) {
      if (performance.now() - beganAtMs > 20_000) throw new Error(`the room ${link.href} did not open`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - beganAtMs;
  }, at);
}

/** @returns from the last key until what the server found is drawn, the pause in typing included, ms, by the clock of the page */
async function search(page: Page, words: string): Promise<number> {
  await page.getByRole('searchbox').first().fill(words.slice(0, -1));
  await page.waitForTimeout(settledMs);
  const answers = ['/v3/search', '/user_directory/search'].map((path) =>
    page.waitForResponse((response) => new URL(response.url()).pathname.endsWith(path)),
  );
  const beganAtMs = await page.evaluate(() => performance.now());
  await page.keyboard.type(words.slice(-1));
  for (const answer of await Promise.all(answers)) await answer.finished();
  // What came is drawn with the next frame.
  const drawnAtMs = await page.evaluate(
    () => new Promise<number>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))),
  );
  return drawnAtMs - beganAtMs;
}
