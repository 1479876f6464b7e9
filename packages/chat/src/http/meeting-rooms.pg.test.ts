import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { MeetingPerson } from '../meeting-ports.ts';
import { at, type MatrixClient, words } from '../testing/house.ts';
import {
  alice,
  bob,
  carol,
  changed,
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

test('who is inside writes in one room, guests with the name they gave and marked as external', async () => {
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const guest = await enter(carol);
  expect(guest.room).toBe(host.room);
  expect(guest.client.userId).toMatch(/^@guest-[a-z0-9]+:stadt\.example$/);
  await host.client.sync();
  await guest.client.send(guest.room, 'Guten Tag');
  const section = (await host.client.sync()).rooms?.join?.[host.room];
  expect(words(section)).toEqual(['Guten Tag']);
  const { chunk } = (await host.client.must('GET', at(host.room, 'members'))) as unknown as {
    chunk: { state_key: string; content: JsonObject }[];
  };
  const contentOf = (userId: string) => chunk.find(({ state_key }) => state_key === userId)?.content;
  expect(contentOf(guest.client.userId)).toMatchObject({ displayname: 'Carol', 'eu.saal.external': true });
  expect(contentOf(host.client.userId)).not.toHaveProperty('eu.saal.external');
});

test('the room says what it is, and stays the same for the next who comes', async () => {
  const host = await enter(`person=${alice.id}`);
  const full = await house.client('alice');
  expect(await full.must('GET', at(host.room, 'state/eu.saal.room'))).toEqual({ kind: 'meeting', meeting_id: meetingId, uploads: true });
  expect(await full.must('GET', at(host.room, 'state/m.room.name'))).toEqual({ name: 'Jour fixe' });
  await changed({ title: 'Klausur' });
  expect(await full.must('GET', at(host.room, 'state/m.room.name'))).toEqual({ name: 'Klausur' });
  const again = await Promise.all([enter(`person=${alice.id}`), enter(`person=${alice.id}`)]);
  expect(again.map(({ room }) => room)).toEqual([host.room, host.room]);
});

test('two who are first at the same moment are in the same room', async () => {
  meeting.people = [...withCarol(), inside('guest:dave', 'Dave')];
  const all = await Promise.all(['guest=carol', 'guest=dave', `person=${alice.id}`, 'guest=carol'].map(enter));
  expect(new Set(all.map(({ room }) => room)).size).toBe(1);
  expect(new Set(all.map(({ client }) => client.userId)).size).toBe(3);
});

test.each([
  ['nobody known', '', {}],
  ['who waits in the lobby', carol, {}],
  ['a page of others', `person=`, { origin: 'https://other.example' }],
])('%s does not come in', async (_who, cookie, more) => {
  const { status, body } = await signIn(cookie === 'person=' ? `person=${alice.id}` : cookie, more);
  expect({ status, errcode: body['errcode'] }).toEqual({ status: 403, errcode: 'M_FORBIDDEN' });
});

test('no client of somebody is taken over by its name', async () => {
  expect((await signIn(`person=${alice.id}`, { device: 'ABCDEFGHIJ' })).status).toBe(400);
});

test('a guest reads nothing from before they came', async () => {
  const host = await enter(`person=${alice.id}`);
  await host.client.send(host.room, 'unter uns');
  meeting.people = withCarol();
  const guest = await enter(carol);
  await host.client.send(host.room, 'willkommen');
  expect(words((await guest.client.sync()).rooms?.join?.[guest.room])).toEqual(['willkommen']);
  expect(await historyOf(guest.client, guest.room)).not.toContain('unter uns');
  expect(await historyOf(guest.client, guest.room)).toContain('willkommen');
});

test('who is put out or leaves has lost everything at once, a parked request too', async () => {
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const guest = await enter(carol);
  await guest.client.sync();
  const parked = guest.client.sync({ timeoutMs: 20_000 });
  await changed({ people: meeting.people.slice(0, 1), keptOut: ['guest:carol'] });
  expect(JSON.stringify(await parked)).not.toContain('"join":');
  await host.client.send(host.room, 'danach');
  for (const path of ['/sync', at(guest.room, 'messages?dir=b'), at(guest.room, 'members')])
    expect(await guest.client.ask('GET', path)).toMatchObject({ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } });
  expect((await guest.client.ask('PUT', at(guest.room, 'send/m.room.message/x'), { msgtype: 'm.text', body: 'x' })).status).toBe(401);
  expect((await signIn(carol)).status).toBe(403);
});

