/** M01: hostile media parameters over the WebSocket cost their sender at most a refusal. */
import { openTransports, produce, rtpParameters, someFingerprint } from '@saal/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startBesieged, type Besieged } from './besieged.ts';

let besieged: Besieged;

beforeAll(async () => {
  besieged = await startBesieged();
});
afterAll(() => besieged?.saal.stop());
/** After every attack. */
afterEach(() => besieged.expectUnharmed());

test('DTLS parameters without, with a wrong or with two hundred fingerprints are refused', async () => {
  const mallory = await besieged.guest('Mallory');
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
  expect(await mallory.refusal('media.connect-transport', { transportId: 'A'.repeat(22), dtlsParameters: { fingerprints: [good] } })).toBe(
    'media_object_not_found',
  );
  await mallory.close();
});

test('RTP parameters that lie are refused and the worker lives', async () => {
  const mallory = await besieged.guest('Mallory');
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
  const mallory = await besieged.guest('Mallory');
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
  const mallory = await besieged.guest('Mallory');
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
  const bob = await besieged.guest('Bob Maier');
  const mallory = await besieged.guest('Mallory');
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
