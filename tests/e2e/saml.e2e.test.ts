/** Signing in with the house's account in Chromium, by keyboard, through a provider of SAML on another site, and out of both again. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSamlProvider, type SamlProviderForTests } from '@saal/accounts/testing/saml';
import { accessibilityViolations, launchBrowser, openPerson, startSaal, type SaalProcess } from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

let saal: SaalProcess;
let provider: SamlProviderForTests;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort(); // known before: the provider is told where it may send people back to
  const home = `http://localhost:${port}/api/sign-in/city`;
  provider = await startSamlProvider({
    redirectUri: `${home}/callback`,
    backUri: `${home}/signed-out`,
    ownEntityId: `${home}/metadata`,
    people: {
      alice: { email: 'alice@example.org', displayName: 'Alice Huber' },
      bob: { email: 'bob@example.org', displayName: 'Bob' },
    },
  });
  const { entityId, signInUrl, signOutUrl, key } = provider;
  const label = { de: 'Stadtkonto', en: 'city account' };
  const city = { id: 'city', kind: 'saml', label, entityId, signInUrl, signOutUrl, certificates: [key.certificate], trustEmail: true };
  const file = join(mkdtempSync(join(tmpdir(), 'saal-sign-in-')), 'sign-in.json');
  writeFileSync(file, JSON.stringify({ providers: [city] }), { mode: 0o600 });
  saal = await startSaal({ port, env: { SAAL_SIGN_IN_FILE: file } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await saal?.stop();
  await provider?.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

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
    // The provider is another site, which pages may not ask, but people are sent to.
    await person.context.unrouteAll();
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
  await mallory.context.unrouteAll();
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
  await victim.context.unrouteAll();
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
