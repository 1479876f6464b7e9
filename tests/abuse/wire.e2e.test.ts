/** C10, M12 over the WebSocket: bad input costs its sender at most their connection, never the meeting. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { createGuest, residentBytes, until, WireParticipant } from '@saal/testkit';
import { closeCodes, MAX_FRAME_BYTES, type Method } from '@saal/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBesieged, type Besieged } from './besieged.ts';

let besieged: Besieged;

beforeAll(async () => {
  besieged = await startBesieged();
});
afterAll(() => besieged?.saal.stop());
/** After every attack. */
afterEach(() => besieged.expectUnharmed());

describe('C10: frames that fit no schema', () => {
  test.each([
    ['not JSON', 'hello'],
    ['an array', '[]'],
    ['null', 'null'],
    ['no id', '{"k":"req","method":"meeting.leave","data":{}}'],
    ['a negative id', '{"k":"req","id":-1,"method":"meeting.leave","data":{}}'],
    ['an id as text', '{"k":"req","id":"1","method":"meeting.leave","data":{}}'],
    ['a further field', '{"k":"req","id":1,"method":"meeting.leave","data":{},"admin":true}'],
    ['10,000 levels', `{"k":"req","id":1,"method":"meeting.leave","data":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
    ['a response', '{"k":"res","id":1,"ok":true,"data":{}}'],
  ])('%s is answered with bad_request or ends that connection alone', async (_name, raw) => {
    const mallory = await besieged.guest('Mallory');
    const before = mallory.frames.length;
    mallory.socket.send(raw);
    await until(
      'an answer or the end',
      () => mallory.closed ?? mallory.frames.slice(before).find((frame) => frame.includes('bad_request')),
    );
    if (mallory.closed) expect(mallory.closed.code).toBe(closeCodes.badFrame);
    await mallory.close();
  });

  test('a binary frame ends that connection alone', async () => {
    const mallory = await besieged.guest('Mallory');
    mallory.socket.send(randomBytes(64));
    await until('an answer or the end', () => mallory.closed ?? mallory.frames.find((frame) => frame.includes('bad_request')));
    await mallory.close();
  });

  test.each([
    ['unknown method', 'meeting.become-host', 'unknown_method'],
    ['a name of every object', 'constructor', 'unknown_method'],
    ['another one', '__proto__', 'unknown_method'],
    ['another one', 'toString', 'unknown_method'],
  ])('%s (%s) is refused with %s', async (_name, method, code) => {
    const mallory = await besieged.guest('Mallory');
    const before = mallory.frames.length;
    mallory.socket.send(JSON.stringify({ k: 'req', id: 7, method, data: {} }));
    const answer = await until('an answer', () => mallory.frames.slice(before).find((frame) => frame.includes('"id":7')));
    expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code } });
    await mallory.close();
  });

  test.each<[Method, unknown]>([
    ['meeting.set-hand', { raised: 'yes' }],
    ['meeting.set-hand', { raised: true, __proto__: null, extra: 1 }],
    ['meeting.react', { reaction: '<script>' }],
    ['meeting.set-role', { participantId: '../../etc', role: 'host' }],
    ['meeting.admit', { participantId: 'x'.repeat(65) }],
    ['meeting.pin-for-all', { participantIds: Array.from({ length: 7 }, () => 'A'.repeat(22)) }],
    ['meeting.join', { wireVersion: 1, meetingId: 'short', deviceId: 'A'.repeat(22) }],
    ['media.watch', { tiles: [{ producerId: 'A'.repeat(22), widthPx: 1e308, heightPx: 1, priority: 1 }] }],
    ['media.watch', { tiles: Array.from({ length: 61 }, () => ({ producerId: 'A'.repeat(22), widthPx: 1, heightPx: 1, priority: 1 })) }],
    ['media.report-quality', { level: 99, reason: 'none' }],
  ])('%s with a field of the wrong shape is refused with bad_request', async (method, data) => {
    const mallory = await besieged.guest('Mallory');
    expect(await mallory.refusal(method, data)).toBe('bad_request');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    await mallory.close();
  });

  test('another wire version is refused by its own code', async () => {
    const mallory = await WireParticipant.connect(await createGuest(besieged.saal.baseUrl));
    expect(
      await mallory.refusal('meeting.join', {
        wireVersion: 999,
        meetingId: besieged.host.snapshot?.meeting.id,
        deviceId: mallory.deviceId,
        name: 'Mallory',
      }),
    ).toBe('unsupported_wire_version');
    await mallory.close();
  });
});

describe('M12: too much', () => {
  test('a frame above the limit ends that connection with 1009', async () => {
    const mallory = await besieged.guest('Mallory');
    mallory.socket.send('x'.repeat(MAX_FRAME_BYTES + 1));
    await until('the end', () => mallory.closed);
    expect(mallory.closed?.code).toBe(1009);
  });

  test('16 MB in one frame end that connection without the server keeping them', async () => {
    const before = residentBytes(besieged.saal.pid);
    const mallory = await besieged.guest('Mallory');
    mallory.socket.send('x'.repeat(16 * 1024 * 1024));
    await until('the end', () => mallory.closed);
    expect([1006, 1009]).toContain(mallory.closed?.code);
    expect(residentBytes(besieged.saal.pid) - before).toBeLessThan(64 * 1024 * 1024);
  });

  test("a thousand requests at once are limited; the host's own requests are answered meanwhile", async () => {
    const mallory = await besieged.guest('Mallory');
    const answers = Array.from({ length: 1_000 }, (_, index) =>
      mallory.refusal('meeting.set-hand', { raised: index % 2 === 0 }).catch(() => 'closed'),
    );
    const startMs = performance.now();
    await besieged.host.request('meeting.set-locked', { locked: false });
    expect(performance.now() - startMs).toBeLessThan(5_000);
    const codes = await Promise.all(answers);
    expect(codes.filter((code) => code === 'rate_limited' || code === 'closed').length).toBeGreaterThan(500);
    if (mallory.closed) expect(mallory.closed.code).toBe(closeCodes.rateLimited);
    await mallory.close();
  });

  test('somebody who reads nothing while much happens costs bounded memory and only their own connection', async () => {
    const slow = await besieged.guest('Slow Reader');
    slow.socket.pause();
    const before = residentBytes(besieged.saal.pid);
    for (let round = 0; round < 40; round++) {
      const noisy = await besieged.guest(`Noisy ${round} ${'ä'.repeat(60)}`);
      await noisy.close();
    }
    expect(residentBytes(besieged.saal.pid) - before).toBeLessThan(96 * 1024 * 1024);
    slow.drop();
  });

  test('an upgrade that dribbles one byte at a time does not hold others up', async () => {
    const sockets = Array.from({ length: 20 }, () => connect(besieged.saal.port, '127.0.0.1'));
    // The server ends slow ones when their time is over; that is theirs to say.
    for (const socket of sockets) socket.on('error', () => undefined);
    const text = 'GET /api/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n';
    let at = 0;
    const dribble = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write(text[at] ?? 'x');
      at++;
    }, 50);
    const bob = await besieged.guest('Bob Maier');
    await bob.request('meeting.set-hand', { raised: true });
    clearInterval(dribble);
    for (const socket of sockets) socket.destroy();
    await bob.close();
  });

  test('a hundred connections of one browser do not keep others out', async () => {
    const http = await createGuest(besieged.saal.baseUrl);
    const opened = await Promise.allSettled(Array.from({ length: 100 }, () => WireParticipant.connect(http)));
    const bob = await besieged.guest('Bob Maier');
    await bob.request('meeting.set-hand', { raised: true });
    await bob.close();
    for (const one of opened) if (one.status === 'fulfilled') one.value.drop();
  });
});
