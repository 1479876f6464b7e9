import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { openHouse, text, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;
let room: string;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob, carol] = [await house.client('alice'), await house.client('bob'), await house.client('carol')];
  room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
});
afterAll(() => house?.close());

let number = 0;
const at = (path: string): string => `/rooms/${encodeURIComponent(room)}/${path}`;
const v1 = (path: string): string => `/_matrix/client/v1/rooms/${encodeURIComponent(room)}/${path}`;
async function say(by: MatrixClient, type: string, content: JsonObject): Promise<string> {
  return text((await by.must('PUT', at(`send/${type}/r${number++}`), content))['event_id']);
}
const relation = (rel_type: string, event_id: string, more: JsonObject = {}): JsonObject => ({
  'm.relates_to': { rel_type, event_id, ...more },
});
const edit = (by: MatrixClient, of: string, body: string) =>
  say(by, 'm.room.message', { body: `* ${body}`, 'm.new_content': { body, msgtype: 'm.text' }, ...relation('m.replace', of) });
const relationsOf = async (by: MatrixClient, eventId: string) =>
  ((await by.must('GET', at(`event/${eventId}`)))['unsigned'] as JsonObject)['m.relations'];
const wordsOf = (chunk: unknown): unknown[] => (chunk as { content: { body?: string } }[]).map(({ content }) => content.body);

test('a changed message comes with its newest change, and only its author changes it', async () => {
  const said = await alice.send(room, 'Montag');
  await edit(alice, said, 'Dienstag');
  await edit(bob, said, 'nie');
  await edit(alice, said, 'Mittwoch');
  expect(await relationsOf(bob, said)).toMatchObject({ 'm.replace': { content: { 'm.new_content': { body: 'Mittwoch' } } } });
  bob.since = undefined;
  const timeline = (await bob.sync()).rooms?.join?.[room]?.timeline?.events ?? [];
  expect(JSON.stringify(timeline.find(({ event_id }) => event_id === said)?.unsigned)).toContain('Mittwoch');
});

test('a thread is counted, tells its last word, and whether one wrote in it; what was taken back does not count', async () => {
  const root = await alice.send(room, 'Wer kommt?');
  const inThread = (by: MatrixClient, body: string) =>
    say(by, 'm.room.message', { body, msgtype: 'm.text', ...relation('m.thread', root) });
  await inThread(alice, 'ich');
  expect(await relationsOf(bob, root)).toMatchObject({ 'm.thread': { count: 1, current_user_participated: false } });
  await inThread(bob, 'ich auch');
  const taken = await inThread(bob, 'doch nicht');
  await bob.must('PUT', at(`redact/${taken}/x`), {});
  expect(await relationsOf(bob, root)).toMatchObject({
    'm.thread': { count: 2, current_user_participated: true, latest_event: { content: { body: 'ich auch' } } },
  });
  expect(wordsOf((await bob.must('GET', v1('threads')))['chunk'])).toEqual(['Wer kommt?']);
  expect(wordsOf((await bob.must('GET', v1(`relations/${root}/m.thread?dir=f`)))['chunk'])).toEqual(['ich', 'ich auch']);
});

test('reactions are read page by page, by kind', async () => {
  const said = await alice.send(room, 'Kuchen in der Küche');
  for (const key of ['👍', '🎂', '😀']) await say(bob, 'm.reaction', relation('m.annotation', said, { key }));
  await say(alice, 'm.room.message', { body: 'Antwort', msgtype: 'm.text', ...relation('m.thread', said) });
  const keys = (chunk: unknown) =>
    (chunk as { content: { 'm.relates_to': { key?: string } } }[]).map(({ content }) => content['m.relates_to'].key);
  const path = v1(`relations/${said}/m.annotation/m.reaction`);
  const first = await bob.must('GET', `${path}?limit=2`);
  expect(keys(first['chunk'])).toEqual(['😀', '🎂']);
  const second = await bob.must('GET', `${path}?limit=2&from=${text(first['next_batch'])}`);
  expect(keys(second['chunk'])).toEqual(['👍']);
  expect(second['next_batch']).toBeUndefined();
});

test('strangers are told nothing', async () => {
  const said = await alice.send(room, 'intern');
  expect((await carol.ask('GET', v1(`relations/${said}`))).status).toBe(404);
  expect((await carol.ask('GET', v1('threads'))).status).toBe(403);
});
