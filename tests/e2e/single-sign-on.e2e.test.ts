/** Signing in with the house's account in Chromium, by keyboard, through a real provider of OpenID Connect, and out again. */
import { startIdentityProvider, type TestIdentityProvider } from '@saal/accounts/testing';
import { accessibilityViolations, launchBrowser, openPerson, type SaalProcess } from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWithCityAccount } from './city-account.ts';

let city: Awaited<ReturnType<typeof startWithCityAccount<TestIdentityProvider>>>;
let saal: SaalProcess;
let browser: Browser;

beforeAll(async () => {
  city = await startWithCityAccount(
    ({ redirectUri, backUri }) =>
      startIdentityProvider({
        ...{ redirectUri, backUri },
        people: { alice: { email: 'alice@example.org', email_verified: true, name: 'Alice Huber' } },
      }),
    ({ issuer, clientId, clientSecret }) => ({ kind: 'oidc', issuer, clientId, clientSecret }),
  );
  ({ saal } = city);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await city?.stop();
});

test('Alice opens her account, signs in at the city by keyboard, is back where she was going, and signs out of both', async () => {
  const alice = await openPerson(browser, saal.baseUrl, 'Alice');
  const { page } = alice;
  const failed: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });
  await page.goto('/account');
  const button = page.getByRole('button', { name: 'Anmelden mit Stadtkonto' });
  await button.waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'City sign-in' }).waitFor();
  await page.keyboard.type('alice');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Verknüpfung lösen: Stadtkonto' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/account');
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Abmelden', exact: true }).focus();
  await page.keyboard.press('Enter');
  // It is told whose session is meant, and asks all the same, as this one does by default.
  await page.getByRole('button', { name: /sign me out/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Sie sind abgemeldet.').waitFor();
  await button.waitFor();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  expect((await page.request.get('/api/me')).status()).toBe(401);
  // The first page, and the one that is loaded after signing out at the provider, asked who is signed in. Who waits for calls may be
  // told that the session is over.
  const rings = `401 ${saal.baseUrl}/api/v1/chat/rings`;
  expect(failed.filter((one) => !one.startsWith(rings))).toEqual(Array.from({ length: 2 }, () => `401 ${saal.baseUrl}/api/me`));
  await alice.close();
});
