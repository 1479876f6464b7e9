/** Finding things in chat, in a browser: a link to a message far back, days, pins, what was sent, search, and the mark of what is new. */
import { accessibilityViolations, createPerson, MatrixClient, type PersonInBrowser } from '@saal/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
let annaOnWire: MatrixClient;
let bob: MatrixClient;

beforeAll(async () => {
  cast = await startCast();
  bob = await MatrixClient.signIn(cast.saal.baseUrl, await createPerson(cast.anna, 'Bob Maier'));
  annaOnWire = await MatrixClient.signIn(cast.saal.baseUrl, cast.anna);
  anna = await cast.openAnna({ language: 'de', reducedMotion: true });
});
afterAll(() => cast?.end());

const at = (roomId: string) => `/rooms/${encodeURIComponent(roomId)}`;
const line = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
const list = (page: Page) => page.getByRole('navigation', { name: 'Ihre Chats' });
const icon = (page: Page) => page.locator('link[rel="icon"]').getAttribute('href');

async function expectNothingFound(state: string, page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await accessibilityViolations(page), `${state}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

test('things are found again', { timeout: 240_000 }, async () => {
  const { page } = anna;
  const room = await annaOnWire.makeRoom({ name: 'Bauamt', preset: 'private_chat', invite: [bob.userId] });
  await bob.ask('POST', `${at(room)}/join`, {});
  const first = await annaOnWire.send(room, 'Der Code ist 4711');
  for (let number = 0; number < 60; number++) await annaOnWire.send(room, `Zeile ${number}`);
  await annaOnWire.send(room, 'Ganz unten');

  // A link leads to its message, far back, marks it, and leads back to now.
  await page.goto(`/chat/${encodeURIComponent(room)}?event=${encodeURIComponent(first)}`);
  await list(page).waitFor({ timeout: 60_000 });
  await line(page, 'Der Code ist 4711').and(page.locator('[data-shown]')).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('4711') === true);
  expect(await line(page, 'Ganz unten').count()).toBe(0);
  await expectNothingFound('a place in the past', page);
  await page.getByRole('button', { name: 'Zum Ende' }).click();
  await line(page, 'Ganz unten').waitFor();

  // By keyboard: the menu of the room, the beginning.
  await page.getByRole('button', { name: 'Mehr zu diesem Chat' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Zum Datum springen' }).press('Enter');
  const days = page.getByRole('dialog', { name: 'Zum Datum springen' });
  await days.waitFor();
  await expectNothingFound('choosing a day', page);
  await days.getByRole('button', { name: 'Zum Anfang' }).press('Enter');
  await line(page, 'hat diesen Chat eröffnet').waitFor();

  // Pinned by the menu of the message, in the strip, in the list, and taken off.
  await line(page, 'Der Code ist 4711').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Anheften' }).press('Enter');
  const strip = page.getByRole('button', { name: /^Angeheftet: Anna Huber, Der Code ist 4711/ });
  await strip.waitFor();
  await page.getByRole('button', { name: 'Zum Ende' }).click();
  await line(page, 'Ganz unten').waitFor();
  await strip.click();
  await line(page, 'Der Code ist 4711').waitFor();

  // What was sent, by kind.
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'Antrag.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
  await bob.ask('PUT', `${at(room)}/send/m.room.message/link`, { msgtype: 'm.text', body: 'Siehe https://example.org/plan' });
  await page.getByRole('button', { name: 'Mehr zu diesem Chat' }).click();
  await page.getByRole('menuitem', { name: 'Dateien und Links' }).click();
  const shared = page.getByRole('complementary', { name: 'Dateien und Links' });
  await shared.getByRole('radio', { name: 'Dateien' }).click();
  await shared.getByText('Antrag.pdf').waitFor();
  await expectNothingFound('files', page);
  await shared.getByRole('radio', { name: 'Links' }).click();
  await shared.getByRole('link', { name: 'example.org/plan' }).waitFor();
  await page.keyboard.press('Escape');
  await shared.waitFor({ state: 'hidden' });

  // An encrypted room, found after the page was loaded again: by what this device keeps.
  const search = page.getByRole('searchbox').first();
  await search.fill('Bob');
  await list(page)
    .getByRole('region', { name: 'Personen' })
    .getByRole('button', { name: /Bob Maier/ })
    .click();
  await page.getByRole('textbox', { name: 'Nachricht an Bob Maier' }).fill('Parole **Rathausuhr**');
  await page.keyboard.press('Enter');
  await list(page).getByText('Parole Rathausuhr').waitFor();
  await page.goto('/chat');
  await list(page)
    .getByRole('link', { name: /Bob Maier/ })
    .waitFor();
  await search.fill('rathausuhr');
  const hit = list(page)
    .getByRole('region', { name: 'Nachrichten' })
    .getByRole('button', { name: /Verschlüsselt.*Parole Rathausuhr/ });
  await hit.waitFor();
  await search.fill('4711');
  await list(page)
    .getByRole('region', { name: 'Nachrichten' })
    .getByRole('button', { name: /Bauamt.*4711/ })
    .waitFor();
  await search.fill('antrag');
  await list(page)
    .getByRole('region', { name: 'Dateien' })
    .getByRole('button', { name: /Antrag\.pdf/ })
    .waitFor();
  await expectNothingFound('search', page);

  // What is new marks the window, on every page with areas.
  await page.goto('/chat');
  await list(page).waitFor();
  await page.getByRole('link', { name: 'Heute' }).click();
  expect(await icon(page)).toBe('/favicon.svg');
  await bob.send(room, 'Haben Sie kurz Zeit?');
  await page.locator('link[rel="icon"][href="/favicon-unread.svg"]').waitFor({ state: 'attached' });
});
