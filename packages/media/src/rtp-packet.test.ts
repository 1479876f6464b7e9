import { expect, test } from 'vitest';
import { levelOf, silentDb } from './rtp-packet.ts';

/** @param extensions the words of the header's extension, after profile and length */
function packet(profile: number | undefined, extensions: number[], payloadBytes = 40): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(profile === undefined ? 0x80 : 0x90, 0);
  if (profile === undefined) return Buffer.concat([header, Buffer.alloc(payloadBytes)]);
  const start = Buffer.alloc(4);
  start.writeUInt16BE(profile, 0);
  start.writeUInt16BE(extensions.length / 4, 2);
  return Buffer.concat([header, start, Buffer.from(extensions), Buffer.alloc(payloadBytes)]);
}

test('the level is found among other extensions, in both forms of the header', () => {
  expect(levelOf(packet(0xbede, [0x11, 1, 2, 0x00, 0xa0, 0x80 | 30, 0, 0]), 10)).toBe(-30);
  expect(levelOf(packet(0x1000, [1, 2, 9, 9, 10, 1, 42, 0]), 10)).toBe(-42);
});

test('a packet that tells no level is judged by its size', () => {
  expect(levelOf(packet(undefined, []), 10)).toBe(-45);
  expect(levelOf(packet(0xbede, [0x10, 7, 0, 0]), 10)).toBe(-45);
  expect(levelOf(packet(undefined, [], 1), 10)).toBe(silentDb);
});
