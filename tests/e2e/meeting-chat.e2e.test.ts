/** Host and guest write beside the meeting: from admission on, while hosts allow it, and not after removal. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessibilityViolations, JoinScreen, LobbyScreen, MatrixClient, MeetingChatScreen, type PersonInBrowser } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, startCast, type Cast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

/** Pictures to look at, where somebody wants them. */
const pictures = process.env['SAAL_CHAT_PICTURES'];
async function look({ page }: PersonInBrowser, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await accessibilityViolations(page), `${name}, ${colorScheme}`).toEqual([]);
    if (pictures === undefined) continue;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('host and guest write to each other, until writing is the hosts’ and the guest is removed', async () => {
  const meeting = await cast.meeting('Haushaltsausschuss', { lobbyBypass: 'nobody' });
  const anna = await cast.openAnna({ viewport: { width: 1440, height: 900 } });
  await enter(anna, meeting, { guest: false });
  const annas = new MeetingChatScreen(anna.page);
  await annas.write('Das ist noch unter uns.');
  await annas.closePanel();

  const bob = await cast.openGuest('Bob Maier', { viewport: { width: 390, height: 844 } });
  const door = new JoinScreen(bob.page);
  await door.open(meeting.id);
  await door.enter({ name: bob.name });
  await new LobbyScreen(bob.page).here();
  expect(await bob.page.getByText('unter uns').count()).toBe(0);
  await annas.admit('Bob Maier');
  await annas.closePanel();
  const bobs = new MeetingChatScreen(bob.page);
  await bobs.here();

  await bobs.openChat();
  await bobs.field.waitFor();
  await look(bob, 'guest-empty');
  await bobs.write('Guten Morgen, hört man mich?');
  await annas.untilTold('Bob Maier', 'Guten Morgen, hört man mich?');
  await look(anna, 'notice');
  await annas.openChat();
  await annas.untilRead('Guten Morgen, hört man mich?');
  await annas.write('Ja, sehr gut. Die Vorlage liegt unter https://stadt.example/vorlage-17.');
  await bobs.untilRead('Ja, sehr gut.');
  // Nothing from before their admission, and the host has both.
  expect(await bobs.message('unter uns').count()).toBe(0);
  expect(await annas.message('unter uns').count()).toBe(1);
  // A photograph of a guest, small in the list of both.
  const photo = await readFile(new URL('../../packages/protocol/src/camera-words/fixtures/photo.jpg', import.meta.url));
  await bobs.sendFile({ name: 'rathaus.jpg', mimeType: 'image/jpeg', buffer: photo });
  await annas.untilPictures(1);
  await bobs.untilPictures(1);
  // Words of a client of Anna's that writes them with marks.
  const formatted = {
    format: 'org.matrix.custom.html',
    formatted_body: 'Es gilt <strong>Seite 3</strong><img src="https://boese.example/x">',
  };
  const other = await MatrixClient.enterMeeting(cast.anna.http, meeting.id);
  const path = `/rooms/${encodeURIComponent(other.roomId)}/send/m.room.message/formatted`;
  await other.ask('PUT', path, { msgtype: 'm.text', body: 'Es gilt **Seite 3**', ...formatted });
  await bobs.chatPanel.locator('strong', { hasText: 'Seite 3' }).waitFor();
  await look(anna, 'host');
  await look(bob, 'guest');

  await annas.setWriters('hosts');
  await bobs.untilMayWrite(false);
  await look(bob, 'guest-closed');
  await annas.write('Wir fangen an.');
  await bobs.untilRead('Wir fangen an.');

  await annas.remove('Bob Maier');
  await bobs.untilGone('removed');
  expect(await bob.page.getByText('Wir fangen an.').count()).toBe(0);
  await annas.write('Ohne Gast.');
  expect(await bob.page.getByText('Ohne Gast.').count()).toBe(0);
  await Promise.all([anna.close(), bob.close()]);
});
