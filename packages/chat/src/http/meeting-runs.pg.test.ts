import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { at, type MatrixClient, text } from '../testing/house.ts';
import {
  alice,
  bob,
  carol,
  changed,
  db,
  dutiesIn,
  enter,
  historyOf,
  house,
  inside,
  meeting,
  meetingId,
  signIn,
  withCarol,
  useMeetings,
} from '../testing/meeting-stage.ts';

useMeetings();

test('who was in an earlier run reads nothing of the next, until they are in it; who knocks puts nobody out', async () => {
  const bobInside = inside(`person:${bob.id}`, 'Bob');
  meeting.people = [...meeting.people, bobInside];
  const { room } = await enter(`person=${bob.id}`);
  const full = await house.client('bob');
  await changed({ isOpen: false, people: [] });
  await full.send(room, 'nach der Besprechung');
  await changed({ isOpen: true });
  expect((await full.sync({ fullState: true })).rooms?.join).toHaveProperty([room]);
  await changed({ people: [inside(`person:${alice.id}`, 'Alice', { leads: true })] });
  expect((await full.sync({ fullState: true })).rooms?.join).toBeUndefined();
  const host = await enter(`person=${alice.id}`);
  await host.client.send(room, 'ohne Bob');
  meeting.people = [...meeting.people, bobInside];
  const again = await enter(`person=${bob.id}`);
  await host.client.send(room, 'mit Bob');
  for (const client of [again.client, full]) {
    const read = await historyOf(client, room);
    expect([read.includes('nach der Besprechung'), read.includes('mit Bob'), read.includes('ohne Bob')]).toEqual([true, true, false]);
  }
});

test('a guest of an earlier run has no token any more, and reads of the next one only what is said while they are in it', async () => {
  const hostThere = meeting.people;
  meeting.people = withCarol();
  const first = await enter(carol);
  await first.client.send(first.room, 'Gespräch mit Carol');
  await changed({ isOpen: false, people: [] });
  await expect.poll(async () => (await first.client.ask('GET', '/sync')).status).toBe(401);
  expect((await signIn(carol)).status).toBe(403);
  await changed({ isOpen: true, people: hostThere });
  const host = await enter(`person=${alice.id}`);
  await host.client.send(host.room, 'Gespräch mit Dora');
  expect((await signIn(carol)).status).toBe(403);
  meeting.people = withCarol();
  expect(await historyOf((await enter(carol)).client, host.room)).not.toContain('Dora');
});

test('where nobody writes, hosts do not either, but still take back what was written', async () => {
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const guest = await enter(carol);
  const written = await guest.client.send(host.room, 'zu viel');
  await changed({ settings: { mayChat: 'nobody', chatUploads: true } });
  const write = async (client: MatrixClient, n: string) =>
    (await client.ask('PUT', at(host.room, `send/m.room.message/${n}`), { msgtype: 'm.text', body: n })).status;
  expect([await write(guest.client, 's1'), await write(host.client, 's2')]).toEqual([403, 403]);
  expect((await guest.client.ask('PUT', at(host.room, `redact/${encodeURIComponent(written)}/r1`), {})).status).toBe(403);
  expect((await host.client.ask('PUT', at(host.room, `redact/${encodeURIComponent(written)}/r2`), {})).status).toBe(200);
  await changed({ settings: { mayChat: 'everyone', chatUploads: true } });
  expect([await write(guest.client, 's3'), await write(host.client, 's4')]).toEqual([200, 200]);
});

test('the token of a meeting reads files of its room, and none that its person has elsewhere', async () => {
  const full = await house.client('alice');
  const { client, room } = await enter(`person=${alice.id}`);
  const elsewhere = await full.makeRoom();
  const [there, here, unnamed] = [await sentTo(full, elsewhere), await sentTo(client, room), await sentTo(full, undefined)];
  const status = async ({ token }: MatrixClient, id: string) =>
    (await fetch(`${house.first.url}/_matrix/client/v1/media/download/${id}`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await status(client, there), await status(client, here), await status(client, unnamed)]).toEqual([404, 200, 404]);
  expect([await status(full, there), await status(full, here), await status(full, unnamed)]).toEqual([200, 200, 200]);
});

/** @returns `server/id` of a new file */
async function sentTo(client: MatrixClient, room: string | undefined): Promise<string> {
  const headers = { authorization: `Bearer ${client.token}`, 'content-type': 'text/plain' };
  const answer = await fetch(`${client.url}/_matrix/media/v3/upload`, { method: 'POST', headers, body: 'Vorlage' });
  const mxc = text(((await answer.json()) as JsonObject)['content_uri']);
  if (room !== undefined)
    await client.must('PUT', at(room, `send/m.room.message/${Math.random()}`), { msgtype: 'm.file', body: 'Vorlage', url: mxc });
  return mxc.slice(6);
}

test('with the meeting its room is closed: in nobody’s list, written to by nobody, and empty after its days', async () => {
  const { room, client } = await enter(`person=${alice.id}`);
  const full = await house.client('alice');
  await client.send(room, 'vertraulich');
  expect((await full.sync()).rooms?.join).toHaveProperty([room]);
  await changed(undefined);
  await expect.poll(async () => (await full.sync({ fullState: true })).rooms?.join?.[room]).toBeUndefined();
  expect((await full.ask('PUT', at(room, 'send/m.room.message/late'), { msgtype: 'm.text', body: 'x' })).status).toBe(403);
  const isKept = async () => {
    const { rows } = await sql<{ pdu: string }>`select pdu from chat.event`.execute(db);
    return rows.some(({ pdu }) => pdu.includes('vertraulich'));
  };
  await expect.poll(async () => (await sql`select from chat.meeting_room where meeting_id = ${meetingId}`.execute(db)).rows.length).toBe(0);
  await dutiesIn(29);
  expect(await isKept()).toBe(true);
  await dutiesIn(31);
  expect(await isKept()).toBe(false);
});
