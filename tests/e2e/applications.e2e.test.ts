/** What people see of other applications: the page to try `/api/v1` on, and the administration. */
import { accessibilityViolations } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

test('a request is tried on the page of the interface, and nothing is asked of anybody else', async () => {
  const { page } = await cast.openGuest('A developer', { language: 'en' });
  const foreign: string[] = [];
  const refused: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(cast.saal.baseUrl) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  page.on('console', (message) => {
    // One style of the page is refused, and nobody sees a difference; programs and requests are not.
    if (/Content Security Policy.*(script|connect)-src/.test(message.text())) refused.push(message.text());
  });
  await page.goto('/api/v1/docs');
  await page.getByText('Makes a meeting of the person on whose behalf the application acts').waitFor();
  const wanted = { name: 'Talents', ownerId: cast.anna.me.id, scopes: ['meetings.read'] };
  const made = await cast.anna.http.request('POST', '/api/applications', { body: wanted });
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  await page
    .getByLabel('Value')
    .first()
    .fill((made.json as { key: string }).key);
  await page.getByRole('button', { name: 'Apply credentials' }).first().click();
  await page.getByRole('button', { name: 'Close' }).first().click();
  const list = page.locator('.opblock-get').filter({ hasText: 'The meetings this application made' });
  await list.getByRole('button').first().click();
  await list.getByRole('button', { name: 'Execute' }).click();
  await list.getByText('"meetings": []').waitFor();
  expect(foreign).toEqual([]);
  expect(refused).toEqual([]);
});

test('an administrator makes an application by keyboard, and its webhook, on a phone too', async () => {
  const { page } = await cast.openAnna({ language: 'de', reducedMotion: true });
  await page.goto('/admin/applications');
  await page.getByRole('button', { name: 'Neue Anwendung' }).press('Enter');
  await page.getByLabel('Name der Anwendung').fill('Bewerbungen');
  await page.keyboard.press('Tab');
  await page.keyboard.type(cast.anna.me.email);
  await page.keyboard.press('Enter');
  const shown = page.getByRole('alertdialog', { name: 'Schlüssel von Bewerbungen' });
  await shown.getByText(/^saal_/).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await shown.getByRole('button', { name: 'Schließen' }).press('Enter');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Webhooks von Bewerbungen' }).press('Enter');
  await page.getByRole('button', { name: 'Neuer Webhook' }).press('Enter');
  await page.getByLabel('Adresse', { exact: true }).fill('http://talents.example/saal');
  await page.keyboard.press('Enter');
  await page.getByText(/muss mit https/).waitFor();
  await page.getByLabel('Adresse', { exact: true }).fill('https://talents.example/saal');
  await page.keyboard.press('Enter');
  const secret = page.getByRole('alertdialog', { name: 'Geheimnis des Webhooks' });
  await secret.getByText(/^whsec_/).waitFor();
  await secret.getByRole('button', { name: 'Schließen' }).press('Enter');
  await page.getByRole('heading', { name: 'https://talents.example/saal' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
