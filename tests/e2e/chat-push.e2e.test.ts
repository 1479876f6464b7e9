/** The worker that shows what is pushed, in a real browser, and that nothing of chat stays there after a sign-out. */
import { createPerson, MatrixClient, until, type PersonInBrowser } from '@saal/testkit';
import type { Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCast, type Cast } from './cast.ts';

let cast: Cast;
let anna: PersonInBrowser;
let bob: MatrixClient;
let roomId: string;

beforeAll(async () => {
  cast = await startCast();
  bob = await MatrixClient.signIn(cast.saal.baseUrl, await createPerson(cast.anna, 'Bob Maier'));
  const annasId = (await MatrixClient.signIn(cast.saal.baseUrl, cast.anna)).userId;
  roomId = await bob.makeRoom({ preset: 'private_chat', name: 'Bauamt', invite: [annasId] });
  anna = await cast.openAnna({ language: 'de', reducedMotion: true });
  await anna.context.grantPermissions(['notifications'], { origin: cast.saal.baseUrl });
});
afterAll(() => cast?.end());

/** A push as the browser's vendor would deliver it; that needs a host of theirs, the browser's own tools do not. */
async function pusher(): Promise<{ push: (eventId: string) => Promise<void>; worker: Worker }> {
  const { page, context } = anna;
  const tools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations.filter(({ scopeURL }) => scopeURL.startsWith(cast.saal.baseUrl));
      if (one) resolve(one.registrationId);
    }),
  );
  await tools.send('ServiceWorker.enable');
  const running = context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker');
  await page.evaluate(() => navigator.serviceWorker.register('/push-worker.js', { scope: '/chat' }).then(() => undefined));
  const [worker, registrationId] = [await running, await registered];
  await worker.evaluate('self.registration.active ?? new Promise((then) => self.addEventListener("activate", then))');
  const push = async (eventId: string): Promise<void> => {
    const data = JSON.stringify({ room_id: roomId, event_id: eventId, counts: { unread: 1 } });
    await tools.send('ServiceWorker.deliverPushMessage', { origin: cast.saal.baseUrl, registrationId, data });
  };
  return { push, worker };
}

const shownBy = (worker: Worker): Promise<string[]> =>
  worker.evaluate('self.registration.getNotifications().then((all) => all.map(({ title, body }) => `${title}: ${body}`))');

test('a push is shown with the words that our own server says, and leads to the room', { timeout: 240_000 }, async () => {
  const { page } = anna;
  await page.goto('/chat');
  await page.getByRole('link', { name: /Bauamt/ }).click();
  await page.getByRole('button', { name: 'Annehmen' }).click();
  await page.getByRole('textbox', { name: /^Nachricht an/ }).waitFor();
  await page.getByRole('link', { name: 'Chat-Einstellungen' }).click();
  // This house told nothing of push services to its server.
  await page.getByText('benachrichtigt dieser Server nicht').waitFor();
  const { push, worker } = await pusher();
  // Somebody who looks at Saal is told nothing: another page is in front, and a page that is driven does not count as looked at by that.
  const other = await anna.context.newPage();
  await other.bringToFront();
  const focus = await anna.context.newCDPSession(page);
  await focus.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  await until('nobody to look at the page', () => page.evaluate(() => !document.hasFocus()));
  await push(await bob.send(roomId, 'Die Pläne sind da'));
  await until('the notification', async () => (await shownBy(worker)).join() === 'Bauamt: Bob Maier: Die Pläne sind da');
  await push(await bob.send(roomId, 'Und die Statik'));
  await until('it to be replaced', async () => (await shownBy(worker)).join() === 'Bauamt: Bob Maier: Und die Statik');
  await worker.evaluate(
    'self.registration.getNotifications().then(([notification]) => self.dispatchEvent(new NotificationEvent("notificationclick", { notification })))',
  );
  await page.waitForURL(/\/chat\/!/);
  await page.getByRole('article').filter({ hasText: 'Und die Statik' }).waitFor();
  await other.close();
  expect(anna.foreignRequests).toEqual([]);
});

test('after a sign-out nothing of chat is in the browser, in no tab', { timeout: 240_000 }, async () => {
  const { page, context } = anna;
  await page.goto(`/chat/${encodeURIComponent(roomId)}`);
  const field = page.getByRole('textbox', { name: /^Nachricht an/ });
  await field.fill('Noch ein Entwurf');
  await until('the draft to be kept', () =>
    page.evaluate(() => Object.keys(localStorage).some((key) => localStorage.getItem(key) === 'Noch ein Entwurf')),
  );
  const account = await context.newPage();
  await account.goto('/account');
  await account.getByRole('button', { name: 'Abmelden', exact: true }).click();
  await account.waitForURL(/\/sign-in/);
  await page.waitForURL(/\/sign-in/);
  const left = async () =>
    page.evaluate(async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name),
      entries: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.includes('chat')),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      caches: await caches.keys(),
    }));
  await until('the browser to be empty', async () => (await left()).databases.length === 0);
  expect(await left()).toEqual({ databases: [], entries: [], workers: 0, caches: [] });
  const devices = await cast.anna.http.request('GET', '/api/me');
  expect(devices.status).toBe(401);
});
