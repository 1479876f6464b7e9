/** C10, M01, M12 over the WebSocket: bad input costs its sender at most their connection, never the meeting. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import {
  createGuest,
  openTransports,
  produce,
  residentBytes,
  rtpParameters,
  setUpAdministrator,
  someFingerprint,
  startMeeting,
  startSaal,
  until,
  WireParticipant,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { closeCodes, MAX_FRAME_BYTES, type Method } from '@saal/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let saal: SaalProcess;
let anna: SignedIn;
let host: WireParticipant;
let workers: number[];
let serverPid: number;

beforeAll(async () => {
  saal = await startSaal();
  anna = await setUpAdministrator(saal);
  const meeting = await startMeeting(anna);
  host = await WireParticipant.connect(anna.http);
  await host.join(meeting.id);
  await host.request('meeting.change-settings', { settings: { lobbyBypass: 'everyone' } });
  workers = saal.workerPids();
  serverPid = saal.pid;
});
afterAll(() => saal?.stop());
/** After every attack: the same server, the same worker, and Anna's meeting as if nothing were. */
afterEach(async () => {
  expect(saal.pid).toBe(serverPid);
  expect(saal.workerPids()).toEqual(workers);
  expect(host.closed).toBeUndefined();
  await host.request('meeting.set-locked', { locked: false });
});

async function guest(name: string): Promise<WireParticipant> {
  const participant = await WireParticipant.connect(await createGuest(saal.baseUrl));
  if (!host.snapshot) throw new Error('the host is not in');
  expect((await participant.join(host.snapshot.meeting.id, { name })).state).toBe('joined');
  return participant;
}

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
    const mallory = await guest('Mallory');
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
    const mallory = await guest('Mallory');
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
    const mallory = await guest('Mallory');
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
    const mallory = await guest('Mallory');
    expect(await mallory.refusal(method, data)).toBe('bad_request');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    await mallory.close();
  });

  test('another wire version is refused by its own code', async () => {
    const mallory = await WireParticipant.connect(await createGuest(saal.baseUrl));
    expect(
      await mallory.refusal('meeting.join', {
        wireVersion: 999,
        meetingId: host.snapshot?.meeting.id,
        deviceId: mallory.deviceId,
        name: 'Mallory',
      }),
    ).toBe('unsupported_wire_version');
    await mallory.close();
  });
});

describe('M01: hostile media parameters', () => {
  test('DTLS parameters without, with a wrong or with two hundred fingerprints are refused', async () => {
    const mallory = await guest('Mallory');
    const { send } = await openTransports(mallory);
    const good = someFingerprint('mallory');
    for (const fingerprints of [
      [],
      [{ algorithm: 'sha-256', value: '' }],
      [{ algorithm: 'md5', value: good.value }],
      [{ algorithm: 'sha-256', value: 'ZZ:ZZ' }],
      Array.from({ length: 200 }, () => good),
    ]) {
      expect(['bad_request', 'media_parameters_invalid', 'message_too_large']).toContain(
        await mallory.refusal('media.connect-transport', {
          transportId: send.transportId,
          dtlsParameters: { role: 'client', fingerprints },
        }),
      );
    }
    expect(
      await mallory.refusal('media.connect-transport', { transportId: 'A'.repeat(22), dtlsParameters: { fingerprints: [good] } }),
    ).toBe('media_object_not_found');
    await mallory.close();
  });

  test('RTP parameters that lie are refused and the worker lives', async () => {
    const mallory = await guest('Mallory');
    const { send } = await openTransports(mallory);
    const good = rtpParameters(mallory, 'audio');
    const encoding = { ssrc: 4_242 };
    const bad: [string, Record<string, unknown>][] = [
      ['no codecs', { ...good, codecs: [] }],
      [
        'an unknown codec',
        { ...good, codecs: [{ mimeType: 'audio/evil', payloadType: 100, clockRate: 1, parameters: {}, rtcpFeedback: [] }] },
      ],
      [
        'a payload type beyond 127',
        {
          ...good,
          codecs: [{ mimeType: 'audio/opus', payloadType: 999, clockRate: 48_000, channels: 2, parameters: {}, rtcpFeedback: [] }],
        },
      ],
      ['codecs of the wrong type', { ...good, codecs: 'opus' }],
      ['null', { ...good, codecs: null, encodings: null }],
      ['no encodings', { ...good, encodings: [] }],
      ['the same SSRC twice', { ...good, encodings: [encoding, encoding] }],
      ['an SSRC beyond 32 bits', { ...good, encodings: [{ ssrc: 2 ** 40 }] }],
      ['a negative SSRC', { ...good, encodings: [{ ssrc: -1 }] }],
      ['a thousand encodings', { ...good, encodings: Array.from({ length: 500 }, (_, ssrc) => ({ ssrc: ssrc + 1 })) }],
      ['header extensions of the wrong type', { ...good, headerExtensions: [{ uri: 'x', id: 99_999 }] }],
      ['a mid of 10,000 characters', { ...good, mid: 'm'.repeat(10_000) }],
      ['video as a microphone', rtpParameters(mallory, 'video')],
    ];
    for (const [name, parameters] of bad) {
      const code = await mallory.refusal('media.produce', {
        transportId: send.transportId,
        source: 'microphone',
        rtpParameters: parameters,
      });
      expect(['bad_request', 'media_parameters_invalid'], `${name}: ${code}`).toContain(code);
    }
    // After all of that an honest one is still taken.
    await produce(mallory, send, 'microphone');
    await mallory.close();
  });

  test('an SSRC or mid that is used already, and a second microphone, are refused', async () => {
    const mallory = await guest('Mallory');
    const { send } = await openTransports(mallory);
    const parameters = rtpParameters(mallory, 'audio');
    await mallory.request('media.produce', { transportId: send.transportId, source: 'microphone', rtpParameters: parameters });
    expect(
      await mallory.refusal('media.produce', {
        transportId: send.transportId,
        source: 'microphone',
        rtpParameters: rtpParameters(mallory, 'audio'),
      }),
    ).toBe('too_many_streams');
    const camera = rtpParameters(mallory, 'video');
    expect(
      await mallory.refusal('media.produce', {
        transportId: send.transportId,
        source: 'camera',
        rtpParameters: { ...camera, mid: parameters['mid'], encodings: parameters['encodings'] },
      }),
    ).toBe('media_parameters_invalid');
    await mallory.close();
  });

  test('capabilities that lie are refused or harmless', async () => {
    const mallory = await guest('Mallory');
    for (const rtpCapabilities of [
      { codecs: 'all' },
      { codecs: [{ mimeType: 'video/VP8' }] },
      { codecs: [null] },
      { headerExtensions: {} },
    ]) {
      const code = await mallory.refusal('media.set-capabilities', { rtpCapabilities });
      if (code !== undefined) expect(['bad_request', 'media_parameters_invalid']).toContain(code);
    }
    expect(await mallory.refusal('media.set-capabilities', { rtpCapabilities: { codecs: [], padding: 'x'.repeat(40_000) } })).toBe(
      'bad_request',
    );
    await mallory.close();
  });

  test('producers, consumers and transports of others are not found', async () => {
    const bob = await guest('Bob Maier');
    const mallory = await guest('Mallory');
    const { send } = await openTransports(bob);
    const producerId = await produce(bob, send, 'microphone');
    await openTransports(mallory);
    for (const [method, data] of [
      ['media.pause-producer', { producerId }],
      ['media.resume-producer', { producerId }],
      ['media.close-producer', { producerId }],
      ['media.restart-ice', { transportId: send.transportId }],
      ['media.connect-transport', { transportId: send.transportId, dtlsParameters: { fingerprints: [someFingerprint('x')] } }],
      ['media.produce', { transportId: send.transportId, source: 'camera', rtpParameters: rtpParameters(mallory, 'video') }],
    ] as const) {
      expect([method, await mallory.refusal(method, data)]).toEqual([method, 'media_object_not_found']);
    }
    await Promise.all([bob.close(), mallory.close()]);
  });
});

