import fc from 'fast-check';
import { SaalError } from '@saal/foundation';
import { mediaRequests } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraParameters, microphoneParameters, openTestRoom, testPool, TestDevice, type TestRoom } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool;
let meeting: TestRoom;
let alice: TestDevice;
let bob: TestDevice;
let pid: number;
beforeAll(async () => {
  pool = await testPool(20);
  meeting = await openTestRoom(pool);
  alice = await new TestDevice(meeting.room, 'alice').setUp();
  bob = await new TestDevice(meeting.room, 'bob').setUp();
  pid = workerPid();
});
afterAll(async () => {
  await meeting.room.close();
  await pool.close();
});

function workerPid(): number {
  return pool.load().workers[0]?.pid ?? 0;
}

/** What became of a request as it would come over the wire: 'fine', or the code it was refused with. */
async function outcome(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'fine';
  } catch (error) {
    if (error instanceof SaalError) return error.code;
    throw error;
  }
}

async function produce(source: 'microphone' | 'camera', rtpParameters: unknown): Promise<string> {
  const request = mediaRequests['media.produce'].data.safeParse({ transportId: alice.sendTransportId, source, rtpParameters });
  if (!request.success) return 'bad_request';
  const result = await outcome(async () => alice.peer.handle('media.produce', request.data));
  await alice.peer.closeSource(source);
  return result;
}

/** The worker lives, its channel is whole, and somebody else can still send. */
async function expectUnharmed(): Promise<void> {
  expect(workerPid()).toBe(pid);
  const producerId = await bob.produceMicrophone();
  await bob.peer.handle('media.close-producer', { producerId });
  expect(meeting.streams.get(alice.peer.deviceId) ?? []).toEqual([]);
}

const invalid = 'media_parameters_invalid';
const camera = () => cameraParameters(9_000);
const codec = camera().codecs[0];
const cases: [string, 'microphone' | 'camera', unknown, string][] = [
  ['nothing at all', 'camera', {}, invalid],
  ['ten thousand codecs', 'camera', { ...camera(), codecs: Array.from({ length: 10_000 }, () => codec) }, 'bad_request'],
  [
    'a hundred codecs',
    'camera',
    { ...camera(), codecs: Array.from({ length: 100 }, (_, payloadType) => ({ ...codec, payloadType })) },
    invalid,
  ],
  ['the same SSRC twice', 'camera', { ...camera(), encodings: [{ ssrc: 5 }, { ssrc: 5 }] }, invalid],
  ['an SSRC that is its own retransmission', 'camera', { ...camera(), encodings: [{ ssrc: 5, rtx: { ssrc: 5 } }] }, invalid],
  ['an SSRC beyond 32 bits', 'camera', { ...camera(), encodings: [{ ssrc: 2 ** 40 }] }, invalid],
  ['an SSRC that is text', 'camera', { ...camera(), encodings: [{ ssrc: '5' }] }, invalid],
  ['the same rid twice', 'camera', { ...camera(), encodings: [{ rid: 'h' }, { rid: 'h' }] }, invalid],
  ['simulcast without names', 'camera', { ...camera(), encodings: [{}, {}] }, invalid],
  ['a retransmission that is no object', 'camera', { ...camera(), encodings: [{ ssrc: 5, rtx: 'yes' }] }, invalid],
  ['five encodings', 'camera', { ...camera(), encodings: [1, 2, 3, 4, 5].map((ssrc) => ({ ssrc })) }, invalid],
  ['a payload type out of range', 'camera', { ...camera(), codecs: [{ ...codec, payloadType: 300 }] }, invalid],
  ['an encoding of a payload type nobody named', 'camera', { ...camera(), encodings: [{ ssrc: 5, codecPayloadType: 33 }] }, invalid],
  [
    'retransmission of an unknown payload type',
    'camera',
    { ...camera(), codecs: [codec, { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 12 } }] },
    invalid,
  ],
  [
    'retransmission only',
    'camera',
    { ...camera(), codecs: [{ mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 97 } }] },
    invalid,
  ],
  ['a codec nobody offered', 'camera', { ...camera(), codecs: [{ ...codec, mimeType: 'video/H261' }] }, invalid],
  ['VP8 with another clock', 'camera', { ...camera(), codecs: [{ ...codec, clockRate: 8_000 }] }, invalid],
  ['sound as a camera', 'camera', microphoneParameters(7), invalid],
  ['a camera as a microphone', 'microphone', camera(), invalid],
  ['codec parameters of other types', 'camera', { ...camera(), codecs: [{ ...codec, parameters: { a: { b: 1 }, c: null } }] }, invalid],
  ['a header extension the worker does not know', 'camera', { ...camera(), headerExtensions: [{ uri: 'urn:x', id: 1 }] }, invalid],
  [
    'a header extension id twice',
    'microphone',
    { ...microphoneParameters(7), headerExtensions: [1, 1].map((id) => ({ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id })) },
    invalid,
  ],
  ['a name of another length', 'camera', { ...camera(), mid: 'x'.repeat(5_000) }, invalid],
];

test.each(cases)('%s is refused with a code and harms nobody', async (_what, source, rtpParameters, code) => {
  expect(await produce(source, rtpParameters)).toBe(code);
  await expectUnharmed();
});

