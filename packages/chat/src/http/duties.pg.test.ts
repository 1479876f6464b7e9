import { systemClock, type Clock } from '@saal/foundation';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs } from '../retention.ts';
import { at, openHouse, password, text, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let aheadMs = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs };

beforeAll(async () => {
  house = await openHouse({ retention: { direct: 30, group: 90, team: undefined, meeting: 7 }, clock });
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
  await house.accounts.createPerson({ email: 'chefin@stadt.example', displayName: 'Chefin', password, role: 'administrator' });
});
afterAll(() => house?.close());

const inRooms = async (client: MatrixClient, room: string): Promise<string> =>
  JSON.stringify(await client.must('GET', at(room, 'messages?dir=b&limit=100')));
const api = (as: string | undefined, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
  house.first.app.inject({
    method,
    url: `/api/v1/chat${path}`,
    headers: as === undefined ? {} : { cookie: `as=${as}@stadt.example` },
    ...(body ? { payload: body } : {}),
  });
const asChefin = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => api('chefin', method, path, body);
const found = async (client: MatrixClient, word: string): Promise<unknown> =>
  (await client.must('POST', '/search', { search_categories: { room_events: { search_term: word } } }))['search_categories'];
/** Days later, the hourly run comes. */
const later = async (days: number): Promise<void> => {
  aheadMs += days * dayMs;
  await house.first.chat.runDuties();
};

test('messages end on their day: not the day before, and in no room that keeps them longer', async () => {
  const direct = await alice.makeRoom({ invite: [bob.userId], is_direct: true });
  const group = await alice.makeRoom();
  const team = await alice.makeRoom({ creation_content: { type: 'm.space' } });
  const meeting = await alice.makeRoom({ initial_state: [{ type: 'eu.saal.room', state_key: '', content: { kind: 'meeting' } }] });
  const wished = await alice.makeRoom({
    name: 'Kurz',
    initial_state: [{ type: 'm.room.retention', state_key: '', content: { max_lifetime: 2 * dayMs } }],
  });
  const all = { direct, group, team, meeting, wished };
  for (const room of Object.values(all)) await alice.send(room, 'Frist');
  const kept = async (): Promise<string[]> => {
    const still: string[] = [];
    for (const [name, room] of Object.entries(all)) if ((await inRooms(alice, room)).includes('Frist')) still.push(name);
    return still;
  };
  await later(1.9);
  expect(await kept()).toEqual(['direct', 'group', 'team', 'meeting', 'wished']);
  await later(0.2);
  expect(await kept()).toEqual(['direct', 'group', 'team', 'meeting']);
  await later(5);
  expect(await kept()).toEqual(['direct', 'group', 'team']);
  await later(22.8);
  expect(await kept()).toEqual(['direct', 'group', 'team']);
  await later(1);
  expect(await kept()).toEqual(['group', 'team']);
  expect(await found(alice, 'Frist')).toMatchObject({ room_events: { count: 2 } });
  // State stays, and so does the proof.
  expect(await alice.must('GET', at(wished, 'state/m.room.name'))).toEqual({ name: 'Kurz' });
  const { records } = (await asChefin('GET', '/audit?action=retention')).json<{
    records: { roomId: string; details: { count: number } }[];
  }>();
  expect(records.find(({ roomId }) => roomId === wished)?.details.count).toBe(1);
});

test('what has ended is told as deleted, nothing of it is left in the database, and the room goes on', async () => {
  const room = await alice.makeRoom();
  const said = await alice.send(room, 'Vergänglich');
  await later(91);
  const told = await alice.must('GET', at(room, `event/${said}`));
  expect(told).toMatchObject({ content: {}, event_id: said, unsigned: { redacted_because: { type: 'm.room.redaction' } } });
  expect(await inRooms(alice, room)).not.toContain('Vergänglich');
  const client = new pg.Client(house.databaseUrl);
  await client.connect();
  const { rows } = await client.query(
    `select (select count(*) from chat.event where pdu like '%Vergänglich%') as events,
      (select count(*) from chat.searchable join chat.event using (stream) where event_id = $1) as words`,
    [said],
  );
  await client.end();
  expect(rows).toEqual([{ events: 0, words: 0 }]);
  await alice.send(room, 'Es geht weiter');
});

test('a file ends with the last message that names it', async () => {
  const room = await alice.makeRoom({ initial_state: [{ type: 'eu.saal.room', state_key: '', content: { kind: 'meeting' } }] });
  const team = await alice.makeRoom({ creation_content: { type: 'm.space' } });
  const headers = { authorization: `Bearer ${alice.token}` };
  const upload = async (): Promise<string> => {
    const url = `${house.first.url}/_matrix/media/v3/upload?filename=Plan.txt`;
    const answer = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: 'Lageplan' });
    return text(((await answer.json()) as { content_uri: unknown }).content_uri);
  };
  const download = async (mxc: string): Promise<number> =>
    (await fetch(`${house.first.url}/_matrix/client/v1/media/download/${mxc.slice('mxc://'.length)}`, { headers })).status;
  const [gone, shared] = [await upload(), await upload()];
  const name = (roomId: string, url: string) =>
    alice.must('PUT', at(roomId, `send/m.room.message/${Math.random()}`), { msgtype: 'm.file', body: 'Plan.txt', url });
  await name(room, gone);
  await name(room, shared);
  await name(team, shared);
  expect([await download(gone), await download(shared)]).toEqual([200, 200]);
  await later(8);
  expect([await download(gone), await download(shared)]).toEqual([404, 200]);
});

