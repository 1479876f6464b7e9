/** A second browser of the same person: sealed words open by the recovery key, and by comparing emoji with the first; axe on the way. */
import { accessibilityViolations, createPerson, openPerson, text, type PersonInBrowser } from '@saal/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let first: PersonInBrowser;

beforeAll(async () => {
  cast = await startCast();
  await createPerson(cast.anna, 'Bob Maier');
  first = await cast.openAnna({ language: 'de', reducedMotion: true });
});
afterAll(() => cast?.end());

const word = (key: string): string => text('de', `chat:${key}`);
const list = (page: Page) => page.getByRole('navigation', { name: 'Ihre Chats' });
const line = (page: Page, words: string) => page.getByRole('article').filter({ hasText: words });

/** Annas second device: another browser with another session, as nobody shares one. */
async function anotherBrowser(): Promise<PersonInBrowser> {
  return openPerson(cast.browser, cast.saal.baseUrl, 'Anna Huber', {
    ...{ language: 'de', reducedMotion: true },
    cookies: cast.anna.http.cookies,
  });
}

async function openSealed(page: Page): Promise<void> {
  await page.goto('/chat');
  await list(page)
    .getByRole('link', { name: /Bob Maier/ })
    .click();
}

test('the recovery key opens what was written before', { timeout: 240_000 }, async () => {
  const { page } = first;
  await page.goto('/chat');
  await page.getByRole('searchbox').first().fill('Bob');
  await list(page)
    .getByRole('region', { name: 'Personen' })
    .getByRole('button', { name: /Bob Maier/ })
    .click();
  await page.getByRole('textbox', { name: 'Nachricht an Bob Maier' }).fill('Vertraulich: Haushalt 2027');
  await page.keyboard.press('Enter');
  await line(page, 'Haushalt 2027').waitFor();
  await page.getByRole('button', { name: word('encryption.showKey') }).click();
  const dialog = page.getByRole('dialog', { name: word('encryption.keyTitle') });
  const key = (await dialog.getByText(/^E[a-zA-Z0-9]{3}( [a-zA-Z0-9]{1,4})+$/).textContent()) ?? '';
  expect(await accessibilityViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: word('encryption.kept') }).click();
  await page.getByRole('button', { name: word('encryption.showKey') }).waitFor({ state: 'detached' });

  const second = await anotherBrowser();
  await openSealed(second.page);
  await second.page.getByText(word('encryption.unverifiedTitle')).waitFor();
  expect(await line(second.page, 'Haushalt 2027').count()).toBe(0);
  await second.page.getByRole('button', { name: word('encryption.enterKey') }).click();
  const asked = second.page.getByRole('dialog', { name: word('encryption.enterKey') });
  await asked.getByRole('textbox').fill('EsTx falsch falsch');
  await second.page.keyboard.press('Enter');
  await asked.getByRole('textbox').and(second.page.locator('[aria-invalid="true"]')).waitFor();
  expect(await accessibilityViolations(second.page)).toEqual([]);
  await asked.getByRole('textbox').fill(key);
  await second.page.keyboard.press('Enter');
  await asked.waitFor({ state: 'detached' });
  await line(second.page, 'Haushalt 2027').waitFor();
  await second.page.getByText(word('encryption.unverifiedTitle')).waitFor({ state: 'detached' });
  expect([...first.foreignRequests, ...second.foreignRequests]).toEqual([]);
  await second.close();
});

test('two browsers compare emoji, and the second one opens what was written before', { timeout: 240_000 }, async () => {
  const { page } = first;
  await openSealed(page);
  await line(page, 'Haushalt 2027').waitFor();
  const third = await anotherBrowser();
  await openSealed(third.page);
  await third.page.getByRole('button', { name: word('encryption.compare') }).click();
  await page.getByRole('dialog').waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: word('verification.accept') })
    .click();
  const emojiOf = async (one: Page): Promise<string[]> => {
    await one.getByRole('button', { name: word('verification.match') }).waitFor();
    return one.getByRole('dialog').getByRole('listitem').allTextContents();
  };
  const [here, there] = [await emojiOf(page), await emojiOf(third.page)];
  expect(here).toHaveLength(7);
  expect(there).toEqual(here);
  expect(await accessibilityViolations(third.page)).toEqual([]);
  for (const one of [page, third.page]) await one.getByRole('button', { name: word('verification.match') }).click();
  await line(third.page, 'Haushalt 2027').waitFor();
  await third.close();
});
