/** Passkey, authenticator app and recovery code in a real browser, with Chromium's own virtual authenticator. */
import { createHmac } from 'node:crypto';
import { SignInScreen, testPassword, text } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  // Passkeys belong to a name, never to an address.
  cast = await startCast({ browserBaseUrl: (saal) => saal.baseUrl.replace('127.0.0.1', 'localhost') });
});
afterAll(() => cast?.end());

const word = (key: string, values?: Record<string, string>) => text('de', key, values);

/** RFC 6238, written anew: the server's library must not prove itself. */
function codeOf(base32: string, nowMs: number): string {
  const bits = Array.from(base32, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('Anna adds a passkey and an app, and comes in by passkey, by code and by recovery code', { timeout: 120_000 }, async () => {
  const { page } = await cast.openAnna();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  // Else it answers what only waits at the e-mail field, as if somebody had chosen.
  const touch = (enabled: boolean) => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  const byTouch = async (button: string) => {
    // Between the end of that waiting and the question: what is asked already hears of no change.
    await page.route('**/*passkey-options', async (route) => (await touch(true), route.continue()), { times: 1 });
    await page.getByRole('button', { name: word(button) }).click();
    await isIn();
    await touch(false);
  };
  const leave = async () => {
    await page.context().clearCookies();
    await new SignInScreen(page).open();
  };
  const byPassword = async () => {
    await page.getByRole('textbox', { name: word('account:email') }).fill(cast.anna.email);
    await page.getByLabel(word('account:password'), { exact: true }).fill(testPassword);
    await page.getByRole('button', { name: word('account:signIn.submit'), exact: true }).click();
  };
  const isIn = () => page.getByRole('button', { name: word('home:startNow') }).waitFor();

  await page.goto('/account');
  await page.getByRole('textbox', { name: word('security:passkeys.name') }).fill('Dienst-Laptop');
  await page.getByRole('button', { name: word('security:passkeys.add') }).click();
  await page.getByRole('button', { name: word('security:passkeys.removeThis', { name: 'Dienst-Laptop' }) }).waitFor();
  const [recoveryCode = ''] = await page
    .getByRole('region', { name: word('security:recovery.made') })
    .locator('code')
    .allTextContents();
  await page.getByRole('button', { name: word('security:app.setUp') }).click();
  const uri = await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).textContent();
  const secret = (uri ?? '').replaceAll(' ', '');
  await page.getByRole('textbox', { name: word('security:app.code') }).fill(codeOf(secret, Date.now() - 30_000));
  await page.getByRole('button', { name: word('security:app.confirm') }).click();
  await page.getByRole('button', { name: word('security:app.removeThis') }).waitFor();

  await touch(false);
  await leave();
  await byTouch('security:passkeys.signIn');

  await leave();
  await byPassword();
  await page.getByRole('textbox', { name: word('security:app.code') }).fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: word('security:step.submit') }).click();
  await isIn();

  await leave();
  await byPassword();
  await page.getByRole('button', { name: word('security:step.useRecovery') }).click();
  await page.getByRole('textbox', { name: word('security:step.recovery') }).fill(recoveryCode);
  await page.getByRole('button', { name: word('security:step.submit') }).click();
  await isIn();

  await leave();
  await byPassword();
  await byTouch('security:step.passkey');
  expect(await page.evaluate(() => fetch('/api/me/factors').then((answer) => answer.json() as Promise<unknown>))).toMatchObject({
    recoveryCodesLeft: 9,
    passkeys: [{ name: 'Dienst-Laptop' }],
  });
});
