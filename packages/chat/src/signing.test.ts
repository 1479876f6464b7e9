import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson, type JsonObject } from './json.ts';
import type { Pdu } from './pdu.ts';
import { contentHash, eventIdOf, EventTooLarge, isSignedBy, publicKeyText, signed, signingKey } from './signing.ts';
import { alice, RoomStory, testKey } from './testing/room-story.ts';

/** Of the specification's appendices, "Cryptographic Test Vectors". */
const vectorKey = signingKey('domain', 'ed25519:1', Buffer.from('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1', 'base64'));

test.each([
  [{}, 'K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ'],
  [{ one: 1, two: 'Two' }, 'KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw'],
])('the key of the test vectors signs %j as it is written there', (value, signature) => {
  const bytes = Buffer.from(canonicalJson(value as JsonObject));
  expect(sign(null, bytes, vectorKey.privateKey).toString('base64').replace(/=+$/, '')).toBe(signature);
});

test('the content hash of the test vectors comes out', () => {
  const event = {
    ...{ room_id: '!x:domain', sender: '@a:domain', origin: 'domain', origin_server_ts: 1_000_000, signatures: {}, hashes: {} },
    ...{ type: 'X', content: {}, prev_events: [], auth_events: [], depth: 3, unsigned: { age_ts: 1_000_000 } },
  };
  expect(contentHash(event)).toBe('5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos');
});

const message = (body: string): Pdu =>
  RoomStory.begun().mustSay({ sender: alice, type: 'm.room.message', content: { msgtype: 'm.text', body } });

test('an event is proven by the key of its server, and by no other', () => {
  const pdu = message('Guten Morgen');
  expect(isSignedBy(pdu, 'stadt.example', 'ed25519:test', publicKeyText(testKey))).toBe(true);
  expect(isSignedBy(pdu, 'stadt.example', 'ed25519:test', publicKeyText(vectorKey))).toBe(false);
  expect(isSignedBy(pdu, 'andere.example', 'ed25519:test', publicKeyText(testKey))).toBe(false);
  expect(
    isSignedBy({ ...pdu, sender: '@mallory:stadt.example' as Pdu['sender'] }, 'stadt.example', 'ed25519:test', publicKeyText(testKey)),
  ).toBe(false);
});

test('the id names what was said, and stays when that is redacted', () => {
  const pdu = message('Guten Morgen');
  expect(eventIdOf(pdu)).toMatch(/^\$[\w-]{43}$/);
  expect(eventIdOf({ ...pdu, content: {} })).toBe(eventIdOf(pdu));
  expect(eventIdOf({ ...pdu, unsigned: { age: 5 } })).toBe(eventIdOf(pdu));
  // Another text has another hash inside, and so another id.
  expect(eventIdOf(message('Guten Abend'))).not.toBe(eventIdOf(pdu));
});

test('an event as large as the limit is signed, one byte more is refused (C13)', () => {
  const empty = Buffer.byteLength(canonicalJson(message('') as unknown as JsonObject));
  const largest = 'x'.repeat(65_536 - empty);
  expect(Buffer.byteLength(canonicalJson(message(largest) as unknown as JsonObject))).toBe(65_536);
  const content = { msgtype: 'm.text', body: `${largest}x` };
  expect(() => signed({ ...message(''), content }, testKey)).toThrow(EventTooLarge);
});

test('a seed always gives the same key, as the file of it must after a restart', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  expect(publicKeyText(signingKey('a', 'ed25519:1', seed))).toBe(publicKeyText({ serverName: 'a', keyId: 'ed25519:1', privateKey }));
  const { pdu } = signed({ ...message('x'), content: { body: 'y' } }, testKey);
  expect(pdu.hashes.sha256).toBe(contentHash(pdu as unknown as JsonObject));
});
