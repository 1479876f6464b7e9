import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, type House } from '../testing/house.ts';
import { deleteOutdated, INVITATION_KEPT_MS, KNOWN_BROWSER_MS } from './housekeeping.ts';
import { PASSWORD_RESET_LIFETIME_MS } from '../password-resets.ts';
import { SESSION_IDLE_MS } from '../session.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const tables = [
  'accounts.session',
  'accounts.attempt',
  'accounts.set_up_token',
  'accounts.invitation',
  'accounts.password_reset',
  'accounts.known_browser',
] as const;

async function filled(): Promise<string[]> {
  const rows = await Promise.all(tables.map((table) => house.db.selectFrom(table).selectAll().limit(1).execute()));
  return tables.filter((_, index) => rows[index]?.length);
}

test('everything goes when its time has come, and not before', async () => {
  await house.accounts.firstAdministratorToken();
  const begunMs = house.clock.now();
  await house.accounts.createPerson({ email: 'alice@example.org', displayName: 'Alice', password: goodPassword, role: 'administrator' });
  const browser = new Browser(house);
  await browser.signIn('alice@example.org', 'a wrong password');
  await browser.signIn('alice@example.org');
  await browser.send('POST', '/invitations', {});
  const bob = await house.accounts.createPerson({ email: 'bob@example.org', displayName: 'Bob', password: goodPassword, role: 'person' });
  house.clock.pass(1); // else it would go with the set-up token
  await browser.send('POST', `/people/${bob.id}/password-reset`);
  const weekMs = 7 * 86_400_000;
  const limits: [(typeof tables)[number], number][] = [
    ['accounts.attempt', 60_000],
    ['accounts.set_up_token', 86_400_000],
    ['accounts.password_reset', 1 + PASSWORD_RESET_LIFETIME_MS],
    ['accounts.session', SESSION_IDLE_MS],
    ['accounts.invitation', weekMs + INVITATION_KEPT_MS],
    ['accounts.known_browser', KNOWN_BROWSER_MS],
  ];
  for (const [table, keptMs] of limits) {
    await deleteOutdated(house.db, begunMs + keptMs - 1);
    expect(await filled()).toContain(table);
    await deleteOutdated(house.db, begunMs + keptMs);
    expect(await filled()).not.toContain(table);
  }
});

test('it happens by itself every hour, and again the hour after a failure', async () => {
  const browser = new Browser(house);
  await browser.signIn('alice@example.org', 'a wrong password');
  expect(await filled()).toContain('accounts.attempt');
  house.clock.pass(61 * 60_000);
  await expect.poll(filled, { timeout: 20_000 }).not.toContain('accounts.attempt');
});
