import { afterEach, expect, test } from 'vitest';
import type { AnyEvent } from '@saal/protocol';
import WebSocket from 'ws';
import { Connection, type Ask, type ConnectionOptions } from './connection.ts';
import { systemTimers } from './timers.ts';
import { eventually } from './testing/eventually.ts';
import { FakeTimers } from './testing/fake-timers.ts';
import { Refusal, ScriptedServer, silent } from './testing/scripted-server.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function started(options: Partial<ConnectionOptions> = {}) {
  const server = await ScriptedServer.start(() => ({}));
  const events: AnyEvent[] = [];
  const states: string[] = [];
  const closed: string[] = [];
  let changed: Parameters<ConnectionOptions['watchNetwork']>[0] = () => undefined;
  const connection = new Connection({
    url: server.url,
    openSocket: (url) => new WebSocket(url),
    timers: systemTimers,
    random: () => 0,
    watchNetwork: (listener) => {
      changed = listener;
      return () => undefined;
    },
    greet: async (ask: Ask) => {
      await ask('meeting.set-away', { away: false });
    },
    onEvent: (event) => events.push(event),
    onStateChanged: (state) => states.push(state),
    onClosed: (reason) => closed.push(reason),
    probe: () => ({ method: 'media.report-quality', data: { level: 3, reason: 'none' } }),
    ...options,
  });
  cleanups.push(
    () => server.stop(),
    () => connection.close(),
  );
  return { server, connection, events, states, closed, networkChanged: (kind: 'online' | 'network' | 'visible') => changed(kind) };
}

test('a request is answered, and a refusal carries its code', async () => {
  const { server, connection } = await started();
  await connection.request('meeting.set-hand', { raised: true });
  server.answer = () => {
    throw new Refusal('right_missing');
  };
  await expect(connection.request('meeting.end', {})).rejects.toMatchObject({ code: 'right_missing' });
});

test('a code of a newer server is told as an internal error', async () => {
  const { server, connection } = await started();
  await eventually('greeting', () => connection.connected);
  server.answer = () => {
    throw new Refusal('not_invented_yet');
  };
  await expect(connection.request('meeting.end', {})).rejects.toMatchObject({ code: 'internal' });
});

test('nothing is asked before the greeting is answered', async () => {
  const { server, connection } = await started();
  await connection.request('meeting.set-hand', { raised: true });
  expect(server.methods()).toEqual(['meeting.set-away', 'meeting.set-hand']);
});

test('an unanswered request comes again with the same id after the connection was lost', async () => {
  const { server, connection, states } = await started();
  await eventually('greeting', () => connection.connected);
  server.answer = ({ method, connection: number }) => (method === 'meeting.set-hand' && number === 1 ? silent : {});
  const raised = connection.request('meeting.set-hand', { raised: true });
  const first = await eventually('request', () => server.asked.find(({ method }) => method === 'meeting.set-hand'));
  server.cut();
  await raised;
  const again = server.asked.filter(({ method }) => method === 'meeting.set-hand');
  expect(again).toMatchObject([
    { id: first.id, connection: 1 },
    { id: first.id, connection: 2 },
  ]);
  expect(server.asked.find(({ connection: number }) => number === 2)?.method).toBe('meeting.set-away');
  expect(states).toEqual(['connected', 'reconnecting', 'connected']);
});

test('a greeting is never repeated with an old id', async () => {
  const { server, connection } = await started();
  await eventually('greeting', () => connection.connected);
  server.cut();
  await eventually('second greeting', () => server.methods().filter((method) => method === 'meeting.set-away').length === 2);
  const ids = server.asked.filter(({ method }) => method === 'meeting.set-away').map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

test('what the server tells arrives in order, and what is not understood is passed over', async () => {
  const { server, connection, events } = await started();
  await eventually('greeting', () => connection.connected);
  server.raw('no json');
  server.raw('[1,2]');
  server.tell('meeting.not-invented-yet', {});
  server.tell('meeting.speaking', { speaking: [], activeSpeaker: null });
  server.tell('lobby.admitted', {});
  await eventually('events', () => events.length === 2);
  expect(events.map(({ type }) => type)).toEqual(['meeting.speaking', 'lobby.admitted']);
});

test('being replaced by another connection ends it for good', async () => {
  const { server, connection, closed } = await started();
  await eventually('greeting', () => connection.connected);
  server.answer = () => silent;
  const refused = expect(connection.request('meeting.set-hand', { raised: true })).rejects.toMatchObject({
    code: 'replaced_by_other_connection',
  });
  await eventually('request', () => server.methods().includes('meeting.set-hand'));
  server.cut(4409);
  await refused;
  expect(closed).toEqual(['replaced']);
  await expect(connection.request('meeting.end', {})).rejects.toMatchObject({ code: 'not_a_participant' });
  expect(server.connections).toBe(1);
});

test('a connection without identity ends and says so', async () => {
  const { server, connection, closed } = await started();
  await eventually('greeting', () => connection.connected);
  server.cut(4401);
  await eventually('end', () => closed.length > 0);
  expect(closed).toEqual(['not-authenticated']);
});

test('a dead connection is found by a question when nothing came for 15 s', async () => {
  const timers = new FakeTimers();
  const { server, connection } = await started({ timers });
  await eventually('greeting', () => connection.connected);
  server.answer = ({ connection: number }) => (number === 1 ? silent : {});
  timers.advance(15_000);
  await eventually('probe', () => server.methods().includes('media.report-quality'));
  expect(server.connections).toBe(1);
  timers.advance(5000);
  timers.advance(0);
  await eventually('another connection', () => server.connections === 2);
});

test('any answer to the question keeps the connection, also a refusal', async () => {
  const timers = new FakeTimers();
  const { server, connection, states } = await started({ timers });
  await eventually('greeting', () => connection.connected);
  server.answer = () => {
    throw new Refusal('not_admitted');
  };
  timers.advance(15_000);
  await eventually('probe', () => server.methods().includes('media.report-quality'));
  server.tell('lobby.admitted', {});
  await connection.request('meeting.end', {}).catch(() => undefined);
  timers.advance(5000);
  expect(states).toEqual(['connected']);
});

test('coming back online does not wait for the next try', async () => {
  const timers = new FakeTimers();
  let refuse = false;
  let refused = 0;
  const { server, connection, networkChanged } = await started({
    timers,
    openSocket: (url) => {
      const socket = new WebSocket(refuse ? 'ws://127.0.0.1:1' : url);
      socket.on('close', () => (refused += 1));
      return socket;
    },
  });
  await eventually('greeting', () => connection.connected);
  refuse = true;
  server.cut();
  await eventually('loss', () => !connection.connected);
  timers.advance(0);
  await eventually('refused try', () => refused === 2);
  refuse = false;
  networkChanged('online');
  await eventually('connected again', () => connection.connected);
});

test('a request without an answer fails after 12 s', async () => {
  const timers = new FakeTimers();
  const { server, connection } = await started({ timers });
  await eventually('greeting', () => connection.connected);
  server.answer = () => silent;
  const asked = connection.request('meeting.end', {});
  const refused = expect(asked).rejects.toMatchObject({ code: 'not_ready' });
  timers.advance(12_000);
  await refused;
});