test('a hold on a person or a room stops the end of messages until it is released', async () => {
  const [held, other] = [await alice.makeRoom(), await alice.makeRoom({ invite: [bob.userId] })];
  await bob.join(other);
  await alice.send(held, 'Beweis eins');
  await bob.send(other, 'Beweis zwei');
  await alice.send(other, 'nebenbei');
  const room = (await asChefin('POST', '/holds', { kind: 'room', subject: held, reason: 'Az. 12' })).json<{ id: number }>();
  const person = (await asChefin('POST', '/holds', { kind: 'person', subject: bob.userId, reason: 'Az. 13' })).json<{ id: number }>();
  expect((await asChefin('POST', '/holds', { kind: 'room', subject: held, reason: 'nochmal' })).statusCode).toBe(409);
  expect((await asChefin('POST', '/holds', { kind: 'person', subject: '@niemand:stadt.example', reason: 'x' })).statusCode).toBe(404);
  await later(91);
  expect(await inRooms(alice, held)).toContain('Beweis eins');
  expect(await inRooms(alice, other)).toContain('Beweis zwei');
  expect(await inRooms(alice, other)).not.toContain('nebenbei');
  expect((await asChefin('POST', `/people/${encodeURIComponent(bob.userId)}/erase`)).statusCode).toBe(409);
  for (const { id } of [room, person]) expect((await asChefin('DELETE', `/holds/${id}`)).statusCode).toBe(204);
  expect((await asChefin('DELETE', `/holds/${room.id}`)).statusCode).toBe(404);
  await later(0);
  expect(await inRooms(alice, held)).not.toContain('Beweis eins');
  expect(await inRooms(alice, other)).not.toContain('Beweis zwei');
  const { records } = (await asChefin('GET', '/audit')).json<{ records: { action: string; details: object }[] }>();
  expect(records.filter(({ action }) => action.startsWith('hold-'))).toHaveLength(4);
});

test('acts of power over others are written down, those over oneself are not', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  const his = await bob.send(room, 'Werbung');
  await bob.must('PUT', at(room, `redact/${await bob.send(room, 'eigenes')}/r1`), {});
  await alice.must('PUT', at(room, `redact/${his}/r2`), { reason: 'Werbung' });
  await alice.must('POST', at(room, 'kick'), { user_id: bob.userId, reason: 'Ruhe' });
  await alice.must('POST', at(room, 'ban'), { user_id: bob.userId });
  const levels = await alice.must('GET', at(room, 'state/m.room.power_levels'));
  await alice.must('PUT', at(room, 'state/m.room.power_levels'), { ...levels, ban: 60 });
  const { records } = (await asChefin('GET', '/audit')).json<{
    records: { action: string; roomId: string; actor: string; subject?: string; details: object }[];
  }>();
  const here = records.filter(({ roomId }) => roomId === room).reverse();
  expect(here.map(({ action, subject }) => [action, subject])).toEqual([
    ['redact', bob.userId],
    ['kick', bob.userId],
    ['ban', bob.userId],
    ['power-levels', undefined],
  ]);
  expect(here.every(({ actor }) => actor === alice.userId)).toBe(true);
  expect(here[1]?.details).toEqual({ reason: 'Ruhe' });
});

test('only administrators read and do this, and who tries is written down', async () => {
  for (const [method, path] of [
    ['GET', '/audit'],
    ['GET', '/statistics?from=2026-11-01&until=2026-11-30'],
    ['GET', '/holds'],
    ['GET', '/reports'],
    ['GET', `/people/${encodeURIComponent(bob.userId)}/export`],
    ['POST', `/people/${encodeURIComponent(bob.userId)}/erase`],
  ] as const) {
    expect((await api(undefined, method, path)).statusCode).toBe(401);
    expect((await api('alice', method, path)).statusCode).toBe(403);
  }
  const { records } = (await asChefin('GET', '/audit?action=not-allowed')).json<{ records: { actor: string }[] }>();
  expect(records.map(({ actor }) => actor)).toContain(alice.userId);
});

