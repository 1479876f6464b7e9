import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { joinMeeting, type JoinMeetingOptions } from './join.ts';
import type { MeetingSession } from './model.ts';
import { noDevices } from './no-devices.ts';
import { eventually } from './testing/eventually.ts';
import { aliceDevice, mediaRoom, meetingId, participant, participantId, snapshotOf } from './testing/fake-snapshot.ts';
import { Refusal, ScriptedServer, silent, type Answer } from './testing/scripted-server.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const people = [participant('alice', 1, { role: 'host' }), participant('bob', 2)];
const joined = { state: 'joined', snapshot: snapshotOf(people), media: mediaRoom('epoch-1', false) };
const lobby = { meetingId, title: 'Haushalt', inviterName: 'Alice', participantId: participantId('bob'), reason: 'wait-for-admission' };

async function enter(answer: Answer, options: Partial<JoinMeetingOptions> = {}) {
  const server = await ScriptedServer.start(answer);
  const session = joinMeeting({
    meetingId,
    deviceId: aliceDevice,
    devices: noDevices(),
    url: server.url,
    ensureIdentity: () => Promise.resolve(),
    openSocket: (url) => new WebSocket(url),
    createMediaDevice: null,
    watchNetwork: () => () => undefined,
    random: () => 0,
    ...options,
  });
  cleanups.push(
    () => server.stop(),
    () => session.dispose(),
  );
  return { server, session };
}

const phase = (session: MeetingSession, wanted: string) => eventually(wanted, () => session.get().phase === wanted);
const snapshotIn = (session: MeetingSession) => {
  const state = session.get();
  if (state.phase !== 'in') throw new Error(`not in: ${state.phase}`);
  return state.snapshot;
};

test('entering tells who one is and shows everybody', async () => {
  const { server, session } = await enter(() => joined, { name: 'Alice', passcode: '123456' });
  expect(session.get()).toEqual({ phase: 'connecting' });
  await phase(session, 'in');
  expect(server.asked[0]?.data).toEqual({ wireVersion: 1, meetingId, deviceId: aliceDevice, name: 'Alice', passcode: '123456' });
  expect(snapshotIn(session).participants.map(({ name }) => name)).toEqual(['alice', 'bob']);
});

test('who waits is let in without asking again', async () => {
  let admitted = false;
  const { server, session } = await enter(() => (admitted ? joined : { state: 'waiting', lobby }));
  await phase(session, 'waiting');
  server.tell('lobby.changed', { ...lobby, reason: 'sent-back' });
  await eventually('lobby news', () => {
    const state = session.get();
    return state.phase === 'waiting' && state.lobby.reason === 'sent-back';
  });
  admitted = true;
  server.tell('lobby.admitted', {});
  await phase(session, 'in');
  expect(server.connections).toBe(1);
});

test('who is sent back waits again, on the same connection', async () => {
  const { server, session } = await enter(() => joined);
  await phase(session, 'in');
  server.tell('meeting.gone', { reason: 'sent-back', byName: 'Bob', lobby: { ...lobby, reason: 'sent-back' } });
  await phase(session, 'waiting');
  expect(server.connections).toBe(1);
});

test('a lost connection is resumed with what this device still holds, and shows what changed meanwhile', async () => {
  let participants = people;
  const { server, session } = await enter(({ method }) =>
    method === 'meeting.join' ? { ...joined, snapshot: snapshotOf(participants) } : {},
  );
  await phase(session, 'in');
  const states: string[] = [];
  session.subscribe(() => {
    const state = session.get();
    states.push(state.phase === 'in' ? state.connection : state.phase);
  });
  participants = [...people, participant('carol', 3)];
  server.cut();
  await eventually('carol', () => snapshotIn(session).participants.length === 3);
  await eventually('connected', () => states.at(-1) === 'connected');
  expect(states[0]).toBe('reconnecting');
  expect(server.asked.at(-1)?.data).toMatchObject({ deviceId: aliceDevice, mediaEpoch: 'epoch-1' });
  expect(new Set(states)).toEqual(new Set(['reconnecting', 'connected']));
});

test('a hand raised while the connection is lost goes up once it is back', async () => {
  const { server, session } = await enter(({ method, connection }) => {
    if (method === 'meeting.join') return joined;
    return connection === 1 ? silent : {};
  });
  await phase(session, 'in');
  const raising = session.setHand(true);
  await eventually('request', () => server.methods().includes('meeting.set-hand'));
  server.cut();
  await raising;
  const [first, again] = server.asked.filter(({ method }) => method === 'meeting.set-hand');
  expect(again?.id).toBe(first?.id);
});

