/** Signing in with the house's account in Chromium, by keyboard, through a provider of SAML on another site, and out of both again. */
import { startSamlProvider, type SamlProviderForTests } from '@saal/accounts/testing/saml';
import { accessibilityViolations, launchBrowser, openPerson, type SaalProcess } from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWithCityAccount } from './city-account.ts';

let city: Awaited<ReturnType<typeof startWithCityAccount<SamlProviderForTests>>>;
let saal: SaalProcess;
let provider: SamlProviderForTests;
let browser: Browser;

beforeAll(async () => {
  city = await startWithCityAccount(
    ({ redirectUri, backUri, metadataUri }) =>
      startSamlProvider({
        ...{ redirectUri, backUri, ownEntityId: metadataUri },
        people: {
          alice: { email: 'alice@example.org', displayName: 'Alice Huber' },
          bob: { email: 'bob@example.org', displayName: 'Bob' },
        },
      }),
    ({ entityId, signInUrl, signOutUrl, key }) => ({
      ...{ kind: 'saml', entityId, signInUrl, signOutUrl, certificates: [key.certificate], trustEmail: true },
    }),
  );
  ({ saal, provider } = city);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await city?.stop();
});

const words = {
  de: {
    signIn: 'Anmelden mit Stadtkonto',
    unlink: 'Verknüpfung lösen: Stadtkonto',
    signOut: 'Abmelden',
    left: 'Sie sind abgemeldet.',
    expired: 'Die Anmeldung hat zu lange gedauert',
  },
  en: {
    signIn: 'Sign in with city account',
    unlink: 'Unlink: city account',
    signOut: 'Sign out',
    left: 'You are signed out.',
    expired: 'Signing in took too long',
  },
};

test.each([
  ['Alice', 'de', { width: 1440, height: 900 }, 'light'],
  ['Bob', 'en', { width: 390, height: 844 }, 'dark'],
] as const)(
  '%s (%s) signs in at the city by keyboard, is back where they were going, and signs out there as well',
  async (name, language, viewport, colorScheme) => {
    const person = await openPerson(browser, saal.baseUrl, name, { language, viewport, colorScheme });
    const { page } = person;
    const say = words[language];
    const arrived: string[] = [];
    page.on('request', (request) => arrived.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.goto('/account');
    const button = page.getByRole('button', { name: say.signIn });
    await button.waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'City sign-in' }).waitFor();
    await page.keyboard.type(name.toLowerCase());
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: say.unlink }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    expect(arrived).toContain('POST /api/sign-in/city/callback');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: say.signOut, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(say.left).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(provider.signOuts.at(-1)).toContain(`>id-of-${name.toLowerCase()}<`);
    expect((await page.request.get('/api/me')).status()).toBe(401);
    expect(await accessibilityViolations(page)).toEqual([]);
    // The press that comes next leads to the city's question again, not back in.
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    await person.close();
  },
);

test('the answer of one browser, posted by a page elsewhere, signs nobody in in another one', async () => {
  const mallory = await openPerson(browser, saal.baseUrl, 'Mallory');
  let answer = '';
  await mallory.page.route('**/api/sign-in/city/callback', async (route) => {
    answer = route.request().postData() ?? '';
    await route.abort();
  });
  await mallory.page.goto('/sign-in');
  await mallory.page.getByRole('button', { name: words.de.signIn }).click();
  await mallory.page.getByRole('textbox', { name: 'Name' }).fill('bob');
  await mallory.page.keyboard.press('Enter');
  await expect.poll(() => answer).toContain('SAMLResponse=');
  const victim = await openPerson(browser, saal.baseUrl, 'Carol');
  await victim.page.goto(provider.entityId); // any page of another site
  const fields = [...new URLSearchParams(answer)];
  await victim.page.evaluate(
    ([action, all]) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = action;
      for (const [name, value] of all) form.append(Object.assign(document.createElement('input'), { name, value }));
      document.documentElement.append(form);
      form.submit();
    },
    [`${saal.baseUrl}/api/sign-in/city/callback`, fields] as const,
  );
  await victim.page.getByText(words.de.expired).waitFor();
  expect((await victim.page.request.get('/api/me')).status()).toBe(401);
  await mallory.close();
  await victim.close();
});
