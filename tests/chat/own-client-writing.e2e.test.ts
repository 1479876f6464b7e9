/** What people write besides messages, by our own client in a sealed chat: polls, and what is planned for later. */
import type { Chat } from '@saal/client/chat';
import { createPerson, setUpAdministrator, startSaal, type SaalProcess, type SignedIn } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserOf, messagesOf, plain, shows, wordsIn } from './own-client.ts';

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;
const chats: Chat[] = [];

beforeAll(async () => {
  saal = await startSaal({ env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
  anna = await setUpAdministrator(saal);
  bob = await createPerson(anna, 'Bob Maier');
});
afterAll(async () => {
  for (const chat of chats) await chat.close();
  await saal?.stop();
});

async function opened(person: SignedIn, name: string): Promise<Chat> {
  const chat = await browserOf(person, name).open();
  chats.push(chat);
  await shows('to be connected', chat.connection, (state) => state === 'connected');
  return chat;
}

test('a poll and a planned message in a sealed chat', { timeout: 120_000 }, async () => {
  const [annas, bobs] = [await opened(anna, 'writing-anna'), await opened(bob, 'writing-bob')];
  const roomId = await annas.direct(bobs.userId);
  await shows('the invitation', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId && room.membership === 'invited'));
  const [annasRoom, bobsRoom] = [annas.open(roomId), bobs.open(roomId)];
  await bobsRoom.accept();
  await shows('to be in', bobsRoom.summary, ({ membership }) => membership === 'joined');
  expect(annasRoom.summary.get().isEncrypted).toBe(true);
  await annasRoom.send(plain('Guten Morgen'));
  await shows('the words', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('Guten Morgen'));

  await annasRoom.polls?.start({ question: 'Wann?', answers: ['Montag', 'Dienstag'], maxChoices: 1, isOpen: true });
  const pollIn = (room: typeof annasRoom) =>
    messagesOf(room).flatMap(({ body, eventId = '' }) =>
      body.type === 'poll' && body.poll.voterCount !== undefined ? [{ ...body.poll, eventId }] : [],
    )[0];
  const poll = await shows('the poll', bobsRoom.timeline, () => pollIn(bobsRoom));
  expect(poll).toMatchObject({ question: 'Wann?', mayVote: true, voterCount: 0 });
  annasRoom.markRead();
  await bobsRoom.polls?.vote(poll.eventId, [poll.answers[1]?.id ?? '']);
  const seen = await shows('the vote', annasRoom.timeline, () => (pollIn(annasRoom)?.voterCount === 1 ? pollIn(annasRoom) : undefined));
  expect(seen.answers.map(({ count, isOwn }) => [count, isOwn])).toEqual([
    [0, false],
    [1, false],
  ]);
  // A vote is nobody's news.
  expect(annasRoom.summary.get().unreadCount).toBe(0);
  await bobsRoom.polls?.vote(poll.eventId, [poll.answers[0]?.id ?? '']);
  await shows('the change', annasRoom.timeline, () => pollIn(annasRoom)?.answers[0]?.count === 1);

  // Somebody who opens the room now counts the same.
  const again = bobs.open(roomId);
  await shows('the same counts', again.timeline, () => pollIn(again)?.answers[0]?.count === 1 && pollIn(again)?.answers[0]?.isOwn);
  again.close();
  await annasRoom.polls?.end(poll.eventId);
  await shows('the end', bobsRoom.timeline, () => pollIn(bobsRoom)?.hasEnded && pollIn(bobsRoom)?.mayVote === false);

  const { planned } = annasRoom;
  await planned?.plan(plain('Bis morgen'), Date.now() + 3_600_000);
  const [one] = planned?.list.get() ?? [];
  expect(one).toMatchObject({ text: 'Bis morgen' });
  // The server keeps nothing that it could read.
  const kept = await fetch(`${saal.baseUrl}/_matrix/client/unstable/eu.saal.planned/planned`, { headers: {} });
  expect(kept.status).toBe(401);
  await planned?.change(one?.plannedId ?? '', { text: 'Bis übermorgen', atMs: Date.now() });
  await shows('the planned words', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('Bis übermorgen'));
  await shows('nothing planned', annasRoom.timeline, () => wordsIn(annasRoom).filter((words) => words === 'Bis übermorgen').length === 1);
  expect(wordsIn(bobsRoom)).not.toContain('Bis morgen');
});