test('what changes is shown', async () => {
  const { server, session } = await enter(() => joined);
  await phase(session, 'in');
  server.tell('meeting.changed', { participants: { upserted: [participant('bob', 2, { handRaisedAtMs: 7 })], removed: [] } });
  server.tell('meeting.speaking', { speaking: [participantId('bob')], activeSpeaker: participantId('bob') });
  await eventually('speaker', () => snapshotIn(session).activeSpeaker === participantId('bob'));
  expect(snapshotIn(session).participants[1]?.handRaisedAtMs).toBe(7);
});

test('notices and reactions are told once, each with its own number', async () => {
  const { server, session } = await enter(() => joined);
  await phase(session, 'in');
  const notices: unknown[] = [];
  session.onNotice((notice) => notices.push(notice));
  server.tell('meeting.notice', { kind: 'role-changed', byName: 'Bob', role: 'host' });
  server.tell('meeting.reaction', { participantId: participantId('bob'), reaction: 'clap' });
  await eventually('both', () => notices.length === 2);
  expect(notices).toEqual([
    { id: 1, kind: 'role-changed', byName: 'Bob', role: 'host' },
    { id: 2, kind: 'reaction', participantId: participantId('bob'), reaction: 'clap' },
  ]);
});

test.each(['removed', 'ended', 'refused'])('who is %s is out for good', async (reason) => {
  const { server, session } = await enter(() => joined);
  await phase(session, 'in');
  server.tell('meeting.gone', { reason, byName: 'Bob' });
  await phase(session, 'gone');
  expect(session.get()).toEqual({ phase: 'gone', reason, byName: 'Bob' });
  await expect(session.setHand(true)).rejects.toMatchObject({ code: 'not_a_participant' });
});

test('a connection taken over by another tab says so', async () => {
  const { server, session } = await enter(() => joined);
  await phase(session, 'in');
  server.cut(4409);
  await phase(session, 'gone');
  expect(session.get()).toMatchObject({ reason: 'replaced' });
});

test('a refusal to enter is told and not tried again', async () => {
  const { server, session } = await enter(() => {
    throw new Refusal('passcode_wrong');
  });
  await phase(session, 'failed');
  expect(session.get()).toMatchObject({ error: { code: 'passcode_wrong' } });
  expect(server.connections).toBe(1);
});

test('a server that is just starting is asked again', async () => {
  let tries = 0;
  const { session } = await enter(() => {
    tries += 1;
    if (tries === 1) throw new Refusal('not_ready');
    return joined;
  });
  await phase(session, 'in');
  expect(tries).toBe(2);
});

test('a meeting that ended while one was away is told as ended', async () => {
  let over = false;
  const { server, session } = await enter(() => {
    if (over) throw new Refusal('meeting_ended');
    return joined;
  });
  await phase(session, 'in');
  over = true;
  server.cut();
  await phase(session, 'gone');
  expect(session.get()).toMatchObject({ reason: 'ended' });
});

test('a browser that the server does not know gets an identity once more', async () => {
  let identities = 0;
  let known = false;
  const { server, session } = await enter(() => joined, {
    ensureIdentity: () => {
      identities += 1;
      known = identities === 2;
      return Promise.resolve();
    },
  });
  await phase(session, 'in');
  expect(known).toBe(false);
  server.cut(4401);
  await eventually('second identity', () => server.connections === 2);
  expect(identities).toBe(2);
});

test('a tab that was somebody else before becomes another device', async () => {
  const { server, session } = await enter(({ data }) => {
    if (data.deviceId === aliceDevice) throw new Refusal('conflict');
    return joined;
  });
  await phase(session, 'in');
  expect(server.asked).toHaveLength(2);
});

test('leaving is told to the server', async () => {
  const { server, session } = await enter(({ method }) => (method === 'meeting.join' ? joined : {}));
  await phase(session, 'in');
  await session.leave();
  expect(server.methods()).toContain('meeting.leave');
  expect(session.get()).toEqual({ phase: 'gone', reason: 'left' });
});

test('ending succeeds also when its end is told before the answer', async () => {
  const { server, session } = await enter(({ method }) => (method === 'meeting.join' ? joined : silent));
  await phase(session, 'in');
  const ending = session.end();
  await eventually('request', () => server.methods().includes('meeting.end'));
  server.tell('meeting.gone', { reason: 'ended' });
  await ending;
  expect(session.get()).toMatchObject({ phase: 'gone', reason: 'ended' });
});
