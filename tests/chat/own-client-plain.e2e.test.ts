/** Our own client of chat in rooms that are not encrypted. */
import type { Chat } from '@saal/client/chat';
import { createPerson, setUpAdministrator, startSaal, type SaalProcess, type SignedIn } from '@saal/testkit';
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

const browser = (person: SignedIn): Browser => browserOf(person, `plain-${browsers++}`);

async function opened(from: Browser): Promise<Chat> {
  const chat = await from.open();
  chats.push(chat);
  await shows('to be connected', chat.connection, (state) => state === 'connected');
  return chat;
}

/** Anna and Bob in a group that Anna has made. */
async function group(name: string) {
  const annas = await opened(browser(anna));
  const bobs = await opened(browser(bob));
  const roomId = await annas.create({ kind: 'group', name, userIds: [bobs.userId], isEncrypted: false });
  await shows('the invitation', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId && room.membership === 'invited'));
  const [annasRoom, bobsRoom] = [annas.open(roomId), bobs.open(roomId)];
  await bobsRoom.accept();
  await shows('to be in', bobsRoom.summary, ({ membership }) => membership === 'joined');
  return { annas, bobs, annasRoom, bobsRoom, roomId };
}

test('a group is made, entered and written to, with mentions, answers, edits, reactions and deletions', async () => {
  const { bobs, annasRoom, bobsRoom, roomId } = await group('Bauamt');
  expect(bobsRoom.summary.get()).toMatchObject({ kind: 'group', name: 'Bauamt', isEncrypted: false });
  await annasRoom.send({ text: 'Guten *Morgen* @Bob Maier <b>', markdown: true, mentions: [bobs.userId] });
  await shows('the words', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('Guten *Morgen* @Bob Maier <b>'));
  const [first] = messagesOf(bobsRoom);
  expect(first).toMatchObject({
    mentionsMe: true,
    isOwn: false,
    delivery: 'sent',
    sender: { displayName: 'Anna Huber', isExternal: false },
  });

  const eventId = first?.eventId ?? '';
  await bobsRoom.send({ ...plain('Danke'), replyTo: eventId });
  await bobsRoom.react(eventId, '👍');
  await shows('the answer', annasRoom.timeline, () => messagesOf(annasRoom).find(({ replyTo }) => replyTo?.eventId === eventId));
  const reacted = await shows('the reaction', annasRoom.timeline, () =>
    messagesOf(annasRoom).find(({ reactions }) => reactions.length === 1),
  );
  expect(reacted.reactions).toEqual([{ key: '👍', count: 1, isOwn: false, names: ['Bob Maier'] }]);
  expect(messagesOf(annasRoom).at(-1)?.replyTo).toMatchObject({ senderName: 'Anna Huber' });
  await bobsRoom.react(eventId, '👍');
  await shows('no reaction', annasRoom.timeline, () => messagesOf(annasRoom).every(({ reactions }) => reactions.length === 0));

  await annasRoom.edit(eventId, plain('Guten Abend'));
  await shows('the edit', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('Guten Abend'));
  expect(messagesOf(bobsRoom).find((message) => message.eventId === eventId)).toMatchObject({ isEdited: true, mayEdit: false });
  await annasRoom.remove(eventId);
  await shows('the deletion', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('(deleted)'));
  await shows('the list', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId)?.lastMessage?.text === 'Danke');
});

test('a change of one message leaves all other objects of the timeline what they were, and its key stays the same', async () => {
  const { annasRoom } = await group('Schlüssel');
  const seen: string[] = [];
  annasRoom.timeline.subscribe(() => seen.push(...messagesOf(annasRoom).map(({ key, delivery }) => `${delivery} ${key}`)));
  await annasRoom.send(plain('eins'));
  const sent = await shows('it to be sent', annasRoom.timeline, () =>
    messagesOf(annasRoom).find(({ eventId, delivery }) => delivery === 'sent' && eventId),
  );
  expect(seen[0]).toBe(`sending ${sent.key}`);
  expect(new Set(seen.map((line) => line.split(' ')[1]))).toEqual(new Set([sent.key]));
  await annasRoom.send(plain('zwei'));
  await shows('both with their ids', annasRoom.timeline, () => messagesOf(annasRoom).filter(({ mayEdit }) => mayEdit).length === 2);
  const before = messagesOf(annasRoom);
  await annasRoom.edit(before[1]?.eventId ?? '', plain('drei'));
  await shows('the edit', annasRoom.timeline, () => wordsIn(annasRoom).includes('drei'));
  expect(messagesOf(annasRoom)[0]).toBe(before[0]);
});

