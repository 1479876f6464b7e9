/** Our own client of chat in encrypted rooms: set up without a question, taken over by further browsers. */
import type { Chat } from '@saal/client/chat';
import { createPerson, MatrixClient, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { browserOf, messagesOf, plain, shows, wordsIn } from './own-client.ts';

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;
let people = 0;
const chats: Chat[] = [];
let browsers = 0;

beforeAll(async () => {
  saal = await startSaal({ env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
  anna = await setUpAdministrator(saal);
});
afterEach(async () => {
  for (const chat of chats.splice(0)) await chat.close();
});
afterAll(() => saal?.stop());

async function opened(person: SignedIn): Promise<Chat> {
  const chat = await browserOf(person, `sealed-${browsers++}`).open();
  chats.push(chat);
  await shows('to be connected', chat.connection, (state) => state === 'connected');
  return chat;
}

/** Two who have never used chat, and their conversation. */
async function conversation() {
  const names = ['Alma', 'Bernd', 'Carla', 'Dieter', 'Emma', 'Fritz', 'Gerda', 'Heinz'];
  const [one, other] = [`${names[people++]} Huber`, `${names[people++]} Maier`];
  const alma = await createPerson(anna, one);
  bob = await createPerson(anna, other);
  const [almas, bobs] = [await opened(alma), await opened(bob)];
  const roomId = await almas.direct(bobs.userId);
  expect(await almas.direct(bobs.userId)).toBe(roomId);
  await shows('the invitation', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId));
  const [almasRoom, bobsRoom] = [almas.open(roomId), bobs.open(roomId)];
  await bobsRoom.accept();
  await shows('to be in', bobsRoom.summary, ({ membership, isEncrypted }) => membership === 'joined' && isEncrypted);
  return { alma, almas, bobs, almasRoom, bobsRoom, roomId };
}

/** Keys are put into the backup some seconds after they were made; a page closed before does it the next time. */
async function backedUp(person: SignedIn, keys: number): Promise<void> {
  const watcher = await MatrixClient.signIn(saal.baseUrl, person);
  const count = async () => (await watcher.ask('GET', '/room_keys/version'))['count'] as number;
  await until('the keys in the backup', async () => (await count()) >= keys, { timeoutMs: 30_000 });
}

test('two people who never heard of keys write to each other, sealed: words, thread, reaction, receipt, typing', async () => {
  const { almas, bobs, almasRoom, bobsRoom, roomId } = await conversation();
  expect(bobsRoom.summary.get()).toMatchObject({ kind: 'direct', name: 'Alma Huber', partner: { userId: almas.userId } });
  await almasRoom.send(plain('geheim'));
  await shows('the words', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('geheim'));
  await shows('the words in the list', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId)?.lastMessage?.text === 'geheim');
  const root = messagesOf(bobsRoom)[0]?.eventId ?? '';
  await bobsRoom.react(root, '❤️');
  await bobsRoom.thread(root).send(plain('im Faden'));
  bobsRoom.setTyping(true);
  await shows('Bob to write', almasRoom.typing, (writing) => writing.length === 1);
  bobsRoom.markRead();
  await shows('reaction, thread and receipt', almasRoom.timeline, () =>
    messagesOf(almasRoom).some(({ reactions, thread, readBy }) => reactions.length === 1 && thread?.count === 1 && readBy.length === 1),
  );
  const thread = almasRoom.thread(root);
  await shows('the thread', thread.timeline, () => wordsIn(thread).join() === 'geheim,im Faden');
  await almasRoom.edit(root, plain('geheimer'));
  await shows('the edit', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('geheimer'));
  expect(saal.logs).not.toContain('geheim');
});

test('a further browser reads what was written before it, once the recovery key is entered', async () => {
  const { alma, almas, almasRoom, bobsRoom, roomId } = await conversation();
  await almasRoom.send(plain('vorher'));
  await shows('the words', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('vorher'));
  await bobsRoom.send(plain('auch vorher'));
  await shows('the answer', almasRoom.timeline, () => wordsIn(almasRoom).includes('auch vorher'));
  const { recoveryKey } = await shows('the recovery key', almas.encryption, (state) => state.phase === 'recovery-key-new' && state);
  almas.recoveryKeyKept();
  await shows('to be ready', almas.encryption, ({ phase }) => phase === 'ready');
  await backedUp(alma, 2);
  await almas.close();

  const third = await opened(alma);
  await shows('the room', third.rooms, (rooms) => rooms.some((room) => room.roomId === roomId && room.isEncrypted));
  const room = third.open(roomId);
  await shows('to be a stranger', third.encryption, ({ phase }) => phase === 'unverified');
  await shows('sealed messages', room.timeline, () => messagesOf(room).some(({ body }) => body.type === 'sealed'));
  await expect(third.useRecoveryKey('Esel')).rejects.toMatchObject({ code: 'wrong_recovery_key' });
  await third.useRecoveryKey(recoveryKey);
  await shows('to be ready', third.encryption, ({ phase }) => phase === 'ready');
  await shows('all words', room.timeline, () => wordsIn(room).join() === 'vorher,auch vorher');
  await room.send(plain('nachher'));
  await shows('words of the new browser', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('nachher'));
});

test('a further browser is let in by comparing emoji with the first', async () => {
  const { alma, almas, almasRoom, roomId } = await conversation();
  await almasRoom.send(plain('vorher'));
  await shows('the recovery key', almas.encryption, ({ phase }) => phase === 'recovery-key-new');
  await backedUp(alma, 1);
  const second = await opened(alma);
  await shows('to be asked', second.encryption, (state) => state.phase === 'unverified' && state.canAskOtherDevice);
  await second.startVerification();
  await shows('the question', almas.verification, (state) => state?.phase === 'asked' && state.isOwnDevice);
  await almas.answerVerification('accept');
  const here = await shows('emoji here', almas.verification, (state) => state?.phase === 'compare' && state);
  const there = await shows('emoji there', second.verification, (state) => state?.phase === 'compare' && state);
  expect(here.emoji).toHaveLength(7);
  expect(there.emoji).toEqual(here.emoji);
  await almas.answerVerification('match');
  await second.answerVerification('match');
  await shows('to be done', second.verification, (state) => state?.phase === 'done');
  await shows('to be ready', second.encryption, ({ phase }) => phase === 'ready');
  const room = second.open(roomId);
  await shows('the words', room.timeline, () => wordsIn(room).includes('vorher'));
});

test('who has lost everything begins anew, proven by the session of our pages alone', async () => {
  const { alma, almas } = await conversation();
  await shows('the recovery key', almas.encryption, ({ phase }) => phase === 'recovery-key-new');
  await almas.close();
  const second = await opened(alma);
  await shows('to be a stranger', second.encryption, ({ phase }) => phase === 'unverified');
  await second.resetEncryption();
  await shows('a new recovery key', second.encryption, ({ phase }) => phase === 'recovery-key-new');
});
