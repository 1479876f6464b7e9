import { createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestRoom, testPool, TestDevice } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Protection profiles of SRTP as DTLS names them (RFC 5764, RFC 7714). */
const profiles = { aesCm128Sha1: 0x0001, aeadAes128Gcm: 0x0007, aeadAes256Gcm: 0x0008 };

let pool: WorkerPool;
beforeAll(async () => {
  pool = await testPool(30);
});
afterAll(() => pool.close());

test('media is protected by AES-256-GCM even when the other side names older ciphers first', { timeout: 60_000 }, async () => {
  expect(await negotiated([profiles.aesCm128Sha1, profiles.aeadAes128Gcm, profiles.aeadAes256Gcm])).toBe(profiles.aeadAes256Gcm);
  expect(await negotiated([profiles.aesCm128Sha1, profiles.aeadAes128Gcm])).toBe(profiles.aeadAes128Gcm);
});

/** Opens a transport, does ICE and the first message of DTLS by hand, and reads the server's choice. */
async function negotiated(offered: number[]): Promise<number> {
  const { room } = await openTestRoom(pool);
  const alice = await new TestDevice(room, 'alice').enter();
  const socket = createSocket('udp4');
  try {
    const transport = await alice.peer.handle('media.create-transport', { direction: 'send' });
    const { usernameFragment, password } = z.object({ usernameFragment: z.string(), password: z.string() }).parse(transport.iceParameters);
    const { port } = z.object({ port: z.number() }).parse(transport.iceCandidates[0]);
    const value = Array.from({ length: 32 }, () => '00').join(':');
    await alice.peer.handle('media.connect-transport', {
      transportId: transport.transportId,
      dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] },
    });
    await exchange(
      socket,
      port,
      bindingRequest(`${usernameFragment}:alice`, password),
      (message) => message.length >= 20 && message.readUInt16BE(0) === 0x0101,
    );
    const serverHello = await exchange(
      socket,
      port,
      clientHello(offered),
      (message) => message.length > 60 && message[0] === 22 && message[13] === 2,
    );
    return chosenProfile(serverHello);
  } finally {
    socket.close();
    await room.close();
  }
}

/** Sends until the awaited answer comes. */
async function exchange(socket: Socket, port: number, request: Buffer, accept: (message: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let attempts = 0;
    const timer = setInterval(() => {
      if (++attempts > 60) done(() => reject(new Error('no answer')));
      else socket.send(request, port, '127.0.0.1');
    }, 250);
    const listen = (message: Buffer) => {
      if (accept(message)) done(() => resolve(message));
    };
    const done = (settle: () => void) => {
      clearInterval(timer);
      socket.off('message', listen);
      settle();
    };
    socket.on('message', listen);
    socket.send(request, port, '127.0.0.1');
  });
}

const u16 = (...values: number[]) => Buffer.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));
const u24 = (value: number) => Buffer.from([(value >> 16) & 255, (value >> 8) & 255, value & 255]);

/** A STUN binding request of the controlling side that nominates its pair (RFC 8445 section 7.2.4). */
function bindingRequest(username: string, password: string): Buffer {
  const attribute = (type: number, value: Buffer) =>
    Buffer.concat([u16(type, value.length), value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  const transaction = randomBytes(12);
  const header = (length: number) => Buffer.concat([u16(0x0001, length), Buffer.from('2112a442', 'hex'), transaction]);
  const body = Buffer.concat([
    attribute(0x0006, Buffer.from(username)),
    attribute(0x0024, Buffer.from('6e7f1eff', 'hex')), // priority
    attribute(0x802a, randomBytes(8)), // controlling
    attribute(0x0025, Buffer.alloc(0)), // use this candidate
  ]);
  const integrity = createHmac('sha1', password)
    .update(Buffer.concat([header(body.length + 24), body]))
    .digest();
  const signed = Buffer.concat([body, attribute(0x0008, integrity)]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(Buffer.concat([header(signed.length + 8), signed])) ^ 0x5354554e) >>> 0);
  return Buffer.concat([header(signed.length + 8), signed, attribute(0x8028, fingerprint)]);
}

function clientHello(offered: number[]): Buffer {
  const extension = (type: number, value: Buffer) => Buffer.concat([u16(type, value.length), value]);
  const extensions = Buffer.concat([
    extension(0x000a, u16(4, 0x001d, 0x0017)), // X25519, P-256
    extension(0x000b, Buffer.from([1, 0])), // uncompressed points
    extension(0x000d, u16(6, 0x0403, 0x0804, 0x0401)), // signatures
    extension(0x000e, Buffer.concat([u16(offered.length * 2, ...offered), Buffer.from([0])])), // use_srtp
    extension(0x0017, Buffer.alloc(0)), // extended master secret
  ]);
  const body = Buffer.concat([
    u16(0xfefd),
    randomBytes(32),
    Buffer.from([0, 0]), // no session, no cookie
    u16(4, 0xc02b, 0xc02f), // ECDHE with AES-128-GCM
    Buffer.from([1, 0]), // no compression
    u16(extensions.length),
    extensions,
  ]);
  const handshake = Buffer.concat([Buffer.from([1]), u24(body.length), u16(0), u24(0), u24(body.length), body]);
  return Buffer.concat([Buffer.from([22]), u16(0xfeff), Buffer.alloc(8), u16(handshake.length), handshake]);
}

/** Reads `use_srtp` of a ServerHello that is the first message of its datagram. */
function chosenProfile(datagram: Buffer): number {
  const hello = datagram.subarray(13 + 12);
  const sessionLength = hello.readUInt8(34);
  let at = 35 + sessionLength + 3;
  const end = at + 2 + hello.readUInt16BE(at);
  at += 2;
  while (at < end) {
    const [type, length] = [hello.readUInt16BE(at), hello.readUInt16BE(at + 2)];
    if (type === 0x000e) return hello.readUInt16BE(at + 4 + 2);
    at += 4 + length;
  }
  throw new Error('the server chose no SRTP profile');
}