test('threads count their answers, and stand apart from the room', async () => {
  const { annasRoom, bobsRoom } = await group('Faden');
  await annasRoom.send(plain('Wurzel'));
  const root = await shows('the root', bobsRoom.timeline, () => messagesOf(bobsRoom).find(({ eventId }) => eventId));
  await bobsRoom.thread(root.eventId ?? '').send(plain('Blatt'));
  const grown = await shows('the thread', annasRoom.timeline, () => messagesOf(annasRoom).find(({ thread }) => thread?.count === 1));
  expect(grown.thread).toMatchObject({ lastSenderName: 'Bob Maier' });
  const thread = annasRoom.thread(root.eventId ?? '');
  await shows('root and leaf', thread.timeline, () => wordsIn(thread).join() === 'Wurzel,Blatt');
  expect(wordsIn(annasRoom)).toEqual(['Wurzel']);
  await thread.send(plain('Zweig'));
  const bobsThread = bobsRoom.thread(root.eventId ?? '');
  await shows('the branch', bobsThread.timeline, () => wordsIn(bobsThread).join() === 'Wurzel,Blatt,Zweig');
});

test('who writes and who has read is shown', async () => {
  const { annasRoom, bobsRoom } = await group('Gelesen');
  bobsRoom.setTyping(true);
  await shows('Bob to write', annasRoom.typing, (people) => people.some(({ displayName }) => displayName === 'Bob Maier'));
  bobsRoom.setTyping(false);
  await shows('nobody to write', annasRoom.typing, (people) => people.length === 0);
  await annasRoom.send(plain('gelesen?'));
  await shows('the question', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('gelesen?'));
  bobsRoom.markRead();
  await shows('the receipt', annasRoom.timeline, () => messagesOf(annasRoom).some(({ readBy }) => readBy[0]?.displayName === 'Bob Maier'));
});

test('what is written without a network goes out once, in its order, also after the page was closed', async () => {
  const carol = await createPerson(anna, 'Carol Schmid');
  const place = browser(carol);
  const first = await opened(place);
  const bobs = await opened(browser(bob));
  const roomId = await first.create({ kind: 'group', name: 'Funkloch', userIds: [bobs.userId], isEncrypted: false });
  await shows('the invitation', bobs.rooms, (rooms) => rooms.some((room) => room.roomId === roomId));
  const bobsRoom = bobs.open(roomId);
  await bobsRoom.accept();
  const before = first.open(roomId);
  place.setOnline(false);
  for (const text of ['eins', 'zwei', 'drei']) before.send(plain(text)).catch(() => undefined);
  await shows(
    'all three as on their way',
    before.timeline,
    () => messagesOf(before).filter(({ delivery }) => delivery === 'sending').length === 3,
  );
  await first.close();
  place.setOnline(true);
  const second = await opened(place);
  const after = second.open(roomId);
  await shows('all three at Bob', bobsRoom.timeline, () => wordsIn(bobsRoom).length >= 3);
  expect(wordsIn(bobsRoom)).toEqual(['eins', 'zwei', 'drei']);
  await shows(
    'all three sent',
    after.timeline,
    () => messagesOf(after).filter(({ delivery, mayEdit }) => delivery === 'sent' && mayEdit).length === 3,
  );
  expect(wordsIn(after)).toEqual(['eins', 'zwei', 'drei']);
});

test('a second page of the same browser takes over, and the first says so', async () => {
  const place = browser(bob);
  const first = await opened(place);
  const second = await opened(place);
  await shows('to be taken over', first.connection, (state) => state === 'elsewhere');
  expect(second.connection.get()).toBe('connected');
});

