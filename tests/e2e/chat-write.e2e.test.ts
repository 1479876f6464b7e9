/** Two people in a sealed chat write besides messages: a poll, a voice message, a message for later; by keyboard; axe in each state. */
import { accessibilityViolations, type PersonInBrowser } from '@saal/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
let bob: PersonInBrowser;

beforeAll(async () => {
  cast = await startCast();
  const look = { language: 'de', reducedMotion: true } as const;
  anna = await cast.openAnna(look);
  bob = await cast.openColleague('Bob Maier', look);
});
afterAll(() => cast?.end());

const field = (page: Page) => page.getByRole('textbox', { name: /^Nachricht an/ });
const line = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
const picture = async (page: Page, name: string) => {
  const folder = process.env['SAAL_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
};
async function expectNothingFound(state: string, page: Page): Promise<void> {
  await picture(page, state);
  expect(await accessibilityViolations(page), state).toEqual([]);
}
async function more(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Mehr zum Schreiben' }).press('Enter');
  await page.getByRole('menuitem', { name: item }).press('Enter');
}

test('a poll, a voice message and a message for later', { timeout: 240_000 }, async () => {
  await bob.page.goto('/chat');
  await bob.page.getByRole('navigation', { name: 'Ihre Chats' }).waitFor();
  await anna.page.goto('/chat');
  await anna.page.getByRole('navigation', { name: 'Ihre Chats' }).waitFor();
  await anna.page.keyboard.press('Control+k');
  await anna.page.locator('input:focus').waitFor();
  await anna.page.keyboard.type('Bob');
  await anna.page.getByRole('button', { name: /Bob Maier/ }).click();
  await field(anna.page).waitFor();
  await bob.page.getByRole('link', { name: /Anna Huber/ }).click();
  await bob.page.getByRole('button', { name: 'Annehmen' }).click();
  await field(bob.page).waitFor();

  await more(anna.page, 'Umfrage');
  await anna.page.keyboard.type('Wann treffen wir uns?');
  for (const answer of ['Montag', 'Dienstag']) {
    await anna.page.keyboard.press('Tab');
    await anna.page.keyboard.type(answer);
  }
  await expectNothingFound('poll-dialog', anna.page);
  await anna.page.getByRole('button', { name: 'Umfrage beginnen' }).press('Enter');
  const question = line(bob.page, 'Wann treffen wir uns?');
  await question.getByRole('radio', { name: /Dienstag/ }).focus();
  await bob.page.keyboard.press('Space');
  await line(anna.page, 'Wann treffen wir uns?').getByText('1 Stimme, 100 %').waitFor();
  await question.getByRole('radio', { name: /Dienstag, 1 Stimme/, checked: true }).waitFor();
  await expectNothingFound('poll', bob.page);
  await line(anna.page, 'Wann treffen wir uns?').focus();
  await anna.page.keyboard.press('Enter');
  await anna.page.getByRole('menuitem', { name: 'Umfrage beenden' }).press('Enter');
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Umfrage beenden' }).press('Enter');
  await question.getByText(/Beendet/).waitFor();
  await expectNothingFound('poll-ended', bob.page);

  await more(anna.page, 'Sprachnachricht');
  await anna.page.getByText('0:01').waitFor();
  await expectNothingFound('voice-recording', anna.page);
  await anna.page.getByRole('button', { name: 'Aufnahme beenden' }).press('Enter');
  await anna.page.getByRole('slider', { name: 'Stelle' }).waitFor();
  await expectNothingFound('voice-recorded', anna.page);
  await anna.page.getByRole('button', { name: 'Senden' }).press('Enter');
  // The focus goes back to the field.
  await anna.page.locator('textarea:focus').waitFor();
  await bob.page.getByRole('button', { name: 'Anhören' }).press('Enter');
  const sound = bob.page.locator('article audio');
  await expect.poll(() => sound.evaluate((element) => (element as HTMLAudioElement).currentTime), { timeout: 20_000 }).toBeGreaterThan(0.2);
  await expectNothingFound('voice', bob.page);

  await field(anna.page).fill('Guten Morgen!');
  await more(anna.page, 'Später senden');
  await anna.page
    .getByRole('dialog')
    .getByRole('radio', { name: /Morgen früh/ })
    .waitFor();
  await expectNothingFound('later-dialog', anna.page);
  await anna.page.getByRole('button', { name: 'Planen' }).press('Enter');
  const planned = anna.page.getByRole('list', { name: 'Geplante Nachrichten' });
  await planned.getByText('Guten Morgen!').waitFor();
  expect(await field(anna.page).inputValue()).toBe('');
  await expectNothingFound('later', anna.page);
  await anna.page.setViewportSize({ width: 390, height: 844 });
  await expectNothingFound('later-narrow', anna.page);
  await planned.getByRole('button').press('Enter');
  await anna.page.getByRole('menuitem', { name: 'Jetzt senden' }).press('Enter');
  await line(bob.page, 'Guten Morgen!').waitFor();
  await planned.waitFor({ state: 'detached' });
});