test('the same mid twice on one transport is refused with a code', async () => {
  const transportId = alice.sendTransportId;
  await alice.peer.handle('media.produce', { transportId, source: 'microphone', rtpParameters: microphoneParameters(1) });
  expect(
    await outcome(() => alice.peer.handle('media.produce', { transportId, source: 'camera', rtpParameters: { ...camera(), mid: 'a' } })),
  ).toBe(invalid);
  expect(
    await outcome(() =>
      alice.peer.handle('media.produce', { transportId, source: 'camera', rtpParameters: { ...camera(), encodings: [{ ssrc: 1 }] } }),
    ),
  ).toBe(invalid);
  await alice.peer.closeSource('microphone');
  await expectUnharmed();
});

const digest = Array.from({ length: 32 }, () => 'AB').join(':');
test.each([
  ['no fingerprint', { fingerprints: [] }, 'bad_request'],
  ['an empty fingerprint', { fingerprints: [{ algorithm: 'sha-256', value: '' }] }, 'bad_request'],
  ['a fingerprint of another length', { fingerprints: [{ algorithm: 'sha-256', value: `${digest}:AB` }] }, invalid],
  ['a fingerprint of SHA-1', { fingerprints: [{ algorithm: 'sha-1', value: Array.from({ length: 20 }, () => 'AB').join(':') }] }, invalid],
  ['an unknown algorithm', { fingerprints: [{ algorithm: 'md5', value: digest }] }, 'bad_request'],
  ['an unknown role', { role: 'both', fingerprints: [{ algorithm: 'sha-256', value: digest }] }, 'bad_request'],
])('%s is refused with a code and harms nobody', async (_what, dtlsParameters, code) => {
  const carol = await new TestDevice(meeting.room, 'carol').setUp();
  const request = mediaRequests['media.connect-transport'].data.safeParse({ transportId: carol.sendTransportId, dtlsParameters });
  expect(request.success ? await outcome(() => carol.peer.handle('media.connect-transport', request.data)) : 'bad_request').toBe(code);
  carol.peer.close();
  await expectUnharmed();
});

test('a transport takes one certificate: the same again is fine, another is refused', async () => {
  const carol = await new TestDevice(meeting.room, 'carol').setUp();
  const connect = (value: string) =>
    outcome(() =>
      carol.peer.handle('media.connect-transport', {
        transportId: carol.sendTransportId,
        dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] },
      }),
    );
  expect(await connect(digest)).toBe('fine');
  expect(await connect(digest.toLowerCase())).toBe('fine');
  expect(await connect(digest.replaceAll('AB', 'CD'))).toBe(invalid);
  carol.peer.close();
  await expectUnharmed();
});

/** Replaces one value somewhere inside by something else. */
function mutated(whole: unknown): fc.Arbitrary<unknown> {
  const paths: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]): void => {
    paths.push(path);
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]));
    else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
  };
  walk(whole, []);
  const junk = fc.oneof(
    fc.constantFrom<unknown>(null, -1, 0, 1.5, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53, '', 'x', '\u0000', [], {}, true, [null], [[]], {
      __proto__: null,
    }),
    fc.string({ maxLength: 300 }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const replace = (value: unknown, path: readonly (string | number)[], by: unknown): unknown => {
    const [first, ...rest] = path;
    if (first === undefined) return by;
    if (Array.isArray(value)) return value.map((item: unknown, index) => (index === first ? replace(item, rest, by) : item));
    return Object.fromEntries(
      Object.entries(value ?? {}).map(([key, item]: [string, unknown]) => [key, key === first ? replace(item, rest, by) : item]),
    );
  };
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((value, [path, by]) => replace(value, path, by), whole));
}

const expected = new Set(['fine', invalid, 'bad_request', 'too_many_streams']);

test('whatever stands in RTP parameters, the answer is a code and the worker lives (M01)', { timeout: 120_000 }, async () => {
  const parameters = fc.oneof(
    mutated(camera()),
    mutated({ ...camera(), encodings: [{ ssrc: 5, scalabilityMode: 'L3T3' }] }),
    fc.jsonValue(),
  );
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(parameters, async (rtpParameters) => {
      const result = await produce('camera', rtpParameters);
      seen.set(result, (seen.get(result) ?? 0) + 1);
      expect(expected).toContain(result);
    }),
    { numRuns: 600 },
  );
  expect(seen.get('fine')).toBeGreaterThan(0);
  expect(seen.get(invalid)).toBeGreaterThan(0);
  await expectUnharmed();
});

test('whatever stands in capabilities, the answer is a code and the worker lives (M01)', { timeout: 120_000 }, async () => {
  const dora = await new TestDevice(meeting.room, 'dora').setUp();
  const producerId = await bob.produceCamera();
  const router = { ...dora.branch.place().router.rtpCapabilities };
  await fc.assert(
    fc.asyncProperty(fc.oneof(mutated(router), fc.jsonValue()), async (rtpCapabilities) => {
      const request = mediaRequests['media.set-capabilities'].data.safeParse({ rtpCapabilities });
      if (!request.success) return;
      const result = await outcome(() => dora.peer.handle('media.set-capabilities', request.data));
      expect(['fine', invalid]).toContain(result);
      // A new receive transport makes the consumers anew, with these capabilities.
      await dora.peer.handle('media.create-transport', { direction: 'receive' });
      await dora.peer.handle('media.watch', { tiles: [{ producerId, widthPx: 320, heightPx: 180, priority: 1 }] });
    }),
    { numRuns: 300 },
  );
  dora.peer.close();
  await bob.peer.closeSource('camera');
  await expectUnharmed();
});
