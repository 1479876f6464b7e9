/** Pages of the administration by keyboard, wide and narrow, in both languages; axe on each. */
import { accessibilityViolations, type PersonInBrowser } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
beforeAll(async () => {
  cast = await startCast();
  anna = await cast.openAnna({ language: 'de', reducedMotion: true });
});
afterAll(() => cast?.end());

/** Her own choice goes before that of the browser. */
async function inEnglish(page: PersonInBrowser['page']): Promise<void> {
  await page.evaluate(() =>
    fetch('/api/me', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ language: 'en' }) }),
  );
}

test('what was done is found in the audit by keyboard, and read at phone width', { timeout: 120_000 }, async () => {
  const { page } = anna;
  await cast.openColleague('Bob Maier', { language: 'de' });
  await page.goto('/admin/audit');
  await page.getByRole('row', { name: /Bob Maier.*Einladung angenommen/ }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByLabel(/^Person/).focus();
  await page.keyboard.type('bob.maier');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Angemeldet' }).waitFor();
  await page.keyboard.type('Angem');
  await page.keyboard.press('Enter');
  await page
    .getByRole('row', { name: /Angemeldet/ })
    .first()
    .waitFor();
  await page.getByRole('row', { name: /Eingeladen/ }).waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Filter leeren' }).click();
  await page
    .getByRole('row', { name: /Protokoll gelesen/ })
    .first()
    .waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('figures of use are read as charts and as tables, by keyboard, wide and narrow', { timeout: 120_000 }, async () => {
  const { page } = anna;
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await inEnglish(page);
  await page.goto('/admin/statistics');
  await page.getByRole('heading', { name: 'No figures yet' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  const table = page.getByRole('button', { name: 'Messages in chat as figures' });
  await table.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('columnheader', { name: 'From' }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test(
  'roles are given by keyboard, and the deed stands in the audit; the page of sign-in says how people come in',
  { timeout: 120_000 },
  async () => {
    const { page } = anna;
    await page.goto('/people');
    await page.getByRole('button', { name: 'More on Bob Maier' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Change roles' }).press('Enter');
    const auditor = page.getByRole('checkbox', { name: 'Auditor' });
    await auditor.focus();
    await page.keyboard.press('Space');
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'Bob Maier' }).filter({ hasText: 'Auditor' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.goto('/admin/audit');
    await page.getByRole('row', { name: /Roles changed.*none → Auditor.*Bob Maier/ }).waitFor();
    await page.goto('/admin/sign-in');
    await page.getByText('protected by a password alone').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  },
);