describe('M12: too much', () => {
  test('a frame above the limit ends that connection with 1009', async () => {
    const mallory = await guest('Mallory');
    mallory.socket.send('x'.repeat(MAX_FRAME_BYTES + 1));
    await until('the end', () => mallory.closed);
    expect(mallory.closed?.code).toBe(1009);
  });

  test('16 MB in one frame end that connection without the server keeping them', async () => {
    const before = residentBytes(saal.pid);
    const mallory = await guest('Mallory');
    mallory.socket.send('x'.repeat(16 * 1024 * 1024));
    await until('the end', () => mallory.closed);
    expect([1006, 1009]).toContain(mallory.closed?.code);
    expect(residentBytes(saal.pid) - before).toBeLessThan(64 * 1024 * 1024);
  });

  test("a thousand requests at once are limited; the host's own requests are answered meanwhile", async () => {
    const mallory = await guest('Mallory');
    const answers = Array.from({ length: 1_000 }, (_, index) =>
      mallory.refusal('meeting.set-hand', { raised: index % 2 === 0 }).catch(() => 'closed'),
    );
    const startMs = performance.now();
    await host.request('meeting.set-locked', { locked: false });
    expect(performance.now() - startMs).toBeLessThan(5_000);
    const codes = await Promise.all(answers);
    expect(codes.filter((code) => code === 'rate_limited' || code === 'closed').length).toBeGreaterThan(500);
    if (mallory.closed) expect(mallory.closed.code).toBe(closeCodes.rateLimited);
    await mallory.close();
  });

  test('somebody who reads nothing while much happens costs bounded memory and only their own connection', async () => {
    const slow = await guest('Slow Reader');
    slow.socket.pause();
    const before = residentBytes(saal.pid);
    for (let round = 0; round < 40; round++) {
      const noisy = await guest(`Noisy ${round} ${'ä'.repeat(60)}`);
      await noisy.close();
    }
    expect(residentBytes(saal.pid) - before).toBeLessThan(96 * 1024 * 1024);
    slow.drop();
  });

  test('an upgrade that dribbles one byte at a time does not hold others up', async () => {
    const sockets = Array.from({ length: 20 }, () => connect(saal.port, '127.0.0.1'));
    // The server ends slow ones when their time is over; that is theirs to say.
    for (const socket of sockets) socket.on('error', () => undefined);
    const text = 'GET /api/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n';
    let at = 0;
    const dribble = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write(text[at] ?? 'x');
      at++;
    }, 50);
    const bob = await guest('Bob Maier');
    await bob.request('meeting.set-hand', { raised: true });
    clearInterval(dribble);
    for (const socket of sockets) socket.destroy();
    await bob.close();
  });

  test('a hundred connections of one browser do not keep others out', async () => {
    const http = await createGuest(saal.baseUrl);
    const opened = await Promise.allSettled(Array.from({ length: 100 }, () => WireParticipant.connect(http)));
    const bob = await guest('Bob Maier');
    await bob.request('meeting.set-hand', { raised: true });
    await bob.close();
    for (const one of opened) if (one.status === 'fulfilled') one.value.drop();
  });
});