test('somebody with an account who left keeps the room in their list; who was removed does not', async () => {
  const bobInside = inside(`person:${bob.id}`, 'Bob');
  meeting.people = [...meeting.people, bobInside];
  const { room, client } = await enter(`person=${bob.id}`);
  await changed({ people: [...meeting.people.slice(0, 1), { ...bobInside, isInside: false }] });
  expect((await client.ask('GET', '/sync')).status).toBe(401); // the tab of the meeting
  const full = await house.client('bob');
  expect((await full.sync()).rooms?.join).toHaveProperty([room]);
  await full.send(room, 'noch etwas');
  await changed({ keptOut: [`person:${bob.id}`] });
  expect((await full.sync()).rooms?.join).toBeUndefined();
  expect((await full.ask('PUT', at(room, 'send/m.room.message/y'), { msgtype: 'm.text', body: 'y' })).status).toBe(403);
});

test('of a personal room a visitor reads nothing of the next visit', async () => {
  meeting.isPersonal = true;
  meeting.people = [...meeting.people, inside(`person:${bob.id}`, 'Bob')];
  const { room } = await enter(`person=${bob.id}`);
  await changed({ isOpen: false, people: [] });
  const full = await house.client('bob');
  expect((await full.sync()).rooms?.join).toHaveProperty([room]);
  await changed({ isOpen: true, people: [inside(`person:${alice.id}`, 'Alice', { leads: true })] });
  expect((await full.sync()).rooms?.join).toBeUndefined();
});

test('where hosts alone write, others are refused, and may again afterwards', async () => {
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const guest = await enter(carol);
  const write = async (client: MatrixClient, n: string) =>
    (await client.ask('PUT', at(host.room, `send/m.room.message/${n}`), { msgtype: 'm.text', body: n })).status;
  expect(await write(guest.client, '1')).toBe(200);
  const mute = [...meeting.people.slice(0, 1), inside('guest:carol', 'Carol', { mayChat: false })];
  await changed({ settings: { mayChat: 'hosts', chatUploads: true }, people: mute });
  expect([await write(guest.client, '2'), await write(host.client, '3')]).toEqual([403, 200]);
  // A single right.
  await changed({ people: withRight(mute, true) });
  expect(await write(guest.client, '4')).toBe(200);
  await changed({ settings: { mayChat: 'everyone', chatUploads: true }, people: withRight(mute, false) });
  expect(await write(guest.client, '5')).toBe(403);
  await changed({ people: withRight(mute, true) });
  expect(await write(guest.client, '6')).toBe(200);
});

const withRight = (people: MeetingPerson[], mayChat: boolean): MeetingPerson[] =>
  people.map((person) => (person.leads ? person : { ...person, mayChat }));

test('where only those who lead send files, a file of others is refused, also as an edit', async () => {
  meeting.settings.chatUploads = false;
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const guest = await enter(carol);
  const file = { msgtype: 'm.file', body: 'plan.pdf', url: 'mxc://stadt.example/abc' };
  const send = async ({ client, room }: typeof guest, n: string, content: JsonObject) =>
    (await client.ask('PUT', at(room, `send/m.room.message/${n}`), content)).status;
  expect(await send(guest, 'a', file)).toBe(403);
  expect(await send(guest, 'b', { msgtype: 'm.text', body: '* x', 'm.new_content': file })).toBe(403);
  expect(await send(guest, 'c', { msgtype: 'm.text', body: 'x', file: { url: 'mxc://stadt.example/abc' } })).toBe(403);
  expect(await send(guest, 'd', { msgtype: 'm.text', body: 'nur Text' })).toBe(200);
  expect(await send(host, 'e', file)).toBe(200);
  await changed({ settings: { mayChat: 'everyone', chatUploads: true } });
  expect(await send(guest, 'f', file)).toBe(200);
});