test('messages are counted by day, without rooms and people, and few of them are not told', async () => {
  const day = (daysOn: number): string => new Date(clock.now() + daysOn * dayMs).toISOString().slice(0, 10);
  const room = await alice.makeRoom({ name: 'Verschwiegen' });
  aheadMs += 2 * dayMs;
  for (let n = 0; n < 3; n++) await alice.send(room, `wenige ${n}`);
  const few = (await asChefin('GET', `/statistics?from=${day(0)}&until=${day(0)}`)).json<{ days: object[] }>();
  expect(few.days).toEqual([{ day: day(0), messages: null }]);
  for (let n = 0; n < 3; n++) await alice.send(room, `mehr ${n}`);
  const answer = await asChefin('GET', `/statistics?from=${day(0)}&until=${day(3)}`);
  expect(answer.json()).toMatchObject({ days: [{ day: day(0), messages: 6 }], databaseBytes: expect.any(Number) as number });
  expect(answer.body).not.toMatch(/Verschwiegen|alice|![a-z]/i);
  expect((await asChefin('GET', '/statistics?from=x&until=y')).statusCode).toBe(400);
});

test('the audit of the house tells of the same acts, by accounts and without the reasons', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  await alice.must('POST', at(room, 'kick'), { user_id: bob.userId, reason: 'Ruhe' });
  const { id } = (await asChefin('POST', '/holds', { kind: 'room', subject: room, reason: 'Az. 15' })).json<{ id: number }>();
  await asChefin('DELETE', `/holds/${id}`);
  const database = new pg.Client(house.databaseUrl);
  await database.connect();
  const { rows } = await database.query<{ actor_id: string }>(
    `select action, actor_id, subject_kind, subject_id, details from audit.entry
     where subject_id = $1 or details ->> 'room' = $1 order by id`,
    [room],
  );
  const { rows: ended } = await database.query(`select 1 from audit.entry where action = 'chat.retention'`);
  await database.end();
  const personOf = async (email: string): Promise<string | undefined> => (await house.accounts.search(email, 1))[0]?.id;
  expect(rows).toEqual([
    {
      ...{ action: 'chat.kick', actor_id: await personOf('alice@stadt.example'), details: { room } },
      ...{ subject_kind: 'person', subject_id: await personOf('bob@stadt.example') },
    },
    ...['chat.hold-placed', 'chat.hold-released'].map((action) => ({
      ...{ action, subject_kind: 'chat-room', subject_id: room, details: {} },
      actor_id: expect.any(String) as string,
    })),
  ]);
  expect(rows.every(({ actor_id }) => !actor_id.startsWith('@'))).toBe(true);
  expect(ended).toEqual([]);
});

test("one's own data is given out whole, and nothing of others", async () => {
  const carol = await house.client('carol');
  const room = await carol.makeRoom({ name: 'Carols Raum', invite: [alice.userId] });
  await alice.join(room);
  await alice.send(room, 'nicht von ihr');
  for (let n = 0; n < 3; n++) await carol.send(room, `von ihr ${n}`);
  await carol.must('PUT', `/user/${encodeURIComponent(carol.userId)}/account_data/m.direct`, { [alice.userId]: [room] });
  const answer = await api('carol', 'GET', '/export');
  const lines = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; type?: string; content?: { body?: string } });
  expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(['profile', 'device', 'membership', 'account_data', 'event']));
  expect(lines.flatMap(({ content }) => content?.body ?? [])).toEqual(['von ihr 0', 'von ihr 1', 'von ihr 2']);
  expect(answer.body).not.toContain('nicht von ihr');
  expect(answer.body).not.toContain(carol.token);
});

test('who is erased has written nothing, is in no room and signed in nowhere; rooms on hold keep what was said', async () => {
  const dora = await house.client('dora');
  const [room, held] = [await alice.makeRoom({ invite: [dora.userId] }), await alice.makeRoom({ invite: [dora.userId] })];
  for (const one of [room, held]) await dora.join(one);
  const said = text(await dora.send(room, 'Doras Wort'));
  await dora.send(held, 'Doras Beweis');
  await asChefin('POST', '/holds', { kind: 'room', subject: held, reason: 'Az. 14' });
  expect((await asChefin('POST', `/people/${encodeURIComponent(dora.userId)}/erase`)).statusCode).toBe(202);
  await house.first.chat.runDuties();
  expect((await dora.ask('GET', '/account/whoami')).status).toBe(401);
  expect(await alice.must('GET', at(room, `event/${said}`))).toMatchObject({ content: {} });
  const everything = (await inRooms(alice, room)) + JSON.stringify(await alice.must('GET', at(room, 'members')));
  expect(everything).not.toMatch(/Doras Wort|"Dora"/);
  expect(await inRooms(alice, held)).toContain('Doras Beweis');
  expect((await alice.must('GET', at(room, 'joined_members')))['joined']).not.toHaveProperty([dora.userId]);
  const { records } = (await asChefin('GET', '/audit?action=erased')).json<{ records: { subject: string }[] }>();
  expect(records[0]?.subject).toBe(dora.userId);
});
