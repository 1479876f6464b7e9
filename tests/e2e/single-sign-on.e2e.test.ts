/** Signing in with the house's account in Chromium, by keyboard, through a real provider of OpenID Connect, and out again. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIdentityProvider, type TestIdentityProvider } from '@saal/accounts/testing';
import { accessibilityViolations, launchBrowser, openPerson, startSaal, type SaalProcess } from '@saal/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

let saal: SaalProcess;
let provider: TestIdentityProvider;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort(); // known before: the provider is told where it may send people back to
  provider = await startIdentityProvider({
    redirectUri: `http://localhost:${port}/api/sign-in/city/callback`,
    backUri: `http://localhost:${port}/api/sign-in/city/signed-out`,
    people: { alice: { email: 'alice@example.org', email_verified: true, name: 'Alice Huber' } },
  });
  const { issuer, clientId, clientSecret } = provider;
  const label = { de: 'Stadtkonto', en: 'city account' };
  const file = join(mkdtempSync(join(tmpdir(), 'saal-sign-in-')), 'sign-in.json');
  writeFileSync(file, JSON.stringify({ providers: [{ id: 'city', kind: 'oidc', label, issuer, clientId, clientSecret }] }), {
    mode: 0o600,
  });
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

test('Alice opens her account, signs in at the city by keyboard, is back where she was going, and signs out of both', async () => {
  const alice = await openPerson(browser, saal.baseUrl, 'Alice');
  const { page } = alice;
  // The provider is another host, which pages may not ask, but people are sent to.
  await alice.context.unrouteAll();
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
  // Without a word of ours on who it is, the provider asks whether that is meant.
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
