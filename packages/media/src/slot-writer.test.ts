import { expect, test } from 'vitest';
import { SlotWriter } from './slot-writer.ts';

function written(writer: SlotWriter<string>, voice: string, sequence: number, timestamp: number, nowMs: number) {
  const packet = Buffer.alloc(20);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | 100, 1); // A marker of the voice's own is not passed on.
  if (!writer.write(packet, voice, sequence & 0xffff, timestamp >>> 0, nowMs)) return undefined;
  return {
    marker: packet.readUInt8(1) >= 0x80,
    payloadType: packet.readUInt8(1) & 0x7f,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
  };
}

test('a change of voice goes on without a gap in numbers, with the time that passed, and is marked', () => {
  const writer = new SlotWriter<string>(4711, { sequence: 99, timestamp: 10_000 });
  expect(written(writer, 'alice', 500, 1_000_000, 0)).toEqual({
    marker: true,
    payloadType: 100,
    sequence: 100,
    timestamp: 10_960,
    ssrc: 4711,
  });
  expect(written(writer, 'alice', 501, 1_000_960, 20)).toMatchObject({ marker: false, sequence: 101, timestamp: 11_920 });
  expect(written(writer, 'bob', 7, 5, 61)).toMatchObject({ marker: true, sequence: 102, timestamp: 11_920 + 2 * 960 });
  expect(written(writer, 'bob', 8, 965, 81)).toMatchObject({ marker: false, sequence: 103, timestamp: 11_920 + 3 * 960 });
});

test('a loss stays a loss, and packets out of order keep their order', () => {
  const writer = new SlotWriter<string>(1, { sequence: 0, timestamp: 0 });
  written(writer, 'alice', 10, 0, 0);
  expect(written(writer, 'alice', 13, 2_880, 60)).toMatchObject({ sequence: 4, timestamp: 960 + 2_880 });
  expect(written(writer, 'alice', 12, 1_920, 61)).toMatchObject({ sequence: 3 });
  expect(written(writer, 'alice', 14, 3_840, 80)).toMatchObject({ sequence: 5 });
});

test('a packet of before the change does not take the place of another voice', () => {
  const writer = new SlotWriter<string>(1, { sequence: 0, timestamp: 0 });
  written(writer, 'alice', 10, 0, 0);
  written(writer, 'bob', 20, 0, 20);
  expect(written(writer, 'bob', 19, 0, 21)).toBeUndefined();
});

test('numbers and times that begin again at 0 are no change', () => {
  const writer = new SlotWriter<string>(1, { sequence: 0xffff, timestamp: 0xffff_ffff });
  expect(written(writer, 'alice', 0xffff, 0xffff_ffff, 0)).toMatchObject({ sequence: 0, timestamp: 959 });
  expect(written(writer, 'alice', 0, 959, 20)).toMatchObject({ sequence: 1, timestamp: 1_919, marker: false });
});

test('a voice that was released and comes back begins anew', () => {
  const writer = new SlotWriter<string>(1, { sequence: 0, timestamp: 0 });
  written(writer, 'alice', 10, 0, 0);
  writer.release();
  expect(written(writer, 'alice', 700, 90_000, 1_000)).toMatchObject({ marker: true, sequence: 2, timestamp: 960 + 50 * 960 });
});
