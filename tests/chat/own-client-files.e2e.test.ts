/** Files in an encrypted room, between two of our own clients. */
import { readFile } from 'node:fs/promises';
import type { Chat } from '@saal/client/chat';
import { createPerson, setUpAdministrator, startSaal, type SaalProcess, type SignedIn } from '@saal/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { browserOf, messagesOf, plain, shows, wordsIn, type Browser } from './own-client.ts';

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;
const chats: Chat[] = [];
let browsers = 0;
/** Whether a byte of each file is changed on its way to Bob. */
let isTampered = false;

beforeAll(async () => {
  saal = await startSaal({ env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
  anna = await setUpAdministrator(saal);
  bob = await createPerson(anna, 'Bob Maier');
});
afterEach(async () => {
  isTampered = false;
  for (const chat of chats.splice(0)) await chat.close();
});
afterAll(() => saal?.stop());

async function opened(from: Browser): Promise<Chat> {
  const chat = await from.open();
  chats.push(chat);
  await shows('to be connected', chat.connection, (state) => state === 'connected');
  return chat;
}

async function tampered(path: string, answer: Response): Promise<Response> {
  if (!isTampered || !path.includes('/media/download/')) return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return new Response(bytes, { status: answer.status, headers: answer.headers });
}

async function conversation() {
  const place = browserOf(anna, `files-${browsers++}`);
  const annas = await opened(place);
  const bobs = await opened(browserOf(bob, `files-${browsers++}`, tampered));
  const roomId = await annas.create({ kind: 'group', name: `Akten ${browsers}`, userIds: [bobs.userId], isEncrypted: true });
  await shows('the invitation', bobs.rooms, (rooms) => rooms.find((room) => room.roomId === roomId));
  const [annasRoom, bobsRoom] = [annas.open(roomId), bobs.open(roomId)];
  await bobsRoom.accept();
  await shows('to be in', bobsRoom.summary, ({ membership, isEncrypted }) => membership === 'joined' && isEncrypted);
  return { place, annasRoom, bobsRoom };
}

type Room = Awaited<ReturnType<typeof conversation>>['annasRoom'];
const filesIn = (room: Room) => messagesOf(room).flatMap(({ body }) => ('file' in body ? [{ type: body.type, file: body.file }] : []));
const contentOf = async (room: Room, at: number): Promise<Buffer> => {
  const found = filesIn(room)[at];
  if (!found) throw new Error(`there is no file ${at}`);
  return Buffer.from(await (await fetch(await room.fileUrl(found.file))).arrayBuffer());
};

test('several files go sealed and in order, and are opened as what they were; a photograph tells no place', async () => {
  const { annasRoom, bobsRoom } = await conversation();
  const photo = await readFile(new URL('../../packages/protocol/src/camera-words/fixtures/photo.jpg', import.meta.url));
  expect(photo.includes('Rathauskamera')).toBe(true);
  await Promise.all([
    annasRoom.sendFile(new File(['Haushalt 2027'], 'haushalt.txt', { type: 'text/plain' })),
    annasRoom.sendFile(new File([new Uint8Array(photo)], 'rathaus.jpg', { type: 'image/jpeg' })),
    annasRoom.sendFile(new File([new Uint8Array(700_000).fill(7)], 'plan.bin')),
  ]);
  await shows('all files', bobsRoom.timeline, () => filesIn(bobsRoom).length === 3);
  expect(filesIn(bobsRoom).map(({ type, file }) => [type, file.fileName, file.mimeType])).toEqual([
    ['file', 'haushalt.txt', 'text/plain'],
    ['image', 'rathaus.jpg', 'image/jpeg'],
    ['file', 'plan.bin', 'application/octet-stream'],
  ]);
  expect((await contentOf(bobsRoom, 0)).toString()).toBe('Haushalt 2027');
  const seen = await contentOf(bobsRoom, 1);
  expect([seen.includes('Rathauskamera'), seen.length]).toEqual([false, filesIn(bobsRoom)[1]?.file.sizeBytes]);
  expect(await contentOf(bobsRoom, 2)).toEqual(Buffer.alloc(700_000, 7));
  // Neither names nor words reach the server.
  expect(saal.logs).not.toMatch(/haushalt|rathaus\.jpg/i);
});

test('a file that was changed on its way is refused, and opened when it comes whole', async () => {
  const { annasRoom, bobsRoom } = await conversation();
  await annasRoom.sendFile(new File(['Bescheid'], 'bescheid.txt', { type: 'text/plain' }));
  await shows('the file', bobsRoom.timeline, () => filesIn(bobsRoom).length === 1);
  isTampered = true;
  await expect(contentOf(bobsRoom, 0)).rejects.toMatchObject({ code: 'damaged' });
  isTampered = false;
  expect((await contentOf(bobsRoom, 0)).toString()).toBe('Bescheid');
});

test('a file that is taken back on its way is never sent, and what stood behind it is', async () => {
  const { place, annasRoom, bobsRoom } = await conversation();
  place.setOnline(false);
  const sent = annasRoom.sendFile(new File(['falsch'], 'falsch.txt', { type: 'text/plain' }));
  const behind = annasRoom.send(plain('danach'));
  const waiting = await shows('the file on its way', annasRoom.timeline, () => messagesOf(annasRoom).find(({ body }) => 'file' in body));
  expect(waiting.delivery).toBe('sending');
  annasRoom.discard(waiting.key);
  await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  place.setOnline(true);
  await behind;
  await shows('what stood behind it', bobsRoom.timeline, () => wordsIn(bobsRoom).includes('danach'));
  expect([filesIn(bobsRoom), filesIn(annasRoom)]).toEqual([[], []]);
});
