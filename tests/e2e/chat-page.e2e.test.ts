/** Two people in a direct chat, in two browsers: written, read, answered, changed, taken back; by keyboard; axe in each state. */
import { accessibilityViolations, until, type PersonInBrowser } from '@saal/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
let bob: PersonInBrowser;

beforeAll(async () => {
  cast = await startCast();
  anna = await cast.openAnna({ language: 'de', reducedMotion: true });
  bob = await cast.openColleague('Bob Maier', { language: 'de', reducedMotion: true });
});
afterAll(() => cast?.end());

const field = (page: Page) => page.getByRole('textbox', { name: /^Nachricht an/ });
const line = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
const picture = async (page: Page, name: string) => {
  const folder = process.env['SAAL_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
};

async function expectNothingFound(state: string, page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await accessibilityViolations(page), `${state}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

test('two people write to each other', { timeout: 240_000 }, async ({ skip }) => {
  // Without push rules the library does not begin to sync.
  const rules = await cast.anna.http.request('GET', '/_matrix/client/v3/pushrules/');
  if (rules.status === 404) skip('this server has no push rules');
  await bob.page.goto('/chat');
  await bob.page.getByRole('navigation', { name: 'Ihre Chats' }).waitFor();
  await anna.page.goto('/');
  await anna.page.getByRole('link', { name: 'Chat', exact: true }).click();
  await anna.page.getByRole('navigation', { name: 'Ihre Chats' }).waitFor();
  await picture(anna.page, 'empty');
  await expectNothingFound('no room yet', anna.page);

  // By keyboard alone: to the search, the person, the field.
  await anna.page.keyboard.press('Control+k');
  await anna.page.locator('input:focus').waitFor();
  await anna.page.keyboard.type('Bob');
  const hit = anna.page.getByRole('button', { name: /Bob Maier/ });
  await hit.waitFor();
  await anna.page.keyboard.press('ArrowDown');
  await anna.page.keyboard.press('Enter');
  await field(anna.page).focus();
  await anna.page.keyboard.type('Guten Morgen, **Bob**!');
  await anna.page.keyboard.press('Enter');
  await line(anna.page, 'Guten Morgen').getByText('Bob', { exact: true }).waitFor();
  expect(await field(anna.page).inputValue()).toBe('');

  await bob.page.getByRole('link', { name: /Anna Huber/ }).click();
  await bob.page.getByRole('button', { name: 'Annehmen' }).click();
  await line(bob.page, 'Guten Morgen').waitFor();
  await field(bob.page).focus();
  await bob.page.keyboard.type('Guten Morgen zurück');
  await bob.page.keyboard.press('Enter');
  await line(anna.page, 'Guten Morgen zurück').waitFor();
  expect(await anna.page.getByRole('log').textContent()).toContain('Bob Maier: Guten Morgen zurück');
  await picture(anna.page, 'room');
  await expectNothingFound('a room', anna.page);

  // The arrow up changes one's last words.
  await field(bob.page).focus();
  await until('his last words to be sent, so that they can be changed', async () => {
    await bob.page.keyboard.press('ArrowUp');
    return bob.page.getByRole('button', { name: 'Nicht mehr bearbeiten' }).isVisible();
  });
  await bob.page.keyboard.press('End');
  await bob.page.keyboard.type(', Anna');
  await bob.page.keyboard.press('Enter');
  await line(anna.page, 'Guten Morgen zurück, Anna').getByText('Bearbeitet').waitFor();

  // The menu of a message, by keyboard.
  await line(anna.page, 'zurück, Anna').focus();
  await anna.page.keyboard.press('Enter');
  await anna.page.getByRole('menu').waitFor();
  await picture(anna.page, 'menu');
  await anna.page.getByRole('menuitem', { name: 'Reagieren' }).press('Enter');
  await anna.page.getByRole('searchbox', { name: 'Emoji suchen' }).fill('Daumen');
  await picture(anna.page, 'emoji');
  await anna.page.keyboard.press('Enter');
  await line(bob.page, 'zurück, Anna')
    .getByRole('button', { name: /Anna Huber/ })
    .waitFor();

  await line(anna.page, 'zurück, Anna').focus();
  await anna.page.keyboard.press('Enter');
  await anna.page.getByRole('menuitem', { name: 'Im Thread antworten' }).press('Enter');
  const thread = anna.page.getByRole('complementary', { name: 'Thread' });
  await thread.getByRole('textbox').fill('Nur dazu');
  await anna.page.keyboard.press('Enter');
  await thread.getByText('Nur dazu').waitFor();
  await line(bob.page, 'zurück, Anna')
    .getByRole('button', { name: /1 Antwort/ })
    .waitFor();
  await picture(anna.page, 'thread');
  await expectNothingFound('a thread', anna.page);
  await anna.page.keyboard.press('Escape');
  await thread.waitFor({ state: 'hidden' });

  await line(bob.page, 'zurück, Anna').focus();
  await bob.page.keyboard.press('Enter');
  await bob.page.getByRole('menuitem', { name: 'Löschen' }).press('Enter');
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Löschen' }).press('Enter');
  await line(anna.page, 'gelöscht').waitFor();

  await field(anna.page).fill('Noch nicht fertig');
  await anna.page.reload();
  await line(anna.page, 'Guten Morgen').waitFor();
  expect(await field(anna.page).inputValue()).toBe('Noch nicht fertig');

  await anna.page.setViewportSize({ width: 390, height: 844 });
  await picture(anna.page, 'narrow-room');
  await expectNothingFound('narrow', anna.page);
  await anna.page.getByRole('link', { name: 'Zurück zur Liste' }).click();
  await anna.page.getByRole('link', { name: /Bob Maier/ }).waitFor();
  await picture(anna.page, 'narrow-list');
});