test('a guest takes back what is their own, a host what anybody wrote', async () => {
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const guest = await enter(carol);
  const [ofHost, ofGuest, other] = [
    await host.client.send(host.room, 'a'),
    await guest.client.send(host.room, 'b'),
    await guest.client.send(host.room, 'c'),
  ];
  const redact = async (client: MatrixClient, event: string) =>
    (await client.ask('PUT', at(host.room, `redact/${event}/r${event.slice(1, 6)}`), {})).status;
  expect([await redact(guest.client, ofHost), await redact(guest.client, ofGuest), await redact(host.client, other)]).toEqual([
    403, 200, 200,
  ]);
});

test('the token of a meeting is good for its room alone', async () => {
  meeting.people = withCarol();
  const { client, room } = await enter(carol);
  const full = await house.client('alice');
  const elsewhere = await full.makeRoom({ preset: 'public_chat', name: 'Kantine' });
  const refusals: [string, string, JsonObject?][] = [
    ['POST', '/createRoom', {}],
    ['POST', `/join/${encodeURIComponent(elsewhere)}`, {}],
    ['POST', at(elsewhere, 'join'), {}],
    ['GET', at(elsewhere, 'messages?dir=b')],
    ['PUT', at(elsewhere, 'send/m.room.message/t'), { msgtype: 'm.text', body: 'x' }],
    ['POST', '/user_directory/search', { search_term: 'a' }],
    ['GET', `/profile/${encodeURIComponent(full.userId)}`],
    ['GET', '/joined_rooms'],
    ['GET', '/devices'],
    ['POST', '/keys/upload', {}],
    ['POST', '/keys/query', { device_keys: {} }],
    ['PUT', '/sendToDevice/m.x/1', { messages: {} }],
    ['PUT', `/user/${encodeURIComponent(client.userId)}/account_data/m.x`, {}],
    ['GET', at(room, 'state')],
    ['PUT', at(room, 'state/m.room.name'), { name: 'x' }],
    ['PUT', at(room, `state/m.room.member/${encodeURIComponent(client.userId)}`), { membership: 'join', displayname: 'Alice' }],
    ['PUT', at(room, 'send/m.room.encrypted/t'), {}],
    ['PUT', at(room, 'send/eu.saal.room/t'), {}],
    ['POST', at(room, 'invite'), { user_id: full.userId }],
    ['POST', at(room, 'kick'), { user_id: full.userId }],
    ['POST', at(room, 'leave'), {}],
    ['POST', '/logout/all', {}],
  ];
  const answers = await Promise.all(
    refusals.map(async ([method, path, body]) => [method, path, (await client.ask(method, path, body)).status]),
  );
  expect(answers).toEqual(refusals.map(([method, path]) => [method, path, 403]));
  expect((await client.ask('GET', '/sync')).status).toBe(200);
});

test('the tab of a meeting is told nothing of the other rooms and data of its person', async () => {
  const full = await house.client('alice');
  const other = await full.makeRoom({ name: 'Personalrat' });
  await full.must('PUT', `/user/${encodeURIComponent(full.userId)}/account_data/m.direct`, { '@bob:stadt.example': [other] });
  const { client, room } = await enter(`person=${alice.id}`);
  const told = await client.sync({ filter: { room: { rooms: [other, room] } } });
  expect(Object.keys(told.rooms?.join ?? {})).toEqual([room]);
  expect(told.account_data).toBeUndefined();
  expect(JSON.stringify(await full.must('GET', '/devices'))).not.toContain('meeting-');
});

test('who moves to another browser leaves nothing open in the former one, and others go on', async () => {
  const host = await enter(`person=${alice.id}`);
  meeting.people = withCarol();
  const former = await enter(carol);
  await house.first.chat.visitorMoved(meetingId, 'guest:carol');
  expect(await former.client.ask('GET', '/account/whoami')).toMatchObject({ status: 401 });
  expect(await host.client.ask('GET', '/account/whoami')).toMatchObject({ status: 200 });
  const next = await enter(carol);
  expect(next.client.userId).toBe(former.client.userId);
  await next.client.send(next.room, 'wieder da');
});