test('the past is loaded by pages, a place in it is shown, and the way back leads to the end', async () => {
  const { annasRoom, bobs, roomId, bobsRoom } = await group('Akten');
  for (let n = 0; n < 90; n++) await annasRoom.send(plain(`Akte ${n}`));
  bobsRoom.close();
  await bobs.close();
  const again = await opened(browser(bob));
  await shows('the room', again.rooms, (rooms) => rooms.some((room) => room.roomId === roomId && room.membership === 'joined'));
  const room = again.open(roomId);
  await shows('the newest', room.timeline, () => wordsIn(room).at(-1) === 'Akte 89');
  while (room.timeline.get().hasOlder) await room.loadOlder();
  expect(wordsIn(room)).toEqual(Array.from({ length: 90 }, (_, n) => `Akte ${n}`));

  const early = messagesOf(room)[5];
  const third = await opened(browser(bob));
  const jumping = third.open(roomId);
  await shows('the newest again', jumping.timeline, () => wordsIn(jumping).at(-1) === 'Akte 89');
  await jumping.goTo({ eventId: early?.eventId ?? '' });
  await shows('the place', jumping.timeline, ({ hasNewer }) => hasNewer && wordsIn(jumping).includes('Akte 5'));
  expect(wordsIn(jumping)).not.toContain('Akte 89');
  jumping.goToEnd();
  await shows('the end', jumping.timeline, ({ hasNewer }) => !hasNewer && wordsIn(jumping).at(-1) === 'Akte 89');
  expect(wordsIn(jumping)).not.toContain('Akte 5');
});

test('who may not write is told so by the message, which stays until it is taken back', async () => {
  const annas = await opened(browser(anna));
  const bobs = await opened(browser(bob));
  const roomId = await annas.create({ kind: 'announcements', name: 'Aushang', userIds: [bobs.userId], isEncrypted: false });
  await shows('the invitation', bobs.rooms, (rooms) => rooms.some((room) => room.roomId === roomId));
  const room = bobs.open(roomId);
  await room.accept();
  await shows('to be in', room.summary, ({ membership, kind }) => membership === 'joined' && kind === 'announcements');
  await shows('no right to write', room.rights, ({ mayWrite }) => !mayWrite);
  await expect(room.send(plain('darf ich?'))).rejects.toMatchObject({ code: 'forbidden' });
  const failed = await shows('the failure', room.timeline, () => messagesOf(room).find(({ delivery }) => delivery === 'failed'));
  await expect(room.retry(failed.key)).rejects.toMatchObject({ code: 'forbidden' });
  const again = await shows('the failure again', room.timeline, () => messagesOf(room).find(({ delivery }) => delivery === 'failed'));
  room.discard(again.key);
  await shows('it to be gone', room.timeline, () => messagesOf(room).length === 0);
});

test('whoever is hidden is seen by others only; shown again, what they said meanwhile stands in its place', async () => {
  const { annas, bobs, annasRoom, bobsRoom } = await group('Verborgen');
  await bobsRoom.send(plain('eins'));
  await shows('the first words', annasRoom.timeline, () => wordsIn(annasRoom).includes('eins'));
  await annas.ignoring.set(bobs.userId, true);
  await shows('Bob in the list', annas.ignoring.people, (people) => people.some(({ displayName }) => displayName === 'Bob Maier'));
  await shows('no words', annasRoom.timeline, () => wordsIn(annasRoom).length === 0);
  await bobsRoom.send(plain('zwei'));
  await annasRoom.send(plain('drei'));
  await shows('both', bobsRoom.timeline, () => wordsIn(bobsRoom).length === 3);
  await shows('her own words', annasRoom.timeline, () => wordsIn(annasRoom).length === 1);
  await annas.ignoring.set(bobs.userId, false);
  await shows('all words', annasRoom.timeline, () => wordsIn(annasRoom).length === 3);
  expect(wordsIn(annasRoom)).toEqual(['eins', 'zwei', 'drei']);
  expect(annas.ignoring.people.get()).toEqual([]);
});
