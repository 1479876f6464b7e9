/** Finding things with our own client: days, pins, what was sent, and words of encrypted rooms. */
import type { Chat, OpenRoom } from '@saal/client/chat';
import { forgetChat } from '@saal/client/forget-chat';
import { createPerson, MatrixClient, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { browserOf, messagesOf, plain, shows, wordsIn, type Browser } from './own-client.ts';

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;
const chats: Chat[] = [];
let browsers = 0;

beforeAll(async () => {
  saal = await startSaal({ env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
  anna = await setUpAdministrator(saal);
  bob = await createPerson(anna, 'Bob Maier');
});
afterEach(async () => {
  for (const chat of chats.splice(0)) await chat.close();
});
afterAll(() => saal?.stop());

const browser = (person: SignedIn): Browser => browserOf(person, `find-${browsers++}`);

async function opened(from: Browser): Promise<Chat> {
  const chat = await from.open();
  chats.push(chat);
  await shows('to be connected', chat.connection, (state) => state === 'connected');
  return chat;
}

async function conversation(isEncrypted: boolean) {
  const bobsBrowser = browser(bob);
  const [annas, bobs] = [await opened(browser(anna)), await opened(bobsBrowser)];
  const roomId = await annas.create({ kind: 'group', name: `Suche ${browsers}`, userIds: [bobs.userId], isEncrypted });
  await shows('the invitation', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId));
  const [annasRoom, bobsRoom] = [annas.open(roomId), bobs.open(roomId)];
  await bobsRoom.accept();
  await shows('to be in', bobsRoom.summary, ({ membership }) => membership === 'joined');
  return { annas, bobs, bobsBrowser, annasRoom, bobsRoom, roomId };
}

const idOf = (room: OpenRoom, words: string) =>
  shows(words, room.timeline, () => messagesOf(room).find(({ body }) => 'text' in body && body.text === words)?.eventId);
const found = (chat: Chat, words: string, hits: readonly string[]) =>
  until(`${words} to find ${hits.join()}`, async () => (await chat.messages(words)).map(({ text }) => text).join() === hits.join(), {
    ...{ timeoutMs: 30_000, everyMs: 500 },
  });

test('a time leads to the first line from then on, also far back; what is no line leads to the next one', async () => {
  const { annasRoom, roomId } = await conversation(false);
  const writer = await MatrixClient.signIn(saal.baseUrl, anna);
  const first = await writer.send(roomId, 'ganz am Anfang');
  const reaction = { 'm.relates_to': { rel_type: 'm.annotation', event_id: first, key: '👍' } };
  const reacted = await writer.ask('PUT', `/rooms/${encodeURIComponent(roomId)}/send/m.reaction/r1`, reaction);
  const second = await writer.send(roomId, 'danach');
  for (let number = 0; number < 60; number++) await writer.send(roomId, `Zeile ${number}`);
  await shows('the last', annasRoom.timeline, () => wordsIn(annasRoom).includes('Zeile 59'));
  expect(await annasRoom.goTo({ eventId: String(reacted['event_id']) })).toBe(second);
  const there = await shows('the place', annasRoom.timeline, ({ hasNewer }) => hasNewer && messagesOf(annasRoom));
  expect(there.some(({ eventId }) => eventId === second)).toBe(true);
  expect(wordsIn(annasRoom)).not.toContain('Zeile 59');
  expect(await annasRoom.goTo({ atMs: 0 })).toBe(annasRoom.timeline.get().items[0]?.eventId);
  // Nobody has written since: the last line there is.
  const newest = await annasRoom.goTo({ atMs: Date.now() + 3_600_000 });
  expect(messagesOf(annasRoom).find(({ eventId }) => eventId === newest)?.body).toMatchObject({ text: 'Zeile 59' });
});

test('pins are told to all with their words, the last pinned first, wherever they lie', async () => {
  const { annasRoom, bobsRoom } = await conversation(true);
  await annasRoom.send(plain('Raum 217'));
  await annasRoom.send({ text: '**Code** 4711', markdown: true, mentions: [] });
  const [room, code] = [await idOf(bobsRoom, 'Raum 217'), await idOf(bobsRoom, '**Code** 4711')];
  await annasRoom.pin(room, true);
  await annasRoom.pin(code, true);
  const pins = await shows('two pins', bobsRoom.pins, (all) => all.length === 2 && all);
  expect(pins.map(({ eventId, senderName }) => [eventId, senderName])).toEqual([
    [code, 'Anna Huber'],
    [room, 'Anna Huber'],
  ]);
  expect(bobsRoom.rights.get().mayPin).toBe(false);
  await annasRoom.pin(room, false);
  await annasRoom.remove(code);
  await shows('no pin', bobsRoom.pins, (all) => all.length === 0);
});

test.each([false, true])('files, pictures and links of a room are listed by kind (encrypted: %s)', async (isEncrypted) => {
  const { annasRoom, bobsRoom } = await conversation(isEncrypted);
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await annasRoom.sendFile(new File([png], 'Plan.png', { type: 'image/png' }));
  await annasRoom.sendFile(new File(['%PDF-1.4'], 'Antrag.pdf', { type: 'application/pdf' }));
  await annasRoom.send(plain('Siehe https://example.org/a, und https://example.org/b.'));
  await shows('all of it', bobsRoom.timeline, () => messagesOf(bobsRoom).length === 3);
  const listOf = async (kind: 'pictures' | 'files' | 'links') => {
    const list = bobsRoom.shared(kind);
    await shows(kind, list.model, ({ isLoading, hasOlder }) => !isLoading && !hasOlder);
    return list;
  };
  const [pictures, files, links] = [await listOf('pictures'), await listOf('files'), await listOf('links')];
  expect(pictures.model.get().items.map(({ file }) => file?.fileName)).toEqual(['Plan.png']);
  expect(files.model.get().items).toMatchObject([{ senderName: 'Anna Huber', file: { fileName: 'Antrag.pdf', sizeBytes: 8 } }]);
  expect(links.model.get().items.map(({ text }) => text)).toEqual(['https://example.org/a', 'https://example.org/b']);
  await annasRoom.sendFile(new File(['%PDF-1.5'], 'Bescheid.pdf', { type: 'application/pdf' }));
  await shows('the new file on top', files.model, ({ items }) => items[0]?.file?.fileName === 'Bescheid.pdf');
  await annasRoom.remove(files.model.get().items[1]?.eventId ?? '');
  await shows('one file', files.model, ({ items }) => items.length === 1);
  for (const list of [pictures, files, links]) list.close();
});

test('words of an encrypted room are found on this device, as they are now, and nowhere after the sign-out', async () => {
  const { bobs, bobsBrowser, annasRoom, bobsRoom, roomId } = await conversation(true);
  await annasRoom.send(plain('Der Haushalt steht'));
  await annasRoom.send(plain('Der Haushalt wackelt'));
  const [stands, shakes] = [await idOf(bobsRoom, 'Der Haushalt steht'), await idOf(bobsRoom, 'Der Haushalt wackelt')];
  await found(bobs, 'haushalt der', ['Der Haushalt wackelt', 'Der Haushalt steht']);
  expect((await bobs.messages('haushalt', roomId))[0]).toMatchObject({ isFromDevice: true, senderName: 'Anna Huber', eventId: shakes });
  await annasRoom.edit(stands, plain('Der Haushalt ist beschlossen'));
  await found(bobs, 'beschlossen', ['Der Haushalt ist beschlossen']);
  await annasRoom.remove(shakes);
  await found(bobs, 'haushalt', ['Der Haushalt ist beschlossen']);

  // More comes while Bob is away than the first sync brings.
  await bobs.close();
  await annasRoom.send(plain('Stichwort Waldbrand'));
  for (let number = 0; number < 30; number++) await annasRoom.send(plain(`Füllung ${number}`));
  const again = await opened(bobsBrowser);
  await found(again, 'haushalt', ['Der Haushalt ist beschlossen']);
  await found(again, 'waldbrand', ['Stichwort Waldbrand']);
  await shows('all to be read', again.searchProgress, ({ phase, messages }) => phase === 'done' && messages >= 32);
  expect(saal.logs).not.toContain('Waldbrand');
  await again.close();
  expect(await bobsBrowser.databases()).toContain(`saal-chat-words-${bobsBrowser.name}`);
  const { baseUrl, fetch: fetchOfBob, indexedDb, locks } = bobsBrowser.surroundings;
  await forgetChat({ ...{ baseUrl, fetch: fetchOfBob, indexedDb, locks }, ...{ storages: [], workers: undefined } });
  expect((await bobsBrowser.databases()).filter((name) => name.includes('words'))).toEqual([]);
});
